import type { Arrival } from './fate.ts';
import type { Ended } from './trace.ts';

/** When something was wrong. */
export interface Fault {
  readonly from: number;
  readonly until: number;
}

/** What one run came to. Shares are of 1; `recoveryMs` and the like are `undefined` where there is nothing to measure. */
export interface Measures {
  /** Of the calls begun during the fault, how many succeeded. */
  readonly success: number;
  /** Of all calls of the run. */
  readonly successOverall: number;
  /** Requests that arrived during the fault, per call begun in it. */
  readonly requestsPerCall: number;
  /** All requests of the run, per call. */
  readonly requestsOverall: number;
  /** Successes per second of the fault. */
  readonly goodput: number;
  /** From call to answer, of the calls begun during the fault that failed. */
  readonly toldP50?: number | undefined;
  readonly toldP99?: number | undefined;
  /** The median of those begun in the second half of the fault, when it is no news any more. */
  readonly toldLateP50?: number | undefined;
  /** From call to answer, of the calls begun during the fault that succeeded. */
  readonly okP50?: number | undefined;
  readonly okP99?: number | undefined;
  /** From the end of the fault to the last tenth of a second of which not more than 99 % of the calls succeeded. */
  readonly recoveryMs?: number | undefined;
  /** Of the calls begun after the fault, how many failed. */
  readonly failedAfter?: number | undefined;
  /** From call to answer, of the calls begun in the first five seconds after the fault that succeeded: who waits for the next probe? */
  readonly soonAfterP95?: number | undefined;
  /** Most requests in a tenth of a second after the fault, over the normal rate; and in a whole second. */
  readonly peak100?: number | undefined;
  readonly peak1000?: number | undefined;
  readonly earlyRetries: number;
}

export function measure(
  calls: readonly Ended[],
  arrivals: readonly Arrival[],
  earlyRetries: number,
  { from, until }: Fault,
  callsPerSecond: number,
): Measures {
  const during = calls.filter(({ startedAt }) => startedAt >= from && startedAt < until);
  const after = calls.filter(({ startedAt }) => startedAt >= until);
  const seconds = (until - from) / 1_000;
  const failed = during.filter(({ ok }) => !ok).map(elapsed);
  const succeeded = during.filter(({ ok }) => ok).map(elapsed);
  const sentDuring = arrivals.filter(({ at }) => at >= from && at < until).length;
  const sentAfter = arrivals.filter(({ at }) => at >= until).map(({ at }) => at - until);
  return {
    success: succeeded.length / during.length,
    successOverall: calls.filter(({ ok }) => ok).length / calls.length,
    requestsPerCall: sentDuring / during.length,
    requestsOverall: arrivals.length / calls.length,
    goodput: calls.filter(({ ok, endedAt }) => ok && endedAt >= from && endedAt < until).length / seconds,
    toldP50: quantile(failed, 0.5),
    toldP99: quantile(failed, 0.99),
    toldLateP50: quantile(
      during.filter(({ ok, startedAt }) => !ok && startedAt >= (from + until) / 2).map(elapsed),
      0.5,
    ),
    okP50: quantile(succeeded, 0.5),
    okP99: quantile(succeeded, 0.99),
    earlyRetries,
    ...(after.length > 0 && {
      recoveryMs: recoveryMs(after, until),
      failedAfter: after.filter(({ ok }) => !ok).length / after.length,
      soonAfterP95: quantile(after.filter(({ ok, startedAt }) => ok && startedAt < until + SOON_MS).map(elapsed), 0.95),
      peak100: peak(sentAfter, 100) / (callsPerSecond / 10),
      peak1000: peak(sentAfter, 1_000) / callsPerSecond,
    }),
  };
}

const elapsed = ({ startedAt, endedAt }: Ended): number => endedAt - startedAt;

const SLOT_MS = 100;
const SOON_MS = 5_000;

function recoveryMs(after: readonly Ended[], until: number): number {
  const slots = new Map<number, { all: number; ok: number }>();
  for (const { startedAt, ok } of after) {
    const slot = Math.floor((startedAt - until) / SLOT_MS);
    const counts = slots.get(slot) ?? { all: 0, ok: 0 };
    counts.all++;
    if (ok) counts.ok++;
    slots.set(slot, counts);
  }
  const bad = [...slots].filter(([, { all, ok }]) => ok / all <= 0.99).map(([slot]) => slot);
  return bad.length === 0 ? 0 : (Math.max(...bad) + 1) * SLOT_MS;
}

/** Most entries of a rising list within any window of `ms`. */
function peak(times: readonly number[], ms: number): number {
  let most = 0;
  let first = 0;
  for (let last = 0; last < times.length; last++) {
    while ((times[last] as number) - (times[first] as number) >= ms) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

export function quantile(values: readonly number[], q: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

/** Requests in each slot of `slotMs`. */
export function loadOverTime(arrivals: readonly Arrival[], slotMs: number, fromMs: number, untilMs: number): number[] {
  const slots = new Array<number>(Math.ceil((untilMs - fromMs) / slotMs)).fill(0);
  for (const { at } of arrivals) {
    const slot = Math.floor((at - fromMs) / slotMs);
    if (slot >= 0 && slot < slots.length) slots[slot] = (slots[slot] as number) + 1;
  }
  return slots;
}
