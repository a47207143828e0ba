import CircuitBreaker from '#opossum';
import type { CircuitOpened } from '../model/event.ts';
import type { ResolvedCircuit } from '../model/options.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { Effect } from '../rules/effect.ts';
import { probeIntervalMs } from '../rules/probe.ts';
import { failuresNeeded, INITIAL_FAILURE_RATE, learn } from '../rules/surprise.ts';

/** Leave to send one attempt, and the account it is to be entered in. */
export interface Permit {
  /** Reports from before the last opening or closing are out of date. */
  readonly generation: number;
  readonly sentAt: number;
  readonly probe: boolean;
}

/** Hears when the circuit changes. Called after the change, never before. */
export interface CircuitListener {
  opened(because: CircuitOpened['openedBecause']): void;
  halfOpened(): void;
  closed(): void;
}

/** So many failures in a row, and retries wait for a probe: the next calls' first attempts are evidence enough. */
const PAUSE_AFTER = 2;
const BUCKETS = 5;
/** opossum would half-open by a timer; we decide that by the clock at the gate, which also works where timers do not. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * The circuit of one upstream. opossum keeps the books and the rule for sustained failure;
 * the quick rule, the clock and the verdicts are ours (docs/decisions/0003-opossum-keeps-the-books.md).
 */
export class Circuit {
  readonly options: ResolvedCircuit;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #listener: CircuitListener;
  readonly #breaker: CircuitBreaker;
  readonly #bucketMs: number;
  readonly #inFlight = new Set<Permit>();
  #rotateBucket: () => void = () => {};
  #rotateAt: number;
  #successes = 0;
  #halfFailures = 0;

  #generation = 0;
  #isolations = 0;
  #streak = 0;
  #outageSince = 0;
  #failureRate = INITIAL_FAILURE_RATE;
  #quietSince: number | undefined;

  #probes = 0;
  #intervalMs: number;
  #intervalFrom = 0;
  #lastProbeAt = 0;
  #arrivals = 0;
  #pendingProbe: Permit | undefined;
  #notBefore = 0;

  constructor(upstream: string, options: ResolvedCircuit, clock: Clock, random: Random, listener: CircuitListener) {
    this.options = options;
    this.#clock = clock;
    this.#random = random;
    this.#listener = listener;
    this.#bucketMs = options.windowMs / BUCKETS;
    this.#rotateAt = clock.now() + this.#bucketMs;
    this.#intervalMs = options.minProbeMs;
    this.#breaker = new CircuitBreaker(
      () => {
        // Thrown, not rejected: so opossum decides within our own call, and what follows sees the new state.
        throw FAILURE;
      },
      {
        name: upstream,
        timeout: false,
        errorThresholdPercentage: options.failureRatio * 100,
        volumeThreshold: options.minimumCalls,
        resetTimeout: NEVER_MS,
        rollingCountTimeout: options.windowMs,
        rollingCountBuckets: BUCKETS,
        // Each failure would otherwise sort the latencies of the whole window.
        rollingPercentilesEnabled: false,
        enableSnapshots: false,
        // One listener that is called by the clock in place of one interval timer per upstream.
        rotateBucketController: {
          on: (_event, rotate) => {
            this.#rotateBucket = rotate;
          },
          removeListener: () => {},
          listenerCount: () => 0,
        },
      },
    );
  }

  get open(): boolean {
    return this.#breaker.opened;
  }

  get isolated(): boolean {
    return this.#isolations > 0;
  }

  /** Do retries wait for the upstream to show itself? */
  get paused(): boolean {
    return this.open || this.#streak >= PAUSE_AFTER;
  }

  /** Is the run of failures long enough to be an outage, whatever is still in flight? */
  get silent(): boolean {
    return this.open || this.#streak >= this.#needed();
  }

  get outageMs(): number {
    return this.#streak === 0 ? 0 : this.#clock.now() - this.#outageSince;
  }

  /** Monotonic ms of the next probe, or `Infinity` while isolated. */
  get probeAt(): number {
    return this.isolated ? Number.POSITIVE_INFINITY : Math.max(this.#intervalFrom + this.#intervalMs, this.#notBefore);
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (!this.open) return 'closed';
    return this.#pendingProbe === undefined ? 'open' : 'half-open';
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  get streak(): number {
    return this.#streak;
  }

  /** Counts of the window, as opossum keeps them. */
  counts(): { readonly successes: number; readonly failures: number } {
    this.#settleBooks();
    const { successes, failures } = this.#breaker.stats;
    return { successes, failures };
  }

  /** A call arrived and has to wait. Many arrivals bring the next probe forward: the probe rate follows the traffic. */
  countArrival(): void {
    this.#arrivals++;
  }

  isProbeDue(now: number): boolean {
    if (now >= this.probeAt) return true;
    return (
      this.#arrivals >= this.options.probeEveryCalls &&
      this.#pendingProbe === undefined &&
      !this.isolated &&
      now >= Math.max(this.#lastProbeAt + this.options.minProbeMs, this.#notBefore)
    );
  }

  /** Lets one attempt go. */
  send(probe: boolean): Permit {
    const now = this.#clock.now();
    this.#quietSince ??= now;
    if (!this.open || probe) this.#intervalFrom = now;
    const permit: Permit = { generation: this.#generation, sentAt: now, probe };
    this.#inFlight.add(permit);
    if (probe) this.#probeSent(permit, now);
    return permit;
  }

  /** Enters what an attempt came to. Returns whether it still counted. */
  report(permit: Permit, effect: Effect, retryAfterMs: number): boolean {
    this.#inFlight.delete(permit);
    const wasPending = this.#pendingProbe === permit;
    if (wasPending) this.#pendingProbe = undefined;
    if (effect === 'alive' || (effect === 'neutral' && permit.probe)) {
      this.#succeeded();
      return true;
    }
    if (permit.generation !== this.#generation) return false;
    if (effect === 'failure' || effect === 'back-pressure') {
      this.#failed(permit, effect === 'failure' ? 1 : 0.5, retryAfterMs);
      return true;
    }
    if (wasPending) this.#giveTurnBack();
    return false;
  }

  /** Holds the circuit open until the returned function is called. */
  isolate(): () => void {
    this.#isolations++;
    if (this.open) this.#listener.opened('isolated');
    else this.#open('isolated');
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#isolations--;
      if (!this.isolated) this.#close();
    };
  }

  close(): void {
    this.#breaker.shutdown();
  }

  #needed(): number {
    return failuresNeeded(this.#failureRate, this.options.surprise, this.options.minFailures);
  }

  #succeeded(): void {
    const now = this.#clock.now();
    if (now >= this.#rotateAt) this.#settleBooks();
    this.#successes++;
    this.#failureRate = learn(this.#failureRate, this.#streak);
    this.#streak = 0;
    this.#quietSince = now;
    if (this.#probes > 0) this.#restartProbes(now);
    if (this.open && !this.isolated) this.#close();
  }

  #failed(permit: Permit, weight: number, retryAfterMs: number): void {
    const now = this.#clock.now();
    if (this.#streak === 0) this.#outageSince = now;
    this.#streak += weight;
    if (retryAfterMs > 0) {
      this.#notBefore = Math.max(this.#notBefore, now + retryAfterMs * (1 + 0.2 * this.#random()));
    }
    if (this.open) {
      if (permit.probe) this.#listener.opened('probe-failed');
      return;
    }
    this.#settleBooks();
    this.#halfFailures += weight * 2;
    if (this.#halfFailures >= 2) {
      this.#halfFailures -= 2;
      this.#breaker.fire().catch(() => {});
      if (this.open) this.#opened('failure-ratio');
    } else {
      this.#breaker.status.increment('fires');
    }
    if (!this.open && this.#isSuddenSilence(now)) this.#open('silence');
  }

  /** The quick rule: a surprising run of failures, nothing young in flight that could contradict it, and no success for a while. */
  #isSuddenSilence(now: number): boolean {
    const { quietMs } = this.options;
    if (now - (this.#quietSince ?? now) < quietMs) return false;
    let needed = this.#needed();
    for (const { sentAt } of this.#inFlight) if (now - sentAt < quietMs) needed++;
    return this.#streak >= needed;
  }

  #probeSent(permit: Permit, now: number): void {
    this.#probes++;
    this.#arrivals = 0;
    this.#lastProbeAt = now;
    this.#pendingProbe = permit;
    this.#intervalMs = probeIntervalMs(this.#probes, this.open, this.options, this.#random);
    if (this.open) this.#listener.halfOpened();
  }

  /** Nobody learnt anything from this probe: the next in line may go at once. */
  #giveTurnBack(): void {
    this.#probes = Math.max(0, this.#probes - 1);
    this.#intervalFrom = this.#clock.now() - this.#intervalMs;
  }

  #open(because: CircuitOpened['openedBecause']): void {
    this.#breaker.open();
    this.#opened(because);
  }

  #opened(because: CircuitOpened['openedBecause']): void {
    const now = this.#clock.now();
    this.#generation++;
    this.#lastProbeAt = now;
    this.#arrivals = 0;
    this.#restartProbes(now);
    this.#listener.opened(because);
  }

  #close(): void {
    this.#generation++;
    this.#breaker.close();
    this.#successes = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket++) this.#rotateBucket();
    this.#streak = 0;
    this.#notBefore = 0;
    this.#restartProbes(this.#clock.now());
    this.#listener.closed();
  }

  #restartProbes(now: number): void {
    this.#probes = 0;
    this.#pendingProbe = undefined;
    this.#intervalFrom = now;
    this.#intervalMs = probeIntervalMs(0, this.open, this.options, this.#random);
  }

  /** Successes are only counted here on the good path; opossum hears of them before it has to judge. */
  #settleBooks(): void {
    for (; this.#successes > 0; this.#successes--) {
      this.#breaker.status.increment('fires');
      this.#breaker.status.increment('successes');
    }
    const now = this.#clock.now();
    const due = Math.floor((now - this.#rotateAt) / this.#bucketMs) + 1;
    for (let bucket = 0; bucket < Math.min(due, BUCKETS); bucket++) this.#rotateBucket();
    if (due > 0) this.#rotateAt += due * this.#bucketMs;
  }
}

const FAILURE = new Error('counted by the circuit');
