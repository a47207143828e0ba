import type { CallWaiting } from '../model/event.ts';
import type { SettledBecause } from '../model/report.ts';
import type { Call } from './call.ts';
import type { Permit } from './circuit.ts';
import type { Core } from './core.ts';
import { factsOf } from './tell.ts';
import { sleep, type Waited, waitForNetwork, waitForUpstream } from './wait.ts';

/** Leave to send, or why not. */
export type Passage = Go | Halt;

export interface Go {
  readonly kind: 'go';
  /** Absent for calls that keep out of the circuit. */
  readonly permit: Permit | undefined;
}

export interface Halt {
  readonly kind: 'stop';
  readonly because: Stop;
  readonly reason?: unknown;
}

type Stop = Extract<
  SettledBecause,
  'circuit-open' | 'budget' | 'retry-after-too-long' | 'deadline' | 'aborted' | 'cancelled'
>;

/** After the network returned, calls go out spread over this time. */
const RETURN_SPREAD_MS = 1_000;

/** Is nothing in the way of this call, neither the network nor the circuit? */
export const isGateOpen = (core: Core, call: Call): boolean => !(isOffline(core, call) || circuitOf(call)?.open);

/** Passes the gate, however long it takes: first the network, then the circuit. */
export async function pass(core: Core, call: Call, isRetry: boolean): Promise<Passage> {
  if (isOffline(core, call)) {
    const stop = await untilOnline(core, call);
    if (stop !== undefined) return stop;
  }
  const circuit = circuitOf(call);
  if (circuit === undefined) return FREE;
  if (!(isRetry ? mustPause(call) : circuit.open)) return { kind: 'go', permit: circuit.send(false) };
  if (!isRetry) circuit.countArrival();
  if (call.upstream.waitingInRoom === 0 && circuit.isProbeDue(core.clock.now())) {
    return { kind: 'go', permit: circuit.send(true) };
  }
  return enterRoom(core, call, () => tellWaiting(core, call, 'circuit', call.upstream.retryAt()));
}

/**
 * Waits in the room for the upstream to come back, or for one's turn once it is.
 *
 * @param started - Called once the wait has begun.
 */
export async function enterRoom(core: Core, call: Call, started?: () => void): Promise<Passage> {
  const { room } = call.upstream;
  if (room === undefined || circuitOf(call) === undefined) return FREE;
  if (!room.admits(call)) return { kind: 'stop', because: 'circuit-open' };
  const admission = await waitForUpstream(core, call, room, started);
  switch (admission.kind) {
    case 'go':
      return admission;
    case 'refused':
      return { kind: 'stop', because: 'circuit-open' };
    case 'late':
      return { kind: 'stop', because: 'deadline' };
    case 'aborted':
      return { kind: 'stop', because: 'aborted' };
    case 'cancelled':
      return { kind: 'stop', because: 'cancelled', reason: admission.reason };
  }
}

/** Must a retry of this call wait for the upstream to show itself? Without waiting there is only an open circuit to mind. */
export const mustPause = (call: Call): boolean => {
  const circuit = circuitOf(call);
  if (circuit === undefined) return false;
  const { maxWaitMs } = circuit.options;
  if (circuit.open || maxWaitMs === 0) return circuit.open;
  // Who has no patience left would only be turned away, and that needs more than a short run of failures.
  return circuit.paused && (call.waitedMs < maxWaitMs || circuit.silent);
};

/** May it wait there although the budget is spent? Only where the upstream is silent: partial failure stays capped by the budget. */
export const mayWaitUnpaid = (call: Call): boolean => {
  const circuit = circuitOf(call);
  return circuit?.silent === true && circuit.options.maxWaitMs > 0;
};

export const circuitOf = (call: Call) => (call.terms.own.circuit === false ? undefined : call.upstream.circuit);

const FREE: Go = { kind: 'go', permit: undefined };
const LOOPBACK = /^https?:\/\/(?:localhost|127\.[\d.]+|\[::1\])(?=[:/?#]|$)/i;

/** Only what may be sent again waits for the network; and a machine without one still reaches itself. */
const isOffline = (core: Core, call: Call): boolean =>
  !core.online.isOnline() && call.terms.replayable && call.terms.bodyReplayable && !LOOPBACK.test(call.url);

async function untilOnline(core: Core, call: Call): Promise<Halt | undefined> {
  const waited = await waitForNetwork(core, call, () => tellWaiting(core, call, 'offline'));
  const stop = stopAfter(waited);
  if (stop !== undefined) return stop;
  if (core.clock.now() >= call.deadlineAt) return { kind: 'stop', because: 'deadline' };
  if (waited.kind !== 'elapsed') return undefined;
  return stopAfter(await sleep(core, call, core.random() * RETURN_SPREAD_MS));
}

/** Tells that nothing is being sent, and why. */
export function tellWaiting(core: Core, call: Call, waitReason: CallWaiting['waitReason'], retryAt?: number): void {
  if (!core.events.heard) return;
  const facts = { type: 'call.waiting', ...factsOf(core, call), waitReason } as const;
  core.events.emit(retryAt === undefined ? facts : { ...facts, retryAt });
}

/** What a wait that did not run its course means for the call. */
export function stopAfter(waited: Waited): Halt | undefined {
  if (waited.kind === 'aborted') return { kind: 'stop', because: 'aborted' };
  if (waited.kind === 'cancelled') return { kind: 'stop', because: 'cancelled', reason: waited.reason };
  return undefined;
}
