import type { ResolvedCircuit } from '../model/options.ts';
import type { Random } from '../model/ports.ts';
import type { Tuning } from '../options/tuning.ts';

/** How an outage stands. */
export interface OutageState {
  readonly open: boolean;
  /** Some waiting call may still wait for as long as the outage has lasted. */
  readonly isYoung: boolean;
}

/** When the next probe of an upstream is due. Times are monotonic ms. */
export class Probes {
  readonly #options: ResolvedCircuit;
  readonly #tuning: Tuning;
  readonly #random: Random;
  #sent = 0;
  #from = 0;
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #arrivals = 0;
  #pending: object | undefined;
  #spread = 1;
  #intervalMs: number;

  constructor(options: ResolvedCircuit, tuning: Tuning, random: Random) {
    this.#options = options;
    this.#tuning = tuning;
    this.#random = random;
    this.#intervalMs = options.openMs;
  }

  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** A time that was told is kept: it may come sooner, but never later. */
  dueAt({ open, isYoung }: OutageState): number {
    const { openMs } = this.#options;
    if (!open && this.#sent === 0) return this.#from + Math.min(this.#tuning.firstProbeMs, openMs);
    return this.#from + (isYoung ? Math.min(openMs, this.#intervalMs) : this.#intervalMs) * this.#spread;
  }

  /** By the clock, or because many calls have arrived since the last one. */
  isDue(now: number, state: OutageState): boolean {
    if (now >= this.dueAt(state)) return true;
    const { probeEveryCalls, firstProbeMs, quietMs } = this.#tuning;
    return this.#arrivals >= probeEveryCalls && now >= this.#lastSentAt + (this.isPending ? quietMs : firstProbeMs);
  }

  /** A call arrived and has to wait. */
  countArrival(): void {
    this.#arrivals++;
  }

  /** Any attempt is evidence, so the next probe can wait for its interval from here. */
  putOff(now: number): void {
    this.#from = now;
  }

  /** A pending probe does not hold up the next interval: it may hang for ever. */
  sent(permit: object, now: number, state: OutageState): void {
    this.#sent++;
    this.#restartInterval(now, state);
    this.#pending = permit;
  }

  /** Takes note of a result. Returns whether it is that of the latest probe. */
  answered(permit: object): boolean {
    if (this.#pending !== permit) return false;
    this.#pending = undefined;
    return true;
  }

  /** The last probe showed nothing: another one may go at once. */
  giveTurnBack(): void {
    this.#sent = Math.max(0, this.#sent - 1);
    this.#from = Number.NEGATIVE_INFINITY;
  }

  /** An outage begins, or is over. */
  restart(now: number, state: OutageState): void {
    this.#sent = 0;
    this.#restartInterval(now, state);
    this.#pending = undefined;
  }

  /** The first probe comes soon, because most blips are over by then. In an old outage the next one is only for calls to come. */
  #restartInterval(now: number, { isYoung }: OutageState): void {
    const { probeJitter } = this.#tuning;
    this.#intervalMs = isYoung ? this.#options.openMs : this.#options.maxOpenMs;
    this.#arrivals = 0;
    this.#from = now;
    this.#lastSentAt = now;
    this.#spread = 1 + probeJitter * (2 * this.#random() - 1);
  }
}
