/** Calls let go in the first second. */
const PER_SECOND = 40;

/**
 * When the waiting call at this position goes out, in ms after the upstream is back: 40 in the first second, twice as many in each
 * further one. The rate r(t) = 40 * 2^t has let go 40 * (2^t - 1) / ln 2 calls after t seconds.
 */
export const releaseAfterMs = (position: number): number => 1_000 * Math.log2(1 + (position * Math.LN2) / PER_SECOND);
