import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch } from '../src/index.ts';
import { runNode } from './support/child.ts';
import { type ScriptedUpstream, type Step, startUpstream } from './support/scripted-upstream.ts';
import { fetchWithSixConnections } from './support/six-connections.ts';

type Page = Extract<Step, (...args: never[]) => void>;

/** Error pages that never end: the headers and the first byte are there, and hardly anything follows. */
const ENDLESS: Record<string, (headers?: Record<string, string>) => Page> = {
  'that drips a byte each 500 ms': (headers) => (_request, response) => {
    response.writeHead(503, { 'content-type': 'text/plain', ...headers }).write('d');
    const drip = setInterval(() => response.write('r'), 500);
    response.once('close', () => clearInterval(drip));
  },
  'that stalls': (headers) => (_request, response) => {
    response.writeHead(503, { 'content-type': 'text/plain', ...headers }).write('s');
  },
};

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe.each(Object.entries(ENDLESS))('an error page %s', (_name, endless) => {
  test('gives its connection back within about a second, however long the call waits for its retry', async () => {
    const fetch = fetchWithSixConnections();
    const page = endless({ 'retry-after': '25' });
    upstream.play((request, response, body) => {
      if (request.url === '/fine') response.end('fine');
      else page(request, response, body);
    });
    const steady = createSteadyFetch({ fetch });
    try {
      const calls = Array.from({ length: 6 }, (_, n) => steady(`${upstream.url}/${n}`).catch(() => {}));
      while (upstream.requests.length < 6) await pause(10);

      const fine = fetch(`${upstream.url}/fine`).then((response) => response.text());
      expect(await Promise.race([fine, pause(4_000)])).toBe('fine');

      steady.close();
      await Promise.all(calls);
    } finally {
      steady.close();
      fetch.close();
    }
  }, 30_000);

  test('keeps no process alive once the call has been answered', async () => {
    upstream.play(endless(), 200);
    const { code, stdout } = await runNode(`
      import { createSteadyFetch } from './src/index.ts';
      const steady = createSteadyFetch();
      const response = await steady('${upstream.url}');
      console.log(response.status, await response.text());
    `);
    expect([code, stdout]).toEqual([0, '200 status 200']);
  }, 40_000);

  test('keeps no process alive once the call was cancelled, aborted or ended by close, or its body cancelled', async () => {
    upstream.play(endless({ 'retry-after': '30' }));
    const { code, stdout } = await runNode(`
      import { createSteadyFetch } from './src/index.ts';
      const steady = createSteadyFetch();
      const controller = new AbortController();
      let ends = [() => steady.cancel(), () => controller.abort(), () => steady.close()];
      steady.on('retry.scheduled', () => setTimeout(ends.shift(), 20));
      const once = await steady('${upstream.url}/once', { steady: { maxAttempts: 1 } });
      await once.body.cancel();
      for (const path of ['/cancelled', '/aborted', '/closed']) {
        const init = path === '/aborted' ? { signal: controller.signal } : {};
        console.log(await steady('${upstream.url}' + path, init).catch(({ name }) => name));
      }
    `);
    expect(stdout.split('\n')).toEqual(['CancelledError', 'AbortError', 'CancelledError']);
    expect(code).toBe(0);
  }, 40_000);
});
