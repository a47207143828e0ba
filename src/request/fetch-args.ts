import type { FetchBody, FetchInit } from '../model/ports.ts';
import { isReplayableBody } from './replayable.ts';

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

/** Requests of other realms and polyfills are no instances of ours; anything else with a `url` is turned into a string, as fetch does. */
export const isRequest = (input: unknown): input is Request =>
  typeof input === 'object' &&
  input !== null &&
  typeof (input as Request).url === 'string' &&
  typeof (input as Request).method === 'string' &&
  typeof (input as Request).clone === 'function' &&
  typeof (input as Request).headers?.get === 'function';

/**
 * Does `fetch` refuse this, or end it, whatever the network does? Then the call goes to the inner fetch as it is, which says so in its
 * own words and at its own time. What cannot be told from outside is found out after a failure, by `isInvalid`.
 */
export function isForFetchAlone(input: unknown, init: unknown): boolean {
  if (init === undefined && (typeof input === 'string' || input === undefined)) return input === undefined;
  if (init !== undefined && typeof init !== 'object') return true;
  const { signal, body, method } = (init ?? {}) as FetchInit;
  let request: Request | undefined;
  try {
    request = isRequest(input) ? input : undefined;
  } catch {
    // A proxy around a Request cannot be looked at in Node 24 and later.
    return true;
  }
  if (signal !== undefined && signal !== null && !isSignal(signal)) return true;
  if ((signal === undefined ? request?.signal : signal)?.aborted === true) return true;
  if (request === undefined || body != null) return false;
  return (
    request.bodyUsed ||
    request.body?.locked === true ||
    (request.body != null && /^(?:get|head)$/i.test(String(method)))
  );
}

/** Polyfills and other realms have signals too. */
const isSignal = (signal: NonNullable<unknown>): boolean =>
  typeof signal === 'object' && 'aborted' in signal && 'addEventListener' in signal && 'removeEventListener' in signal;

/**
 * fetch reads each argument once. Getters, and objects that are strings only when asked, may say something else each time: they are
 * read here, and sent as a copy.
 */
export function readOnce<Init extends FetchInit>(init: Init | undefined): Init | undefined {
  if (typeof init !== 'object' || init === null) return init;
  let isCopied = false;
  for (const key of Object.keys(init)) {
    if (Object.getOwnPropertyDescriptor(init, key)?.get !== undefined) isCopied = true;
  }
  const read = isCopied ? { ...init } : init;
  const { method, body } = read;
  const isText = typeof body === 'object' && body !== null && isStringObject(body);
  if (typeof method !== 'object' && !isText) return read;
  const copy = { ...copyInit(read) };
  if (typeof method === 'object') copy.method = String(method);
  if (isText) copy.body = String(body);
  return copy as unknown as Init;
}

/** What fetch makes a string of. In happy-dom and in older workerd, forms have no tag of their own. */
const isStringObject = (value: object): boolean => {
  const tag = tagOf(value);
  if (tag !== 'Object' && tag !== 'Array') return false;
  return isReplayableBody(value) && !('append' in value || 'arrayBuffer' in value);
};

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
 * What every attempt after a wait is sent with: the arguments as they were at the call. The caller may change its own objects as soon
 * as `fetch` has returned.
 */
export function snapshot(init: FetchInit, method: string): FetchInit {
  const copy = copyInit(init);
  if (copy.method !== undefined) copy.method = method;
  if (typeof copy.headers === 'object' && copy.headers !== null) copy.headers = copyHeaders(copy.headers);
  if (copy.body != null) copy.body = copyBody(copy.body);
  return copy;
}

/** Headers that can be read only once, such as `headers.entries()` or a generator. */
export const areOneShot = (headers: unknown): boolean =>
  typeof headers === 'object' && headers !== null && typeof (headers as { next?: unknown }).next === 'function';

function copyHeaders(headers: NonNullable<FetchInit['headers']>): NonNullable<FetchInit['headers']> {
  if (!(Symbol.iterator in headers)) return { ...headers };
  // Whatever is no pair is left for fetch to refuse.
  return Array.from(headers as Iterable<[string, string]>, (pair) =>
    Symbol.iterator in Object(pair) ? [...pair] : pair,
  ) as [string, string][];
}

/** Tells objects of other realms, too. */
const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);

/** Forms without a tag still have their class. */
const kindOf = (value: object): string => {
  const tag = tagOf(value);
  return tag === 'Object' ? value.constructor.name : tag;
};

/** Strings and Blobs cannot change; streams are sent once anyway. */
function copyBody(body: FetchBody): FetchBody {
  if (typeof body !== 'object') return body;
  try {
    if (ArrayBuffer.isView(body)) {
      return new Uint8Array(new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength));
    }
    switch (kindOf(body)) {
      case 'ArrayBuffer':
        return new Uint8Array(body as ArrayBuffer).slice();
      case 'URLSearchParams':
        return new URLSearchParams(String(body));
      case 'FormData':
        return copyForm(body as FormData);
      default:
        return body;
    }
  } catch {
    // A detached buffer, or an object without a class: what is wrong with it is for fetch to say.
    return body;
  }
}

function copyForm(form: FormData): FormData {
  const copy = new (form.constructor as typeof FormData)();
  for (const [name, value] of form as Iterable<[string, string | Blob]> & FormData) copy.append(name, value);
  return copy;
}
