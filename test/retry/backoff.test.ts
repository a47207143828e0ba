import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backoffMs, MAX_TIMER_MS } from '../../src/retry/backoff.ts';

const DEFAULTS = { baseDelayMs: 250, maxDelayMs: 20_000, factor: 2, jitter: 'full' } as const;
type Options = Parameters<typeof backoffMs>[1];

describe('the wait', () => {
  test.each<[string, number, Partial<Options>, number, number]>([
    ['starts at the base', 1, { jitter: 'none' }, 0.5, 250],
    ['doubles with every retry', 4, { jitter: 'none' }, 0.5, 2_000],
    ['grows by the factor', 3, { jitter: 'none', factor: 3 }, 0.5, 2_250],
    ['stays level with a factor of 1', 9, { jitter: 'none', factor: 1 }, 0.5, 250],
    ['stops growing at the cap', 50, { jitter: 'none' }, 0.5, 20_000],
    ['obeys a cap below the base', 1, { jitter: 'none', maxDelayMs: 100 }, 0.5, 100],
    ['falls anywhere under the ceiling', 2, {}, 0.5, 250],
    ['may be nothing at all', 2, {}, 0, 0],
    ['is never below half the ceiling with equal jitter', 2, { jitter: 'equal' }, 0, 250],
    ['falls in the upper half with equal jitter', 2, { jitter: 'equal' }, 0.5, 375],
    ['keeps its jitter at the cap', 50, {}, 0.25, 5_000],
    ['never outgrows a timer', 100, { jitter: 'none', maxDelayMs: Number.POSITIVE_INFINITY }, 0.5, MAX_TIMER_MS],
    ['survives overflow', 5_000, { jitter: 'none' }, 0.5, 20_000],
    ['stays nothing with a base of nothing, however long it grows', 5_000, { baseDelayMs: 0 }, 0.5, 0],
  ])('%s', (_, retry, options, random, expected) => {
    expect(backoffMs(retry, { ...DEFAULTS, ...options }, () => random)).toBe(expected);
  });

  test('is at most what setTimeout takes', () => {
    expect(MAX_TIMER_MS).toBe(2_147_483_647);
  });

  test('lies between nothing and the ceiling, whatever the options', () => {
    const options = fc.record<Options>({
      // Nobody waits for a denormal number of milliseconds, and half of one is not half of it.
      baseDelayMs: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, noNaN: true })),
      maxDelayMs: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, noNaN: true })),
      factor: fc.double({ min: 1, noNaN: true }),
      jitter: fc.constantFrom('full', 'equal', 'none'),
    });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), options, chance, (retry, given, random) => {
        const ceiling = backoffMs(retry, { ...given, jitter: 'none' }, () => random);
        const wait = backoffMs(retry, given, () => random);
        expect(ceiling).toBeLessThanOrEqual(Math.min(given.maxDelayMs, MAX_TIMER_MS));
        expect(wait).toBeLessThanOrEqual(ceiling);
        expect(wait).toBeGreaterThanOrEqual(given.jitter === 'full' ? 0 : ceiling / 2);
      }),
    );
  });
});
