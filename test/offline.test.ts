import { beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch } from '../src/index.ts';
import {
  recordEvents,
  type ScriptedAnswer,
  scriptedFetch,
  settled,
  type VirtualClock,
  virtualClock,
} from '../src/testing/index.ts';
import { toggle } from './support/toggle.ts';

const URL = 'http://upstream.test/';
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});

/** `navigator.onLine`, as a test sets it. */
function network(isOnline: boolean) {
  const { isOn, subscribe, set } = toggle(isOnline);
  return { online: { isOnline: isOn, subscribe }, set };
}

const unreachable = () => new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENETUNREACH' }) });

function clientOf(isOnline: boolean, ...answers: ScriptedAnswer[]) {
  const fetch = scriptedFetch(...answers, 'repeat');
  const { online, set } = network(isOnline);
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, online });
  return { fetch, steady, set, told: recordEvents(steady) };
}

describe('while the platform says that there is no network', () => {
  test.each(['GET', 'PUT', 'POST', 'DELETE'])('a first attempt goes out at once (%s)', async (method) => {
    const { fetch, steady } = clientOf(false, 200);
    const call = steady(URL, { method });
    await settled();
    expect(fetch.requests).toHaveLength(1);
    expect((await call).status).toBe(200);
    expect(clock.now()).toBe(0);
  });

  test.each([404, 501])('an answer is returned like any other (%d)', async (status) => {
    const { steady } = clientOf(false, status);
    expect((await clock.runUntil(steady(URL))).status).toBe(status);
    expect(clock.now()).toBe(0);
  });

  test('a retry after a network error waits for the network', async () => {
    const { fetch, steady, set, told } = clientOf(false, unreachable(), 200);
    const call = steady(URL);
    await clock.advance(30_000);
    expect(fetch.requests).toHaveLength(1);
    expect(told.of('call.waiting').map(({ waitReason }) => waitReason)).toEqual(['offline']);
    set(true);
    expect((await clock.runUntil(call)).status).toBe(200);
    expect(fetch.requests).toHaveLength(2);
    // A second to spread the calls of many clients, and a backoff.
    expect(clock.now()).toBeLessThan(33_000);
  });

  test('a retry after a 502 does not wait for the network: there was an answer', async () => {
    const { steady } = clientOf(false, 502, 200);
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(clock.now()).toBeLessThan(5_000);
  });

  test('an answer discredits that, until the platform says something new', async () => {
    const { fetch, steady, set } = clientOf(false, 200, unreachable(), 200, unreachable(), 200);
    expect((await clock.runUntil(steady(URL))).status).toBe(200);

    const second = steady(URL);
    await clock.advance(5_000);
    expect(fetch.requests).toHaveLength(3);
    expect((await second).status).toBe(200);

    set(true);
    set(false);
    const third = steady(URL);
    await clock.advance(20_000);
    expect(fetch.requests).toHaveLength(4);
    set(true);
    expect((await clock.runUntil(third)).status).toBe(200);
  });

  test('an answer to any call ends the wait for the network', async () => {
    const { fetch, steady } = clientOf(false, unreachable(), 200, 200);
    const waiting = steady(URL);
    await clock.advance(5_000);
    expect(fetch.requests).toHaveLength(1);
    expect((await steady('http://another.test/')).status).toBe(200);
    await clock.advance(1_000);
    expect(fetch.requests).toHaveLength(3);
    expect((await waiting).status).toBe(200);
  });

  test('a call that waits for the network can be cancelled, aborted and closed', async () => {
    const { steady } = clientOf(false, unreachable());
    const controller = new AbortController();
    const cancelled = steady(URL).catch(({ name }) => name);
    await clock.advance(5_000);
    steady.cancel();
    const aborted = steady(URL, { signal: controller.signal }).catch(({ name }) => name);
    await clock.advance(5_000);
    controller.abort();
    const closed = steady(URL).catch(({ name }) => name);
    await clock.advance(5_000);
    steady.close();
    expect(await Promise.all([cancelled, aborted, closed])).toEqual(['CancelledError', 'AbortError', 'CancelledError']);
    await settled();
    expect(clock.asleep).toBe(0);
  });
});
