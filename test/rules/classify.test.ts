import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResponseVerdict } from '../../src/model/verdict.ts';
import { type ClassifyContext, classify } from '../../src/rules/classify.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
const at = (ms: number) => new Date(ms).toUTCString();
const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });
/** `Response` takes no status of 600 and more, but servers do. */
const like = (status: number) => ({ status, headers: new Headers() });

describe('a response', () => {
  test.each<[number, ResponseVerdict['kind'], boolean, ResponseVerdict['fault'], ResponseVerdict['reached']]>([
    [200, 'ok', false, 'unknown', 'yes'],
    [204, 'ok', false, 'unknown', 'yes'],
    [301, 'ok', false, 'unknown', 'yes'],
    [304, 'ok', false, 'unknown', 'yes'],
    [399, 'ok', false, 'unknown', 'yes'],
    [400, 'client-error', false, 'caller', 'maybe'],
    [404, 'client-error', false, 'caller', 'maybe'],
    [408, 'request-timeout', true, 'network', 'maybe'],
    [409, 'client-error', false, 'caller', 'maybe'],
    [425, 'too-early', true, 'gateway', 'maybe'],
    [429, 'rate-limited', true, 'caller', 'maybe'],
    [499, 'client-error', false, 'caller', 'maybe'],
    [500, 'server-error', true, 'unknown', 'maybe'],
    [501, 'server-error', false, 'upstream', 'maybe'],
    [502, 'bad-gateway', true, 'unknown', 'maybe'],
    [503, 'service-unavailable', true, 'unknown', 'maybe'],
    [504, 'gateway-timeout', true, 'unknown', 'maybe'],
    [505, 'server-error', false, 'upstream', 'maybe'],
    [506, 'server-error', false, 'upstream', 'maybe'],
    [507, 'server-error', false, 'upstream', 'maybe'],
    [508, 'server-error', false, 'upstream', 'maybe'],
    [510, 'server-error', false, 'upstream', 'maybe'],
    [511, 'server-error', false, 'upstream', 'maybe'],
    [520, 'bad-gateway', true, 'gateway', 'maybe'],
    [521, 'bad-gateway', true, 'gateway', 'maybe'],
    [522, 'gateway-timeout', true, 'gateway', 'maybe'],
    [523, 'bad-gateway', true, 'gateway', 'maybe'],
    [524, 'gateway-timeout', true, 'gateway', 'maybe'],
    [525, 'bad-gateway', false, 'gateway', 'maybe'],
    [526, 'bad-gateway', false, 'gateway', 'maybe'],
    [527, 'bad-gateway', true, 'gateway', 'maybe'],
    [528, 'server-error', false, 'upstream', 'maybe'],
    [530, 'bad-gateway', true, 'gateway', 'maybe'],
    [599, 'server-error', false, 'upstream', 'maybe'],
    [600, 'server-error', false, 'upstream', 'maybe'],
    [999, 'server-error', false, 'upstream', 'maybe'],
  ])('of %i is %s, transient: %s, fault: %s, reached: %s', (status, kind, transient, fault, reached) => {
    const evidence = [`status:${status}`];
    expect(classify(like(status))).toEqual({ kind, status, transient, fault, reached, evidence });
  });

  test('of 200 costs nothing new', () => {
    expect(classify(answer(200))).toBe(classify(answer(200, { 'retry-after': '5' })));
  });

  test.each<[string, unknown]>([
    ['opaque', { status: 0, type: 'opaque', headers: new Headers() }],
    ['opaque redirect', { status: 0, type: 'opaqueredirect', headers: new Headers() }],
    ['error-typed', Response.error()],
  ])('that is %s is no failure', (_, response) => {
    expect(classify(response)).toEqual({
      kind: 'ok',
      status: 0,
      transient: false,
      fault: 'unknown',
      reached: 'maybe',
      evidence: ['response:opaque'],
    });
  });

  test.each<[string, unknown]>([
    ['of another realm', runInNewContext('({ status: 503, headers: { get: () => null } })')],
    ['of a polyfill without much', { status: 503, headers: new Map() }],
    [
      'of a polyfill whose headers throw',
      {
        status: 503,
        headers: {
          get: () => {
            throw new Error();
          },
        },
      },
    ],
    ['of a polyfill whose headers are no text', { status: 503, headers: { get: () => 5 } }],
  ])('%s counts', (_, response) => {
    expect(classify(response)).toMatchObject({ kind: 'service-unavailable', status: 503, evidence: ['status:503'] });
  });
});

describe('the wait that a server asks for', () => {
  const LATER = at(NOW + 30_000);
  const ASKED = ['header:retry-after'];
  const LIMITED = ['header:ratelimit'];

  test.each<[string, number, Record<string, string>, ClassifyContext, number | undefined, string[]]>([
    ['is read from a 429', 429, { 'retry-after': '5' }, {}, 5_000, ASKED],
    ['is read from a 502', 502, { 'retry-after': '5' }, {}, 5_000, ASKED],
    ['is read from a 503', 503, { 'retry-after': '5' }, {}, 5_000, ASKED],
    ['is read from a 504', 504, { 'retry-after': '5' }, {}, 5_000, ASKED],
    ['may be nothing', 503, { 'retry-after': '0' }, {}, 0, ASKED],
    ['is not read from a 408', 408, { 'retry-after': '5' }, {}, undefined, []],
    ['is not read from a 500', 500, { 'retry-after': '5' }, {}, undefined, []],
    ['is not read from a 301', 301, { 'retry-after': '5' }, {}, undefined, []],
    ['is not read from a 404', 404, { 'retry-after': '5' }, {}, undefined, []],
    ['is not guessed', 503, { 'retry-after': 'soon' }, {}, undefined, []],
    [
      "is measured by the server's clock",
      503,
      { 'retry-after': LATER, date: at(NOW) },
      { now: NOW - 9e6 },
      30_000,
      ASKED,
    ],
    ['is measured by ours where the server tells no time', 503, { 'retry-after': LATER }, { now: NOW }, 30_000, ASKED],
    [
      'is measured by ours where the server tells nonsense',
      503,
      { 'retry-after': LATER, date: 'today' },
      { now: NOW },
      30_000,
      ASKED,
    ],
    ['is not measured without a clock', 503, { 'retry-after': LATER }, {}, undefined, []],
    ['is read from the rate limit', 429, { ratelimit: '"default";r=0;t=30' }, {}, 30_000, LIMITED],
    [
      'is read from the rate limit where the rest is nonsense',
      429,
      { 'retry-after': 'soon', 'x-ratelimit-reset': '9' },
      {},
      9_000,
      LIMITED,
    ],
    [
      'is rather Retry-After than the rate limit',
      429,
      { 'retry-after': '5', 'ratelimit-reset': '9' },
      {},
      5_000,
      ASKED,
    ],
    ['is not read from the rate limit of a 503', 503, { 'ratelimit-reset': '9' }, {}, undefined, []],
    [
      "is measured by the server's clock in a rate limit too",
      429,
      { 'x-ratelimit-reset': String(NOW / 1000 + 9), date: at(NOW) },
      { now: 0 },
      9_000,
      LIMITED,
    ],
  ])('%s', (_, status, headers, context, retryAfterMs, evidence) => {
    const verdict = classify(answer(status, headers), context);
    expect(verdict.retryAfterMs).toBe(retryAfterMs);
    expect('retryAfterMs' in verdict).toBe(retryAfterMs !== undefined);
    expect(verdict.evidence).toEqual([`status:${status}`, ...evidence]);
  });
});

describe("the caller's signal", () => {
  const ABORTED = {
    kind: 'aborted',
    transient: false,
    fault: 'caller',
    reached: 'maybe',
    evidence: ['signal:aborted'],
  };

  test('that has aborted is the verdict, whatever came of the request', () => {
    const signal = AbortSignal.abort();
    expect(classify(new TypeError('Failed to fetch'), { signal })).toEqual(ABORTED);
    expect(classify(answer(503), { signal })).toEqual(ABORTED);
    expect(classify(undefined, { signal })).toEqual(ABORTED);
  });

  test.each(['AbortError', 'TimeoutError'])('that has not aborted makes an %s a network failure', (name) => {
    const signal = new AbortController().signal;
    expect(classify(new DOMException('', name), { signal })).toMatchObject({ kind: 'network', transient: true });
    expect(classify(new DOMException('', name), { signal: null })).toMatchObject({ kind: 'network', transient: true });
    expect(classify(new DOMException('', name))).toMatchObject({ kind: 'network', transient: true });
  });
});

describe('an error', () => {
  test('is judged with what is known of the request', () => {
    const cause = Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect', address: '::1', port: 80 });
    const thrown = new TypeError('fetch failed', { cause });
    const verdict = {
      kind: 'network',
      transient: true,
      fault: 'network',
      reached: 'no',
      evidence: ['code:ECONNREFUSED'],
    };
    expect(classify(thrown, { url: 'http://[::1]/', method: 'POST' })).toEqual(verdict);
    expect(classify(thrown, { url: 'http://a.test/' })).toMatchObject({ reached: 'maybe' });
    expect(classify(thrown, { url: 'http://a.test/', redirect: 'manual' })).toMatchObject({ reached: 'no' });
    expect(classify(thrown)).toMatchObject({ reached: 'maybe' });
  });

  test('with a status of its own, but no headers, is still an error', () => {
    expect(classify(Object.assign(new Error(), { status: 503 }))).toMatchObject({ kind: 'network' });
    expect(classify({ status: 503 })).toMatchObject({ kind: 'network' });
    expect(classify({ status: 503, headers: {} })).toMatchObject({ kind: 'network' });
    expect(classify({ status: Number.NaN, headers: new Headers() })).toMatchObject({ kind: 'network' });
    expect(classify({ status: '503', headers: new Headers() })).toMatchObject({ kind: 'network' });
  });
});

describe('whatever there is to judge', () => {
  const anyHeader = fc.constantFrom('Retry-After', 'Date', 'RateLimit', 'X-RateLimit-Reset');
  const response = fc.record({
    status: fc.oneof(fc.integer(), fc.constantFrom(0, 200, 429, 502, 503, 504)),
    headers: fc.dictionary(anyHeader, fc.string()).map((entries) => new Map(Object.entries(entries))),
  });

  test('the verdict is complete, frozen, and claims no proof without a code', () => {
    const now = fc.option(fc.double(), { nil: undefined });
    fc.assert(
      fc.property(fc.oneof(fc.anything({ withNullPrototype: true }), response), now, (outcome, clock) => {
        const verdict = classify(outcome, { url: 'http://192.0.2.1/', ...(clock === undefined ? {} : { now: clock }) });
        expect(Object.isFrozen(verdict)).toBe(true);
        expect(Object.isFrozen(verdict.evidence)).toBe(true);
        expect(verdict.evidence.length).toBeGreaterThan(0);
        expect(verdict.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(verdict.retryAfterMs ?? 0)).toBe(true);
        if (verdict.reached === 'no') expect(verdict.evidence.join()).toContain('code:');
      }),
      { numRuns: 1_000 },
    );
  });

  test('a revoked proxy is a network failure', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(classify(proxy)).toMatchObject({ kind: 'network', evidence: ['network:unknown'] });
  });
});
