import type { Tuning } from '../options/tuning.ts';

/** Tells one request from another, and which route it belongs to. */
export interface RequestIdentity {
  /** Method, URL, text body and headers. */
  readonly requestKey: number;
  /** The same without the headers, which may be others at each call. */
  readonly targetKey: number;
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
  /** What of a route has failed. With enough different things, it fails as a whole. */
  targetKeys: readonly number[];
}

const NEVER = Number.NEGATIVE_INFINITY;
const NONE: readonly number[] = [];

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
    for (const failing of this.#note(request, now)) failing.failedAt = now;
  }

  /** It has had no answer for unusually long. That holds calls back for a while, and never refuses any. */
  wasSilent(request: RequestIdentity, now: number): void {
    this.#note(request, now);
  }

  succeeded({ requestKey, routeKey }: RequestIdentity): void {
    this.#requests.delete(requestKey);
    this.#routes.delete(routeKey);
  }

  /** Has this very request failed or been silent since then, or its route as a whole? */
  concernsSince(request: RequestIdentity, since: number): boolean {
    return this.#latest(request, 'at') >= since;
  }

  /** Has this very request failed since then, or its route as a whole? */
  failedSince(request: RequestIdentity, since: number): boolean {
    return this.#latest(request, 'failedAt') >= since;
  }

  /** Is a failure of the one also evidence about the other? */
  isSameEvidence(one: RequestIdentity, other: RequestIdentity): boolean {
    if (one.requestKey === other.requestKey) return true;
    return one.routeKey === other.routeKey && this.#isWhole(this.#routes.get(one.routeKey));
  }

  streakOf({ requestKey }: RequestIdentity): number {
    return this.#requests.get(requestKey)?.streak ?? 0;
  }

  /** It fails again and again while others of the same upstream succeed. */
  isHopeless({ requestKey, routeKey }: RequestIdentity, lastSuccessAt: number, now: number): boolean {
    return [this.#requests.get(requestKey), this.#routes.get(routeKey)].some((each) => {
      const failing = this.#recent(each, now);
      if (failing === undefined || failing.streak < this.#tuning.hopelessAfter) return false;
      // Shorter ones may be over with the next attempt.
      return now - failing.since >= this.#tuning.hopelessAfterMs && lastSuccessAt > failing.since;
    });
  }

  /** Have several routes failed since then? */
  hasSeveralRoutesSince(since: number): boolean {
    let count = 0;
    for (const { at } of this.#routes.values()) if (at >= since && ++count > 1) return true;
    return false;
  }

  /** Of the request itself, and of its route if that fails as a whole. */
  #latest({ requestKey, routeKey }: RequestIdentity, time: 'at' | 'failedAt'): number {
    const route = this.#routes.get(routeKey);
    const whole = this.#isWhole(route) ? route : undefined;
    return Math.max(this.#requests.get(requestKey)?.[time] ?? NEVER, whole?.[time] ?? NEVER);
  }

  #isWhole(route: Failing | undefined): boolean {
    return route !== undefined && route.targetKeys.length >= this.#tuning.wholeAfter;
  }

  #recent(failing: Failing | undefined, now: number): Failing | undefined {
    return failing !== undefined && now - failing.at < this.#tuning.rememberFailingMs ? failing : undefined;
  }

  #note({ requestKey, targetKey, routeKey }: RequestIdentity, now: number): readonly Failing[] {
    const request = this.#entry(this.#requests, requestKey, now);
    const route = this.#entry(this.#routes, routeKey, now);
    const { targetKeys } = route;
    // A new list each time: its capacity is its length.
    if (!this.#isWhole(route) && !targetKeys.includes(targetKey)) route.targetKeys = [...targetKeys, targetKey];
    return [request, route];
  }

  #entry(map: Map<number, Failing>, key: number, now: number): Failing {
    const failing = this.#recent(map.get(key), now) ?? {
      streak: 0,
      since: now,
      at: now,
      failedAt: NEVER,
      targetKeys: NONE,
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
