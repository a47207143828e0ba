import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failuresNeeded, INITIAL_FAILURE_RATE, learn } from '../../src/circuit/significance.ts';

test.each([
  [0.001, 2],
  [0.02, 3],
  [0.05, 4],
  [0.1, 5],
  [0.3, 10],
  [0.5, 17],
  [0.9, 110],
])('an upstream that fails at a rate of %d surprises with a run of %d', (rate, run) => {
  expect(failuresNeeded(rate, 1e-5)).toBe(run);
});

test('never takes one failure for an outage, and always some number, whatever has been learnt', () => {
  const streaks = fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 50 });
  fc.assert(
    fc.property(streaks, (runs) => {
      const needed = failuresNeeded(runs.reduce(learn, INITIAL_FAILURE_RATE), 1e-5);
      expect(needed).toBeGreaterThanOrEqual(2);
      expect(needed).toBeLessThanOrEqual(110);
    }),
  );
});

test('learns from a trace as a moving average would', () => {
  let rate = INITIAL_FAILURE_RATE;
  let streak = 0;
  let average = INITIAL_FAILURE_RATE;
  for (const failed of [false, true, true, false, true, false, false]) {
    average += ((failed ? 1 : 0) - average) / 10;
    if (failed) {
      streak++;
      continue;
    }
    rate = learn(rate, streak);
    streak = 0;
  }
  expect(rate).toBeCloseTo(average, 10);
});

test('stays a rate, and forgets an outage within a few dozen successes', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 })), (streaks) => {
      let rate = INITIAL_FAILURE_RATE;
      for (const streak of streaks) rate = learn(rate, streak);
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThan(1);
      for (let success = 0; success < 60; success++) rate = learn(rate, 0);
      expect(failuresNeeded(rate, 1e-5)).toBe(2);
    }),
  );
});
