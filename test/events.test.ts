import { describe, expect, test, vi } from 'vitest';
import { createSteadyFetch, type SteadyEvent, type SteadyEventType } from '../src/index.ts';
import { recordEvents, scriptedFetch, settled, virtualClock } from '../src/testing/index.ts';
import { fetchByTheClock } from './support/fetch-by-the-clock.ts';

const URL = 'http://upstream.test/';

/** A day with every kind of event but the network's: failures, an opening, probes, waits, a release. */
const fullStory = async (listener?: (event: SteadyEvent) => unknown, onListenerError?: (error: unknown) => void) => {
  const clock = virtualClock();
  const fetch = fetchByTheClock(clock, (now) => (now < 3_200 ? 502 : 200));
  const errors = onListenerError === undefined ? {} : { onListenerError };
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, ...errors });
  if (listener !== undefined) steady.subscribe(listener);
  const calls: Promise<unknown>[] = [];
  const settledAt: number[] = [];
  for (let n = 0; n < 12; n++) {
    const call = steady(`${URL}${n}`).then(
      ({ status }) => status,
      (error) => error.name,
    );
    calls.push(call);
    void call.then(() => settledAt.push(clock.now()));
    await clock.advance(300);
  }
  const outcomes = await clock.runUntil(Promise.all(calls));
  return { outcomes, settledAt, sentAt: fetch.sentAt, status: steady.upstreams() };
};

const EVERY: SteadyEventType[] = [
  'call.started',
  'attempt.started',
  'attempt.ended',
  'retry.scheduled',
  'call.waiting',
  'call.recovered',
  'call.settled',
  'circuit.opened',
  'circuit.half-opened',
  'circuit.closed',
];

describe('a listener', () => {
  test('hears every type of event', async () => {
    const heard = new Set<string>();
    await fullStory(({ type }) => heard.add(type));
    expect([...heard].sort()).toEqual([...EVERY].sort());
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('toast failed');
      },
    ],
    ['rejects', () => Promise.reject(new Error('toast failed'))],
    ['never resolves', () => new Promise(() => {})],
    [
      'returns a hostile thenable',
      () => ({
        // biome-ignore lint/suspicious/noThenProperty: hostile on purpose
        then() {
          throw new Error('toast failed');
        },
      }),
    ],
  ])('that %s at every event changes no result, no timing and no counter', async (_how, listener) => {
    const silent = await fullStory();
    const disturbed = await fullStory(listener, () => {
      throw new Error('and the error handler fails too');
    });
    expect(disturbed).toEqual(silent);
  });

  test('that fails is told once to the console, after the fact', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    try {
      const steady = createSteadyFetch({ fetch: scriptedFetch(200, 'repeat') });
      const error = new Error('toast failed');
      steady.subscribe(() => {
        expect(print).not.toHaveBeenCalled();
        throw error;
      });
      await steady(URL);
      await steady(URL);
      await settled();
      expect(print).toHaveBeenCalledTimes(1);
      expect(print.mock.calls[0]).toContain(error);
    } finally {
      print.mockRestore();
    }
  });

  test('hears events in the order in which they happened, also those that listeners cause', async () => {
    const steady = createSteadyFetch({ fetch: scriptedFetch(200, 'repeat') });
    const heard: string[] = [];
    let nested: Promise<unknown> | undefined;
    steady.subscribe(({ type }) => {
      if (type === 'call.started' && nested === undefined) nested = steady(`${URL}nested`);
    });
    steady.subscribe((event) => heard.push(`${event.type} ${'callId' in event ? event.callId : ''}`));
    await steady(URL);
    await nested;
    expect(heard.indexOf('call.started 1')).toBe(0);
    expect(heard.indexOf('call.started 2')).toBeGreaterThan(0);
  });

  test('is heard no more after it left, in any of three ways', async () => {
    const steady = createSteadyFetch({ fetch: scriptedFetch(200, 'repeat') });
    const controller = new AbortController();
    const heard: string[] = [];
    const off = steady.on('call.started', () => heard.push('on'));
    const unsubscribe = steady.subscribe(() => heard.push('subscribe'));
    steady.on('call.settled', () => heard.push('signal'), { signal: controller.signal });
    off();
    unsubscribe();
    controller.abort();
    steady.on('call.settled', () => heard.push('late'), { signal: controller.signal });
    await steady(URL);
    expect(heard).toEqual([]);
  });

  test('hears only the type it asked for', async () => {
    const steady = createSteadyFetch({ fetch: scriptedFetch(404, 'repeat') });
    const heard: number[] = [];
    steady.on('call.settled', ({ attempts, verdict }) => heard.push(attempts, verdict.kind === 'client-error' ? 1 : 0));
    await steady(URL);
    expect(heard).toEqual([1, 1]);
  });
});

test('no event is built without a listener', async () => {
  let wallReads = 0;
  const clock = virtualClock();
  const counting = {
    now: clock.now,
    sleep: clock.sleep,
    wallNow: () => {
      wallReads++;
      return clock.wallNow();
    },
  };
  const steady = createSteadyFetch({ fetch: scriptedFetch(200, 'repeat'), clock: counting });
  await steady(URL);
  // Every event carries the time of day; reading it is the sign of one being made.
  expect(wallReads).toBe(0);
});

/** A port that can be turned on and off by hand. */
const switchable = () => {
  const listeners = new Set<() => void>();
  const port = {
    up: true,
    isOnline: () => port.up,
    isVisible: () => port.up,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    turn(up: boolean) {
      port.up = up;
      for (const listener of [...listeners]) listener();
    },
    get listeners() {
      return listeners.size;
    },
  };
  return port;
};

describe('the network', () => {
  test('being away never holds back a first attempt; retries wait for its return, and go out spread', async () => {
    const clock = virtualClock();
    const online = switchable();
    const sentAt: number[] = [];
    const fetch = async () => {
      sentAt.push(clock.now());
      if (!online.isOnline()) throw new TypeError('Failed to fetch');
      return new Response('here');
    };
    const steady = createSteadyFetch({ fetch, clock, online, random: () => 0.5 });
    const told = recordEvents(steady);
    online.turn(false);
    const calls = [steady(URL), steady(URL)];
    await clock.advance(20_000);
    expect(sentAt).toEqual([0, 0]);
    online.turn(true);
    await clock.runUntil(Promise.all(calls));
    expect(sentAt).toHaveLength(4);
    for (const at of sentAt.slice(2)) expect(at).toBeGreaterThanOrEqual(20_500);
    expect(told.types().slice(0, 1)).toEqual(['network.offline']);
    expect(told.of('call.waiting').map(({ waitReason }) => waitReason)).toEqual(['offline', 'offline']);
    expect(told.of('network.online')).toHaveLength(1);
    expect(told.of('call.recovered')).toHaveLength(2);
  });

  test('staying away ends the wait after a minute, with the error of the engine', async () => {
    const clock = virtualClock();
    const online = switchable();
    online.turn(false);
    const failure = new TypeError('Failed to fetch');
    const steady = createSteadyFetch({ fetch: scriptedFetch(failure, 'repeat'), clock, online });
    expect(await clock.runUntil(steady(URL).catch((e) => e))).toBe(failure);
    expect(clock.now()).toBe(60_000);
  });

  test('being away does not hold back a POST, which would fail honestly, nor a call to this very machine', async () => {
    const clock = virtualClock();
    const online = switchable();
    online.turn(false);
    const fetch = scriptedFetch(200, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, online });
    await steady(URL, { method: 'POST', body: 'x' });
    await steady('http://localhost:3000/');
    await steady('http://127.0.0.1/');
    expect(fetch.requests).toHaveLength(3);
  });

  test('is not listened to any more after close', () => {
    const online = switchable();
    const steady = createSteadyFetch({ online });
    expect(online.listeners).toBe(1);
    steady.close();
    expect(online.listeners).toBe(0);
  });
});

describe('a page that is hidden', () => {
  const untilTwoMinutes = (now: number) => (now < 120_000 ? 502 : 200);
  const patient = { timeout: false, circuit: { maxWaitMs: 600_000 } } as const;

  test('sends one waiting call as soon as the page is visible again, and the others if it succeeds', async () => {
    const clock = virtualClock();
    const visibility = switchable();
    // The timers of a hidden page stand still.
    const frozen = { now: clock.now, wallNow: clock.wallNow, sleep: clock.sleep };
    const fetch = fetchByTheClock(clock, untilTwoMinutes, 1);
    const steady = createSteadyFetch({ ...patient, fetch, clock: frozen, visibility, random: () => 0.5 });
    const calls = [steady(URL), steady(URL), steady(URL)];
    await clock.advance(3_000);
    visibility.turn(false);
    frozen.sleep = () => new Promise(() => {});
    await clock.advance(130_000);
    const before = fetch.sentAt.length;
    frozen.sleep = clock.sleep;
    visibility.turn(true);
    await settled();
    expect(fetch.sentAt.length - before).toBe(1);
    expect(fetch.sentAt.at(-1)).toBe(clock.now());
    const answers = await clock.runUntil(Promise.all(calls));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('does not press on where the server has asked for a pause, nor right after another attempt', async () => {
    const clock = virtualClock();
    const visibility = switchable();
    const fetch = scriptedFetch({ status: 503, headers: { 'retry-after': '20' } }, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, visibility });
    steady(URL).catch(() => {});
    await clock.advance(5_000);
    visibility.turn(false);
    visibility.turn(true);
    await settled();
    expect(fetch.requests).toHaveLength(1);

    const busy = scriptedFetch(502, 'repeat');
    const other = createSteadyFetch({ fetch: busy, clock, visibility, random: () => 0.99 });
    other(URL).catch(() => {});
    await settled();
    visibility.turn(false);
    visibility.turn(true);
    await settled();
    expect(busy.requests).toHaveLength(1);
    steady.close();
    other.close();
    expect(visibility.listeners).toBe(0);
  });
});

describe('the idempotency key of a call', () => {
  const heard = async (init: object) => {
    const steady = createSteadyFetch({ fetch: async () => new Response() });
    const events: SteadyEvent[] = [];
    steady.subscribe((event) => events.push(event));
    await steady(URL, { method: 'POST', ...init });
    const settled = events.find((event) => event.type === 'call.settled');
    return { key: settled?.idempotencyKey, written: JSON.stringify(events) };
  };

  test('is told when the call is over, and is in no log by itself', async () => {
    const { key, written } = await heard({ steady: { idempotencyKey: 'order-7' } });
    expect(key).toBe('order-7');
    expect(written).not.toContain('order-7');
  });

  test('is also that of the app’s own header', async () => {
    expect((await heard({ headers: { 'idempotency-key': 'order-8' } })).key).toBe('order-8');
  });

  test('is also one that was made for the call', async () => {
    expect((await heard({ steady: { idempotencyKey: true } })).key).toMatch(/^[\da-f-]{36}$/);
  });

  test('is missing where there is none', async () => {
    expect((await heard({ headers: { accept: '*/*' } })).key).toBeUndefined();
  });
});
