import { expect, test } from 'vitest';
import type { Verdict } from '../../src/model/verdict.ts';
import { effectOf } from '../../src/rules/health-signal.ts';

const verdict = (kind: Verdict['kind'], more: object = {}): Verdict =>
  ({ kind, fault: 'unknown', transient: true, reached: 'maybe', evidence: [], ...more }) as Verdict;

test.each<[string, Verdict, string]>([
  ['200', verdict('ok'), 'alive'],
  ['404', verdict('client-error', { status: 404, transient: false }), 'alive'],
  ['507', verdict('server-error', { status: 507, transient: false }), 'alive'],
  ['500, one broken route', verdict('server-error', { status: 500 }), 'neutral'],
  ['501', verdict('server-error', { status: 501, transient: false }), 'neutral'],
  ['408', verdict('request-timeout', { status: 408 }), 'neutral'],
  ['425', verdict('too-early', { status: 425 }), 'neutral'],
  ['429', verdict('rate-limited', { status: 429 }), 'back-pressure'],
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
  ['a refusal of our own', verdict('refused'), 'nothing'],
  ['a request that the engine refuses', verdict('invalid-request'), 'nothing'],
])('reads %s', (_what, given, effect) => {
  expect(effectOf(given)).toBe(effect);
});
