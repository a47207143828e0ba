import type { Clock } from '../../src/model/ports.ts';

interface Waiter {
  readonly wakeAt: number;
  readonly ref: boolean;
  readonly wake: () => void;
}

/** A clock that stands still until it is told to go. */
export class VirtualClock implements Clock {
  /** Where wall time starts, so that HTTP dates are real dates. */
  readonly epoch = Date.UTC(2026, 0, 1);
  /** The time that has come: earlier than `now` while waiters are late. */
  wokenAt = 0;
  readonly #waiters = new Set<Waiter>();
  #now = 0;
  #wallShift = 0;

  readonly now = (): number => this.#now;
  readonly wallNow = (): number => this.epoch + this.#now + this.#wallShift;

  readonly sleep: Clock['sleep'] = (ms, signal, { ref = true } = {}) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        this.#waiters.delete(waiter);
        reject(signal?.reason);
      };
      const waiter: Waiter = {
        wakeAt: this.#now + ms,
        ref,
        wake: () => {
          this.#waiters.delete(waiter);
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  /** Sleeps that would keep a process alive. */
  get armed(): number {
    return [...this.#waiters].filter(({ ref }) => ref).length;
  }

  /** All sleeps, also those that would not. */
  get asleep(): number {
    return this.#waiters.size;
  }

  /** Moves the wall clock alone, as a person or NTP would. */
  shiftWall(ms: number): void {
    this.#wallShift += ms;
  }

  /** Lets `ms` pass without waking any waiter, as when a machine sleeps. They are late then. */
  jump(ms: number): void {
    this.#now += ms;
  }

  /** Has the time of any waiter come that was not woken? */
  get isLate(): boolean {
    return this.#next(this.#now) !== undefined;
  }

  /** Lets `ms` pass, waking every waiter in its turn. */
  async advance(ms: number, afterEach: () => void = () => {}): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (let next = this.#next(until); next !== undefined; next = this.#next(until)) {
      this.#now = Math.max(this.#now, next.wakeAt);
      this.wokenAt = next.wakeAt;
      next.wake();
      await settled();
      afterEach();
    }
    this.#now = until;
    this.wokenAt = until;
  }

  /** Lets time pass until the promise settles, from one waiter to the next. */
  async runUntil<T>(promise: Promise<T>): Promise<T> {
    let done = false;
    const mark = () => {
      done = true;
    };
    promise.then(mark, mark);
    await settled();
    while (!done) {
      const next = this.#next(Number.POSITIVE_INFINITY);
      if (next === undefined) throw new Error('No timer is set, and the promise is still pending');
      this.#now = Math.max(this.#now, next.wakeAt);
      next.wake();
      await settled();
    }
    return promise;
  }

  #next(until: number): Waiter | undefined {
    let next: Waiter | undefined;
    for (const waiter of this.#waiters) {
      if (waiter.wakeAt <= until && (next === undefined || waiter.wakeAt < next.wakeAt)) next = waiter;
    }
    return next;
  }
}

/** Everything that can happen without time passing has happened. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A clock for tests against real servers: the waits that a call makes are skipped; limits keep their real time. */
export function impatientClock(): Clock & { readonly slept: number[] } {
  let skipped = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => performance.now() + skipped,
    wallNow: () => Date.now() + skipped,
    sleep: (ms, signal, { ref = true } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) reject(signal.reason);
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        if (!ref) {
          // What merely limits something is not waited for, and takes its real time.
          setTimeout(resolve, ms).unref();
          return;
        }
        setImmediate(() => {
          if (signal?.aborted) return;
          skipped += ms;
          slept.push(ms);
          resolve();
        });
      }),
  };
}
