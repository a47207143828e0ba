import type { Clock } from '../model/ports.ts';
import { LinkedList } from '../platform/linked-list.ts';
import { wakeInTurns } from '../platform/turns.ts';
import type { Circuit } from './circuit.ts';
import type { RequestIdentity } from './failing-requests.ts';
import type { Permit } from './permit.ts';
import { releaseAfterMs } from './release.ts';
import { type QueueResult, Waiter, type Waiting } from './waiter.ts';

const REFUSED: QueueResult = { kind: 'stop', because: 'circuit-open' };
const LATE: QueueResult = { kind: 'stop', because: 'deadline' };
/** How soon to look again where the server asked every waiting call to wait, in ms. */
const RECHECK_MS = 250;
const LOST_AFTER_MS = 5_000;
const FAIR_MS = 1_000;
/** No timer is as late as this, unless the machine slept or the page was hidden. */
const LATE_MS = 1_000;

/**
 * Where calls wait for an upstream that is not answering. Now and then one of them goes out as a probe; once one succeeds, the others
 * follow gradually, so that they do not meet the upstream all at once.
 *
 * Every waiting call looks at the queue by itself, at the time that `check` told it, or when it is woken.
 */
export class WaitingQueue {
  readonly #circuit: Circuit;
  readonly #clock: Clock;
  /** `false` where one call must not wake another. */
  readonly #mayWake: boolean;
  /** In the order in which they entered, which is that of their `since`, too. */
  readonly #waiters = new LinkedList<Waiter>();
  /** The one that was chosen to be the next probe, until it goes: the others need not be compared again. */
  #probe: Waiter | undefined;
  /** Monotonic ms until which the server asked all of them to wait, when they were last compared. */
  #allAskedUntil = 0;
  #longWaiters = 0;
  #isReleasing = false;
  /** Calls whose time was up while no timer ran, since the queue was empty. */
  #lateCalls = 0;
  /** Monotonic ms at which the first one looks again: it watches the clock for all. */
  #firstLooksAt = Number.POSITIVE_INFINITY;

  constructor(circuit: Circuit, clock: Clock, mayWake: boolean) {
    this.#circuit = circuit;
    this.#clock = clock;
    this.#mayWake = mayWake;
  }

  get size(): number {
    return this.#waiters.size;
  }

  /** May this call wait at all? */
  admits(call: Waiting): boolean {
    const { options, isolated } = this.#circuit;
    return call.waitedMs < call.maxWaitMs && this.#waiters.size < options.maxWaiting && !isolated;
  }

  enter(call: Waiting): Waiter {
    const now = this.#clock.now();
    const waiter = new Waiter(call, now);
    if (!this.#mayWake) this.#forgetLost(now);
    if (!this.#circuit.paused) waiter.goAt = now;
    this.#allAskedUntil = Math.min(this.#allAskedUntil, call.notBefore);
    this.#waiters.add(waiter);
    this.#countLong(call, 1);
    return waiter;
  }

  leave(waiter: Waiter): void {
    const { after } = waiter;
    const mustWakeNext = waiter === this.#waiters.first || waiter === this.#probe;
    if (!this.#waiters.delete(waiter)) return;
    if (waiter === this.#probe) this.#probe = undefined;
    this.#countLong(waiter.call, -1);
    if (!this.#isReleasing) waiter.call.waitedMs += this.#clock.now() - waiter.since;
    if (this.#waiters.size === 0) {
      this.#isReleasing = false;
      this.#lateCalls = 0;
    } else if (mustWakeNext && !this.#isFirstEnding()) this.#wakeFirst();
    else if (this.#isReleasing) after?.call.wake();
  }

  /** What this call may do now; a number is the time to look again. */
  check(waiter: Waiter, now: number): QueueResult | number {
    const { call } = waiter;
    const circuit = this.#circuit;
    waiter.seenAt = now;
    if (waiter.isRefused || circuit.isolated) return REFUSED;
    if (call.deadlineAt <= now) return LATE;
    if (now >= waiter.goAt) {
      const { notBefore } = call;
      if (!call.wasSent || notBefore <= now) return this.#go(waiter, false);
      // A time that the server asked this route to wait binds retries, whatever has succeeded elsewhere. The others go on.
      waiter.goAt = notBefore;
      waiter.after?.call.wake();
      return Math.min(notBefore, call.deadlineAt);
    }
    if (waiter === this.#probe) return this.#go(waiter, true);
    if (!this.#isReleasing && circuit.isProbeDue(now)) {
      const next = this.#mayWake ? (this.#probe ?? this.#nextProbe(now)) : waiter;
      if (next === waiter) return this.#go(waiter, true);
      this.#probe = next;
      next?.call.wake();
    }
    // Where all evidence is silence, nothing that was not sent is refused; it waits a little longer instead.
    const maxWaitMs = circuit.isOnlySilent && !call.wasSent ? 2 * call.maxWaitMs : call.maxWaitMs;
    const waitEndsAt = this.#isReleasing ? Number.POSITIVE_INFINITY : waiter.since + maxWaitMs - call.waitedMs;
    if (waitEndsAt <= now) return this.#lastResort(waiter, now, now - waitEndsAt);
    const next = Math.min(call.deadlineAt, waiter.goAt, waitEndsAt);
    if (this.#isReleasing || this.#waiters.first !== waiter) return next;
    this.#firstLooksAt = Math.min(next, circuit.probeAt > now ? circuit.probeAt : now + RECHECK_MS);
    return this.#firstLooksAt;
  }

  /** Sends the call that has waited longest as a probe now. Returns whether there was one. */
  sendProbe(): boolean {
    const next = this.#waiters.all().find(({ call, isRefused }) => !isRefused && call.interruption === undefined);
    this.#probe = next;
    next?.call.wake();
    return next !== undefined;
  }

  /** The upstream answered: all may go, in turn. */
  onSuccess(): void {
    if (this.#isReleasing || this.#waiters.size === 0) return;
    this.#isReleasing = true;
    const now = this.#clock.now();
    let position = 0;
    for (const waiter of this.#waiters.all()) {
      waiter.call.waitedMs += now - waiter.since;
      waiter.goAt = now + releaseAfterMs(position++);
    }
    // The others are woken in turn: to wake all of them at once would hold up everything else.
    this.#wakeFirst();
  }

  /** An attempt failed. If it was a probe late in an outage, that is an answer to those who waited for it. */
  onFailure(permit: Permit, request: RequestIdentity): void {
    if (this.#waiters.size === 0) return;
    const now = this.#clock.now();
    if (this.#isReleasing && this.#circuit.paused) {
      this.#isReleasing = false;
      const waiters = this.#waiters.all();
      // These would sleep until what would have been their turn, or for as long as they were asked to wait.
      const late = waiters.filter(({ call, goAt }) => goAt > now + call.maxWaitMs - call.waitedMs);
      for (const waiter of waiters) {
        waiter.since = now;
        waiter.goAt = Number.POSITIVE_INFINITY;
      }
      this.#wake(late);
    }
    if (permit.probe) {
      this.#refuseThoseWho(permit.sentAt, request);
      this.#wakeFirst();
    } else this.reschedule();
  }

  /** Something that the schedule depends on may have changed. A call that looks too early only looks again, so a later probe wakes no call. */
  reschedule(): void {
    if (this.#circuit.probeAt < this.#firstLooksAt) this.#wakeFirst();
  }

  /** It is woken in its turn, together with others that end: woken now, each would wake the next one. */
  #isFirstEnding(): boolean {
    const { first } = this.#waiters;
    return this.#circuit.isolated || first?.isRefused === true || first?.call.interruption !== undefined;
  }

  #wakeFirst(): void {
    this.#waiters.first?.call.wake();
  }

  /** The circuit was isolated by hand: every call looks, and is refused. */
  wakeAll(): void {
    this.#wake(this.#waiters.all());
  }

  /** Young outages are mostly short. Later a failed probe ends the wait of those who have a result of their own, or wait for the same. */
  #refuseThoseWho(sentAt: number, request: RequestIdentity): void {
    const { outageMs, options } = this.#circuit;
    if (outageMs < options.maxWaitMs) return;
    const refused = this.#waiters.all().filter(({ call, since }) => {
      if (since > sentAt || outageMs < call.maxWaitMs) return false;
      return call.wasSent || this.#circuit.isSameEvidence(call, request);
    });
    for (const waiter of refused) waiter.isRefused = true;
    this.#wake(refused);
  }

  #wake(waiters: readonly Waiter[]): void {
    const calls = waiters.map(({ call }) => call);
    void wakeInTurns(this.#clock, calls);
  }

  #go(waiter: Waiter, probe: boolean): QueueResult {
    // One that was chosen and has not gone yet would be a second probe.
    if (probe) this.#probe = undefined;
    return { kind: 'go', permit: this.#circuit.send(probe, waiter.call) };
  }

  /**
   * It has waited for as long as it may. Nothing is refused unsent unless the same has failed meanwhile.
   * After a machine slept, the time of all of them is up at once: then only the first goes, and each of the others a little later.
   */
  #lastResort(waiter: Waiter, now: number, lateMs: number): QueueResult | number {
    const { call } = waiter;
    if (call.wasSent || this.#circuit.hasFailedSince(call, now - this.#circuit.options.maxWaitMs)) return REFUSED;
    if (lateMs > LATE_MS && !waiter.wasLate) {
      waiter.wasLate = true;
      const graceMs = releaseAfterMs(this.#lateCalls++);
      waiter.since += lateMs + graceMs;
      return Math.min(call.deadlineAt, now + graceMs);
    }
    return this.#go(waiter, true);
  }

  /** The call whose own request has failed least; of those, the one that has waited longest. */
  #nextProbe(now: number): Waiter | undefined {
    if (now < this.#allAskedUntil) return undefined;
    let best: Waiter | undefined;
    let newest: Waiter | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    let askedUntil = Number.POSITIVE_INFINITY;
    for (const waiter of this.#waiters.all()) {
      const { notBefore } = waiter.call;
      askedUntil = Math.min(askedUntil, notBefore);
      if (notBefore > now) continue;
      newest = waiter;
      // One that has hardly any time left would find out nothing.
      if (waiter.call.deadlineAt - now < FAIR_MS) continue;
      const streak = this.#circuit.streakOf(waiter.call);
      if (streak < fewest) {
        best = waiter;
        fewest = streak;
      }
    }
    this.#allAskedUntil = askedUntil;
    return best ?? newest;
  }

  /** Where calls cannot be woken, each looks often. One that does not has ended without a trace, with the request that it belonged to. */
  #forgetLost(now: number): void {
    for (let { first } = this.#waiters; first && now - first.seenAt > LOST_AFTER_MS; first = this.#waiters.first) {
      this.leave(first);
    }
  }

  /** Keeps the longest wait of any of them. */
  #countLong(call: Waiting, by: number): void {
    const { maxWaitMs, maxUserWaitMs } = this.#circuit.options;
    if (call.maxWaitMs <= maxWaitMs) return;
    this.#longWaiters += by;
    this.#circuit.longestWaitMs = this.#longWaiters > 0 ? maxUserWaitMs : maxWaitMs;
    // A call that may wait longer makes probes more frequent.
    this.reschedule();
  }
}
