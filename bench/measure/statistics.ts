/** The middle of some samples, and the half of them around it. */
export interface Spread {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/** The value that the given share of the samples does not exceed, interpolated between the two nearest. */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) throw new RangeError('no samples');
  const sorted = Float64Array.from(samples).sort();
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}

export function spread(samples: readonly number[]): Spread {
  return { q1: quantile(samples, 0.25), median: quantile(samples, 0.5), q3: quantile(samples, 0.75) };
}

/** Sample by sample, so that what slows a whole round down falls out. */
export function pairwise(
  ours: readonly number[],
  theirs: readonly number[],
  compare: (our: number, their: number) => number,
): number[] {
  if (ours.length !== theirs.length) throw new RangeError('samples of different rounds');
  return ours.map((our, round) => compare(our, theirs[round] as number));
}
