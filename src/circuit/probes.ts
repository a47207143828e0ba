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

  constructor(options: ResolvedCircuit, tuning: Tuning, random: Random) {
    this.#options = options;
    this.#tuning = tuning;
    this.#random = random;
  }

  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** The first one comes soon, because most blips are over by then. In an old outage the next one is only for calls to come. */
  dueAt({ open, isYoung }: OutageState): number {
    const { openMs, maxOpenMs } = this.#options;
    if (!open && this.#sent === 0) return this.#from + Math.min(this.#tuning.firstProbeMs, openMs);
    return this.#from + (isYoung ? openMs : maxOpenMs) * this.#spread;
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
  sent(permit: object, now: number): void {
    this.#sent++;
    this.#restartInterval(now);
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
  restart(now: number): void {
    if (this.#sent === 0 && this.#from === now) return;
    this.#sent = 0;
    this.#restartInterval(now);
    this.#pending = undefined;
  }

  #restartInterval(now: number): void {
    const { probeJitter } = this.#tuning;
    this.#arrivals = 0;
    this.#from = now;
    this.#lastSentAt = now;
    this.#spread = 1 + probeJitter * (2 * this.#random() - 1);
  }
}
