import type { Guard } from './guard.ts';
import type { Notice } from './notice.ts';
import type { NoticesListener, Unsubscribe } from './options.ts';

export const NOTHING: readonly Notice[] = Object.freeze([]);

/** One frozen value and who wants to know of it: the contracts of React, Svelte and Vue at once. */
export class Store {
  readonly #listeners = new Set<NoticesListener>();
  readonly #guard: Guard;
  #snapshot = NOTHING;

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  get snapshot(): readonly Notice[] {
    return this.#snapshot;
  }

  /** Takes the new value, unless it is the same notice for notice. */
  set(notices: readonly Notice[]): void {
    const before = this.#snapshot;
    if (notices.length === before.length && notices.every((notice, index) => notice === before[index])) return;
    this.#snapshot = notices.length === 0 ? NOTHING : Object.freeze(notices);
    for (const listener of [...this.#listeners]) this.#tell(listener);
  }

  subscribe(listener: NoticesListener | { next?(notices: readonly Notice[]): void }): Unsubscribe {
    // A wrapper of its own, so that one function can subscribe twice.
    const own: NoticesListener = (notices) =>
      typeof listener === 'function' ? listener(notices) : listener.next?.(notices);
    this.#listeners.add(own);
    const stop = () => {
      this.#listeners.delete(own);
    };
    this.#tell(own);
    return Object.assign(stop, { unsubscribe: stop });
  }

  close(): void {
    this.#listeners.clear();
  }

  #tell(listener: NoticesListener): void {
    this.#guard(() => listener(this.#snapshot), undefined);
  }
}
