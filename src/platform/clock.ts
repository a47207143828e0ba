import type { Clock } from '../model/ports.ts';

/** The longest wait that timers take, in ms (24.8 days). A longer `setTimeout` fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

interface NodeTimer {
  unref?(): void;
}

/** `performance` where there is one: some fake timers and old runtimes have none. */
const monotonicNow = (): number => globalThis.performance?.now() ?? Date.now();

/** The platform's own time. */
export const systemClock: Clock = {
  now: monotonicNow,
  wallNow: () => Date.now(),
  sleep: (ms, signal, { ref = true } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(reasonOf(signal));
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(reasonOf(signal));
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
        Math.min(ms, MAX_TIMER_MS),
      );
      if (!ref) (timer as unknown as NodeTimer).unref?.();
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

/** Chrome 92, Firefox 90 and Safari 15 give signals no reason; then it is what `fetch` itself would say. */
function reasonOf(signal: AbortSignal | undefined): unknown {
  if (signal !== undefined && signal.reason !== undefined) return signal.reason;
  return Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });
}
