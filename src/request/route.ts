/** Characters of a URL and of a text body that tell one request from another. */
const MAX_LENGTH = 4_096;

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. Two requests in four billion share a key, which is rare enough here. */
function hash(text: string, seed = 0x811c9dc5): number {
  let value = seed;
  const end = Math.min(text.length, MAX_LENGTH);
  for (let at = 0; at < end; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}

/** What is added to keep caches out: `_=1764400000000`, or a time under another name. */
const TIME_IN_QUERY = /[?&](?:_=[^&#]*|[^?&=]{0,40}=\d{10,13}(?=[&#]|$))/g;

/** Headers that differ from call to call and say nothing about what is asked for. */
const OF_ONE_CALL =
  /^(?:traceparent|tracestate|baggage|sentry-trace|b3|x-b3-.*|.*request-id|.*correlation-id|idempotency-key|date)$/;

/** What is asked for has the same key each time: method, URL, and a text body, because GraphQL operations share a URL. */
export function targetKey(method: string, url: string, body: unknown): number {
  const key = hash(url.replace(TIME_IN_QUERY, ''), hash(method));
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

/** Requests of one route have the same key: method and path without query, where segments that look like ids are alike. */
export function routeKey(method: string, url: string): number {
  const path = /^[^?#]*/.exec(url)?.[0] ?? url;
  return hash(path.split('/').map(collapseId).join('/'), hash(method));
}

const collapseId = (segment: string): string => (looksLikeId(segment) ? ':id' : segment);

/** Digits only; long with a digit in it; very long; or with characters that names of routes do not have. */
const looksLikeId = (segment: string): boolean =>
  /^\d+$/.test(segment) ||
  (segment.length >= 8 && /\d/.test(segment)) ||
  segment.length > 32 ||
  /[@:,%=~]/.test(segment);
