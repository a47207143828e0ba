import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deadPort, type ScriptedUpstream, startUpstream } from '../support/scripted-upstream.ts';
import { command } from './command.ts';

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const NGINX_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n';
const fromNginx = { status: 502, headers: { server: 'nginx/1.22.1', 'content-type': 'text/html' }, body: NGINX_PAGE };

describe('the exit code', () => {
  test('is 0 where the answer is good', async () => {
    const { code, stdout } = await command(['explain', upstream.url]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('200 OK\n')]);
  });

  test('is 0 where a retry is answered well, and the failure before is named', async () => {
    upstream.play(fromNginx, 200);
    const { code, stdout } = await command(['explain', upstream.url]);
    expect(code).toBe(0);
    expect(stdout).toContain('Before that, one attempt failed');
    expect(stdout).toContain('502 Bad Gateway');
  });

  test('is 1 for a failure that is likely to pass', async () => {
    upstream.play(fromNginx);
    const { code } = await command(['explain', upstream.url]);
    expect([code, upstream.requests.length]).toEqual([1, 4]);
  });

  test.each([404, 501])('is 3 for a %i, which does not pass by itself', async (status) => {
    upstream.play(status);
    expect((await command(['explain', upstream.url])).code).toBe(3);
  });

  test.each([
    [[], 'a URL, --har or --curl'],
    [['ftp://a.test/'], 'must begin with http'],
    [['//a.test'], 'must begin with http'],
    [['http://a.test/', '--header', 'no-colon'], '--header must be'],
    [['http://a.test/', '--attempts', '0'], '--attempts must be a number from 1 to 20'],
    [['http://a.test/', '--attempts', '1.5'], '--attempts must be'],
    [['http://a.test/', '--timeout', 'soon'], '--timeout must be'],
    [['http://a.test/', '--method', 'GET', '--data', 'x'], 'a GET has no --data'],
    [['http://a.test/', 'http://b.test/'], 'too many arguments'],
    [['http://a.test/', '--atempts', '2'], 'Did you mean --attempts?'],
  ])('is 2 for wrong usage, with a message: %j', async (args, message) => {
    const { code, stdout, stderr } = await command(['explain', ...args]);
    expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(message)]);
  });

  test('is 0 for --help, which names every exit code', async () => {
    const { code, stdout } = await command(['explain', '--help']);
    expect(code).toBe(0);
    for (const each of ['0', '1', '2', '3', '130']) expect(stdout).toMatch(new RegExp(`^  ${each} `, 'm'));
  });
});

describe('what is said', () => {
  test('names the gateway that wrote the answer, whose side it is on, and the support id', async () => {
    upstream.play({ ...fromNginx, headers: { ...fromNginx.headers, 'x-request-id': 'req-7' } });
    const { stdout } = await command(['explain', upstream.url]);
    expect(stdout).toContain('nginx, or another nginx behind it: only its own error answers are signed like this one.');
    expect(stdout).toContain('At nginx, or between it and the app behind it.');
    expect(stdout).toContain('x-request-id:req-7');
  });

  test('claims no author of a 502 that is not signed', async () => {
    upstream.play({ status: 502, headers: { server: 'nginx' }, body: '{"error":"no"}' });
    const { stdout } = await command(['explain', upstream.url]);
    expect(stdout).toContain('Nothing in the answer shows whether a gateway or the app behind it wrote it.');
    expect(stdout).not.toContain('signed');
  });

  test('warns before a POST is sent again, and sends it once', async () => {
    upstream.play(fromNginx);
    const { stdout } = await command(['explain', upstream.url, '--data', 'order=1']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Check before sending it again.');
    expect(upstream.requests.map(({ method, body }) => [method, `${body}`])).toEqual([['POST', 'order=1']]);
  });

  test('says that a refused connection was refused, and that nothing arrived', async () => {
    const { code, stdout } = await command(['explain', `http://127.0.0.1:${await deadPort()}/`, '--attempts', '2']);
    expect(code).toBe(1);
    expect(stdout).toContain('No answer: connection refused');
    expect(stdout).toMatch(/Did the request arrive\?\n {2}No/);
  });

  test.each(['close', 'reset'] as const)('says that a connection broke off: %s', async (step) => {
    upstream.play(step);
    const { code, stdout } = await command(['explain', upstream.url]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('No answer: connection broke off')]);
  });

  test('finds a body that breaks off behind a 200', async () => {
    upstream.play('cut');
    const { code, stdout } = await command(['explain', upstream.url]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('its body broke off')]);
  });

  test('says that a server was silent until the time limit', async () => {
    upstream.play('hang');
    const { code, stdout } = await realTime(['explain', upstream.url, '--attempts', '1', '--timeout', '0.05']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('No answer in time')]);
  });

  test('finds a body that stops without an end', async () => {
    upstream.play('headers-then-hang');
    const { code, stdout } = await realTime(['explain', upstream.url, '--timeout', '0.2']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('had not ended')]);
  });

  test('repeats the wait that the server asks for', async () => {
    upstream.play({ status: 503, headers: { 'retry-after': '120' } });
    const { stdout } = await command(['explain', upstream.url]);
    expect(stdout).toMatch(/The answer asks to wait 2 minutes, until \d{4}-/);
    expect(upstream.requests.length).toBe(1);
  });

  test('sends method and headers as given', async () => {
    await command(['explain', upstream.url, '-X', 'put', '-H', 'Accept: text/plain', '-H', 'X-A:b:c', '-d', '']);
    expect(upstream.requests[0]).toMatchObject({ method: 'PUT', headers: { accept: 'text/plain', 'x-a': 'b:c' } });
  });
});

const realTime = (args: readonly string[]) => command(args, { isRealTime: true });

describe('secrets', () => {
  const SECRETS = [
    's3cret-user',
    's3cret-pass',
    's3cret-query',
    's3cret-bearer',
    's3cret-cookie',
    's3cret-key',
    's3cret-body',
    's3cret-set',
    's3cret-page',
    's3cret-hash',
  ];

  test.each([['--attempts', '2'], ['--json']])('of URL, headers and bodies are in no output: %s', async (...more) => {
    upstream.play({
      status: 500,
      headers: { 'set-cookie': 'id=s3cret-set', 'x-api-key': 's3cret-key' },
      body: 's3cret-page',
    });
    const url = upstream.url.replace('http://', 'http://s3cret-user:s3cret-pass@');
    const headers = ['Authorization: Bearer s3cret-bearer', 'Cookie: a=s3cret-cookie', 'X-Api-Key: s3cret-key'];
    const { stdout, stderr } = await command(
      [
        'explain',
        `${upstream.url}/a?token=s3cret-query&page=2#s3cret-hash`,
        ...headers.flatMap((each) => ['-H', each]),
        '-d',
        's3cret-body',
        '-X',
        'PUT',
        ...more,
      ],
      { isTTY: true, env: { NO_COLOR: '1' } },
    );
    const refused = await command(['explain', url, ...more]);
    for (const each of SECRETS) expect(stdout + stderr + refused.stdout + refused.stderr).not.toContain(each);
    expect(stdout).toContain('/a?token=…&page=…');
    expect(upstream.requests[0]?.headers.authorization).toBe('Bearer s3cret-bearer');
  });

  test.each([
    ['--haeder=Authorization: s3cret'],
    ['--attempts=s3cret'],
    ['--header', 's3cret'],
    ['s3cret://a.test'],
    ['--header', 'Bad Name: s3cret'],
    ['--header', 'X-A: s3cret\nx'],
  ])('of wrong usage are not repeated: %j', async (...args) => {
    const { code, stdout, stderr } = await command(['explain', ...args, upstream.url].slice(0, 3));
    expect(code).toBeGreaterThan(1);
    expect(stdout + stderr).not.toContain('s3cret');
  });
});

test('a URL without the word explain is no command, and its secrets are not repeated', async () => {
  const { code, stderr } = await command(['https://me:s3cret@shop.test/a?key=s3cret']);
  expect([code, stderr]).toEqual([2, expect.stringContaining("unknown command 'https://…@shop.test/a?key=…'")]);
  expect(stderr).not.toContain('s3cret');
});

describe('colors', () => {
  const ESCAPE = '\u001B';

  test('are for a terminal that wants them', async () => {
    const colored = await command(['explain', upstream.url], { isTTY: true });
    expect(colored.stdout).toContain(`${ESCAPE}[32m200 OK${ESCAPE}[0m`);
    for (const around of [{ isTTY: true, env: { NO_COLOR: '1' } }, { isTTY: true, env: { TERM: 'dumb' } }, {}])
      expect((await command(['explain', upstream.url], around)).stdout).not.toContain(ESCAPE);
    const json = await command(['explain', upstream.url, '--json'], { isTTY: true });
    expect(json.stdout + json.stderr).not.toContain(ESCAPE);
  });

  test('and codes of others reach no terminal', async () => {
    upstream.play({ status: 502, headers: { server: '\u009B31mevil', 'x-request-id': 'a\u009B31m' } });
    const { stdout } = await command(['explain', `${upstream.url}/\u001B[31m`]);
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('--json', () => {
  test('prints one object, and nothing else', async () => {
    upstream.play({ ...fromNginx, headers: { ...fromNginx.headers, 'x-request-id': 'req-7' } });
    const { code, stdout, stderr } = await command(['explain', `${upstream.url}/a`, '--json', '--attempts', '2'], {
      isTTY: true,
    });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      exitCode: code,
      explained: [
        {
          method: 'GET',
          url: `${upstream.url}/a`,
          status: 502,
          verdict: expect.objectContaining({
            kind: 'bad-gateway',
            gateway: 'nginx',
            fault: 'gateway',
            transient: true,
          }),
          explanation: {
            title: '502 Bad Gateway',
            happened: expect.any(Array),
            answeredBy: expect.any(Array),
            side: expect.any(String),
            arrived: expect.any(String),
            passes: expect.any(Array),
            advice: expect.any(Array),
          },
          attempts: [
            expect.objectContaining({ attempt: 1 }),
            expect.objectContaining({ attempt: 2, delayMs: expect.any(Number) }),
          ],
          settledBecause: 'attempts',
          supportIds: ['x-request-id:req-7'],
        },
      ],
    });
  });
});

test('shows progress on a terminal, and erases it', async () => {
  upstream.play(fromNginx, 200);
  const { stderr } = await command(['explain', upstream.url], { isTTY: true });
  expect(stderr).toContain('attempt 1 of at most 4: waiting for an answer');
  expect(stderr).toContain('attempt 1: 502 Bad Gateway. The next one comes in');
  expect(stderr.endsWith('\r\u001B[2K')).toBe(true);
  expect((await command(['explain', upstream.url])).stderr).toBe('');
});

test('an interrupted call ends with 130', async () => {
  upstream.play('hang');
  const interrupt = new AbortController();
  const { code, stdout, stderr } = await command(['explain', upstream.url], {
    isTTY: true,
    signal: interrupt.signal,
    onOutput: () => interrupt.abort(),
  });
  expect([code, stdout]).toEqual([130, '']);
  expect(stderr).toContain('Interrupted.');
});
