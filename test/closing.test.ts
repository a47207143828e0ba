import { beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch, isCancelledError, reportOf, type SteadyEventType, type SteadyFetch } from '../src/index.ts';
import { recordEvents, scriptedFetch, settled, type VirtualClock, virtualClock } from '../src/testing/index.ts';

const URL = 'http://upstream.test/';
/** A retry that comes so late that it cannot be confused with a cancelled one. */
const retry = { baseDelayMs: 15_000, maxDelayMs: 15_000 };
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});

/** What ends waiting calls, and the sleeps that may be left: a client that lives on may have a timer that keeps no process alive. */
const ends: [string, (steady: SteadyFetch) => void, () => number][] = [
  ['close()', (steady) => steady.close(), () => clock.asleep],
  ['cancel()', (steady) => steady.cancel(), () => clock.armed],
];

describe.each(ends)('%s', (_name, end, left) => {
  test('reaches the waiting calls of more upstreams than are remembered', async () => {
    const fetch = scriptedFetch(502, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, retry });
    const calls = Array.from({ length: 1_200 }, (_, n) => steady(`http://upstream-${n}.test/`).catch((error) => error));
    await clock.advance(1_000);
    expect(fetch.requests).toHaveLength(1_200);
    end(steady);
    await clock.advance(0);
    expect(left()).toBe(0);
    for (const error of await clock.runUntil(Promise.all(calls))) expect(isCancelledError(error)).toBe(true);
    expect(clock.now()).toBe(1_000);
    expect(fetch.requests).toHaveLength(1_200);
  }, 60_000);

  test.each<SteadyEventType>(['attempt.ended', 'retry.scheduled'])(
    'reaches a call from a listener of its %s',
    async (type) => {
      const fetch = scriptedFetch(502, 'repeat');
      const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, retry });
      steady.on(type, () => end(steady));
      await expectCancelled(steady(URL), fetch, left);
    },
  );

  test.each([
    ['a network error', new TypeError('fetch failed')],
    ['502', 502],
  ])('reaches a call from a listener of attempt.ended, after %s', async (_what, answer) => {
    const fetch = scriptedFetch(answer, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, retry });
    const told = recordEvents(steady);
    steady.on('attempt.ended', () => end(steady));
    const error = await clock.runUntil(steady(URL).catch((error) => error));
    expect(reportOf(error)?.settledBecause).toBe('cancelled');
    expect(told.of('call.settled')).toHaveLength(1);
    expect(fetch.requests).toHaveLength(1);
  });

  test('reaches a call from within shouldRetry', async () => {
    const fetch = scriptedFetch(502, 'repeat');
    const shouldRetry = () => {
      end(steady);
      return undefined;
    };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, retry: { ...retry, shouldRetry } });
    await expectCancelled(steady(URL), fetch, left);
  });

  test('reaches a call from a listener of call.waiting', async () => {
    const fetch = scriptedFetch(502, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.99 });
    await untilOpen(steady);
    fetch.requests.length = 0;
    const openedAt = clock.now();
    steady.on('call.waiting', () => end(steady));
    const error = await clock.runUntil(steady(URL).catch((error) => error));
    expect(isCancelledError(error)).toBe(true);
    expect(clock.now()).toBe(openedAt);
    expect(fetch.requests).toHaveLength(0);
  });

  test('reaches a call at each moment between the end of its attempt and the wait for its retry', async () => {
    const missed: number[] = [];
    for (let ticks = 0; ticks < 24; ticks++) {
      clock = virtualClock();
      const fetch = scriptedFetch(502, 'repeat');
      const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, retry });
      steady.on('attempt.ended', async () => {
        for (let tick = 0; tick < ticks; tick++) await undefined;
        end(steady);
      });
      const ended = await clock.runUntil(steady(URL).catch((error) => error));
      if (reportOf(ended)?.settledBecause !== 'cancelled' || clock.now() > 1_000) missed.push(ticks);
    }
    expect(missed).toEqual([]);
  });

  test('tells subscribers how each call ended that it ended', async () => {
    const steady = createSteadyFetch({ fetch: scriptedFetch(502, 'repeat'), clock, random: () => 0.99, retry });
    const told = recordEvents(steady);
    const calls = Array.from({ length: 5 }, (_, n) => steady(`http://upstream-${n}.test/`).catch((error) => error));
    await clock.advance(1_000);
    end(steady);
    for (const error of await Promise.all(calls)) expect(isCancelledError(error)).toBe(true);
    await settled();
    const outcomes = told.of('call.settled').map(({ outcome, settledBecause }) => [outcome, settledBecause]);
    expect(outcomes).toEqual(Array(5).fill(['cancelled', 'cancelled']));
  });
});

describe('close()', () => {
  test('ends the stream of events once the calls that it ended have been reported', async () => {
    const fetch = scriptedFetch(502, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, retry });
    const told = recordEvents(steady);
    const call = steady(URL).catch(() => {});
    await clock.advance(1_000);
    steady.close();
    await call;
    await settled();
    expect(told.types().at(-1)).toBe('client.closed');
    const before = told.events.length;
    expect((await steady(URL)).status).toBe(502);
    await settled();
    expect(told.events).toHaveLength(before);
  });

  test('may be called by a listener that hears of a call which it ended itself', async () => {
    const steady = createSteadyFetch({ fetch: scriptedFetch(502, 'repeat'), clock, random: () => 0.99, retry });
    const outcomes: string[] = [];
    steady.on('call.settled', ({ outcome }) => {
      outcomes.push(outcome);
      steady.close();
    });
    const calls = [1, 2, 3].map((n) => steady(`http://upstream-${n}.test/`).catch(({ name }) => name));
    await clock.advance(1_000);
    steady.close();
    expect(await Promise.all(calls)).toEqual(['CancelledError', 'CancelledError', 'CancelledError']);
    await settled();
    expect(outcomes).toEqual(['cancelled', 'cancelled', 'cancelled']);
    expect(clock.asleep).toBe(0);
  });
});

describe('from a listener', () => {
  test.each(['cancel()', 'an abort'])(
    '%s of the probe that is about to go sends nothing, and takes no later probe away',
    async (by) => {
      let status = 502;
      let sent = 0;
      const fetch = async () => {
        sent++;
        await clock.sleep(5);
        return new Response('', { status });
      };
      const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
      await untilOpen(steady);
      const controller = new AbortController();
      const off = steady.on('circuit.half-opened', () => (by === 'an abort' ? controller.abort() : steady.cancel()));
      const before = sent;
      const ended = await clock.runUntil(steady(URL, { signal: controller.signal }).catch((error) => error));
      expect(by === 'an abort' ? ended === controller.signal.reason : isCancelledError(ended)).toBe(true);
      expect(sent).toBe(before);
      off();
      await clock.advance(10);
      expect(steady.upstreams()[0]).toMatchObject({ state: 'open', inFlight: 0, waiting: 0 });

      status = 200;
      const later = steady(URL);
      const startedAt = clock.now();
      expect((await clock.runUntil(later)).status).toBe(200);
      expect(clock.now() - startedAt).toBeLessThan(5_000);
      expect(steady.upstreams()[0]).toMatchObject({ state: 'closed', inFlight: 0, waiting: 0 });
    },
  );
});

/** Ended at once and for good: no time has passed, nothing was sent again, and nothing is left. */
async function expectCancelled(
  call: Promise<Response>,
  fetch: { readonly requests: unknown[] },
  left: () => number,
): Promise<void> {
  const ended = await clock.runUntil(call.catch((error) => error));
  expect(reportOf(ended)).toMatchObject({ settledBecause: 'cancelled' });
  // Reading the beginning of an error page may take a moment; a retry would come after 15 s.
  expect(clock.now()).toBeLessThan(1_000);
  await settled();
  expect(left()).toBe(0);
  expect(fetch.requests).toHaveLength(1);
}

/** Fails with the same request until the client says that its circuit is open. */
async function untilOpen(steady: SteadyFetch): Promise<void> {
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
