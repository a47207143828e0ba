import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../dist/index.js';

/** Monotonic ms. */
interface Span {
  readonly from: number;
  readonly to: number;
}

interface Turn extends Span {
  readonly workedMs: number;
}

interface Waiter {
  readonly at: number;
  wake: (() => void) | undefined;
}

const EPOCH = Date.UTC(2026, 0, 1);
/** No timer of an engine fires sooner. */
const LEAST_MS = 1;
/** Shorter turns are not worth keeping. */
const WORTH_NOTING_MS = 1;

/**
 * A clock that shows how long the event loop was at work, and skips the time in which it would only wait. So it shows what an event loop
 * on an idle machine would show, also on a machine that is busy with other things.
 */
export class WorkClock implements Clock {
  #now = 0;
  /** A heap: the earliest is first. */
  readonly #waiters: Waiter[] = [];
  readonly #turns: Turn[] = [];
  readonly #collections: Span[] = [];
  readonly #observer = new PerformanceObserver((list) => this.#note(list.getEntries()));

  readonly now = (): number => this.#now;
  readonly wallNow = (): number => EPOCH + this.#now;

  readonly sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      const waiter: Waiter = { at: this.#now + Math.max(ms, LEAST_MS), wake: resolve };
      signal?.addEventListener(
        'abort',
        () => {
          waiter.wake = undefined;
          reject(signal.reason);
        },
        { once: true },
      );
      this.#add(waiter);
    });

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** The longest turns of the event loop, in ms: of all, and of what is left of them without the engine's garbage collection. */
  longestTurnsMs(): { readonly all: number; readonly ours: number } {
    this.#note(this.#observer.takeRecords());
    this.#observer.disconnect();
    const oursOf = ({ from, to, workedMs }: Turn) =>
      this.#collections.reduce(
        (left, each) => left - Math.max(0, Math.min(to, each.to) - Math.max(from, each.from)),
        workedMs,
      );
    const longest = (of: (turn: Turn) => number) => this.#turns.reduce((most, each) => Math.max(most, of(each)), 0);
    return { all: longest(({ workedMs }) => workedMs), ours: longest(oursOf) };
  }

  /** Lets time pass until `done` says so, or until nothing is left to happen. */
  async run(done: () => boolean): Promise<void> {
    await turn();
    while (!done()) {
      const due = this.#due();
      if (due.length === 0) return;
      const before = process.cpuUsage();
      const from = performance.now();
      for (const { wake } of due) wake?.();
      await turn();
      const { user, system } = process.cpuUsage(before);
      // The one counts the engine's other threads, too, and the other what else the machine does: the event loop took neither longer.
      const to = performance.now();
      const workedMs = Math.min((user + system) / 1_000, to - from);
      this.#now += workedMs;
      if (workedMs >= WORTH_NOTING_MS) this.#turns.push({ from, to, workedMs });
    }
  }

  #note(entries: readonly { readonly startTime: number; readonly duration: number }[]): void {
    for (const { startTime, duration } of entries)
      this.#collections.push({ from: startTime, to: startTime + duration });
  }

  /** All that are due when the turn begins; where none is, the next one. */
  #due(): Waiter[] {
    const due: Waiter[] = [];
    for (let [first] = this.#waiters; first !== undefined; [first] = this.#waiters) {
      if (first.wake !== undefined) {
        if (first.at > this.#now && due.length > 0) break;
        this.#now = Math.max(this.#now, first.at);
        due.push(first);
      }
      this.#removeFirst();
    }
    return due;
  }

  #add(waiter: Waiter): void {
    const heap = this.#waiters;
    let at = heap.push(waiter) - 1;
    for (; at > 0; at = (at - 1) >> 1) {
      const above = heap[(at - 1) >> 1] as Waiter;
      if (above.at <= waiter.at) break;
      heap[at] = above;
    }
    heap[at] = waiter;
  }

  #removeFirst(): void {
    const heap = this.#waiters;
    const last = heap.pop() as Waiter;
    if (heap.length === 0) return;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      if (below + 1 < heap.length && (heap[below + 1] as Waiter).at < (heap[below] as Waiter).at) below++;
      const next = heap[below] as Waiter;
      if (next.at >= last.at) break;
      heap[at] = next;
      at = below;
    }
    heap[at] = last;
  }
}
