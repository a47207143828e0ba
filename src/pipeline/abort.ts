/** Why a signal aborted. Old polyfills give no reason; then it is what `fetch` itself would say. */
export const reasonOf = (signal: AbortSignal): unknown =>
  signal.reason === undefined ? domException('This operation was aborted', 'AbortError') : signal.reason;

/** An error like the platform's own, also where there is no `DOMException`. */
export function domException(message: string, name: string): Error {
  if (typeof DOMException === 'function') return new DOMException(message, name);
  return Object.assign(new Error(message), { name });
}

/**
 * Calls `listener` once when the signal aborts, at once if it has already; returns how to stop listening.
 * Works on any object shaped like a signal.
 */
export function whenAborted(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal?.aborted) listener();
  else signal?.addEventListener('abort', listener, { once: true });
  return () => signal?.removeEventListener('abort', listener);
}
