import type { Attempt, Call } from './calls.ts';
import { Circuit } from './circuit.ts';
import type { Policy, World } from './types.ts';

/** One upstream: its circuit, its retry budget, its waiting calls and its routes. */
export class Upstream extends Circuit {
  readonly key: string;
  tokens: number;
  queue: Call[] = [];
  delayed: Call[] = [];
  isReleasing = false;
  isFollowing = false;
  /** `retryNow` has chosen it as the next probe. */
  hurried: Call | undefined;
  readonly askedUntil = new Map<string, number>();
  readonly slowestMs = new Map<string, number>();
  latencyMs = Number.NaN;
  successes = 0;
  hedgedAt = -Infinity;

  constructor(key: string, policy: Policy, world: World) {
    super(policy, world);
    this.key = key;
    // docs/circuit.md: "A new upstream starts with 10".
    this.tokens = Math.min(10, policy.capacity);
  }

  get longestWaitMs(): number {
    const { maxWaitMs, maxUserWaitMs } = this.policy;
    return this.queue.some(({ settings }) => settings.maxWaitMs > maxWaitMs) ? maxUserWaitMs : maxWaitMs;
  }

  /** "Calls to that upstream are refused at once." */
  override isolate(): void {
    super.isolate();
    for (const call of [...this.queue]) this.stop(call, 'circuit-open');
  }

  // Budget. "A retry, and a second attempt beside the first, takes one. A call that ends well returns its own, and every success adds a tenth."

  pay(call: Call): boolean {
    if (this.tokens < 1) return false;
    this.tokens--;
    call.tokens++;
    return true;
  }

  earn(call: Call, extra: number): void {
    this.tokens = Math.min(this.policy.capacity, this.tokens + call.tokens + extra);
    call.tokens = 0;
  }
  // Queue. "In the queue, at most `maxWaitMs` in all, and never beyond their deadline. At most `maxWaiting` calls of an upstream wait."

  admits(call: Call): boolean {
    return (
      call.waitedMs < call.settings.maxWaitMs && this.queue.length < this.policy.maxWaiting && this.isolations === 0
    );
  }

  enter(call: Call): void {
    call.phase = 'queued';
    call.since = this.now;
    call.goAt = this.isPaused ? Infinity : this.now;
    this.queue.push(call);
  }

  leave(call: Call): void {
    this.delayed = this.delayed.filter((each) => each !== call);
    if (!this.queue.includes(call)) return;
    this.queue = this.queue.filter((each) => each !== call);
    if (this.hurried === call) this.hurried = undefined;
    if (!this.isReleasing) call.waitedMs += this.now - call.since;
    if (this.queue.length === 0) this.isReleasing = false;
  }

  /** Ends a wait. One that leads to no retry gives its token back. */
  stop(call: Call, because: string): void {
    this.leave(call);
    if (call.isPaid) {
      call.tokens--;
      this.tokens = Math.min(this.policy.capacity, this.tokens + 1);
    }
    call.isPaid = false;
    call.phase = 'stopping';
    call.decision = { stop: because };
  }

  /** "The one whose request has failed least, and of those the one that has waited longest"; one with hardly any time left is the last choice. */
  get nextProbe(): Call | undefined {
    const free = this.queue.filter((call) => this.notBefore(call) <= this.now);
    const streak = ({ settings }: Call) => this.requests.get(settings.request)?.streak ?? 0;
    const [best] = free
      .filter(({ deadlineAt }) => deadlineAt - this.now >= 1_000)
      .sort((a, b) => streak(a) - streak(b));
    return best ?? free.at(-1);
  }

  /** "A success releases all waiting calls, gradually: 100 a second at first, twice as many after each further second." */
  releaseAll(): void {
    if (this.isReleasing || this.queue.length === 0) return;
    this.isReleasing = true;
    for (const [position, call] of this.queue.entries()) {
      call.waitedMs += this.now - call.since;
      call.goAt = this.now + 1_000 * Math.log2(1 + (position * Math.LN2) / 100);
    }
  }

  /** "A failed probe in a young outage ends no wait. Later it ends that of calls that have a result already, or wait for the same." */
  holdOn(attempt: Attempt): void {
    if (this.isReleasing && this.isPaused) {
      this.isReleasing = false;
      for (const call of this.queue) Object.assign(call, { since: this.now, goAt: Infinity });
    }
    if (!attempt.probe || this.outageMs < this.policy.maxWaitMs) return;
    const { request, route } = attempt.call.settings;
    for (const call of [...this.queue]) {
      if (call.since > attempt.sentAt || this.outageMs < call.settings.maxWaitMs) continue;
      const isSame = call.settings.request === request || (call.settings.route === route && this.isWhole(route));
      if (call.sent > 0 || isSame) this.stop(call, 'circuit-open');
    }
  }
  // Routes. "`Retry-After` binds retries of the same route, by any call. First attempts and other routes are not held back."

  /**
   * A probe that is due may go a little later: one that is due early, because many calls arrived, goes when a call looks at the queue; and
   * where the server asked calls to wait, the queue is looked at four times a second.
   */
  get mayLag(): boolean {
    const wasAsked = ({ settings }: Call) => this.now - (this.askedUntil.get(settings.route) ?? -Infinity) < 250;
    return this.now < this.probeAt || this.queue.some(wasAsked);
  }

  notBefore({ settings: { route } }: Call): number {
    const until = this.askedUntil.get(route) ?? 0;
    return until > this.now ? until : 0;
  }
}
