import type { ResolvedUpstream } from '../model/options.ts';
import { Upstream, type UpstreamParts } from './upstream.ts';

/** The upstreams of one client, made as they are met and bounded in number. */
export class Upstreams {
  readonly #parts: UpstreamParts;
  readonly #optionsOf: (key: string) => ResolvedUpstream;
  readonly #byKey = new Map<string, Upstream>();

  constructor(parts: UpstreamParts, optionsOf: (key: string) => ResolvedUpstream) {
    this.#parts = parts;
    this.#optionsOf = optionsOf;
  }

  of(key: string): Upstream {
    return this.#byKey.get(key) ?? this.#add(key);
  }

  /** The one upstream that is named, if it is known; all of them where none is named. */
  matching(key?: string): readonly Upstream[] {
    if (key === undefined) return this.all();
    const upstream = this.#byKey.get(key);
    return upstream === undefined ? [] : [upstream];
  }

  all(): readonly Upstream[] {
    return [...this.#byKey.values()];
  }

  /** Forgets everything, so that nothing is left running. */
  close(): void {
    for (const upstream of this.#byKey.values()) upstream.close();
    this.#byKey.clear();
  }

  #add(key: string): Upstream {
    const upstream = new Upstream(key, this.#optionsOf(key), this.#parts);
    if (this.#byKey.size >= this.#parts.tuning.maxUpstreams) this.#forgetOne();
    this.#byKey.set(key, upstream);
    return upstream;
  }

  /** Least recently used, idle ones first. Calls under way keep what they hold; it is only not found any more. */
  #forgetOne(): void {
    let oldest: Upstream | undefined;
    for (const upstream of this.#byKey.values()) {
      if (oldest === undefined || isBetterToForget(upstream, oldest)) oldest = upstream;
    }
    if (oldest === undefined) return;
    this.#byKey.delete(oldest.key);
    oldest.forget();
  }
}

const isBetterToForget = (a: Upstream, b: Upstream): boolean =>
  a.idle === b.idle ? a.lastUsedAt < b.lastUsedAt : a.idle;
