import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createSteadyFetch } from '../src/index.ts';
import { instantClock } from '../src/testing/index.ts';

// What only many calls show.

const heapAfterCollection = async () => {
  for (let round = 0; round < 6; round++) {
    globalThis.gc?.();
    // Finalizers run in tasks of their own.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
};

describe('memory', () => {
  test('stays flat over 100 000 calls that share one long-lived signal', async () => {
    const { signal } = new AbortController();
    const steady = createSteadyFetch({ fetch: async () => new Response('x') });
    const calls = async (count: number) => {
      for (let n = 0; n < count; n++) await (await steady('http://upstream.test/', { signal })).body?.cancel();
    };
    // The collector keeps hash tables and code for a while as it likes; what is leaked is there at the lowest ebb too.
    const heaps: number[] = [];
    for (let round = 0; round < 8; round++) {
      await calls(25_000);
      heaps.push(await heapAfterCollection());
    }
    const [before, after] = [Math.min(...heaps.slice(0, 4)), Math.min(...heaps.slice(4))];
    // A single forgotten closure per call would be three times this.
    expect((after - before) / 100_000).toBeLessThan(32);
    expect(getEventListeners(signal, 'abort').length).toBe(0);
  }, 60_000);
});

describe('the caller’s signal', () => {
  const eager = () => createSteadyFetch({ clock: instantClock() });

  test.each<[string, (url: string, signal: AbortSignal) => Promise<unknown>]>([
    ['success', async (url, signal) => (await eager()(url, { signal })).text()],
    ['503 and then success', async (url, signal) => (await eager()(`${url}/flaky`, { signal })).text()],
    ['attempts running out', async (url, signal) => (await eager()(`${url}/down`, { signal })).text()],
    ['a network error', async (url, signal) => eager()(`${url}/reset`, { signal }).catch(() => {})],
    ['a response without a body', (url, signal) => eager()(url, { signal, method: 'HEAD' })],
    ['a body that is never read', (url, signal) => eager()(url, { signal })],
    [
      'an attempt timeout',
      async (url, signal) =>
        createSteadyFetch({ retry: { maxAttempts: 1 }, timeout: { attemptMs: 5, totalMs: 5 } })(`${url}/hang`, {
          signal,
        }).catch(() => {}),
    ],
  ])(
    'has no listener left after a thousand calls that ended in %s',
    async (_ending, call) => {
      const flaky = new Map<string, number>();
      const server = createServer((request, response) => {
        const path = request.url ?? '';
        const seen = (flaky.get(path) ?? 0) + 1;
        flaky.set(path, seen);
        if (path === '/hang') return;
        if (path === '/reset') request.socket.resetAndDestroy();
        else response.writeHead(path === '/down' || (path === '/flaky' && seen % 2 === 1) ? 503 : 200).end('x');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const { signal } = new AbortController();
      for (let n = 0; n < 20; n++) await Promise.all(Array.from({ length: 50 }, () => call(url, signal)));
      await expect
        .poll(
          () => {
            globalThis.gc?.();
            return getEventListeners(signal, 'abort').length;
          },
          { timeout: 30_000 },
        )
        .toBe(0);
      server.closeAllConnections();
      server.close();
    },
    90_000,
  );
});
