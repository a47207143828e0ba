/** The methods that fetch writes in capitals. Fetch standard, "normalize a method". */
const NORMALIZED: ReadonlySet<string> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT']);

/** RFC 9110 section 9.2.2, and QUERY, which is safe by its definition (draft-ietf-httpbis-safe-method-w-body). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE', 'QUERY']);

/** The method that fetch will send: `get` is `GET`, but `patch` stays `patch`. */
export function normalizeMethod(method: string | undefined): string {
  if (method === undefined) return 'GET';
  const capitals = String(method).toUpperCase();
  return NORMALIZED.has(capitals) ? capitals : String(method);
}

/** Does sending it twice mean the same as sending it once? Takes a normalized method. RFC 9110 section 9.2.2. */
export const isIdempotent = (method: string): boolean => method === 'GET' || IDEMPOTENT.has(method);

/** Does the server only read? RFC 9110 section 9.2.1. */
export const isSafe = (method: string): boolean =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'QUERY';

/** Can a `Request` with this body be sent again from a clone? Two clones of a stream of Node's wait for each other's reader. */
export const isCloneableBody = (body: unknown): boolean => !('pipe' in Object(body));

/** Can fetch read this body again for another attempt? Told by shape, so that other realms' and polyfills' bodies count. */
export function isReplayableBody(body: unknown): boolean {
  if ((typeof body !== 'object' && typeof body !== 'function') || body === null) return true;
  return !('getReader' in body || 'pipe' in body || Symbol.asyncIterator in body);
}
