/** Why a signal aborted. Old polyfills give no reason; then it is what `fetch` itself would say. */
export const reasonOf = (signal: AbortSignal): unknown =>
  signal.reason === undefined ? domException('This operation was aborted', 'AbortError') : signal.reason;

/** An error like the platform's own, also where there is no `DOMException`. */
export function domException(message: string, name: string): Error {
  if (typeof DOMException === 'function') return new DOMException(message, name);
  return Object.assign(new Error(message), { name });
}

/**
 * Listens to the callers' signals, with one listener on each however many calls share it: a page may hang hundreds on one signal,
 * and Node warns of a leak at eleven. Works on any object shaped like a signal.
 */
export class Aborts {
  readonly #watched = new WeakMap<AbortSignal, Watched>();
  readonly #followed = new WeakMap<object, Followed>();
  readonly #collected =
    typeof FinalizationRegistry === 'function' ? new FinalizationRegistry<() => void>((stop) => stop()) : undefined;

  /** Calls `listener` once when the signal aborts, at once if it has already; returns how to stop listening. */
  when(signal: AbortSignal | undefined, listener: () => void): () => void {
    if (signal === undefined) return NOTHING;
    if (signal.aborted) {
      listener();
      return NOTHING;
    }
    const { listeners, detach } = this.#watched.get(signal) ?? this.#attach(signal);
    listeners.add(listener);
    return () => {
      if (listeners.delete(listener) && listeners.size === 0) detach();
    };
  }

  /**
   * Lets the signal abort a body that is still being read, for as long as somebody can read it.
   * Neither the signal nor we keep the body alive; when it is collected, the listener goes.
   */
  follow(signal: AbortSignal, response: Response, controller: AbortController): void {
    const { body } = response;
    if (typeof body !== 'object' || body === null) return;
    const reference = new WeakRef(controller);
    const stop = this.when(signal, () => reference.deref()?.abort(reasonOf(signal)));
    // The reader may let go of the response and keep the body; and cloning gives the response another body.
    this.#followed.set(body, { controller, stop });
    this.#followed.set(response, { controller, stop });
    this.#collected?.register(body, stop, response);
  }

  /** Nobody will read this response. */
  unfollow(response: Response): void {
    this.#followed.get(response)?.stop();
    this.#collected?.unregister(response);
  }

  #attach(signal: AbortSignal): Watched {
    // Through `this` the signal also keeps the registry alive, which would otherwise forget its bodies with a short-lived client.
    const onAbort = () => {
      this.#watched.get(signal)?.detach();
      for (const listener of watched.listeners) listener();
    };
    const watched: Watched = {
      listeners: new Set(),
      detach: () => {
        signal.removeEventListener('abort', onAbort);
        this.#watched.delete(signal);
      },
    };
    this.#watched.set(signal, watched);
    signal.addEventListener('abort', onAbort, { once: true });
    return watched;
  }
}

interface Followed {
  /** Held here, and only here: it lives as long as the body. */
  readonly controller: AbortController;
  readonly stop: () => void;
}

interface Watched {
  readonly listeners: Set<() => void>;
  readonly detach: () => void;
}

export const NOTHING = () => {};
