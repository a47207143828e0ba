import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Breaker } from '../../src/circuit/breaker.ts';

let breaker: Breaker;

beforeEach(() => {
  vi.useFakeTimers();
  breaker = new Breaker('http://upstream.test', 1_000);
});
afterEach(() => {
  vi.useRealTimers();
});

test('counts for ten seconds, in steps of two', () => {
  breaker.succeeded(1_000);
  breaker.failed(2_999);
  expect(breaker.counts(10_999)).toEqual({ successes: 1, failures: 1 });
  expect(breaker.counts(11_000)).toEqual({ successes: 0, failures: 0 });
});

test('counts what comes at the turn to the next step with that one', () => {
  breaker.succeeded(2_999);
  breaker.succeeded(3_000);
  breaker.failed(3_000);
  expect(breaker.counts(11_000)).toEqual({ successes: 1, failures: 1 });
  expect(breaker.counts(12_999)).toEqual({ successes: 1, failures: 1 });
  expect(breaker.counts(13_000)).toEqual({ successes: 0, failures: 0 });
});

test('keeps its steps after a long rest', () => {
  breaker.succeeded(1_000);
  expect(breaker.counts(101_500)).toEqual({ successes: 0, failures: 0 });
  breaker.succeeded(101_500);
  expect(breaker.counts(110_999)).toMatchObject({ successes: 1 });
  expect(breaker.counts(111_000)).toMatchObject({ successes: 0 });
});

test('opens and closes only when it is told to', () => {
  for (let n = 0; n < 100; n++) breaker.failed(1_000);
  expect(breaker.opened).toBe(false);
  breaker.open();
  expect(breaker.opened).toBe(true);
  breaker.close();
  expect(breaker.opened).toBe(false);
});

test('may be shut down before anything has failed', () => {
  breaker.succeeded(1_000);
  expect(() => breaker.shutdown()).not.toThrow();
});

test('leaves no timer behind, so that nothing keeps an upstream in memory that was forgotten', () => {
  breaker.open();
  breaker.shutdown();
  expect(vi.getTimerCount()).toBe(0);
});
