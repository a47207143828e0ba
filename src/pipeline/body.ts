import type { Core } from './core.ts';

/** More than this is not worth reading for the sake of a connection. */
const DRAIN_LIMIT_BYTES = 1024 * 1024;

/**
 * Frees the connection of a response that may still be the final one: reads a bounded clone, so that the original stays readable.
 *
 * A browser has six connections per host over HTTP/1.1; unread error pages could block the very request that would end the outage.
 */
export function holdWithoutConnection(response: Response): void {
  if (!hasOpenBody(response)) return;
  let copy: Response;
  try {
    copy = response.clone();
  } catch {
    return;
  }
  if (copy.body) void drain(copy.body);
}

/** Lets go of a response that nobody will read. What was drained before has given its connection back already. */
export function discard({ aborts }: Core, response: Response): void {
  if (typeof response !== 'object') return;
  aborts.unfollow(response);
  if (hasOpenBody(response)) response.body.cancel().catch(() => {});
}

/** Mocks and polyfills give stand-ins whose body is nothing, a string, or a stream of another kind. */
const hasOpenBody = (response: Response): response is Response & { readonly body: ReadableStream<Uint8Array> } =>
  typeof response.body?.cancel === 'function' && !response.body.locked;

async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  try {
    for (let read = 0; read < DRAIN_LIMIT_BYTES; ) {
      const { done, value } = await reader.read();
      if (done) return;
      read += value.byteLength;
    }
    // Not awaited: a branch of a tee only finishes cancelling when the other one does.
    reader.cancel().catch(() => {});
  } catch {
    // The original tells its reader.
  }
}
