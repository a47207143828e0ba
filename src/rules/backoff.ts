import type { ResolvedRetry } from '../model/options.ts';
import type { Random } from '../model/ports.ts';

/** The longest wait that timers take, in ms (24.8 days). A longer `setTimeout` fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** The wait before one retry, in ms. Retries count from 1. The cap comes before the chance, or clients would meet at it. */
export function backoffMs(
  retry: number,
  { baseDelayMs, maxDelayMs, factor, jitter }: Pick<ResolvedRetry, 'baseDelayMs' | 'maxDelayMs' | 'factor' | 'jitter'>,
  random: Random,
): number {
  const grown = baseDelayMs * factor ** (retry - 1);
  // Growth that has overflowed still leaves nothing of a base of nothing.
  const ceiling = Number.isNaN(grown) ? 0 : Math.min(grown, maxDelayMs, MAX_TIMER_MS);
  switch (jitter) {
    case 'full':
      return random() * ceiling;
    case 'equal':
      return ((1 + random()) * ceiling) / 2;
    case 'none':
      return ceiling;
  }
}
