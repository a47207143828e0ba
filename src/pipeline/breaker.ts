import CircuitBreaker, { type Bucket } from '#opossum';
import type { ResolvedCircuit } from '../model/options.ts';

const BUCKETS = 5;
/** opossum would half-open by a timer; we decide that by the clock at the gate, which also works where timers do not. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * opossum's breaker, as far as we use it: the state, the rolling window, and the rule for sustained failure.
 * It is told of results and never runs anything (docs/decisions/0003-opossum-keeps-the-books.md).
 */
export class Breaker {
  readonly #opossum: CircuitBreaker;
  readonly #bucketMs: number;
  #rotateAt: number;
  #rotate: () => void = () => {};
  #successes = 0;
  #halfFailures = 0;

  constructor(name: string, { windowMs, failureRatio, minimumCalls }: ResolvedCircuit, now: number) {
    this.#bucketMs = windowMs / BUCKETS;
    this.#rotateAt = now + this.#bucketMs;
    this.#opossum = new CircuitBreaker(
      () => {
        // Thrown, not rejected: so opossum decides within our own call, and what follows sees the new state.
        throw FAILURE;
      },
      {
        name,
        timeout: false,
        errorThresholdPercentage: failureRatio * 100,
        volumeThreshold: minimumCalls,
        resetTimeout: NEVER_MS,
        rollingCountTimeout: windowMs,
        rollingCountBuckets: BUCKETS,
        // Each failure would otherwise sort the latencies of the whole window.
        rollingPercentilesEnabled: false,
        enableSnapshots: false,
        // One function that is called by the clock, in place of one interval timer per upstream.
        rotateBucketController: {
          on: (_event, rotate) => {
            this.#rotate = rotate;
          },
          removeListener: () => {},
          listenerCount: () => 0,
        },
      },
    );
  }

  get opened(): boolean {
    return this.#opossum.opened;
  }

  /** On the good path a success is only counted here; opossum hears of it before it has to judge. */
  succeeded(now: number): void {
    if (now >= this.#rotateAt) this.#settle(now);
    this.#successes++;
  }

  /** Counts a failure, or half of one. Afterwards `opened` tells what opossum makes of it. */
  failed(weight: 0.5 | 1, now: number): void {
    this.#settle(now);
    this.#halfFailures += weight * 2;
    if (this.#halfFailures < 2) {
      this.#bucket().fires++;
      return;
    }
    this.#halfFailures -= 2;
    this.#opossum.fire().catch(() => {});
  }

  open(): void {
    this.#opossum.open();
  }

  /** Closes, with a clean window: failures of the outage must not open it again. */
  close(): void {
    this.#opossum.close();
    this.#successes = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#rotate();
  }

  counts(now: number): { readonly successes: number; readonly failures: number } {
    this.#settle(now);
    const { successes, failures } = this.#opossum.stats;
    return { successes, failures };
  }

  shutdown(): void {
    this.#opossum.shutdown();
  }

  #settle(now: number): void {
    const bucket = this.#bucket();
    bucket.fires += this.#successes;
    bucket.successes += this.#successes;
    this.#successes = 0;
    const due = Math.floor((now - this.#rotateAt) / this.#bucketMs) + 1;
    if (due <= 0) return;
    for (let turn = 0; turn < Math.min(due, BUCKETS); turn++) this.#rotate();
    this.#rotateAt += due * this.#bucketMs;
  }

  /** The youngest bucket of the window. opossum's own `increment` would also keep a latency for each call. */
  #bucket(): Bucket {
    return this.#opossum.status.window[0];
  }
}

const FAILURE = new Error('counted by the circuit');
