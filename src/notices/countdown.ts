import type { Clock, Visibility } from '../model/ports.ts';
import { Alarm } from './alarm.ts';

const SECOND = 1_000;

/** Counts whole seconds for its listeners: one timer for all, none while the page is hidden or nothing is counted. */
export class Countdowns {
  readonly #alarm: Alarm;
  readonly #page: Visibility;
  readonly #counts = new Set<() => number | undefined>();

  constructor(clock: Clock, page: Visibility) {
    this.#alarm = new Alarm(clock, () => this.refresh());
    this.#page = page;
  }

  /** `remaining`: ms left, `undefined` while nothing is counted. */
  add(remaining: () => number | undefined, listener: (seconds: number | undefined) => void): () => void {
    let told: number | undefined | null = null;
    const count = () => {
      const ms = remaining();
      const seconds = ms === undefined ? undefined : Math.max(0, Math.ceil(ms / SECOND));
      if (seconds !== told) listener(seconds);
      told = seconds;
      return ms;
    };
    this.#counts.add(count);
    this.refresh();
    return () => {
      this.#counts.delete(count);
      this.refresh();
    };
  }

  /** Something that is counted may have changed. */
  refresh(): void {
    this.#alarm.clear();
    if (!this.#page.isVisible()) return;
    const left = [...this.#counts].map((count) => count()).filter((ms) => ms !== undefined && ms > 0) as number[];
    if (left.length === 0) return;
    // To the next whole second of whichever comes first.
    this.#alarm.set(Math.min(...left.map((remaining) => remaining % SECOND || SECOND)));
  }

  close(): void {
    this.#counts.clear();
    this.refresh();
  }
}
