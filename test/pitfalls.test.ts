import { afterEach, expect, test, vi } from 'vitest';
import { createSteadyFetch, reportOf } from '../src/index.ts';
import { recordEvents, scriptedFetch, virtualClock } from '../src/testing/index.ts';
import { seeded } from './support/random.ts';

// What no other test holds of docs/reliability.md.

const URL = 'http://upstream.test/';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a wait longer than a timer can be is one long wait', async () => {
  const armed: (number | undefined)[] = [];
  const { setTimeout } = globalThis;
  vi.stubGlobal('setTimeout', (act: () => void, ms?: number) => {
    armed.push(ms);
    return setTimeout(act, ms);
  });
  const later = { status: 503, headers: { 'retry-after': String(2 ** 33) } };
  const fetch = scriptedFetch(later, 'repeat');
  const steady = createSteadyFetch({ fetch, retry: { maxRetryAfterMs: 2 ** 45 }, circuit: { maxWaitMs: 2 ** 45 } });
  const abort = new AbortController();
  const waiting = new Promise((resolve) => steady.on('retry.scheduled', resolve));
  const call = steady(URL, { signal: abort.signal }).catch((error: unknown) => error);
  expect(await waiting).toMatchObject({ delayMs: expect.any(Number) });
  // Node would end a longer timer after a millisecond.
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(fetch.requests).toHaveLength(1);
  expect(armed).toContain(2 ** 31 - 1);
  expect(armed.filter((ms) => !((ms ?? 0) < 2 ** 31))).toEqual([]);
  abort.abort('enough');
  expect(await call).toBe('enough');
});

test('two clients that meet the same failures return at different times, and hardly ever at once', async () => {
  const firstWaits: number[] = [];
  for (let seed = 1; seed <= 200; seed++) {
    const clock = virtualClock();
    const steady = createSteadyFetch({ fetch: scriptedFetch(502, 200, 'repeat'), clock, random: seeded(seed) });
    steady.on('retry.scheduled', ({ delayMs = 0 }) => firstWaits.push(delayMs));
    await clock.runUntil(steady(URL));
  }
  expect(firstWaits).toHaveLength(200);
  expect(new Set(firstWaits).size).toBeGreaterThan(150);
  expect(firstWaits.filter((ms) => ms < 10).length).toBeLessThan(20);
});

test('the limit of an attempt ends with the attempt, and not the wait after it', async () => {
  const clock = virtualClock();
  const fetch = scriptedFetch('hang', 200, 'repeat');
  const options = { timeout: { attemptMs: 300 }, retry: { baseDelayMs: 2_000 } };
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.9, ...options });
  const told = recordEvents(steady);
  expect((await clock.runUntil(steady(URL))).status).toBe(200);
  expect(told.of('retry.scheduled')[0]?.delayMs).toBeGreaterThan(300);
  const signals = fetch.requests.map(({ signal }) => signal);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
});

test.each([
  'Failed to fetch',
  'Load failed',
  'NetworkError when attempting to fetch resource.',
  'Network connection lost.',
  'The network connection was lost.',
  'Unable to connect. Is the computer able to access the url?',
  'The Internet connection appears to be offline.',
  'undefined is not a function',
  'words of an engine that is not written yet',
  '',
])('a rejection of fetch is a network failure and is sent again, whatever its words: %s', async (words) => {
  for (const error of [new TypeError(words), new Error(words)]) {
    const clock = virtualClock();
    const fetch = scriptedFetch(error, 200, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: seeded(1) });
    const response = await clock.runUntil(steady(URL));
    expect([response.status, fetch.requests.length]).toEqual([200, 2]);
    expect(reportOf(response)?.attempts[0]?.verdict.kind).toBe('network');
  }
});

test('a 408 is left to an engine that repeats it by itself, and is sent again elsewhere', async () => {
  const play = async () => {
    const clock = virtualClock();
    const fetch = scriptedFetch(408, 200, 'repeat');
    const { status } = await clock.runUntil(createSteadyFetch({ fetch, clock })(URL));
    return [status, fetch.requests.length];
  };
  expect(await play()).toEqual([200, 2]);
  vi.stubGlobal('WorkerGlobalScope', class {});
  expect(await play()).toEqual([408, 1]);
});

test('equal calls at once are requests of their own, and the abort of one ends no other', async () => {
  const answers: ((response: Response) => void)[] = [];
  const fetch = scriptedFetch(() => new Promise<Response>((resolve) => answers.push(resolve)), 'repeat');
  const steady = createSteadyFetch({ fetch });
  const abort = new AbortController();
  const first = steady(URL, { signal: abort.signal }).catch((error: unknown) => error);
  const others = [steady(URL, { headers: { authorization: 'a' } }), steady(URL, { headers: { authorization: 'b' } })];
  expect(fetch.requests).toHaveLength(3);
  abort.abort('only mine');
  expect(await first).toBe('only mine');
  for (const [index, answer] of answers.entries()) answer(new Response(`answer ${index}`));
  const texts = (await Promise.all(others)).map((response) => response.text());
  expect(await Promise.all(texts)).toEqual(['answer 1', 'answer 2']);
});

test('an upstream that fails spends no retry of another', async () => {
  const clock = virtualClock();
  const failures = new Map<string, number>();
  const fetch = scriptedFetch(({ url }) => {
    failures.set(url, (failures.get(url) ?? 0) + 1);
    const isDown = url.includes('down') || failures.get(url) === 1;
    return isDown ? 502 : 200;
  }, 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: seeded(1), circuit: false });
  const spent = await clock.runUntil(
    Promise.all(Array.from({ length: 30 }, (_, n) => steady(`http://down.test/${n}`))),
  );
  expect(spent.map((response) => reportOf(response)?.settledBecause)).toContain('budget');
  const others = Array.from({ length: 5 }, (_, n) => steady(`http://other.test/${n}`));
  const statuses = (await clock.runUntil(Promise.all(others))).map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
});
