import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCurl, shellWords } from '../../cli/curl.ts';
import { type ScriptedUpstream, startUpstream } from '../support/scripted-upstream.ts';
import { command } from './command.ts';

const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0');

/** As Chromium's developer tools quote for bash: `escapeStringPosix` of its network panel. */
function chromium(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the tools escape these.
  const odd = /[\0-\x1F\x7F-\x9F!]/g;
  if (!odd.test(text) && !text.includes("'")) return `'${text}'`;
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll(odd, (sign) => `\\u${hex(sign.charCodeAt(0), 4)}`);
  return `$'${escaped}'`;
}

/** As Firefox's do: `Curl.escapeStringPosix`. */
function firefox(text: string): string {
  if (!/[^\x20-\x7E]|'/.test(text)) return `'${text}'`;
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('!', '\\041')
    .replaceAll(/[^\x20-\x7E]/g, (sign) => {
      const code = sign.charCodeAt(0);
      return code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`;
    });
  return `$'${escaped}'`;
}

const text = fc.string({ unit: 'grapheme' });

describe('words of a shell', () => {
  test.each([
    ['Chromium', chromium],
    ['Firefox', firefox],
  ])('that %s has quoted are what they were', (_, quote) => {
    fc.assert(
      fc.property(fc.array(text), (words) => {
        expect(shellWords(words.map(quote).join(' \\\n  '))).toEqual(words);
      }),
    );
  });

  test('may be in double quotes, without quotes, or in several pieces', () => {
    expect(shellWords(`a"b \\"c\\\\" d\\ e 'f'$'\\tg'"" ''`)).toEqual(['ab "c\\', 'd e', 'f\tg', '']);
  });

  test('whatever comes, they are read or refused with a message that quotes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`'"$\\^&;|<>()\`x0 \n-H`) }), (words) => {
        try {
          expect(Array.isArray(shellWords(words))).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({
            name: 'UsageError',
            message: expect.stringMatching(/^--curl: [\w\s,;:"'().-]+$/),
          });
        }
      }),
    );
  });
});

describe('a copied command', () => {
  test('of Chromium is the request that was copied', () => {
    const copied = `curl 'https://shop.test/api/orders?page=2' \\
  -X 'PUT' \\
  -H 'accept: application/json' \\
  -H 'accept-encoding: gzip, deflate, br, zstd' \\
  -H 'content-type: application/json' \\
  -b 'session=abc; theme=dark' \\
  -H 'priority: u=1, i' \\
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \\
  --data-raw $'{"name":"it\\'s \\u0021\\n"}' \\
  --compressed \\
  --insecure`;
    expect(parseCurl(copied)).toEqual({
      method: 'PUT',
      url: 'https://shop.test/api/orders?page=2',
      headers: [
        ['accept', 'application/json'],
        ['content-type', 'application/json'],
        ['Cookie', 'session=abc; theme=dark'],
        ['priority', 'u=1, i'],
        ['user-agent', 'Mozilla/5.0 (X11; Linux x86_64)'],
      ],
      body: '{"name":"it\'s !\n"}',
    });
  });

  test('of Firefox is the request that was copied', () => {
    const copied = `curl 'https://shop.test/api/orders' --compressed -X POST -H 'User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0)' -H 'Accept: */*' -H 'Accept-Encoding: gzip, deflate, br, zstd' -H 'Connection: keep-alive' -H 'Cookie: session=abc' -H 'TE: trailers' --data-raw $'a=\\xe4\\u20ac\\041'`;
    expect(parseCurl(copied)).toEqual({
      method: 'POST',
      url: 'https://shop.test/api/orders',
      headers: [
        ['User-Agent', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0)'],
        ['Accept', '*/*'],
        ['Cookie', 'session=abc'],
        ['Content-Type', 'application/x-www-form-urlencoded'],
      ],
      body: 'a=ä€!',
    });
  });

  test.each([
    ["curl 'http://a.test/'", { method: 'GET' }],
    ["curl -I 'http://a.test/'", { method: 'HEAD' }],
    ["curl -sSXDELETE 'http://a.test/'", { method: 'DELETE' }],
    ["curl --url 'http://a.test/' -d a=1 -d b=2", { method: 'POST', body: 'a=1&b=2' }],
    [
      "curl http://a.test/ -H 'Accept;' -H 'Origin:' -u me:secret",
      {
        headers: [
          ['Accept', ''],
          ['Authorization', 'Basic bWU6c2VjcmV0'],
        ],
      },
    ],
  ])('%s', (copied, sent) => {
    expect(parseCurl(copied)).toMatchObject(sent);
  });

  test.each([
    ['wget http://a.test/', 'begins with curl'],
    ['curl', 'there is no URL'],
    ['curl ftp://a.test/', 'must begin with http'],
    ["curl 'http://a.test/", 'a quote is not closed'],
    ['curl http://a.test/?a=1&b=2', 'more than one command'],
    ['curl http://a.test/ ; rm -rf x', 'more than one command'],
    ['curl "http://a.test/$HOME"', 'what bash would fill in'],
    ['curl ^"http://a.test/^" ^\n', 'cmd of Windows'],
    ['curl http://a.test/ --proxy http://b.test', '--proxy of curl is not understood'],
    ['curl http://a.test/ -H', '-H of curl lacks its value'],
    ['curl http://a.test/ -d @secrets.txt', 'from a file'],
    ['curl http://a.test/ -b cookies.txt', 'from a file'],
    ["curl http://a.test/ -X GET --data-raw 'x'", 'a GET with a body'],
  ])('that is not understood is refused: %s', (copied, message) => {
    expect(() => parseCurl(copied)).toThrow(message);
  });
});

describe('explain --curl', () => {
  let upstream: ScriptedUpstream;
  beforeEach(async () => {
    upstream = await startUpstream(503);
  });
  afterEach(() => upstream.close());

  test('asks by GET at once', async () => {
    const { code, stdout } = await command([
      'explain',
      '--curl',
      `curl '${upstream.url}/a' -H 'X-A: b'`,
      '--attempts',
      '1',
    ]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('503 Service Unavailable')]);
    expect(upstream.requests[0]).toMatchObject({ path: '/a', headers: { 'x-a': 'b' } });
  });

  test('sends no POST before it is asked to, and shows what it would send without secrets', async () => {
    const copied = `curl '${upstream.url}/a?key=s3cret' -H 'Accept: text/plain' -H 'Authorization: s3cret' -b 'a=s3cret' --data-raw 's3cret'`;
    const { code, stdout, stderr } = await command(['explain', '--curl', copied]);
    expect([code, upstream.requests.length]).toEqual([2, 0]);
    expect(stderr).toContain('nothing was sent: a POST may change something. With --send it is sent');
    expect(stdout.replace(upstream.url, '')).toBe(
      'POST /a?key=…\nAccept: text/plain\nAuthorization: …\nCookie: …\nContent-Type: application/x-www-form-urlencoded\n\na body of 6 bytes\n\n',
    );
    const sent = await command(['explain', '--curl', copied, '--send']);
    expect(sent.code).toBe(1);
    expect(upstream.requests.map(({ method, body }) => [method, `${body}`])).toEqual([['POST', 's3cret']]);
    expect(sent.stdout + sent.stderr).not.toContain('s3cret');
  });

  test.each([
    [['--method', 'PUT'], '--method has no meaning with --curl'],
    [['--header', 'A: b'], '--header has no meaning with --curl'],
    [['http://a.test/'], 'one of these'],
  ])('takes the request from the command alone: %j', async (more, message) => {
    const { code, stderr } = await command(['explain', '--curl', `curl ${upstream.url}`, ...more]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
