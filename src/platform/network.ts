import type { Online } from '../model/ports.ts';

interface PageGlobals {
  readonly navigator?: { readonly serviceWorker?: { readonly controller?: unknown } };
}

/**
 * What the platform says about the network, and whether it has been wrong. `navigator.onLine` is a hint: virtual networks make it
 * wrong, and a service worker answers without a network.
 */
export class Network {
  readonly #online: Online;
  readonly #waiting = new Set<() => void>();
  #isDiscredited = false;

  constructor(online: Online) {
    this.#online = online;
  }

  /** The platform says that there is no network, and no answer has shown otherwise. */
  get isOffline(): boolean {
    return !this.#isDiscredited && !this.#online.isOnline();
  }

  /** An answer arrived. One that arrives while the platform says "offline" proves it wrong until it changes its mind. */
  answered(): void {
    if (this.#isDiscredited || this.#online.isOnline()) return;
    this.#isDiscredited = true;
    for (const listener of [...this.#waiting]) listener();
  }

  /** Calls `listener` when there may be a network again, because the platform says so or an answer shows it; returns how to stop. */
  whenBack(listener: () => void): () => void {
    const unsubscribe = this.subscribe(listener);
    this.#waiting.add(listener);
    return () => {
      unsubscribe();
      this.#waiting.delete(listener);
    };
  }

  /** Calls `listener` after the platform has changed its mind; returns how to stop. */
  subscribe(listener: () => void): () => void {
    return this.#online.subscribe(() => {
      this.#isDiscredited = false;
      listener();
    });
  }

  isOnline(): boolean {
    return this.#online.isOnline();
  }

  /** A service worker may keep a request and send it later, although it fails now. */
  static get mayKeepRequests(): boolean {
    return (globalThis as PageGlobals).navigator?.serviceWorker?.controller != null;
  }
}
