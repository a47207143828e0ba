import { OptionsError } from '../model/errors.ts';
import type { ResolvedTimeout, SteadyCallOptions } from '../model/options.ts';

export const NEVER = Number.POSITIVE_INFINITY;

export const UNLIMITED: ResolvedTimeout = Object.freeze({ attemptMs: NEVER, totalMs: NEVER });

/**
 * The time limits of one call: its own, over the general ones.
 *
 * @throws OptionsError where the call's own limits contradict each other
 */
export function limitsOf({ timeout }: SteadyCallOptions, general: ResolvedTimeout): ResolvedTimeout {
  if (timeout === undefined) return general;
  if (timeout === false) return UNLIMITED;
  const { attemptMs, totalMs } = timeout;
  if (attemptMs !== undefined && totalMs !== undefined && attemptMs > totalMs) {
    const path = 'init.steady.timeout';
    throw new OptionsError(`${path}.attemptMs`, attemptMs, `at most ${path}.totalMs (${totalMs})`);
  }
  return { attemptMs: attemptMs ?? general.attemptMs, totalMs: totalMs ?? general.totalMs };
}
