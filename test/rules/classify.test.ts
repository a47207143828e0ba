import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/evidence/classify.ts';
import type { ClassifyContext } from '../../src/model/evidence.ts';
import type { ResponseVerdict } from '../../src/model/verdict.ts';

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
    [529, 'service-unavailable', true, 'upstream', 'maybe'],
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
    ['is not read from a 301', 301, { 'retry-after': '5' }, {}, undefined, []],
    ['is read in milliseconds', 503, { 'retry-after-ms': '250' }, {}, 250, ['header:retry-after-ms']],
    [
      'is rather milliseconds than seconds',
      503,
      { 'retry-after': '5', 'retry-after-ms': '1250.5' },
      {},
      1_250.5,
      ['header:retry-after-ms'],
    ],
    [
      'is seconds where the milliseconds are nonsense',
      503,
      { 'retry-after': '5', 'retry-after-ms': 'soon' },
      {},
      5_000,
      ASKED,
    ],
    [
      'is read in milliseconds as Azure spells them',
      429,
      { 'retry-after': '1', 'x-ms-retry-after-ms': '17' },
      {},
      17,
      ['header:x-ms-retry-after-ms'],
    ],
    ['is measured in epoch seconds', 503, { 'retry-after': String(NOW / 1000 + 9) }, { now: NOW }, 9_000, ASKED],
    [
      "is measured in epoch seconds by the server's clock",
      503,
      { 'retry-after': String(NOW / 1000 + 9), date: at(NOW) },
      { now: NOW - 9e6 },
      9_000,
      ASKED,
    ],
    [
      'is read from the exhausted rate limit of a 403',
      403,
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 60) },
      { now: NOW },
      60_000,
      LIMITED,
    ],
    ['is read from the RateLimit field of a 403', 403, { ratelimit: '"default";r=0;t=30' }, {}, 30_000, LIMITED],
    [
      'is not read from a 403 while something is left of the rate limit',
      403,
      { 'x-ratelimit-remaining': '57', 'x-ratelimit-reset': String(NOW / 1000 + 60) },
      { now: NOW },
      undefined,
      [],
    ],
    [
      'is not read from a 403 that does not tell what is left of the rate limit',
      403,
      { 'x-ratelimit-reset': String(NOW / 1000 + 60) },
      { now: NOW },
      undefined,
      [],
    ],
    [
      'is not read from a 403 whose rest of the rate limit is no number',
      403,
      { 'x-ratelimit-remaining': '', 'x-ratelimit-reset': '60' },
      { now: NOW },
      undefined,
      [],
    ],
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

describe('the wait that a server asks for, whether or not the status is sent again,', () => {
  const STATUSES = [
    400, 401, 403, 404, 408, 409, 410, 422, 423, 425, 429, 451, 500, 501, 502, 503, 504, 507, 520, 521, 522, 523, 524,
    525, 526, 529, 530, 599,
  ];

  test.each(STATUSES)('is read from a %i', (status) => {
    expect(classify(answer(status, { 'retry-after': '5' }))).toMatchObject({
      retryAfterMs: 5_000,
      evidence: [`status:${status}`, 'header:retry-after'],
    });
  });
});

describe('x-should-retry', () => {
  const said = (status: number, value: string, more: Record<string, string> = {}) =>
    classify(answer(status, { 'x-should-retry': value, ...more }));

  test.each([408, 429, 500, 502, 503, 504, 520])('"false" makes a %i final', (status) => {
    const verdict = said(status, 'false');
    expect(verdict).toEqual({
      ...classify(answer(status)),
      transient: false,
      evidence: [`status:${status}`, 'header:x-should-retry'],
    });
  });

  test.each([400, 404, 409, 501, 525, 599])('"true" makes a %i one that passes, and no more', (status) => {
    const verdict = said(status, 'true');
    expect(verdict).toEqual({
      ...classify(answer(status)),
      transient: true,
      evidence: [`status:${status}`, 'header:x-should-retry'],
    });
    expect(verdict.reached).toBe('maybe');
  });

  test('has the last word over what a gateway says', () => {
    const gateway = { 'proxy-status': 'gate;error=tls_certificate_error' };
    expect(said(502, 'x', gateway).transient).toBe(false);
    expect(said(502, 'true', gateway)).toMatchObject({ transient: true, reached: 'maybe' });
    expect(said(502, 'true', { 'proxy-status': 'gate;error=http_response_incomplete' }).reached).toBe('yes');
  });

  test.each(['', 'yes', '1', 'true, false', 'falsehood'])('is not heeded as %j', (value) => {
    expect(said(503, value)).toEqual(classify(answer(503)));
    expect(said(404, value)).toEqual(classify(answer(404)));
  });

  test('is heeded in any case, and with space around', () => {
    expect(said(503, ' False ').transient).toBe(false);
  });

  test('says nothing about a success', () => {
    expect(said(204, 'true').transient).toBe(false);
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
  test('is classified with what is known of the request', () => {
    const cause = Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect', address: '::1', port: 80 });
    const thrown = new TypeError('fetch failed', { cause });
    const verdict = {
      kind: 'network',
      transient: true,
      fault: 'network',
      reached: 'no',
      evidence: ['code:ECONNREFUSED'],
    };
    expect(classify(thrown, { url: 'http://[::1]/' })).toEqual(verdict);
    // It was a member of the context once, and callers may still give it.
    const withMethod = { url: 'http://[::1]/', method: 'POST' };
    expect(classify(thrown, withMethod)).toEqual(verdict);
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

describe('whatever there is to classify', () => {
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
