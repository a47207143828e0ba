/** Routes remembered at most, in each of the two tables. */
const MAX_ROUTES = 64;

/** What is known of single routes of an upstream: which ones are slow, and which ones the server asked to leave alone. Bounded. */
export class Routes {
  readonly #slowest = new Map<number, number>();
  readonly #askedUntil = new Map<number, number>();

  /** Its answer took long. Remembered, so that it gets more time before the next second attempt. */
  wasSlow(routeKey: number, elapsedMs: number): void {
    remember(this.#slowest, routeKey, Math.max(elapsedMs, this.#slowest.get(routeKey) ?? 0));
  }

  get areAnySlow(): boolean {
    return this.#slowest.size > 0;
  }

  /** In ms; 0 for routes that are not known to be slow. */
  slowestMs(routeKey: number): number {
    return this.#slowest.get(routeKey) ?? 0;
  }

  /** The server asked for a wait, with `Retry-After` or a rate limit. It binds retries of this route. */
  askedToWait(routeKey: number, now: number, waitMs: number): void {
    const until = Math.max(now + waitMs, this.#askedUntil.get(routeKey) ?? 0);
    remember(this.#askedUntil, routeKey, until);
  }

  /** Monotonic ms; 0 where nothing was asked. */
  askedUntil(routeKey: () => number, now: number): number {
    if (this.#askedUntil.size === 0) return 0;
    const until = this.#askedUntil.get(routeKey()) ?? 0;
    return until > now ? until : 0;
  }

  isAnyAsked(now: number): boolean {
    for (const until of this.#askedUntil.values()) if (until > now) return true;
    return false;
  }
}

function remember(map: Map<number, number>, key: number, value: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= MAX_ROUTES) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
