import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ScriptedUpstream, startUpstream } from '../support/scripted-upstream.ts';

// The program as it is shipped, in a process of its own. Needs `npm run build:js` first.

const program = join(import.meta.dirname, '../../bin/steadyfetch.js');

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

function start(...args: string[]) {
  const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env;
  const child: ChildProcess = spawn(execPath, [program, 'explain', ...args], { env });
  const written = { stdout: '', stderr: '' };
  child.stdout?.on('data', (text) => (written.stdout += text));
  child.stderr?.on('data', (text) => (written.stderr += text));
  const ended = once(child, 'close').then(([code]) => ({ code, ...written }));
  return { child, ended, written };
}

test.each([
  [200, 0, '200 OK'],
  [503, 1, '503 Service Unavailable'],
  [410, 3, '410 Gone'],
])('of a %i it exits with %i, and without a terminal it prints no color', async (status, code, title) => {
  upstream.play(status);
  const { ended } = start(upstream.url, '--attempts', '1');
  const { stdout, ...rest } = await ended;
  expect(rest).toEqual({ code, stderr: '' });
  expect(stdout).toContain(`\n${title}\n`);
  expect(stdout).not.toContain('\u001B');
});

test('of wrong usage it exits with 2', async () => {
  expect(await start().ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('error: ') });
});

describe('Ctrl-C', () => {
  test('ends a call with 130', async () => {
    upstream.play('hang');
    const { child, ended } = start(upstream.url);
    await expect.poll(() => upstream.requests.length, { timeout: 20_000 }).toBe(1);
    child.kill('SIGINT');
    expect(await ended).toEqual({ code: 130, stdout: '', stderr: 'Interrupted.\n' });
  });

  test('ends the wait of --watch with 130', async () => {
    upstream.play({ status: 503, headers: { 'retry-after': '600' } });
    const { child, ended, written } = start(upstream.url, '--watch');
    await expect.poll(() => written.stdout, { timeout: 20_000 }).toContain('The server asks to wait');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: 'Interrupted.\n' });
  });
});

test('ends well where its reader goes away', async () => {
  upstream.play(503);
  const { child, ended } = start(upstream.url, '--attempts', '1');
  child.stdout?.destroy();
  expect(await ended).toMatchObject({ code: 1, stderr: '' });
});
