import type { CircuitOpened } from '../model/event.ts';
import type { ResolvedCircuit } from '../model/options.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { HealthSignal } from '../rules/health-signal.ts';
import { failuresNeeded, INITIAL_FAILURE_RATE, learn } from '../rules/surprise.ts';
import { Breaker } from './breaker.ts';
import { Chain, type Link } from './chain.ts';
import { Probes } from './probes.ts';

/** Leave to send one attempt, and the account it is to be entered in. */
export class Permit implements Link<Permit> {
  before: Permit | undefined = undefined;
  after: Permit | undefined = undefined;
  /** Reports from before the last opening or closing are out of date. */
  readonly generation: number;
  readonly sentAt: number;
  readonly probe: boolean;

  constructor(generation: number, sentAt: number, probe: boolean) {
    this.generation = generation;
    this.sentAt = sentAt;
    this.probe = probe;
  }
}

/** Hears when the circuit changes. Called after the change, never before. */
export interface CircuitListener {
  opened(because: CircuitOpened['openedBecause']): void;
  halfOpened(): void;
  closed(): void;
}

/** So many failures in a row, and retries wait for a probe: the next calls' first attempts are evidence enough. */
const PAUSE_AFTER = 2;

/** The circuit of one upstream: opossum's breaker, and around it the quick rule, the clock and the verdicts, which are ours. */
export class Circuit {
  readonly options: ResolvedCircuit;
  readonly #clock: Clock;
  readonly #listener: CircuitListener;
  readonly #probes: Probes;
  readonly #breaker: Breaker;
  readonly #inFlight = new Chain<Permit>();
  #generation = 0;
  #isolations = 0;
  #streak = 0;
  #outageSince = 0;
  #failureRate = INITIAL_FAILURE_RATE;
  #quietSince: number | undefined;

  constructor(upstream: string, options: ResolvedCircuit, clock: Clock, random: Random, listener: CircuitListener) {
    this.options = options;
    this.#clock = clock;
    this.#listener = listener;
    this.#probes = new Probes(options, random);
    this.#breaker = new Breaker(upstream, options, clock.now());
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
    return this.isolated ? Number.POSITIVE_INFINITY : this.#probes.dueAt;
  }

  /** The probe that is out, if any: when it was sent, and when its silence is an answer. */
  get probeOut(): { readonly sentAt: number; readonly givenUpAt: number } | undefined {
    if (!this.open || !this.#probes.isPending) return undefined;
    return { sentAt: this.#probes.lastSentAt, givenUpAt: this.#probes.givenUpAt };
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (!this.open) return 'closed';
    return this.#probes.isPending && !this.isolated ? 'half-open' : 'open';
  }

  get streak(): number {
    return this.#streak;
  }

  /** Counts of the window, as opossum keeps them. */
  counts(): { readonly successes: number; readonly failures: number } {
    return this.#breaker.counts(this.#clock.now());
  }

  /** A call arrived and has to wait. */
  countArrival(): void {
    this.#probes.countArrival();
  }

  isProbeDue(now: number): boolean {
    return !this.isolated && this.#probes.isDue(now);
  }

  /** Lets one attempt go. */
  send(probe: boolean, now: number = this.#clock.now()): Permit {
    this.#quietSince ??= now;
    if (!this.open) this.#probes.putOff(now);
    const permit = new Permit(this.#generation, now, probe);
    this.#inFlight.add(permit);
    if (probe) {
      this.#probes.sent(permit, now, this.open);
      if (this.open) this.#listener.halfOpened();
    }
    return permit;
  }

  /** Enters what an attempt came to. Returns whether it still counted. */
  report(permit: Permit, effect: HealthSignal, retryAfterMs: number, now: number = this.#clock.now()): boolean {
    this.#inFlight.delete(permit);
    const wasPending = this.#probes.answered(permit);
    if (effect === 'alive' || (effect === 'neutral' && permit.probe)) {
      this.#succeeded(now);
      return true;
    }
    if (permit.generation !== this.#generation) return false;
    if (effect === 'failure' || effect === 'back-pressure') {
      this.#failed(permit, effect === 'failure' ? 1 : 0.5, retryAfterMs, now);
      return true;
    }
    if (wasPending) this.#probes.giveTurnBack(now);
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
    return failuresNeeded(this.#failureRate, this.options.surprise);
  }

  #succeeded(now: number): void {
    this.#breaker.succeeded(now);
    this.#failureRate = learn(this.#failureRate, this.#streak);
    this.#streak = 0;
    this.#quietSince = now;
    if (!this.#probes.untouched) this.#probes.restart(now, this.open);
    if (this.open && !this.isolated) this.#close();
  }

  #failed(permit: Permit, weight: 0.5 | 1, retryAfterMs: number, now: number): void {
    // It has lasted as long as the request that shows it, but not from before the last sign of life.
    if (this.#streak === 0) this.#outageSince = Math.max(permit.sentAt, this.#quietSince ?? 0);
    this.#streak += weight;
    if (retryAfterMs > 0) this.#probes.leaveAlone(retryAfterMs, now);
    if (this.open) {
      if (permit.probe) this.#listener.opened('probe-failed');
      return;
    }
    this.#breaker.failed(weight, now);
    if (this.open) this.#opened('failure-ratio');
    else if (this.#isSuddenSilence(now)) this.#open('silence');
  }

  /** The quick rule: a surprising run of failures, nothing young in flight that could contradict it, and no success for a while. */
  #isSuddenSilence(now: number): boolean {
    const { quietMs } = this.options;
    if (now - (this.#quietSince ?? now) < quietMs) return false;
    let needed = this.#needed();
    for (const { sentAt } of this.#inFlight.all()) if (now - sentAt < quietMs) needed++;
    return this.#streak >= needed;
  }

  #open(because: CircuitOpened['openedBecause']): void {
    this.#breaker.open();
    this.#opened(because);
  }

  #opened(because: CircuitOpened['openedBecause']): void {
    this.#generation++;
    this.#probes.restart(this.#clock.now(), true);
    this.#listener.opened(because);
  }

  #close(): void {
    this.#generation++;
    this.#breaker.close();
    this.#streak = 0;
    this.#probes.restart(this.#clock.now(), false);
    this.#listener.closed();
  }
}
