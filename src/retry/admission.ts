import type { Call } from '../call/call.ts';
import { emitCallWaiting } from '../call/emit.ts';
import type { Circuit } from '../circuit/circuit.ts';
import type { QueueResult } from '../circuit/waiter.ts';
import { type Go, type Stop, sleep, type WaitResult, wait } from './wait.ts';

/** After the network returned, calls go out spread over this time. */
const RETURN_SPREAD_MS = 1_000;

/** The circuit that counts for this call, unless the app keeps it out. */
export const circuitOf = (call: Call): Circuit | undefined =>
  call.settings.options.circuit === false ? undefined : call.upstream.circuit;

/** Does nothing hold back the first attempt of this call? */
export function isFree(call: Call): boolean {
  const circuit = circuitOf(call);
  return circuit === undefined || !circuit.open || !circuit.holds(call);
}

/** Waits until a call that was never sent may go. */
export async function admit(call: Call): Promise<WaitResult> {
  const circuit = circuitOf(call);
  const { queue } = call.upstream;
  if (circuit === undefined || queue === undefined || !circuit.holds(call)) return go(call);
  const now = call.context.clock.now();
  circuit.countArrival();
  if ((queue.size === 0 && circuit.isProbeDue(now)) || circuit.maySendFresh(call, now)) {
    return { kind: 'go', permit: circuit.send(true, call) };
  }
  if (queue.admits(call)) return waitInQueue(call, () => emitCallWaiting(call, 'circuit', call.upstream.probeAtEpoch));
  // Without waiting, too, only what has failed itself just now is refused.
  const hasJustFailed = circuit.hasFailedSince(call, now - circuit.options.maxOpenMs);
  return circuit.isolated || hasJustFailed ? REFUSED : go(call);
}

/** Waits in the queue for the upstream to come back, or for its turn once it is. */
export async function waitInQueue(call: Call, onStart?: () => void): Promise<WaitResult> {
  const { queue } = call.upstream;
  if (queue === undefined || circuitOf(call) === undefined) return go(call);
  if (!queue.admits(call)) return REFUSED;
  const waiter = queue.enter(call);
  try {
    return await wait<QueueResult>(call, (now) => queue.check(waiter, now), onStart);
  } finally {
    queue.leave(waiter);
  }
}

/** Must a retry of this call wait for a sign of life? Without waiting there is only an open circuit to mind. */
export function mustPause(call: Call): boolean {
  const circuit = circuitOf(call);
  if (circuit === undefined) return false;
  if (circuit.open || call.maxWaitMs === 0) return circuit.open;
  // A call that may not wait any more would only be turned away, and that takes more than a short run of failures.
  return circuit.paused && (circuit.isDown || call.upstream.queue?.admits(call) === true);
}

/** Waits for the network to return. It is a hint, so the wait ends by itself. */
export async function waitForNetwork(call: Call): Promise<Stop | undefined> {
  const { context } = call;
  const { network, tuning, clock } = context;
  if (!network.isOffline) return undefined;
  const until = Math.min(call.deadlineAt, clock.now() + tuning.maxOfflineMs);
  const unsubscribe = network.whenBack(() => call.wake());
  try {
    const waited = await wait<typeof BACK | typeof LATE>(
      call,
      (now) => {
        if (!network.isOffline) return BACK;
        return now >= until ? LATE : until;
      },
      () => emitCallWaiting(call, 'offline'),
    );
    if (waited.kind === 'stop') return waited;
  } finally {
    unsubscribe();
  }
  const slept = await sleep(call, context.random() * RETURN_SPREAD_MS, { mayFollow: false });
  return slept.kind === 'stop' ? slept : undefined;
}

/** Permission for an attempt that nothing holds back. */
export const go = (call: Call): Go => ({ kind: 'go', permit: circuitOf(call)?.send(false, call) });

const REFUSED: Stop = Object.freeze({ kind: 'stop', because: 'circuit-open' });
const LATE = Object.freeze({ kind: 'stop', because: 'deadline' } as const);
const BACK = Object.freeze({ kind: 'back' } as const);
