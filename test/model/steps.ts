import { Call } from './calls.ts';
import type { CallSettings, Fate, Policy, Step, World } from './types.ts';
import { Upstream } from './upstream.ts';

const GO: Step = { go: 'plain' };
export const PROBE: Step = { go: 'probe' };
const REFUSED: Step = { stop: 'circuit-open' };

/** What each call must do at a moment: docs/retry.md. */
export class Steps {
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

  make(id: number, key: string, settings: CallSettings): Call {
    const call = new Call(id, this.upstream(key), settings, this.world.now());
    this.calls.set(id, call);
    this.pending.add(call);
    return call;
  }
  get isOffline(): boolean {
    return !this.isHintWrong && !this.world.isOnline();
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
    if (!call.settings.counts || !upstream.isOpen) return GO;
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
    return call.settings.replayable ? { wait: 'offline' } : { stop: 'not-replayable' };
  }

  #decide(call: Call): Step {
    const { settings, upstream } = call;
    const verdict = call.verdict as Fate['verdict'];
    const now = this.world.now();
    if (verdict.kind === 'ok') return { stop: 'success' };
    if (verdict.kind === 'deadline') return { stop: 'deadline' };
    if (!verdict.transient) return { stop: 'final' };
    // "Probes do not count towards `maxAttempts`, unless you set it."
    if ((settings.isStrict ? call.sent : call.own) >= settings.maxAttempts) return { stop: 'attempts' };
    if (!settings.replayable && verdict.reached !== 'no') return { stop: 'not-replayable' };
    if ((verdict.retryAfterMs ?? 0) > this.policy.maxRetryAfterMs) return { stop: 'retry-after-too-long' };
    if (settings.counts && upstream.keepsFailing(call)) return { stop: 'keeps-failing' };
    // "A minute after its start no further attempt is sent, unless `totalMs` or `maxWaitMs` is longer."
    const windowMs = settings.totalMs === Infinity ? Math.max(60_000, settings.maxWaitMs) : settings.totalMs;
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
    const { upstream, settings } = call;
    if (!settings.counts) return false;
    if (upstream.isOpen || settings.maxWaitMs === 0) return upstream.isOpen;
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
    call.upstream.delayed.push(call);
    return this.stepOf(call);
  }

  #sleep(call: Call): Step | undefined {
    const { upstream } = call;
    const now = this.world.now();
    if (call.endedBy === undefined && now < call.until) return undefined;
    if (now >= call.deadlineAt) return { stop: 'deadline' };
    if (call.endedBy === 'probe') return PROBE;
    const moreMs = upstream.notBefore(call) - now;
    call.endedBy = undefined;
    if (moreMs > 0) {
      // It was asked to wait longer meanwhile: a second of difference is granted.
      if ((call.isAsked && moreMs > 1_000) || now + moreMs >= call.deadlineAt) return { stop: 'retry-after-too-long' };
      call.until = now + moreMs;
      upstream.leave(call);
      upstream.delayed.push(call);
      return undefined;
    }
    if (call.isAsked || !this.#mustPause(call)) return GO;
    if (!upstream.admits(call)) return REFUSED;
    upstream.leave(call);
    upstream.enter(call);
    return this.#wait(call);
  }

  #wait(call: Call): Step | undefined {
    const { upstream, settings } = call;
    const now = this.world.now();
    if (now >= call.deadlineAt) return { stop: 'deadline' };
    const isHeld = call.sent > 0 && upstream.notBefore(call) > 0;
    if (now >= call.goAt && !isHeld) return GO;
    if (upstream.hurried === call) return PROBE;
    if (now >= call.goAt) return undefined;
    if (upstream.isReleasing) return undefined;
    if (upstream.isProbeDue && upstream.nextProbe === call) return PROBE;
    // "Where all evidence is silence, calls are held back for up to twice `maxWaitMs`, but none is refused."
    const maxWaitMs = upstream.isOnlySilent && call.sent === 0 ? 2 * settings.maxWaitMs : settings.maxWaitMs;
    if (now < call.since + maxWaitMs - call.waitedMs) return undefined;
    // "If it was never sent it is sent now; only if the same has failed while it waited, it rejects with `CircuitOpenError`."
    const hasFailed = upstream.lastOf(call, 'failedAt') >= now - this.policy.maxWaitMs;
    return call.sent > 0 || hasFailed ? REFUSED : PROBE;
  }
}
