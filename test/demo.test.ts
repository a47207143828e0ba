import { spawn } from 'node:child_process';
import { platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { deadPort, startUpstream } from './support/scripted-upstream.ts';

// These run the demo as people do: a program of its own, with the built package.
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = fileURLToPath(new URL('../examples/demo/main.ts', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  readonly elapsedMs: number;
}

/** Runs the demo in a pipe. `interruptAfterMs`: when Ctrl-C is pressed. */
function demo(args: readonly string[], interruptAfterMs?: number): Promise<Run> {
  const { FORCE_COLOR: _, ...env } = process.env;
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], { cwd: ROOT, env });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    // Counted from its first words: before those it is still being compiled.
    if (output === '' && interruptAfterMs !== undefined) setTimeout(() => child.kill('SIGINT'), interruptAfterMs);
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output, errors, elapsedMs: performance.now() - startedAt }));
  });
}

/** A row of the table at the end. */
function figures(output: string, row: string): { readonly bare: number; readonly steady: number } {
  const [, bare, steady] = new RegExp(`^ ${row} +(\\d+) +(\\d+)$`, 'm').exec(output) ?? [];
  return { bare: Number(bare), steady: Number(steady) };
}

describe.concurrent('the demo', () => {
  test('ends by itself within 30 s, and its figures add up', { timeout: 60_000 }, async () => {
    const { code, output, errors, elapsedMs } = await demo([]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(elapsedMs).toBeLessThan(30_000);

    const [calls, succeeded, failed] = ['calls', 'succeeded', 'failed'].map((row) => figures(output, row));
    expect(calls?.bare).toBeGreaterThan(40);
    expect(calls?.steady).toBe(calls?.bare);
    expect(Number(succeeded?.bare) + Number(failed?.bare)).toBe(calls?.bare);
    expect(Number(succeeded?.steady) + Number(failed?.steady)).toBe(calls?.steady);
    expect(succeeded?.steady).toBeGreaterThan(Number(succeeded?.bare));

    const sent = figures(output, 'requests sent to the gateway');
    const seen = figures(output, 'requests the upstream saw');
    expect(sent.bare).toBe(calls?.bare);
    expect(sent.steady).toBeGreaterThan(sent.bare);
    expect(seen.bare).toBeLessThan(sent.bare);
    expect(seen.steady).toBeLessThan(sent.steady);
    expect(figures(output, 'POSTs the upstream saw twice')).toEqual({ bare: 0, steady: 0 });
    expect(output).toContain(`Of ${calls?.steady} calls, ${succeeded?.steady} succeeded with steadyfetch`);

    for (const word of ['Retry-After', '502', '504', 'circuit         open', 'probe', 'closed']) {
      expect(output).toContain(word);
    }
    // Plain lines for a pipe: nothing colored, nothing redrawn.
    expect(output).not.toContain('\x1b');
    expect(output).not.toContain('\r');
  });

  test.skipIf(platform === 'win32')('ends with the table so far on Ctrl-C', { timeout: 30_000 }, async () => {
    const { code, output, errors } = await demo([], 3_000);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(figures(output, 'calls').steady).toBeGreaterThan(0);
    expect(figures(output, 'calls').steady).toBeLessThan(20);
  });

  test('tells the story of one call to a URL', { timeout: 30_000 }, async () => {
    await using upstream = await startUpstream(503, 503, 200);
    const { code, output, errors } = await demo([`${upstream.url}/things?key=secret`]);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(upstream.requests).toHaveLength(3);
    expect(output).toContain('Succeeded: 200 OK');
    expect(output).toMatch(/^ 2 .* 503 service unavailable +status:503$/m);
    expect(output).toMatch(/^ 3 .* 200 ok +status:200$/m);
    expect(output).toContain('settled because: success');
  });

  test('fails with the call', { timeout: 30_000 }, async () => {
    const { code, output, errors } = await demo([`http://127.0.0.1:${await deadPort()}/`]);
    expect(errors).toBe('');
    expect(code).toBe(1);
    expect(output).toContain('Failed without a response');
    expect(output).toContain('the wait for the upstream is over');
    expect(output).toContain('code:ECONNREFUSED');
  });

  test.each([
    ['localhost:3000', '"localhost:3000" is not a URL'],
    ['http://', '"http://" is not a URL'],
    ['--speed', "Unknown option '--speed'"],
  ])('does not take %s', { timeout: 30_000 }, async (argument, complaint) => {
    const { code, output, errors } = await demo([argument]);
    expect(code).toBe(2);
    expect(output).toBe('');
    expect(errors).toContain(complaint);
    expect(errors).toContain('Usage: npm run demo');
  });

  test('explains itself', { timeout: 30_000 }, async () => {
    const { code, output } = await demo(['--help']);
    expect(code).toBe(0);
    expect(output).toContain('Usage: npm run demo');
  });
});
