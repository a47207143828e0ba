import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createSteadyFetch,
  isOptionsError,
  type LaterClient,
  type SteadyEvent,
  showNoticesLater,
} from '../../src/index.ts';
import { createNotices, type Notice } from '../../src/notices/index.ts';
import { virtualClock } from '../../src/testing/index.ts';
import { seeded } from '../support/random.ts';
import { callers, standInPage } from './stand.ts';

const USER = { steady: { notice: { importance: 'user' } } } as const;

/** A client whose notices are loaded late, on one virtual clock. */
function standLate({
  load = async () => ({ createNotices }),
  options = {},
}: {
  load?: () => Promise<{ createNotices: typeof createNotices }>;
  options?: Parameters<typeof createSteadyFetch>[0];
} = {}) {
  const clock = virtualClock();
  const state = { answer: 200 as number | Error, latencyMs: 5, isOnline: true, loads: [] as number[], closed: 0 };
  const networks = new Set<() => void>();
  const online = {
    isOnline: () => state.isOnline,
    subscribe: (listener: () => void) => {
      networks.add(listener);
      return () => networks.delete(listener);
    },
  };
  const steady = createSteadyFetch({
    fetch: async (_input, init) => {
      await clock.sleep(state.latencyMs, init?.signal ?? undefined);
      if (state.answer instanceof Error) throw state.answer;
      return new Response('', { status: state.answer });
    },
    clock,
    random: seeded(1),
    ...options,
  });
  const snapshots: { readonly at: number; readonly notices: readonly Notice[] }[] = [];
  const stop = showNoticesLater(
    steady,
    () => {
      state.loads.push(clock.now());
      return load();
    },
    (notices, client) => {
      const center = notices.createNotices(client, { locale: 'en', clock, page: standInPage() });
      center.subscribe((current) => snapshots.push({ at: clock.now(), notices: current }));
      return () => {
        state.closed++;
        center.close();
      };
    },
    { clock, online },
  );
  return {
    clock,
    steady,
    snapshots,
    stop,
    state,
    networks,
    turn(isOnline: boolean) {
      state.isOnline = isOnline;
      for (const listener of [...networks]) listener();
    },
    shown: () => snapshots.at(-1)?.notices ?? [],
    phases: () => [...new Set(snapshots.flatMap(({ notices }) => notices.map(({ phase }) => phase)))],
  };
}

describe('notices that are loaded late', () => {
  test('are loaded within five seconds where nothing goes wrong', async () => {
    const { clock, state } = standLate();
    await clock.advance(4_999);
    expect(state.loads).toEqual([]);
    await clock.advance(1);
    expect(state.loads).toEqual([5_000]);
  });

  test('are loaded as soon as the page is idle', async () => {
    const idle: (() => void)[] = [];
    vi.stubGlobal('requestIdleCallback', (callback: () => void) => idle.push(callback));
    try {
      const { clock, state } = standLate();
      await clock.advance(100);
      expect(state.loads).toEqual([]);
      for (const callback of idle) callback();
      await clock.advance(0);
      expect(state.loads).toEqual([100]);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test('are loaded at the first sign of trouble, and not for calls that go well', async () => {
    const { clock, state, steady } = standLate();
    const good = callers(steady, 3);
    await clock.advance(100);
    expect(state.loads).toEqual([]);
    state.answer = 502;
    const calls = callers(steady, 1);
    await clock.advance(10);
    expect(state.loads).toEqual([105]);
    state.answer = 200;
    await clock.advance(60_000);
    expect(await Promise.all([...good, ...calls])).toEqual([200, 200, 200, 200]);
  });

  test('show an outage that goes on, with its true start', async () => {
    let fails = true;
    const load = async () => {
      if (fails) throw new Error('no network');
      return { createNotices };
    };
    const { clock, state, steady, shown } = standLate({ load });
    state.answer = 503;
    const calls = callers(steady, 2, undefined, USER);
    await clock.advance(3_500);
    expect(state.loads).toEqual([5, 1_005, 3_005]);
    fails = false;
    await clock.advance(3_600);
    expect(state.loads.at(-1)).toBe(7_005);
    const [notice] = shown();
    expect(notice).toMatchObject({ counts: { waiting: 2 }, since: clock.epoch + 5, importance: 'user' });
    expect(notice?.elapsedMs).toBeGreaterThanOrEqual(7_000);
    state.answer = 200;
    await clock.advance(60_000);
    expect(await Promise.all(calls)).toEqual([200, 200]);
  });

  test('say how an outage ended that they were there for', async () => {
    const { clock, state, steady, phases } = standLate();
    state.answer = 503;
    const calls = callers(steady, 1, undefined, USER);
    await clock.advance(1_500);
    state.answer = 200;
    await clock.advance(30_000);
    expect(phases().at(-1)).toBe('recovered');
    expect(await Promise.all(calls)).toEqual([200]);
  });

  test('are silent about an outage that ended before they were loaded', async () => {
    let fails = true;
    const load = async () => {
      if (fails) throw new Error('no network');
      return { createNotices };
    };
    const { clock, state, steady, snapshots } = standLate({ load });
    state.answer = 503;
    const calls = callers(steady, 2, undefined, USER);
    await clock.advance(2_000);
    state.answer = 200;
    await clock.advance(20_000);
    expect(await Promise.all(calls)).toEqual([200, 200]);
    fails = false;
    await clock.advance(60_000);
    expect(state.loads.length).toBeGreaterThan(3);
    expect(snapshots.length).toBeGreaterThan(0);
    expect(snapshots.every(({ notices }) => notices.length === 0)).toBe(true);
  });

  test('call an answer slow that was asked for before they were loaded', async () => {
    const { clock, state, steady, shown } = standLate();
    await clock.advance(2_000);
    state.latencyMs = 20_000;
    const calls = callers(steady, 1, undefined, USER);
    await clock.advance(4_900);
    expect([state.loads, shown()]).toEqual([[5_000], []]);
    await clock.advance(200);
    expect(shown()).toMatchObject([{ phase: 'slow', since: clock.epoch + 2_000 }]);
    await clock.advance(60_000);
    expect(await Promise.all(calls)).toEqual([200]);
  });

  test('say what was lost before they were loaded', async () => {
    let fails = true;
    const load = async () => {
      if (fails) throw new Error('no network');
      return { createNotices };
    };
    const { clock, state, steady, shown } = standLate({ load });
    state.answer = 504;
    const [call] = callers(steady, 1, 'https://api.test/orders', { method: 'POST', body: 'x', ...USER });
    await clock.advance(2_000);
    await call;
    fails = false;
    await clock.advance(10_000);
    expect(shown()).toMatchObject([{ phase: 'failed', effect: 'unknown' }]);
  });

  test('are tried again when the network is back, and after pauses that grow to a minute', async () => {
    const load = () => Promise.reject(new Error('no network'));
    const { clock, state, turn, stop } = standLate({ load });
    await clock.advance(5_000 + 1_000 + 2_000 + 4_000);
    expect(state.loads).toEqual([5_000, 6_000, 8_000, 12_000]);
    await clock.advance(1_000);
    turn(false);
    await clock.advance(0);
    expect(state.loads).toHaveLength(4);
    turn(true);
    await clock.advance(0);
    expect(state.loads.at(-1)).toBe(13_000);
    await clock.advance(600_000);
    expect(state.loads.slice(-3).map((at, index, all) => at - (all[index - 1] ?? at))).toEqual([0, 60_000, 60_000]);
    stop();
    expect(clock.asleep).toBe(0);
  });

  test('are not tried again at each failed call', async () => {
    const { clock, state, steady } = standLate({ load: () => Promise.reject(new Error('no network')) });
    state.answer = 503;
    const calls = callers(steady, 20);
    await clock.advance(900);
    expect(state.loads).toEqual([5]);
    state.answer = 200;
    await clock.advance(60_000);
    await Promise.all(calls);
  });

  test('are not loaded after stop, and leave nothing behind', async () => {
    const { clock, state, stop, networks } = standLate();
    stop();
    stop();
    await clock.advance(60_000);
    expect([state.loads, state.closed, networks.size, clock.asleep]).toEqual([[], 0, 0, 0]);
  });

  test('are not shown if stop comes while they are loading', async () => {
    let loaded = () => {};
    const load = () =>
      new Promise<{ createNotices: typeof createNotices }>((resolve) => {
        loaded = () => resolve({ createNotices });
      });
    const { clock, stop, snapshots } = standLate({ load });
    await clock.advance(5_000);
    stop();
    loaded();
    await clock.advance(1_000);
    expect(snapshots).toEqual([]);
  });

  test('are taken away by stop, once', async () => {
    const { clock, state, stop } = standLate();
    await clock.advance(5_000);
    stop();
    stop();
    expect(state.closed).toBe(1);
  });

  test('are not loaded for a client that is closed', async () => {
    const { clock, state, steady, networks } = standLate();
    steady.close();
    await clock.advance(60_000);
    expect([state.loads, networks.size]).toEqual([[], 0]);
  });
});

describe('what is kept until then', () => {
  const replayed = async (calls: number, streaming: number) => {
    const clock = virtualClock();
    const endless = new Promise<Response>(() => {});
    const steady = createSteadyFetch({
      fetch: (input) => (String(input).endsWith('endless') ? endless : Promise.resolve(new Response(''))),
      clock,
    });
    const events: [SteadyEvent, number | undefined][] = [];
    const show = (_: unknown, client: LaterClient) => {
      const listener = (event: SteadyEvent, ageMs?: number) => events.push([event, ageMs]);
      return client.subscribe(listener);
    };
    const stop = showNoticesLater(steady, async () => undefined, show, { clock });
    for (let index = 0; index < streaming; index++) void steady('https://api.test/endless');
    for (let index = 0; index < calls; index++) await steady('https://api.test/things');
    await clock.advance(5_000);
    stop();
    return events;
  };

  test('is all of it where that is not much, with the age of each event', async () => {
    const events = await replayed(10, 0);
    expect(events.map(([{ type }]) => type).slice(0, 4)).toEqual([
      'call.started',
      'attempt.started',
      'attempt.ended',
      'call.settled',
    ]);
    expect(events).toHaveLength(40);
    expect(events.every(([, ageMs]) => ageMs === 5_000)).toBe(true);
  });

  test('is a thousand events at most: the oldest are dropped', async () => {
    const events = await replayed(300, 0);
    expect(events).toHaveLength(1_000);
    expect(events.at(-1)?.[0]).toMatchObject({ type: 'call.settled', callId: 300 });
  });

  test('is every event of calls that are still under way', async () => {
    const events = await replayed(300, 600);
    const calls = new Set(events.map(([event]) => ('callId' in event ? event.callId : 0)));
    expect(Array.from({ length: 600 }, (_, index) => index + 1).every((id) => calls.has(id))).toBe(true);
    expect(events.length).toBeLessThan(1_205);
  });
});

describe('what is wrong', () => {
  const steady = createSteadyFetch();
  const load = async () => undefined;
  const show = () => () => {};

  test.each<[Parameters<typeof showNoticesLater>, string]>([
    [[undefined as never, load, show], 'steady must be a client made by createSteadyFetch, got undefined'],
    [[steady, 'steadyfetch/notices' as never, show], 'load must be a function, got "steadyfetch/notices"'],
    [[steady, load, undefined as never], 'show must be a function, got undefined'],
    [
      [steady, load, show, { clock: 1 as never }],
      'clock must be an object with the methods now, wallNow, sleep, got 1',
    ],
    [[steady, load, show, { clocks: 1 } as never], 'clocks must be left out: there is no such option'],
  ])('is refused at once: %#', (args, message) => {
    try {
      showNoticesLater(...args);
      expect.unreachable();
    } catch (error) {
      expect(isOptionsError(error)).toBe(true);
      expect((error as Error).message).toContain(message);
    }
  });

  describe('in what shows them', () => {
    const told = vi.fn();
    beforeEach(() => vi.spyOn(console, 'error').mockImplementation(told));
    afterEach(() => vi.restoreAllMocks());

    test('is printed once, and loading is not tried again', async () => {
      const clock = virtualClock();
      let loads = 0;
      const stop = showNoticesLater(
        createSteadyFetch({ clock }),
        async () => {
          loads++;
        },
        () => {
          throw new Error('no such element');
        },
        { clock },
      );
      await clock.advance(120_000);
      stop();
      expect([loads, told.mock.calls.length]).toEqual([1, 1]);
    });
  });
});
