import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Origin, startOrigin } from './support/origin.ts';
import { app, load, titlesIn } from './support/programs.ts';
import { entryFolder, note } from './support/table.ts';

/** What we use of miniflare. */
interface Worker {
  readonly ready: Promise<URL>;
  dispatchFetch(url: string, init: { method: string; body: string }): Promise<Response>;
  dispose(): Promise<void>;
}
interface Miniflare {
  readonly supportedCompatibilityDate: string;
  readonly Miniflare: new (options: object) => Worker;
}

interface Answer {
  readonly status?: number;
  readonly body?: string;
  readonly error?: string;
  readonly message?: string;
  readonly isReason?: boolean;
}
interface Call {
  readonly url: string;
  readonly init?: object;
  readonly abortAfterMs?: number;
}

const titles = await titlesIn('scenarios.mjs');
const miniflare = (await load('node_modules/miniflare/dist/src/index.js')) as unknown as Miniflare;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The oldest in use, promises that stay in their request, weak references, and the newest. */
const dates = ['2023-07-10', '2024-09-23', '2025-05-05', miniflare.supportedCompatibilityDate];

let script: string;
let folder: string;
let origin: Origin;
let names = 0;
beforeAll(async () => {
  origin = await startOrigin();
  const { outputFiles, metafile } = await build({
    entryPoints: [join(app, 'worker.mjs')],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    metafile: true,
  });
  folder = entryFolder(metafile);
  script = outputFiles[0]?.text ?? '';
});
afterAll(() => origin.close());

const plan = (...steps: string[]): { url: string; seen: Origin['seen'] } & { name: string } => {
  const name = `w${names++}`;
  return { name, url: `${origin.url}/plan/${name}/${steps.join(',')}`, seen: () => origin.seen(name) };
};
const outage = (status: number, ms: number): ((path: string) => string) => {
  const name = `w${names++}`;
  return (path) => `${origin.url}/outage/${name}/${status}/${ms}/${path}`;
};

for (const date of dates) {
  describe(`workerd as of ${date}`, { timeout: 60_000 }, () => {
    const logs: string[] = [];
    const results: Record<string, string> = {};
    let worker: Worker;
    const boot = (): Worker =>
      new miniflare.Miniflare({
        modules: true,
        script,
        compatibilityDate: date,
        handleRuntimeStdio: (...streams: NodeJS.ReadableStream[]) => {
          for (const stream of streams) stream.on('data', (chunk) => logs.push(String(chunk)));
        },
      });

    /** One incoming request. What the runtime ends of its own accord is text, and no JSON. */
    async function ask<Result>(what: object): Promise<Result> {
      const response = await worker.dispatchFetch('http://worker/', { method: 'POST', body: JSON.stringify(what) });
      const text = await response.text();
      if (response.status !== 200) throw new Error(text);
      return JSON.parse(text) as Result;
    }
    const calls = (client: string, ...list: Call[]): Promise<Answer[]> => ask({ act: 'calls', client, calls: list });
    const call = async (client: string, one: Call): Promise<Answer> => (await calls(client, one))[0] ?? {};

    beforeAll(async () => {
      worker = boot();
      await worker.ready;
    });
    afterAll(async () => {
      await worker.dispose();
      if (date === dates.at(-1)) note({ name: 'Cloudflare Workers (workerd)', build: folder, results });
    });
    afterEach(() => {
      expect(logs.splice(0).join('')).not.toMatch(/different request|hung|never complete|Uncaught/i);
    });

    it('serves many requests at once from one client', async () => {
      const { url } = plan('200');
      const answers = await Promise.all(Array.from({ length: 30 }, () => calls('plain', { url }, { url })));
      expect(new Set(answers.flat().map(({ status }) => status))).toEqual(new Set([200]));
    });

    it('retries for many requests at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => call('plain', { url: plan('502big', '200').url })),
      );
      expect(answers).toEqual(Array.from({ length: 20 }, () => ({ status: 200, body: 'ok' })));
    });

    it('brings the calls of many requests through an outage', async () => {
      const url = outage(502, 1_200);
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          await sleep(20 * index);
          return call('plain', { url: url(`item/${index % 5}`) });
        }),
      );
      expect(answers).toEqual(Array.from({ length: 20 }, () => ({ status: 200, body: 'ok' })));
      expect(await call('plain', { url: url('later') })).toEqual({ status: 200, body: 'ok' });
    });

    it('ends every call of a long outage, and the next one after it is answered', async () => {
      const url = outage(502, 2_500);
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          await sleep(20 * index);
          return call('quick', { url: url(`item/${index}`) });
        }),
      );
      for (const { status, error } of answers)
        expect(['200', '502', 'CircuitOpenError']).toContain(String(status ?? error));
      await sleep(2_600);
      const startedAt = performance.now();
      expect(await call('quick', { url: url('later') })).toEqual({ status: 200, body: 'ok' });
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    });

    it('keeps the deadline of a call that comes after others have armed theirs and ended', async () => {
      const silent = plan('hang').url;
      const short = plan('late150').url;
      expect(await call('deadline', { url: short })).toMatchObject({ status: 200 });
      const during = call('deadline', { url: short });
      const late = await Promise.all(Array.from({ length: 10 }, () => call('deadline', { url: silent })));
      expect(new Set(late.map(({ error }) => error))).toEqual(new Set(['TimeoutError']));
      expect(await during).toMatchObject({ status: 200 });
      expect(await call('deadline', { url: silent })).toMatchObject({ error: 'TimeoutError' });
    });

    it('aborts attempts and waits of one request, and leaves the others alone', async () => {
      const silent = plan('hang').url;
      const busy = plan('503after20').url;
      const fine = plan('502', 'late300').url;
      const aborted = { error: 'Error', message: 'enough', isReason: true };
      const [attempts, waits, others] = await Promise.all([
        Promise.all(Array.from({ length: 5 }, () => call('plain', { url: silent, abortAfterMs: 100 }))),
        Promise.all(Array.from({ length: 5 }, () => call('plain', { url: busy, abortAfterMs: 300 }))),
        call('plain', { url: fine, abortAfterMs: 30_000 }),
      ]);
      expect([...attempts, ...waits]).toEqual(Array.from({ length: 10 }, () => aborted));
      expect(others).toEqual({ status: 200, body: 'ok' });
    });

    it('asks again beside silent attempts of many requests', async () => {
      const startedAt = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => call('hedge', { url: plan('late9000', '200').url })),
      );
      expect(answers).toEqual(Array.from({ length: 10 }, () => ({ status: 200, body: 'ok' })));
      expect(performance.now() - startedAt).toBeLessThan(8_000);
    });

    it('does not count on calls that the platform has dropped', async () => {
      const url = outage(502, 1_500);
      // They are answered while their calls wait or ask: nothing of these calls ever runs again.
      for (let index = 0; index < 6; index++) {
        await ask({ act: 'leave', client: 'plain', afterMs: 60, calls: [{ url: url(`left/${index}`) }] });
        await ask({ act: 'leave', client: 'plain', afterMs: 30, calls: [{ url: plan('hang').url }] });
      }
      const answers = await Promise.all(Array.from({ length: 5 }, () => call('plain', { url: url('stays') })));
      expect(answers).toEqual(Array.from({ length: 5 }, () => ({ status: 200, body: 'ok' })));
    });

    it('ends waiting calls of other requests when the client closes', async () => {
      const { url, seen } = plan('503after20', '503after20', '503after20', '200');
      const waiting = Promise.all(Array.from({ length: 3 }, () => call('closed', { url })));
      for (let tries = 0; tries < 500 && seen('').length < 3; tries++) await sleep(10);
      await sleep(100);
      expect(await ask({ act: 'close', client: 'closed' })).toBe('closed');
      const answers = await waiting;
      expect(new Set(answers.map(({ error }) => error))).toEqual(new Set(['CancelledError']));
      expect(await call('closed', { url })).toMatchObject({ status: 200 });
    });

    for (const title of titles) {
      it(title, async () => {
        results[title] = await ask<string>({ act: 'scenario', title, origin: origin.url });
        expect(results[title], results[title]).toBe('passed');
      });
    }
  });
}
