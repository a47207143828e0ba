import type { Call, Interruption } from './call.ts';

/** Waits for a function of the app, which may never be ready: the caller's abort and `cancel()` end the wait. */
export function interruptible<T>(call: Call, promise: PromiseLike<T>): Promise<{ readonly value: T } | Interruption> {
  const { signals, pollMs } = call.context;
  return new Promise((resolve, reject) => {
    const stop = () => {
      stopListening();
      call.wake = NOTHING;
    };
    const interrupt = () => {
      if (call.interruption === undefined) return;
      stop();
      resolve(call.interruption);
    };
    if (pollMs === Number.POSITIVE_INFINITY) call.wake = interrupt;
    let stopListening = NOTHING;
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

const NOTHING = () => {};
