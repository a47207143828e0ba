import { isNode, nodeModule } from './runtime.ts';

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
export class AbortSignals {
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
   * Joins the caller's signal with ours where the engine does that well: then it also rules the body, and nothing needs to be followed.
   * Node's `AbortSignal.any` keeps memory for each call until Node 24, and costs up to 0.3 ms on a signal that is used often.
   */
  join(signal: AbortSignal, ours: { readonly signal: AbortSignal | null }): AbortSignal | undefined {
    if (isNode() || typeof AbortSignal.any !== 'function') return undefined;
    try {
      return AbortSignal.any([signal, ours.signal as AbortSignal]);
    } catch {
      // A signal of a polyfill.
      return undefined;
    }
  }

  /**
   * Lets the signal abort a body that is still being read, for as long as the app can read it.
   * Neither the signal nor the client keeps the body alive; when it has ended or was collected, the listener goes.
   */
  follow(signal: AbortSignal, response: Response, controller: AbortController): void {
    const { body } = response;
    if (typeof body !== 'object' || body === null) return;
    if (this.#collected === undefined || typeof WeakRef !== 'function') {
      this.when(signal, () => controller.abort(reasonOf(signal)));
      return;
    }
    const reference = new WeakRef(controller);
    const stop = this.when(signal, () => reference.deref()?.abort(reasonOf(signal)));
    // The app may drop the response and keep the body; and cloning gives the response another body.
    const followed = { controller, stop };
    this.#followed.set(body, followed);
    this.#followed.set(response, followed);
    this.#collected.register(body, stop, response);
    whenEnded(body, stop);
  }

  /** The response will not be read. */
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

/**
 * Does the engine's `fetch` take the signals of this realm? jsdom and polyfills put an `AbortController` of their own in front of Node's
 * `fetch`, which refuses its signals. Then attempts are sent without one of ours.
 */
export function engineTakesSignals(): boolean {
  if (!isNode() || typeof Request !== 'function') return true;
  try {
    new Request('http://localhost/', { signal: new AbortController().signal });
    return true;
  } catch {
    return false;
  }
}

/** Node tells when a body has ended, without reading it. */
function whenEnded(body: object, listener: () => void): void {
  try {
    nodeModule<{ finished(stream: object, listener: () => void): void }>('node:stream')?.finished(body, listener);
  } catch {
    // The stream of a polyfill.
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
