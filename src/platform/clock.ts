import type { Clock } from '../model/ports.ts';
import { MAX_TIMER_MS } from './max-timer.ts';

interface NodeTimer {
  unref?(): void;
}

/** `performance` where there is one: some fake timers and old runtimes have none. */
const monotonicNow = (): number => globalThis.performance?.now() ?? Date.now();

/** The platform's own time. A completed sleep counts as having reached its end, also where a test has stopped `performance`. */
export function systemClock(): Clock {
  let reached = Number.NEGATIVE_INFINITY;
  const now = () => Math.max(monotonicNow(), reached);
  return {
    now,
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
        const timerMs = Math.min(ms, MAX_TIMER_MS);
        const endsAt = now() + timerMs;
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', onAbort);
          reached = Math.max(reached, endsAt);
          resolve();
        }, timerMs);
        if (!ref) (timer as unknown as NodeTimer).unref?.();
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
  };
}

/** Chrome 92, Firefox 90 and Safari 15 give signals no reason; then it is what `fetch` itself would say. */
function reasonOf(signal: AbortSignal | undefined): unknown {
  if (signal !== undefined && signal.reason !== undefined) return signal.reason;
  return Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });
}
