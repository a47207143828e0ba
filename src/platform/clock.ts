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
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
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
