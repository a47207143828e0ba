import { describe, expect, test } from 'vitest';
import { classify } from '../../src/evidence/classify.ts';
import type { ClassifyContext } from '../../src/model/evidence.ts';

interface Given {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** What else is known of the response. */
  readonly facts?: Record<string, unknown>;
  readonly context?: ClassifyContext;
}

const verdictOf = ({ status = 503, headers = {}, body = '', facts = {}, context = {} }: Given) =>
  classify(
    { status, headers: new Headers(headers), type: 'basic', redirected: false, ...facts },
    { bodyPeek: body, ...context },
  );

const RAY = '8c2f0a1b2c3d4e5f';
const CLOUDFLARE = { server: 'cloudflare', 'cf-ray': `${RAY}-FRA`, 'content-type': 'application/json' };
const cloudflareJson = (status: number, code = status, ray = RAY) =>
  `{"title":"Error ${code}","status":${status},"error_code":${code},"cloudflare_error":true,"retryable":true,"retry_after":60,"ray_id":"${ray}"}`;
const cloudflarePage = (status: number, ray = RAY) =>
  `<!DOCTYPE html>\n<html class="no-js" lang="en-US">\n<head>\n<title>shop.test | ${status}: Web server is down</title>\n</head><body><div id="cf-error-details">Cloudflare Ray ID: <strong class="font-semibold">${ray}</strong></div>`;
const AKAMAI = { server: 'AkamaiGHost', 'mime-version': '1.0', 'content-type': 'text/html' };
const akamaiPage = (errorClass: string) =>
  `<HTML><HEAD>\n<TITLE>Service Unavailable</TITLE>\n</HEAD><BODY>\n<H1>Service Unavailable</H1>\nReference&#32;&#35;${errorClass}&#46;2d351ab8&#46;1557333295&#46;a4e16ab\n</BODY></HTML>`;
const ENVOY = { server: 'envoy', 'content-type': 'text/plain' };
const VERCEL = {
  server: 'Vercel',
  'x-vercel-error': 'FUNCTION_THROTTLED',
  'x-vercel-id': 'fra1::iad1::5pnkg-1700000000000-abcdef012345',
};
const THROTTLED =
  'An error occurred with your deployment\n\nFUNCTION_THROTTLED\n\niad1::5pnkg-1700000000000-abcdef012345\n';

describe('nothing was sent on, says', () => {
  test.each<[string, Given, string[]]>([
    [
      'Cloudflare: refused',
      { status: 521, headers: CLOUDFLARE, body: cloudflareJson(521) },
      ['cloudflare:521', 'id:cf-ray'],
    ],
    [
      'Cloudflare: refused, as a page',
      { status: 521, headers: CLOUDFLARE, body: cloudflarePage(521) },
      ['cloudflare:521', 'id:cf-ray'],
    ],
    [
      'Cloudflare: unreachable',
      { status: 523, headers: CLOUDFLARE, body: cloudflareJson(523) },
      ['cloudflare:523', 'id:cf-ray'],
    ],
    [
      'Cloudflare: no handshake',
      { status: 525, headers: CLOUDFLARE, body: cloudflareJson(525) },
      ['cloudflare:525', 'id:cf-ray'],
    ],
    [
      'Cloudflare: no tunnel',
      { status: 530, headers: CLOUDFLARE, body: cloudflareJson(530, 1033) },
      ['cloudflare:1033', 'id:cf-ray'],
    ],
    ['Akamai: refused', { headers: AKAMAI, body: akamaiPage('6') }, ['akamai:6']],
    ['Akamai: no such name', { headers: AKAMAI, body: akamaiPage('11') }, ['akamai:11']],
    ['Akamai: no connection in time', { status: 504, headers: AKAMAI, body: akamaiPage('97') }, ['akamai:97']],
    ['Envoy: overloaded', { headers: { ...ENVOY, 'x-envoy-overloaded': 'true' } }, ['envoy:overloaded']],
    ['Envoy: no healthy upstream', { headers: ENVOY, body: 'no healthy upstream' }, ['envoy:no-healthy-upstream']],
    [
      'Istio: no healthy upstream',
      { headers: { ...ENVOY, server: 'istio-envoy' }, body: 'no healthy upstream' },
      ['envoy:no-healthy-upstream'],
    ],
    ['Vercel: throttled', { headers: VERCEL, body: THROTTLED }, ['vercel:FUNCTION_THROTTLED', 'id:x-vercel-id']],
  ])('%s', (_, given, evidence) => {
    const verdict = verdictOf(given);
    expect(verdict.reached).toBe('no');
    expect(verdict.evidence).toEqual(expect.arrayContaining(evidence));
  });
});

describe('nothing is proven by', () => {
  test.each<[string, Given]>([
    ['the status alone', { status: 521 }],
    ['the status behind Cloudflare, which an origin can send too', { status: 521, headers: CLOUDFLARE }],
    ['the short page, which has no ray', { status: 521, headers: CLOUDFLARE, body: 'error code: 521' }],
    [
      "another Cloudflare's page, passed on by the app",
      { status: 521, headers: CLOUDFLARE, body: cloudflareJson(521, 521, '0000000000000000') },
    ],
    [
      "the site's own page for every error",
      { status: 530, headers: CLOUDFLARE, body: `{"message":"A server error occurred.","ray":"${RAY}"}` },
    ],
    ["Cloudflare's page for another status", { status: 521, headers: CLOUDFLARE, body: cloudflareJson(520) }],
    [
      "Cloudflare's page without its mark",
      { status: 521, headers: { 'cf-ray': `${RAY}-FRA` }, body: cloudflareJson(521) },
    ],
    [
      'a page behind another gateway, which took the mark off',
      { status: 521, headers: { ...CLOUDFLARE, server: 'nginx' }, body: cloudflarePage(521) },
    ],
    ['Cloudflare: no answer to what was sent', { status: 520, headers: CLOUDFLARE, body: cloudflareJson(520) }],
    [
      'Cloudflare: no connection, or no acknowledgement of the request',
      { status: 522, headers: CLOUDFLARE, body: cloudflareJson(522) },
    ],
    ['Cloudflare: no answer in time', { status: 524, headers: CLOUDFLARE, body: cloudflareJson(524) }],
    ["Cloudflare's bad gateway", { status: 502, headers: CLOUDFLARE, body: cloudflareJson(502) }],
    ['Cloudflare: a worker threw', { status: 500, headers: CLOUDFLARE, body: cloudflareJson(500, 1101) }],
    ['Akamai: no answer in time', { headers: AKAMAI, body: akamaiPage('1') }],
    ['Akamai: denied', { status: 403, headers: AKAMAI, body: akamaiPage('18') }],
    ["Akamai's page behind another gateway", { headers: { ...AKAMAI, server: 'cloudflare' }, body: akamaiPage('6') }],
    ["Akamai's page in an app's answer", { headers: { 'content-type': 'text/html' }, body: akamaiPage('6') }],
    [
      'Envoy: overloaded, where an upstream has answered',
      { headers: { ...ENVOY, 'x-envoy-overloaded': 'true', 'x-envoy-upstream-service-time': '3' } },
    ],
    [
      'Envoy: overloaded, after tries',
      { headers: { ...ENVOY, 'x-envoy-overloaded': 'true', 'x-envoy-attempt-count': '2' } },
    ],
    ['Envoy: overloaded, said by another server', { headers: { 'x-envoy-overloaded': 'true' } }],
    [
      "Envoy's words, where an upstream has answered",
      { headers: { ...ENVOY, 'x-envoy-upstream-service-time': '3' }, body: 'no healthy upstream' },
    ],
    ["Envoy's words in an app's answer", { body: 'no healthy upstream' }],
    ["Envoy's words among others", { headers: ENVOY, body: 'no healthy upstream, but the order is saved' }],
    ["Envoy's words with another status", { status: 500, headers: ENVOY, body: 'no healthy upstream' }],
    [
      'Envoy: cut off',
      {
        headers: ENVOY,
        body: 'upstream connect error or disconnect/reset before headers. reset reason: connection termination',
      },
    ],
    ['Envoy: no answer in time', { status: 504, headers: ENVOY, body: 'upstream request timeout' }],
    ['Vercel: throttled, without the id', { headers: VERCEL }],
    [
      "Vercel: throttled, with another deployment's id",
      { headers: { ...VERCEL, 'x-vercel-id': 'fra1::iad1::zzzzz-1700000000001-abcdef012345' }, body: THROTTLED },
    ],
    [
      'Vercel: no answer in time',
      { status: 504, headers: { ...VERCEL, 'x-vercel-error': 'FUNCTION_INVOCATION_TIMEOUT' }, body: THROTTLED },
    ],
    [
      "HAProxy's page, which any app can pass on",
      {
        body: '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n',
      },
    ],
  ])('%s', (_, given) => {
    expect(verdictOf(given).reached).toBe('maybe');
  });

  const PROOF: Given = { headers: { ...ENVOY, 'x-envoy-overloaded': 'true' } };
  test.each<[string, Given]>([
    ['whatever is left of an answer that CORS has filtered', { facts: { type: 'cors' } }],
    ['a later hop of a redirect: the first may have acted', { facts: { redirected: true } }],
    ['a copy that the engine sent after another one', { context: { engineResends: true } }],
    ['a later hop of a redirect, where a polyfill does not tell', { facts: { redirected: undefined } }],
    ['an answer that a framework has made its own', { headers: { ...PROOF.headers, 'x-powered-by': 'Express' } }],
    [
      'an answer whose proxies speak against it',
      { headers: { ...PROOF.headers, 'proxy-status': 'a;error=connection_terminated' } },
    ],
  ])('%s', (_, given) => {
    expect(verdictOf(PROOF).reached).toBe('no');
    expect(verdictOf({ ...PROOF, ...given }).reached).toBe('maybe');
  });

  test('an unknown past, except for requests that follow no redirects', () => {
    const given: Given = { ...PROOF, facts: { redirected: undefined }, context: { redirect: 'manual' } };
    expect(verdictOf(given).reached).toBe('no');
  });
});

const CENTERED = (name: string) =>
  `<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>${name}</center>\r\n`;

describe('who answered:', () => {
  test.each<[string, Given]>([
    ['cloudflare', { status: 502, headers: CLOUDFLARE, body: 'error code: 502' }],
    [
      'cloudfront',
      {
        headers: { 'x-cache': 'Error from cloudfront' },
        body: '<H1>503 ERROR</H1> Generated by cloudfront (CloudFront)',
      },
    ],
    ['aws-alb', { status: 502, headers: { server: 'awselb/2.0' }, body: '<center><h1>502 Bad Gateway</h1></center>' }],
    [
      'aws-api-gateway',
      {
        status: 504,
        headers: { 'x-amzn-errortype': 'InternalServerErrorException' },
        body: '{"message": "Endpoint request timed out"}',
      },
    ],
    [
      'aws-api-gateway',
      { headers: { 'apigw-requestid': 'DkXqBGZLDoEF5Lw=' }, body: '{"message":"Service Unavailable"}' },
    ],
    [
      'gcp',
      {
        status: 502,
        headers: { via: '1.1 google' },
        body: '<p>The server encountered a temporary error and could not complete your request.<p>Please try again in 30 seconds.',
      },
    ],
    [
      'azure-front-door',
      { headers: { 'x-azure-ref': '2026' }, body: "<h2>Our services aren't available right now</h2>" },
    ],
    [
      'fastly',
      {
        headers: { 'x-served-by': 'cache-fra-1' },
        body: '<h1>Error 503 first byte timeout</h1><h3>Guru Mediation:</h3>',
      },
    ],
    [
      'varnish',
      {
        headers: { via: '1.1 varnish (Varnish/7.1)' },
        body: '<h1>Error 503 Backend fetch failed</h1>\n<h3>Guru Meditation:</h3>\n<p>XID: 32770</p>',
      },
    ],
    ['vercel', { status: 504, headers: { server: 'Vercel', 'x-vercel-error': 'FUNCTION_INVOCATION_TIMEOUT' } }],
    [
      'netlify',
      { status: 504, headers: { server: 'Netlify' }, body: '<HTML>\n<HEAD>\n<TITLE>Inactivity Timeout</TITLE>' },
    ],
    ['akamai', { headers: AKAMAI, body: akamaiPage('1') }],
    [
      'heroku',
      {
        headers: { server: 'Cowboy' },
        body: '<iframe src="//www.herokucdn.com/error-pages/application-error.html"></iframe>',
      },
    ],
    ['envoy', { status: 504, headers: ENVOY, body: 'upstream request timeout' }],
    ['nginx', { status: 502, body: CENTERED('nginx/1.22.1') }],
    ['openresty', { status: 502, headers: { server: 'cloudflare' }, body: CENTERED('openresty') }],
    ['microsoft-azure-application-gateway', { status: 502, body: CENTERED('Microsoft-Azure-Application-Gateway/v2') }],
    ['caddy', { status: 502, headers: { server: 'Caddy', 'content-length': '0' } }],
  ])('%s', (gateway, given) => {
    expect(verdictOf(given)).toMatchObject({ gateway, fault: 'gateway' });
    expect(verdictOf(given).evidence).toContain(`gateway:${gateway}`);
  });

  test.each<[string, Given]>([
    ['nginx has passed on an app that failed', { status: 502, headers: { server: 'nginx' }, body: '{"error":"no"}' }],
    ['Cloudflare has passed on an app that failed', { status: 500, headers: CLOUDFLARE, body: '{"error":"no"}' }],
    [
      'CloudFront counts what it passes on as an error too',
      { headers: { 'x-cache': 'Error from cloudfront' }, body: '{"error":"no"}' },
    ],
    ['the body was not looked at', { status: 502, headers: { server: 'nginx' } }],
  ])('is unknown: %s', (_, given) => {
    expect(verdictOf(given)).not.toHaveProperty('gateway');
    expect(verdictOf(given).fault).toBe('unknown');
  });

  test('a server behind the gateway that has passed it on', () => {
    expect(verdictOf({ headers: { via: '1.1 squid.test (squid/5.7)' } })).toMatchObject({
      fault: 'upstream',
      evidence: ['status:503', 'forwarded:squid'],
    });
  });

  test("the caller's fault stays the caller's, whichever server reports it", () => {
    expect(verdictOf({ status: 429, body: CENTERED('nginx') })).toMatchObject({ gateway: 'nginx', fault: 'caller' });
  });

  test('a trusted proxy knows better than the page, a stranger does not', () => {
    const given: Given = {
      status: 502,
      headers: { 'proxy-status': 'gate;error=connection_refused' },
      body: CENTERED('nginx'),
    };
    expect(verdictOf(given)).toMatchObject({ gateway: 'nginx', reached: 'maybe' });
    expect(verdictOf({ ...given, context: { trustedProxies: ['gate'] } })).toMatchObject({
      gateway: 'gate',
      reached: 'no',
    });
  });
});

describe('what will not pass:', () => {
  test.each<[string, Given]>([
    ['a paused deployment', { headers: { server: 'Vercel', 'x-vercel-error': 'DEPLOYMENT_PAUSED' } }],
    ['an answer that squid cannot read', { status: 502, headers: { 'x-squid-error': 'ERR_INVALID_RESP 0' } }],
    [
      'a proxy that is set up wrongly',
      { status: 502, headers: { 'proxy-status': 'a;error=proxy_configuration_error' } },
    ],
  ])('%s', (_, given) => {
    expect(verdictOf(given).transient).toBe(false);
  });
});

describe('the body tells', () => {
  test('when to come back, of Cloudflare', () => {
    expect(verdictOf({ status: 530, headers: CLOUDFLARE, body: cloudflareJson(530, 1033) }).retryAfterMs).toBe(60_000);
    expect(
      verdictOf({ status: 530, headers: { ...CLOUDFLARE, 'retry-after': '5' }, body: cloudflareJson(530, 1033) })
        .retryAfterMs,
    ).toBe(5_000);
    expect(
      verdictOf({ headers: { 'content-type': 'application/json' }, body: '{"retry_after":60}' }).retryAfterMs,
    ).toBeUndefined();
  });

  test.each<[string, string]>([
    [
      '{"type":"https://iana.org/assignments/http-problem-types#temporary-reduced-capacity","title":"t"}',
      'problem:temporary-reduced-capacity',
    ],
    ['{"title":"t","type" : "https://api.test/problems/out-of-stock/"}', 'problem:out-of-stock'],
    ['{"type":"about:blank"}', 'problem:blank'],
    ['{"title":"Out of stock"}', 'problem:blank'],
    ['{"type":"<script>"}', 'problem:blank'],
  ])('of a problem, in the language of an API: %s', (body, code) => {
    const verdict = verdictOf({ headers: { 'content-type': 'application/problem+json; charset=utf-8' }, body });
    expect(verdict).toMatchObject({ fault: 'upstream', evidence: ['status:503', code] });
  });

  test.each<[boolean, string, string, string]>([
    [true, 'application/json', 'text/html; charset=utf-8', ''],
    [true, 'application/json, */*', '', '<!DOCTYPE html>\n<html>'],
    [true, 'application/vnd.api+json', '', '<html><body>'],
    [false, 'text/html, application/json', 'text/html', ''],
    [false, '*/*', 'text/html', ''],
    [false, 'application/json', 'application/json', '{}'],
  ])('whether a page came where JSON was asked for: %s for %s', (expected, accept, type, body) => {
    const verdict = verdictOf({ headers: type === '' ? {} : { 'content-type': type }, body, context: { accept } });
    expect(verdict.evidence.includes('body:html')).toBe(expected);
  });
});
