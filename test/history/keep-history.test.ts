import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type History, type HistoryCounts, type HistoryOptions, keepHistory } from '../../src/history/index.ts';
import { createSteadyFetch, isOptionsError, type SteadyEvent, type SteadyListener } from '../../src/index.ts';
import { reset, type ScriptedAnswer, scriptedFetch, settled, virtualClock } from '../../src/testing/index.ts';
import { seeded } from '../support/random.ts';

const ORIGIN = 'http://shop.test';

/** A client on a scripted network, and what is kept of it. */
function stand(answers: readonly (ScriptedAnswer | 'repeat')[], options: HistoryOptions = {}) {
  const clock = virtualClock();
  const steady = createSteadyFetch({ fetch: scriptedFetch(...answers), clock, random: seeded(1) });
  const history = keepHistory(steady, { clock, ...options });
  const call = (path = '/', init?: RequestInit) => clock.runUntil(steady(ORIGIN + path, init).catch((error) => error));
  const seen = () => history.of(ORIGIN) as NonNullable<ReturnType<History['of']>>;
  return { clock, steady, history, call, seen };
}

const NAMES = ['calls', 'failedCalls', 'attempts', 'failedAttempts'] as const;
const countsOf = (counts: HistoryCounts | undefined) => NAMES.map((name) => counts?.[name]);

describe('what is counted', () => {
  test('are calls, attempts, and those of both that failed', async () => {
    const { call, seen, history } = stand([502, 503, 200, 200]);
    expect(history.of(ORIGIN)).toBeUndefined();
    await call();
    await call();
    expect(countsOf(seen())).toEqual([2, 0, 4, 2]);
  });

  test.each<[string, ScriptedAnswer, boolean]>([
    ['a 404 as an answer', 404, false],
    ['a 429 as a failure', 429, true],
    ['a 500 as a failure', 500, true],
    ['a lost network as a failure', new TypeError('fetch failed'), true],
  ])('counts %s', async (_, answer, isFailure) => {
    const { call, steady, seen } = stand([answer, 'repeat']);
    let attempts = 0;
    steady.on('attempt.ended', () => attempts++);
    await call();
    expect(attempts).toBeGreaterThan(0);
    expect(countsOf(seen())).toEqual(isFailure ? [1, 1, attempts, attempts] : [1, 0, 1, 0]);
  });

  test('is a call that the app aborts, and nothing about its upstream', async () => {
    const { clock, steady, seen } = stand(['hang']);
    const controller = new AbortController();
    const call = steady(`${ORIGIN}/`, { signal: controller.signal }).catch(() => {});
    await clock.advance(10);
    controller.abort();
    await call;
    expect(countsOf(seen())).toEqual([1, 0, 0, 0]);
  });

  test('is the time of attempts that succeeded, on average and at worst', async () => {
    const clock = virtualClock();
    const times = [10, 30, 5];
    const statuses = [200, 200, 404];
    const fetch = async () => {
      await clock.sleep(times.shift() ?? 0);
      return new Response('', { status: statuses.shift() ?? 200 });
    };
    const steady = createSteadyFetch({ fetch, clock });
    const history = keepHistory(steady, { clock });
    for (let calls = 0; calls < 3; calls++) await clock.runUntil(steady(ORIGIN));
    expect(history.of(ORIGIN)).toMatchObject({ meanMs: 20, slowestMs: 30 });
  });

  test('has no average where nothing succeeded', async () => {
    const { call, seen } = stand([404]);
    await call();
    expect(seen()).not.toHaveProperty('meanMs');
    expect(seen()).not.toHaveProperty('slowestMs');
  });

  test('stands in the piece of time in which it happened, and is forgotten after the last of them', async () => {
    const { clock, call, seen } = stand([200, 'repeat'], { windowMs: 60_000 });
    await call();
    await clock.advance(30_000);
    await call();
    const filled = () => seen().buckets.flatMap(({ calls, from }, at) => (calls === 0 ? [] : [[at, calls, from]]));
    expect(filled()).toEqual([
      [29, 1, clock.epoch],
      [59, 1, clock.epoch + 30_000],
    ]);
    await clock.advance(30_000);
    expect(filled()).toEqual([[29, 1, clock.epoch + 30_000]]);
    await clock.advance(30_000);
    expect(countsOf(seen())).toEqual([0, 0, 0, 0]);
    expect(seen().buckets).toHaveLength(60);
  });

  test('survives a wall clock that is set back', async () => {
    const { clock, call, seen } = stand([200, 'repeat']);
    await call();
    clock.shiftWall(-3_600_000);
    await call();
    expect(countsOf(seen())).toEqual([1, 0, 1, 0]);
  });
});

describe('the last failures', () => {
  const failing = { status: 503, headers: { 'x-request-id': 'abc', 'retry-after': '1' } };

  test('are kept with what support asks for, the newest first, and without their URL', async () => {
    const { call, seen, clock } = stand([failing, 502, 200]);
    await call('/orders?token=secret');
    const [second, first] = seen().failures;
    expect(first).toEqual({
      at: clock.epoch,
      method: 'GET',
      kind: 'service-unavailable',
      status: 503,
      evidence: expect.arrayContaining(['status:503', 'header:retry-after']),
      supportIds: ['x-request-id:abc'],
      attempt: 1,
    });
    expect(second).toMatchObject({ kind: 'bad-gateway', status: 502, attempt: 2 });
    expect(JSON.stringify(seen())).not.toContain('secret');
  });

  test('have no status where there was no answer', async () => {
    const { call, seen } = stand([new TypeError('fetch failed'), 'repeat']);
    await call();
    expect(seen().failures[0]).toMatchObject({ kind: 'network' });
    expect(seen().failures[0]).not.toHaveProperty('status');
  });

  test('have a URL where the app asks for it', async () => {
    const { call, seen } = stand([404, 500, 500, 'repeat'], { urls: true });
    await call('/a');
    await call('/b');
    expect(seen().failures.map(({ url }) => url)).toContain(`${ORIGIN}/b`);
    expect(seen().failures.map(({ url }) => url)).not.toContain(`${ORIGIN}/a`);
  });

  test.each([0, 1, 3])('are %i at most, if the app says so', async (maxFailures) => {
    const { call, seen } = stand([502, 'repeat'], { maxFailures });
    await call();
    expect(seen().failures).toHaveLength(maxFailures);
    expect(seen().failedAttempts).toBeGreaterThanOrEqual(4);
  });
});

describe('what the client knows', () => {
  test('is in every snapshot: state, waiting calls, and the next probe', async () => {
    const { clock, steady, seen, history } = stand([502, 'repeat']);
    const calls = Array.from({ length: 5 }, () => steady(`${ORIGIN}/`).catch(() => {}));
    while (seen()?.status?.state !== 'open') await clock.next();
    expect(seen().status).toEqual(steady.upstreams()[0]);
    expect(seen().status?.waiting).toBeGreaterThan(0);
    expect(seen().status?.openUntil).toBeGreaterThan(seen().at - 1);
    expect(history.upstreams()[0]?.status).toEqual(seen().status);
    await clock.runUntil(Promise.all(calls));
  });

  test('is known of upstreams that were met before', async () => {
    const clock = virtualClock();
    const steady = createSteadyFetch({ fetch: scriptedFetch(200), clock });
    await clock.runUntil(steady(ORIGIN));
    const history = keepHistory(steady, { clock });
    expect(history.upstreams().map(({ upstream, calls, status }) => [upstream, calls, status?.state])).toEqual([
      [ORIGIN, 0, 'closed'],
    ]);
  });

  test('is gone after a reset', async () => {
    const { steady, call, history } = stand([200, 'repeat']);
    await call();
    reset(steady);
    expect(history.upstreams()).toEqual([]);
    expect(history.of(ORIGIN)).toBeUndefined();
  });
});

describe('a snapshot', () => {
  test('is frozen, and stays as it is', async () => {
    const { call, seen, history } = stand([502, 200, 502, 200]);
    await call();
    const before = seen();
    const text = JSON.stringify(before);
    await call();
    expect(JSON.stringify(before)).toBe(text);
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' || value === null || (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(isFrozen(before)).toBe(true);
    expect(isFrozen(history.upstreams())).toBe(true);
  });
});

describe('listeners', () => {
  test('are called once for what comes together, until they stop', async () => {
    const { call, steady, history } = stand([200, 'repeat']);
    const heard: string[] = [];
    const stop = history.subscribe(() => heard.push('one'));
    history.subscribe(() => heard.push('other'));
    const release = steady.isolate(ORIGIN);
    release();
    expect(heard).toEqual([]);
    await settled();
    expect(heard).toEqual(['one', 'other']);
    stop();
    await call();
    expect(heard.filter((each) => each === 'one')).toHaveLength(1);
    expect(heard.filter((each) => each === 'other').length).toBeGreaterThan(1);
  });

  test('that fail keep nothing from the others, and are told once', async () => {
    const { steady, history } = stand([200]);
    const printed: unknown[] = [];
    const { error } = console;
    console.error = (...said) => printed.push(said[1]);
    try {
      history.subscribe(() => {
        throw new Error('a bug in a view');
      });
      let heard = 0;
      history.subscribe(() => heard++);
      const release = steady.isolate(ORIGIN);
      await settled();
      release();
      await settled();
      expect(heard).toBe(2);
      expect(printed).toEqual([new Error('a bug in a view')]);
    } finally {
      console.error = error;
    }
  });

  test('hear nothing more once it is closed, and what was kept can still be read', async () => {
    const { call, seen, history } = stand([200, 'repeat']);
    let heard = 0;
    history.subscribe(() => heard++);
    await call();
    const before = heard;
    history.close();
    await call();
    expect(heard).toBe(before);
    expect(countsOf(seen())).toEqual([1, 0, 1, 0]);
  });
});

test.each<[string, HistoryOptions | Record<string, unknown>]>([
  ['windowMs', { windowMs: 5 }],
  ['windowMs', { windowMs: 60_000.5 }],
  ['maxUpstreams', { maxUpstreams: 0 }],
  ['maxFailures', { maxFailures: -1 }],
  ['maxFailures', { maxFailures: '5' }],
  ['urls', { urls: 'yes' }],
  ['clock', { clock: {} }],
])('refuses a wrong %s: %o', (option, given) => {
  const steady = createSteadyFetch({ fetch: scriptedFetch(200) });
  try {
    keepHistory(steady, given as HistoryOptions);
    expect.unreachable();
  } catch (error) {
    expect(isOptionsError(error) && error.option).toBe(option);
    expect(String(error)).toContain(`${option} must be`);
  }
});

test('refuses what is no client', () => {
  for (const wrong of [undefined, fetch, {}]) expect(() => keepHistory(wrong as never)).toThrow('steady must be');
});

/** A client of which a test says what it reports. */
function reporter() {
  const listeners = new Set<SteadyListener>();
  const client = {
    upstreams: () => [],
    subscribe(listener: SteadyListener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const report = (event: object) => {
    for (const listener of listeners) listener(event as SteadyEvent);
  };
  return { client, report };
}

const VERDICTS = {
  ok: { kind: 'ok', status: 200, fault: 'unknown', evidence: [] },
  missing: { kind: 'client-error', status: 404, fault: 'caller', evidence: [] },
  limited: { kind: 'rate-limited', status: 429, fault: 'caller', evidence: [] },
  down: { kind: 'service-unavailable', status: 503, fault: 'unknown', evidence: [] },
  lost: { kind: 'network', fault: 'network', evidence: [] },
  aborted: { kind: 'aborted', fault: 'caller', evidence: [] },
  superseded: { kind: 'superseded', fault: 'unknown', evidence: [] },
};
const FAILED = ['limited', 'down', 'lost'];
const SAYS_NOTHING = ['aborted', 'superseded'];

test('the counts of any run are the sums of what happened within the time that is kept', () => {
  const step = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 90_000 })),
    host: fc.constantFrom('a', 'b', 'c'),
    what: fc.constantFrom('attempt.ended', 'call.settled'),
    verdict: fc.constantFrom(...(Object.keys(VERDICTS) as (keyof typeof VERDICTS)[])),
    elapsedMs: fc.nat(60_000),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 60_000, max: 200_000 }), (steps, windowMs) => {
      let now = Date.UTC(2026, 0, 1);
      const { client, report } = reporter();
      const history = keepHistory(client, { windowMs, maxFailures: 5, clock: { wallNow: () => now } });
      const all: ((typeof steps)[number] & { at: number })[] = [];
      for (const given of steps) {
        now += given.afterMs;
        all.push({ ...given, at: now });
        report({
          type: given.what,
          at: now,
          upstream: given.host,
          elapsedMs: given.elapsedMs,
          verdict: VERDICTS[given.verdict],
          method: 'GET',
          attempt: 1,
          supportIds: [],
        });
      }
      for (const { upstream, buckets, failures, ...seen } of history.upstreams()) {
        const bucketMs = Math.ceil(windowMs / 60);
        const since = (Math.floor(now / bucketMs) - 59) * bucketMs;
        const own = all.filter(({ host }) => host === upstream);
        const within = own.filter(({ at }) => at >= since);
        const attempts = within.filter(
          ({ what, verdict }) => what === 'attempt.ended' && !SAYS_NOTHING.includes(verdict),
        );
        const calls = within.filter(({ what }) => what === 'call.settled');
        const failed = (some: typeof own) => some.filter(({ verdict }) => FAILED.includes(verdict)).length;
        const times = attempts.filter(({ verdict }) => verdict === 'ok').map(({ elapsedMs }) => elapsedMs);
        expect(countsOf(seen)).toEqual([calls.length, failed(calls), attempts.length, failed(attempts)]);
        expect(seen.slowestMs).toBe(times.length === 0 ? undefined : Math.max(...times));
        expect(seen.meanMs).toBe(
          times.length === 0 ? undefined : times.reduce((sum, each) => sum + each, 0) / times.length,
        );
        for (const name of NAMES) expect(buckets.reduce((sum, each) => sum + each[name], 0)).toBe(seen[name]);
        expect(buckets.map(({ from }) => from)).toEqual(Array.from({ length: 60 }, (_, at) => since + at * bucketMs));
        const kept = own.filter(({ what, verdict }) => what === 'attempt.ended' && FAILED.includes(verdict));
        expect(failures.map(({ at }) => at)).toEqual(
          kept
            .map(({ at }) => at)
            .slice(-5)
            .reverse(),
        );
      }
      expect(history.upstreams().map(({ upstream }) => upstream)).toEqual([...new Set(all.map(({ host }) => host))]);
    }),
    { numRuns: 200 },
  );
});

test('10 000 hosts leave no more behind than 50, and the last of them', () => {
  const now = Date.UTC(2026, 0, 1);
  const { client, report } = reporter();
  const history = keepHistory(client, { clock: { wallNow: () => now } });
  const ended = { type: 'attempt.ended', at: now, elapsedMs: 1, method: 'GET', attempt: 1, supportIds: ['x:1'] };
  for (let host = 0; host < 10_000; host++) {
    report({ ...ended, upstream: 'busy', verdict: VERDICTS.down });
    for (let times = 0; times < 3; times++) report({ ...ended, upstream: `host-${host}`, verdict: VERDICTS.down });
  }
  const kept = history.upstreams();
  expect(kept).toHaveLength(50);
  // What was heard of in between stays, however early it came.
  expect(kept.map(({ upstream }) => upstream)).toEqual([
    'busy',
    ...Array.from({ length: 49 }, (_, at) => `host-${9_951 + at}`),
  ]);
  expect(kept[0]).toMatchObject({ failedAttempts: 10_000, failures: expect.objectContaining({ length: 20 }) });
});
