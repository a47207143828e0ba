import CircuitBreaker, { type Bucket } from 'opossum';

const BUCKETS = 5;
/** How far back the counts reach, in ms. */
const WINDOW_MS = 10_000;
/** opossum would half-open by a timer; ours is decided by the clock when a call arrives, which also works where timers do not. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * opossum's breaker, as far as it is used: it keeps the state and the counts of the rolling window. It gets results and never
 * runs anything, and it never opens by itself: when to open is decided in `circuit.ts` (docs/decisions/0003-opossum-keeps-the-books.md).
 */
export class Breaker {
  readonly #name: string;
  #made: CircuitBreaker | undefined = undefined;
  #rotateAt: number;
  #rotate: () => void = () => {};
  #successes = 0;

  constructor(name: string, now: number) {
    this.#name = name;
    this.#rotateAt = now + WINDOW_MS / BUCKETS;
  }

  get opened(): boolean {
    return this.#made?.opened === true;
  }

  /** On the good path a success is only counted here; opossum gets it when it is asked for its state. */
  succeeded(now: number): void {
    if (now >= this.#rotateAt) this.#flush(now);
    this.#successes++;
  }

  failed(now: number): void {
    this.#flush(now);
    this.#opossum.fire().catch(() => {});
  }

  open(): void {
    this.#opossum.open();
  }

  close(): void {
    this.#made?.close();
  }

  counts(now: number): { readonly successes: number; readonly failures: number } {
    this.#flush(now);
    const { successes, failures } = this.#opossum.stats;
    return { successes, failures };
  }

  shutdown(): void {
    this.#made?.shutdown();
  }

  /** Made when there is something to keep: most calls of most apps are the first ones, and those it would slow down by a millisecond. */
  get #opossum(): CircuitBreaker {
    this.#made ??= new CircuitBreaker(
      () => {
        // Thrown, not rejected: then opossum counts within our own call.
        throw FAILURE;
      },
      {
        name: this.#name,
        timeout: false,
        volumeThreshold: Number.MAX_SAFE_INTEGER,
        resetTimeout: NEVER_MS,
        rollingCountTimeout: WINDOW_MS,
        rollingCountBuckets: BUCKETS,
        // Each failure would otherwise sort the latencies of the whole window.
        rollingPercentilesEnabled: false,
        enableSnapshots: false,
        // One function that is called by the clock instead of one interval timer per upstream.
        rotateBucketController: {
          on: (_event, rotate) => {
            this.#rotate = rotate;
          },
          removeListener: () => {},
          listenerCount: () => 0,
        },
      },
    );
    return this.#made;
  }

  #flush(now: number): void {
    const bucket = this.#bucket();
    bucket.fires += this.#successes;
    bucket.successes += this.#successes;
    this.#successes = 0;
    const bucketMs = WINDOW_MS / BUCKETS;
    const due = Math.floor((now - this.#rotateAt) / bucketMs) + 1;
    if (due <= 0) return;
    for (let turn = 0; turn < Math.min(due, BUCKETS); turn++) this.#rotate();
    this.#rotateAt += due * bucketMs;
  }

  /** The youngest bucket of the window. opossum's own `increment` would also keep a latency for each call. */
  #bucket(): Bucket {
    return this.#opossum.status.window[0];
  }
}

const FAILURE = new Error('counted by the circuit');
