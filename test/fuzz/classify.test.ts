import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/evidence/classify.ts';
import { supportIds } from '../../src/evidence/support-ids.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { loadCorpus } from '../corpus/records.ts';
import { anyText } from '../support/any-text.ts';
import { processorMs } from '../support/processor-time.ts';

/** `FUZZ_RUNS=1000000 npx vitest run test/fuzz` for the long run. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000);
const TIME_LIMIT_MS = Math.max(60_000, RUNS);

/** The only evidence on which a request may be called unsent. `docs/classification.md` explains each. */
const PROOFS =
  /^(?:proxy-status:trusted|id:cf-ray|id:x-vercel-id|akamai:(?:6|11|97)|envoy:(?:overloaded|no-healthy-upstream)|code:(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_CONN|ENOTFOUND|EAI_AGAIN))$/;
const CODE = /^[a-z]+(?:-[a-z]+)*:[\w.-]{1,64}$/;
const KINDS =
  'network aborted ok bad-gateway service-unavailable gateway-timeout rate-limited request-timeout too-early server-error client-error';

/** Everything that holds of every verdict, whatever came. */
function check(verdict: Verdict): void {
  expect(KINDS.split(' ')).toContain(verdict.kind);
  expect(Object.isFrozen(verdict) && Object.isFrozen(verdict.evidence)).toBe(true);
  expect(verdict.evidence.length).toBeGreaterThan(0);
  for (const code of verdict.evidence) expect(code).toMatch(CODE);
  if (verdict.reached === 'no') expect(verdict.evidence.some((code) => PROOFS.test(code))).toBe(true);
  if (verdict.gateway !== undefined) expect(verdict.gateway).toMatch(/^[\w.:/ -]{1,64}$/);
  expect(verdict.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
  expect(Number.isFinite(verdict.retryAfterMs ?? 0)).toBe(true);
}

// Chance alone never writes "AkamaiGHost". So values are made of the words that the rules look for, whole and broken.
const corpus = loadCorpus();
const NAMES =
  'server via cf-ray x-cache x-served-by x-vercel-error x-vercel-id x-azure-ref x-amzn-errortype apigw-requestid mime-version x-squid-error x-powered-by x-envoy-overloaded x-envoy-upstream-service-time x-envoy-attempt-count proxy-status retry-after retry-after-ms x-ms-retry-after-ms x-should-retry date ratelimit ratelimit-reset x-ratelimit-reset x-ratelimit-remaining content-type content-length'.split(
    ' ',
  );
const WORDS = [
  ...[
    'cloudflare',
    'AkamaiGHost',
    '1.0',
    'envoy',
    'istio-envoy',
    'Vercel',
    'awselb/2.0',
    'ATS/9',
    'Caddy',
    'lighttpd/1',
    'Apache/2',
    'Netlify',
    '1.1 google',
  ],
  ...[
    'true',
    'FUNCTION_THROTTLED',
    'fra1::5pnkg-1700000000000-abcdef',
    '8c2f0a1b2c3d4e5f-FRA',
    'ERR_READ_ERROR 0',
    'Error from cloudfront',
    '1.1 x (squid/5.7)',
  ],
  ...[
    'gate;error=connection_refused',
    'gate;error="dns_error";rcode=NXDOMAIN',
    'x;error=tls_alert_received',
    'gate;received-status=502',
    ', ',
    ';error=a',
  ],
  ...[
    '"a";r=0;t=30',
    'limit=1, remaining=0, reset=5',
    '0',
    '5',
    '1e9',
    '1799999999',
    '1.5',
    '500ms',
    '2026-11-22T12:00:00+01:00',
    'Sun, 06 Nov 1994 08:49:37 -0500',
    'false',
    'Sun, 06 Nov 1994 08:49:37 GMT',
    'application/json',
    'application/problem+json',
    'text/html',
  ],
];
const BODIES = [
  ...[
    'no healthy upstream',
    'upstream request timeout',
    'error code: 521',
    '{"cloudflare_error":true,"status":521,"error_code":1033,"retry_after":60,"ray_id":"8c2f0a1b2c3d4e5f"}',
  ],
  ...[
    '<title>a | 521: b',
    'cf-error-details',
    'Reference&#32;&#35;6&#46;2d351ab8&#46;1557333295&#46;a4e16ab',
    'Reference #97.1.1.1',
    '5pnkg-1700000000000-abcdef',
    '<hr><center>nginx/1',
  ],
  ...[
    '{"type":"https://a/#quota-exceeded"}',
    '<!DOCTYPE html>',
    '<html><body><h1>503 A</h1>\nNo server is available',
    'Guru Meditation:',
    '\n',
    '<',
    '&#',
  ],
];
const shortText = anyText({ maxLength: 24 });
const value = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map((parts) => parts.join('')),
  shortText,
);
const headerSet = fc.oneof(
  fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 10 }),
  fc
    .tuple(fc.constantFrom(...corpus), fc.dictionary(fc.constantFrom(...NAMES), value, { maxKeys: 4 }))
    .map(([record, more]) => ({ ...record.headers, ...more })),
);
const body = fc.oneof(
  fc
    .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...BODIES) }, shortText), { maxLength: 4 })
    .map((parts) => parts.join('')),
  fc.constantFrom(...corpus).map((record) => record.body),
);
const status = fc.oneof(
  fc.constantFrom(429, 500, 502, 503, 504, 521, 523, 525, 530),
  fc.integer({ min: -1, max: 1000 }),
);
const context = fc.record(
  {
    bodyPeek: body,
    trustedProxies: fc.constantFrom([], ['gate']),
    accept: fc.constantFrom('application/json', '*/*'),
    now: fc.oneof(fc.constant(Number.NaN), fc.double()),
    redirect: fc.constantFrom('follow', 'manual', 'error'),
    url: fc.constantFrom('http://192.0.2.1/', 'no url'),
    method: fc.constantFrom('GET', 'POST'),
  },
  { requiredKeys: [] },
);
const facts = fc.record({
  type: fc.constantFrom('basic', 'cors', undefined),
  redirected: fc.constantFrom(false, true, undefined),
});

describe('whatever comes', () => {
  test(
    'a response is classified, and never called unsent without proof',
    () => {
      let proven = 0;
      fc.assert(
        fc.property(status, headerSet, facts, context, (code, headers, more, known) => {
          const get = (name: string) => headers[name.toLowerCase()] ?? null;
          const verdict = classify({ status: code, headers: { get }, ...more }, known);
          check(verdict);
          if (verdict.reached === 'no') proven++;
          if (more.type === 'cors' || more.redirected === true)
            expect(verdict.reached === 'no' && known.redirect === undefined).toBe(false);
          for (const id of supportIds({ get }, known.bodyPeek)) expect(id).toMatch(/^[\w-]+:[ -~]{1,128}$/);
        }),
        { numRuns: RUNS },
      );
      // A property that never meets its case proves nothing.
      expect(proven).toBeGreaterThan(0);
    },
    TIME_LIMIT_MS,
  );

  test(
    'a rejection is classified, and never called unsent without proof',
    () => {
      const codes = fc.constantFrom(
        'ECONNREFUSED',
        'ETIMEDOUT',
        'ENOTFOUND',
        'ECONNRESET',
        'UND_ERR_SOCKET',
        'UND_ERR_CONNECT_TIMEOUT',
        'HPE_INVALID',
        20,
        '',
      );
      const { thrown } = fc.letrec((tie) => ({
        thrown: fc.oneof(
          { maxDepth: 4 },
          fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }),
          fc.record(
            {
              code: codes,
              syscall: fc.constantFrom('connect', 'read', 'getaddrinfo'),
              address: fc.constantFrom('192.0.2.1', '192.0.2.2'),
              port: fc.constantFrom(80, 81),
              hostname: fc.constantFrom('a.test', 5),
              message: shortText,
              name: fc.constantFrom('TypeError', 'AbortError'),
              cause: tie('thrown'),
              errors: fc.array(tie('thrown'), { maxLength: 3 }),
            },
            { requiredKeys: [] },
          ),
        ),
      }));
      fc.assert(
        fc.property(thrown, context, (error, known) => check(classify(error, known))),
        { numRuns: RUNS },
      );
    },
    TIME_LIMIT_MS,
  );

  test('hostile values are classified too', () => {
    const hostile: Record<string, unknown> = new Proxy(
      {},
      {
        get: () => {
          throw new Error();
        },
        has: () => {
          throw new Error();
        },
      },
    );
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    for (const thing of [
      hostile,
      revoked.proxy,
      { status: 503, headers: hostile },
      { status: 503, headers: { get: () => hostile } },
      Object.defineProperty({ status: 503, headers: new Headers() }, 'type', { get: () => hostile['type'] }),
    ]) {
      check(classify(thing));
    }
    check(
      classify(
        { status: 503, headers: new Headers() },
        { bodyPeek: { toString: null } as never, accept: 5 as never, trustedProxies: 'gate' as never },
      ),
    );
  });
});

describe('time', () => {
  const PATTERNS = [
    'a',
    ' ',
    '\t',
    ',',
    ';',
    '"',
    '\\',
    '0',
    '<',
    '|',
    '&#3',
    'a;',
    'a=',
    '"a";r=0;t=3,',
    'gate;error=a,',
    '1.1 ',
    '-',
    '(',
    '<title>',
    'Reference #1.',
    '"type":"',
    '::',
    ' ,',
    '\n',
    '<html><head>',
  ];
  const SIZE = 250_000;

  const spend = (text: string): number => {
    const since = processorMs();
    classify(
      { status: 503, headers: { get: () => text }, type: 'basic', redirected: false },
      { bodyPeek: text, now: 0, accept: text, trustedProxies: [text] },
    );
    classify(Object.assign(new TypeError(text), { code: text, hostname: text }), { url: text });
    supportIds({ get: () => text }, text);
    return processorMs() - since;
  };

  test.each(PATTERNS)('grows no faster than headers, bodies and messages of %j', (pattern) => {
    const short = pattern.repeat(Math.ceil(SIZE / pattern.length));
    const long = pattern.repeat(Math.ceil((4 * SIZE) / pattern.length));
    const best = (text: string) => Math.min(...[1, 2, 3].map(() => spend(text)));
    // Four times as much would cost sixteen times as long if it were quadratic. Short times are mostly noise.
    expect(best(long)).toBeLessThan(8 * best(short) + 50);
  });
});
