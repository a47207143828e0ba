import { expect, test } from 'vitest';
import { classify } from '../../src/evidence/classify.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { type HealthSignal, healthSignalOf } from '../../src/rules/health-signal.ts';
import { SUPERSEDED } from '../../src/rules/own-verdicts.ts';

const verdict = (kind: Verdict['kind'], more: object = {}): Verdict =>
  ({ kind, fault: 'unknown', transient: true, reached: 'maybe', evidence: [], ...more }) as Verdict;

test.each<[string, Verdict, HealthSignal]>([
  ['200', verdict('ok'), 'alive'],
  ['404', verdict('client-error', { status: 404, transient: false }), 'alive'],
  ['507', verdict('server-error', { status: 507, transient: false }), 'neutral'],
  ['500, one broken route', verdict('server-error', { status: 500 }), 'neutral'],
  ['501', verdict('server-error', { status: 501, transient: false }), 'neutral'],
  ['408', verdict('request-timeout', { status: 408 }), 'neutral'],
  ['425', verdict('too-early', { status: 425 }), 'neutral'],
  ['429', verdict('rate-limited', { status: 429 }), 'neutral'],
  ['429 with Retry-After', verdict('rate-limited', { status: 429, retryAfterMs: 5_000 }), 'neutral'],
  ['503 with Retry-After', verdict('service-unavailable', { status: 503, retryAfterMs: 0 }), 'back-pressure'],
  ['503 without', verdict('service-unavailable', { status: 503 }), 'failure'],
  ['502', verdict('bad-gateway', { status: 502 }), 'failure'],
  ['504', verdict('gateway-timeout', { status: 504 }), 'failure'],
  ['526, which will not pass', verdict('bad-gateway', { status: 526, transient: false }), 'neutral'],
  ['a refused connection', verdict('network'), 'failure'],
  ['a wrong certificate', verdict('network', { transient: false }), 'neutral'],
  ['an attempt timeout', verdict('attempt-timeout'), 'failure'],
  ['the deadline', verdict('deadline'), 'failure'],
  ['an abort', verdict('aborted'), 'nothing'],
  ['a call that was cancelled', verdict('cancelled'), 'nothing'],
  ['a refusal of our own', verdict('refused'), 'nothing'],
  ['a request that the engine refuses', verdict('invalid-request'), 'nothing'],
  ['an attempt that another one of the same call has overtaken', SUPERSEDED, 'nothing'],
])('reads %s', (_what, given, signal) => {
  expect(healthSignalOf(given)).toBe(signal);
});

const FAILURES = [502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 530];
/** A 501 or a certificate that Cloudflare refuses says that something is wrong, but not that waiting would help. */
const isNeutral = (status: number): boolean => status >= 500 || [408, 425, 429].includes(status);

test('reads every status of 400 and more as what it proves', () => {
  for (let status = 400; status < 1_000; status++) {
    const expected = FAILURES.includes(status) ? 'failure' : isNeutral(status) ? 'neutral' : 'alive';
    expect([status, healthSignalOf(classify({ status, headers: new Headers() }))]).toEqual([status, expected]);
  }
});

test('reads an overloaded 529 that asks to wait like such a 503', () => {
  const headers = new Headers({ 'retry-after': '5' });
  expect(healthSignalOf(classify({ status: 529, headers }))).toBe('back-pressure');
  expect(healthSignalOf(classify({ status: 502, headers }))).toBe('failure');
});
