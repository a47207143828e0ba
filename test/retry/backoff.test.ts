import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_TIMER_MS } from '../../src/platform/max-timer.ts';
import { backoffMs } from '../../src/retry/backoff.ts';

const DEFAULTS = { baseDelayMs: 250, maxDelayMs: 20_000 };
type Options = Parameters<typeof backoffMs>[1];

describe('the wait', () => {
  test.each<[string, number, Partial<Options>, number, number]>([
    ['falls anywhere under the base at first', 1, {}, 0.5, 125],
    ['doubles its ceiling with every retry', 4, {}, 0.5, 1_000],
    ['may be nothing at all', 2, {}, 0, 0],
    ['may come close to its ceiling', 2, {}, 0.75, 375],
    ['stops growing at the cap', 50, {}, 0.5, 10_000],
    ['keeps its jitter at the cap', 50, {}, 0.25, 5_000],
    ['obeys a cap below the base', 1, { maxDelayMs: 100 }, 0.5, 50],
    ['never outgrows a timer', 100, { maxDelayMs: Number.POSITIVE_INFINITY }, 0.5, MAX_TIMER_MS / 2],
    ['survives overflow', 5_000, {}, 0.5, 10_000],
    ['stays nothing with a base of nothing, however long it grows', 5_000, { baseDelayMs: 0 }, 0.5, 0],
  ])('%s', (_, retry, options, random, expected) => {
    expect(backoffMs(retry, { ...DEFAULTS, ...options }, () => random)).toBe(expected);
  });

  test('is at most what setTimeout takes', () => {
    expect(MAX_TIMER_MS).toBe(2_147_483_647);
  });

  test('lies between nothing and the ceiling, whatever the options', () => {
    const ms = fc.oneof(fc.constant(0), fc.double({ min: 0, noNaN: true }));
    const options = fc.record<Options>({ baseDelayMs: ms, maxDelayMs: ms });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), options, chance, (retry, given, random) => {
        const wait = backoffMs(retry, given, () => random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(Math.min(given.maxDelayMs, MAX_TIMER_MS));
        // A later retry may wait longer, and never has a lower ceiling.
        expect(backoffMs(retry + 1, given, () => random)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });

  test('is spread evenly under its ceiling, so that clients do not return together', () => {
    const waits = Array.from({ length: 100 }, (_, n) => backoffMs(3, DEFAULTS, () => n / 100));
    expect(waits).toEqual(Array.from({ length: 100 }, (_, n) => (n / 100) * 1_000));
  });
});
