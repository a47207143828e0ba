import { OptionsError } from '../model/errors.ts';
import type { ResolvedTimeout, SteadyCallOptions } from '../model/options.ts';

/** Time limits of a call, in ms; `Infinity` for none. */
export interface Limits {
  readonly attemptMs: number;
  readonly totalMs: number;
  /** A limit set for this very call also holds for its last attempt. */
  readonly strict: boolean;
}

export const FOREVER = Number.POSITIVE_INFINITY;

export const UNLIMITED: Limits = { attemptMs: FOREVER, totalMs: FOREVER, strict: false };

export const generalLimits = (timeout: false | ResolvedTimeout): Limits =>
  timeout === false ? UNLIMITED : { ...timeout, strict: false };

/**
 * The limits of one call: its own, over the general ones.
 *
 * @throws OptionsError where the two do not go together
 */
export function limitsOf({ timeout }: SteadyCallOptions, general: Limits): Limits {
  if (timeout === undefined) return general;
  if (timeout === false) return UNLIMITED;
  const { attemptMs = general.attemptMs, totalMs = general.totalMs } = timeout;
  const strict = timeout.attemptMs !== undefined;
  if (strict && attemptMs > totalMs) {
    throw new OptionsError('init.steady.timeout.attemptMs', attemptMs, `at most timeout.totalMs (${totalMs})`);
  }
  return { attemptMs, totalMs, strict };
}
