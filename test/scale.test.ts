import { channel } from 'node:diagnostics_channel';
import { describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyFetch } from '../src/index.ts';
import { settled, VirtualClock } from './support/virtual-clock.ts';

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

/** Makes `count` calls wait for an upstream that is down, and ends their waits. Returns the processor time of that, in ms. */
async function costOf(count: number, end: (waiting: Waiting) => unknown): Promise<number> {
  const clock = new VirtualClock();
  let status = 502;
  const fetch = async () => new Response(null, { status });
  const circuit = { maxWaiting: 100_000, maxWaitMs: 60_000 };
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, circuit });
  await untilOpen(steady, clock);

  const before = process.cpuUsage();
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
  return (user + system) / 1_000;
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

describe('four times as many waiting calls cost about four times as much', () => {
  test.each<[string, (waiting: Waiting) => unknown]>([
    ['aborted one by one', ({ controllers }) => abortAll(controllers)],
    ['aborted from the last to the first', ({ controllers }) => abortAll([...controllers].reverse())],
    ['cancelled together', ({ steady }) => steady.cancel()],
    ['served once the upstream is back', ({ up }) => up()],
  ])(
    'when they are %s',
    async (_how, end) => {
      await costOf(500, end);
      const few = Math.min(await costOf(2_000, end), await costOf(2_000, end));
      let many = await costOf(8_000, end);
      // Linear is 4, and 16 is what comparing each with each costs. Once more, if something else has taken the processor's time.
      if (many / few > 8) many = Math.min(many, await costOf(8_000, end));
      expect(many / few).toBeLessThanOrEqual(8);
    },
    300_000,
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
