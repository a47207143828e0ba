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

/** Of an error page, the beginning is enough to know who wrote it; Cloudflare's, of 7 kB, names its request at the end. */
const PEEK_BYTES = 8 * 1024;

/** What a gateway writes itself comes at once. More is not worth keeping a failed call waiting for. */
const PEEK_MS = 100;

/** The beginning of a body as text, or as much of it as comes in time. The original stays readable from its first byte. */
export async function peek(
  { clock, aborts }: Core,
  response: Response,
  signal: AbortSignal | undefined,
): Promise<string> {
  if (!hasOpenBody(response)) return '';
  let text = '';
  const alarm = new AbortController();
  const stopListening = aborts.when(signal, () => alarm.abort());
  try {
    const reader = response.clone().body?.getReader();
    if (reader === undefined) return '';
    const decoder = new TextDecoder();
    const read = readUpTo(PEEK_BYTES, reader, (chunk) => {
      text += decoder.decode(chunk, { stream: true });
    });
    await Promise.race([read, clock.sleep(PEEK_MS, alarm.signal, { ref: false }).catch(() => {})]);
    // Not awaited: a branch of a tee only finishes cancelling when the other one does.
    reader.cancel().catch(() => {});
  } catch {
    // A mock or a polyfill that will not be cloned has nothing to tell.
  }
  stopListening();
  alarm.abort();
  return text;
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
  await readUpTo(DRAIN_LIMIT_BYTES, reader, () => {});
  // Not awaited: a branch of a tee only finishes cancelling when the other one does.
  reader.cancel().catch(() => {});
}

/** Reads so many bytes, or fewer if there are no more. A body that breaks off tells that to the reader of the original. */
async function readUpTo(
  bytes: number,
  reader: ReadableStreamDefaultReader<Uint8Array>,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  try {
    for (let left = bytes; left > 0; ) {
      const { done, value } = await reader.read();
      if (done) return;
      take(value.subarray(0, left));
      left -= value.byteLength;
    }
  } catch {
    // What was read until then is all there is.
  }
}
