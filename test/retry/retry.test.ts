import { beforeEach, describe, expect, test } from 'vitest';
import {
  createSteadyFetch,
  isCircuitOpenError,
  reportOf,
  type SteadyFetch,
  type SteadyOptions,
} from '../../src/index.ts';
import { type Answer, fetchByTheClock, scriptedFetch } from '../support/scripted-fetch.ts';
import { record } from '../support/story.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const ORIGIN = 'http://upstream.test';
const URL = `${ORIGIN}/`;
let clock: VirtualClock;

beforeEach(() => {
  clock = new VirtualClock();
});

const client = (answers: Answer[], options: SteadyOptions = {}) => {
  const fetch = scriptedFetch(...answers);
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, ...options });
  return { fetch, steady, told: record(steady) };
};

/** The same request fails until the circuit is open. Nothing waits then. */
async function openCircuit(steady: SteadyFetch) {
  for (let n = 0; n < 9 && steady.upstreams()[0]?.state !== 'open'; n++) {
    await clock.runUntil(steady(URL, { steady: { maxAttempts: 1 } }).catch(() => {}));
    await clock.advance(500);
  }
  expect(steady.upstreams()[0]?.state).toBe('open');
}

describe('the wait before a retry', () => {
  test.each([
    [502, 248],
    [503, 990],
    [529, 990],
    [429, 990],
  ])('is four times as long where the server says that it is overloaded (%d: %d ms of %s)', async (status, delayMs) => {
    const { steady, told } = client([status, 200]);
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(told.of('retry.scheduled').map((event) => event.delayMs)).toEqual([delayMs]);
  });

  test('doubles with each retry', async () => {
    const { steady, told } = client([429]);
    expect((await clock.runUntil(steady(URL))).status).toBe(429);
    expect(told.of('retry.scheduled').map((event) => event.delayMs)).toEqual([990, 1_980, 3_960]);
  });

  test('that the server asked for gets up to a second more, so that clients do not return together', async () => {
    const { steady, told } = client([{ status: 503, headers: { 'retry-after': '7' } }, 200]);
    await clock.runUntil(steady(URL));
    expect(told.of('retry.scheduled')[0]).toMatchObject({ delayMs: 7_990, waitReason: 'retry-after' });
  });
});

describe('while an upstream is isolated by hand', () => {
  test('a call is refused at once, also one whose request has never failed', async () => {
    const { fetch, steady } = client([200]);
    const release = steady.isolate(ORIGIN);
    for (const path of ['a', 'b']) {
      const error = await clock.runUntil(steady(URL + path).catch((error) => error));
      expect(isCircuitOpenError(error)).toBe(true);
      expect(error).not.toHaveProperty('retryAt', expect.anything());
    }
    expect([clock.now(), fetch.calls.length]).toEqual([0, 0]);
    release();
    expect((await steady(URL)).status).toBe(200);
  });

  test('a failed call that waits for its retry gets its own answer, and is not sent again', async () => {
    const { fetch, steady } = client([502]);
    const call = steady(URL);
    await clock.advance(10);
    steady.isolate(ORIGIN);
    const response = await clock.runUntil(call);
    expect(response.status).toBe(502);
    expect(reportOf(response)).toMatchObject({ settledBecause: 'circuit-open' });
    expect(fetch.calls).toHaveLength(1);
  });

  test('calls that waited for it are refused at once', async () => {
    const { steady } = client([502], { random: () => 0.5 });
    await openCircuit(steady);
    const call = steady(URL).catch((error) => error);
    await clock.advance(10);
    const before = clock.now();
    steady.isolate(ORIGIN);
    expect(isCircuitOpenError(await clock.runUntil(call))).toBe(true);
    expect(clock.now()).toBe(before);
  });

  test('a call that keeps out of the circuit is sent', async () => {
    const { steady } = client([200]);
    steady.isolate(ORIGIN);
    expect((await steady(URL, { steady: { circuit: false } })).status).toBe(200);
  });
});

test('a call that comes as the probe is due does not go before the one that has waited longest', async () => {
  let skippedMs = 0;
  const late = {
    now: () => clock.now() + skippedMs,
    wallNow: () => clock.wallNow() + skippedMs,
    sleep: clock.sleep,
  };
  const fetch = fetchByTheClock(late, () => 502);
  const steady = createSteadyFetch({ fetch, clock: late, random: () => 0.5 });
  await openCircuit(steady);
  const told = record(steady);
  const calls = [steady(URL).catch(() => {})];
  await clock.advance(10);
  // Its timer has not fired yet, as after a long task of the page.
  skippedMs = 1_500;
  calls.push(steady(URL).catch(() => {}));
  await clock.advance(10);
  const [first, second] = told.of('call.started').map(({ callId }) => callId);
  expect(told.of('attempt.started').map(({ callId, probe }) => [callId, probe])).toEqual([[first, true]]);
  expect(told.of('call.waiting').map(({ callId }) => callId)).toContain(second);
  steady.close();
  await Promise.all(calls);
});

describe('once retryNow() has found that the upstream is back', () => {
  const asking = { status: 503, headers: { 'retry-after': '20' } };

  test('calls that the server asked to wait are not sent before their time; the others are', async () => {
    const sentAt: [path: string, at: number][] = [];
    let isBack = false;
    const fetch = async (input: unknown) => {
      const path = String(input).slice(URL.length);
      sentAt.push([path, clock.now()]);
      if (isBack) return new Response('');
      return path === 'asked' ? new Response('', asking) : new Response('', { status: 502 });
    };
    const retry = { baseDelayMs: 15_000, maxDelayMs: 15_000 };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.9, retry });
    const calls = ['one', 'asked', 'two'].map((path) => steady(URL + path));
    // Each of them is seen to fail by itself: a success in between keeps the upstream from being paused.
    await clock.advance(10);
    isBack = true;
    await steady(`${URL}fine`);
    sentAt.length = 0;
    steady.retryNow();
    await clock.advance(1_000);
    expect(sentAt.map(([path]) => path).sort()).toEqual(['one', 'two']);
    expect((await clock.runUntil(Promise.all(calls))).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(sentAt.find(([path]) => path === 'asked')?.[1]).toBeGreaterThanOrEqual(20_000);
  });
});
