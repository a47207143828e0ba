/** Characters of a URL and of a text body that tell one request from another. */
const MAX_LENGTH = 4_096;

const FNV_OFFSET = 0x811c9dc5;

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. Two requests in four billion share a key, which is rare enough here. */
function hash(text: string, seed = FNV_OFFSET): number {
  let value = seed;
  const end = Math.min(text.length, MAX_LENGTH);
  for (let at = 0; at < end; at++) value = mix(value, text.charCodeAt(at));
  return value;
}

const mix = (hashed: number, value: number): number => Math.imul(hashed ^ value, 0x01000193);

/** What is added to keep caches out: `_=1764400000000`, or a time under another name. */
const TIME_IN_QUERY = /[?&](?:_=[^&#]*|[^?&=]{0,40}=\d{10,13}(?=[&#]|$))/g;

/** Headers that differ from call to call and say nothing about what is asked for. */
const OF_ONE_CALL =
  /^(?:traceparent|tracestate|baggage|sentry-trace|b3|x-b3-.*|.*request-id|.*correlation-id|idempotency-key|date)$/;

/** What is asked for has the same key each time: method, URL, and a text body, because GraphQL operations share a URL. */
export function targetKey(method: string, url: string, body: unknown): number {
  const key = hash(url.includes('=') ? url.replace(TIME_IN_QUERY, '') : url, hash(method));
  return typeof body === 'string' ? hash(body, key) : key;
}

/** The same request has the same key: what it asks for, and its headers, because tenants may share a URL. */
export function requestKey(target: number, headers: Headers | undefined): number {
  let key = target;
  headers?.forEach((value, name) => {
    if (!OF_ONE_CALL.test(name)) key = hash(value, hash(name, key));
  });
  return key;
}

/**
 * Requests of one route have the same key: method and path without query, where segments that look like ids are alike. Those are
 * digits only; long with a digit in it; very long; or have characters that names of routes do not have. Read character by character,
 * because while anything of an upstream fails, its good calls pay for this, too.
 */
export function routeKey(method: string, url: string): number {
  let key = hash(method);
  let segment = FNV_OFFSET;
  let length = 0;
  let digits = 0;
  let isOdd = false;
  for (let at = 0; ; at++) {
    const code = at < url.length ? url.charCodeAt(at) : END;
    if (code === SLASH || code === END || code === QUERY || code === HASH) {
      const isId = isOdd || length > 32 || (digits > 0 && (digits === length || length >= 8));
      key = mix(key, isId ? 0 : segment);
      if (code !== SLASH) return key;
      segment = FNV_OFFSET;
      length = 0;
      digits = 0;
      isOdd = false;
    } else {
      segment = mix(segment, code);
      length++;
      if (code >= ZERO && code <= NINE) digits++;
      else if (ODD.includes(code)) isOdd = true;
    }
  }
}

const END = -1;
const SLASH = 0x2f;
const QUERY = 0x3f;
const HASH = 0x23;
const ZERO = 0x30;
const NINE = 0x39;
/** `@`, `:`, `,`, `%`, `=` and `~`. */
const ODD = [0x40, 0x3a, 0x2c, 0x25, 0x3d, 0x7e];
