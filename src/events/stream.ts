import type { SteadyEvent, SteadyEventOf, SteadyEventType, SteadyListener } from '../model/event.ts';

interface Subscription {
  readonly type: SteadyEventType | undefined;
  readonly listener: SteadyListener;
}

/** One ordered stream of events. A listener gets every event in order and can change nothing. */
export class EventStream {
  readonly #onListenerError: (error: unknown) => void;
  readonly #subscriptions = new Set<Subscription>();
  readonly #queue: SteadyEvent[] = [];
  #delivering = false;
  #isClosed = false;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  get hasListeners(): boolean {
    return this.#subscriptions.size > 0;
  }

  /** An event that a listener causes comes after the one that it listens to, for every listener. */
  emit(event: SteadyEvent): void {
    if (this.#isClosed) return;
    this.#queue.push(Object.freeze(event));
    if (this.#delivering) return;
    this.#delivering = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#deliver(next);
    this.#delivering = false;
    if (this.#isClosed) this.close();
  }

  on<Type extends SteadyEventType>(
    type: Type,
    listener: SteadyListener<SteadyEventOf<Type>>,
    signal: AbortSignal | undefined,
  ): () => void {
    return this.#add({ type, listener: listener as SteadyListener }, signal);
  }

  subscribe(listener: SteadyListener): () => void {
    return this.#add({ type: undefined, listener }, undefined);
  }

  /** No event comes after those that are under way. */
  close(): void {
    this.#isClosed = true;
    if (!this.#delivering) this.#subscriptions.clear();
  }

  #add(subscription: Subscription, signal: AbortSignal | undefined): () => void {
    const remove = () => {
      this.#subscriptions.delete(subscription);
      signal?.removeEventListener('abort', remove);
    };
    if (signal?.aborted) return remove;
    signal?.addEventListener('abort', remove, { once: true });
    this.#subscriptions.add(subscription);
    return remove;
  }

  #deliver(event: SteadyEvent): void {
    for (const { type, listener } of [...this.#subscriptions]) {
      if (type !== undefined && type !== event.type) continue;
      try {
        const returned = listener(event);
        if (isThenable(returned)) returned.then(undefined, this.#onListenerError);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
