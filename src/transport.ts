import { OptionsError } from './model/errors.ts';
import type { FetchLike } from './model/ports.ts';

/** Carried by every client, of any copy of the library: how to reach the fetch beneath it. */
const BENEATH = Symbol.for('steadyfetch.beneath');

interface MaybeSteady extends FetchLike {
  readonly [BENEATH]?: () => FetchLike;
}

/**
 * Finds the inner fetch at each call, so that what patches `globalThis.fetch` later is seen.
 *
 * Clients beneath clients are passed by, or their retries would multiply; and a client that was installed as `globalThis.fetch`
 * must not call itself: it uses what stood there when it was made.
 */
export function innerFetch(given: FetchLike | undefined, self: () => unknown): () => FetchLike {
  const original: MaybeSteady | undefined = globalThis.fetch;
  return () => {
    const found: MaybeSteady | undefined = given ?? globalThis.fetch;
    const fetch = found === self() ? original : found;
    if (fetch === undefined) throw new OptionsError('fetch', fetch, 'given where there is no globalThis.fetch');
    return fetch[BENEATH]?.() ?? fetch;
  };
}

/** Lets other clients pass this one by. */
export const markSteady = (fetch: object, beneath: () => FetchLike): void => {
  Object.defineProperty(fetch, BENEATH, { value: beneath });
};
