import type { Tuning } from '../options/tuning.ts';

/** Tells one request from another, and which route it belongs to. */
export interface RequestIdentity {
  /** Method, URL and text body. */
  readonly requestKey: number;
  /** Method and path, with ids collapsed. */
  readonly routeKey: number;
}

interface Failing {
  readonly routeKey: number;
  /** Failures in a row. */
  streak: number;
  /** Monotonic ms of the first of them. */
  readonly since: number;
  /** Of the latest failure; of its sending while it was only silent. */
  at: number;
  /** `-Infinity` while it was only silent. */
  failedAt: number;
}

/** The requests of one upstream that have failed and not succeeded since: evidence is kept where it was found. Bounded in number and time. */
export class FailingRequests {
  readonly #tuning: Tuning;
  readonly #byKey = new Map<number, Failing>();

  constructor(tuning: Tuning) {
    this.#tuning = tuning;
  }

  get isEmpty(): boolean {
    return this.#byKey.size === 0;
  }

  failed({ requestKey, routeKey }: RequestIdentity, now: number): void {
    const failing = this.#entry(requestKey, routeKey, now);
    failing.streak++;
    failing.failedAt = now;
  }

  /** It has had no answer for unusually long. That holds the same request back for a while, and never refuses it. */
  wasSilent({ requestKey, routeKey }: RequestIdentity, now: number): void {
    this.#entry(requestKey, routeKey, now);
  }

  succeeded({ requestKey }: RequestIdentity): void {
    this.#byKey.delete(requestKey);
  }

  has({ requestKey }: RequestIdentity, now: number): boolean {
    return this.#known(requestKey, now) !== undefined;
  }

  streakOf({ requestKey }: RequestIdentity, now: number): number {
    return this.#known(requestKey, now)?.streak ?? 0;
  }

  failedSince({ requestKey }: RequestIdentity, since: number): boolean {
    return (this.#byKey.get(requestKey)?.failedAt ?? Number.NEGATIVE_INFINITY) >= since;
  }

  /** It fails again and again while others of the same upstream succeed. */
  isHopeless({ requestKey }: RequestIdentity, lastSuccessAt: number, now: number): boolean {
    const failing = this.#known(requestKey, now);
    return failing !== undefined && failing.streak >= this.#tuning.hopelessAfter && lastSuccessAt > failing.since;
  }

  /** Routes with a failure since then. */
  routesSince(since: number): number {
    const routes = new Set<number>();
    for (const { routeKey, at } of this.#byKey.values()) if (at >= since) routes.add(routeKey);
    return routes.size;
  }

  #known(requestKey: number, now: number): Failing | undefined {
    const failing = this.#byKey.get(requestKey);
    if (failing === undefined || now - failing.at < this.#tuning.rememberFailingMs) return failing;
    this.#byKey.delete(requestKey);
    return undefined;
  }

  #entry(requestKey: number, routeKey: number, now: number): Failing {
    const failing = this.#known(requestKey, now) ?? {
      routeKey,
      streak: 0,
      since: now,
      at: now,
      failedAt: Number.NEGATIVE_INFINITY,
    };
    failing.at = now;
    // Deleted first, so that the map is in the order of the latest failures.
    this.#byKey.delete(requestKey);
    this.#byKey.set(requestKey, failing);
    if (this.#byKey.size > this.#tuning.maxFailing) {
      for (const oldest of this.#byKey.keys()) {
        this.#byKey.delete(oldest);
        break;
      }
    }
    return failing;
  }
}
