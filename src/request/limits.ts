import type { ResolvedTimeout, SteadyCallOptions } from '../model/options.ts';

export const NEVER = Number.POSITIVE_INFINITY;

export const UNLIMITED: ResolvedTimeout = Object.freeze({ attemptMs: NEVER, totalMs: NEVER });

/** The time limits of one call: its own, over the general ones. */
export function limitsOf({ timeout }: SteadyCallOptions, general: ResolvedTimeout): ResolvedTimeout {
  if (timeout === undefined) return general;
  if (timeout === false) return UNLIMITED;
  const { attemptMs = general.attemptMs, totalMs = general.totalMs } = timeout;
  return { attemptMs, totalMs };
}
