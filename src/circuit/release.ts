/** Calls let go per second at first. */
const PER_SECOND = 100;

/**
 * When the waiting call at this position goes out, in ms after the upstream is back: at 100 a second, and at twice that rate after each
 * further second. The rate r(t) = 100 * 2^t has let go 100 * (2^t - 1) / ln 2 calls after t seconds.
 */
export const releaseAfterMs = (position: number): number => 1_000 * Math.log2(1 + (position * Math.LN2) / PER_SECOND);
