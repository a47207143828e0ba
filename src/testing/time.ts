import type { Clock } from '../index.ts';
import { reasonOf } from './reason.ts';

interface Sleep {
  /** Monotonic ms. */
  readonly endsAt: number;
  /** Its length, in ms. */
  readonly ms: number;
  /** `false` for time limits and what else would not keep a process alive. */
  readonly ref: boolean;
  readonly end: () => void;
}

/** Time that moves only from the end of one sleep to that of another. */
export class Time {
  now = 0;
  readonly #sleeps = new Set<Sleep>();

  readonly sleep: Clock['sleep'] = (ms, signal, { ref = true } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(reasonOf(signal));
        return;
      }
      const onAbort = () => {
        this.#sleeps.delete(sleep);
        if (signal !== undefined) reject(reasonOf(signal));
      };
      const sleep: Sleep = {
        endsAt: this.now + ms,
        ms,
        ref,
        end: () => {
          this.#sleeps.delete(sleep);
          signal?.removeEventListener('abort', onAbort);
          // One that is late ends now: time never goes back.
          this.now = Math.max(this.now, sleep.endsAt);
          resolve();
        },
      };
      this.#sleeps.add(sleep);
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  /** How many sleeps have not ended. */
  get size(): number {
    return this.#sleeps.size;
  }

  /** How many of them would keep a process alive. */
  get armed(): number {
    return [...this.#sleeps].filter(({ ref }) => ref).length;
  }

  /** The sleep that ends first; of several, the one that began first. */
  next(isMeant: (sleep: Sleep) => boolean = () => true): Sleep | undefined {
    let next: Sleep | undefined;
    for (const sleep of this.#sleeps) {
      if (isMeant(sleep) && (next === undefined || sleep.endsAt < next.endsAt)) next = sleep;
    }
    return next;
  }
}
