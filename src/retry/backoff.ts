import type { ResolvedRetry } from '../model/options.ts';
import type { Random } from '../model/ports.ts';
import { MAX_TIMER_MS } from '../platform/clock.ts';

const GROWTH = 2;

/**
 * The wait before one retry, in ms: anything from zero to a ceiling that doubles with every retry. Retries count from 1. The cap comes
 * before the chance, or clients would meet at it. AWS Architecture Blog, "Exponential Backoff and Jitter" (2015), "full jitter".
 */
export function backoffMs(
  retry: number,
  { baseDelayMs, maxDelayMs }: Pick<ResolvedRetry, 'baseDelayMs' | 'maxDelayMs'>,
  random: Random,
): number {
  const grown = baseDelayMs * GROWTH ** (retry - 1);
  // Growth that has overflowed still leaves nothing of a base of nothing.
  const ceiling = Number.isNaN(grown) ? 0 : Math.min(grown, maxDelayMs, MAX_TIMER_MS);
  return random() * ceiling;
}
