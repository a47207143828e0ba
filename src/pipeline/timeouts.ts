import type { Clock } from '../model/ports.ts';
import { domException } from './abort.ts';
import type { Call } from './call.ts';
import { Chain, type Link } from './chain.ts';

/** What has to be over by a certain time. */
export interface Limited extends Link<Limited> {
  /** Monotonic ms. */
  readonly expiresAt: number;
  expire(): void;
}

/**
 * The time limits of all attempts in flight, on one sleep of the clock.
 *
 * Most attempts end long before their limit, so arming and clearing a timer for each would be the main cost of having limits.
 */
export class Timeouts {
  readonly #clock: Clock;
  readonly #limits = new Chain<Limited>();
  #wakeAt = Number.POSITIVE_INFINITY;
  #alarm: AbortController | undefined;
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets it expire in time, unless it is removed before. */
  add(limited: Limited): void {
    this.#limits.add(limited);
    if (limited.expiresAt < this.#wakeAt) this.#sleepUntil(limited.expiresAt);
  }

  remove(limited: Limited): void {
    this.#limits.delete(limited);
    if (this.#closed) this.close();
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
      else if (this.#limits.delete(limit)) limit.expire();
    }
    // Strictly earlier: an expiry handler may have started a new limit and armed the clock itself.
    if (next < this.#wakeAt) this.#sleepUntil(next);
  }
}

/** Like `AbortSignal.timeout` would say it. */
export const timeoutError = ({ upstream, limits }: Call, isDeadline: boolean): Error =>
  domException(
    isDeadline
      ? `steadyfetch: no response from ${upstream.key} before the deadline of the call`
      : `steadyfetch: no response from ${upstream.key} within the ${limits.attemptMs} ms of one attempt`,
    'TimeoutError',
  );
