import type { CircuitOpened } from '../model/event.ts';
import type { ResolvedCircuit } from '../model/options.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { CircuitScope } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Tuning } from '../options/tuning.ts';
import { LinkedList } from '../platform/linked-list.ts';
import type { HealthSignal } from '../rules/health-signal.ts';
import { Breaker } from './breaker.ts';
import { FailingRequests, type RequestIdentity } from './failing-requests.ts';
import { Permit } from './permit.ts';
import { type OutageState, Probes } from './probes.ts';
import { failuresNeeded, INITIAL_FAILURE_RATE, learn } from './significance.ts';

/** Is called when the circuit has changed. */
export interface CircuitListener {
  opened(because: CircuitOpened['openedBecause']): void;
  halfOpened(): void;
  closed(): void;
}

const TIMED_OUT: ReadonlySet<string> = new Set(['deadline', 'attempt-timeout']);

/**
 * The circuit of one upstream. It opens when a run of failures is too long to be an accident and there was no success for a while.
 * While it is open, only requests that have failed themselves wait; everything else goes out, and any success closes it.
 */
export class Circuit {
  readonly options: ResolvedCircuit;
  /** The longest that any call that waits just now may wait, in ms. Kept by the waiting queue. */
  longestWaitMs: number;
  readonly #tuning: Tuning;
  readonly #clock: Clock;
  readonly #listener: CircuitListener;
  readonly #probes: Probes;
  readonly #breaker: Breaker;
  readonly #failing: FailingRequests;
  /** Attempts in flight that are young enough to contradict an outage, oldest first. */
  readonly #young = new LinkedList<Permit>();
  #generation = 0;
  #isolations = 0;
  #streak = 0;
  #outageSince = 0;
  #failureRate = INITIAL_FAILURE_RATE;
  /** Monotonic ms of the last success; before there was one, of the first attempt. */
  #quietSince: number | undefined;
  #lastAnswerAt = Number.NEGATIVE_INFINITY;
  /** Monotonic ms of the latest probe whose request had not failed before. */
  #freshSentAt = Number.NEGATIVE_INFINITY;
  /** Is there more in the present run of failures than silence? */
  #hasFailed = false;

  constructor(
    upstream: string,
    options: ResolvedCircuit,
    tuning: Tuning,
    clock: Clock,
    random: Random,
    listener: CircuitListener,
  ) {
    this.options = options;
    this.longestWaitMs = options.maxWaitMs;
    this.#tuning = tuning;
    this.#clock = clock;
    this.#listener = listener;
    this.#probes = new Probes(options, tuning, random);
    this.#failing = new FailingRequests(tuning);
    this.#breaker = new Breaker(upstream, clock.now());
  }

  get open(): boolean {
    return this.#breaker.opened;
  }

  get isolated(): boolean {
    return this.#isolations > 0;
  }

  /** Do retries wait for a sign of life? */
  get paused(): boolean {
    return this.open || this.#streak >= this.#tuning.pauseAfter;
  }

  /** Is the run of failures long enough to be an outage, whatever is still in flight? */
  get isDown(): boolean {
    return this.open || this.#streak >= this.#needed();
  }

  get outageMs(): number {
    return this.#streak === 0 ? 0 : this.#clock.now() - this.#outageSince;
  }

  /** Monotonic ms of the next probe, or `Infinity` while isolated. */
  get probeAt(): number {
    return this.isolated ? Number.POSITIVE_INFINITY : this.#probes.dueAt(this.#state());
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (!this.open) return 'closed';
    return this.#probes.isPending && !this.isolated ? 'half-open' : 'open';
  }

  get streak(): number {
    return this.#streak;
  }

  /** Have several routes failed since the last success, or only one? */
  get scope(): CircuitScope {
    if (this.isolated) return 'upstream';
    return this.#failing.hasSeveralRoutesSince(this.#outageSince) ? 'upstream' : 'route';
  }

  /** Counts of the window, as opossum keeps them. */
  counts(): { readonly successes: number; readonly failures: number } {
    return this.#breaker.counts(this.#clock.now());
  }

  /**
   * Must a call that was never sent wait? Only where this very request has just failed, or several requests of its route and none
   * succeeded: failures of other routes hold nothing back.
   */
  holds(request: RequestIdentity): boolean {
    if (!this.open) return false;
    const since = this.isOnlySilent ? this.#outageSince : this.#clock.now() - this.options.maxOpenMs;
    return this.isolated || this.#failing.concernsSince(request, since);
  }

  /** Has this very request failed since then, or its route as a whole? */
  hasFailedSince(request: RequestIdentity, since: number): boolean {
    return this.#failing.failedSince(request, since);
  }

  /** Is a failure of the one also evidence about the other? */
  isSameEvidence(one: RequestIdentity, other: RequestIdentity): boolean {
    return this.#failing.isSameEvidence(one, other);
  }

  streakOf(request: RequestIdentity): number {
    return this.#failing.streakOf(request);
  }

  /** It has not failed itself, and no such request was sent for an interval: it may be the next probe, whatever else waits. */
  maySendFresh(request: RequestIdentity, now: number): boolean {
    if (this.isolated || this.streakOf(request) > 0) return false;
    return now >= this.#freshSentAt + (this.#state().isYoung ? this.options.openMs : this.options.maxOpenMs);
  }

  /** Is all the evidence of this outage silence? Then nothing is refused, because a slow start looks the same. */
  get isOnlySilent(): boolean {
    return this.open && !this.isolated && !this.#hasFailed;
  }

  /** It keeps failing, or its whole route does, while others succeed: more attempts would only be load. */
  isHopeless(request: RequestIdentity): boolean {
    return this.#failing.isHopeless(request, this.#quietSince ?? 0, this.#clock.now());
  }

  /** A second attempt was sent beside a silent one of this route, and neither was answered so far. */
  noteHedge(request: RequestIdentity): void {
    this.#failing.wasSilent(request, this.#clock.now());
  }

  /** Has anything been answered since then? */
  hasAnsweredSince(time: number): boolean {
    return this.#lastAnswerAt >= time;
  }

  /** A call arrived and has to wait. */
  countArrival(): void {
    this.#probes.countArrival();
  }

  isProbeDue(now: number): boolean {
    return !this.isolated && this.#probes.isDue(now, this.#state());
  }

  /** Lets one attempt go. */
  send(probe: boolean, request: RequestIdentity, now: number = this.#clock.now()): Permit {
    this.#quietSince ??= now;
    if (probe && this.streakOf(request) === 0) this.#freshSentAt = now;
    if (!this.open) this.#probes.putOff(now);
    const permit = new Permit(this.#generation, now, probe);
    this.#forgetOld(now);
    this.#young.add(permit);
    if (probe) {
      this.#probes.sent(permit, now, this.#state());
      if (this.open) this.#listener.halfOpened();
    }
    return permit;
  }

  /** Takes note of what an attempt came to. Returns whether it counted. */
  report(permit: Permit, request: RequestIdentity, signal: HealthSignal, verdict: Verdict, now: number): boolean {
    this.#young.delete(permit);
    if ('status' in verdict) this.#lastAnswerAt = now;
    const wasPending = this.#probes.answered(permit);
    if (signal === 'alive' || (signal === 'neutral' && permit.probe)) {
      this.#succeeded(request, now);
      return true;
    }
    if (permit.generation !== this.#generation && !permit.silenceCounted) return false;
    if (signal === 'failure' || signal === 'back-pressure') {
      this.#failed(permit, request, signal === 'failure' ? 1 : 0.5, now);
      return true;
    }
    // A probe whose own time was too short is no reason to send the next one at once.
    if (wasPending && !TIMED_OUT.has(verdict.kind)) this.#probes.giveTurnBack();
    return false;
  }

  /**
   * An attempt has had no answer for unusually long. That counts as a failure if nothing else was answered meanwhile, and if the
   * upstream is known to be quick: a slow route must not be taken for an outage.
   *
   * @param usualMs - Usual time to an answer; `NaN` while it is not known.
   */
  silent(permit: Permit, request: RequestIdentity, usualMs: number, now: number): void {
    const silentMs = now - permit.sentAt;
    if (permit.silenceCounted || permit.generation !== this.#generation) return;
    if (this.#lastAnswerAt >= permit.sentAt || !(usualMs * 10 < silentMs)) return;
    permit.silenceCounted = true;
    this.#failing.wasSilent(request, now);
    this.#countFailure(permit, 1, now, 'silence');
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

  #state(): OutageState {
    // A probe after the longest wait would come too late for those who wait now.
    return { open: this.open, isYoung: this.outageMs + this.options.openMs < this.longestWaitMs };
  }

  #needed(): number {
    return failuresNeeded(this.#failureRate, this.#tuning.significance);
  }

  #succeeded(request: RequestIdentity, now: number): void {
    this.#breaker.succeeded(now);
    if (!this.#failing.isEmpty) this.#failing.succeeded(request);
    this.#failureRate = learn(this.#failureRate, this.#streak);
    this.#quietSince = now;
    if (this.#streak === 0 && !this.open) return;
    this.#streak = 0;
    this.#hasFailed = false;
    this.#probes.restart(now, this.#state());
    if (this.open && !this.isolated) this.#close();
  }

  #failed(permit: Permit, request: RequestIdentity, weight: 0.5 | 1, now: number): void {
    this.#failing.failed(request, now);
    this.#hasFailed = true;
    if (!permit.silenceCounted) this.#countFailure(permit, weight, now, 'failures');
  }

  #countFailure(permit: Permit, weight: 0.5 | 1, now: number, because: 'failures' | 'silence'): void {
    // It has lasted as long as the request that shows it, but not from before the last sign of life.
    if (this.#streak === 0) this.#outageSince = Math.max(permit.sentAt, this.#quietSince ?? 0);
    this.#streak += weight;
    // After a slow failure, too, the next probe is an interval away.
    if (permit.probe || !this.open) this.#probes.putOff(now);
    if (this.open) {
      if (permit.probe) this.#listener.opened('probe-failed');
      return;
    }
    this.#breaker.failed(now);
    if (this.#isOutage(now)) this.#open(because);
  }

  /** A run of failures that is no accident, nothing young in flight that could contradict it, and no success for a while. */
  #isOutage(now: number): boolean {
    if (now - (this.#quietSince ?? now) < this.#tuning.quietMs) return false;
    this.#forgetOld(now);
    return this.#streak >= this.#needed() + this.#young.size;
  }

  /** They may still be answered, or never: then they must not be kept for ever. */
  #forgetOld(now: number): void {
    const before = now - this.#tuning.quietMs;
    let { first } = this.#young;
    for (; first && first.sentAt <= before; first = this.#young.first) this.#young.delete(first);
  }

  #open(because: CircuitOpened['openedBecause']): void {
    this.#breaker.open();
    this.#freshSentAt = this.#clock.now();
    this.#generation++;
    this.#probes.restart(this.#clock.now(), this.#state());
    this.#listener.opened(because);
  }

  #close(): void {
    this.#generation++;
    this.#breaker.close();
    this.#streak = 0;
    this.#probes.restart(this.#clock.now(), this.#state());
    this.#listener.closed();
  }
}
