import { beforeEach, describe, expect, test } from 'vitest';
import { type Clock, createSteadyFetch, isCircuitOpenError, reportOf, type SteadyFetch } from '../src/index.ts';
import { recordEvents, scriptedFetch, settled, type VirtualClock, virtualClock } from '../src/testing/index.ts';
import { fetchByTheClock } from './support/fetch-by-the-clock.ts';
import { seeded } from './support/random.ts';

const URL = 'http://upstream.test/';
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});

const statuses = async (responses: Promise<Response>[]) =>
  (await clock.runUntil(Promise.all(responses))).map(({ status }) => status);
const tenAtOnce = (steady: SteadyFetch) => Array.from({ length: 10 }, (_, n) => steady(`${URL}${n}`));

describe('ten calls made at once into a two-second outage', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])('all succeed on a cold client (seed %d)', async (seed) => {
    const fetch = fetchByTheClock(clock, (now) => (now < 2_000 ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: seeded(seed) });
    expect(await statuses(tenAtOnce(steady))).toEqual(Array(10).fill(200));
    expect(fetch.sentAt.length).toBeLessThanOrEqual(24);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('all succeed on a warm client (seed %d)', async (seed) => {
    const fetch = fetchByTheClock(clock, (now) => (now >= 5_000 && now < 7_000 ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: seeded(seed) });
    for (let n = 0; n < 20; n++) await statuses([steady(URL)]);
    await clock.advance(5_000 - clock.now());
    expect(await statuses(tenAtOnce(steady))).toEqual(Array(10).fill(200));
  });

  test('come back one after another, not as a herd', async () => {
    const fetch = fetchByTheClock(clock, (now) => (now < 2_000 ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    await statuses(tenAtOnce(steady));
    const after = fetch.sentAt.filter((at) => at >= 2_000);
    const gaps = after.slice(1).map((at, n) => at - (after[n] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...after) - (after[0] ?? 0)).toBeGreaterThanOrEqual(80);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1_000);
  });
});

describe('a full outage', () => {
  test.each([1, 2, 3])('with 20 cold calls at one per 2 s sends at most 23 requests (seed %d)', async (seed) => {
    const fetch = fetchByTheClock(clock, () => 502);
    const steady = createSteadyFetch({ fetch, clock, random: seeded(seed) });
    const calls: Promise<Response>[] = [];
    for (let n = 0; n < 20; n++) {
      calls.push(steady(URL).catch((error) => error));
      await clock.advance(2_000);
    }
    await clock.runUntil(Promise.all(calls));
    expect(fetch.sentAt.length).toBeLessThanOrEqual(23);
  });

  test('refuses who never got an answer with an error, and gives the others their real one', async () => {
    const fetch = fetchByTheClock(clock, () => 502);
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const outcomes: unknown[] = [];
    for (let n = 0; n < 12; n++) {
      steady(URL).then(
        ({ status }) => outcomes.push(status),
        (error) => outcomes.push(error),
      );
      await clock.advance(1_000);
    }
    await clock.advance(20_000);
    expect(outcomes).toHaveLength(12);
    const refused = outcomes.filter(isCircuitOpenError);
    expect(refused.length).toBeGreaterThan(0);
    expect(outcomes.filter((outcome) => outcome === 502)).toHaveLength(12 - refused.length);
    expect(refused[0]).toBeInstanceOf(TypeError);
    expect(refused[0]).toMatchObject({ upstream: 'http://upstream.test', verdict: { kind: 'refused', reached: 'no' } });
    expect(reportOf(refused[0])).toMatchObject({ settledBecause: 'circuit-open', scope: 'route', attempts: [] });
    expect((refused[0] as { scope?: unknown }).scope).toBe('route');
    expect(clock.armed).toBe(0);
  });
});

describe('a call that arrives while the circuit is open', () => {
  const brokenUntil = async (until: number, circuit = {}) => {
    const fetch = fetchByTheClock(clock, (now) => (now < until ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, circuit });
    const early = Array.from({ length: 4 }, () => steady(URL).catch((error) => error));
    await clock.advance(2_000);
    expect(steady.upstreams()[0]?.state).toBe('open');
    return { fetch, steady, early };
  };

  test.each(['GET', 'get'])('succeeds when the upstream returns within its wait (%s)', async (method) => {
    const { steady } = await brokenUntil(3_500);
    const told = recordEvents(steady);
    const response = await clock.runUntil(steady(URL, { method }));
    expect(response.status).toBe(200);
    expect(reportOf(response)).toMatchObject({
      settledBecause: 'success',
      attempts: [{ attempt: 1, verdict: { kind: 'ok' } }],
    });
    expect(reportOf(response)?.attempts[0]?.delayMs).toBeGreaterThan(500);
    expect(told.of('call.waiting')[0]).toMatchObject({ waitReason: 'circuit', method: 'GET' });
    expect(told.of('call.recovered')).not.toHaveLength(0);
  });

  test('is refused at once where waiting is switched off, and told when to come back', async () => {
    const fetch = fetchByTheClock(clock, () => 502);
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, circuit: { maxWaitMs: 0 } });
    for (let n = 0; n < 2; n++) await statuses([steady(URL)]);
    expect(steady.upstreams()[0]?.state).toBe('open');
    const before = clock.now();
    const error = await steady(URL).catch((error) => error);
    expect(clock.now()).toBe(before);
    expect(isCircuitOpenError(error)).toBe(true);
    expect(error.retryAt).toBeGreaterThan(clock.wallNow());
  });

  test('never waits beyond its deadline', async () => {
    const { steady } = await brokenUntil(1e9);
    const before = clock.now();
    const error = await clock.runUntil(steady(URL, { steady: { timeout: { totalMs: 300 } } }).catch((error) => error));
    expect(clock.now() - before).toBe(300);
    expect(error.name).toBe('TimeoutError');
    expect(reportOf(error)).toMatchObject({ settledBecause: 'deadline' });
  });

  test('is refused at once when the queue is full', async () => {
    const { steady } = await brokenUntil(1e9, { maxWaiting: 4 });
    const error = await steady(URL).catch((error) => error);
    expect(isCircuitOpenError(error)).toBe(true);
  });

  test('settles at once when its caller aborts, with the very reason', async () => {
    const { steady } = await brokenUntil(1e9);
    const controller = new AbortController();
    const reason = { why: 'navigated away' };
    const call = steady(URL, { signal: controller.signal }).catch((error) => error);
    await settled();
    controller.abort(reason);
    expect(await call).toBe(reason);
  });

  test('goes out at once, alone, when the user presses retry now; the others follow its success', async () => {
    const { steady, early, fetch } = await brokenUntil(2_050);
    const late = steady(URL);
    await clock.advance(60);
    const sent = fetch.sentAt.length;
    steady.retryNow('http://upstream.test');
    await settled();
    expect(fetch.sentAt.length).toBe(sent + 1);
    expect(await statuses([...early, late])).toEqual(Array(5).fill(200));
    expect(steady.upstreams()[0]?.state).toBe('closed');
  });

  test('is stopped by cancel, with the reason given', async () => {
    const { steady, early } = await brokenUntil(1e9);
    const call = steady(URL).catch((error) => error);
    await settled();
    steady.cancel(undefined, 'the person pressed stop');
    const error = await call;
    expect(error).toMatchObject({ name: 'CancelledError', reason: 'the person pressed stop' });
    expect(reportOf(error)).toMatchObject({ settledBecause: 'cancelled' });
    await Promise.all(early);
    expect(clock.armed).toBe(0);
  });

  test('keeps out of all that with circuit: false', async () => {
    const { steady } = await brokenUntil(1e9);
    const response = await clock.runUntil(steady(URL, { method: 'POST', steady: { circuit: false } }));
    expect(response.status).toBe(502);
  });
});

describe('a probe', () => {
  test('that hangs neither closes nor wedges the circuit', async () => {
    let sent = 0;
    const fetch = scriptedFetch(() => {
      sent++;
      if (sent <= 8) return 502;
      return sent === 9 ? 'hang' : 200;
    }, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const early = Array.from({ length: 6 }, () => steady(URL).catch((error) => error));
    await clock.advance(2_000);
    expect(steady.upstreams()[0]?.state).toBe('open');
    await clock.advance(30_000);
    const outcomes = await clock.runUntil(Promise.all(early));
    expect(outcomes.every((outcome) => outcome.status === 200 || outcome.status === 502)).toBe(true);
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(steady.upstreams()[0]?.state).toBe('closed');
  });

  test('that its caller aborts hands its turn to the next waiting call', async () => {
    const controllers = Array.from({ length: 4 }, () => new AbortController());
    const fetch = fetchByTheClock(clock, (now) => (now < 2_000 ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    let probe = 0;
    steady.on('circuit.half-opened', () => expect(steady.upstreams()[0]?.state).toBe('half-open'));
    steady.on('attempt.started', ({ probe: isProbe, callId }) => {
      if (!isProbe || probe !== 0 || clock.now() < 2_000) return;
      probe = callId;
      queueMicrotask(() => controllers[callId - 1]?.abort('gone'));
    });
    const calls = controllers.map(({ signal }) => steady(URL, { signal }).catch((error) => error));
    const ended = await clock.runUntil(Promise.all(calls));
    expect(ended.filter((outcome) => outcome === 'gone')).toHaveLength(1);
    expect(ended.filter((outcome) => outcome.status === 200)).toHaveLength(3);
    const [aborted, next] = fetch.sentAt.filter((at) => at >= 2_000);
    expect(next).toBe(aborted);
  });
});

describe('an upstream that never answers', () => {
  const outcome = (call: Promise<Response>) => {
    const box: { value: unknown } = { value: 'pending' };
    call.then(
      ({ status }) => {
        box.value = status;
      },
      (error) => {
        box.value = error;
      },
    );
    return box;
  };
  const goSilent = async () => {
    const fetch = scriptedFetch(() => (clock.now() < 1_000 ? 200 : 'hang'), 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    for (let n = 0; n < 20; n++) await steady(URL);
    await clock.advance(1_000);
    return { fetch, steady };
  };

  test('refuses no call: a slow start looks the same', async () => {
    const { fetch, steady } = await goSilent();
    const first = Array.from({ length: 30 }, (_, n) => outcome(steady(`${URL}${n}`)));
    await clock.advance(20_000);
    expect(steady.upstreams()[0]).toMatchObject({ state: 'open' });
    const sent = fetch.requests.length;
    const later = Array.from({ length: 5 }, (_, n) => outcome(steady(`${URL}${n}`)));
    await clock.advance(3_000);
    // While the silence is known, the same requests wait for a sign of life,
    expect(fetch.requests.length - sent).toBeLessThanOrEqual(3);
    await clock.advance(10_000);
    // and then go out all the same.
    expect(fetch.requests.length - sent).toBeGreaterThanOrEqual(5);
    expect([...first, ...later].map(({ value }) => value)).toEqual(Array(35).fill('pending'));
  });

  test('gets one second attempt in all, to find out whether a new connection helps', async () => {
    const { fetch, steady } = await goSilent();
    for (let n = 0; n < 12; n++) void steady(`${URL}${n}`);
    await clock.advance(60_000);
    expect(fetch.requests.length).toBe(20 + 12 + 1);
  });
});

test('a request that has not failed goes out at once while others fail, also a POST', async () => {
  const fetch = scriptedFetch(({ url }) => (url.includes('dead') ? 502 : 200), 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  for (let n = 0; n < 4; n++) void steady(`${URL}dead`).catch(() => {});
  await clock.advance(2_000);
  expect(steady.upstreams()[0]).toMatchObject({ state: 'open', scope: 'route' });
  const before = clock.now();
  expect((await steady(`${URL}alive`, { method: 'POST', body: 'order' })).status).toBe(200);
  expect(clock.now()).toBe(before);
  expect(steady.upstreams()[0]).toMatchObject({ state: 'closed' });
  await clock.advance(30_000);
});

test('attempts that hang now and then refuse no call while others are answered', async () => {
  let sent = 0;
  // At first every third hangs, and then two of three: runs of two are no surprise any more.
  const hangs = () => (++sent < 30 ? sent % 3 === 0 : sent % 3 !== 0);
  const fetch = scriptedFetch(() => (hangs() ? 'hang' : 200), 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  const responses: number[] = [];
  for (let n = 0; n < 30; n++) responses.push((await clock.runUntil(steady(`${URL}${n}`))).status);
  expect(responses).toEqual(Array(30).fill(200));
});

test('a dead upstream opens its own circuit, and no other', async () => {
  const fetch = scriptedFetch(({ url }) => (url.includes('dead') ? 502 : 200), 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: seeded(7) });
  const calls: Promise<unknown>[] = [];
  for (let n = 0; n < 20; n++) {
    calls.push(
      steady('http://dead.test/').catch((error) => error),
      steady('http://alive.test/'),
    );
    await clock.advance(200);
  }
  expect(Object.fromEntries(steady.upstreams().map(({ upstream, state }) => [upstream, state]))).toEqual({
    'http://dead.test': 'open',
    'http://alive.test': 'closed',
  });
  await clock.runUntil(Promise.all(calls));
});

test('retry now and cancel work from within the event that reports the wait', async () => {
  const fetch = scriptedFetch(502, 200, 502, 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  const off = steady.on('retry.scheduled', () => steady.retryNow());
  const response = await steady(URL);
  expect([response.status, clock.now()]).toEqual([200, 0]);
  off();
  steady.on('retry.scheduled', () => steady.cancel());
  expect(await steady(URL).catch(({ name }) => name)).toBe('CancelledError');
  expect(clock.now()).toBe(0);
});

test('the deadline is weighed against the wait for the probe, not against a backoff that no call waits for', async () => {
  const fetch = fetchByTheClock(clock, (now) => (now < 400 ? 502 : 200));
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.9, retry: { baseDelayMs: 700 } });
  const calls = [1, 2].map(() => steady(URL, { steady: { timeout: { totalMs: 600 } } }));
  // The first would have to wait for 630 ms; the second finds two failures in a row, and goes out as the probe after 500.
  expect(await statuses(calls)).toEqual([502, 200]);
});

test('tokens that are given back never make more than there may be', async () => {
  const fetch = scriptedFetch(502, 'repeat');
  const steady = createSteadyFetch({ fetch, clock, budget: { capacity: 3 } });
  const failing = steady(URL).catch((error) => error);
  await clock.advance(1);
  fetch.requests.length = 0;
  steady.on('call.settled', () => expect(steady.upstreams()[0]?.budget).toBeLessThanOrEqual(3));
  for (let n = 0; n < 5; n++) await steady(URL, { steady: { maxAttempts: 1 } });
  steady.cancel();
  await failing;
  expect(steady.upstreams()[0]?.budget).toBeLessThanOrEqual(3);
});

test('an isolated circuit is open, also while the last probe is out', async () => {
  const fetch = fetchByTheClock(clock, () => 502);
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  const calls = Array.from({ length: 4 }, () => steady(URL).catch((error) => error));
  const probing = new Promise<void>((resolve) => steady.on('circuit.half-opened', () => resolve()));
  await Promise.race([probing, clock.advance(10_000)]);
  const release = steady.isolate('http://upstream.test');
  expect(steady.upstreams()[0]).toMatchObject({ state: 'open', isolated: true });
  release();
  await clock.runUntil(Promise.all(calls));
});

test('a call that cannot pay for its retry waits all the same where the upstream is silent, and says what for', async () => {
  const fetch = fetchByTheClock(clock, (now) => (now < 2_000 ? 502 : 200));
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, budget: { capacity: 2 } });
  const told = recordEvents(steady);
  expect(await statuses(tenAtOnce(steady))).toEqual(Array(10).fill(200));
  const unpaid = told.of('call.waiting').filter(({ waitReason }) => waitReason === 'budget');
  expect(new Set(unpaid.map(({ callId }) => callId)).size).toBeGreaterThanOrEqual(8);
  expect(told.of('retry.scheduled')).toHaveLength(2);
});

test.each(['abort', 'cancel'] as const)(
  'a retry that was paid for and not sent, because of %s, costs no token',
  async (how) => {
    const spent: number[] = [];
    for (let ticks = 0; ticks < 12; ticks++) {
      clock = virtualClock();
      const controller = new AbortController();
      const late: Clock = {
        ...clock,
        // Between the end of the wait and the sending, whatever is awaited there.
        async sleep(ms, signal, options) {
          await clock.sleep(ms, signal, options);
          if (options?.ref === false) return;
          void (async () => {
            for (let tick = 0; tick < ticks; tick++) await undefined;
            if (how === 'abort') controller.abort();
            else steady.cancel();
          })();
        },
      };
      const fetch = scriptedFetch(503, 'repeat');
      const steady = createSteadyFetch({ fetch, clock: late, random: () => 0.5 });
      await clock.runUntil(steady(URL, { signal: controller.signal }).catch(() => {}));
      const { budget = 0 } = steady.upstreams()[0] ?? {};
      spent.push(10 - budget - (fetch.requests.length - 1));
      steady.close();
    }
    expect(spent).toEqual(Array(12).fill(0));
  },
);

test('a call that may wait longer brings the next probe of an old outage forward', async () => {
  // The call that waits first is asked about at 8.6 s, and then, with 4 s between probes, waits until it may wait no longer.
  const fetch = fetchByTheClock(clock, (now) => (now < 9_100 ? 502 : 200), 0);
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  recordEvents(steady);
  void steady(URL);
  await clock.advance(6_000);
  const waiting = steady(URL);
  await clock.advance(3_000);
  expect(fetch.sentAt.at(-1)).toBe(8_625);
  const ofUser = steady(URL, { steady: { notice: { importance: 'user' } } });
  expect(await statuses([waiting, ofUser])).toEqual([200, 200]);
  expect(clock.now()).toBeLessThan(10_000);
});

test.each([
  ['GET', 404, 'final'],
  ['POST', 502, 'not-replayable'],
  ['GET', 502, 'deadline'],
])(
  'a %s that is answered %d after more than a minute says why it is not sent again: %s',
  async (method, status, because) => {
    const steady = createSteadyFetch({
      fetch: fetchByTheClock(clock, () => status, 61_000),
      clock,
      retry: { hedgeAfterMs: false },
    });
    const response = await clock.runUntil(steady(URL, { method }));
    expect(reportOf(response)?.settledBecause).toBe(because);
  },
);
