import { BAD_GATEWAY, FAILURE_MS, type Fate, healthy, type Server } from './fate.ts';

/** Fails by chance, with a probability that may change over time. */
export const failing =
  (rateAt: (at: number) => number, failure: Fate = BAD_GATEWAY): Server =>
  (arrival) =>
    arrival.luck < rateAt(arrival.at) ? failure : healthy(arrival);

/** Down from one moment to another. */
export const down = (from: number, until: number, failure: Fate = BAD_GATEWAY): Server =>
  failing((at) => (at >= from && at < until ? 1 : 0), failure);

/** Up and down in turn, for `halfMs` each, up first. */
export const flapping = (halfMs: number, from: number, until: number): Server =>
  failing((at) => (at >= from && at < until && Math.floor((at - from) / halfMs) % 2 === 1 ? 1 : 0));

/** Everything fails at first, and ever less: caches fill, instances come up one by one. */
export const slowStart = (from: number, overMs: number): Server =>
  failing((at) => (at < from ? 0 : Math.max(0, 1 - (at - from) / overMs)));

/** Some answers take long. */
export const sometimesSlow =
  (share: number, slowMs: number): Server =>
  (arrival) =>
    arrival.luck < share ? { kind: 'answer', status: 200, afterMs: slowMs } : healthy(arrival);

/** Everything takes long, and as long again when it is asked for once more: reports that have to be computed. */
export const slow =
  (minMs: number, maxMs: number): Server =>
  ({ call }) => ({ kind: 'answer', status: 200, afterMs: minMs + ((call * 7_919) % (maxMs - minMs)) });

/**
 * A server that can do less than it is asked: one worker behind a queue. What finds the queue full is turned away with
 * 503 and Retry-After; and turning away costs the worker a twentieth of what serving costs, so hammering eats goodput.
 */
export function brownOut(from: number, until: number, perSecond: number, queue: number, retryAfter: number): Server {
  const serviceMs = 1_000 / perSecond;
  let busyUntil = from;
  return (arrival) => {
    const { at } = arrival;
    if (at < from || at >= until) return healthy(arrival);
    busyUntil = Math.max(busyUntil, at);
    if (busyUntil - at >= queue * serviceMs) {
      busyUntil += serviceMs / 20;
      return { kind: 'answer', status: 503, afterMs: FAILURE_MS, retryAfter };
    }
    busyUntil += serviceMs;
    return { kind: 'answer', status: 200, afterMs: Math.max(1, Math.round(busyUntil - at)) };
  };
}

/** One upstream behaves like that, the others are well. */
export const onlyAt =
  (origin: string, server: Server): Server =>
  (arrival) =>
    arrival.origin === origin ? server(arrival) : healthy(arrival);
