const WEIGHT = 0.1;
/** One failure is no outage, however good the upstream has been. */
const LEAST_NEEDED = 2;

/** The failure rate that an upstream is credited with before it has shown any. */
export const INITIAL_FAILURE_RATE = 0.02;

/**
 * How many failures in a row are no accident any more, for an upstream that fails at this rate: 3 at 2 %, 10 at 30 %, 17 at 50 %.
 *
 * Partial failure makes runs too, so a fixed number either trips on them or is slow to see an outage.
 */
export function failuresNeeded(failureRate: number, significance: number): number {
  // 0.1 to the fifth is 1e-5, and must not need a sixth for the sake of the last binary digit.
  const needed = Math.ceil(Math.log(significance) / Math.log(failureRate) - 1e-9);
  return Math.max(LEAST_NEEDED, needed);
}

/**
 * The failure rate after a success that ended a run of `streak` failures: a moving average of weight 1/10.
 *
 * Learning only from runs that ended keeps an outage in progress from teaching us that failing is normal; and as the
 * success counts, too, the rate never passes 0.9.
 */
export function learn(failureRate: number, streak: number): number {
  const afterFailures = streak === 0 ? failureRate : 1 - (1 - failureRate) * (1 - WEIGHT) ** streak;
  return afterFailures * (1 - WEIGHT);
}
