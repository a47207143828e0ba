import type { Random } from '../model/ports.ts';

const SHORTEST_WINDOW_MS = 200;
const SHORTEST_GAP_MS = 25;
const GAP_JITTER = 0.25;

/** Over how long the waiting calls are let go by the clock, in ms: as long as the outage was, within limits. */
export const releaseWindowMs = (outageMs: number, maxOpenMs: number): number =>
  Math.max(SHORTEST_WINDOW_MS, Math.min(outageMs, 2 * maxOpenMs));

/** Time until the clock lets the next of `waiting` calls go, in ms. */
export const releaseGapMs = (windowMs: number, waiting: number, random: Random): number =>
  Math.max(SHORTEST_GAP_MS, windowMs / waiting) * (1 + GAP_JITTER * (2 * random() - 1));
