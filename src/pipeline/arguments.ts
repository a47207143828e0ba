import type { FetchBody, FetchInit } from '../model/ports.ts';

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
  if (init === undefined && typeof input === 'string') return false;
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
