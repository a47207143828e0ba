import { beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch, isCancelledError } from '../../src/index.ts';
import { createNotices } from '../../src/notices/index.ts';
import {
  recordEvents,
  reset,
  type ScriptedAnswer,
  scriptedFetch,
  settled,
  type VirtualClock,
  virtualClock,
} from '../../src/testing/index.ts';

const URL = 'http://a.test/';
let clock: VirtualClock;
beforeEach(() => {
  clock = virtualClock();
});

function shared(...script: (ScriptedAnswer | 'repeat')[]) {
  const fetch = scriptedFetch(...script);
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  return { fetch, steady, told: recordEvents(steady) };
}

describe('a client that is reset', () => {
  test('knows no upstream: no circuit is open, the budget is full, and calls are counted from 1', async () => {
    const { steady, told, fetch } = shared(({ url }) => (url.includes('down') ? 502 : 200), 'repeat');
    await clock.runUntil(Promise.allSettled(Array.from({ length: 30 }, () => steady(`${URL}down`))));
    expect(steady.upstreams()).toMatchObject([{ state: 'open', failures: expect.any(Number) }]);
    reset(steady);
    expect(steady.upstreams()).toEqual([]);
    const sent = fetch.requests.length;
    const before = clock.now();
    told.events.length = 0;
    expect((await steady(URL)).status).toBe(200);
    expect([fetch.requests.length - sent, clock.now() - before]).toEqual([1, 0]);
    expect(told.of('call.started')[0]?.callId).toBe(1);
    const fresh = shared(200);
    await fresh.steady(URL);
    expect(steady.upstreams()).toEqual(fresh.steady.upstreams());
  });

  test('is no longer asked to wait by a server, nor isolated by hand', async () => {
    const { steady } = shared({ status: 503, headers: { 'retry-after': '40' } }, 200, 'repeat');
    const waiting = steady(URL).catch((error) => error);
    await clock.advance(100);
    const release = steady.isolate('http://b.test');
    reset(steady);
    expect(isCancelledError(await waiting)).toBe(true);
    expect([(await steady(URL)).status, (await steady('http://b.test/')).status]).toEqual([200, 200]);
    release();
    expect(clock.armed).toBe(0);
  });

  test('has ended every wait, and reports none of what was before', async () => {
    const { steady, told, fetch } = shared(502, 'repeat');
    const calls = Array.from({ length: 120 }, (_, n) => steady(`${URL}${n}`).catch((error) => error));
    await clock.advance(300);
    const sent = fetch.requests.length;
    told.events.length = 0;
    reset(steady);
    await clock.runUntil(Promise.all(calls));
    await clock.advance(600_000);
    expect(told.types()).toEqual(['client.reset']);
    expect([fetch.requests.length, clock.armed]).toEqual([sent, 0]);
  });

  test.each<[string, object]>([
    ['with a time limit', { timeout: { totalMs: 9_000 } }],
    ['without', {}],
  ])('sends nothing again of what was in flight, %s, nor beside it', async (_how, steadyOptions) => {
    const answers: ((status: number) => void)[] = [];
    const { steady, told, fetch } = shared(() => new Promise<number>((resolve) => answers.push(resolve)), 'repeat');
    const first = steady(`${URL}first`, { steady: steadyOptions }).catch((error) => error.name);
    await settled();
    reset(steady);
    const second = steady(URL);
    await settled();
    answers[0]?.(502);
    await clock.advance(60_000);
    expect(fetch.requests.filter(({ url }) => url.endsWith('first'))).toHaveLength(1);
    const before = told.of('call.settled').length;
    answers[1]?.(200);
    expect((await clock.runUntil(second)).status).toBe(200);
    expect(before).toBe(0);
    expect(told.of('call.settled')).toMatchObject([{ callId: 1, outcome: 'succeeded' }]);
    expect(await first).toMatchObject({ status: 502 });
  });

  test('keeps its listeners, also when one of them resets it', async () => {
    const { steady, told } = shared(502, 200, 'repeat');
    const once = steady.on('retry.scheduled', () => {
      once();
      reset(steady);
    });
    expect(isCancelledError(await steady(URL).catch((error) => error))).toBe(true);
    expect((await steady(URL)).status).toBe(200);
    expect(told.types().filter((type) => type === 'client.reset')).toHaveLength(1);
    expect(told.types().slice(-4)).toEqual(['call.started', 'attempt.started', 'attempt.ended', 'call.settled']);
  });

  test('stays closed if it was closed', async () => {
    const { steady, told } = shared(502, 'repeat');
    steady.close();
    reset(steady);
    expect((await steady(URL)).status).toBe(502);
    expect([told.types(), steady.upstreams()]).toEqual([['client.closed'], []]);
  });

  test('can be closed, and leaves nothing behind', async () => {
    const { steady, told } = shared('hang', 'repeat');
    void steady(URL, { steady: { timeout: { totalMs: 500 } } }).catch(() => {});
    reset(steady);
    steady.close();
    await clock.advance(60_000);
    expect([told.types().at(-1), clock.asleep]).toEqual(['client.closed', 0]);
  });
});

describe('notices of a client that is reset', () => {
  test('are gone at once, and nothing of before is told later', async () => {
    const { steady } = shared(({ url }) => (url.includes('fresh') ? 200 : 502), 'repeat');
    const notices = createNotices(steady, { clock, locale: 'en', onRetry: () => {} });
    const removed: string[] = [];
    notices.connect({ upsert: () => {}, remove: (id) => removed.push(id) });
    const user = { steady: { notice: { importance: 'user' as const } } };
    void steady(URL, user).catch(() => {});
    void steady(`${URL}order`, { method: 'POST', body: 'x', ...user }).catch(() => {});
    await clock.advance(5_000);
    expect(notices.getSnapshot().length).toBeGreaterThan(0);
    const pressed = notices.retryNow(notices.getSnapshot()[0]?.id ?? '');
    reset(steady);
    expect(notices.getSnapshot()).toEqual([]);
    expect(removed.length).toBeGreaterThan(0);
    expect(await pressed).toBe('not-yet');
    await clock.advance(120_000);
    expect(notices.getSnapshot()).toEqual([]);
    void steady(URL, user).catch(() => {});
    await clock.advance(5_000);
    expect(notices.getSnapshot()).toMatchObject([{ incident: 1 }]);
  });
});

test('what is no client is refused', () => {
  for (const what of [undefined, null, fetch, {}]) {
    expect(() => reset(what as never)).toThrow('steady must be a client made by createSteadyFetch');
  }
});
