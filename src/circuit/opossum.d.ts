/**
 * The part of opossum that we use. `@types/opossum` knows less of it, and would bring Node's types into browser programs.
 * Ambient, so that none of this reaches the types that we publish.
 */
declare module 'opossum' {
  interface CircuitBreakerOptions {
    name?: string;
    timeout?: false;
    /** The circuit opens above it, not at it. */
    errorThresholdPercentage?: number;
    volumeThreshold?: number;
    resetTimeout?: number;
    rollingCountTimeout?: number;
    rollingCountBuckets?: number;
    rollingPercentilesEnabled?: boolean;
    enableSnapshots?: boolean;
    /** Calls `rotate` whenever a bucket of the window is over, instead of opossum's own interval. */
    rotateBucketController?: {
      on(event: 'rotate', rotate: () => void): void;
      removeListener(event: 'rotate', rotate: () => void): void;
      listenerCount(event: 'rotate', rotate: () => void): number;
    };
  }

  interface Stats {
    readonly fires: number;
    readonly successes: number;
    readonly failures: number;
    readonly rejects: number;
  }

  export interface Bucket {
    fires: number;
    successes: number;
  }

  export default class CircuitBreaker {
    constructor(action: () => unknown, options?: CircuitBreakerOptions);
    readonly opened: boolean;
    readonly closed: boolean;
    /** Counts of the rolling window; a new object at each look. */
    readonly stats: Stats;
    /** The buckets of the rolling window, youngest first: the very ones that count, not copies. The contract test holds opossum to it. */
    readonly status: { readonly window: readonly [Bucket, ...Bucket[]] };
    fire(): Promise<unknown>;
    open(): void;
    close(): void;
    /** Takes every timer and listener away; the breaker is of no use afterwards. */
    shutdown(): void;
    on(event: 'open' | 'close', listener: () => void): this;
  }
}
