import type { NoticeTiming } from './options.ts';

export type ResolvedTiming = Required<NoticeTiming>;

export const NOTICE_TIMING: ResolvedTiming = Object.freeze({
  revealUserMs: 1_000,
  revealViewMs: 3_000,
  revealKnownLongMs: 1_000,
  revealBlockedMs: 100,
  slowMs: 5_000,
  slowOnSlowConnectionMs: 8_000,
  offerCancelMs: 10_000,
  minVisibleMs: 2_000,
  minPhaseMs: 1_000,
  settleMs: 500,
  recoveredMs: 6_000,
  announceEveryMs: 15_000,
  retryNowCooldownMs: 3_000,
});
