import type { ResolvedCircuit } from '../model/options.ts';
import type { Random } from '../model/ports.ts';
import { probeIntervalMs } from '../rules/probe.ts';

/** When the next probe of an upstream is due. Times are monotonic ms. */
export class Probes {
  readonly #options: ResolvedCircuit;
  readonly #random: Random;
  #sent = 0;
  #intervalMs: number;
  #intervalFrom = 0;
  #lastSentAt = 0;
  #arrivals = 0;
  #pending: object | undefined;
  #notBefore = 0;

  constructor(options: ResolvedCircuit, random: Random) {
    this.#options = options;
    this.#random = random;
    this.#intervalMs = options.minProbeMs;
  }

  get dueAt(): number {
    return Math.max(this.#intervalFrom + this.#intervalMs, this.#notBefore);
  }

  get isPending(): boolean {
    return this.#pending !== undefined;
  }

  /** When the latest probe has been silent for so long that nobody should wait for its answer. */
  get givenUpAt(): number {
    return this.#pending === undefined ? Number.NEGATIVE_INFINITY : this.#lastSentAt + this.#options.quietMs;
  }

  get lastSentAt(): number {
    return this.#lastSentAt;
  }

  /** By the clock; or because many calls have arrived since the last one: so the rate of probes follows the traffic. */
  isDue(now: number): boolean {
    if (now >= this.dueAt) return true;
    const { probeEveryCalls, minProbeMs } = this.#options;
    return (
      this.#arrivals >= probeEveryCalls &&
      now >= this.givenUpAt &&
      now >= Math.max(this.#lastSentAt + minProbeMs, this.#notBefore)
    );
  }

  /** A call arrived and has to wait. */
  countArrival(): void {
    this.#arrivals++;
  }

  /** Any attempt is evidence, so the next probe can wait for its interval from here. */
  putOff(now: number): void {
    this.#intervalFrom = now;
  }

  /** A pending probe does not hold up the next interval: it may hang for ever. */
  sent(permit: object, now: number, open: boolean): void {
    this.#sent++;
    this.#arrivals = 0;
    this.#intervalFrom = now;
    this.#lastSentAt = now;
    this.#pending = permit;
    this.#intervalMs = probeIntervalMs(this.#sent, open, this.#options, this.#random);
  }

  /** Takes note of a result. Returns whether it is that of the latest probe. */
  answered(permit: object): boolean {
    if (this.#pending !== permit) return false;
    this.#pending = undefined;
    return true;
  }

  /** Nobody learnt anything from the last probe: the next in line may go at once. */
  giveTurnBack(now: number): void {
    this.#sent = Math.max(0, this.#sent - 1);
    this.#intervalFrom = now - this.#intervalMs;
  }

  /** The server asked for this; a little more, so that clients do not return together. */
  leaveAlone(retryAfterMs: number, now: number): void {
    this.#notBefore = Math.max(this.#notBefore, now + retryAfterMs * (1 + 0.2 * this.#random()));
  }

  /** An outage formally begins, or is over: the intervals start from the shortest again. */
  restart(now: number, open: boolean): void {
    this.#sent = 0;
    this.#arrivals = 0;
    this.#lastSentAt = now;
    this.#pending = undefined;
    this.#intervalFrom = now;
    this.#intervalMs = probeIntervalMs(0, open, this.#options, this.#random);
    if (!open) this.#notBefore = 0;
  }

  get untouched(): boolean {
    return this.#sent === 0;
  }
}
