import type { Failing, Fate, Policy, Step, Terms, World } from './terms.ts';

/**
 * A reference model of the policy, written from docs/retry.md, docs/circuit.md and docs/timeouts.md. It is told what the app does, what the
 * upstreams answer and which requests go out, and says at each moment what each call must do: `stepOf`. Slow and plain on purpose.
 */

/** One request of a call. */
export interface Attempt {
  readonly call: Call;
  readonly number: number;
  readonly fate: Fate;
  readonly sentAt: number;
  /** Does the circuit count it? */
  readonly counts: boolean;
  readonly probe: boolean;
  readonly era: number;
  readonly limitAt: number;
  /** After how much silence a second attempt is looked for; and when next. */
  silenceMs: number;
  lookAt: number;
  wasSilent: boolean;
  wasCounted: boolean;
  readonly wasOffline: boolean;
}

type Phase = 'new' | 'sent' | 'ended' | 'offline' | 'spreading' | 'sleeping' | 'queued' | 'stopping' | 'settled';

/** One call of the app. */
export class Call {
  readonly id: number;
  readonly upstream: Upstream;
  readonly terms: Terms;
  readonly startedAt: number;
  phase: Phase = 'new';
  sent = 0;
  /** Requests that were no probes. */
  own = 0;
  tokens = 0;
  /** Time spent in the queue before. */
  waitedMs = 0;
  readonly flying: Attempt[] = [];
  verdict: Fate['verdict'] | undefined;
  isAborted = false;
  mayStop = false;
  decision: Step | undefined;
  isPaid = false;
  /** Of the present wait. */
  since = 0;
  until = 0;
  isAsked = false;
  endedBy: 'probe' | 'follow' | undefined;
  goAt = Infinity;
  isSuperseding = false;

  constructor(id: number, upstream: Upstream, terms: Terms, startedAt: number) {
    this.id = id;
    this.upstream = upstream;
    this.terms = terms;
    this.startedAt = startedAt;
  }

  get deadlineAt(): number {
    return this.startedAt + this.terms.totalMs;
  }
}

export class Upstream {
  readonly key: string;
  readonly policy: Policy;
  readonly world: World;
  tokens: number;
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
  readonly askedUntil = new Map<string, number>();
  readonly slowestMs = new Map<string, number>();
  latencyMs = Number.NaN;
  successes = 0;
  queue: Call[] = [];
  sleepers: Call[] = [];
  isReleasing = false;
  isFollowing = false;
  hurried: Call | undefined;
  hedgedAt = -Infinity;
  freshAt = -Infinity;
  probe = { sent: 0, from: 0, lastAt: -Infinity, arrivals: 0, intervalMs: 0, spread: 1 };
  pendingProbe: Attempt | undefined;
  /** What the circuit must have announced since it was last asked. */
  announced: string[] = [];

  constructor(key: string, policy: Policy, world: World) {
    this.key = key;
    this.policy = policy;
    this.world = world;
    // docs/circuit.md: "A new upstream starts with 10".
    this.tokens = Math.min(10, policy.capacity);
    this.probe.intervalMs = policy.openMs;
  }

  get now(): number {
    return this.world.now();
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

  // What has failed. "This request, or four different requests of its route without a success."

  note(call: Call, isFailure: boolean): void {
    const { request, route } = call.terms;
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
  lastOf({ terms: { request, route } }: Call, what: 'at' | 'failedAt'): number {
    const whole = this.isWhole(route) ? this.routes.get(route)?.[what] : undefined;
    return Math.max(this.requests.get(request)?.[what] ?? -Infinity, whole ?? -Infinity);
  }

  /** "Failed four times in a row over at least five seconds, while others of the same upstream succeeded." */
  keepsFailing({ terms: { request, route } }: Call): boolean {
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
    this.requests.delete(call.terms.request);
    this.routes.delete(call.terms.route);
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
    // "Calls to that upstream are refused at once."
    for (const call of [...this.queue]) this.stop(call, 'circuit-open');
  }

  release(): void {
    if (--this.isolations === 0) this.close();
  }

  // Probes. "The first probe goes 0.5 s after the last attempt. From then on one every `openMs` while the outage is young, and one
  // every `maxOpenMs` later, each interval ± 10 %. When many calls arrive, a probe is sent sooner."

  /** "Shorter than the waiting calls may wait." */
  get isYoung(): boolean {
    const { maxWaitMs, maxUserWaitMs, openMs } = this.policy;
    const longest = this.queue.some(({ terms }) => terms.maxWaitMs > maxWaitMs) ? maxUserWaitMs : maxWaitMs;
    return this.outageMs + openMs < longest;
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
    if (this.isolations > 0 || this.requests.has(call.terms.request)) return false;
    return this.now >= this.freshAt + (this.isYoung ? this.policy.openMs : this.policy.maxOpenMs);
  }

  // Queue. "In the queue, at most `maxWaitMs` in all, and never beyond their deadline. At most `maxWaiting` calls of an upstream wait."

  admits(call: Call): boolean {
    return call.waitedMs < call.terms.maxWaitMs && this.queue.length < this.policy.maxWaiting && this.isolations === 0;
  }

  enter(call: Call): void {
    call.phase = 'queued';
    call.since = this.now;
    call.goAt = this.isPaused ? Infinity : this.now;
    this.queue.push(call);
  }

  leave(call: Call): void {
    this.sleepers = this.sleepers.filter((each) => each !== call);
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
    const streak = ({ terms }: Call) => this.requests.get(terms.request)?.streak ?? 0;
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
    const { request, route } = attempt.call.terms;
    for (const call of [...this.queue]) {
      if (call.since > attempt.sentAt || this.outageMs < call.terms.maxWaitMs) continue;
      const isSame = call.terms.request === request || (call.terms.route === route && this.isWhole(route));
      if (call.sent > 0 || isSame) this.stop(call, 'circuit-open');
    }
  }

  // Routes. "`Retry-After` binds retries of the same route, by any call. First attempts and other routes are not held back."

  /**
   * A probe that is due may go a little later: one that is due early, because many calls arrived, goes when a call looks at the queue; and
   * where the server asked calls to wait, the queue is looked at four times a second.
   */
  get mayLag(): boolean {
    const wasAsked = ({ terms }: Call) => this.now - (this.askedUntil.get(terms.route) ?? -Infinity) < 250;
    return this.now < this.probeAt || this.queue.some(wasAsked);
  }

  notBefore({ terms: { route } }: Call): number {
    const until = this.askedUntil.get(route) ?? 0;
    return until > this.now ? until : 0;
  }
}

export class Model {
  readonly policy: Policy;
  readonly world: World;
  readonly upstreams = new Map<string, Upstream>();
  readonly calls = new Map<number, Call>();
  /** Those that have not settled. */
  readonly pending = new Set<Call>();
  /** An answer arrived while the platform said "offline". */
  isHintWrong = false;

  constructor(policy: Policy, world: World) {
    this.policy = policy;
    this.world = world;
  }

  upstream(key: string): Upstream {
    const known = this.upstreams.get(key) ?? new Upstream(key, this.policy, this.world);
    this.upstreams.set(key, known);
    return known;
  }

  make(id: number, key: string, terms: Terms): Call {
    const call = new Call(id, this.upstream(key), terms, this.world.now());
    this.calls.set(id, call);
    this.pending.add(call);
    return call;
  }

  // What a call must do now: nothing, if it is `undefined`.

  stepOf(call: Call): Step | undefined {
    if (call.phase === 'sent' || call.phase === 'settled') return undefined;
    if (call.phase === 'ended' && call.verdict?.kind === 'ok') return { stop: 'success' };
    if (call.isAborted) return { stop: 'aborted' };
    switch (call.phase) {
      case 'stopping':
        return call.decision;
      case 'new':
        return this.#admission(call);
      case 'ended':
        return this.#afterEnd(call);
      case 'offline':
        return this.#waitForNetwork(call);
      case 'spreading':
        return call.endedBy === 'probe' || this.world.now() >= call.until ? this.#begin(call) : undefined;
      case 'sleeping':
        return this.#sleep(call);
      default:
        return this.#wait(call);
    }
  }

  /** "A first attempt goes out at once. It waits only if the circuit is open and the same has just failed, within the last `maxOpenMs`." */
  #admission(call: Call): Step | undefined {
    const { upstream } = call;
    const now = this.world.now();
    if (!call.terms.counts || !upstream.isOpen) return GO;
    const recently = now - this.policy.maxOpenMs;
    const since = upstream.isOnlySilent ? upstream.outageSince : recently;
    if (upstream.isolations === 0 && upstream.lastOf(call, 'at') < since) return GO;
    upstream.probe.arrivals++;
    if ((upstream.queue.length === 0 && upstream.isProbeDue) || upstream.isFresh(call)) return PROBE;
    if (upstream.admits(call)) {
      upstream.enter(call);
      return { wait: 'circuit' };
    }
    // "Never waits: a call that would wait is refused at once. So is a call that finds the queue full."
    return upstream.isolations > 0 || upstream.lastOf(call, 'failedAt') >= recently ? REFUSED : GO;
  }

  /** "Settle, or send again?" The first reason that says no is the one reported. */
  #afterEnd(call: Call): Step {
    call.decision ??= this.#decide(call);
    if ('stop' in call.decision) return call.decision;
    // "Only a retry after a network error waits for the network, for a minute at most."
    if (call.verdict?.kind !== 'network' || !this.isOffline) return this.#begin(call);
    return call.terms.replayable ? { wait: 'offline' } : { stop: 'not-replayable' };
  }

  #decide(call: Call): Step {
    const { terms, upstream } = call;
    const verdict = call.verdict as Fate['verdict'];
    const now = this.world.now();
    if (verdict.kind === 'ok') return { stop: 'success' };
    if (verdict.kind === 'deadline') return { stop: 'deadline' };
    if (!verdict.transient) return { stop: 'final' };
    // "Probes do not count towards `maxAttempts`, unless you set it."
    if ((terms.isStrict ? call.sent : call.own) >= terms.maxAttempts) return { stop: 'attempts' };
    if (!terms.replayable && verdict.reached !== 'no') return { stop: 'not-replayable' };
    if ((verdict.retryAfterMs ?? 0) > this.policy.maxRetryAfterMs) return { stop: 'retry-after-too-long' };
    if (terms.counts && upstream.keepsFailing(call)) return { stop: 'keeps-failing' };
    // "A minute after its start no further attempt is sent, unless `totalMs` or `maxWaitMs` is longer."
    const windowMs = terms.totalMs === Infinity ? Math.max(60_000, terms.maxWaitMs) : terms.totalMs;
    if (now - call.startedAt >= windowMs) return { stop: 'deadline' };
    const askedMs = Math.max(verdict.retryAfterMs ?? 0, upstream.notBefore(call) - now);
    if (askedMs <= 0 && this.#mustPause(call)) return { sleepMs: 0, because: 'circuit' };
    // "Drawn anywhere between zero and min(maxDelayMs, baseDelayMs * 2 ** (n - 1)). After a 429, 503 or 529 four times as high."
    const { baseDelayMs, maxDelayMs } = this.policy;
    const factor = verdict.kind === 'rate-limited' || verdict.kind === 'service-unavailable' ? 4 : 1;
    const backoffMs = this.world.chance() * Math.min(maxDelayMs, factor * baseDelayMs * 2 ** (call.sent - 1));
    const leftMs = call.deadlineAt - now;
    if (askedMs <= 0) return backoffMs < leftMs ? { sleepMs: backoffMs, because: 'backoff' } : { stop: 'deadline' };
    // "The retry goes out no earlier, plus up to one second." The second is left out where it would miss the deadline.
    const sleepMs = Math.max(backoffMs, askedMs + 1_000 * this.world.chance());
    if (askedMs >= leftMs) return { stop: 'retry-after-too-long' };
    return { sleepMs: sleepMs < leftMs ? sleepMs : askedMs, because: 'retry-after' };
  }

  /** A call that may not wait any more pauses only where it is refused for good reason: the upstream is down. */
  #mustPause(call: Call): boolean {
    const { upstream, terms } = call;
    if (!terms.counts) return false;
    if (upstream.isOpen || terms.maxWaitMs === 0) return upstream.isOpen;
    return upstream.isPaused && (upstream.isDown || upstream.admits(call));
  }

  /** The wait before a retry. "Without a token a failed call settles; it may wait in the queue only if the upstream is down altogether." */
  #begin(call: Call): Step {
    const decision = call.decision as Extract<Step, { sleepMs: number }>;
    const isPause = decision.because === 'circuit';
    const canPay = call.upstream.tokens >= 1;
    if (!canPay && !(isPause && call.upstream.isDown)) return { stop: 'budget' };
    if (!isPause) return decision;
    if (!call.upstream.admits(call)) return REFUSED;
    return canPay ? decision : { wait: 'budget' };
  }

  /** "Once it is back, retries are spread over one second." */
  #waitForNetwork(call: Call): Step | undefined {
    if (this.isOffline) return this.world.now() >= call.until ? { stop: 'deadline' } : undefined;
    call.phase = 'spreading';
    call.until = this.world.now() + 1_000 * this.world.chance();
    call.upstream.sleepers.push(call);
    return this.stepOf(call);
  }

  #sleep(call: Call): Step | undefined {
    const { upstream } = call;
    const now = this.world.now();
    if (call.endedBy === undefined && now < call.until) return undefined;
    if (now >= call.deadlineAt) return { stop: 'deadline' };
    if (call.endedBy === 'probe') return PROBE;
    const moreMs = upstream.notBefore(call) - now;
    if (call.endedBy === 'follow' && moreMs <= 0) return GO;
    call.endedBy = undefined;
    if (moreMs > 0) {
      // It was asked to wait longer meanwhile: a second of difference is granted.
      if ((call.isAsked && moreMs > 1_000) || now + moreMs >= call.deadlineAt) return { stop: 'retry-after-too-long' };
      call.until = now + moreMs;
      upstream.leave(call);
      upstream.sleepers.push(call);
      return undefined;
    }
    if (call.isAsked || !this.#mustPause(call)) return GO;
    if (!upstream.admits(call)) return REFUSED;
    upstream.leave(call);
    upstream.enter(call);
    return this.#wait(call);
  }

  #wait(call: Call): Step | undefined {
    const { upstream, terms } = call;
    const now = this.world.now();
    if (now >= call.deadlineAt) return { stop: 'deadline' };
    if (now >= call.goAt) return call.sent > 0 && upstream.notBefore(call) > 0 ? undefined : GO;
    if (upstream.hurried === call) return PROBE;
    if (upstream.isReleasing) return undefined;
    if (upstream.isProbeDue && upstream.nextProbe === call) return PROBE;
    // "Where all evidence is silence, calls are held back for up to twice `maxWaitMs`, but none is refused."
    const maxWaitMs = upstream.isOnlySilent && call.sent === 0 ? 2 * terms.maxWaitMs : terms.maxWaitMs;
    if (now < call.since + maxWaitMs - call.waitedMs) return undefined;
    // "If it was never sent it is sent now; only if the same has failed while it waited, it rejects with `CircuitOpenError`."
    const hasFailed = upstream.lastOf(call, 'failedAt') >= now - this.policy.maxWaitMs;
    return call.sent > 0 || hasFailed ? REFUSED : PROBE;
  }

  // What happens.

  get isOffline(): boolean {
    return !this.isHintWrong && !this.world.isOnline();
  }

  /** A call begins the wait that its step says. */
  begin(call: Call, step: Step): void {
    const { upstream } = call;
    const now = this.world.now();
    upstream.leave(call);
    if ('wait' in step && step.wait === 'offline') {
      call.phase = 'offline';
      call.until = Math.min(call.deadlineAt, now + 60_000);
      return;
    }
    call.isPaid = 'sleepMs' in step && upstream.pay(call);
    if ('wait' in step || ('because' in step && step.because === 'circuit')) upstream.enter(call);
    else if ('sleepMs' in step) {
      call.phase = 'sleeping';
      call.until = now + step.sleepMs;
      call.isAsked = step.because === 'retry-after';
      call.endedBy = undefined;
      upstream.sleepers.push(call);
    }
  }

  /** A call has settled. */
  settle(call: Call, because: string): void {
    const { upstream, verdict } = call;
    upstream.stop(call, because);
    if (because !== 'aborted' && because !== 'cancelled' && verdict?.signal === 'alive') upstream.earn(call, 0.1);
    call.phase = 'settled';
    this.pending.delete(call);
  }

  /** A request goes out. */
  send(call: Call, fate: Fate, probe: boolean, silenceMs = this.#silenceMsOf(call)): Attempt {
    const { upstream, terms } = call;
    const now = this.world.now();
    const counts = terms.counts;
    const isProbe = probe && counts;
    const limitAt = Math.min(call.deadlineAt, now + terms.attemptMs);
    const attempt: Attempt = {
      ...{ call, number: ++call.sent, fate, sentAt: now, counts, probe: isProbe, era: upstream.era, limitAt },
      ...{ silenceMs, lookAt: now + silenceMs, wasSilent: false, wasCounted: false, wasOffline: this.isOffline },
    };
    if (!isProbe) call.own++;
    call.phase = 'sent';
    call.decision = undefined;
    call.isPaid = false;
    call.endedBy = undefined;
    if (counts) {
      upstream.quietSince ??= now;
      if (isProbe && !upstream.requests.has(terms.request)) upstream.freshAt = now;
      if (!upstream.isOpen) upstream.probe.from = now;
      if (isProbe) {
        upstream.probe.sent++;
        upstream.restartInterval();
        upstream.pendingProbe = attempt;
        if (upstream.isOpen) upstream.announced.push('half-opened');
      }
    }
    // Only now: the interval to the next probe was drawn while it was one of the waiting calls.
    upstream.leave(call);
    call.flying.push(attempt);
    upstream.flying.add(attempt);
    return attempt;
  }

  /** "A route that is known to be slow gets twice its slowest answer." */
  #silenceMsOf({ terms, upstream }: Call): number {
    if (terms.silenceMs === Infinity) return Infinity;
    return Math.max(terms.silenceMs, 2 * (upstream.slowestMs.get(terms.route) ?? 0));
  }

  /** An attempt has ended, like this. */
  end(attempt: Attempt, verdict: Fate['verdict']): void {
    const { call, sentAt, counts, probe, era } = attempt;
    const { upstream, terms } = call;
    const now = this.world.now();
    const elapsedMs = now - sentAt;
    // A hint: an answer shows that it was wrong.
    if (attempt.wasOffline && verdict.isAnswer && !this.world.isOnline()) this.isHintWrong = true;
    upstream.flying.delete(attempt);
    call.flying.splice(call.flying.indexOf(attempt), 1);
    if (verdict.kind === 'ok') {
      upstream.latencyMs =
        upstream.successes++ === 0 ? elapsedMs : upstream.latencyMs + (elapsedMs - upstream.latencyMs) / 10;
      const slowest = upstream.slowestMs.get(terms.route) ?? 0;
      if (elapsedMs > this.policy.silenceMs / 2) upstream.slowestMs.set(terms.route, Math.max(slowest, elapsedMs));
    } else if (verdict.retryAfterMs !== undefined) {
      const until = now + Math.min(verdict.retryAfterMs, this.policy.maxRetryAfterMs);
      upstream.askedUntil.set(terms.route, Math.max(until, upstream.askedUntil.get(terms.route) ?? 0));
    }
    const signal = this.#signalOf(attempt, verdict, elapsedMs);
    if (counts) {
      if (verdict.isAnswer) upstream.lastAnswerAt = now;
      const wasPending = upstream.pendingProbe === attempt;
      if (wasPending) upstream.pendingProbe = undefined;
      // "Neutral: opens no circuit; as the answer to a probe it closes one."
      if (signal === 'alive' || (signal === 'neutral' && probe)) {
        upstream.succeed(call);
        upstream.releaseAll();
      } else if (era === upstream.era || attempt.wasCounted) {
        if (signal === 'failure' || signal === 'back-pressure') {
          upstream.note(call, true);
          if (!attempt.wasCounted) upstream.fail(attempt, signal === 'failure' ? 1 : 0.5, 'failures');
          if (upstream.streak > 0) upstream.hasFailed = true;
          if (upstream.streak > 0) upstream.holdOn(attempt);
        } else if (wasPending && verdict.kind !== 'deadline' && verdict.kind !== 'attempt-timeout') {
          // It showed nothing, so another one may go at once.
          upstream.probe.sent = Math.max(0, upstream.probe.sent - 1);
          upstream.probe.from = -Infinity;
        }
      }
    }
    if (upstream.isFollowing && signal !== 'nothing') {
      // "If it succeeds the others follow, except for those that their server asked to wait."
      if (signal === 'alive')
        for (const each of upstream.sleepers) if (each.phase === 'sleeping' && !each.isAsked) each.endedBy ??= 'follow';
      if (signal === 'alive' || probe || !counts) upstream.isFollowing = false;
    }
    // "The first good answer wins. The other attempt is aborted." A failure that may pass is none while another one is under way.
    if (call.isSuperseding || (verdict.transient && call.flying.length > 0)) {
      if (call.flying.length === 0) call.phase = 'ended';
      return;
    }
    call.verdict = verdict;
    call.isSuperseding = call.flying.length > 0;
    if (!call.isSuperseding) call.phase = 'ended';
  }

  /** docs/circuit.md, "What counts as evidence?" */
  #signalOf(attempt: Attempt, verdict: Fate['verdict'], elapsedMs: number): Fate['verdict']['signal'] {
    if (verdict.kind !== 'deadline' && verdict.kind !== 'attempt-timeout') return verdict.signal;
    return elapsedMs >= Math.min(1_000, attempt.call.terms.totalMs / 2) ? 'failure' : 'nothing';
  }

  /** Silence. "A GET or HEAD that has been silent for `hedgeAfterMs` gets a second attempt beside the first." Returns the calls that do. */
  look(attempt: Attempt): boolean {
    const { call, sentAt } = attempt;
    const { upstream, terms } = call;
    const now = this.world.now();
    if (!attempt.wasSilent && attempt.counts) this.#countSilence(attempt);
    attempt.wasSilent = true;
    const mayHedge =
      !call.isAborted && call.own < terms.maxAttempts && !(attempt.counts && upstream.keepsFailing(call)) && upstream.tokens >= 1;
    if (!mayHedge || !this.#mayHedge(upstream, sentAt)) {
      attempt.lookAt = now + attempt.silenceMs / 4;
      upstream.flying.delete(attempt);
      upstream.flying.add(attempt);
      return false;
    }
    upstream.pay(call);
    if (attempt.counts) upstream.note(call, false);
    attempt.lookAt = Infinity;
    return true;
  }

  /** "Silence counts as a failure only if nothing else was answered meanwhile, and if the upstream is known to be quick." */
  #countSilence(attempt: Attempt): void {
    const { upstream } = attempt.call;
    const isQuick = upstream.successes >= 10 && upstream.latencyMs * 10 < this.world.now() - attempt.sentAt;
    if (attempt.era !== upstream.era || upstream.lastAnswerAt >= attempt.sentAt || !isQuick) return;
    attempt.wasCounted = true;
    upstream.note(attempt.call, false);
    upstream.fail(attempt, 1, 'silence');
  }

  /** "If no other call of the upstream is answered meanwhile, one second attempt at a time is enough for the upstream." */
  #mayHedge(upstream: Upstream, since: number): boolean {
    if (upstream.isolations > 0) return false;
    if (upstream.lastAnswerAt >= since) return true;
    if (upstream.hedgedAt > -Infinity && upstream.lastAnswerAt < upstream.hedgedAt) return false;
    upstream.hedgedAt = this.world.now();
    return true;
  }

  /** "`retryNow()` sends one waiting call as a probe." */
  retryNow(): void {
    for (const upstream of this.upstreams.values()) {
      const [sleeper] = upstream.sleepers;
      const [waiter] = upstream.queue;
      if ((waiter ?? sleeper) === undefined || upstream.isolations > 0) continue;
      upstream.isFollowing = true;
      if (waiter !== undefined) upstream.hurried = waiter;
      else if (sleeper !== undefined) sleeper.endedBy ??= 'probe';
    }
  }

  /** "`cancel()` ends all waits; requests in flight go on." A wait that has not begun may be ended or not. */
  cancel(): void {
    for (const call of this.pending) {
      if (call.phase === 'ended') call.mayStop = true;
      else if (isWaiting(call)) call.upstream.stop(call, 'cancelled');
    }
  }

  abort(call: Call): void {
    call.isAborted = true;
    if (isWaiting(call)) call.upstream.stop(call, 'aborted');
  }
}

const isWaiting = ({ phase }: Call): boolean => ['offline', 'spreading', 'sleeping', 'queued'].includes(phase);

const GO: Step = { go: 'plain' };
export const PROBE: Step = { go: 'probe' };
const REFUSED: Step = { stop: 'circuit-open' };
