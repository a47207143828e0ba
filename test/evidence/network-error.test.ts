import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readNetworkError } from '../../src/evidence/network-error.ts';
import type { ClassifyContext } from '../../src/model/evidence.ts';
import { healthSignalOf } from '../../src/rules/health-signal.ts';

type Properties = Record<string, unknown>;

const error = (properties: Properties, message = '') => Object.assign(new Error(message), properties);
/** As undici dresses it. */
const failed = (cause: unknown) => new TypeError('fetch failed', { cause });
const refused = (address?: string, port?: number) => failed(error({ ...REFUSED, address, port }));
const REFUSED = { code: 'ECONNREFUSED', syscall: 'connect' };
const OWN = { ...REFUSED, address: '192.0.2.1', port: 80 };
const UNKNOWN = { reached: 'maybe', transient: true, fault: 'network', evidence: ['network:unknown'] };

/** What a browser says of anything that goes wrong. */
const OPAQUE = { ...UNKNOWN, fault: 'unknown', evidence: ['network:opaque'] };

const reachedBy = (thrown: unknown, url: string, redirect?: string) => {
  const { reached, evidence } = readNetworkError(thrown, { url, ...(redirect === undefined ? {} : { redirect }) });
  return [reached, ...evidence.filter((each) => each.startsWith('address:'))].join(' ');
};

describe('a refused connection, where redirects are followed,', () => {
  test.each<[string, string, string, number | undefined, string]>([
    ['is proof at the own IPv4 address and port', 'http://192.0.2.1:8080/', '192.0.2.1', 8080, 'no'],
    ['is proof at the own IPv6 address and port', 'http://[2001:db8::1]:8080/', '2001:db8::1', 8080, 'no'],
    ['is proof at the default port of http', 'http://192.0.2.1/', '192.0.2.1', 80, 'no'],
    ['is proof at the default port of https', 'https://[::1]/', '::1', 443, 'no'],
    ['is proof for an address that was written otherwise', 'http://0xC0000201/', '192.0.2.1', 80, 'no'],
    ['is proof for localhost at 127.0.0.1', 'http://localhost:3000/', '127.0.0.1', 3000, 'no'],
    ['is proof for localhost at any loopback address', 'http://localhost:3000/', '127.8.9.10', 3000, 'no'],
    ['is proof for localhost at ::1', 'http://LOCALHOST:3000/', '::1', 3000, 'no'],
    ['proves nothing for localhost elsewhere', 'http://localhost:3000/', '192.0.2.1', 3000, 'maybe address:other'],
    ['proves nothing at another port', 'http://192.0.2.1:8080/', '192.0.2.1', 8081, 'maybe address:other'],
    ['proves nothing at the other default port', 'https://192.0.2.1/', '192.0.2.1', 80, 'maybe address:other'],
    ['proves nothing at another address', 'http://192.0.2.1/', '192.0.2.2', 80, 'maybe address:other'],
    ['proves nothing at localhost at another port', 'http://localhost:1/', '127.0.0.1', 2, 'maybe address:other'],
    ['proves nothing for a name', 'http://a.test/', '192.0.2.1', 80, 'maybe address:unproven'],
    ['proves nothing for a name at another port', 'http://a.test/', '192.0.2.1', 81, 'maybe address:other'],
    ['proves nothing for a name that ends in localhost', 'http://a.localhost/', '::1', 80, 'maybe address:unproven'],
    [
      'proves nothing for localhost at what only starts like it',
      'http://localhost/',
      '::10',
      80,
      'maybe address:other',
    ],
    [
      'proves nothing for localhost at what only ends like it',
      'http://localhost/',
      'fe80::1',
      80,
      'maybe address:other',
    ],
    ['proves nothing for a name that ends in a digit', 'http://api1/', '192.0.2.1', 80, 'maybe address:unproven'],
    ['proves nothing for a name that looks local', 'http://127.0.0.1.test/', '127.0.0.1', 80, 'maybe address:unproven'],
    ['proves nothing without a port', 'http://192.0.2.1:0/', '192.0.2.1', undefined, 'maybe address:unproven'],
    ['proves nothing for a relative URL', '/path', '192.0.2.1', 80, 'maybe address:unproven'],
  ])('%s', (_, url, address, port, expected) => {
    expect(reachedBy(refused(address, port), url)).toBe(expected);
    expect(reachedBy(refused(address, port), url, 'follow')).toBe(expected);
  });

  test('proves nothing when the request is not known', () => {
    expect(readNetworkError(refused('192.0.2.1', 80), {})).toMatchObject({ reached: 'maybe' });
    expect(readNetworkError(refused('192.0.2.1', 80), { redirect: 'manual' })).toMatchObject({ reached: 'maybe' });
  });
});

describe('without redirects', () => {
  test.each<[string, Properties]>([
    ['a refused connection', REFUSED],
    ['an unreachable host', { code: 'EHOSTUNREACH', syscall: 'connect' }],
    ['an unreachable network', { code: 'ENETUNREACH', syscall: 'connect' }],
    ['a network that is down', { code: 'ENETDOWN', syscall: 'connect' }],
    ['a connection timeout of the system', { code: 'ETIMEDOUT', syscall: 'connect' }],
    ['a connection timeout of undici', { code: 'UND_ERR_CONNECT_TIMEOUT' }],
    ['a proxy that cannot connect', { code: 'UND_ERR_PRX_CONN' }],
    ['an unknown name', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ['a resolver that is busy', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }],
  ])('%s is proof by itself', (_, cause) => {
    expect(reachedBy(failed(error(cause)), 'http://a.test/', 'manual')).toBe('no');
    expect(reachedBy(failed(error(cause)), 'http://a.test/', 'error')).toBe('no');
    expect(reachedBy(failed(error(cause)), 'http://a.test/')).toBe('maybe address:unproven');
  });
});

describe('a name that does not resolve, where redirects are followed,', () => {
  test.each<[string, string, unknown, string]>([
    ['is proof when it is the own', 'http://a.test:81/', 'a.test', 'no'],
    ['is proof when it is the own in other letters', 'http://Ümlaut.test/', 'xn--mlaut-jva.test', 'no'],
    ['proves nothing when it is another', 'http://a.test/', 'b.test', 'maybe address:other'],
    ['proves nothing when it is not told', 'http://a.test/', undefined, 'maybe address:unproven'],
  ])('%s', (_, url, hostname, expected) => {
    for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
      expect(reachedBy(failed(error({ code, syscall: 'getaddrinfo', hostname })), url)).toBe(expected);
    }
  });
});

describe('no proof, even without redirects,', () => {
  test.each<[string, unknown]>([
    ['is a reset', failed(error({ code: 'ECONNRESET', syscall: 'read' }))],
    ['is a broken pipe', failed(error({ code: 'EPIPE', syscall: 'write' }))],
    ['is a timeout on an open connection', failed(error({ code: 'ETIMEDOUT', syscall: 'read' }))],
    ['is a route lost on an open connection', failed(error({ code: 'EHOSTUNREACH', syscall: 'read' }))],
    ['is a closed socket', failed(error({ code: 'UND_ERR_SOCKET' }, 'other side closed'))],
    ['is a timeout of headers', failed(error({ code: 'UND_ERR_HEADERS_TIMEOUT' }))],
    ['is a timeout of the body', failed(error({ code: 'UND_ERR_BODY_TIMEOUT' }))],
    ['is a garbled response', failed(error({ code: 'HPE_INVALID_CONSTANT' }))],
    ['are words', new Error('connect ECONNREFUSED 192.0.2.1:80')],
    [
      'is a reset behind a refusal',
      error(REFUSED, '') && failed(error({ ...OWN, cause: error({ code: 'ECONNRESET' }) })),
    ],
    ['is a refusal behind a reset', failed(error({ code: 'ECONNRESET', cause: error(OWN) }))],
    ['is a refusal behind a failed retry', failed(error({ code: 'UND_ERR_REQ_RETRY', cause: error(OWN) }))],
    ['is a refusal behind a code that is no word', failed(error({ code: 'sent-twice', cause: error(OWN) }))],
    ['is a refusal behind a code that is no text', failed(error({ code: 0, cause: error(OWN) }))],
    ['is a refusal with an unknown error behind it', failed(error({ ...OWN, cause: new Error('?') }))],
  ])('%s', (_, thrown) => {
    expect(reachedBy(thrown, 'http://192.0.2.1/', 'manual')).toBe('maybe');
  });
});

describe('an AggregateError', () => {
  const both = [error({ ...REFUSED, address: '::1', port: 80 }), error({ ...REFUSED, address: '127.0.0.1', port: 80 })];
  const aggregate = (members: unknown[], properties: Properties = { code: 'ECONNREFUSED' }) =>
    failed(Object.assign(new AggregateError(members), properties));

  test.each<[string, unknown, string]>([
    ['is proof when every member is', aggregate(both), 'no'],
    ['is proof when it has no code of its own', aggregate(both, {}), 'no'],
    [
      'is proof behind a connection timeout',
      failed(error({ code: 'UND_ERR_CONNECT_TIMEOUT', cause: aggregate(both) })),
      'no',
    ],
    ['proves nothing when a member was elsewhere', aggregate([...both, error(OWN)]), 'maybe address:other'],
    ['proves nothing when a member may have been sent', aggregate([...both, error({ code: 'ECONNRESET' })]), 'maybe'],
    ['proves nothing when a member is unknown', aggregate([...both, new Error('?')]), 'maybe'],
    ['proves nothing when a member is no error', aggregate([...both, 'ECONNREFUSED']), 'maybe'],
    ['proves nothing without members', aggregate([]), 'maybe'],
    ['proves nothing with more members than anyone looks at', aggregate(both.concat(Array(99).fill(both[0]))), 'maybe'],
  ])('%s', (_, thrown, expected) => {
    expect(reachedBy(thrown, 'http://localhost/')).toBe(expected);
  });

  test('tells each code once', () => {
    expect(readNetworkError(aggregate(both), {}).evidence).toEqual(['code:ECONNREFUSED', 'address:unproven']);
  });
});

describe('will be the same next time:', () => {
  test.each<[string, string, unknown]>([
    ['a self-signed certificate', 'unknown', failed(error({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }))],
    ['a self-signed chain', 'unknown', failed(error({ code: 'SELF_SIGNED_CERT_IN_CHAIN' }))],
    ['an expired certificate', 'unknown', failed(error({ code: 'CERT_HAS_EXPIRED' }))],
    ['an unverifiable certificate', 'unknown', failed(error({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }))],
    ['a certificate of another host', 'unknown', failed(error({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }))],
    ['a server that does not speak TLS (Node)', 'unknown', failed(error({ code: 'ERR_SSL_WRONG_VERSION_NUMBER' }))],
    [
      'a server that does not speak TLS (Bun)',
      'unknown',
      error({ code: 'EPROTO' }, 'EPROTO: The TLS handshake failed.'),
    ],
    [
      'an invalid certificate (Deno)',
      'unknown',
      deno('client error (Connect): invalid peer certificate: UnknownIssuer'),
    ],
    ['an invalid argument', 'caller', failed(error({ code: 'UND_ERR_INVALID_ARG' }))],
    ['a body of another length', 'caller', failed(error({ code: 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH' }))],
    ['an invalid URL', 'caller', error({ code: 'ERR_INVALID_URL' }, 'fetch() URL is invalid')],
    ['a bad port (Node)', 'caller', failed(new Error('bad port'))],
    ['a bad port (Deno)', 'caller', new TypeError('Fetch failed: Requests to port 6000 are blocked')],
    ['an unknown scheme (Node)', 'caller', failed(new Error('unknown scheme'))],
    ['a redirect to another scheme (Node)', 'upstream', failed(new Error('URL scheme must be a HTTP(S) scheme'))],
    [
      'a redirect with a password (Node)',
      'upstream',
      failed(new Error('cross origin not allowed for request mode "cors"')),
    ],
    [
      'a redirect with a password, after another origin (Node)',
      'upstream',
      failed(new Error('URL cannot contain credentials for request mode "cors"')),
    ],
    [
      'a redirect to another scheme (Deno)',
      'upstream',
      new TypeError('Fetch failed: Can not redirect to a non HTTP(s) url'),
    ],
    [
      'a redirect to no URL (Deno)',
      'upstream',
      new TypeError("Invalid URL: 'http://[' with base 'http://127.0.0.1:45727/a'"),
    ],
    ['a redirect to another scheme (Bun)', 'upstream', error({ code: 'UnsupportedRedirectProtocol' })],
    ['a redirect to no URL (Bun)', 'upstream', error({ code: 'RedirectURLInvalid' })],
    ['a redirect to too long a URL (Bun)', 'upstream', error({ code: 'RedirectURLTooLong' })],
    ['content of another hash (Node)', 'caller', failed(new Error('integrity mismatch'))],
    [
      'a foreign URL in the mode same-origin (Node)',
      'caller',
      failed(new Error('request mode cannot be "same-origin"')),
    ],
    [
      'a foreign URL in the mode no-cors without redirects (Node)',
      'caller',
      failed(new Error('redirect mode cannot be "follow" for "no-cors" request')),
    ],
    ['a URL that is not local (Node)', 'caller', failed(new Error('local URLs only'))],
    ['nothing in the cache (Node)', 'caller', failed(new Error('only if cached'))],
    ['an origin that CORS keeps out (Node)', 'caller', failed(new Error('cors failure'))],
    ['a policy of the resource (Node)', 'caller', failed(new Error('blocked'))],
    ['what Node refuses without a word', 'caller', failed(new Error())],
    ['a file (Node)', 'caller', failed(new Error('not implemented... yet...'))],
    ['a file that is not there (Deno)', 'caller', new TypeError("Error fetching file 'file:///a': No such file")],
    ['about: (Node)', 'caller', failed(new Error('about scheme is not supported'))],
    ['a data URL that is none (Node)', 'caller', failed(new Error('failed to fetch the data URL'))],
    ['a data URL that is none (Bun)', 'caller', new Error('failed to fetch the data URL')],
    ['a data URL that is none (Deno)', 'caller', new TypeError('NoComma')],
    ['a blob that is gone (Node)', 'caller', failed(new Error('invalid method'))],
    [
      'a part that a blob does not have (Node)',
      'caller',
      failed(new Error("Range start is greater than the blob's size.")),
    ],
    ['a blob that is gone (Deno)', 'caller', new TypeError('Blob for the given URL not found.')],
    ['a blob that is to be changed (Deno)', 'caller', new TypeError('Blob URL fetch only supports GET method')],
    [
      'a stream that a redirect asks for again (Deno)',
      'caller',
      new TypeError('Fetch failed: Can not redeliver a streaming request body after a redirect'),
    ],
    [
      'a stream that a redirect asks for again (Bun)',
      'caller',
      new TypeError('Request body is a ReadableStream and cannot be replayed for this redirect'),
    ],
    ['an argument of another type (Bun)', 'caller', error({ code: 'ERR_INVALID_ARG_TYPE' })],
    ['a proxy that wants another password', 'caller', failed(error({ code: 'UND_ERR_SOCKS5_AUTH_REJECTED' }))],
    ['a mock that knows no such request', 'caller', failed(error({ code: 'UND_MOCK_ERR_MOCK_NOT_MATCHED' }))],
    ['a proxy that wants a password (Node)', 'caller', failed(new Error('proxy authentication required'))],
    ['an unknown scheme (Deno)', 'caller', new TypeError("Url scheme 'foo' not supported")],
    ['an unwanted redirect (Node)', 'caller', failed(new Error('unexpected redirect'))],
    ['an unwanted redirect (Bun)', 'caller', error({ code: 'UnexpectedRedirect' })],
    ['too many redirects (Node)', 'upstream', failed(new Error('redirect count exceeded'))],
    ['too many redirects (Bun)', 'upstream', error({ code: 'TooManyRedirects' })],
    ['too many redirects (Deno)', 'upstream', new TypeError('Fetch failed: Maximum number of redirects (20) reached')],
    ['too many redirects (workerd)', 'upstream', new Error('Too many redirects.')],
  ])('%s', (_, fault, thrown) => {
    const reading = readNetworkError(thrown, { url: 'https://192.0.2.1/', redirect: 'manual' });
    expect(reading).toMatchObject({ reached: 'maybe', transient: false, fault });
    expect(reading.evidence).toEqual([expect.stringMatching(/^(?:code|fetch):[\w-]+$/)]);
  });
});

describe('may pass, because it only looks like what will not:', () => {
  test.each([
    'X_ERR_SSL_',
    'EPROTOTYPE',
    'NOT_EPROTO',
    'X_UND_ERR_CLOSED',
    'UND_ERR_CLOSED_X',
    'NOT_ERR_INVALID_URL',
    'ERR_INVALID_URL_X',
    'NotTooManyRedirects',
    'TooManyRedirectsX',
  ])('the code %s', (code) => {
    expect(readNetworkError(error({ code }), {})).toEqual({ ...UNKNOWN, evidence: [`code:${code}`] });
  });

  test.each([
    'bad port',
    'unknown scheme',
    'unexpected redirect',
    'redirect count exceeded',
    'proxy authentication required',
    'integrity mismatch',
    'request mode cannot be "same-origin"',
    'redirect mode cannot be "follow" for "no-cors" request',
    'local URLs only',
    'only if cached',
    'cors failure',
    'blocked',
    'about scheme is not supported',
    'not implemented... yet...',
    'failed to fetch the data URL',
    'invalid method',
    'NoComma',
  ])('a text with the words %j', (words) => {
    expect(readNetworkError(failed(new Error(`not ${words}`)), {})).toEqual(UNKNOWN);
    expect(readNetworkError(failed(new Error(`${words}?`)), {})).toEqual(UNKNOWN);
  });

  test.each([
    'Fetch failed: Requests to port 1 are blocked',
    "Url scheme 'foo'",
    'Fetch failed: Encountered redirect',
    'Fetch failed: Maximum number of redirects',
    'Too many redirects',
    'URL scheme must be',
    "Invalid URL: 'http://[' with base 'http://a.test/'",
    'Request body is a ReadableStream and cannot be replayed',
    'Blob URL fetch only supports GET method',
    "Error fetching file 'file:///a'",
  ])('a text that quotes %j', (words) => {
    expect(readNetworkError(new TypeError(`not: ${words}`), {})).toEqual(OPAQUE);
  });
});

test('an error without a word proves something only where undici gives it as the reason', () => {
  expect(readNetworkError(new TypeError('Failed to fetch', { cause: new Error() }), {})).toEqual(UNKNOWN);
  expect(readNetworkError(new Error(''), {})).toEqual(UNKNOWN);
  expect(readNetworkError(failed(error({ cause: new Error('?') })), {})).toEqual(UNKNOWN);
  expect(readNetworkError(failed(new AggregateError([new Error('?')])), {})).toEqual(UNKNOWN);
  expect(readNetworkError(failed({}), {})).toEqual(UNKNOWN);
  expect(readNetworkError(failed(error({ code: 'ECONNRESET' })), {})).toMatchObject({ transient: true });
});

describe('a URL that needs no network', () => {
  test.each(['about:blank', 'blob:nodedata:1', 'data:x', 'file:///a', 'DATA:x'])(
    'will be the same next time: %s',
    (url) => {
      const reading = { reached: 'maybe', transient: false, fault: 'caller', evidence: ['fetch:local-url'] };
      expect(readNetworkError(new TypeError('Failed to fetch'), { url })).toEqual(reading);
    },
  );

  test('does not become one by its path', () => {
    expect(readNetworkError(new TypeError('Failed to fetch'), { url: 'http://a.test/data:x' })).toEqual(OPAQUE);
    expect(readNetworkError(new TypeError('Failed to fetch'), { url: 'database://a' })).toEqual(OPAQUE);
  });

  test('is no proof that a name was never asked for, though Bun looks it up', () => {
    const thrown = error({ code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'about' });
    expect(readNetworkError(thrown, { url: 'about:blank' })).toMatchObject({ reached: 'maybe', transient: false });
  });
});

describe('other engines', () => {
  // Deno sends a request again when a pooled connection breaks, whatever its method, and then reports a refusal:
  // a server that acts on a POST and dies leaves the very same words (seen in 2.9.6).
  test.each<[string, unknown]>([
    ['Deno, refused', deno('client error (Connect): tcp connect error: Connection refused (os error 111)')],
    ['Deno, unknown name', deno('client error (Connect): dns error: failed to lookup address information')],
    ['Deno, closed', deno('client error (SendRequest): connection closed before message completed')],
    ['Firefox, reset', new DOMException('The operation was aborted. ', 'AbortError')],
    ['React Native', new TypeError('Network request failed')],
    ['Expo', new Error('fetch failed: Could not connect to the server.')],
    ['workerd', Object.assign(new Error('Network connection lost.'), { retryable: true })],
    ['workerd, internally', new Error('internal error; reference = 0123456789')],
    ['a timeout', new DOMException('signal timed out', 'TimeoutError')],
  ])('tell nothing to rely on: %s', (_, thrown) => {
    expect(readNetworkError(thrown, { url: 'http://192.0.2.1/', redirect: 'manual' })).toEqual(UNKNOWN);
  });

  // A browser says the same of a refused connection and of a gateway's 502 that has no CORS headers.
  test.each<[string, unknown]>([
    ['Chromium', new TypeError('Failed to fetch')],
    ['Chromium under Sentry', new TypeError('Failed to fetch (a.test)')],
    ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
    ['Safari', new TypeError('Load failed')],
    ['Safari, offline', new TypeError('The Internet connection appears to be offline.')],
    ['Deno, before 2.0', new TypeError('error sending request: client error (Connect): tcp connect error')],
    ['another realm', runInNewContext('new TypeError("Failed to fetch")')],
  ])('hide whether it was the network or a gateway: %s', (_, thrown) => {
    expect(readNetworkError(thrown, { url: 'http://192.0.2.1/', redirect: 'manual' })).toEqual(OPAQUE);
  });

  test.each<[string, unknown, string[]]>([
    [
      'undici',
      new TypeError('terminated', { cause: error({ code: 'UND_ERR_SOCKET' }) }),
      ['body:cut', 'code:UND_ERR_SOCKET'],
    ],
    ['Deno', new TypeError('error reading a body from connection'), ['body:cut']],
    ['Firefox', new TypeError('Content-Length header of network response exceeds response Body.'), ['body:cut']],
    ['Chromium', new TypeError('network error'), ['body:cut']],
  ])('report a body that broke off: %s', (_, thrown, evidence) => {
    expect(readNetworkError(thrown, {})).toEqual({ ...UNKNOWN, evidence });
  });

  // Bun does so with idempotent requests (seen in 1.4.5), and did with a POST (1.1.45, 1.2.23). Its refusals name no
  // system call, which is how they are told from Node's.
  test.each(['ECONNREFUSED', 'ConnectionRefused', 'ConnectionClosed', 'FailedToOpenSocket', 'ECONNRESET'])(
    'tell a code that proves nothing: Bun, %s',
    (code) => {
      const thrown = error({ code, path: 'http://192.0.2.1/', errno: 0 }, 'Unable to connect.');
      const reading = readNetworkError(thrown, { url: 'http://192.0.2.1/', redirect: 'manual' });
      expect(reading).toEqual({ ...UNKNOWN, evidence: [`code:${code}`] });
    },
  );

  test('report an unknown name at the top: Bun', () => {
    const thrown = error({ code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: 'nope.invalid', errno: 4 });
    expect(reachedBy(thrown, 'http://nope.invalid/')).toBe('no');
  });
});

describe("Node's own fetch", () => {
  const servers: Server[] = [];
  let dead: string;
  let plain: string;
  let resetting: string;

  beforeAll(async () => {
    const closing = createServer();
    dead = await start(closing);
    await new Promise((done) => closing.close(done));

    const http = createHttpServer((request, response) => {
      if (request.url === '/loop') response.writeHead(302, { location: '/loop' });
      if (request.url === '/moved') response.writeHead(307, { location: `http://${dead}/` });
      const locations: Record<string, string> = {
        '/there': '/',
        '/elsewhere': `http://localhost:${plain.split(':')[1]}/`,
        '/no-url': 'http://[',
        '/no-port': 'http://a.test:99999/',
        '/ftp': 'ftp://a.test/',
        '/password': `http://user:word@${plain}/`,
        '/blocked-port': 'http://127.0.0.1:6000/',
      };
      const location = locations[request.url ?? ''];
      if (location !== undefined) response.writeHead(302, { location });
      if (request.url === '/again') response.writeHead(307, { location: '/' });
      if (request.url === '/password-please') response.writeHead(407);
      if (request.url === '/renamed') response.writeHead(307, { location: 'http://elsewhere.invalid/' });
      response.end();
    });
    plain = await start(http);
    const reset = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.resetAndDestroy());
    });
    resetting = await start(reset);
    servers.push(http, reset);
  });

  afterAll(() => {
    for (const server of servers) server.close();
  });

  test('cannot have sent to a dead port', async () => {
    const reading = await readingOf(`http://${dead}/`, { method: 'POST' });
    expect(reading).toEqual({ reached: 'no', transient: true, fault: 'network', evidence: ['code:ECONNREFUSED'] });
  });

  test('cannot have sent to a dead port of localhost', async () => {
    const reading = await readingOf(`http://localhost:${dead.split(':')[1]}/`, { method: 'POST' });
    expect(reading).toEqual({ reached: 'no', transient: true, fault: 'network', evidence: ['code:ECONNREFUSED'] });
  });

  test('cannot have sent to a name that does not resolve', async () => {
    const reading = await readingOf('http://nope.invalid/', { method: 'POST' });
    expect(reading).toMatchObject({ reached: 'no', transient: true });
    expect(reading.evidence).toEqual([expect.stringMatching(/^code:(?:ENOTFOUND|EAI_AGAIN)$/)]);
  });

  test('may have sent before it was redirected to a dead port', async () => {
    const reading = await readingOf(`http://${plain}/moved`, { method: 'POST', body: 'once' });
    expect(reading).toMatchObject({ reached: 'maybe', evidence: ['code:ECONNREFUSED', 'address:other'] });
  });

  test('may have sent before it was redirected to a name that does not resolve', async () => {
    const reading = await readingOf(`http://${plain}/renamed`, { method: 'POST', body: 'once' });
    expect(reading).toMatchObject({ reached: 'maybe', transient: true });
    expect(reading.evidence).toContain('address:other');
  });

  test('may have sent what was reset', async () => {
    const reading = await readingOf(`http://${resetting}/`, { method: 'POST', redirect: 'manual' });
    expect(reading).toEqual({ reached: 'maybe', transient: true, fault: 'network', evidence: ['code:ECONNRESET'] });
  });

  test('will not learn TLS from a server that does not speak it', async () => {
    const reading = await readingOf(`https://${plain}/`);
    expect(reading).toMatchObject({ transient: false, evidence: ['code:ERR_SSL_WRONG_VERSION_NUMBER'] });
  });

  test.each<[string, () => string, RequestInit, string]>([
    ['a redirect loop', () => `http://${plain}/loop`, {}, 'fetch:redirects'],
    ['an unwanted redirect', () => `http://${plain}/loop`, { redirect: 'error' }, 'fetch:unexpected-redirect'],
    ['a bad port', () => 'http://127.0.0.1:6000/', {}, 'fetch:bad-port'],
    ['an unknown scheme', () => 'foo://a.test/', {}, 'fetch:unknown-scheme'],
    ['a redirect to a bad port', () => `http://${plain}/blocked-port`, {}, 'fetch:bad-port'],
    ['an invalid URL', () => 'http://[', {}, 'code:ERR_INVALID_URL'],
    ['a wrong length', () => `http://${plain}/`, WRONG_LENGTH, 'code:UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'],
    [
      'a header that it does not send',
      () => `http://${plain}/`,
      { headers: { upgrade: 'x' } },
      'code:UND_ERR_INVALID_ARG',
    ],
    ['a header that it does not support', () => `http://${plain}/`, EXPECTING, 'code:UND_ERR_NOT_SUPPORTED'],
    ['content of another hash', () => `http://${plain}/`, { integrity: 'sha256-AAAA' }, 'fetch:integrity'],
    [
      'a redirect to another origin in the mode same-origin',
      () => `http://${plain}/elsewhere`,
      { mode: 'same-origin' },
      'fetch:blocked',
    ],
    ['a proxy that wants a password', () => `http://${plain}/password-please`, {}, 'fetch:blocked'],
    ['a file', () => 'file:///a', {}, 'fetch:local-url'],
    ['about:', () => 'about:blank', {}, 'fetch:local-url'],
    ['a data URL that is none', () => 'data:none', {}, 'fetch:local-url'],
    ['a blob that is gone', () => 'blob:nodedata:1', {}, 'fetch:local-url'],
    ['a blob with a query', () => `${URL.createObjectURL(new Blob(['abc']))}?a`, {}, 'fetch:local-url'],
    [
      'a part that a blob does not have',
      () => URL.createObjectURL(new Blob(['abc'])),
      { headers: { range: 'bytes=9-' } },
      'fetch:local-url',
    ],
  ])('will meet the same next time: %s', async (_, url, init, evidence) => {
    const reading = await readingOf(url(), init);
    const fault = evidence === 'fetch:redirects' ? 'upstream' : 'caller';
    expect(reading).toEqual({ reached: 'maybe', transient: false, fault, evidence: [evidence] });
    expect(healthSignalOf({ kind: 'network', ...reading })).toBe('neutral');
  });

  test.each([
    ['no URL', '/no-url', ['code:ERR_INVALID_URL', 'fetch:bad-redirect']],
    ['no port', '/no-port', ['code:ERR_INVALID_URL', 'fetch:bad-redirect']],
    ['another scheme', '/ftp', ['fetch:bad-redirect']],
    ['a URL with a password', '/password', ['fetch:bad-redirect']],
  ])('will be redirected the next time, too, to %s', async (_, path, evidence) => {
    const reading = await readingOf(`http://${plain}${path}`);
    expect(reading).toEqual({ reached: 'maybe', transient: false, fault: 'upstream', evidence });
    expect(healthSignalOf({ kind: 'network', ...reading })).toBe('neutral');
  });

  test('cannot send a stream again to where a redirect leads', async () => {
    const body = new Blob(['once']).stream();
    const reading = await readingOf(`http://${plain}/again`, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(reading).toEqual({ reached: 'maybe', transient: false, fault: 'caller', evidence: ['fetch:blocked'] });
  });
});

const EXPECTING: RequestInit = { method: 'POST', body: 'abc', headers: { expect: '100-continue' } };
const WRONG_LENGTH: RequestInit = { method: 'POST', body: 'abc', headers: { 'content-length': '10' } };

describe('whatever is thrown', () => {
  const circle = error({ ...OWN });
  circle.cause = circle;
  const endless = { code: 'ECONNREFUSED', syscall: 'connect' };
  Object.defineProperty(endless, 'cause', { get: () => Object.create(endless) });
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'ECONNREFUSED'],
    ['a number', 503],
    ['a revoked proxy', revoked.proxy],
    [
      'a getter that throws',
      Object.defineProperty(new Error(), 'code', {
        get: () => {
          throw new Error();
        },
      }),
    ],
    [
      'a cause that throws',
      Object.defineProperty(new Error(), 'cause', {
        get: () => {
          throw new Error();
        },
      }),
    ],
    ['a member that throws', new AggregateError([revoked.proxy])],
    ['a code that is no word', error({ code: 'not a code\n' })],
    ['a code that is endless', error({ code: 'E'.repeat(1e6) })],
    ['a code that is a number', error({ code: 20 })],
  ])('is unknown: %s', (_, thrown) => {
    expect(readNetworkError(thrown, { url: 'http://192.0.2.1/' })).toEqual(UNKNOWN);
  });

  test.each<[string, unknown]>([
    ['a cause in a circle', circle],
    ['an endless cause', endless],
    ['members in a circle', Object.assign(new AggregateError([circle, circle]), OWN)],
  ])('proves nothing: %s', (_, thrown) => {
    expect(readNetworkError(thrown, { url: 'http://192.0.2.1/', redirect: 'manual' })).toMatchObject({
      reached: 'maybe',
      evidence: ['code:ECONNREFUSED'],
    });
  });

  test('proves something only by a code', () => {
    const code = fc.constantFrom('ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'UND_ERR_CONNECT_TIMEOUT', undefined);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.anything(), tie('node')),
      node: fc.record(
        {
          code,
          syscall: fc.constantFrom('connect', 'read'),
          hostname: fc.constantFrom('192.0.2.1', 'a.test'),
          address: fc.constantFrom('192.0.2.1', '192.0.2.2'),
          port: fc.constantFrom(80, 81),
          message: fc.anything(),
          cause: tie('tree'),
          errors: fc.array(tie('tree'), { maxLength: 3 }),
        },
        { requiredKeys: [] },
      ),
    }));
    const request = fc.record<ClassifyContext>(
      {
        url: fc.constantFrom('http://192.0.2.1/', 'http://a.test/', ''),
        redirect: fc.constantFrom('follow', 'manual'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(tree, request, (thrown, given) => {
        const { reached, evidence } = readNetworkError(thrown, given);
        expect(evidence.length).toBeGreaterThan(0);
        if (reached === 'maybe') return;
        expect(reached).toBe('no');
        expect(evidence.every((each) => /^code:(?!ECONNRESET)/.test(each))).toBe(true);
        expect(given.url).toBeTruthy();
      }),
      { numRuns: 1_000 },
    );
  });
});

function deno(words: string): TypeError {
  return failed(new Error(`error sending request for url (http://192.0.2.1/): ${words}`));
}

async function start(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readingOf(url: string, init: RequestInit = {}) {
  const thrown = await fetch(url, init).then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  );
  return readNetworkError(thrown, { url, ...(init.redirect === undefined ? {} : { redirect: init.redirect }) });
}
