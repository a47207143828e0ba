import { OptionsError } from '../model/errors.ts';
import type { FetchLike } from '../model/ports.ts';

/** Carried by every client, of any copy of the library: how to reach its inner fetch. */
const INNER_FETCH = Symbol.for('steadyfetch.beneath');
const RESET = Symbol.for('steadyfetch.reset');

interface MaybeSteady extends FetchLike {
  readonly [INNER_FETCH]?: () => FetchLike;
}

/**
 * Finds the inner fetch at each call, so that what patches `globalThis.fetch` later is seen.
 *
 * A client around a client calls the inner fetch of that client, or their retries would multiply; and a client that was installed as
 * `globalThis.fetch` must not call itself: it uses what stood there when it was made.
 */
export function innerFetch(given: FetchLike | undefined, self: () => unknown): () => FetchLike {
  const original: MaybeSteady | undefined = globalThis.fetch;
  return () => {
    const found: MaybeSteady | undefined = given ?? globalThis.fetch;
    const fetch = found === self() ? original : found;
    if (fetch === undefined) throw new OptionsError('fetch', fetch, 'given where there is no globalThis.fetch');
    return fetch[INNER_FETCH]?.() ?? fetch;
  };
}

/** Lets other clients find the inner fetch of this one, and `steadyfetch/testing` reset it. */
export const markSteady = (fetch: object, inner: () => FetchLike, reset: () => void): void => {
  Object.defineProperties(fetch, { [INNER_FETCH]: { value: inner }, [RESET]: { value: reset } });
};
