import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RetryBudget } from '../../src/upstream/retry-budget.ts';

const CAPACITY = 50;

const budget = (capacity = CAPACITY) => new RetryBudget({ capacity });

/** Takes every token that is there, and says how many. */
const drain = (from: RetryBudget): number => {
  let taken = 0;
  while (from.spend()) taken++;
  return taken;
};

test('pays for four retries at first, and then for none', () => {
  const fresh = budget();
  expect(fresh.tokens).toBe(10);
  expect(drain(fresh)).toBe(10);
  expect(fresh.spend()).toBe(false);
  expect(fresh.tokens).toBe(0);
});

test('starts with no more than it can hold', () => {
  expect(budget(2).tokens).toBe(2);
  expect(drain(budget(0))).toBe(0);
});

test('pays for another retry after ten successes', () => {
  const empty = budget();
  drain(empty);
  for (let success = 0; success < 9; success++) empty.earn(0);
  expect(empty.spend()).toBe(false);
  empty.earn(0);
  // The sum of ten tenths falls short of one by the last binary digit.
  empty.earn(0);
  expect(empty.spend()).toBe(true);
});

test('gives back all that a call had taken when it ends well, and a tenth more', () => {
  const used = budget();
  for (let retry = 0; retry < 3; retry++) used.spend();
  used.earn(3);
  expect(used.tokens).toBeCloseTo(10.1);
});

test('takes back a token that was not used, and nothing more', () => {
  const used = budget();
  used.spend();
  used.giveBack(1);
  expect(used.tokens).toBe(10);
});

test('never runs out where the app has switched it off', () => {
  const off = new RetryBudget(false);
  for (let retry = 0; retry < 1_000; retry++) expect(off.spend()).toBe(true);
  off.earn(3);
  off.giveBack(1);
  expect(off.tokens).toBe(Number.POSITIVE_INFINITY);
});

test('never holds more than its capacity, nor less than nothing, whatever happens', () => {
  const act = fc.oneof(
    fc.constant('spend' as const),
    fc.record({ earn: fc.integer({ min: 0, max: 10 }) }),
    fc.record({ giveBack: fc.integer({ min: 0, max: 10 }) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.array(act, { maxLength: 200 }), (capacity, acts) => {
      const tested = budget(capacity);
      for (const each of acts) {
        const before = tested.tokens;
        if (each === 'spend') expect(tested.spend() ? tested.tokens : before).toBe(before >= 1 ? before - 1 : before);
        else if ('earn' in each) tested.earn(each.earn);
        else tested.giveBack(each.giveBack);
        expect(tested.tokens).toBeGreaterThanOrEqual(0);
        expect(tested.tokens).toBeLessThanOrEqual(capacity);
      }
    }),
  );
});

test('carries 30 % random failure for ever, and amplifies an outage by no more than what it held', () => {
  const tested = budget();
  for (let call = 0; call < 10_000; call++) {
    // The worst case of an ordinary day: every third call needs one retry, and that succeeds.
    const isRetried = call % 3 === 0;
    if (isRetried) expect(tested.spend()).toBe(true);
    tested.earn(isRetried ? 1 : 0);
  }
  expect(drain(tested)).toBe(CAPACITY);
});
