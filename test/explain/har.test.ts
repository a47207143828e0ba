import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseHar } from '../../cli/har.ts';
import { command } from './command.ts';

const chromium = join(import.meta.dirname, 'har/chromium.har');
const firefox = join(import.meta.dirname, 'har/firefox.har');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadyfetch-har-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function written(text: string): Promise<string> {
  const path = join(folder, 'given.har');
  await writeFile(path, text);
  return path;
}

describe('a HAR file', () => {
  test('of Chromium is explained, once for all requests that came to the same', async () => {
    const { code, stdout, stderr } = await command(['explain', '--har', chromium]);
    expect([code, stderr]).toEqual([3, '']);
    await expect(stdout.replace(chromium, '<file>')).toMatchFileSnapshot('har/chromium.txt');
  });

  test('of Firefox is explained, also where a body is written in base64', async () => {
    const { code, stdout, stderr } = await command(['explain', '--har', firefox]);
    expect([code, stderr]).toEqual([1, '']);
    await expect(stdout.replace(firefox, '<file>')).toMatchFileSnapshot('har/firefox.txt');
  });

  test.each([chromium, firefox])('gives away no secret: %s', async (path) => {
    for (const more of [[], ['--json']]) {
      const { stdout, stderr } = await command(['explain', '--har', path, ...more]);
      expect(stdout + stderr).not.toContain('s3cret');
    }
  });

  test('is one object with --json', async () => {
    const { stdout } = await command(['explain', '--har', chromium, '--json']);
    const { exitCode, explained } = JSON.parse(stdout);
    expect(exitCode).toBe(3);
    expect(
      explained.map(
        (each: { status?: number; verdict: { evidence: string[] } }) => each.status ?? each.verdict.evidence,
      ),
    ).toEqual([
      502,
      502,
      503,
      ['net:ERR_CONNECTION_REFUSED'],
      ['net:ERR_BLOCKED_BY_CLIENT'],
      ['status:200', 'net:ERR_CONTENT_LENGTH_MISMATCH'],
    ]);
  });

  test('without a failed request ends with 0', async () => {
    const { code, stdout } = await command(['explain', '--har', await written('{"log":{"entries":[]}}')]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('0 of 0 requests failed')]);
  });

  test.each([
    ['', 'is empty'],
    ['{"log":{"entries":[', 'is not valid JSON: it ends too early'],
    ['{"log":{"entries":[{"request":{"url":"s3cret', 'is not valid JSON: it ends too early'],
    ['s3cret', 'is not valid JSON'],
    ['{"log":{"entries":[s3cret]}}', 'is not valid JSON'],
    ['{"log" 1}', 'is not valid JSON: the first fault is at character 7 of 9'],
    ['{"log":{}}', 'is no HAR file: it has no list log.entries'],
    ['[]', 'is no HAR file'],
    ['null', 'is no HAR file'],
    ['{"log":{"entries":{}}}', 'is no HAR file'],
    ['{"log":{"entries":[{}]}}', 'no entry that can be read; log.entries[0]: request.url is missing'],
    ['{"log":{"entries":[{"request":{"url":"https://a.test/"}}]}}', 'request.method is missing'],
    ['{"log":{"entries":[{"request":{"url":"s3cret","method":"GET"}}]}}', 'request.url is no URL'],
    [
      '{"log":{"entries":[{"request":{"url":"https://a.test/","method":"GET"},"response":{"status":"502"}}]}}',
      'response.status is no status',
    ],
    [
      '{"log":{"entries":[{"request":{"url":"https://a.test/","method":"GET"},"response":{"status":502}}]}}',
      'startedDateTime is no date',
    ],
  ])('that is none ends with 2, and says what is wrong with which file: %s', async (text, message) => {
    const path = await written(text);
    const { code, stdout, stderr } = await command(['explain', '--har', path]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`given.har`);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('s3cret');
  });

  test('with some entries that cannot be read is explained without them, and says so', async () => {
    const good = {
      request: { url: 'https://a.test/', method: 'GET' },
      response: { status: 404 },
      startedDateTime: '2026-11-30T10:00:00Z',
    };
    const path = await written(JSON.stringify({ log: { entries: [null, good, { request: 5 }] } }));
    const { code, stdout, stderr } = await command(['explain', '--har', path]);
    expect([code, stdout]).toEqual([3, expect.stringContaining('1 of 1 requests failed')]);
    expect(stderr).toContain('log.entries[0]: request.url is missing');
    expect(stderr).toContain('2 entries cannot be read, and are left out.');
  });

  test('may have objects where texts belong', () => {
    const entry = {
      request: { url: 'https://a.test/', method: 'GET' },
      response: { status: 0, _error: { toString: 0 } },
      startedDateTime: { toString: 0 },
    };
    expect(() => parseHar(JSON.stringify({ log: { entries: [entry] } }), 'x.har')).toThrow(
      'startedDateTime is no date',
    );
  });

  test('that is not there, a folder, or too large ends with 2', async () => {
    const large = join(folder, 'large.har');
    await writeFile(large, '');
    // Without a byte on the disk.
    await truncate(large, 3_000_000_000);
    for (const [path, message] of [
      [join(folder, 'nowhere.har'), 'nowhere.har cannot be read: there is no such file'],
      [folder, 'cannot be read: it is a folder'],
      [large, 'large.har has 3000 MB, and at most 256 MB are read'],
    ] as const) {
      const { code, stderr } = await command(['explain', '--har', path]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  test.each([['--watch'], ['--send'], ['--data', 'x'], ['--method', 'GET']])(
    'sends nothing, so it takes no %s',
    async (...more) => {
      const { code, stderr } = await command(['explain', '--har', chromium, ...more]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('has no meaning with --har')]);
    },
  );

  test('may hold anything: it is explained, or refused with a message', () => {
    const anything = fc.oneof(
      fc.anything(),
      fc.constantFrom('https://a.test/', 0, 502, '2026-11-30T10:00:00Z', 'net::ERR_FAILED'),
    );
    const entry = fc.record(
      {
        request: fc.record({
          url: fc.oneof(fc.constant('https://a.test/'), anything),
          method: fc.oneof(fc.constant('GET'), anything),
          headers: anything,
        }),
        response: fc.record({
          status: fc.oneof(fc.constantFrom(0, 502), anything),
          headers: fc.oneof(fc.array(fc.record({ name: anything, value: anything })), anything),
          content: fc.oneof(fc.record({ text: anything, encoding: anything }), anything),
          _error: anything,
        }),
        startedDateTime: fc.oneof(fc.constant('2026-11-30T10:00:00Z'), anything),
        time: anything,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(entry, anything)), (entries) => {
        try {
          expect(
            parseHar(
              JSON.stringify({ log: { entries } }, (_, value) => (typeof value === 'bigint' ? 1 : value)),
              'x.har',
            ).requests,
          ).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toMatchObject({ name: 'UsageError', message: expect.stringContaining('x.har') });
        }
      }),
    );
  });
});
