import { type FetchBody, type FetchInit, type FetchInput, OptionsError } from '../index.ts';
import { reasonOf } from './reason.ts';

/** What one request is answered with. */
export type ScriptedAnswer =
  /** A response of this status, with a short text. */
  | number
  /** The same with headers and a body of your own. */
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: FetchBody | null }
  /** This very response; a copy of it where it is repeated. */
  | Response
  /** Rejects with it, as for a network that fails: `new TypeError('fetch failed')`. */
  | Error
  /** No answer, until the request is aborted. */
  | 'hang'
  /** Whatever it makes of the request. */
  | ((request: Request) => ScriptedAnswer | Promise<ScriptedAnswer>);

/** A fetch that answers from a script. */
export interface ScriptedFetch {
  (input: FetchInput, init?: FetchInit): Promise<Response>;
  /** What was sent, in order. Their bodies can be read, once. */
  readonly requests: Request[];
}

/**
 * Makes a fetch that answers in order. After the last answer it rejects with an error that says so; with `'repeat'` at the end, the answer
 * before it repeats.
 */
export function scriptedFetch(...script: readonly (ScriptedAnswer | 'repeat')[]): ScriptedFetch {
  const repeats = script[script.length - 1] === 'repeat';
  const answers = repeats ? script.slice(0, -1) : script;
  if (repeats && answers.length === 0) throw new OptionsError('script', script, 'at least one answer before "repeat"');
  for (const [at, answer] of answers.entries()) check(answer, `script[${at}]`);
  const requests: Request[] = [];

  const fetch = async (input: FetchInput, init?: FetchInit): Promise<Response> => {
    const request = new Request(absolute(input), init);
    const { signal } = request;
    if (signal.aborted) throw reasonOf(signal);
    const at = requests.length;
    // One copy for the test, and one for an answer that reads it.
    requests.push(request.clone());
    const answer = answers[repeats ? Math.min(at, answers.length - 1) : at];
    if (answer === undefined) throw unexpected(request, at + 1, answers.length);
    const response = await interruptible(play(answer as ScriptedAnswer, request), signal);
    return repeats && response === answer ? response.clone() : response;
  };
  return Object.assign(fetch, { requests });
}

/** In jsdom addresses are relative to its page, and `Request` is that of Node, which knows no page. */
function absolute(input: FetchInput): FetchInput {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  return typeof input === 'string' && location !== undefined ? new URL(input, location.href) : input;
}

async function play(answer: ScriptedAnswer, request: Request): Promise<Response> {
  if (typeof answer === 'function') {
    const made = await answer(request);
    check(made, 'the answer of a function');
    return play(made, request);
  }
  // A server has read the request before it answers, and a stream that fails is an upload that fails.
  if (!request.bodyUsed) await request.arrayBuffer();
  if (answer === 'hang') return new Promise(() => {});
  if (answer instanceof Error) throw answer;
  if (isResponse(answer)) return answer;
  const { status, headers = {}, body } = typeof answer === 'number' ? { status: answer } : answer;
  const text = NO_BODY.includes(status) ? null : `status ${status}`;
  return new Response(body === undefined ? text : body, { status, headers });
}

const NO_BODY: readonly number[] = [204, 205, 304];

function interruptible<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(reasonOf(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** By its members: a test environment may have a class of its own. */
const isResponse = (answer: ScriptedAnswer): answer is Response => typeof answer === 'object' && 'clone' in answer;

function check(answer: unknown, name: string): void {
  const status = typeof answer === 'object' && answer !== null && 'status' in answer ? answer.status : answer;
  const isStatus = Number.isInteger(status) && (status as number) >= 200 && (status as number) <= 599;
  if (isStatus || answer === 'hang' || answer instanceof Error || typeof answer === 'function') return;
  // Of `Response.error()`, which no fetch resolves with, the status is 0.
  throw new OptionsError(name, answer, 'a status from 200 to 599, a Response, an Error, "hang" or a function');
}

function unexpected({ method, url }: Request, number: number, count: number): Error {
  const message = `steadyfetch: ${method} ${url} is request ${number}, and the script has ${count} answers; end it with "repeat" to repeat the last one`;
  // The code that undici gives to what a mock does not expect: clients do not send it again.
  return Object.assign(new Error(message), { code: 'UND_MOCK_ERR_MOCK_NOT_MATCHED' });
}
