import type { Clock } from '../model/ports.ts';
import { Chain, Link } from './chain.ts';

class Limit extends Link<Limit> {
  readonly expiresAt: number;
  readonly onExpire: () => void;

  constructor(expiresAt: number, onExpire: () => void) {
    super();
    this.expiresAt = expiresAt;
    this.onExpire = onExpire;
  }
}

/**
 * The time limits of all attempts in flight, on one sleep of the clock.
 *
 * Most attempts end long before their limit, so arming and clearing a timer for each would be the main cost of having limits.
 */
export class Timeouts {
  readonly #clock: Clock;
  readonly #limits = new Chain<Limit>();
  #wakeAt = Number.POSITIVE_INFINITY;
  #alarm: AbortController | undefined;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `onExpire` after `ms`, unless the returned function is called first. */
  start(ms: number, onExpire: () => void, now: number = this.#clock.now()): () => void {
    const limit = new Limit(now + ms, onExpire);
    this.#limits.add(limit);
    if (limit.expiresAt < this.#wakeAt) this.#sleepUntil(limit.expiresAt);
    return () => {
      this.#limits.delete(limit);
      if (this.#closed) this.close();
    };
  }

  /** Attempts in flight keep their limits; with the last of them the sleep ends. */
  close(): void {
    this.#closed = true;
    if (this.#limits.isEmpty) this.#alarm?.abort();
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
        if (this.#alarm === alarm) this.#expire();
      },
      () => {},
    );
  }

  #expire(): void {
    this.#alarm = undefined;
    this.#wakeAt = Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const limit of this.#limits.all()) {
      if (limit.expiresAt > now) next = Math.min(next, limit.expiresAt);
      else if (this.#limits.delete(limit)) limit.onExpire();
    }
    // Strictly earlier: an expiry handler may have started a new limit and armed the clock itself.
    if (next < this.#wakeAt) this.#sleepUntil(next);
  }
}
