import { Circuit } from '../circuit/circuit.ts';
import type { RequestIdentity } from '../circuit/failing-requests.ts';
import type { Permit } from '../circuit/permit.ts';
import { WaitingQueue } from '../circuit/waiting-queue.ts';
import type { UpstreamStatus } from '../model/handle.ts';
import type { ResolvedUpstream } from '../model/options.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Tuning } from '../options/tuning.ts';
import { CallSettings } from '../request/settings.ts';
import type { HealthSignal } from '../rules/health-signal.ts';
import { LAST_DATE } from '../rules/last-date.ts';
import { CANCELLED } from '../rules/own-verdicts.ts';
import { RetryBudget } from './retry-budget.ts';
import { Routes } from './routes.ts';

const LATENCY_WEIGHT = 0.1;
const WAKE_UP_AFTER_MS = 1_000;

/** A call that waits by the clock: for its backoff, for a time that the server asked for, or for the network. */
export interface TimedWaiter {
  /** Stops once it is woken, if it is interrupted. */
  readonly call: { readonly interruption: object | undefined };
  /** Ends the wait early: as a probe, or because one has shown that the upstream is back. */
  end(asProbe: boolean): void;
  /** May it go as soon as the probe of another call succeeds? */
  readonly mayFollow: boolean;
}

/** Is called when the circuit of an upstream has changed. */
interface UpstreamListener {
  opened(upstream: Upstream, because: 'failures' | 'silence' | 'probe-failed' | 'isolated'): void;
  halfOpened(upstream: Upstream): void;
  closed(upstream: Upstream): void;
}

/** What is the same for all upstreams of a client. */
export interface UpstreamParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly tuning: Tuning;
  readonly mayWake: boolean;
  readonly listener: UpstreamListener;
}

/** Everything remembered about one upstream: its budget, its circuit, its routes, and who is waiting for it. */
export class Upstream {
  readonly key: string;
  readonly options: ResolvedUpstream;
  /** Those of calls that are nothing but a URL. */
  readonly settings: CallSettings;
  readonly circuit: Circuit | undefined;
  readonly queue: WaitingQueue | undefined;
  readonly budget: RetryBudget;
  readonly routes = new Routes();
  readonly timedWaiters = new Set<TimedWaiter>();
  inFlight = 0;
  /** Monotonic ms: the least recently used idle upstream is forgotten first. */
  lastUsedAt = 0;
  readonly #clock: Clock;
  readonly #silenceNeedsSuccesses: number;
  #successes = 0;
  #latencyMs = Number.NaN;
  #hedgedSilenceAt = Number.NEGATIVE_INFINITY;
  #isFollowing = false;
  #isForgotten = false;

  constructor(key: string, options: ResolvedUpstream, { clock, random, tuning, mayWake, listener }: UpstreamParts) {
    this.key = key;
    this.options = options;
    this.settings = new CallSettings(options);
    this.budget = new RetryBudget(options.budget);
    this.#clock = clock;
    this.#silenceNeedsSuccesses = tuning.silenceNeedsSuccesses;
    if (options.circuit === false) return;
    this.circuit = new Circuit(key, options.circuit, tuning, clock, random, {
      opened: (because) => {
        if (because === 'isolated') this.queue?.wakeAll();
        listener.opened(this, because);
      },
      halfOpened: () => listener.halfOpened(this),
      closed: () => listener.closed(this),
    });
    this.queue = new WaitingQueue(this.circuit, clock, mayWake);
  }

  get idle(): boolean {
    return this.inFlight === 0 && this.waiting === 0 && !this.circuit?.open;
  }

  get waiting(): number {
    return this.timedWaiters.size + (this.queue?.size ?? 0);
  }

  /** Monotonic ms of the next probe; absent while none is coming. */
  get probeAt(): number | undefined {
    const { circuit } = this;
    return circuit?.paused && !circuit.isolated ? Math.max(circuit.probeAt, this.#clock.now()) : undefined;
  }

  /** The same in epoch ms. */
  get probeAtEpoch(): number | undefined {
    const { probeAt } = this;
    return probeAt === undefined ? undefined : this.toEpoch(probeAt);
  }

  /** Usual time to the headers of an answer, in ms; `NaN` while too little is known. */
  get usualMs(): number {
    return this.#successes < this.#silenceNeedsSuccesses ? Number.NaN : this.#latencyMs;
  }

  toEpoch(monotonicMs: number): number {
    return Math.min(LAST_DATE, Math.round(this.#clock.wallNow() + monotonicMs - this.#clock.now()));
  }

  started(now: number): void {
    this.lastUsedAt = now;
    this.inFlight++;
  }

  /** Takes note of what an attempt came to. `permit` is absent for calls that keep out of the circuit. */
  ended(
    permit: Permit | undefined,
    request: RequestIdentity,
    verdict: Verdict,
    signal: HealthSignal,
    elapsedMs: number,
    now: number,
  ): void {
    this.inFlight--;
    if (verdict.kind === 'ok') {
      const known = this.#successes++ === 0 ? elapsedMs : this.#latencyMs;
      this.#latencyMs = known + (elapsedMs - known) * LATENCY_WEIGHT;
      if (elapsedMs > this.options.retry.hedgeAfterMs / 2) this.routes.wasSlow(request.routeKey, elapsedMs);
    } else if (verdict.retryAfterMs !== undefined) {
      const waitMs = Math.min(verdict.retryAfterMs, this.options.retry.maxRetryAfterMs);
      this.routes.askedToWait(request.routeKey, now, waitMs);
    }
    const { circuit, queue } = this;
    if (circuit !== undefined && permit !== undefined) {
      const counted = circuit.report(permit, request, signal, verdict, now);
      if (queue !== undefined && queue.size > 0) {
        if (!counted) queue.reschedule();
        else if (circuit.streak === 0) queue.onSuccess();
        else queue.onFailure(permit, request);
      }
    }
    if (this.#isFollowing) this.#follow(permit, signal);
    if (this.#isForgotten) this.forget();
  }

  /** A permit that is not used: the next in line may have its turn. */
  giveBack(permit: Permit | undefined, request: RequestIdentity): void {
    if (permit === undefined) return;
    this.circuit?.report(permit, request, 'nothing', CANCELLED, this.#clock.now());
    this.queue?.reschedule();
  }

  /**
   * May a second attempt go beside one that has been silent since then? If other calls were answered meanwhile, the budget is the only
   * limit. Otherwise one such attempt is enough to find out whether a new connection helps: a cold start must not be met with twice the
   * load.
   */
  mayHedge(silentSince: number, now: number): boolean {
    const { circuit } = this;
    if (circuit === undefined) return true;
    if (circuit.isolated) return false;
    if (circuit.hasAnsweredSince(silentSince)) return true;
    if (this.#hedgedSilenceAt > Number.NEGATIVE_INFINITY && !circuit.hasAnsweredSince(this.#hedgedSilenceAt))
      return false;
    this.#hedgedSilenceAt = now;
    return true;
  }

  /** One waiting call goes out at once; the rest follow if it succeeds. */
  retryNow(): void {
    if (this.circuit?.isolated) return;
    if (this.queue?.sendProbe() || this.#sendOldest()) this.#isFollowing = true;
  }

  /** Of the calls that wait for a time. Returns whether there was one. */
  #sendOldest(): boolean {
    const oldest = [...this.timedWaiters].find(({ call }) => call.interruption === undefined);
    oldest?.end(true);
    return oldest !== undefined;
  }

  /** The page is looked at again, so one call goes now: but not right after another one. */
  wakeUp(): void {
    if (!this.routes.isAnyAsked(this.#clock.now()) && this.#clock.now() - this.lastUsedAt >= WAKE_UP_AFTER_MS) {
      this.retryNow();
    }
  }

  /** Holds the circuit open by hand; without a circuit there is nothing to hold. */
  isolate(): () => void {
    return this.circuit?.isolate() ?? (() => {});
  }

  close(): void {
    this.circuit?.close();
  }

  /** No new call will use this object; it is closed after the last one that does. */
  forget(): void {
    this.#isForgotten = true;
    if (this.inFlight + this.waiting === 0) this.close();
  }

  status(): UpstreamStatus {
    const { circuit } = this;
    const { successes, failures } = circuit?.counts() ?? { successes: 0, failures: 0 };
    const openUntil = circuit?.open ? this.probeAtEpoch : undefined;
    return {
      upstream: this.key,
      state: circuit?.state ?? 'closed',
      isolated: circuit?.isolated ?? false,
      successes,
      failures,
      failureStreak: circuit?.streak ?? 0,
      errorRate: successes + failures === 0 ? 0 : failures / (successes + failures),
      waiting: this.waiting,
      inFlight: this.inFlight,
      budget: this.budget.tokens,
      ...(Number.isNaN(this.#latencyMs) ? {} : { latencyMs: this.#latencyMs }),
      ...(openUntil === undefined ? {} : { openUntil }),
      ...(circuit?.open ? { scope: circuit.scope } : {}),
    };
  }

  /** After `retryNow`: once the upstream answers, all others follow, except those that the server asked to wait. */
  #follow(permit: Permit | undefined, signal: HealthSignal): void {
    if (signal === 'nothing') return;
    if (signal === 'alive') {
      this.#isFollowing = false;
      for (const timedWaiter of [...this.timedWaiters]) if (timedWaiter.mayFollow) timedWaiter.end(false);
    } else if (permit?.probe !== false) this.#isFollowing = false;
  }
}
