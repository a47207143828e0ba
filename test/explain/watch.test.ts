import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ScriptedUpstream, startUpstream } from '../support/scripted-upstream.ts';
import { command } from './command.ts';

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const watching = (...more: string[]) => ['explain', upstream.url, '--attempts', '1', '--watch', ...more];

test('asks until the server is back, ever less often and never twice within two seconds, and rings', async () => {
  upstream.play(502, 502, 502, 503, 200);
  const { code, stdout, stderr, waits } = await command(watching(), { isTTY: true, env: { NO_COLOR: '1' } });
  expect(code).toBe(0);
  expect(waits).toEqual([2_000, 3_000, 4_500, 6_750]);
  expect(stdout).toContain('502 Bad Gateway');
  expect(stdout).toContain('It still fails, in another way: 503 Service Unavailable.');
  expect(stdout).toMatch(/It is back: 200 OK, after 16 seconds\.\n$/);
  expect(stderr.endsWith('\u0007')).toBe(true);
});

test('asks once a minute at least, however long it takes', async () => {
  upstream.play(...Array.from({ length: 20 }, () => 502), 200);
  const { waits } = await command(watching());
  expect(Math.max(...waits)).toBe(60_000);
});

test('does not ask before the server said, and says so', async () => {
  upstream.play(
    { status: 503, headers: { 'retry-after': '7' } },
    { status: 503, headers: { 'retry-after': '86400' } },
    200,
  );
  const { code, stdout, waits } = await command(watching());
  expect([code, waits]).toEqual([0, [7_000, 86_400_000]]);
  expect(stdout).toContain('The server asks to wait 24 hours.');
});

test('waits longer than a timer can be', async () => {
  upstream.play({ status: 503, headers: { 'retry-after': '3000000' } }, 200);
  const { waits } = await command(watching());
  expect(waits).toEqual([2 ** 31 - 1, 3_000_000_000 - (2 ** 31 - 1)]);
});

test('ends at once where the answer is good from the start, and rings nowhere but on a terminal', async () => {
  expect(await command(watching())).toMatchObject({ code: 0, stderr: '', waits: [] });
});

test('prints both explanations as one object', async () => {
  upstream.play(502, 200);
  const { stdout } = await command(watching('--json'));
  const { exitCode, explained } = JSON.parse(stdout);
  expect([exitCode, explained.map(({ status }: { status: number }) => status)]).toEqual([0, [502, 200]]);
});

test('does not repeat what may change something', async () => {
  const { code, stderr } = await command([...watching(), '--data', 'order']);
  expect([code, stderr, upstream.requests.length]).toEqual([
    2,
    expect.stringContaining('takes GET or HEAD, no POST'),
    0,
  ]);
});

test('ends with 130 when it is interrupted between two requests', async () => {
  upstream.play(502);
  const interrupt = new AbortController();
  const { code, stderr } = await command(watching(), {
    isRealTime: true,
    signal: interrupt.signal,
    onOutput: (text) => {
      if (text.includes('502 Bad Gateway')) setImmediate(() => interrupt.abort());
    },
  });
  expect([code, stderr, upstream.requests.length]).toEqual([130, 'Interrupted.\n', 1]);
});
