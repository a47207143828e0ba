import type { Clock } from '../model/ports.ts';

/** One wait at a time, which may be moved, and keeps no process alive. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #wait: AbortController | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  set(ms: number): void {
    this.clear();
    this.#wait = new AbortController();
    this.#clock.sleep(ms, this.#wait.signal, { ref: false }).then(this.#ring, () => {});
  }

  clear(): void {
    this.#wait?.abort();
  }
}
