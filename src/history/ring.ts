import type { AttemptEnded, CallSettled, Verdict } from '../index.ts';

/** What was counted in some time. */
export interface HistoryCounts {
  /** Calls that ended, however they did. */
  readonly calls: number;
  /** Those of them that failed. An answer such as 404 is none of these, nor is a call that the app aborted or cancelled. */
  readonly failedCalls: number;
  /** Requests that showed how the upstream is doing: those that were aborted or superseded did not. */
  readonly attempts: number;
  /** Those of them that failed: 408, 425, 429, 5xx, the network, or a time limit. */
  readonly failedAttempts: number;
  /** Mean time to the headers of attempts that succeeded, in ms; absent where none did. */
  readonly meanMs?: number;
  /** The longest of these times, in ms. */
  readonly slowestMs?: number;
}

/** What was counted in one short piece of time. */
export interface HistoryBucket extends HistoryCounts {
  /** Epoch ms at which it begins. */
  readonly from: number;
}

/** How many pieces the time that is kept is cut into. */
export const BUCKETS = 60;

interface Counters {
  calls: number;
  failedCalls: number;
  attempts: number;
  failedAttempts: number;
  succeeded: number;
  totalMs: number;
  slowestMs: number;
}

/** Counts of the last `BUCKETS` pieces of time. What is older is overwritten, so it never grows. */
export class Ring {
  readonly #bucketMs: number;
  readonly #slots: { index: number; counters: Counters }[] = [];

  constructor(bucketMs: number) {
    this.#bucketMs = bucketMs;
  }

  attemptEnded({ at, elapsedMs, verdict }: Pick<AttemptEnded, 'at' | 'elapsedMs' | 'verdict'>): void {
    const isFailed = isFailure(verdict);
    if (!isFailed && verdict.kind !== 'ok' && verdict.kind !== 'client-error') return;
    const counters = this.#at(at);
    counters.attempts++;
    if (isFailed) counters.failedAttempts++;
    if (verdict.kind !== 'ok') return;
    counters.succeeded++;
    counters.totalMs += elapsedMs;
    counters.slowestMs = Math.max(counters.slowestMs, elapsedMs);
  }

  callSettled({ at, verdict }: Pick<CallSettled, 'at' | 'verdict'>): void {
    const counters = this.#at(at);
    counters.calls++;
    if (isFailure(verdict)) counters.failedCalls++;
  }

  /** All pieces up to now, the oldest first, and their sums. */
  read(now: number): { readonly counts: HistoryCounts; readonly buckets: readonly HistoryBucket[] } {
    const last = Math.floor(now / this.#bucketMs);
    const total = noneYet();
    const buckets = Array.from({ length: BUCKETS }, (_, at): HistoryBucket => {
      const index = last - BUCKETS + 1 + at;
      const slot = this.#slots[index % BUCKETS];
      const counters = slot?.index === index ? slot.counters : noneYet();
      add(total, counters);
      return Object.freeze({ from: index * this.#bucketMs, ...countsOf(counters) });
    });
    return { counts: countsOf(total), buckets: Object.freeze(buckets) };
  }

  #at(epochMs: number): Counters {
    const index = Math.floor(epochMs / this.#bucketMs);
    const slot = this.#slots[index % BUCKETS];
    if (slot?.index === index) return slot.counters;
    const counters = noneYet();
    this.#slots[index % BUCKETS] = { index, counters };
    return counters;
  }
}

/** Did the upstream, or the way to it, fail? Who asks too often has to be told, too. */
export const isFailure = ({ kind, fault }: Verdict): boolean =>
  kind !== 'ok' && kind !== 'superseded' && (fault !== 'caller' || kind === 'rate-limited');

const noneYet = (): Counters => ({
  calls: 0,
  failedCalls: 0,
  attempts: 0,
  failedAttempts: 0,
  succeeded: 0,
  totalMs: 0,
  slowestMs: 0,
});

function add(total: Counters, { slowestMs, ...counters }: Counters): void {
  for (const [name, value] of Object.entries(counters)) total[name as keyof typeof counters] += value;
  total.slowestMs = Math.max(total.slowestMs, slowestMs);
}

function countsOf({ succeeded, totalMs, slowestMs, ...counts }: Counters): HistoryCounts {
  return succeeded === 0 ? counts : { ...counts, meanMs: totalMs / succeeded, slowestMs };
}
