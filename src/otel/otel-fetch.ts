import { type FetchInit, type FetchInput, type FetchLike, OptionsError, type SteadyFetch } from '../index.ts';

/** How a client reaches its inner fetch, and how an inner fetch is asked for that of one attempt. */
const INNER_FETCH = Symbol.for('steadyfetch.beneath');
const FOR_ATTEMPT = Symbol.for('steadyfetch.forAttempt');
const SENDERS = Symbol.for('steadyfetch.otel');

type Client = () => FetchLike;

/** Sends an attempt within its span; `undefined` for a call that is not watched. */
export type Sender = (callId: number, attempt: number, inner: FetchLike) => FetchLike | undefined;

interface Marked extends FetchLike {
  readonly [INNER_FETCH]?: Client;
  readonly [SENDERS]?: Map<Client, Sender>;
}

/**
 * Wraps the fetch that sends requests, so that each is sent within the span of its attempt: give it as `fetch` to `createSteadyFetch`, and
 * the client to `instrument`. Without `instrument` it does nothing.
 *
 * @param inner - The platform's `fetch` by default, looked up at each call.
 */
export function otelFetch(inner?: FetchLike): FetchLike {
  if (inner !== undefined && typeof inner !== 'function') throw new OptionsError('inner', inner, 'a function');
  const original: Marked | undefined = globalThis.fetch;
  const find = (): FetchLike => {
    if (inner !== undefined) return inner;
    const found: Marked | undefined = globalThis.fetch;
    // A client that was installed as `globalThis.fetch` would call this again, without end.
    const fetch = found?.[INNER_FETCH] === undefined ? found : original;
    if (fetch === undefined) throw new OptionsError('fetch', fetch, 'given where there is no globalThis.fetch');
    return fetch[INNER_FETCH]?.() ?? fetch;
  };
  const senders = new Map<Client, Sender>();
  const wrapped = (input: FetchInput, init?: FetchInit): Promise<Response> => call(find(), input, init);
  return Object.defineProperties(wrapped, {
    [SENDERS]: { value: senders },
    [FOR_ATTEMPT]: {
      value: (client: Client, callId: number, attempt: number): FetchLike | undefined => {
        const sender = senders.get(client);
        return sender && ((input, init) => call(sender(callId, attempt, find()) ?? find(), input, init));
      },
    },
    // Next.js marks its own fetch like this, and the client asks for it.
    __nextPatched: { get: () => (find() as { readonly __nextPatched?: boolean }).__nextPatched },
  });
}

/** A fetch may ask how many arguments it was given. */
const call = (fetch: FetchLike, input: FetchInput, init: FetchInit | undefined): Promise<Response> =>
  init === undefined ? fetch(input) : fetch(input, init);

/** Has the attempts of a client sent by this. Does nothing where its inner fetch is not one of ours. */
export function sendBy(steady: SteadyFetch, sender: Sender): () => void {
  const client = (steady as Marked)[INNER_FETCH];
  if (typeof client !== 'function') throw new OptionsError('steady', steady, 'a client made by createSteadyFetch');
  let fetch: Marked | undefined;
  try {
    fetch = client();
  } catch {
    // There is no fetch yet.
  }
  fetch?.[SENDERS]?.set(client, sender);
  return () => {
    if (fetch?.[SENDERS]?.get(client) === sender) fetch[SENDERS].delete(client);
  };
}
