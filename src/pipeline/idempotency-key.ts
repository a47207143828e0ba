import type { ResolvedIdempotencyKey, SteadyCallOptions } from '../model/options.ts';
import type { FetchInit } from '../model/ports.ts';

/** A key, where one is asked for and nothing is said of it. */
export const DEFAULT_KEY: ResolvedIdempotencyKey = Object.freeze({ header: 'Idempotency-Key', create: randomKey });

/** `randomUUID` is only there in secure contexts; a page on plain HTTP needs keys too. */
function randomKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The caller's headers with one idempotency key for all attempts. */
export function withKey(
  { idempotencyKey }: SteadyCallOptions,
  { header, create }: ResolvedIdempotencyKey,
  init: FetchInit | undefined,
  request: Request | undefined,
): Headers {
  const headers = new Headers(init?.headers ?? request?.headers);
  if (typeof idempotencyKey === 'string') headers.set(header, idempotencyKey);
  // A key of the caller's own is as good as ours.
  else if (!headers.has(header)) headers.set(header, create());
  return headers;
}
