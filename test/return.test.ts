import { beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyOptions } from '../src/index.ts';
import { type VirtualClock, virtualClock } from '../src/testing/index.ts';
import { toggle } from './support/toggle.ts';

const URL = 'http://upstream.test/';
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});

/** A page that is hidden until the user looks again. */
function hiddenPage() {
  const { isOn, subscribe, set } = toggle(false);
  return { visibility: { isVisible: isOn, subscribe }, show: () => set(true) };
}

/**
 * Five calls whose first attempts failed, each after a success elsewhere, so that nothing is known to be down:
 * they wait for a long backoff. From then on the upstream is fine, and takes 500 ms for each answer.
 */
async function fiveInBackoff(options: SteadyOptions, firstLatencyMs: number) {
  const { visibility, show } = hiddenPage();
  const sent = new Map<string, number>();
  const fetch = async (input: unknown) => {
    const path = String(input).slice(URL.length);
    const attempt = (sent.get(path) ?? 0) + 1;
    sent.set(path, attempt);
    const fails = path === 'bad' || (path !== 'fine' && attempt === 1);
    await clock.sleep(path === 'fine' ? 5 : path === 'bad' ? 100 : attempt === 1 ? firstLatencyMs : 500);
    return new Response('', { status: fails ? 502 : 200 });
  };
  const retry = { baseDelayMs: 20_000, maxDelayMs: 20_000 };
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, visibility, retry, ...options });
  // A success after each failure, whenever that comes.
  const fine = async () => {
    await clock.advance(100);
    await clock.runUntil(steady(`${URL}fine`));
    await clock.advance(95);
  };
  const controller = new AbortController();
  const calls: Promise<number>[] = [];
  for (let n = 0; n < 5; n++) {
    const init = n === 0 ? { signal: controller.signal } : {};
    calls.push(steady(`${URL}${n}`, init).then(({ status }) => status));
    await fine();
  }
  await clock.advance(Math.max(0, firstLatencyMs - 1_000));
  for (let n = 0; n < 5; n++) await fine();
  await clock.advance(1_500);
  expect([...sent].filter(([path]) => path !== 'fine').map(([, count]) => count)).toEqual([1, 1, 1, 1, 1]);
  return { steady, calls, show, abortFirst: () => controller.abort('enough') };
}

const situations: [string, SteadyOptions, number][] = [
  ['however few may wait', { circuit: { maxWaiting: 1 } }, 50],
  ['even if none may wait', { circuit: { maxWaiting: 0 } }, 50],
  ['however long they have waited', {}, 6_000],
];

describe('once the probe that the user asked for has succeeded, the other waiting calls follow', () => {
  test.each(situations)('after retryNow(), %s', async (_name, options, latencyMs) => {
    const { steady, calls } = await fiveInBackoff(options, latencyMs);
    const askedAt = clock.now();
    steady.retryNow();
    expect(await clock.runUntil(Promise.all(calls))).toEqual([200, 200, 200, 200, 200]);
    expect(clock.now() - askedAt).toBeLessThan(6_000);
  });

  test.each(situations)('after the return to a tab, %s', async (_name, options, latencyMs) => {
    const { calls, show } = await fiveInBackoff(options, latencyMs);
    const askedAt = clock.now();
    show();
    expect(await clock.runUntil(Promise.all(calls))).toEqual([200, 200, 200, 200, 200]);
    expect(clock.now() - askedAt).toBeLessThan(6_000);
  });

  test('also if the call that has waited longest is aborted just then', async () => {
    const { steady, calls, abortFirst } = await fiveInBackoff({}, 50);
    const askedAt = clock.now();
    abortFirst();
    steady.retryNow();
    await expect(calls.shift()).rejects.toBe('enough');
    expect(await clock.runUntil(Promise.all(calls))).toEqual([200, 200, 200, 200]);
    expect(clock.now() - askedAt).toBeLessThan(6_000);
  });

  test('is nothing that later calls follow if all that wait are cancelled just then', async () => {
    const { steady, calls } = await fiveInBackoff({}, 50);
    const cancelled = Promise.allSettled(calls);
    steady.cancel();
    steady.retryNow();
    expect((await cancelled).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    const later = steady(`${URL}later`);
    await clock.advance(60);
    const [sentAt, last] = [clock.now(), steady(`${URL}fine`)];
    await clock.runUntil(last);
    expect((await clock.runUntil(later)).status).toBe(200);
    expect(clock.now() - sentAt).toBeGreaterThan(10_000);
  });

  test('also if the attempt of another call fails while the probe is out', async () => {
    const { steady, calls } = await fiveInBackoff({}, 50);
    const askedAt = clock.now();
    steady.retryNow();
    await clock.advance(50);
    // It fails after 100 ms, the probe is answered after 500 ms.
    const bad = steady(`${URL}bad`, { method: 'POST', body: 'x', steady: { maxAttempts: 1 } });
    expect(await clock.runUntil(Promise.all(calls))).toEqual([200, 200, 200, 200, 200]);
    expect(clock.now() - askedAt).toBeLessThan(6_000);
    expect((await clock.runUntil(bad)).status).toBe(502);
  });
});
