import { seeded } from '../faults/chance.ts';

/** Draws the parameters of a world. The same seed and name give the same world. */
export class Draw {
  readonly #random: () => number;

  constructor(seed: number, name: string) {
    let mixed = seed;
    for (const letter of name) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    this.#random = seeded(mixed);
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1));
  }

  /** A whole number, evenly spread on a logarithmic scale: as many below the geometric middle as above. */
  log(least: number, most: number): number {
    return Math.round(least * (most / least) ** this.#random());
  }

  pick<T>(from: readonly T[]): T {
    return from[this.between(0, from.length - 1)] as T;
  }

  /** Some of these, each at most once, in an order of chance. */
  some<T>(count: number, from: readonly T[]): T[] {
    const left = [...from];
    return Array.from({ length: Math.min(count, left.length) }, () => {
      const [taken] = left.splice(this.between(0, left.length - 1), 1);
      return taken as T;
    });
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }
}
