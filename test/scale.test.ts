import { channel } from 'node:diagnostics_channel';
import { describe, expect, test } from 'vitest';
import { type Clock, createSteadyFetch, isCircuitOpenError, type SteadyFetch } from '../src/index.ts';
import { recordEvents, settled, type VirtualClock, virtualClock } from '../src/testing/index.ts';
import { seeded } from './support/random.ts';

const URL = 'http://upstream.test/';

test('2 000 POSTs at once are watched by one subscriber of the diagnostics channel, and by none once they have ended', async () => {
  const sendHeaders = channel('undici:client:sendHeaders');
  const live = new Set<unknown>();
  let most = 0;
  const prototypeOf = () => Object.getPrototypeOf(sendHeaders) as typeof sendHeaders;
  Object.assign(sendHeaders, {
    subscribe(listener: never) {
      live.add(listener);
      most = Math.max(most, live.size);
      return prototypeOf().subscribe.call(sendHeaders, listener);
    },
    unsubscribe(listener: never) {
      live.delete(listener);
      return prototypeOf().unsubscribe.call(sendHeaders, listener);
    },
  });
  try {
    let answerAll = () => {};
    const answered = new Promise<void>((resolve) => {
      answerAll = resolve;
    });
    const fetch = async () => {
      await answered;
      return new Response('');
    };
    const steady = createSteadyFetch({ fetch });
    const calls = Array.from({ length: 2_000 }, (_, n) => steady(`${URL}${n}`, { method: 'POST', body: 'x' }));
    await settled();
    expect(most).toBe(1);
    expect(sendHeaders.hasSubscribers).toBe(true);
    answerAll();
    for (const { status } of await Promise.all(calls)) expect(status).toBe(200);
    steady.close();
    await settled();
    expect([live.size, sendHeaders.hasSubscribers]).toEqual([0, false]);
  } finally {
    for (const name of ['subscribe', 'unsubscribe']) Reflect.deleteProperty(sendHeaders, name);
  }
}, 60_000);

/** A clock that counts how often it is asked for anything: every look at a call that waits asks for the time. */
function countingClock() {
  const clock = virtualClock();
  const counted = { looks: 0, timers: 0, skippedMs: 0 };
  const counting: Clock = {
    now() {
      counted.looks++;
      return clock.now() + counted.skippedMs;
    },
    wallNow: () => clock.wallNow() + counted.skippedMs,
    sleep(...wanted) {
      counted.timers++;
      return clock.sleep(...wanted);
    },
  };
  return { clock, counted, counting };
}

/** What it takes to make `count` calls wait for an upstream that is down, and to end their waits. */
async function costOf(count: number, end: (waiting: Waiting) => unknown) {
  const { clock, counted, counting } = countingClock();
  let status = 502;
  const fetch = async () => new Response(null, { status });
  const circuit = { maxWaiting: 100_000, maxWaitMs: 60_000 };
  const steady = createSteadyFetch({ fetch, clock: counting, random: () => 0.5, circuit });
  await untilOpen(steady, clock);

  const before = process.cpuUsage();
  const asked = counted.looks + counted.timers;
  const shared = new AbortController();
  const controllers = Array.from({ length: count }, (_, n) => (n % 2 === 0 ? shared : new AbortController()));
  const calls = controllers.map(({ signal }) => steady(URL, { signal }).catch(() => {}));
  await settled();
  expect(steady.upstreams()[0]?.waiting).toBe(count);
  const up = () => {
    status = 200;
  };
  await end({ steady, clock, controllers, up, calls });
  await clock.runUntil(Promise.all(calls));
  const { user, system } = process.cpuUsage(before);
  expect(steady.upstreams()[0]?.waiting ?? 0).toBe(0);
  steady.close();
  return { cpuMs: (user + system) / 1_000, asked: counted.looks + counted.timers - asked };
}

interface Waiting {
  readonly steady: SteadyFetch;
  readonly clock: VirtualClock;
  readonly controllers: readonly AbortController[];
  readonly calls: readonly Promise<unknown>[];
  readonly up: () => void;
}

const abortAll = (controllers: readonly AbortController[]): void => {
  for (const controller of controllers) controller.abort();
};

describe('eight times as many waiting calls cost about eight times as much', () => {
  test.each<[string, (waiting: Waiting) => unknown]>([
    ['aborted one by one', ({ controllers }) => abortAll(controllers)],
    ['aborted from the last to the first', ({ controllers }) => abortAll([...controllers].reverse())],
    ['cancelled together', ({ steady }) => steady.cancel()],
    ['served once the upstream is back', ({ up }) => up()],
  ])(
    'when they are %s',
    async (_how, end) => {
      const cpuOf = async (count: number) => (await costOf(count, end)).cpuMs;
      await cpuOf(500);
      let ratio = Number.POSITIVE_INFINITY;
      // Linear is 8, and 64 is what comparing each with each costs. Again, if something else has taken the processor's caches.
      for (let round = 0; round < 5 && ratio > 24; round++) ratio = (await cpuOf(8_000)) / (await cpuOf(1_000));
      expect(ratio).toBeLessThanOrEqual(24);
    },
    300_000,
  );
});

describe('a call that waits takes as many looks and timers beside 1 000 others as beside 250, when they are', () => {
  test.each<[string, (waiting: Waiting) => unknown]>([
    ['aborted one by one', ({ controllers }) => abortAll(controllers)],
    ['cancelled together', ({ steady }) => steady.cancel()],
    ['isolated', ({ steady }) => steady.isolate('http://upstream.test')],
    ['refused after a long wait', () => {}],
    ['served once the upstream is back', ({ up }) => up()],
  ])('%s', async (_how, end) => {
    const few = await costOf(250, end);
    const many = await costOf(1_000, end);
    expect(many.asked / few.asked).toBeLessThanOrEqual(4.5);
  });
});

describe('1 000 calls', () => {
  const COUNT = 1_000;
  const open = async (circuit: object, answer: (url: string) => Response) => {
    const parts = countingClock();
    const fetch = async (input: unknown) => answer(String(input));
    const steady = createSteadyFetch({ fetch, clock: parts.counting, random: () => 0.5, circuit });
    await untilOpen(steady, parts.clock);
    return { ...parts, steady };
  };
  const begin = (steady: SteadyFetch, count: number, url = URL) =>
    Array.from({ length: count }, () => steady(url).catch((error) => error));

  test.each([
    ['while a probe is overdue', {}],
    ['while the server asks all of them to wait', { 'retry-after': '120' }],
  ])('that enter the queue at once %s are not compared with each other', async (_when, headers) => {
    const { steady, clock, counted } = await open({}, () => new Response(null, { status: 503, headers }));
    begin(steady, 1);
    await settled();
    // The event loop was blocked, so the next probe was missed when it was due.
    counted.skippedMs += 2_000;
    const before = counted.looks;
    begin(steady, COUNT - 1);
    expect(counted.looks - before).toBeLessThan(60 * COUNT);
    steady.cancel();
    await clock.advance(0);
    expect(steady.upstreams()[0]?.waiting).toBe(0);
  });

  test.each<[string, (steady: SteadyFetch) => unknown]>([
    ['cancelled', (steady) => steady.cancel()],
    ['isolated', (steady) => steady.isolate('http://upstream.test')],
    ['ended by close', (steady) => steady.close()],
  ])('that are %s together end a few in each turn of the event loop, and none is sent again', async (_how, end) => {
    let sent = 0;
    const { steady, clock } = await open({}, () => {
      sent++;
      return new Response(null, { status: 502 });
    });
    let ended = 0;
    for (const call of begin(steady, COUNT)) {
      void call.then(() => {
        ended++;
      });
    }
    await settled();
    const [sentBefore, endedBefore] = [sent, ended];
    end(steady);
    await settled();
    expect(ended - endedBefore).toBeGreaterThan(0);
    expect(ended - endedBefore).toBeLessThan(COUNT / 5);
    await clock.advance(0);
    expect([ended, sent]).toEqual([COUNT, sentBefore]);
  });

  test('that wait are not all woken at the moment of the first success, but each at its turn', async () => {
    let status = 502;
    const { steady, clock, counted } = await open({}, () => new Response(null, { status }));
    const calls = begin(steady, COUNT);
    await settled();
    status = 200;
    steady.retryNow();
    const { timers } = counted;
    await settled();
    expect(steady.upstreams()[0]).toMatchObject({ state: 'closed' });
    expect(counted.timers - timers).toBeLessThan(10);
    for (const answer of await clock.runUntil(Promise.all(calls))) expect(answer).toMatchObject({ status: 200 });
    expect(counted.timers - timers).toBeLessThan(3 * COUNT);
  });

  test('that fail one after the other while others wait make none of those look again', async () => {
    const { steady, counted } = await open({}, () => new Response(null, { status: 502 }));
    const calls = begin(steady, 10);
    await settled();
    const init = { steady: { maxAttempts: 1 } };
    const { timers } = counted;
    // Of routes of their own, which nothing holds back.
    const nameOf = (n: number) => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
    for (let n = 0; n < COUNT; n++) await steady(`http://upstream.test/${nameOf(n)}`, init);
    expect(counted.timers - timers).toBeLessThan(COUNT / 10);
    steady.cancel();
    await Promise.all(calls);
  });
});

test('of 10 000 calls made in an outage as many wait as may, and all others settle at once', async () => {
  const { clock, counting } = countingClock();
  const fetch = async () => new Response(null, { status: 502 });
  const steady = createSteadyFetch({ fetch, clock: counting, random: () => 0.5 });
  const ends: unknown[] = [];
  const calls: Promise<unknown>[] = [];
  const begin = (count: number) => {
    for (let n = 0; n < count; n++) {
      const call = steady(`${URL}${calls.length}`).catch((error) => error);
      calls.push(call.then((end) => ends.push(end)));
    }
  };
  // Half of them before the circuit opens, which get an answer of their own; the other half afterwards.
  for (const count of [5_000, 5_000]) {
    begin(count);
    await settled();
    const { waiting = 0, inFlight } = steady.upstreams()[0] ?? {};
    expect(inFlight).toBe(0);
    // Beside the queue, some wait for their backoff: the first, before two had failed.
    expect(waiting).toBeLessThanOrEqual(1_002);
    expect(ends.length).toBe(calls.length - waiting);
    await clock.advance(1_100);
    begin(1);
    await settled();
  }
  expect(steady.upstreams()[0]).toMatchObject({ state: 'open' });
  expect(ends.some(isCircuitOpenError)).toBe(true);
  await clock.runUntil(Promise.all(calls));
  expect(ends).toHaveLength(10_002);
}, 60_000);

describe('30 % random failure over 5 000 calls', () => {
  test.each([
    [3, 0.975],
    [4, 0.992],
  ])(
    'with %d attempts never opens the circuit, and succeeds like an unlimited budget',
    async (maxAttempts, about) => {
      const run = async (options: object) => {
        const clock = virtualClock();
        const chance = seeded(11);
        // Chance belongs to the request, not to the order in which requests happen to go out.
        const fails = Array.from({ length: 5_000 }, () => Array.from({ length: maxAttempts }, () => chance() < 0.3));
        const sent = new Map<string, number>();
        const fetch = async (input: unknown) => {
          const key = String(input);
          const attempt = sent.get(key) ?? 0;
          sent.set(key, attempt + 1);
          await clock.sleep(5);
          const failed = fails[Number(key.split('/').pop())]?.[attempt];
          return new Response('', { status: failed ? 502 : 200 });
        };
        const steady = createSteadyFetch({ fetch, clock, random: seeded(12), retry: { maxAttempts }, ...options });
        const told = recordEvents(steady);
        const calls: Promise<Response>[] = [];
        for (let n = 0; n < 5_000; n++) {
          calls.push(steady(`${URL}${n}`));
          await clock.advance(20);
        }
        const ended = await clock.runUntil(Promise.all(calls));
        return { success: ended.filter(({ ok }) => ok).length / 5_000, opened: told.of('circuit.opened').length };
      };
      const ours = await run({});
      const unlimited = await run({ budget: false, circuit: false });
      expect(ours.opened).toBe(0);
      expect(Math.abs(ours.success - unlimited.success)).toBeLessThanOrEqual(0.003);
      expect(ours.success).toBeGreaterThan(about - 0.005);
    },
    60_000,
  );
});

/** Fails with the same request until the client says that its circuit is open. */
async function untilOpen(steady: SteadyFetch, clock: VirtualClock): Promise<void> {
  let isOpen = false;
  const off = steady.on('circuit.opened', () => {
    isOpen = true;
  });
  for (let n = 0; n < 40 && !isOpen; n++) {
    await clock.advance(400);
    await clock.runUntil(steady(URL, { steady: { maxAttempts: 1 } }).catch(() => {}));
  }
  off();
  expect(isOpen).toBe(true);
}
