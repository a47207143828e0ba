import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canAfford, refill } from '../../src/upstream/retry-budget.ts';

const options = { capacity: 50, initial: 10, perSuccess: 0.2 };

test.each([
  [0, false],
  [0.99, false],
  [1, true],
  [50, true],
])('%d tokens pay for a retry: %s', (tokens, enough) => {
  expect(canAfford(tokens)).toBe(enough);
});

test('gives back all that the call had taken, and a little more', () => {
  expect(refill(10, 3, options)).toBeCloseTo(13.2);
  expect(refill(10, 0, options)).toBeCloseTo(10.2);
});

test('never holds more than its capacity, nor less than it had', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 50, noNaN: true }), fc.integer({ min: 0, max: 100 }), (tokens, returned) => {
      const after = refill(tokens, returned, options);
      expect(after).toBeLessThanOrEqual(50);
      expect(after).toBeGreaterThanOrEqual(tokens);
    }),
  );
});

test('carries 30 % random failure for ever, and amplifies an outage by no more than what it held', () => {
  let tokens = options.initial;
  for (let call = 0; call < 10_000; call++) {
    // The worst case of an ordinary day: every third call needs one retry, and that succeeds.
    if (call % 3 !== 0) {
      tokens = refill(tokens, 0, options);
      continue;
    }
    expect(canAfford(tokens)).toBe(true);
    tokens = refill(tokens - 1, 1, options);
  }
  let retries = 0;
  for (let call = 0; call < 10_000; call++) {
    if (!canAfford(tokens)) continue;
    tokens--;
    retries++;
  }
  expect(retries).toBeLessThanOrEqual(options.capacity);
});
