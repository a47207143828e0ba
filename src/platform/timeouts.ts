import type { Clock } from '../model/ports.ts';
import { type Link, LinkedList } from './linked-list.ts';

/** Something that is to happen at a certain time, unless it is removed before. */
export interface Timed extends Link<Timed> {
  /** Monotonic ms. */
  readonly dueAt: number;
  /** Its own sleep, where sleeps are not shared. */
  alarm?: AbortController | undefined;
  /** @param now - Monotonic ms. */
  expire(now: number): void;
}

/**
 * The time limits of all attempts in flight, on one sleep of the clock.
 *
 * Most attempts end long before their limit, so arming and clearing a timer for each would be the main cost of having limits.
 */
export class Timeouts {
  readonly #clock: Clock;
  readonly #isShared: boolean;
  readonly #timed = new LinkedList<Timed>();
  #wakeAt = Number.POSITIVE_INFINITY;
  #alarm: AbortController | undefined;
  #closed = false;

  /** @param isShared - `false` where a timer fires only while the request that made it lives. */
  constructor(clock: Clock, isShared: boolean) {
    this.#clock = clock;
    this.#isShared = isShared;
  }

  add(timed: Timed): void {
    if (!this.#isShared) {
      this.#sleepAlone(timed);
      return;
    }
    this.#timed.add(timed);
    if (timed.dueAt < this.#wakeAt) this.#sleepUntil(timed.dueAt);
  }

  remove(timed: Timed): void {
    timed.alarm?.abort();
    this.#timed.delete(timed);
    if (this.#closed) this.close();
  }

  /** Attempts in flight keep their limits; with the last of them the sleep ends. */
  close(): void {
    this.#closed = true;
    if (this.#timed.size > 0) return;
    this.#alarm?.abort();
    this.#wakeAt = Number.POSITIVE_INFINITY;
  }

  #sleepAlone(timed: Timed): void {
    const alarm = new AbortController();
    const { dueAt } = timed;
    timed.alarm = alarm;
    this.#clock.sleep(Math.max(0, dueAt - this.#clock.now()), alarm.signal, { ref: false }).then(
      () => timed.expire(Math.max(this.#clock.now(), dueAt)),
      () => {},
    );
  }

  #sleepUntil(wakeAt: number): void {
    this.#alarm?.abort();
    const alarm = new AbortController();
    this.#alarm = alarm;
    this.#wakeAt = wakeAt;
    // An attempt in flight keeps the process alive by its socket; its limit alone must not.
    this.#clock.sleep(Math.max(0, wakeAt - this.#clock.now()), alarm.signal, { ref: false }).then(
      () => {
        // A shorter limit may have taken over at this very moment.
        if (this.#alarm === alarm) this.#expire(Math.max(this.#clock.now(), wakeAt));
      },
      () => {},
    );
  }

  /** A timer that has fired means that its time has come, even if tests have stopped the clock. */
  #expire(now: number): void {
    this.#alarm = undefined;
    this.#wakeAt = Number.POSITIVE_INFINITY;
    let next = Number.POSITIVE_INFINITY;
    for (const timed of this.#timed.all()) {
      if (timed.dueAt > now) next = Math.min(next, timed.dueAt);
      else if (this.#timed.delete(timed)) timed.expire(now);
    }
    // Strictly earlier: an expiry may have added a new limit and armed the clock itself.
    if (next < this.#wakeAt) this.#sleepUntil(next);
  }
}
