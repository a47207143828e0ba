/** A small generator that repeats exactly (a linear congruence with mixed output), for the chance that clients draw. */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    return mix(state) / 2 ** 32;
  };
}

/**
 * The luck of one attempt of one call, in [0, 1).
 *
 * It belongs to the call and not to the order in which requests happen to arrive, so every contender meets the same trace.
 */
export const luckOf = (seed: number, call: number, attempt: number): number =>
  mix((Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(call + 1, 0x85ebca6b) ^ Math.imul(attempt, 0xc2b2ae35)) >>> 0) /
  2 ** 32;

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return (mixed ^ (mixed >>> 14)) >>> 0;
}
