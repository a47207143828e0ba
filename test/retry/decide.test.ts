import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/model/verdict.ts';
import { decide, type Standing } from '../../src/retry/decide.ts';

const verdict = (kind: Verdict['kind'], more: Partial<Verdict> = {}): Verdict =>
  ({ kind, fault: 'unknown', transient: true, reached: 'maybe', evidence: [], ...more }) as Verdict;

const standing = (more: Partial<Standing> = {}): Standing => ({
  verdict: verdict('bad-gateway', { status: 502 }),
  attempts: 1,
  maxAttempts: 4,
  replayable: true,
  bodyReplayable: true,
  remainingMs: 60_000,
  backoffMs: 100,
  patienceMs: 0,
  spreadMs: 300,
  maxRetryAfterMs: 45_000,
  appSays: undefined,
  ...more,
});

const because = (more: Partial<Standing>) => {
  const decision = decide(standing(more));
  return decision.kind === 'settle' ? decision.because : 'retry';
};

describe('says no', () => {
  test.each<[string, Partial<Standing>]>([
    ['success', { verdict: verdict('ok', { status: 200, transient: false }) }],
    ['final', { verdict: verdict('client-error', { status: 404, transient: false }) }],
    ['policy', { appSays: false }],
    ['attempts', { attempts: 4 }],
    ['body-not-replayable', { bodyReplayable: false }],
    ['not-replayable', { replayable: false }],
    ['retry-after-too-long', { verdict: verdict('service-unavailable', { retryAfterMs: 45_001 }), patienceMs: 45_001 }],
    ['retry-after-too-long', { patienceMs: 5_000, remainingMs: 4_000 }],
    ['deadline', { backoffMs: 500, remainingMs: 500 }],
    ['aborted', { verdict: verdict('aborted') }],
    ['cancelled', { verdict: verdict('cancelled') }],
    ['deadline', { verdict: verdict('deadline') }],
    ['circuit-open', { verdict: verdict('refused') }],
  ])('%s', (reason, more) => {
    expect(because(more)).toBe(reason);
  });

  test('with the first reason, when there are several', () => {
    expect(because({ appSays: false, attempts: 4, bodyReplayable: false, replayable: false })).toBe('policy');
    expect(because({ attempts: 4, bodyReplayable: false, replayable: false })).toBe('attempts');
    expect(because({ bodyReplayable: false, replayable: false })).toBe('body-not-replayable');
  });
});

describe('says yes', () => {
  test('after the backoff', () => {
    expect(decide(standing())).toEqual({ kind: 'retry', delayMs: 100, waitReason: 'backoff' });
  });

  test('after what the server asked for and a little more, never earlier', () => {
    expect(decide(standing({ patienceMs: 2_000 }))).toEqual({
      kind: 'retry',
      delayMs: 2_300,
      waitReason: 'retry-after',
    });
  });

  test('without the little more, where only that would miss the deadline', () => {
    expect(decide(standing({ patienceMs: 2_000, remainingMs: 2_100 }))).toEqual({
      kind: 'retry',
      delayMs: 2_000,
      waitReason: 'retry-after',
    });
  });

  test('to a request that may not be sent twice, when it provably did not arrive', () => {
    expect(because({ replayable: false, verdict: verdict('network', { reached: 'no' }) })).toBe('retry');
  });

  test("on the app's word, to a failure that we would not send again", () => {
    expect(because({ verdict: verdict('client-error', { status: 404, transient: false }), appSays: true })).toBe(
      'retry',
    );
  });

  test("but not on the app's word to a request that may not be sent twice", () => {
    expect(because({ replayable: false, appSays: true })).toBe('not-replayable');
  });
});

test('never starts a wait that cannot end before the deadline, nor one shorter than the server asked for', () => {
  const ms = fc.double({ min: 0, max: 100_000, noNaN: true });
  fc.assert(
    fc.property(ms, ms, ms, ms, (backoffMs, patienceMs, spreadMs, remainingMs) => {
      const decision = decide(standing({ backoffMs, patienceMs, spreadMs, remainingMs }));
      if (decision.kind === 'settle') return;
      expect(decision.delayMs).toBeLessThan(remainingMs);
      expect(decision.delayMs).toBeGreaterThanOrEqual(patienceMs);
    }),
  );
});
