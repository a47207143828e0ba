import type { Call } from '../call/call.ts';
import type { FetchBody, FetchInit, FetchInput, FetchLike } from '../model/ports.ts';
import { isPage } from '../platform/runtime.ts';
import { copyInit, isRequest } from '../request/fetch-args.ts';
import { DEFAULT_KEY } from '../request/idempotency-key.ts';

/** What an attempt is sent with. */
export interface AttemptArgs {
  readonly input: FetchInput;
  readonly init: FetchInit | undefined;
}

/** Makes its signal when it is first asked for it: that is the costliest part of a time limit in Node. */
export interface SignalHolder {
  readonly signal: AbortSignal | null;
}

/** Carried by an inner fetch that wants to know for which attempt it is called, such as that of `steadyfetch/otel`. */
const FOR_ATTEMPT = Symbol.for('steadyfetch.forAttempt');

interface MaybeAttentive extends FetchLike {
  /** @param client - Tells clients apart: call ids count the calls of one. Each carries it as the way to its inner fetch. */
  readonly [FOR_ATTEMPT]?: (client: () => FetchLike, callId: number, attempt: number) => FetchLike | undefined;
}

/** The fetch of the attempt that is about to be sent. Its event comes afterwards: too late to make the request part of a trace. */
export const forAttempt = (fetch: MaybeAttentive, { context, id }: Call, attempt: number): FetchLike =>
  fetch[FOR_ATTEMPT]?.(context.innerFetch, id, attempt) ?? fetch;

/**
 * The arguments of the attempt that is about to be sent: the caller's own, where nothing has been waited for and nothing must change.
 *
 * @param holder - Its signal replaces the caller's.
 * @param body - From the app's body factory.
 * @param isBeside - Is it sent beside another one that is still silent?
 */
export function attemptArgs(
  call: Call,
  holder: SignalHolder | undefined,
  body: FetchBody | undefined,
  isBeside: boolean,
): AttemptArgs {
  const { settings } = call;
  const isUntouched = call.attempts === 1 && call.delayMs === undefined;
  const input = inputOf(call, isUntouched);
  const given = isUntouched ? settings.init : settings.retryInit;
  const own = settings.headers ?? (isUntouched ? undefined : changedHeaders(call, input));
  const headers = call.changedHeaders === undefined ? own : laidOver(call, own ?? settings.sentHeaders);
  const isHeldBack = isBeside && waitsForCache(input, given);
  if (headers === undefined && body === undefined && !isHeldBack) {
    if (holder === undefined) return { input, init: given };
    if (given === undefined && !isRequest(input)) return { input, init: new SignalInit(holder) };
  }
  const init = copyInit(given);
  if (isHeldBack) init['cache'] = 'reload';
  if (headers !== undefined) init.headers = headers;
  if (body !== undefined) {
    init.body = body;
    if (typeof body === 'object' && 'getReader' in body) init['duplex'] ??= 'half';
  }
  if (isRequest(input) && init.referrer === undefined) {
    // Any init beside a Request resets its referrer.
    init.referrer = input.referrer;
    init.referrerPolicy ??= input.referrerPolicy;
  }
  if (holder !== undefined) {
    Object.defineProperty(init, 'signal', { get: () => holder.signal, enumerable: true, configurable: true });
  }
  return { input, init };
}

/**
 * Chromium and Firefox keep a request from the server for as long as another one of the same URL may still fill the cache. Workers of
 * pages do so, too, but not all that look like one take a `cache`.
 */
const waitsForCache = (input: FetchInput, init: FetchInit | undefined): boolean =>
  isPage() &&
  ((init as { cache?: string } | undefined)?.cache ?? (isRequest(input) ? input.cache : 'default')) === 'default';

/** A `Request` can be sent once if it carries a body; while another attempt is possible, a clone is kept. */
function inputOf(call: Call, isUntouched: boolean): FetchInput {
  const { input } = call;
  if (!isRequest(input)) return isUntouched ? input : call.url;
  const request = call.requestWithBody;
  if (request === undefined) return input;
  const current = call.retryClone ?? request;
  call.retryClone = mayBeSentAgain(call) && !current.bodyUsed ? current.clone() : undefined;
  return current;
}

/** Without permission, only a proof allows to send it again, and only Node's errors prove anything. */
const mayBeSentAgain = ({ attempts, settings, context }: Call): boolean =>
  attempts < settings.maxAttempts && settings.bodyReplayable && (settings.replayable || !context.engineResends);

/** What the app's `beforeRetry` changed. The idempotency key stays: another one would make another order. */
function laidOver({ changedHeaders, upstream: { options } }: Call, own: Headers | undefined): Headers {
  const headers = new Headers(own);
  const { header } = options.idempotencyKey || DEFAULT_KEY;
  const key = headers.get(header);
  changedHeaders?.forEach((value, name) => {
    headers.set(name, value);
  });
  if (key !== null) headers.set(header, key);
  return headers;
}

/** The headers of the caller's `Request` as they were at the call, if they have changed since. */
function changedHeaders({ settings: { requestHeaders, retryInit } }: Call, input: FetchInput): Headers | undefined {
  if (!isRequest(input) || requestHeaders === undefined || retryInit?.headers !== undefined) return undefined;
  return String([...requestHeaders]) === String([...input.headers]) ? undefined : requestHeaders;
}

/**
 * An init of nothing but a signal, which is made when it is first looked at.
 *
 * The getter is the init's own, because wrappers of fetch copy inits by spreading them. It is one for all, because engines handle
 * objects whose getters differ as dictionaries; and of all ways to define it, the old method is by far the fastest: measured in Node 20,
 * it saves 1.8 µs per call.
 */
class SignalInit implements FetchInit {
  declare readonly signal: AbortSignal | null;
  readonly #holder: SignalHolder;

  constructor(holder: SignalHolder) {
    this.#holder = holder;
    defineGetter.call(this, 'signal', this.readSignal);
  }

  readSignal(): AbortSignal | null {
    return this.#holder.signal;
  }
}

/** ECMA-262, section 20.1.3.9.1. */
const { __defineGetter__: defineGetter } = Object.prototype as unknown as {
  __defineGetter__(this: object, name: string, getter: () => unknown): void;
};

/** Is it the request itself that the engine refuses? Asked after a failure, because engines say it with the same error. */
export function isInvalid({ input, settings: { init, options, method } }: Call): boolean {
  if (typeof Request !== 'function') return false;
  const { signal, ...rest } = copyInit(init);
  const hasBody = options.body !== undefined || init?.body != null;
  try {
    new Request(isRequest(input) ? input.url : input, {
      ...rest,
      method,
      ...(hasBody ? { body: '' } : {}),
      // A real signal is fine, and would get a listener for nothing.
      ...(signal instanceof AbortSignal ? {} : { signal: signal ?? null }),
    });
    return false;
  } catch {
    return true;
  }
}
