import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULTS } from '../../src/defaults.ts';
import { probeIntervalMs } from '../../src/rules/probe.ts';
import { releaseGapMs, releaseWindowMs } from '../../src/rules/release.ts';

const options = DEFAULTS.circuit;
const middle = () => 0.5;

test.each([
  [0, true, 1_000],
  [1, true, 2_000],
  [2, true, 4_000],
  [9, true, 4_000],
  [0, false, 500],
  [1, false, 1_000],
  [2, false, 2_000],
  [3, false, 4_000],
])('after %d probes, with the circuit open: %s, waits %d ms for the next', (sent, open, ms) => {
  expect(probeIntervalMs(sent, open, options, middle)).toBe(ms);
});

test('spreads the intervals of an open circuit by the jitter on either side', () => {
  expect(probeIntervalMs(0, true, options, () => 0)).toBeCloseTo(900);
  expect(probeIntervalMs(0, true, options, () => 1)).toBeCloseTo(1_100);
});

test('is finite after any number of probes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), fc.boolean(), (sent, open) => {
      expect(probeIntervalMs(sent, open, options, middle)).toBeLessThanOrEqual(options.maxOpenMs);
    }),
  );
});

test.each([
  [0, 200],
  [1_500, 1_500],
  [60_000, 8_000],
])('after an outage of %d ms lets the queue go over %d ms', (outageMs, windowMs) => {
  expect(releaseWindowMs(outageMs, options.maxOpenMs)).toBe(windowMs);
});

test('never lets two calls go closer together than 25 ms, give or take a quarter', () => {
  expect(releaseGapMs(200, 1_000, middle)).toBe(25);
  expect(releaseGapMs(200, 1_000, () => 0)).toBeCloseTo(18.75);
  expect(releaseGapMs(2_000, 4, middle)).toBe(500);
});
