import type { CircuitClosed, CircuitHalfOpened, CircuitOpened } from '../model/event.ts';
import type { UpstreamStatus } from '../model/handle.ts';
import type { ResolvedUpstream } from '../model/options.ts';
import type { Clock, Random } from '../model/ports.ts';
import type { Verdict } from '../model/verdict.ts';
import { canAfford, refill } from '../rules/budget.ts';
import { healthSignalOf } from '../rules/health-signal.ts';
import { Circuit, type Permit } from './circuit.ts';
import { Terms } from './terms.ts';
import { WaitingRoom } from './waiting-room.ts';

const LATENCY_WEIGHT = 0.1;
const WAKE_UP_AFTER_MS = 1_000;
/** The last moment that a `Date` can hold, however long a server asks for. */
const LAST_DATE = 8.64e15;

/** A call in its backoff. */
export interface Sleeper {
  /** Ends the wait before its time. `follow`: another call's probe has shown that the upstream is back. */
  wake(because: 'probe' | 'follow'): void;
  cancel(reason: unknown): void;
  /** May it go as soon as the probe of another call succeeds? */
  readonly mayFollow: boolean;
}

/** Where an upstream tells what happens to it. */
export interface UpstreamTeller {
  readonly heard: boolean;
  emit(event: CircuitOpened | CircuitHalfOpened | CircuitClosed): void;
}

/** Everything remembered about one upstream: its budget, its circuit, and who is waiting for it. */
export class Upstream {
  readonly key: string;
  readonly options: ResolvedUpstream;
  /** Those of calls that are nothing but an address. */
  readonly terms: Terms;
  readonly circuit: Circuit | undefined;
  readonly room: WaitingRoom | undefined;
  readonly sleepers = new Set<Sleeper>();
  inFlight = 0;
  readonly #clock: Clock;
  #tokens: number;
  #latencyMs = Number.NaN;
  #patientUntil = 0;
  #following = false;
  #forgotten = false;
  /** Monotonic ms: the least recently used idle upstream is forgotten first. */
  lastUsedAt = 0;

  constructor(key: string, options: ResolvedUpstream, clock: Clock, random: Random, teller: UpstreamTeller) {
    this.key = key;
    this.options = options;
    this.terms = new Terms(options);
    this.#clock = clock;
    this.#tokens = options.budget === false ? Number.POSITIVE_INFINITY : options.budget.initial;
    if (options.circuit !== false) {
      this.circuit = new Circuit(key, options.circuit, clock, random, {
        opened: (openedBecause) => {
          if (openedBecause === 'isolated') this.room?.refuseAll();
          if (teller.heard) {
            const retryAt = this.retryAt();
            const facts = { type: 'circuit.opened', at: clock.wallNow(), upstream: key, openedBecause } as const;
            teller.emit(retryAt === undefined ? facts : { ...facts, retryAt });
          }
        },
        halfOpened: () => {
          if (teller.heard) teller.emit({ type: 'circuit.half-opened', at: clock.wallNow(), upstream: key });
        },
        closed: () => {
          if (teller.heard) teller.emit({ type: 'circuit.closed', at: clock.wallNow(), upstream: key });
        },
      });
      this.room = new WaitingRoom(this.circuit, clock, random);
    }
  }

  get idle(): boolean {
    return this.inFlight === 0 && this.waiting === 0 && !this.circuit?.open;
  }

  get waitingInRoom(): number {
    return this.room?.size ?? 0;
  }

  get waiting(): number {
    return this.sleepers.size + this.waitingInRoom;
  }

  /** Ms for which this upstream has asked to be left alone; 0 when it has not. */
  get patienceMs(): number {
    return Math.max(0, this.#patientUntil - this.#clock.now());
  }

  /** Monotonic ms of the next probe; absent while none is coming. */
  get probeAt(): number | undefined {
    const { circuit } = this;
    return circuit?.paused && !circuit.isolated ? circuit.probeAt : undefined;
  }

  /** The same in epoch ms. */
  retryAt(): number | undefined {
    const { probeAt } = this;
    return probeAt === undefined ? undefined : this.toEpoch(probeAt);
  }

  toEpoch(monotonicMs: number): number {
    return Math.min(LAST_DATE, Math.round(this.#clock.wallNow() + monotonicMs - this.#clock.now()));
  }

  started(now: number): void {
    this.lastUsedAt = now;
    this.inFlight++;
  }

  /** Enters what an attempt came to in every book. `permit` is absent for calls that keep out of the circuit. */
  ended(permit: Permit | undefined, verdict: Verdict, startedAt: number, now: number): void {
    const elapsedMs = now - startedAt;
    this.inFlight--;
    let retryAfterMs = 0;
    if (verdict.kind === 'ok') {
      const known = Number.isNaN(this.#latencyMs) ? elapsedMs : this.#latencyMs;
      this.#latencyMs = known + (elapsedMs - known) * LATENCY_WEIGHT;
    } else if (verdict.retryAfterMs !== undefined) {
      retryAfterMs = Math.min(verdict.retryAfterMs, this.options.retry.maxRetryAfterMs);
      this.#patientUntil = Math.max(this.#patientUntil, now + retryAfterMs);
    }
    if (this.circuit !== undefined && permit !== undefined) {
      this.#reportToCircuit(this.circuit, permit, verdict, retryAfterMs, now);
    }
    if (this.#following) this.#follow(verdict);
    if (this.#forgotten) this.forget();
  }

  /** Takes one token, if there is one. */
  spend(): boolean {
    if (!canAfford(this.#tokens)) return false;
    this.#tokens--;
    return true;
  }

  /** Gives tokens back that were not used after all. */
  giveBack(tokens: number): void {
    const { budget } = this.options;
    this.#tokens = Math.min(budget === false ? Number.POSITIVE_INFINITY : budget.capacity, this.#tokens + tokens);
  }

  /** A call ended well: its tokens return, and the budget grows a little. */
  earn(tokens: number): void {
    if (this.options.budget !== false) this.#tokens = refill(this.#tokens, tokens, this.options.budget);
  }

  /** One waiting call goes out at once; the rest follow if it succeeds. */
  retryNow(): void {
    if (this.waiting === 0 || this.circuit?.isolated) return;
    this.#following = true;
    if (this.room?.sendProbe()) return;
    const [oldest] = this.sleepers;
    oldest?.wake('probe');
  }

  /** Somebody looks again, so one call goes now: but not where the server asked for a pause, nor right after another one. */
  wakeUp(): void {
    if (this.patienceMs === 0 && this.#clock.now() - this.lastUsedAt >= WAKE_UP_AFTER_MS) this.retryNow();
  }

  cancelWaiting(reason: unknown): void {
    for (const sleeper of this.sleepers) sleeper.cancel(reason);
    this.room?.cancelAll(reason);
  }

  /** Holds the circuit open by hand; without a circuit there is nothing to hold. */
  isolate(): () => void {
    return this.circuit?.isolate() ?? (() => {});
  }

  close(): void {
    this.circuit?.close();
  }

  /** No new call will come this way; what the last one under way leaves behind is cleared up. */
  forget(): void {
    this.#forgotten = true;
    if (this.inFlight + this.waiting === 0) this.close();
  }

  status(): UpstreamStatus {
    const { circuit } = this;
    const { successes, failures } = circuit?.counts() ?? { successes: 0, failures: 0 };
    const openUntil = circuit?.open ? this.retryAt() : undefined;
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
      budget: this.#tokens,
      ...(Number.isNaN(this.#latencyMs) ? {} : { latencyMs: this.#latencyMs }),
      ...(openUntil === undefined ? {} : { openUntil }),
    };
  }

  #reportToCircuit(circuit: Circuit, permit: Permit, verdict: Verdict, retryAfterMs: number, now: number): void {
    const effect = healthSignalOf(verdict);
    // A deadline that left the attempt hardly any time says nothing about the upstream.
    const found = verdict.kind === 'deadline' && now - permit.sentAt < circuit.options.quietMs ? 'nothing' : effect;
    const { outageMs } = circuit;
    const counted = circuit.report(permit, found, retryAfterMs, now);
    if (this.room === undefined || this.room.size === 0) return;
    if (!counted) this.room.reschedule();
    else if (circuit.streak === 0) this.room.onSuccess(outageMs);
    else this.room.onFailure(permit, circuit.outageMs);
  }

  /** After `retryNow`: what the probe came to is what the others do. */
  #follow(verdict: Verdict): void {
    const effect = healthSignalOf(verdict);
    if (effect === 'nothing') return;
    this.#following = false;
    if (effect !== 'alive') return;
    for (const sleeper of this.sleepers) if (sleeper.mayFollow) sleeper.wake('follow');
  }
}
