/** How often the event loop is looked at. */
const EVERY_MS = 10;

interface Busy {
  readonly elapsedMs: number;
  readonly cpuUs: number;
  readonly stallMs: number;
}

/**
 * How long the event loop of this process was held up, by itself: a timer that comes late, while this process had the processor. Where
 * the machine has given it to somebody else, that is no stall of ours.
 */
export class Stalls {
  readonly #timer: NodeJS.Timeout;
  #startedAt = performance.now();
  #startedUs = cpuUs();
  #lastAt = performance.now();
  #lastUs = cpuUs();
  #stallMs = 0;

  constructor() {
    this.#timer = setInterval(() => this.#look(), EVERY_MS);
  }

  /** What was measured since the last time it was asked. */
  since(): Busy {
    this.#look();
    const busy = {
      elapsedMs: performance.now() - this.#startedAt,
      cpuUs: cpuUs() - this.#startedUs,
      stallMs: this.#stallMs,
    };
    this.#startedAt = performance.now();
    this.#startedUs = cpuUs();
    this.#stallMs = 0;
    return busy;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    const used = cpuUs();
    const late = now - this.#lastAt - EVERY_MS;
    this.#stallMs = Math.max(this.#stallMs, Math.min(late, (used - this.#lastUs) / 1_000));
    this.#lastAt = now;
    this.#lastUs = used;
  }
}

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
