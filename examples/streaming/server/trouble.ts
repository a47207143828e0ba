/** What can be wrong with the gateway. */
export const KINDS = ['bad-gateway', 'unavailable', 'gateway-timeout', 'outage', 'slow'] as const;

export type TroubleKind = (typeof KINDS)[number];

/** What is wrong just now; `untilMs` in epoch ms, `null` until it is repaired by hand. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly untilMs: number | null;
}

/** Holds the trouble of the moment, ends it when its time is up, and notifies its listeners. */
export class Troubles {
  readonly #listeners = new Set<() => void>();
  #current: Trouble | undefined;
  #timer: NodeJS.Timeout | undefined;

  get current(): Trouble | undefined {
    return this.#current;
  }

  begin(kind: TroubleKind, forMs: number | null): void {
    clearTimeout(this.#timer);
    this.#current = { kind, untilMs: forMs === null ? null : Date.now() + forMs };
    if (forMs !== null) this.#timer = setTimeout(() => this.repair(), forMs).unref();
    this.#tell();
  }

  repair(): void {
    clearTimeout(this.#timer);
    this.#current = undefined;
    this.#tell();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
