import type { Clock, Random } from '../model/ports.ts';
import { releaseGapMs, releaseWindowMs } from '../rules/release.ts';
import type { Circuit, Permit } from './circuit.ts';

/** How a wait ended. */
export type Admission =
  | { readonly kind: 'go'; readonly permit: Permit }
  | { readonly kind: 'refused' }
  | { readonly kind: 'late' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'cancelled'; readonly reason: unknown };

/** What the room knows of a waiting call. */
export interface Visitor {
  /** Monotonic ms; `Infinity` without a deadline. */
  readonly deadlineAt: number;
  /** How long it has waited here before, in ms. */
  waitedMs: number;
}

interface Place {
  readonly visitor: Visitor;
  since: number;
  readonly leave: (admission: Admission) => void;
}

interface Release {
  readonly windowMs: number;
  most: number;
  /** Earned by successes; each whole one lets a call go. */
  credit: number;
  nextAt: number;
}

/**
 * Where calls wait for an upstream that is not answering: the one that has waited longest goes out as the probe (and joins again at
 * the end if it fails, so that no call spends all its attempts on finding out),
 * and once one succeeds the others follow gradually, so that they do not meet the upstream as a herd.
 */
export class WaitingRoom {
  readonly #circuit: Circuit;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #places = new Set<Place>();
  #release: Release | undefined;
  #alarm: AbortController | undefined;
  #alarmAt = Number.POSITIVE_INFINITY;

  constructor(circuit: Circuit, clock: Clock, random: Random) {
    this.#circuit = circuit;
    this.#clock = clock;
    this.#random = random;
  }

  get size(): number {
    return this.#places.size;
  }

  /** May this call wait at all? */
  admits(visitor: Visitor): boolean {
    const { maxWaitMs, maxWaiting } = this.#circuit.options;
    return visitor.waitedMs < maxWaitMs && this.#places.size < maxWaiting && !this.#circuit.isolated;
  }

  /** Waits. `onEnter` is given the way to leave early, for aborts and cancellation. */
  wait(visitor: Visitor, onEnter: (leave: (admission: Admission) => void) => void): Promise<Admission> {
    return new Promise((resolve) => {
      const place: Place = {
        visitor,
        since: this.#clock.now(),
        leave: (admission) => {
          if (!this.#places.delete(place)) return;
          this.#stopClock(place, this.#clock.now());
          resolve(admission);
          this.#rearm();
        },
      };
      this.#places.add(place);
      if (!this.#circuit.paused) this.#startRelease(0);
      onEnter(place.leave);
      this.#tick();
    });
  }

  /** Sends the oldest waiting call as a probe now. Returns whether there was one. */
  sendProbe(): boolean {
    return this.#letGo(true);
  }

  /** The upstream answered, after `outageMs` of failures: everybody may go, in turn. */
  onSuccess(outageMs: number): void {
    if (this.#places.size === 0) return;
    this.#startRelease(outageMs);
    const release = this.#release;
    if (release !== undefined) {
      release.credit += this.#circuit.options.releaseRatio;
      // By then the clock lets this one go anyway: credit and clock are two ways to the same place in the queue, not a sum.
      if (release.credit >= 1) this.#releaseOne(release);
    }
    this.#rearm();
  }

  /** An attempt failed, and if it was a probe, that is an answer to those who waited for it. */
  onFailure(permit: Permit, outageMs: number): void {
    if (this.#places.size === 0) return;
    const now = this.#clock.now();
    if (this.#release !== undefined && this.#circuit.paused) {
      this.#release = undefined;
      for (const place of this.#places) place.since = now;
    }
    if (permit.probe) this.#refuse(permit.sentAt, outageMs);
    this.#rearm();
  }

  /** Refuses everybody: the circuit is isolated by hand. */
  refuseAll(): void {
    for (const place of this.#places) place.leave({ kind: 'refused' });
  }

  cancelAll(reason: unknown): void {
    for (const place of this.#places) place.leave({ kind: 'cancelled', reason });
  }

  /** Something that the schedule depends on has changed. */
  reschedule(): void {
    this.#tick();
  }

  /** Late in an outage a probe without success ends the wait of all who were there when it was sent. Young outages are mostly short. */
  #refuse(sentAt: number, outageMs: number): void {
    if (outageMs < this.#circuit.options.maxWaitMs) return;
    for (const place of this.#places) if (place.since <= sentAt) place.leave({ kind: 'refused' });
  }

  #startRelease(outageMs: number): void {
    if (this.#release !== undefined) {
      this.#release.most = Math.max(this.#release.most, this.#places.size);
      return;
    }
    const now = this.#clock.now();
    for (const place of this.#places) this.#stopClock(place, now);
    const windowMs = releaseWindowMs(outageMs, this.#circuit.options.maxOpenMs);
    const most = this.#places.size;
    this.#release = { windowMs, most, credit: 0, nextAt: now + releaseGapMs(windowMs, most, this.#random) };
  }

  /** While the queue is being let go the upstream is known to be back: nobody's patience runs out then. */
  #stopClock(place: Place, now: number): void {
    if (this.#release === undefined) place.visitor.waitedMs += now - place.since;
    place.since = now;
  }

  #releaseOne(release: Release): void {
    release.credit = Math.max(0, release.credit - 1);
    release.nextAt = this.#clock.now() + releaseGapMs(release.windowMs, release.most, this.#random);
    this.#letGo(false);
  }

  #letGo(probe: boolean): boolean {
    for (const place of this.#places) {
      place.leave({ kind: 'go', permit: this.#circuit.send(probe) });
      return true;
    }
    return false;
  }

  #tick(): void {
    const now = this.#clock.now();
    for (const place of this.#places) {
      if (place.visitor.deadlineAt <= now) place.leave({ kind: 'late' });
      else if (this.#patienceEndsAt(place) <= now) place.leave({ kind: 'refused' });
    }
    const release = this.#release;
    if (release === undefined) {
      const probe = this.#circuit.probeOut;
      if (probe !== undefined && probe.givenUpAt <= now) this.#refuse(probe.sentAt, this.#circuit.outageMs);
      if (this.#places.size > 0 && this.#circuit.isProbeDue(now)) this.#letGo(true);
    } else if (release.nextAt <= now) {
      this.#releaseOne(release);
    }
    this.#rearm();
  }

  #patienceEndsAt({ visitor, since }: Place): number {
    if (this.#release !== undefined) return Number.POSITIVE_INFINITY;
    return since + this.#circuit.options.maxWaitMs - visitor.waitedMs;
  }

  /** One timer for the whole room, and none while it is empty. */
  #rearm(): void {
    if (this.#places.size === 0) this.#release = undefined;
    const at = this.#nextAt();
    if (at === this.#alarmAt) return;
    this.#alarm?.abort();
    this.#alarm = undefined;
    this.#alarmAt = at;
    if (at === Number.POSITIVE_INFINITY) return;
    const alarm = new AbortController();
    this.#alarm = alarm;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), alarm.signal).then(
      () => {
        if (this.#alarm !== alarm) return;
        this.#alarm = undefined;
        this.#alarmAt = Number.POSITIVE_INFINITY;
        this.#tick();
      },
      () => {},
    );
  }

  #nextAt(): number {
    let at = Number.POSITIVE_INFINITY;
    for (const place of this.#places) at = Math.min(at, place.visitor.deadlineAt, this.#patienceEndsAt(place));
    if (this.#places.size === 0) return at;
    if (this.#release !== undefined) return Math.min(at, this.#release.nextAt);
    const givenUpAt = this.#circuit.probeOut?.givenUpAt ?? at;
    return Math.min(at, this.#circuit.probeAt, givenUpAt > this.#clock.now() ? givenUpAt : at);
  }
}
