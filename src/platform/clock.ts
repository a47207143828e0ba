import type { Clock } from '../model/ports.ts';
import { MAX_TIMER_MS } from '../rules/backoff.ts';

interface NodeTimer {
  unref?(): void;
}

/** The platform's own time. */
export const systemClock: Clock = {
  now: () => performance.now(),
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
