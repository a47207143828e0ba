/** The label of every upstream beyond the limit. */
const OTHER = 'other';

/** Labels of metrics for upstreams: so many of their own, in the order in which they are met, and one for all others. */
export class UpstreamLabels {
  readonly #known = new Set<string>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** A label stays: counters that moved to another one would run backwards. */
  of(upstream: string): string {
    if (this.#known.has(upstream)) return upstream;
    if (this.#known.size >= this.#max) return OTHER;
    this.#known.add(upstream);
    return upstream;
  }
}
