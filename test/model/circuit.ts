import type { Attempt, Call } from './calls.ts';
import type { Failing, Policy, World } from './types.ts';

/** What is known of an upstream's health: docs/circuit.md. */
export abstract class Circuit {
  readonly policy: Policy;
  readonly world: World;
  isOpen = false;
  isolations = 0;
  /** Failures in a row, back-pressure counting half. */
  streak = 0;
  failureRate = 0.02;
  /** Since when there was no success; before the first, since the first attempt. */
  quietSince: number | undefined;
  outageSince = 0;
  lastAnswerAt = -Infinity;
  /** Is there more in the present run of failures than silence? */
  hasFailed = false;
  /** What was sent before the circuit opened or closed counts for nothing when it fails. */
  era = 0;
  readonly flying = new Set<Attempt>();
  readonly requests = new Map<string, Failing>();
  readonly routes = new Map<string, Failing>();
  freshAt = -Infinity;
  probe = { sent: 0, from: 0, lastAt: -Infinity, arrivals: 0, intervalMs: 0, spread: 1 };
  pendingProbe: Attempt | undefined;
  /** What the circuit must have announced since it was last asked. */
  announced: string[] = [];

  constructor(policy: Policy, world: World) {
    this.policy = policy;
    this.world = world;
    this.probe.intervalMs = policy.openMs;
  }

  get now(): number {
    return this.world.now();
  }

  // What has failed. "This request, or four different requests of its route without a success."

  note(call: Call, isFailure: boolean): void {
    const { request, route } = call.settings;
    for (const [map, key] of [
      [this.requests, request],
      [this.routes, route],
    ] as const) {
      const known = map.get(key);
      // "A success, or a minute without a failure, ends that."
      const isRecent = known !== undefined && this.now - known.at < 60_000;
      const failing = isRecent
        ? known
        : { streak: 0, since: this.now, at: 0, failedAt: -Infinity, requests: new Set<string>() };
      failing.streak++;
      failing.at = this.now;
      if (isFailure) failing.failedAt = this.now;
      failing.requests.add(request);
      map.set(key, failing);
    }
  }

  isWhole(route: string): boolean {
    return (this.routes.get(route)?.requests.size ?? 0) >= 4;
  }

  /** When this request last failed or, where that fails as a whole, its route. */
  lastOf({ settings: { request, route } }: Call, what: 'at' | 'failedAt'): number {
    const whole = this.isWhole(route) ? this.routes.get(route)?.[what] : undefined;
    return Math.max(this.requests.get(request)?.[what] ?? -Infinity, whole ?? -Infinity);
  }

  /** "Failed four times in a row over at least five seconds, while others of the same upstream succeeded." */
  keepsFailing({ settings: { request, route } }: Call): boolean {
    return [this.requests.get(request), this.routes.get(route)].some(
      (failing) =>
        failing !== undefined &&
        this.now - failing.at < 60_000 &&
        failing.streak >= 4 &&
        this.now - failing.since >= 5_000 &&
        (this.quietSince ?? 0) > failing.since,
    );
  }
  get scope(): 'route' | 'upstream' {
    if (this.isolations > 0) return 'upstream';
    return [...this.routes.values()].filter(({ at }) => at >= this.outageSince).length > 1 ? 'upstream' : 'route';
  }
  // Circuit. "Too many failures in a row for an accident, and no success for a second": a chance of 1 in 100 000.

  get needed(): number {
    let needed = 2;
    while (this.failureRate ** needed > 1e-5 * (1 + 1e-9)) needed++;
    return needed;
  }

  /** "After two failed attempts in a row, retries wait for any success." */
  get isPaused(): boolean {
    return this.isOpen || this.streak >= 2;
  }

  get isDown(): boolean {
    return this.isOpen || this.streak >= this.needed;
  }

  get isOnlySilent(): boolean {
    return this.isOpen && this.isolations === 0 && !this.hasFailed;
  }

  get outageMs(): number {
    return this.streak === 0 ? 0 : this.now - this.outageSince;
  }

  get state(): 'closed' | 'open' | 'half-open' {
    if (!this.isOpen) return 'closed';
    return this.pendingProbe !== undefined && this.isolations === 0 ? 'half-open' : 'open';
  }

  succeed(call: Call): void {
    this.requests.delete(call.settings.request);
    this.routes.delete(call.settings.route);
    // A moving average of weight 1/10 over the run of failures that ended, and the success.
    const failed = this.streak === 0 ? this.failureRate : 1 - (1 - this.failureRate) * 0.9 ** this.streak;
    this.failureRate = failed * 0.9;
    this.quietSince = this.now;
    if (this.streak === 0 && !this.isOpen) return;
    this.streak = 0;
    this.hasFailed = false;
    this.restartProbes();
    if (this.isOpen && this.isolations === 0) this.close();
  }

  fail(attempt: Attempt, weight: number, because: 'failures' | 'silence'): void {
    if (this.streak === 0) this.outageSince = Math.max(attempt.sentAt, this.quietSince ?? 0);
    this.streak += weight;
    if (attempt.probe || !this.isOpen) this.probe.from = this.now;
    if (this.isOpen) {
      if (attempt.probe) this.announced.push('opened probe-failed');
      return;
    }
    if (this.now - (this.quietSince ?? this.now) < 1_000) return;
    // "Each attempt that was sent less than a second ago raises the number by one, because it could still succeed."
    const young = [...this.flying].filter(({ counts, sentAt }) => counts && sentAt > this.now - 1_000).length;
    if (this.streak >= this.needed + young) this.open(because);
  }

  open(because: string): void {
    this.isOpen = true;
    this.era++;
    this.freshAt = this.now;
    this.restartProbes();
    this.announced.push(`opened ${because}`);
  }

  close(): void {
    this.isOpen = false;
    this.era++;
    this.streak = 0;
    this.hasFailed = false;
    this.restartProbes();
    this.announced.push('closed');
  }

  isolate(): void {
    this.isolations++;
    if (this.isOpen) this.announced.push('opened isolated');
    else this.open('isolated');
  }

  release(): void {
    if (--this.isolations === 0) this.close();
  }
  // Probes. "The first probe goes 0.5 s after the last attempt. From then on one every `openMs` while the outage is young, and one
  // every `maxOpenMs` later, each interval ± 10 %. When many calls arrive, a probe is sent sooner."

  /** How long the calls that wait just now may wait. */
  abstract get longestWaitMs(): number;

  /** "Shorter than the waiting calls may wait." */
  get isYoung(): boolean {
    return this.outageMs + this.policy.openMs < this.longestWaitMs;
  }

  get probeAt(): number {
    const { openMs } = this.policy;
    const { from, sent, intervalMs, spread } = this.probe;
    if (!this.isOpen && sent === 0) return from + Math.min(500, openMs);
    return from + (this.isYoung ? Math.min(openMs, intervalMs) : intervalMs) * spread;
  }

  get isProbeDue(): boolean {
    if (this.isolations > 0) return false;
    const { arrivals, lastAt } = this.probe;
    const isBusy = arrivals >= 8 && this.now >= lastAt + (this.pendingProbe === undefined ? 500 : 1_000);
    return isBusy || this.now >= this.probeAt;
  }

  restartProbes(): void {
    this.probe.sent = 0;
    this.pendingProbe = undefined;
    this.restartInterval();
  }

  restartInterval(): void {
    const { openMs, maxOpenMs } = this.policy;
    const intervalMs = this.isYoung ? openMs : maxOpenMs;
    const spread = 1 + 0.1 * (2 * this.world.chance() - 1);
    this.probe = { sent: this.probe.sent, from: this.now, lastAt: this.now, arrivals: 0, intervalMs, spread };
  }

  /** "Besides, one call per interval is sent at once if its route fails as a whole, but its own request has not failed yet." */
  isFresh(call: Call): boolean {
    if (this.isolations > 0 || this.requests.has(call.settings.request)) return false;
    return this.now >= this.freshAt + (this.isYoung ? this.policy.openMs : this.policy.maxOpenMs);
  }
}
