import type { Attempt, Call } from './calls.ts';
import { Steps } from './steps.ts';
import type { Fate, Step } from './types.ts';
import type { Upstream } from './upstream.ts';

/**
 * A reference model of the policy, written from docs/retry.md, docs/circuit.md and docs/timeouts.md. It is told what the app does, what the
 * upstreams answer and which requests go out, and says at each moment what each call must do: `stepOf`. Slow and plain on purpose.
 */
export class Model extends Steps {
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
      upstream.delayed.push(call);
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
    const { upstream, settings } = call;
    const now = this.world.now();
    const counts = settings.counts;
    const isProbe = probe && counts;
    const limitAt = Math.min(call.deadlineAt, now + settings.attemptMs);
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
      if (isProbe && !upstream.requests.has(settings.request)) upstream.freshAt = now;
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
  #silenceMsOf({ settings, upstream }: Call): number {
    if (settings.silenceMs === Infinity) return Infinity;
    return Math.max(settings.silenceMs, 2 * (upstream.slowestMs.get(settings.route) ?? 0));
  }

  /** An attempt has ended, like this. */
  end(attempt: Attempt, verdict: Fate['verdict']): void {
    const { call, sentAt, counts, probe, era } = attempt;
    const { upstream, settings } = call;
    const now = this.world.now();
    const elapsedMs = now - sentAt;
    // A hint: an answer shows that it was wrong.
    if (attempt.wasOffline && verdict.isAnswer && !this.world.isOnline()) this.isHintWrong = true;
    upstream.flying.delete(attempt);
    call.flying.splice(call.flying.indexOf(attempt), 1);
    if (verdict.kind === 'ok') {
      upstream.latencyMs =
        upstream.successes++ === 0 ? elapsedMs : upstream.latencyMs + (elapsedMs - upstream.latencyMs) / 10;
      const slowest = upstream.slowestMs.get(settings.route) ?? 0;
      if (elapsedMs > this.policy.silenceMs / 2) upstream.slowestMs.set(settings.route, Math.max(slowest, elapsedMs));
    } else if (verdict.retryAfterMs !== undefined) {
      const until = now + Math.min(verdict.retryAfterMs, this.policy.maxRetryAfterMs);
      upstream.askedUntil.set(settings.route, Math.max(until, upstream.askedUntil.get(settings.route) ?? 0));
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
        for (const each of upstream.delayed) if (each.phase === 'sleeping' && !each.isAsked) each.endedBy ??= 'follow';
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
    return elapsedMs >= Math.min(1_000, attempt.call.settings.totalMs / 2) ? 'failure' : 'nothing';
  }

  /** Silence. "A GET or HEAD that has been silent for `hedgeAfterMs` gets a second attempt beside the first." Returns the calls that do. */
  look(attempt: Attempt): boolean {
    const { call, sentAt } = attempt;
    const { upstream, settings } = call;
    const now = this.world.now();
    if (!attempt.wasSilent && attempt.counts) this.#countSilence(attempt);
    attempt.wasSilent = true;
    const mayHedge =
      !call.isAborted &&
      call.own < settings.maxAttempts &&
      !(attempt.counts && upstream.keepsFailing(call)) &&
      upstream.tokens >= 1;
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
      const [first] = upstream.delayed;
      const [waiter] = upstream.queue;
      if ((waiter ?? first) === undefined || upstream.isolations > 0) continue;
      upstream.isFollowing = true;
      if (waiter !== undefined) upstream.hurried = waiter;
      else if (first !== undefined) first.endedBy ??= 'probe';
    }
  }

  /** "`cancel()` ends all waits; requests in flight go on." A wait that has not begun, or is ending anyhow, may be ended by it or not. */
  cancel(): void {
    for (const call of this.pending) {
      if (call.phase === 'ended' || call.phase === 'stopping') call.mayStop = true;
      else if (isWaiting(call)) call.upstream.stop(call, 'cancelled');
    }
  }

  /** May it settle for this reason? If it is aborted just as its wait has ended, either end is right. */
  maySettle(call: Call, because: string): boolean {
    if (call.mayStop && because === 'cancelled') return true;
    const decided = call.phase === 'stopping' ? call.decision : undefined;
    return [decided, this.stepOf(call)].some((step) => step !== undefined && 'stop' in step && step.stop === because);
  }

  abort(call: Call): void {
    call.isAborted = true;
    if (isWaiting(call)) call.upstream.stop(call, 'aborted');
  }
}

const isWaiting = ({ phase }: Call): boolean => ['offline', 'spreading', 'sleeping', 'queued'].includes(phase);
