import type { FetchBody, FetchInit, FetchInput } from '../model/ports.ts';
import type { Call } from './call.ts';

/** Members of `RequestInit` as engines read them. A `Request` given as init has them on its prototype, where a spread does not look. */
const INIT_KEYS = [
  'method',
  'headers',
  'body',
  'mode',
  'credentials',
  'cache',
  'redirect',
  'referrer',
  'referrerPolicy',
  'integrity',
  'keepalive',
  'signal',
  'duplex',
  'priority',
  'window',
  'dispatcher',
] as const;

/** Requests of other realms and polyfills are no instances of ours; and what merely has a `url` is for `fetch` to make a string of. */
export const isRequest = (input: unknown): input is Request =>
  typeof input === 'object' &&
  input !== null &&
  typeof (input as Request).url === 'string' &&
  typeof (input as Request).method === 'string' &&
  typeof (input as Request).clone === 'function' &&
  typeof (input as Request).headers?.get === 'function';

/**
 * Is this something that `fetch` refuses whatever the network does? Then it is for the inner fetch alone to say so, at once.
 * What cannot be told from outside is found out after a failure, by `isInvalid`.
 */
export function isHopeless(input: unknown, init: unknown): boolean {
  if (init !== undefined && init !== null && typeof init !== 'object') return true;
  const { signal, body, method } = (init ?? {}) as FetchInit;
  if (signal !== undefined && signal !== null && !isSignal(signal)) return true;
  if (!isRequest(input) || body != null) return false;
  return input.bodyUsed || input.body?.locked === true || (input.body != null && /^(?:get|head)$/i.test(method ?? ''));
}

/** Polyfills and other realms have signals too. */
const isSignal = (signal: unknown): boolean =>
  typeof signal === 'object' &&
  signal !== null &&
  'aborted' in signal &&
  'addEventListener' in signal &&
  'removeEventListener' in signal;

/** A copy of `init` that may be changed, inherited members and foreign keys included. */
export function copyInit(init: FetchInit | undefined): FetchInit & Record<string, unknown> {
  const copy: Record<string, unknown> = { ...init };
  if (init !== undefined && Object.getPrototypeOf(init) !== Object.prototype) {
    for (const key of INIT_KEYS) {
      if (key in init) copy[key] = (init as Record<string, unknown>)[key];
    }
  }
  return copy;
}

/**
 * What a retry will be sent with: the caller may do with its own objects as it likes once `fetch` has returned,
 * and a second request must not differ from the first.
 */
export function snapshot(init: FetchInit): FetchInit {
  const copy = copyInit(init);
  if (typeof copy.headers === 'object' && copy.headers !== null) copy.headers = copyHeaders(copy.headers);
  if (copy.body != null) copy.body = copyBody(copy.body);
  return copy;
}

function copyHeaders(headers: NonNullable<FetchInit['headers']>): NonNullable<FetchInit['headers']> {
  if (Array.isArray(headers)) return headers.map(([name = '', value = '']): [string, string] => [name, value]);
  return Symbol.iterator in headers ? [...(headers as Iterable<[string, string]>)] : { ...headers };
}

/** Strings and Blobs cannot change; streams are sent once anyway. */
function copyBody(body: FetchBody): FetchBody {
  if (body instanceof ArrayBuffer) return body.slice(0);
  if (ArrayBuffer.isView(body)) {
    return new Uint8Array(new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength));
  }
  if (body instanceof URLSearchParams) return new URLSearchParams(body);
  if (!(body instanceof FormData)) return body;
  const form = new FormData();
  for (const [name, value] of body as Iterable<[string, string | Blob]> & FormData) form.append(name, value);
  return form;
}

/**
 * What the inner fetch is given for the next attempt: the caller's own arguments wherever nothing must change.
 *
 * @param controller - Aborts the attempt, where it has a time limit.
 */
export function requestOf(call: Call, controller: AbortController | undefined): [FetchInput, FetchInit?] {
  const input = inputOf(call);
  const given = call.attempts === 1 ? call.init : call.again;
  if (controller === undefined && call.headers === undefined && call.makeBody === undefined) {
    return given === undefined ? [input] : [input, given];
  }
  const init = copyInit(given);
  // A getter, because Node makes a controller's signal when it is first looked at, and that is the dearest part of a time limit.
  if (controller !== undefined) {
    Object.defineProperty(init, 'signal', { get: () => controller.signal, enumerable: true, configurable: true });
  }
  if (call.headers !== undefined) init.headers = call.headers;
  if (call.makeBody !== undefined) {
    init.body = call.makeBody();
    if (typeof init.body === 'object' && 'getReader' in init.body) init['duplex'] ??= 'half';
  }
  if (isRequest(input) && init.referrer === undefined) {
    // Any init beside a Request resets its referrer.
    init.referrer = input.referrer;
    init.referrerPolicy ??= input.referrerPolicy;
  }
  return [input, init];
}

/** A `Request` can be sent once; while another attempt is possible, a clone is kept back. */
function inputOf(call: Call): FetchInput {
  const { input } = call;
  if (!isRequest(input)) return call.attempts === 1 ? input : call.url;
  if (!carriesBody(call, input)) return input;
  const current = call.spare ?? input;
  call.spare = call.attempts < call.maxAttempts && !current.bodyUsed ? current.clone() : undefined;
  return current;
}

/** Firefox does not tell a Request's body. */
const carriesBody = ({ init, makeBody, method }: Call, input: Request): boolean =>
  makeBody === undefined && init?.body == null && input.body !== null && method !== 'GET' && method !== 'HEAD';

/** Lets go of a clone that is not needed any more, and with it of the copy of the body. */
export function dropSpare(call: Call): void {
  call.spare?.body?.cancel().catch(() => {});
  call.spare = undefined;
}

/** Is it the request itself that the engine refuses? Asked after a failure, because engines say it with the same error. */
export function isInvalid({ input, init, makeBody, method }: Call): boolean {
  if (typeof Request !== 'function') return false;
  const { signal: _, ...rest } = copyInit(init);
  const hasBody = makeBody !== undefined || init?.body != null;
  try {
    new Request(isRequest(input) ? input.url : input, {
      ...rest,
      method,
      ...(hasBody ? { body: '' } : {}),
    });
    return false;
  } catch {
    return true;
  }
}
