import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch } from '../src/index.ts';
import { type ScriptedUpstream, startUpstream } from './support/scripted-upstream.ts';
import { fetchWithSixConnections } from './support/six-connections.ts';

let upstream: ScriptedUpstream;
let fetch: ReturnType<typeof fetchWithSixConnections>;

beforeEach(async () => {
  upstream = await startUpstream();
  fetch = fetchWithSixConnections();
});
afterEach(async () => {
  fetch.close();
  await upstream.close();
});

/** Fails with a page of this size until the time is up. */
const downFor = (ms: number, bytes: number) => {
  const until = performance.now() + ms;
  const page = 'x'.repeat(bytes);
  upstream.play((_request, response) => {
    if (performance.now() < until) response.writeHead(502).end(page);
    else response.writeHead(200).end('here');
  });
};

describe('ten calls at once over six connections, into an outage with large error pages', () => {
  test.each([100_000, 1_000_000])(
    'all succeed, though those pages are never read (%d bytes)',
    async (bytes) => {
      downFor(2_000, bytes);
      const steady = createSteadyFetch({ fetch });
      const startedAt = performance.now();
      const responses = await Promise.all(Array.from({ length: 10 }, (_, n) => steady(`${upstream.url}/${n}`)));
      expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200));
      for (const response of responses) expect(await response.text()).toBe('here');
      // Well before the waits would have run out one by one.
      expect(performance.now() - startedAt).toBeLessThan(9_000);
    },
    20_000,
  );

  test('leave the last page readable, when the outage outlasts them', async () => {
    const page = 'x'.repeat(100_000);
    upstream.play({ status: 502, body: page });
    const steady = createSteadyFetch({ fetch, timeout: { attemptMs: 1_000, totalMs: 1_200 } });
    const responses = await Promise.all(Array.from({ length: 10 }, (_, n) => steady(`${upstream.url}/${n}`)));
    for (const response of responses) {
      expect(response.status).toBe(502);
      globalThis.gc?.();
      expect((await response.text()).length).toBe(page.length);
    }
  }, 20_000);
});

test('the built-in fetch leaves a held page readable too, whatever the garbage collector does meanwhile', async () => {
  const page = 'x'.repeat(100_000);
  upstream.play({ status: 502, body: page });
  const steady = createSteadyFetch({ retry: { maxAttempts: 2 }, budget: { capacity: 1 } });
  const [first, second] = await Promise.all([steady(upstream.url), steady(upstream.url)]);
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  for (const response of [first, second]) expect((await response.text()).length).toBe(page.length);
}, 20_000);
