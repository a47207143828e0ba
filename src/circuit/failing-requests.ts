import type { Tuning } from '../options/tuning.ts';

/** Tells one request from another, and which route it belongs to. */
export interface RequestIdentity {
  /** Method, URL and text body. */
  readonly requestKey: number;
  /** Method and path, with ids collapsed. */
  readonly routeKey: number;
}

interface Failing {
  /** Failures, and silent attempts, in a row. */
  streak: number;
  /** Monotonic ms of the first of them. */
  readonly since: number;
  /** Of the latest one. */
  at: number;
  /** Of the latest failure; `-Infinity` where there was only silence. */
  failedAt: number;
}

/**
 * The requests and routes of one upstream that have failed and not succeeded since: evidence is kept where it was found.
 * Bounded in number and time.
 */
export class FailingRequests {
  readonly #tuning: Tuning;
  readonly #requests = new Map<number, Failing>();
  readonly #routes = new Map<number, Failing>();

  constructor(tuning: Tuning) {
    this.#tuning = tuning;
  }

  get isEmpty(): boolean {
    return this.#requests.size === 0;
  }

  failed(request: RequestIdentity, now: number): void {
    for (const failing of this.#entries(request, now)) failing.failedAt = now;
  }

  /** It has had no answer for unusually long. That holds the same request back for a while, and never refuses it. */
  wasSilent(request: RequestIdentity, now: number): void {
    this.#entries(request, now);
  }

  succeeded({ requestKey, routeKey }: RequestIdentity): void {
    this.#requests.delete(requestKey);
    this.#routes.delete(routeKey);
  }

  hasSince({ requestKey }: RequestIdentity, since: number): boolean {
    return (this.#requests.get(requestKey)?.at ?? Number.NEGATIVE_INFINITY) >= since;
  }

  failedSince({ requestKey }: RequestIdentity, since: number): boolean {
    return (this.#requests.get(requestKey)?.failedAt ?? Number.NEGATIVE_INFINITY) >= since;
  }

  streakOf({ requestKey }: RequestIdentity, now: number): number {
    return this.#recent(this.#requests.get(requestKey), now)?.streak ?? 0;
  }

  /** It fails again and again while others of the same upstream succeed. */
  isHopeless({ requestKey, routeKey }: RequestIdentity, lastSuccessAt: number, now: number): boolean {
    return [this.#requests.get(requestKey), this.#routes.get(routeKey)].some((each) => {
      const failing = this.#recent(each, now);
      return failing !== undefined && failing.streak >= this.#tuning.hopelessAfter && lastSuccessAt > failing.since;
    });
  }

  /** Routes with a failure since then. */
  routesSince(since: number): number {
    let count = 0;
    for (const { at } of this.#routes.values()) if (at >= since) count++;
    return count;
  }

  #recent(failing: Failing | undefined, now: number): Failing | undefined {
    return failing !== undefined && now - failing.at < this.#tuning.rememberFailingMs ? failing : undefined;
  }

  #entries({ requestKey, routeKey }: RequestIdentity, now: number): readonly Failing[] {
    return [this.#entry(this.#requests, requestKey, now), this.#entry(this.#routes, routeKey, now)];
  }

  #entry(map: Map<number, Failing>, key: number, now: number): Failing {
    const failing = this.#recent(map.get(key), now) ?? {
      streak: 0,
      since: now,
      at: now,
      failedAt: Number.NEGATIVE_INFINITY,
    };
    failing.streak++;
    failing.at = now;
    // Deleted first, so that the map is in the order of the latest failures.
    map.delete(key);
    map.set(key, failing);
    if (map.size > this.#tuning.maxFailing) {
      const [oldest] = map.keys();
      if (oldest !== undefined) map.delete(oldest);
    }
    return failing;
  }
}
