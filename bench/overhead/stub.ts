import type { FetchLike } from '../peers/peer.ts';

/** A server that costs nothing: one `Response` without a body, the same for every call. */
export function reusedResponse(): FetchLike {
  const response = new Response(null, { status: 200 });
  return () => Promise.resolve(response);
}

/** And one that makes a `Response` for every call, as fetch does. */
export const freshResponse: FetchLike = () => Promise.resolve(new Response(null, { status: 200 }));

/** Paths vary as they do in an app, so that remembering the last one does not help. */
export const URLS: readonly string[] = Array.from({ length: 64 }, (_, item) => `http://stub.test/items/${item}`);
