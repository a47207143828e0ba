import { beforeEach, describe, expect, test } from 'vitest';
import { type Clock, createSteadyFetch, type SteadyFetch, type SteadyOptions } from '../src/index.ts';
import { recordEvents, scriptedFetch, settled, type VirtualClock, virtualClock } from '../src/testing/index.ts';
import { fetchByTheClock } from './support/fetch-by-the-clock.ts';
import { seeded } from './support/random.ts';

const URL = 'http://upstream.test/';
const HOUR_MS = 3_600_000;
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});

/** A machine that can be put to sleep: when it wakes up, hours have passed, and all timers that were due fire at once. */
function laptop() {
  const timers = new Map<AbortController, number>();
  let slept = 0;
  const now = () => clock.now() + slept;
  const machine: Clock = {
    now,
    wallNow: () => clock.wallNow() + slept,
    async sleep(ms, signal, options) {
      const due = new AbortController();
      timers.set(due, now() + ms);
      try {
        await clock.sleep(ms, AbortSignal.any([due.signal, ...(signal === undefined ? [] : [signal])]), options);
      } catch (error) {
        if (signal?.aborted || !due.signal.aborted) throw error;
      } finally {
        timers.delete(due);
      }
    },
  };
  const closeFor = async (ms: number) => {
    slept += ms;
    for (const [due, at] of timers) if (at <= now()) due.abort();
    await settled();
  };
  return { machine, closeFor };
}

/** A page in the background: its timers fire once a minute, and those of longer than that late. */
const background = (): Clock => ({
  now: clock.now,
  wallNow: clock.wallNow,
  sleep: (ms, signal, options) => {
    const at = Math.ceil((clock.now() + ms) / 60_000) * 60_000;
    return clock.sleep(ms <= 0 ? 0 : at - clock.now(), signal, options);
  },
});

/** Fails until the circuit is open, a request of its own each time. */
async function untilOpen(steady: SteadyFetch): Promise<void> {
  for (let n = 0; n < 40 && steady.upstreams()[0]?.state !== 'open'; n++) {
    await clock.runUntil(steady(`${URL}${n % 4}`, { steady: { maxAttempts: 1 } }).catch(() => {}));
    await clock.advance(400);
  }
  expect(steady.upstreams()[0]?.state).toBe('open');
}

/** So many calls wait for an upstream that was down; it comes back while nothing runs. */
async function waitingCalls(count: number, own: Clock, options: SteadyOptions = {}) {
  let isUp = false;
  const sentAt: number[] = [];
  const fetch = async () => {
    sentAt.push(own.now());
    await clock.sleep(5);
    return new Response('', { status: isUp ? 200 : 502 });
  };
  const steady = createSteadyFetch({ fetch, clock: own, random: seeded(1), ...options });
  const told = recordEvents(steady);
  await untilOpen(steady);
  const ends: number[] = [];
  for (let n = 0; n < count; n++) {
    steady(`${URL}${n % 4}`).then(
      ({ status }) => ends.push(status),
      () => ends.push(0),
    );
  }
  await settled();
  sentAt.length = 0;
  isUp = true;
  return { steady, told, sentAt, ends };
}

describe('a laptop that was closed for hours', () => {
  test('sends the calls that waited one after another, not as a herd, and closes the circuit', async () => {
    const { machine, closeFor } = laptop();
    const { steady, sentAt, ends } = await waitingCalls(200, machine);
    await closeFor(3 * HOUR_MS);
    expect(sentAt.length).toBeLessThanOrEqual(20);
    await clock.advance(10_000);
    expect(ends).toHaveLength(200);
    expect(steady.upstreams()[0]).toMatchObject({ state: 'closed', waiting: 0, inFlight: 0 });
  });

  test('sends no more retries at once than the budget pays for', async () => {
    const { machine, closeFor } = laptop();
    const fetch = scriptedFetch({ status: 503, headers: { 'retry-after': '20' } }, 'repeat');
    const steady = createSteadyFetch({ fetch, clock: machine, random: seeded(1) });
    const calls = Array.from({ length: 100 }, (_, n) => steady(`${URL}${n}`).catch((error) => error));
    await settled();
    expect(fetch.requests).toHaveLength(100);
    await closeFor(3 * HOUR_MS);
    expect(fetch.requests.length - 100).toBeLessThanOrEqual(10);
    await clock.runUntil(Promise.all(calls));
    expect(steady.upstreams()[0]).toMatchObject({ waiting: 0, inFlight: 0 });
  });

  test('ends attempts whose time is up, and waits whose deadline has passed', async () => {
    const { machine, closeFor } = laptop();
    const fetch = scriptedFetch('hang', { status: 503, headers: { 'retry-after': '20' } });
    const steady = createSteadyFetch({ fetch, clock: machine, timeout: { totalMs: 30_000 } });
    const hung = steady(`${URL}a`).catch((error) => error);
    const waits = steady(`${URL}b`);
    await settled();
    await closeFor(3 * HOUR_MS);
    expect((await clock.runUntil(hung)).name).toBe('TimeoutError');
    expect((await clock.runUntil(waits)).status).toBe(503);
    expect(fetch.requests).toHaveLength(2);
  });

  test('makes no wait negative, and the first call afterwards is sent at once', async () => {
    const { machine, closeFor } = laptop();
    const { steady, told } = await waitingCalls(20, machine);
    await closeFor(3 * HOUR_MS);
    await clock.advance(10_000);
    for (const event of told.events) {
      if ('delayMs' in event) expect(event.delayMs).toBeGreaterThanOrEqual(0);
      if ('elapsedMs' in event) expect(event.elapsedMs).toBeGreaterThanOrEqual(0);
      if ('retryAt' in event && event.retryAt !== undefined) expect(event.retryAt).toBeGreaterThanOrEqual(event.at);
    }
    const before = machine.now();
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(machine.now() - before).toBeLessThan(100);
  });
});

describe('a page in the background, whose timers fire once a minute', () => {
  test('sends one of the calls that waited to see whether the upstream is back, then the others, and closes the circuit', async () => {
    const { steady, sentAt, ends } = await waitingCalls(200, background());
    await clock.advance(60_000);
    expect(sentAt.length).toBeGreaterThanOrEqual(1);
    expect(sentAt.length).toBeLessThanOrEqual(20);
    await clock.advance(180_000);
    expect(ends).toHaveLength(200);
    expect(steady.upstreams()[0]).toMatchObject({ state: 'closed', waiting: 0, inFlight: 0 });
  });

  test('ends every call, late, within its attempts', async () => {
    const fetch = scriptedFetch(503, 'hang', 200, 'repeat');
    const steady = createSteadyFetch({ fetch, clock: background(), timeout: { attemptMs: 5_000, totalMs: 200_000 } });
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(fetch.requests).toHaveLength(3);
    expect(clock.now()).toBeLessThanOrEqual(240_000);
    steady.close();
    await clock.advance(60_000);
    expect(clock.asleep).toBe(0);
  });

  test('serves one call at once when it is looked at again', async () => {
    let look = () => {};
    let isVisible = false;
    const visibility = {
      isVisible: () => isVisible,
      subscribe: (listener: () => void) => {
        look = listener;
        return () => {};
      },
    };
    const { ends } = await waitingCalls(5, background(), { visibility });
    await clock.advance(2_000);
    isVisible = true;
    look();
    await clock.advance(100);
    expect(ends.filter((status) => status === 200).length).toBeGreaterThanOrEqual(1);
  });
});

describe('a wall clock that is set', () => {
  test.each([
    ['an hour back', -HOUR_MS],
    ['an hour forth', HOUR_MS],
    ['ten years forth', 87_600 * HOUR_MS],
    ['back before 1970', -Date.UTC(2026, 0, 2)],
  ])('%s changes no wait that has begun, however the server named it', async (_how, ms) => {
    const date = new Date(clock.wallNow() + 10_000).toUTCString();
    const fetch = scriptedFetch({ status: 503, headers: { 'retry-after': date } }, 200, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const told = recordEvents(steady);
    const call = steady(URL);
    await clock.advance(10);
    clock.shiftWall(ms);
    expect((await clock.runUntil(call)).status).toBe(200);
    expect(clock.now()).toBeGreaterThanOrEqual(9_000);
    expect(clock.now()).toBeLessThanOrEqual(12_000);
    for (const { delayMs } of told.of('retry.scheduled')) expect(delayMs).toBeGreaterThanOrEqual(0);
    for (const { elapsedMs } of told.of('attempt.ended')) expect(elapsedMs).toBeGreaterThanOrEqual(0);
  });

  test.each([-HOUR_MS, HOUR_MS])('by %d ms while a circuit is open leaves it to close in time', async (ms) => {
    const fetch = fetchByTheClock(clock, (now) => (now < 20_000 ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: seeded(1) });
    await untilOpen(steady);
    clock.shiftWall(ms);
    const calls = Array.from({ length: 20 }, (_, n) => steady(`${URL}${n}`).catch((error) => error));
    await clock.advance(30_000);
    await Promise.all(calls);
    await clock.advance(1);
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(steady.upstreams()[0]).toMatchObject({ state: 'closed', waiting: 0 });
  });
});
