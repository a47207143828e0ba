import type { Call, Interruption } from '../call/call.ts';
import type { Permit } from '../circuit/permit.ts';
import type { SettledBecause } from '../model/report.ts';
import { NOTHING } from '../platform/abort-signals.ts';
import { MAX_TIMER_MS } from '../platform/max-timer.ts';
import { NEVER } from '../request/limits.ts';

/** May the call be sent now? Otherwise why not. */
export type WaitResult = Go | Stop;

export interface Go {
  readonly kind: 'go';
  /** Absent for calls that keep out of the circuit. */
  readonly permit: Permit | undefined;
  /** It holds a token of the budget, which goes back if nothing is sent. */
  readonly isPaid?: boolean;
}

export type Stop = Interruption | { readonly kind: 'stop'; readonly because: SettledBecause };

/**
 * Waits until `check` gives a result; a number is the monotonic ms at which to ask again. The caller's abort and `cancel()` end it.
 * Every call waits with a timer of its own: on some platforms calls must not wake each other.
 *
 * @param onStart - Called once the wait has begun.
 */
export async function wait<Result extends object>(
  call: Call,
  check: (now: number) => Result | number,
  onStart: () => void = NOTHING,
): Promise<Result | Interruption> {
  const { clock, signals, pollMs } = call.context;
  let alarm = new AbortController();
  let wakeUp = NOTHING;
  // A timer that has fired means that its time has come, even if tests have stopped the clock.
  let firedAt = Number.NEGATIVE_INFINITY;
  const stopListening = signals.when(call.settings.signal, () => wakeUp());
  try {
    onStart();
    for (;;) {
      const now = Math.max(clock.now(), firedAt);
      const result = call.interruption ?? check(now);
      if (typeof result !== 'number') return result;
      await new Promise<void>((resolve) => {
        alarm = new AbortController();
        // Resolved by the alarm itself, too: timers of a hidden page may stand still.
        wakeUp = () => {
          // Without a reason an error would be made, which costs more than all the rest.
          alarm.abort(null);
          resolve();
        };
        if (pollMs === NEVER) call.wake = wakeUp;
        const ms = Math.max(0, Math.min(result - now, pollMs, MAX_TIMER_MS));
        clock.sleep(ms, alarm.signal).then(() => {
          firedAt = now + ms;
          resolve();
        }, resolve);
      });
    }
  } finally {
    call.wake = NOTHING;
    stopListening();
  }
}

type SleepEnd = { readonly kind: 'elapsed' | 'probe' };

/** Sleeps, until `retryNow` or a probe of another call ends it. */
export async function sleep(
  call: Call,
  ms: number,
  { mayFollow, onStart }: { readonly mayFollow: boolean; readonly onStart?: (() => void) | undefined },
): Promise<SleepEnd | Interruption> {
  const { timedWaiters } = call.upstream;
  const until = call.context.clock.now() + ms;
  let ended: SleepEnd | undefined;
  const timedWaiter = {
    call,
    mayFollow,
    end: (asProbe: boolean) => {
      ended ??= asProbe ? PROBE : ELAPSED;
      call.wake();
    },
  };
  timedWaiters.add(timedWaiter);
  try {
    return await wait<SleepEnd>(call, (now) => ended ?? (now >= until ? ELAPSED : until), onStart);
  } finally {
    timedWaiters.delete(timedWaiter);
  }
}

const ELAPSED: SleepEnd = Object.freeze({ kind: 'elapsed' });
const PROBE: SleepEnd = Object.freeze({ kind: 'probe' });
