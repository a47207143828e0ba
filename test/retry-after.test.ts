import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch, reportOf, type SteadyOptions } from '../src/index.ts';
import { instantClock, scriptedFetch, type VirtualClock, virtualClock } from '../src/testing/index.ts';
import { seeded } from './support/random.ts';
import { type ScriptedUpstream, type Step, startUpstream } from './support/scripted-upstream.ts';

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const inOneYear = () => new Date(Date.now() + 365 * 86_400_000).toUTCString();

describe('a server that says when to come back', () => {
  test.each<[string, string | string[], number, number]>([
    ['0', '0', 0, 1_000],
    ['2', '2', 2_000, 3_000],
    ['nothing', '', 0, 1_000],
    ['abc', 'abc', 0, 1_000],
    ['a negative number', '-5', 0, 1_000],
    ['a fraction', '1.5', 1_500, 2_500],
    ['a date that is past', 'Sun, 06 Nov 1994 08:49:37 GMT', 0, 1_000],
    ['two values that were merged', ['1', '3'], 3_000, 4_000],
  ])('(%s) is asked again no earlier, and after a finite wait', async (_what, value, atLeast, atMost) => {
    upstream.play({ status: 503, headers: { 'retry-after': value } }, 200);
    const clock = instantClock();
    const response = await createSteadyFetch({ clock })(upstream.url);
    expect(response.status).toBe(200);
    expect(clock.waits).toHaveLength(1);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(atLeast);
    expect(clock.waits[0]).toBeLessThanOrEqual(atMost);
  });

  test.each<[string, () => string, number]>([
    ['99999999', () => '99999999', 99_999_999_000],
    ['a date next year', inOneYear, 365 * 86_400_000],
    ['46 s', () => '46', 46_000],
  ])('(%s) and asks for too much is not asked again, and that is told', async (_what, value, ms) => {
    upstream.play({ status: 503, headers: { 'retry-after': value() } }, 200);
    const response = await createSteadyFetch()(upstream.url);
    expect(response.status).toBe(503);
    expect(upstream.requests).toHaveLength(1);
    const report = reportOf(response);
    expect(report).toMatchObject({ settledBecause: 'retry-after-too-long' });
    expect(Math.abs((report?.retryAt ?? 0) - (Date.now() + ms))).toBeLessThan(2_000);
  });

  test('is not asked again when the call would be over by then', async () => {
    upstream.play({ status: 503, headers: { 'retry-after': '5' } }, 200);
    const response = await createSteadyFetch()(upstream.url, { steady: { timeout: { totalMs: 4_000 } } });
    expect(reportOf(response)).toMatchObject({ settledBecause: 'retry-after-too-long' });
  });

  test.each([429, 502, 504])('is heard on a %d too', async (status) => {
    upstream.play({ status, headers: { 'retry-after': '2' } }, 200);
    const clock = instantClock();
    await createSteadyFetch({ clock })(upstream.url);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(2_000);
  });

  test('in RateLimit headers on a 429 is heard as well', async () => {
    upstream.play({ status: 429, headers: { ratelimit: '"default";r=0;t=3' } }, 200);
    const clock = instantClock();
    await createSteadyFetch({ clock })(upstream.url);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(3_000);
  });
});

describe("a server's word about one answer", () => {
  const played = async (steps: Step[], options: SteadyOptions = {}) => {
    upstream.play(...steps);
    const clock = instantClock();
    const response = await createSteadyFetch({ clock, ...options })(upstream.url);
    return { status: response.status, slept: clock.waits, requests: upstream.requests.length };
  };

  test.each<[string, Record<string, string>]>([
    ['by Retry-After', { 'retry-after': '2' }],
    ['by what is left of the rate limit', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '2' }],
  ])('about a 403 is heeded %s where shouldRetry allows a retry', async (_how, headers) => {
    const shouldRetry = () => true;
    const { status, slept, requests } = await played([{ status: 403, headers }, 200], { retry: { shouldRetry } });
    expect([status, requests]).toEqual([200, 2]);
    expect(slept[0]).toBeGreaterThanOrEqual(2_000);
    expect(slept[0]).toBeLessThanOrEqual(3_000);
  });

  test('is not needed for a 403 to be final', async () => {
    const { status, requests } = await played([{ status: 403, headers: { 'retry-after': '2' } }, 200]);
    expect([status, requests]).toEqual([403, 1]);
  });

  test('may count in milliseconds', async () => {
    const headers = { 'retry-after': '30', 'retry-after-ms': '1500' };
    const { status, slept } = await played([{ status: 503, headers }, 200]);
    expect(status).toBe(200);
    expect(slept[0]).toBeGreaterThanOrEqual(1_500);
    expect(slept[0]).toBeLessThanOrEqual(2_500);
  });

  test('may forbid a retry, and may allow one', async () => {
    const final = await played([{ status: 503, headers: { 'x-should-retry': 'false' } }, 200]);
    expect([final.status, final.requests]).toEqual([503, 1]);
    const again = await played([{ status: 409, headers: { 'x-should-retry': 'true' } }, 200]);
    expect([again.status, again.requests]).toEqual([200, 3]);
  });

  test('is that it is overloaded: a 529 is sent again as a 503 is', async () => {
    const { status, requests } = await played([529, 529, 200]);
    expect([status, requests]).toEqual([200, 3]);
  });

  test.each([501, 507, 599])('does not end an outage: a %d is no sign of health', async (status) => {
    const clock = virtualClock();
    let answer = 502;
    const fetch = async () => new Response('', { status: answer });
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    for (let n = 0; n < 40 && steady.upstreams()[0]?.state !== 'open'; n++) {
      await clock.advance(400);
      await clock.runUntil(steady('http://x.test/', { steady: { maxAttempts: 1 } }).catch(() => {}));
    }
    answer = status;
    await clock.runUntil(steady('http://x.test/other', { method: 'POST' }));
    expect(steady.upstreams()[0]?.state).toBe('open');
  });
});

describe('the time to come back', () => {
  test('is not told when it is past already', async () => {
    upstream.play({ status: 503, headers: { 'retry-after': '1' } }, 502);
    const steady = createSteadyFetch({ clock: instantClock(), retry: { maxAttempts: 2 } });
    const response = await steady(upstream.url);
    expect(response.status).toBe(502);
    expect(reportOf(response)).not.toHaveProperty('retryAt');
  });

  test('is a date, whatever the server asks for', async () => {
    upstream.play({ status: 503, headers: { 'retry-after': '9'.repeat(30) } });
    const report = reportOf(await createSteadyFetch()(upstream.url));
    expect(new Date(report?.retryAt ?? Number.NaN).getTime()).not.toBeNaN();
  });
});

describe('a wait that one call is asked for', () => {
  const asking = { status: 503, headers: { 'retry-after': '5' } };

  test('holds back the retries of the others on the same route', async () => {
    const clock = virtualClock();
    const sentAt: number[] = [];
    const answers = scriptedFetch(asking, 502, 200, 'repeat');
    const fetch = (input: RequestInfo | URL, init?: RequestInit) => {
      sentAt.push(clock.now());
      return answers(input, init);
    };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const calls = [steady('http://x.test/items/1'), steady('http://x.test/items/2')];
    await clock.runUntil(Promise.all(calls));
    expect(sentAt.slice(0, 2)).toEqual([0, 0]);
    for (const at of sentAt.slice(2)) expect(at).toBeGreaterThanOrEqual(5_000);
  });

  test('and asked again for a moment more is granted: a short maintenance under steady traffic loses no call', async () => {
    const clock = virtualClock();
    const fetch = async () =>
      clock.now() < 1_600 ? new Response('', { status: 503, headers: { 'retry-after': '1' } }) : new Response('here');
    const steady = createSteadyFetch({ fetch, clock, random: seeded(5) });
    const calls: Promise<Response>[] = [];
    for (let n = 0; n < 16; n++) {
      calls.push(steady('http://x.test/'));
      await clock.advance(400);
    }
    const responses = await clock.runUntil(Promise.all(calls));
    expect(responses.map(({ status }) => status)).toEqual(Array(16).fill(200));
  });

  test('and asked again of another meanwhile ends it: who was asked once does not ask twice', async () => {
    const clock = virtualClock();
    const fetch = scriptedFetch(asking, asking, asking, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const first = steady('http://x.test/');
    await clock.advance(4_000);
    const second = steady('http://x.test/', { steady: { maxAttempts: 1 } });
    const response = await clock.runUntil(first);
    expect(response.status).toBe(503);
    const report = reportOf(response);
    expect(report).toMatchObject({ settledBecause: 'retry-after-too-long' });
    expect(report?.retryAt).toBe(clock.epoch + 9_000);
    expect((await second).status).toBe(503);
    expect(fetch.requests).toHaveLength(2);
    expect(steady.upstreams()[0]?.budget).toBe(10);
  });
});

describe('a time to wait that was asked of one call binds retries of its route', () => {
  const clock = () => virtualClock();
  const once = { steady: { maxAttempts: 1 } };

  /** Plays what each path answers, one after another, and notes when it was asked. */
  function played(time: VirtualClock, answers: Readonly<Record<string, readonly (number | 'busy')[]>>) {
    const sentAt: Record<string, number[]> = {};
    const fetch = async (url: unknown) => {
      const { pathname } = new URL(String(url));
      sentAt[pathname] ??= [];
      const answer = answers[pathname]?.[sentAt[pathname].length] ?? 200;
      sentAt[pathname].push(time.now());
      if (answer !== 'busy') return new Response(null, { status: answer });
      return new Response(null, { status: 503, headers: { 'retry-after': '3' } });
    };
    return Object.assign(fetch, { sentAt });
  }

  test('that were waiting in the queue when another route succeeded', async () => {
    const time = clock();
    const fetch = played(time, { '/a/1': [502], '/a/2': [502], '/a/3': ['busy'] });
    const steady = createSteadyFetch({ fetch, clock: time, random: () => 0.5 });
    const first = steady('http://x.test/a/1');
    await time.advance(1);
    const queued = steady('http://x.test/a/2');
    await time.advance(9);
    const asked = steady('http://x.test/a/3', once);
    await time.advance(10);
    expect((await steady('http://x.test/b')).status).toBe(200);
    const responses = await time.runUntil(Promise.all([first, queued, asked]));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 503]);
    expect(fetch.sentAt['/a/2']).toEqual([1, 3_010]);
  });

  test('and does not hold up those behind them', async () => {
    const time = clock();
    const fetch = played(time, { '/a/1': [502], '/a/2': [502], '/a/3': ['busy'], '/c': [502] });
    const steady = createSteadyFetch({ fetch, clock: time, random: () => 0.5 });
    const first = steady('http://x.test/a/1');
    await time.advance(1);
    const queued = steady('http://x.test/a/2');
    await time.advance(1);
    const behind = steady('http://x.test/c');
    await time.advance(8);
    const asked = steady('http://x.test/a/3', once);
    await time.advance(10);
    expect((await steady('http://x.test/b')).status).toBe(200);
    await time.runUntil(Promise.all([first, queued, behind, asked]));
    expect(fetch.sentAt['/a/2']).toEqual([1, 3_010]);
    expect(fetch.sentAt['/c']?.[1]).toBeLessThan(100);
  });

  test('that would follow a call that the user has sent again', async () => {
    const time = clock();
    const fetch = played(time, { '/a/1': [502], '/a/2': ['busy'], '/b': [502] });
    const retry = { baseDelayMs: 20_000 };
    const steady = createSteadyFetch({ fetch, clock: time, random: () => 0.5, retry });
    const sleeping = steady('http://x.test/a/1');
    await time.advance(10);
    const asked = steady('http://x.test/a/2', once);
    await time.advance(10);
    const queued = steady('http://x.test/b');
    await time.advance(10);
    steady.retryNow();
    const responses = await time.runUntil(Promise.all([sleeping, asked, queued]));
    expect(responses.map(({ status }) => status)).toEqual([200, 503, 200]);
    expect(fetch.sentAt['/b']).toEqual([20, 30]);
    expect(fetch.sentAt['/a/1']).toEqual([0, 3_010]);
  });
});
