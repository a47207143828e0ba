import { beforeEach, describe, expect, test } from 'vitest';
import { type Clock, createSteadyFetch, type SteadyInit, type SteadyOptions } from '../src/index.ts';
import { scriptedFetch, type VirtualClock, virtualClock } from '../src/testing/index.ts';
import { fetchByTheClock } from './support/fetch-by-the-clock.ts';
import { seeded } from './support/random.ts';

const URL = 'http://upstream.test/';
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});

describe('an upstream that never answers', () => {
  test.each<[string, SteadyOptions, SteadyInit]>([
    ['of the client', { timeout: { totalMs: 1_500 } }, {}],
    ['of each call', {}, { steady: { timeout: { totalMs: 1_500 } } }],
    ['of each attempt', { timeout: { attemptMs: 1_500 } }, { steady: { maxAttempts: 1 } }],
  ])('is not sent every call that meets the time limit %s: silence is evidence', async (_whose, options, init) => {
    const fetch = scriptedFetch('hang', 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: seeded(1), ...options });
    const calls: Promise<unknown>[] = [];
    for (let n = 0; n < 300; n++) {
      calls.push(steady(URL, init).catch((error) => error));
      await clock.advance(100);
    }
    for (const error of await clock.runUntil(Promise.all(calls))) expect(error).toBeInstanceOf(Error);
    expect(fetch.requests.length).toBeLessThan(60);
  });

  test('is sent calls again soon after it has come back', async () => {
    const fetch = scriptedFetch(() => (clock.now() > 20_000 ? 200 : 'hang'), 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: seeded(1) });
    const fates: { at: number; ok: boolean }[] = [];
    const calls: Promise<unknown>[] = [];
    for (let n = 0; n < 400; n++) {
      const at = clock.now();
      const call = steady(URL, { steady: { timeout: { totalMs: 1_500 } } });
      calls.push(
        call.then(
          () => fates.push({ at, ok: true }),
          () => fates.push({ at, ok: false }),
        ),
      );
      await clock.advance(100);
    }
    await clock.runUntil(Promise.all(calls));
    const late = fates.filter(({ at }) => at > 26_000);
    expect(late.length).toBeGreaterThan(100);
    expect(late.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('attempts that fail slowly', () => {
  test.each([1, 2])('are followed by a wait before each retry, as quick ones are (%d calls at once)', async (count) => {
    const sent = new Map<string, { startedAt: number; endedAt: number }[]>();
    const fetch = async (input: unknown) => {
      const attempt = { startedAt: clock.now(), endedAt: 0 };
      const key = String(input);
      sent.set(key, [...(sent.get(key) ?? []), attempt]);
      await clock.sleep(5_000);
      attempt.endedAt = clock.now();
      return new Response('', { status: 502 });
    };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.99 });
    const init = { steady: { timeout: { totalMs: 300_000 } } };
    const calls = Array.from({ length: count }, (_, n) => steady(`${URL}${n}`, init));
    for (const { status } of await clock.runUntil(Promise.all(calls))) expect(status).toBe(502);
    const gaps = [...sent.values()].flatMap((attempts) =>
      attempts.slice(1).map(({ startedAt }, n) => startedAt - (attempts[n]?.endedAt ?? 0)),
    );
    expect(gaps.length).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(240);
  });
});

describe('a wait whose timer comes too late', () => {
  test('past the deadline sends nothing more, and returns the answer at hand', async () => {
    let skippedMs = 0;
    const late: Clock = {
      now: () => clock.now() + skippedMs,
      wallNow: () => clock.wallNow() + skippedMs,
      sleep: clock.sleep,
    };
    const fetch = scriptedFetch(502, 'repeat');
    const steady = createSteadyFetch({ fetch, clock: late, random: () => 0.9 });
    // A laptop that is closed, or a page that is frozen, while the call waits for its retry.
    steady.on('retry.scheduled', () => {
      skippedMs = 60_000;
    });
    const response = await clock.runUntil(steady(URL, { steady: { timeout: { totalMs: 10_000 } } }));
    expect(response.status).toBe(502);
    expect(await response.text()).toBe('status 502');
    expect(fetch.requests).toHaveLength(1);
  });

  test('past the deadline sends nothing more, and rejects with the network error at hand', async () => {
    let skippedMs = 0;
    const late: Clock = {
      now: () => clock.now() + skippedMs,
      wallNow: () => clock.wallNow() + skippedMs,
      sleep: clock.sleep,
    };
    const refused = new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });
    const fetch = scriptedFetch(refused, 'repeat');
    const steady = createSteadyFetch({ fetch, clock: late, random: () => 0.9 });
    steady.on('retry.scheduled', () => {
      skippedMs = 60_000;
    });
    const call = steady(URL, { steady: { timeout: { totalMs: 10_000 } } }).catch((error) => error);
    expect(await clock.runUntil(call)).toBe(refused);
    expect(fetch.requests).toHaveLength(1);
  });
});

describe('990 calls that wait for an upstream', () => {
  test.each([1, 2, 3])(
    'are served in a few seconds once it is back and quick, but not as a herd (seed %d)',
    async (seed) => {
      const perSecond = 300;
      const downFrom = 3_000;
      const upAgainAt = downFrom + 3_300;
      const fetch = fetchByTheClock(clock, (now) => (now >= downFrom && now < upAgainAt ? 502 : 200));
      const steady = createSteadyFetch({ fetch, clock, random: seeded(seed) });
      const calls: Promise<unknown>[] = [];
      const served: { madeAt: number; at: number; status: number }[] = [];
      for (let n = 0; clock.now() < upAgainAt; n++) {
        const madeAt = clock.now();
        const call = steady(`${URL}${n}`).then(({ status }) => served.push({ madeAt, at: clock.now(), status }));
        calls.push(call.catch(() => served.push({ madeAt, at: clock.now(), status: 0 })));
        await clock.advance(1_000 / perSecond);
      }
      await clock.runUntil(Promise.all(calls));

      const waited = served.filter(({ madeAt }) => madeAt >= downFrom);
      const times = waited.filter(({ status }) => status === 200).map(({ at }) => at);
      expect(times.length).toBeGreaterThanOrEqual(980);
      const firstAt = Math.min(...times);
      const lastAt = Math.max(...times);
      expect(lastAt - upAgainAt).toBeLessThanOrEqual(12_000);
      const inFirstSecond = fetch.sentAt.filter((at) => at >= firstAt && at < firstAt + 1_000);
      expect(inFirstSecond.length).toBeLessThanOrEqual(3 * perSecond);
    },
    60_000,
  );
});
