import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  createSteadyFetch,
  isCircuitOpenError,
  type RetryContext,
  reportOf,
  type SteadyCallOptions,
  type SteadyFetch,
  type SteadyOptions,
} from '../../src/index.ts';
import {
  recordEvents,
  type ScriptedAnswer,
  scriptedFetch,
  type VirtualClock,
  virtualClock,
} from '../../src/testing/index.ts';
import { fetchByTheClock } from '../support/fetch-by-the-clock.ts';
import { toggle } from '../support/toggle.ts';

const ORIGIN = 'http://upstream.test';
const URL = `${ORIGIN}/`;
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const client = (answers: ScriptedAnswer[], options: SteadyOptions = {}) => {
  const fetch = scriptedFetch(...answers, 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.99, ...options });
  return { fetch, steady, told: recordEvents(steady) };
};

/** The same request fails until the circuit is open. Nothing waits then. */
async function openCircuit(steady: SteadyFetch, method = 'GET') {
  for (let n = 0; n < 9 && steady.upstreams()[0]?.state !== 'open'; n++) {
    await clock.runUntil(steady(URL, { method, steady: { maxAttempts: 1 } }).catch(() => {}));
    await clock.advance(500);
  }
  expect(steady.upstreams()[0]?.state).toBe('open');
}

describe('the wait before a retry', () => {
  test.each([
    [502, 248],
    [503, 990],
    [529, 990],
    [429, 990],
  ])('is four times as long where the server says that it is overloaded (%d: %d ms of %s)', async (status, delayMs) => {
    const { steady, told } = client([status, 200]);
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(told.of('retry.scheduled').map((event) => event.delayMs)).toEqual([delayMs]);
  });

  test('doubles with each retry', async () => {
    const { steady, told } = client([429]);
    expect((await clock.runUntil(steady(URL))).status).toBe(429);
    expect(told.of('retry.scheduled').map((event) => event.delayMs)).toEqual([990, 1_980, 3_960]);
  });

  test('that the server asked for gets up to a second more, so that clients do not return together', async () => {
    const { steady, told } = client([{ status: 503, headers: { 'retry-after': '7' } }, 200]);
    await clock.runUntil(steady(URL));
    expect(told.of('retry.scheduled')[0]).toMatchObject({ delayMs: 7_990, waitReason: 'retry-after' });
  });
});

describe('while an upstream is isolated by hand', () => {
  test('a call is refused at once, also one whose request has never failed', async () => {
    const { fetch, steady } = client([200]);
    const release = steady.isolate(ORIGIN);
    for (const path of ['a', 'b']) {
      const error = await clock.runUntil(steady(URL + path).catch((error) => error));
      expect(isCircuitOpenError(error)).toBe(true);
      expect(error).not.toHaveProperty('retryAt', expect.anything());
    }
    expect([clock.now(), fetch.requests.length]).toEqual([0, 0]);
    release();
    expect((await steady(URL)).status).toBe(200);
  });

  test('a failed call that waits for its retry gets its own answer, and is not sent again', async () => {
    const { fetch, steady } = client([502]);
    const call = steady(URL);
    await clock.advance(10);
    steady.isolate(ORIGIN);
    const response = await clock.runUntil(call);
    expect(response.status).toBe(502);
    expect(reportOf(response)).toMatchObject({ settledBecause: 'circuit-open' });
    expect(fetch.requests).toHaveLength(1);
  });

  test('calls that waited for it are refused at once', async () => {
    const { steady } = client([502], { random: () => 0.5 });
    await openCircuit(steady);
    const call = steady(URL).catch((error) => error);
    await clock.advance(10);
    const before = clock.now();
    steady.isolate(ORIGIN);
    expect(isCircuitOpenError(await clock.runUntil(call))).toBe(true);
    expect(clock.now()).toBe(before);
  });

  test('a call that keeps out of the circuit is sent', async () => {
    const { steady } = client([200]);
    steady.isolate(ORIGIN);
    expect((await steady(URL, { steady: { circuit: false } })).status).toBe(200);
  });
});

test('a call that comes as the probe is due does not go before the one that has waited longest', async () => {
  let skippedMs = 0;
  const late = {
    now: () => clock.now() + skippedMs,
    wallNow: () => clock.wallNow() + skippedMs,
    sleep: clock.sleep,
  };
  const fetch = fetchByTheClock(late, () => 502);
  const steady = createSteadyFetch({ fetch, clock: late, random: () => 0.5 });
  await openCircuit(steady);
  const told = recordEvents(steady);
  const calls = [steady(URL).catch(() => {})];
  await clock.advance(10);
  // Its timer has not fired yet, as after a long task of the page.
  skippedMs = 1_500;
  calls.push(steady(URL).catch(() => {}));
  await clock.advance(10);
  const [first, second] = told.of('call.started').map(({ callId }) => callId);
  expect(told.of('attempt.started').map(({ callId, probe }) => [callId, probe])).toEqual([[first, true]]);
  expect(told.of('call.waiting').map(({ callId }) => callId)).toContain(second);
  steady.close();
  await Promise.all(calls);
});

describe('once retryNow() has found that the upstream is back', () => {
  const asking = { status: 503, headers: { 'retry-after': '20' } };

  test('calls that the server asked to wait are not sent before their time; the others are', async () => {
    const sentAt: [path: string, at: number][] = [];
    let isBack = false;
    const fetch = async (input: unknown) => {
      const path = String(input).slice(URL.length);
      sentAt.push([path, clock.now()]);
      if (isBack) return new Response('');
      return path === 'asked' ? new Response('', asking) : new Response('', { status: 502 });
    };
    const retry = { baseDelayMs: 15_000, maxDelayMs: 15_000 };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.9, retry });
    const calls = ['one', 'asked', 'two'].map((path) => steady(URL + path));
    // Each of them is seen to fail by itself: a success in between keeps the upstream from being paused.
    await clock.advance(10);
    isBack = true;
    await steady(`${URL}fine`);
    sentAt.length = 0;
    steady.retryNow();
    await clock.advance(1_000);
    expect(sentAt.map(([path]) => path).sort()).toEqual(['one', 'two']);
    expect((await clock.runUntil(Promise.all(calls))).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(sentAt.find(([path]) => path === 'asked')?.[1]).toBeGreaterThanOrEqual(20_000);
  });
});

describe('a wait for a longer time than was asked for at first', () => {
  /** The first call is asked to wait for 5 s; another one on its route is asked for longer at 4 s. */
  const askedAgain = async (laterMs: number, timeout = {}) => {
    let asked = 0;
    const fetch = async () => {
      if (clock.now() >= 4_500) return new Response('');
      const ms = asked++ === 0 ? '5000' : String(laterMs);
      return new Response('', { status: 503, headers: { 'retry-after-ms': ms } });
    };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0 });
    const first = steady(`${URL}items/1`, { steady: { timeout } });
    await clock.advance(4_000);
    void steady(`${URL}items/2`, { steady: { maxAttempts: 1 } });
    const response = await clock.runUntil(first);
    return { status: response.status, at: clock.now(), report: reportOf(response) };
  };

  test.each([
    [1_999, 200, 5_999],
    [2_000, 200, 6_000],
    [2_001, 503, 5_000],
  ])('is granted up to a second, because clocks differ (%d ms later: %d)', async (laterMs, status, at) => {
    expect(await askedAgain(laterMs)).toMatchObject({ status, at });
  });

  test('tells when to come back where it is not granted', async () => {
    const { report } = await askedAgain(30_000);
    expect(report).toMatchObject({ settledBecause: 'retry-after-too-long', retryAt: clock.epoch + 34_000 });
  });

  test.each([
    [6_001, 200, 6_000],
    [6_000, 503, 5_000],
  ])('is not granted past the deadline (%d ms: %d)', async (totalMs, status, at) => {
    expect(await askedAgain(2_000, { totalMs })).toMatchObject({ status, at });
  });
});

describe('after a call has gone on for a minute', () => {
  test.each([
    [59_999, 2],
    [60_000, 1],
  ])('nothing is sent again (an answer after %d ms: %d requests)', async (latencyMs, requests) => {
    let sent = 0;
    const fetch = async () => {
      sent++;
      await clock.sleep(latencyMs);
      return new Response('', { status: 502 });
    };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, retry: { maxAttempts: 2 } });
    await clock.advance(10_000);
    const response = await clock.runUntil(steady(URL, { method: 'PUT' }));
    expect(sent).toBe(requests);
    if (requests === 1) expect(reportOf(response)).toMatchObject({ settledBecause: 'deadline' });
  });

  test('a call with a time limit of its own goes on until that', async () => {
    let sent = 0;
    const fetch = async () => {
      sent++;
      await clock.sleep(61_000);
      return new Response('', { status: 502 });
    };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, retry: { maxAttempts: 2 } });
    await clock.runUntil(steady(URL, { method: 'PUT', steady: { timeout: { totalMs: 300_000 } } }));
    expect(sent).toBe(2);
  });
});

describe('the budget', () => {
  const fails = { maxAttempts: 2 } as const;

  test('pays for each retry, and gets back what a call has not used', async () => {
    const { steady } = client([502]);
    const call = steady(URL).catch(() => {});
    await clock.advance(10);
    expect(steady.upstreams()[0]?.budget).toBe(9);
    steady.cancel();
    await call;
    expect(steady.upstreams()[0]?.budget).toBe(10);
  });

  test('keeps the token of a retry that was sent and failed, and gets it back with a success', async () => {
    const { steady } = client([502, 502, 502, 200], { retry: fails });
    await clock.runUntil(steady(URL));
    expect(steady.upstreams()[0]?.budget).toBe(9);
    await clock.runUntil(steady(URL));
    expect(steady.upstreams()[0]?.budget).toBeCloseTo(9.1);
  });

  test('that is empty ends a call that failed by itself', async () => {
    const { fetch, steady } = client([502], { budget: { capacity: 1 } });
    const response = await clock.runUntil(steady(URL));
    expect(reportOf(response)).toMatchObject({ settledBecause: 'budget' });
    expect(fetch.requests).toHaveLength(2);
  });
});

describe('a 408', () => {
  test('is sent again', async () => {
    const { fetch, steady } = client([408, 200]);
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(fetch.requests).toHaveLength(2);
  });

  test('is final in a browser, which has sent it again by itself, and no other status is', async () => {
    vi.stubGlobal('document', {});
    const { fetch, steady, told } = client([408, 200]);
    expect((await clock.runUntil(steady('http://upstream.test/'))).status).toBe(408);
    expect([fetch.requests.length, told.of('call.settled')[0]?.settledBecause]).toEqual([1, 'final']);
    expect((await clock.runUntil(client([502, 200]).steady(URL))).status).toBe(200);
  });
});

describe('a call that ends before its first attempt', () => {
  test.each<[string, SteadyCallOptions]>([
    ['by a listener of call.started', {}],
    ['while its key is made', { idempotencyKey: true as const }],
  ])('%s takes no turn of a probe', async (_when, own) => {
    const never = () => new Promise<string>(() => {});
    const { fetch, steady, told } = client([502], { random: () => 0.5, idempotencyKey: { create: never } });
    await openCircuit(steady, 'PUT');
    await clock.advance(3_500);
    const sent = fetch.requests.length;
    const controller = new AbortController();
    steady.on('call.started', () => queueMicrotask(() => controller.abort('enough')));
    if (!('idempotencyKey' in own)) steady.on('call.started', () => controller.abort('enough'));
    const call = steady(URL, { method: 'PUT', signal: controller.signal, steady: own });
    expect(await call.catch((error) => error)).toBe('enough');
    expect([told.of('circuit.half-opened'), fetch.requests.length]).toEqual([[], sent]);
  });

  test('by a listener of circuit.half-opened gets no token back: it had none', async () => {
    const { steady, told } = client([502], { budget: { capacity: 1 }, random: () => 0.5 });
    await clock.runUntil(steady(`${URL}other`));
    await openCircuit(steady);
    await clock.advance(3_500);
    const controller = new AbortController();
    steady.on('circuit.half-opened', () => controller.abort('enough'));
    const sent = told.of('attempt.started').length;
    expect(await steady(URL, { signal: controller.signal }).catch((error) => error)).toBe('enough');
    expect([steady.upstreams()[0]?.budget, told.of('attempt.started').length]).toEqual([0, sent]);
  });
});

describe('a first attempt that has waited', () => {
  test('is no retry: beforeRetry is not asked, and nothing is reported', async () => {
    const heard: unknown[] = [];
    const retry = { beforeRetry: () => void heard.push('asked') };
    const answers = [502, 502, 502, 200];
    const { steady, told } = client(answers, {
      retry,
      random: () => 0.5,
      onListenerError: (error) => heard.push(error),
    });
    await openCircuit(steady);
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect([told.of('call.waiting').length, heard]).toEqual([1, []]);
  });

  test('for its key goes out where there is no circuit', async () => {
    const { steady } = client([200], { circuit: false, idempotencyKey: { create: async () => 'made' } });
    expect((await steady(URL, { method: 'POST' })).status).toBe(200);
  });
});

test('a call whose attempt is under way when the client is closed gets its answer, and is not sent again', async () => {
  const { fetch, steady } = client([() => clock.sleep(50).then(() => new Response('', { status: 502 }))]);
  const call = steady(URL);
  await clock.advance(10);
  steady.close();
  const response = await clock.runUntil(call);
  expect([response.status, fetch.requests.length]).toEqual([502, 1]);
  expect(reportOf(response)).toMatchObject({ settledBecause: 'cancelled' });
});

test('a call that is aborted as its attempt ends says so, and not that the budget is empty', async () => {
  const { steady } = client([502], { budget: { capacity: 1 } });
  await clock.runUntil(steady(URL));
  expect(steady.upstreams()[0]?.budget).toBe(0);
  const controller = new AbortController();
  steady.on('attempt.ended', () => controller.abort('enough'));
  expect(await steady(URL, { signal: controller.signal }).catch((error) => error)).toBe('enough');
});

test('a call without a token that waits for a sign of life gives none back when it is cancelled', async () => {
  const { steady, told } = client([502], { budget: { capacity: 1 }, random: () => 0.5 });
  await clock.runUntil(steady(`${URL}other`));
  await openCircuit(steady);
  const call = steady(URL, { steady: { circuit: false } }).catch(() => {});
  await clock.runUntil(call);
  const waiting = steady(URL).catch(() => {});
  await clock.advance(4_000);
  expect(told.of('call.waiting').map(({ waitReason }) => waitReason)).toContain('budget');
  steady.cancel();
  await waiting;
  expect(steady.upstreams()[0]?.budget).toBe(0);
});

test('the time that its route was asked to wait holds for the first retry of another call, too, and is told', async () => {
  const { steady, told } = client([{ status: 503, headers: { 'retry-after': '3' } }, 502, 200]);
  const asked = steady(`${URL}items/1`, { steady: { maxAttempts: 1 } });
  await clock.advance(10);
  const other = steady(`${URL}items/2`);
  await clock.runUntil(Promise.all([asked, other]));
  expect(told.of('retry.scheduled')).toMatchObject([{ delayMs: 3_980, waitReason: 'retry-after' }]);
});

describe('a call that backs off while its route is asked to wait', () => {
  /** Its backoff ends at 248 ms; at 100 ms another call is asked to wait for 30 s. */
  const backOff = async (init: RequestInit & { readonly steady?: SteadyCallOptions } = {}) => {
    const { steady } = client([502, { status: 503, headers: { 'retry-after': '30' } }]);
    const call = steady(`${URL}items/1`, init).catch((error) => error);
    await clock.advance(100);
    void steady(`${URL}items/2`, { steady: { maxAttempts: 1 } });
    await clock.advance(100);
    return { call };
  };

  test('ends when it is aborted', async () => {
    const controller = new AbortController();
    const { call } = await backOff({ signal: controller.signal });
    controller.abort('enough');
    expect(await clock.runUntil(call)).toBe('enough');
  });

  test('ends at its deadline where its timer is late', async () => {
    const { call } = await backOff({ steady: { timeout: { totalMs: 1_000 } } });
    clock.jump(2_000);
    expect(reportOf(await clock.runUntil(call))).toMatchObject({ settledBecause: 'deadline' });
  });
});

describe('a call that was refused', () => {
  test('says when the next probe is due, and that its upstream was down as a whole or in part', async () => {
    const { steady } = client([502], { random: () => 0.5, circuit: { maxWaitMs: 0 } });
    let isOpen = false;
    steady.on('circuit.opened', () => {
      isOpen = true;
    });
    for (let n = 0; n < 9 && !isOpen; n++) {
      await clock.advance(500);
      await clock.runUntil(steady(URL, { steady: { maxAttempts: 1 } }));
    }
    const error = await steady(URL).catch((error) => error);
    const probeAt = steady.upstreams()[0]?.openUntil;
    expect(error).toMatchObject({ name: 'CircuitOpenError', retryAt: probeAt, scope: 'route' });
    expect(reportOf(error)).toMatchObject({ settledBecause: 'circuit-open', retryAt: probeAt });
  });
});

test('the first call of a kind that comes while none waits and the probe is due, is the probe', async () => {
  const { steady, told } = client([502, 502, 502, 200], { random: () => 0.5 });
  await openCircuit(steady);
  await clock.advance(3_500);
  expect((await steady(URL)).status).toBe(200);
  expect(told.of('attempt.started').at(-1)).toMatchObject({ probe: true });
  expect(told.of('call.waiting')).toEqual([]);
});

test('where the queue is full, a call goes out whose request has not failed', async () => {
  let sent = 0;
  const fetch = async (input: unknown) => {
    sent++;
    return new Response('', { status: String(input).endsWith('/dead') ? 502 : 200 });
  };
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, circuit: { maxWaiting: 0 } });
  for (let n = 0; n < 4 && steady.upstreams()[0]?.state !== 'open'; n++) {
    await clock.advance(500);
    await clock.runUntil(steady(`${URL}dead`, { steady: { maxAttempts: 1 } }));
  }
  expect(isCircuitOpenError(await steady(`${URL}dead`).catch((error) => error))).toBe(true);
  const before = sent;
  expect((await steady(`${URL}fine`)).status).toBe(200);
  expect(sent).toBe(before + 1);
});

test('without a circuit calls are sent again all the same', async () => {
  const { steady, fetch, told } = client([502, 502, 502, 200], { circuit: false });
  expect((await clock.runUntil(steady(URL))).status).toBe(200);
  expect(fetch.requests).toHaveLength(4);
  expect(told.of('retry.scheduled').map(({ waitReason }) => waitReason)).toEqual(['backoff', 'backoff', 'backoff']);
  const { steady: other } = client([502, 502, 200]);
  expect((await clock.runUntil(other(URL, { steady: { circuit: false } }))).status).toBe(200);
});

test('a call without waiting backs off while retries are paused, and is refused once the circuit is open', async () => {
  const { steady, told } = client([502], { circuit: { maxWaitMs: 0 }, random: () => 0.5, retry: { maxAttempts: 3 } });
  const response = await clock.runUntil(steady(URL));
  expect(response.status).toBe(502);
  expect(told.of('retry.scheduled').map(({ waitReason }) => waitReason)).toEqual(['backoff', 'backoff']);
});

test('a retry backs off while the queue is full, and is refused once the upstream is down', async () => {
  const { steady, told } = client([502], { circuit: { maxWaiting: 0 }, random: () => 0.5, retry: { maxAttempts: 9 } });
  const response = await clock.runUntil(steady(URL));
  expect([response.status, reportOf(response)?.settledBecause]).toEqual([502, 'circuit-open']);
  const reasons = told.of('retry.scheduled').map(({ waitReason }) => waitReason);
  expect(reasons.length).toBeGreaterThan(1);
  expect(new Set(reasons)).toEqual(new Set(['backoff']));
});

test('where all evidence is silence, a call goes out although it may not wait', async () => {
  const silent = () => new Promise<Response>(() => {});
  const { fetch, steady } = client([() => (clock.now() < 1_000 ? new Response('') : silent())], {
    circuit: { maxWaiting: 0 },
    random: () => 0.5,
  });
  for (let n = 0; n < 20; n++) await steady(URL);
  await clock.advance(1_000);
  for (let n = 0; n < 30; n++) void steady(URL + n);
  await clock.advance(20_000);
  expect(steady.upstreams()[0]?.state).toBe('open');
  const sent = fetch.requests.length;
  for (let n = 0; n < 5; n++) void steady(URL + n);
  await clock.advance(1);
  expect(fetch.requests).toHaveLength(sent + 5);
});

describe('shouldRetry', () => {
  test.each([
    ['aborts the call, its reason is the result, whatever the answer was', { maxAttempts: 1 }, 'enough'],
    ['goes on past the deadline, nothing is said to be sent again', { timeout: { totalMs: 1_000 } }, 502],
  ])('that %s', async (_what, own, result) => {
    const controller = new AbortController();
    const shouldRetry = () => new Promise<boolean>(() => {});
    const { steady, told } = client([502], { retry: { shouldRetry } });
    const call = steady(URL, { signal: controller.signal, steady: own }).then(
      ({ status }) => status,
      (error) => error,
    );
    await clock.advance(10);
    if (result === 'enough') controller.abort('enough');
    expect(await clock.runUntil(call)).toBe(result);
    expect(told.of('retry.scheduled')).toEqual([]);
  });

  test('is told about the call, and of an answer or an error exactly one', async () => {
    const asked: RetryContext[] = [];
    const shouldRetry = (about: RetryContext) => void asked.push(about);
    const refused = new TypeError('fetch failed');
    const { steady } = client([refused, 502, 200], { retry: { shouldRetry } });
    await clock.advance(1_000);
    await clock.runUntil(steady(URL));
    const [first, second] = asked;
    expect(first).toMatchObject({
      attempt: 1,
      maxAttempts: 4,
      method: 'GET',
      url: URL,
      upstream: ORIGIN,
      elapsedMs: 0,
    });
    expect([first?.error, first && 'response' in first]).toEqual([refused, false]);
    expect([second?.response?.status, second && 'error' in second]).toEqual([502, false]);
    expect(second?.elapsedMs).toBe(247.5);
  });

  test('is not asked about a call that was refused', async () => {
    let asked = 0;
    const shouldRetry = () => void asked++;
    const { steady } = client([502], { retry: { shouldRetry, maxAttempts: 1 } });
    steady.isolate(ORIGIN);
    await steady(URL).catch(() => {});
    expect(asked).toBe(0);
  });

  test('that says what is no wish is reported, with what it may say', async () => {
    const errors: unknown[] = [];
    const shouldRetry = () => ({ afterMs: -1 });
    const { steady } = client([502, 200], { retry: { shouldRetry }, onListenerError: (error) => errors.push(error) });
    await clock.runUntil(steady(URL));
    expect(String(errors[0])).toMatch(
      /shouldRetry must be a function that returns true, false, undefined or \{ afterMs/,
    );
  });
});

describe('a body that will not be read', () => {
  const page = (ended: string[], name: string) =>
    new Response(new ReadableStream({ cancel: () => void ended.push(name) }), { status: 502 });

  test('is ended before the next request is sent, and when the call is cancelled', async () => {
    const ended: string[] = [];
    const pages = ['one', 'two'].map((name) => () => page(ended, name));
    const { steady, told } = client(pages);
    const call = steady(URL).catch(() => {});
    await clock.advance(400);
    expect(told.of('attempt.started')).toHaveLength(2);
    expect(ended).toEqual(['one']);
    await clock.advance(150);
    steady.cancel();
    await call;
    expect(ended).toEqual(['one', 'two']);
  });
});

describe('after the network has returned', () => {
  const offlineClient = (answers: ScriptedAnswer[], budget = {}) => {
    const { isOn, subscribe, set } = toggle(false);
    let listening = 0;
    const online = {
      isOnline: isOn,
      subscribe(listener: () => void) {
        listening++;
        const unsubscribe = subscribe(listener);
        return () => {
          listening--;
          unsubscribe();
        };
      },
    };
    return { ...client(answers, { online, budget, random: () => 0.9 }), set, listening: () => listening };
  };
  const unreachable = () =>
    new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENETUNREACH' }) });

  /** What a call rejects with that is aborted after the network has returned, and before it is sent again. */
  const abortedAfterReturn = async (steady: SteadyFetch, set: (isOnline: boolean) => void) => {
    const controller = new AbortController();
    const call = steady(URL, { signal: controller.signal }).catch((error) => error);
    await clock.advance(100);
    set(true);
    await clock.advance(10);
    controller.abort('enough');
    return call;
  };

  test('calls are spread over a second, and do not follow another one before', async () => {
    const { steady, set, fetch } = offlineClient([unreachable(), unreachable(), 200]);
    const calls = ['a', 'b'].map((path) => steady(URL + path));
    await clock.advance(100);
    expect(fetch.requests).toHaveLength(2);
    set(true);
    await clock.advance(10);
    steady.retryNow();
    await clock.advance(10);
    expect(fetch.requests.length).toBeLessThanOrEqual(3);
    await clock.advance(700);
    expect(fetch.requests.length).toBeLessThanOrEqual(3);
    expect((await clock.runUntil(Promise.all(calls))).map(({ status }) => status)).toEqual([200, 200]);
  });

  test('nothing listens for the network any more', async () => {
    const { steady, set, listening } = offlineClient([unreachable(), 200]);
    const before = listening();
    const call = steady(URL);
    await clock.advance(100);
    expect(listening()).toBe(before + 1);
    set(true);
    await clock.runUntil(call);
    expect(listening()).toBe(before);
  });

  test('a retry after a time limit does not wait for it: something was there to be waited for', async () => {
    const { steady, set, fetch } = offlineClient(['hang', 200]);
    set(true);
    const call = steady(URL, { steady: { timeout: { attemptMs: 1_000 } } });
    await clock.advance(10);
    set(false);
    await clock.advance(3_000);
    expect(fetch.requests).toHaveLength(2);
    expect((await call).status).toBe(200);
  });

  test('a call that is aborted during that says so where the budget is empty, too', async () => {
    const { steady, set } = offlineClient([502, 502, 200, unreachable()], { capacity: 1 });
    for (const path of ['one', 'two']) await clock.runUntil(steady(URL + path));
    set(true);
    set(false);
    expect(await abortedAfterReturn(steady, set)).toBe('enough');
  });

  test('a call that is aborted during that sends nothing', async () => {
    const { steady, set, fetch } = offlineClient([unreachable(), 200]);
    expect(await abortedAfterReturn(steady, set)).toBe('enough');
    await clock.advance(5_000);
    expect(fetch.requests).toHaveLength(1);
  });

  test('a write that was not sent is not sent later either', async () => {
    const known = { code: 'ECONNREFUSED', syscall: 'connect', address: '10.0.0.1', port: 80 };
    const refused = new TypeError('fetch failed', { cause: Object.assign(new Error(), known) });
    const post = (steady: SteadyFetch) => steady('http://10.0.0.1/', { method: 'POST', body: 'order' });
    const { steady, fetch } = offlineClient([refused, 200]);
    const error = await clock.runUntil(post(steady).catch((error) => error));
    expect([error, fetch.requests.length, clock.now()]).toEqual([refused, 1, 0]);
    expect(reportOf(error)).toMatchObject({ settledBecause: 'not-replayable' });
    // The same with a network is sent again: nothing has arrived.
    expect((await clock.runUntil(post(client([refused, 200]).steady))).status).toBe(200);
  });
});

test('a retry that waits for a sign of life says when the next probe is due', async () => {
  const { steady, told } = client([502], { random: () => 0.5 });
  await clock.advance(10_000);
  const calls = [1, 2, 3].map((n) => steady(`${URL}${n}`).catch(() => {}));
  await clock.advance(10);
  const paused = told.of('retry.scheduled').filter(({ waitReason }) => waitReason === 'circuit');
  expect(paused.map(({ delayMs }) => delayMs)).toContain(500);
  for (const { retryAt } of paused) expect(retryAt).toBeLessThanOrEqual(clock.wallNow() + 1_000);
  steady.close();
  await Promise.all(calls);
});

test('a request that keeps failing while others succeed is not sent again', async () => {
  const fetch = async (input: unknown) => new Response('', { status: String(input).endsWith('/bad') ? 502 : 200 });
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  let response: Response | undefined;
  for (let n = 0; n < 5; n++) {
    response = await clock.runUntil(steady(`${URL}bad`, { steady: n < 4 ? { maxAttempts: 1 } : {} }));
    await clock.runUntil(steady(`${URL}fine`));
    await clock.advance(2_000);
  }
  expect(reportOf(response)).toMatchObject({ settledBecause: 'keeps-failing', attempts: [{}] });
});

test('the probe on demand of a call that backs off is told as one', async () => {
  const retry = { baseDelayMs: 15_000, maxDelayMs: 15_000 };
  const { steady, told } = client([502, 200], { retry });
  const call = steady(URL);
  await clock.advance(10);
  steady.retryNow();
  expect((await clock.runUntil(call)).status).toBe(200);
  expect([clock.now(), told.of('attempt.started').map(({ probe }) => probe)]).toEqual([10, [false, true]]);
  const free = client([502, 200], { retry, circuit: false });
  const other = free.steady(URL);
  await clock.advance(10);
  free.steady.retryNow();
  expect((await clock.runUntil(other)).status).toBe(200);
});

test('a call that has an abort listener of its own leaves none behind', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  const { steady } = client([502, 502, 502, 502]);
  await clock.runUntil(steady(URL, { signal }));
  expect(listeners).toBeLessThanOrEqual(1);
  expect(steady.upstreams()[0]).toMatchObject({ waiting: 0, inFlight: 0 });
});

test('a wait is reported as long as it was, whenever the call was made', async () => {
  const { steady } = client([502, 200]);
  await clock.advance(10_000);
  const response = await clock.runUntil(steady(URL));
  expect(reportOf(response)?.attempts.map(({ delayMs }) => delayMs)).toEqual([undefined, 247.5]);
});

test('a call whose deadline comes while it waits for its upstream is told by an error that says so', async () => {
  const { steady } = client([502], { random: () => 0.5 });
  await openCircuit(steady);
  const call = steady(URL, { steady: { timeout: { attemptMs: 50, totalMs: 100 } } }).catch((error) => error);
  void steady(URL).catch(() => {});
  const error = await clock.runUntil(call);
  expect(error).toMatchObject({ name: 'TimeoutError' });
  expect(error.message).toContain('before the deadline of the call');
  steady.close();
});
