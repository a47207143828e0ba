import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createClient } from '../src/client.ts';
import { createSteadyFetch, isCancelledError, reportOf } from '../src/index.ts';
import { TUNING } from '../src/options/tuning.ts';
import { recordEvents, scriptedFetch, virtualClock } from '../src/testing/index.ts';
import { runNode } from './support/child.ts';

const URL = 'http://upstream.test/';

describe('memory', () => {
  test('is bounded, however many upstreams there are', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const steady = createClient({ fetch: async () => new Response('x') }, { ...TUNING, maxUpstreams: 100 });
    for (let n = 0; n < 10_000; n++) await steady(`http://upstream-${n}.test/`);
    const known = steady.upstreams();
    expect(known).toHaveLength(100);
    expect(known.at(-1)?.upstream).toBe('http://upstream-9999.test');
    expect(timers()).toBe(before);
  });

  test('forgets the idle upstream that was used least recently, and none that is busy', async () => {
    const clock = virtualClock();
    const hold = scriptedFetch(({ url }) => (url.includes('busy') ? 'hang' : 200), 'repeat');
    const steady = createClient({ fetch: hold, clock }, { ...TUNING, maxUpstreams: 3 });
    const busy = steady('http://busy.test/').catch(() => {});
    for (const name of ['a', 'b', 'a', 'c']) {
      await clock.advance(1);
      await steady(`http://${name}.test/`);
    }
    expect(steady.upstreams().map(({ upstream }) => upstream)).toEqual([
      'http://busy.test',
      'http://a.test',
      'http://c.test',
    ]);
    await clock.runUntil(Promise.race([busy, clock.advance(61_000)]));
  });
});

describe('close', () => {
  test('ends every wait, and leaves no timer, listener or breaker', async () => {
    const clock = virtualClock();
    const { signal } = new AbortController();
    const fetch = scriptedFetch(502, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const calls = Array.from({ length: 5 }, () => steady(URL, { signal }).catch((error) => error));
    await clock.advance(2_000);
    expect(steady.upstreams()[0]).toMatchObject({ state: 'open', waiting: 5 });
    steady.close();
    for (const error of await Promise.all(calls)) expect(isCancelledError(error)).toBe(true);
    expect(clock.armed).toBe(0);
    expect(getEventListeners(signal, 'abort').length).toBe(0);
    expect(steady.upstreams()).toEqual([]);
  });

  test('lets an attempt in flight go on within its limits, and sends nothing again', async () => {
    const clock = virtualClock();
    const fetch = scriptedFetch('hang', 'repeat');
    const steady = createSteadyFetch({ fetch, clock, timeout: { attemptMs: 20_000 } });
    const call = steady(URL).catch((error) => error);
    await clock.advance(10);
    steady.close();
    await clock.advance(20_000);
    expect((await call).name).toBe('TimeoutError');
    expect(reportOf(await call)).toMatchObject({ settledBecause: 'cancelled' });
    expect(fetch.requests).toHaveLength(1);
    await clock.advance(60_000);
    expect(clock.asleep).toBe(0);
  });

  test('is the end of it: nothing can be isolated afterwards', async () => {
    const steady = createSteadyFetch({ fetch: scriptedFetch(200, 'repeat') });
    const told = recordEvents(steady);
    steady.on('client.closed', () => steady.isolate('http://upstream.test'));
    steady.close();
    steady.isolate('http://upstream.test')();
    expect(steady.upstreams()).toEqual([]);
    expect(told.types()).toEqual(['client.closed']);
  });

  test('makes later calls plain fetch calls, and may be called twice', async () => {
    const fetch = scriptedFetch(503, 'repeat');
    const steady = createSteadyFetch({ fetch });
    const told = recordEvents(steady);
    steady.close();
    steady.close();
    expect((await steady(URL)).status).toBe(503);
    expect(fetch.requests).toHaveLength(1);
    expect(told.types()).toEqual(['client.closed']);
  });
});

describe('a process', () => {
  const run = (code: string) => runNode(`import { createSteadyFetch } from './src/index.ts';\n${code}`);

  test('that waits for nothing but a retry lives to see it', async () => {
    const { stdout } = await run(`
      let sent = 0;
      const fetch = async () => new Response('done', { status: sent++ === 0 ? 503 : 200 });
      const steady = createSteadyFetch({ fetch, retry: { baseDelayMs: 75 }, random: () => 1 - 1e-9 });
      steady('http://x.test/').then((response) => console.log(response.status));
    `);
    expect(stdout).toBe('200');
  }, 30_000);

  test('that aborts its only call exits at once', async () => {
    const { stdout } = await run(`
      const controller = new AbortController();
      const fetch = async () => new Response('', { status: 503 });
      const steady = createSteadyFetch({ fetch, retry: { baseDelayMs: 1_250 }, random: () => 1 - 1e-9 });
      steady.on('retry.scheduled', () => setTimeout(() => { console.log(Date.now()); controller.abort(); }, 300));
      steady('http://x.test/', { signal: controller.signal }).catch(() => {});
      process.on('exit', () => console.log(Date.now()));
    `);
    const [abortedAt = 0, exitedAt = 0] = stdout.split('\n').map(Number);
    expect(exitedAt - abortedAt).toBeLessThan(100);
  }, 30_000);

  test('is not kept alive by the time limit of a call that has ended, nor by an open circuit', async () => {
    const { stdout } = await run(`
      const fetch = async () => new Response('', { status: 502 });
      const options = { circuit: { maxWaitMs: 0 }, retry: { maxAttempts: 1 }, timeout: { attemptMs: 30_000 } };
      const steady = createSteadyFetch({ fetch, ...options });
      for (let n = 0; n < 3; n++) await steady('http://x.test/').catch(() => {});
      // The circuit opens only after a second without a success.
      await new Promise((resolve) => setTimeout(resolve, 1_050));
      await steady('http://x.test/').catch(() => {});
      console.log(steady.upstreams()[0].state, Date.now());
      process.on('exit', () => console.log(Date.now()));
    `);
    const [state, endedAt, exitedAt] = stdout.split(/\s/);
    expect(state).toBe('open');
    expect(Number(exitedAt) - Number(endedAt)).toBeLessThan(100);
  }, 30_000);
});

describe('clients over clients', () => {
  test('do not multiply their attempts', async () => {
    const fetch = scriptedFetch(503, 'repeat');
    const clock = virtualClock();
    const inner = createSteadyFetch({ fetch, clock, retry: { maxAttempts: 3 } });
    const outer = createSteadyFetch({ fetch: inner, clock, retry: { maxAttempts: 2 } });
    await clock.runUntil(outer(URL));
    expect(fetch.requests).toHaveLength(2);
  });

  test('may be installed as globalThis.fetch, and do not call themselves', async () => {
    const original = globalThis.fetch;
    const stub = scriptedFetch(200, 'repeat');
    try {
      globalThis.fetch = stub;
      const steady = createSteadyFetch();
      globalThis.fetch = steady;
      expect((await fetch(URL)).status).toBe(200);
      const patched = scriptedFetch(204, 'repeat');
      globalThis.fetch = patched;
      expect((await steady(URL)).status).toBe(204);
      expect([stub.requests.length, patched.requests.length]).toEqual([1, 1]);
    } finally {
      globalThis.fetch = original;
    }
  });
});

test('time that jumps, as clocks do, makes no wait negative and leaves no circuit open', async () => {
  const clock = virtualClock();
  const fetch = scriptedFetch(503, 503, 200, 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  const told = recordEvents(steady);
  const call = steady(URL);
  await clock.advance(10);
  clock.shiftWall(-3_600_000);
  await clock.advance(1_000);
  clock.shiftWall(7_200_000);
  expect((await clock.runUntil(call)).status).toBe(200);
  for (const { delayMs } of told.of('retry.scheduled')) expect(delayMs).toBeGreaterThanOrEqual(0);
  expect(clock.now()).toBeLessThan(5_000);
});
