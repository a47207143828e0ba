import type { Timed } from '../platform/timeouts.ts';
import type { Call, Interruption } from './call.ts';

/** Why a function of the app is no longer waited for. */
export type Unready = Interruption | { readonly kind: 'stop'; readonly because: 'deadline' };

/** Waits for a function of the app, which may never be ready: the caller's abort, `cancel()` and the deadline end the wait. */
export function interruptible<T>(call: Call, promise: PromiseLike<T>): Promise<{ readonly value: T } | Unready> {
  const { signals, pollMs, timeouts } = call.context;
  return new Promise((resolve, reject) => {
    let stopListening = NOTHING;
    const stop = () => {
      stopListening();
      timeouts.remove(limit);
      call.wake = NOTHING;
    };
    const limit: Timed = {
      before: undefined,
      after: undefined,
      dueAt: call.deadlineAt,
      expire: () => {
        stop();
        resolve(LATE);
      },
    };
    const interrupt = () => {
      if (call.interruption === undefined) return;
      stop();
      resolve(call.interruption);
    };
    if (pollMs === Number.POSITIVE_INFINITY) call.wake = interrupt;
    if (limit.dueAt !== Number.POSITIVE_INFINITY) timeouts.add(limit);
    stopListening = signals.when(call.settings.signal, interrupt);
    promise.then(
      (value) => {
        stop();
        resolve({ value });
      },
      (error) => {
        stop();
        reject(error);
      },
    );
  });
}

const LATE: Unready = Object.freeze({ kind: 'stop', because: 'deadline' });
const NOTHING = () => {};
