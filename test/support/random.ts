/** A small seeded generator (a linear congruence), so that a trace of chance repeats exactly. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  // Adjacent seeds start out alike.
  for (let warmUp = 0; warmUp < 8; warmUp++) next();
  return next;
}
