import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/model/verdict.ts';
import { decide, type Situation } from '../../src/retry/decide.ts';

const verdict = (kind: Verdict['kind'], more: Partial<Verdict> = {}): Verdict =>
  ({ kind, fault: 'unknown', transient: true, reached: 'maybe', evidence: [], ...more }) as Verdict;

const situation = (more: Partial<Situation> = {}): Situation => ({
  verdict: verdict('bad-gateway', { status: 502 }),
  attempts: 1,
  maxAttempts: 4,
  replayable: true,
  bodyReplayable: true,
  keepsFailing: false,
  isTooOld: false,
  remainingMs: Number.POSITIVE_INFINITY,
  isPaused: false,
  backoffMs: 100,
  askedMs: 0,
  spreadMs: 300,
  maxRetryAfterMs: 45_000,
  wish: undefined,
  ...more,
});

const because = (more: Partial<Situation>) => {
  const decision = decide(situation(more));
  return decision.kind === 'settle' ? decision.because : 'retry';
};

describe('says no', () => {
  test.each<[string, Partial<Situation>]>([
    ['success', { verdict: verdict('ok', { status: 200, transient: false }) }],
    ['final', { verdict: verdict('client-error', { status: 404, transient: false }) }],
    ['policy', { wish: false }],
    ['attempts', { attempts: 4 }],
    ['body-not-replayable', { bodyReplayable: false }],
    ['not-replayable', { replayable: false }],
    ['retry-after-too-long', { verdict: verdict('service-unavailable', { retryAfterMs: 45_001 }), askedMs: 45_001 }],
    ['retry-after-too-long', { askedMs: 5_000, remainingMs: 4_000 }],
    ['keeps-failing', { keepsFailing: true }],
    ['deadline', { wish: { afterMs: 500 }, remainingMs: 500 }],
    ['deadline', { backoffMs: 500, remainingMs: 500 }],
    ['deadline', { isTooOld: true }],
    ['aborted', { verdict: verdict('aborted') }],
    ['cancelled', { verdict: verdict('cancelled') }],
    ['deadline', { verdict: verdict('deadline') }],
    ['circuit-open', { verdict: verdict('refused') }],
  ])('%s', (reason, more) => {
    expect(because(more)).toBe(reason);
  });

  test('with the first reason, when there are several', () => {
    expect(because({ wish: false, attempts: 4, bodyReplayable: false, replayable: false })).toBe('policy');
    expect(because({ attempts: 4, bodyReplayable: false, replayable: false })).toBe('attempts');
    expect(because({ bodyReplayable: false, replayable: false, keepsFailing: true })).toBe('body-not-replayable');
    expect(because({ replayable: false, keepsFailing: true })).toBe('not-replayable');
    expect(because({ verdict: verdict('client-error', { transient: false }), isTooOld: true })).toBe('final');
    expect(because({ replayable: false, isTooOld: true })).toBe('not-replayable');
    expect(because({ keepsFailing: true, isTooOld: true, backoffMs: 500, remainingMs: 500 })).toBe('keeps-failing');
  });
});

describe('says yes', () => {
  test('after the backoff', () => {
    expect(decide(situation())).toEqual({ kind: 'retry', delayMs: 100, waitReason: 'backoff' });
  });

  test('after what the server asked for and a little more, never earlier', () => {
    expect(decide(situation({ askedMs: 2_000 }))).toEqual({
      kind: 'retry',
      delayMs: 2_300,
      waitReason: 'retry-after',
    });
  });

  test('without the little more, where only that would miss the deadline', () => {
    expect(decide(situation({ askedMs: 2_000, remainingMs: 2_100 }))).toEqual({
      kind: 'retry',
      delayMs: 2_000,
      waitReason: 'retry-after',
    });
  });

  test('to a request that may not be sent twice, when it provably did not arrive', () => {
    expect(because({ replayable: false, verdict: verdict('network', { reached: 'no' }) })).toBe('retry');
  });

  test('as soon as there is a sign of life, where the upstream is not answering', () => {
    expect(decide(situation({ isPaused: true, backoffMs: 500, remainingMs: 500 }))).toEqual({
      kind: 'retry',
      delayMs: 0,
      waitReason: 'circuit',
    });
  });

  test('after what the server asked for, even where the upstream is not answering', () => {
    expect(decide(situation({ isPaused: true, askedMs: 2_000 }))).toEqual({
      kind: 'retry',
      delayMs: 2_300,
      waitReason: 'retry-after',
    });
  });

  test('after the backoff, where that is longer than what the server asked for', () => {
    expect(decide(situation({ askedMs: 50, spreadMs: 20 }))).toEqual({
      kind: 'retry',
      delayMs: 100,
      waitReason: 'retry-after',
    });
  });

  test('exactly when the app says, whatever else there is', () => {
    expect(decide(situation({ wish: { afterMs: 7 }, isPaused: true, askedMs: 2_000 }))).toEqual({
      kind: 'retry',
      delayMs: 7,
      waitReason: 'retry-after',
    });
  });

  test('after a wait that another answer of the route has asked for, though it is longer than one of its own may be', () => {
    expect(because({ askedMs: 50_000 })).toBe('retry');
  });

  test("on the app's word with a time, to a failure that we would not send again", () => {
    expect(because({ verdict: verdict('client-error', { status: 404, transient: false }), wish: { afterMs: 0 } })).toBe(
      'retry',
    );
  });

  test("on the app's word, to a failure that we would not send again", () => {
    expect(because({ verdict: verdict('client-error', { status: 404, transient: false }), wish: true })).toBe('retry');
  });

  test("but not on the app's word to a request that may not be sent twice", () => {
    expect(because({ replayable: false, wish: true })).toBe('not-replayable');
  });
});

test('never starts a wait that cannot end before the deadline, nor one shorter than the server asked for', () => {
  const ms = fc.double({ min: 0, max: 100_000, noNaN: true });
  fc.assert(
    fc.property(ms, ms, ms, ms, (backoffMs, askedMs, spreadMs, remainingMs) => {
      const decision = decide(situation({ backoffMs, askedMs, spreadMs, remainingMs }));
      if (decision.kind === 'settle') return;
      expect(decision.delayMs).toBeLessThan(remainingMs);
      expect(decision.delayMs).toBeGreaterThanOrEqual(askedMs);
    }),
  );
});

describe('to the millisecond', () => {
  test('the longest wait that may be asked for is granted', () => {
    const asking = { verdict: verdict('service-unavailable', { retryAfterMs: 45_000 }), askedMs: 45_000 };
    expect(decide(situation(asking))).toMatchObject({ kind: 'retry', delayMs: 45_300 });
  });

  test.each([
    [5_301, { kind: 'retry', delayMs: 5_300, waitReason: 'retry-after' }],
    [5_300, { kind: 'retry', delayMs: 5_000, waitReason: 'retry-after' }],
    [5_001, { kind: 'retry', delayMs: 5_000, waitReason: 'retry-after' }],
    [5_000, { kind: 'settle', because: 'retry-after-too-long' }],
  ])(
    'a wait of five seconds fits into what is left only if something is left behind it (%d)',
    (remainingMs, decision) => {
      expect(decide(situation({ askedMs: 5_000, remainingMs }))).toEqual(decision);
    },
  );
});
