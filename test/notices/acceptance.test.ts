import { describe, expect, test } from 'vitest';
import { seeded } from '../support/random.ts';
import { callers, stand } from './stand.ts';

const user = { steady: { notice: { importance: 'user' } } } as const;
const PATIENT = { retry: { maxAttempts: 50 }, circuit: { maxWaitMs: 60_000 } };
const upFrom =
  (ms: number, down = 502) =>
  (_url: string, now: number) =>
    now < ms ? down : 200;
const unavailable = (retryAfter: string) => () =>
  new Response('', { status: 503, headers: { 'retry-after': retryAfter } });

test.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
  'a hiccup of 300 ms: nothing is shown, nothing is said, however chance has it (%i)',
  async (seed) => {
    const { clock, steady, snapshots, changes } = stand(upFrom(300), {}, { random: seeded(seed) });
    const calls = callers(steady, 10, undefined, user);
    await clock.advance(30_000);
    expect(await Promise.all(calls)).toEqual(Array(10).fill(200));
    expect(snapshots.filter(({ notices }) => notices.length > 0)).toEqual([]);
    expect(changes).toEqual([]);
  },
);

test('a call that was asked to wait is shown waiting, also while others are answered', async () => {
  const asked = () => new Response('', { status: 503, headers: { 'retry-after': '20' } });
  const { clock, steady, only } = stand((url) => (url.endsWith('/busy') ? asked() : 200));
  const calls = callers(steady, 1, 'https://api.test/busy', user);
  for (let more = 0; more < 20; more++) {
    calls.push(...callers(steady, 1));
    await clock.advance(100);
  }
  expect(only()).toMatchObject({ phase: 'waiting', cause: 'unavailable-until' });
  expect(only().nextAttemptAt).toBeGreaterThanOrEqual(clock.epoch + 20_000);
  steady.close();
  await Promise.all(calls);
});

test('fifty calls of a person into a two-second outage: one notice, one id, 50 waiting to none, one good end', async () => {
  const { clock, page, steady, snapshots, changes, phases, spoken } = stand(upFrom(2_000));
  page.is({ active: true });
  const calls = callers(steady, 50);
  await clock.advance(60_000);
  expect(await Promise.all(calls)).toEqual(Array(50).fill(200));
  const shown = snapshots.filter(({ notices }) => notices.length > 0);
  expect(shown.every(({ notices }) => notices.length === 1)).toBe(true);
  expect(new Set(shown.map(({ notices }) => notices[0]?.id)).size).toBe(1);
  const waiting = shown.map(({ notices }) => notices[0]?.counts.waiting ?? Number.NaN);
  expect(waiting[0]).toBe(50);
  expect(waiting.at(-1)).toBe(0);
  expect(waiting).toEqual([...waiting].sort((a, b) => b - a));
  expect(phases().filter((phase) => phase === 'recovered')).toHaveLength(1);
  expect(changes.filter(({ removed }) => removed !== undefined)).toHaveLength(1);
  expect(
    spoken()
      .map(({ text }) => text.includes('You can use'))
      .filter(Boolean),
  ).toHaveLength(1);
  expect(spoken().length).toBeLessThanOrEqual(3);
  expect(snapshots.at(-1)?.notices).toEqual([]);
});

test('a longer outage: one notice, paused with a true countdown to the next probe, then failed', async () => {
  const { clock, steady, sent, snapshots, phases, center } = stand(() => 502);
  const calls = callers(steady, 5, undefined, user);
  const told = new Set<number>();
  for (let passed = 0; passed < 60_000; passed += 100) {
    await clock.advance(100);
    const [notice] = center.getSnapshot();
    if (notice?.phase === 'paused' && notice.nextAttemptAt !== undefined && notice.counts.waiting > 0) {
      told.add(notice.nextAttemptAt - clock.epoch);
    }
  }
  expect(await Promise.all(calls)).toEqual(Array(5).fill(502));
  expect(phases()).toEqual(['waiting', 'paused', 'failed']);
  // Every probe that was announced and that a call still waited for is on the wire, to the millisecond.
  const announced = [...told].filter((at) => at < Math.max(...sent.map((request) => request.at)) + 1);
  expect(announced.length).toBeGreaterThanOrEqual(2);
  for (const at of announced) expect(sent.some((request) => Math.abs(request.at - at) <= 1)).toBe(true);
  expect(new Set(snapshots.flatMap(({ notices }) => notices.map(({ id }) => id))).size).toBe(1);
  // What has settled cannot be revived, and the app has not said how to do it again.
  expect(center.getSnapshot()[0]).toMatchObject({
    phase: 'failed',
    // Five calls for one and the same thing.
    counts: { waiting: 0, failed: 1 },
    actions: ['dismiss'],
  });
});

test('503 with Retry-After: 30: shown after a second, says how long, seldom', async () => {
  const { clock, steady, only, spoken, sent } = stand(unavailable('30'));
  const calls = callers(steady, 1, undefined, user);
  await clock.advance(999);
  expect(spoken()).toEqual([]);
  await clock.advance(10);
  expect(only()).toMatchObject({ phase: 'waiting', cause: 'unavailable-until', waitMs: 30_000, actions: ['dismiss'] });
  expect(only().nextAttemptAt).toBeGreaterThanOrEqual(clock.epoch + 30_000);
  expect(spoken()[0]?.text).toContain('in 30 seconds');
  await clock.advance(29_000);
  expect(spoken().length).toBeLessThanOrEqual(3);
  expect(sent).toHaveLength(1);
  steady.close();
  await Promise.all(calls);
});

test('the words about a wait are looked at again when they may change, and end when it does', async () => {
  let isUp = false;
  const answer = () => (isUp ? 200 : unavailable('30')());
  const { clock, steady, only, changes, spoken, sent } = stand(answer, { timing: { announceEveryMs: 4_000 } });
  const calls = callers(steady, 1, undefined, user);
  await clock.advance(9_000);
  expect(only().waitMs).toBe(25_000);
  isUp = true;
  while (sent.length < 2) await clock.advance(100);
  await clock.runUntil(Promise.all(calls));
  expect(changes.at(-1)?.view?.text.when).toBe('Trying again now…');
  await clock.advance(3_000);
  expect(spoken().at(-1)?.text).toContain('You can use');
});

test('Retry-After: 86400, longer than any call waits: failed at once, with the time', async () => {
  const { clock, steady, only, changes } = stand(unavailable('86400'));
  await Promise.all([clock.advance(1_500), ...callers(steady, 1, undefined, user)]);
  expect(only()).toMatchObject({ phase: 'failed', cause: 'unavailable-until' });
  expect(only().retryAfterUntil).toBeGreaterThan(clock.wallNow() + 86_000_000);
  expect(changes.at(-1)?.view?.text.when).toMatch(/^Try again after /);
});

test('an upstream that comes and goes every half second for a minute: one entrance, and words that stay a second', async () => {
  const { clock, steady, changes } = stand((_url, now) => (now < 60_000 && now % 1_000 < 500 ? 502 : 200));
  const calls: Promise<unknown>[] = [];
  for (let passed = 0; passed < 90_000; passed += 200) {
    if (passed < 60_000) calls.push(...callers(steady, 1, undefined, user));
    await clock.advance(200);
  }
  await Promise.all(calls);
  const entrances = changes.filter(({ view }, index) => view && !changes.slice(0, index).some((before) => before.view));
  expect(entrances.length).toBeLessThanOrEqual(1);
  expect(changes.filter(({ removed }) => removed).length).toBeLessThanOrEqual(1);
  const titles = changes.filter(({ view }, index) => view && view.text.title !== changes[index - 1]?.view?.text.title);
  for (const [index, { at }] of titles.entries()) {
    const before = titles[index - 1];
    if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(1_000);
  }
});

describe('a notice that was closed', () => {
  test('stays away while calls go on failing, and the calls go on', async () => {
    const { clock, steady, center, changes, sent } = stand(() => 502);
    const calls = callers(steady, 5, undefined, user);
    await clock.advance(1_500);
    center.dismiss(center.getSnapshot()[0]?.id ?? '');
    const before = changes.length;
    for (let more = 0; more < 20; more++) {
      calls.push(...callers(steady, 1));
      await clock.advance(100);
    }
    expect(center.getSnapshot()).toEqual([]);
    expect(changes).toHaveLength(before);
    const requests = sent.length;
    await clock.advance(6_000);
    expect(sent.length).toBeGreaterThan(requests);
    await clock.advance(60_000);
    await Promise.all(calls);
  });

  test('comes back when something that a person asked for has failed for good', async () => {
    const { clock, steady, center, only } = stand(() => 502);
    const calls = callers(steady, 2, undefined, user);
    await clock.advance(1_500);
    center.dismiss(center.getSnapshot()[0]?.id ?? '');
    await clock.advance(60_000);
    await Promise.all(calls);
    expect(only()).toMatchObject({ phase: 'failed', importance: 'user' });
  });

  test('comes back with the next incident', async () => {
    const { clock, steady, center, only } = stand((_url, now) => (now < 2_000 || now > 40_000 ? 502 : 200));
    const calls = callers(steady, 2, undefined, user);
    await clock.advance(1_500);
    center.dismiss(center.getSnapshot()[0]?.id ?? '');
    await clock.advance(40_000);
    await Promise.all(calls);
    expect(center.getSnapshot()).toEqual([]);
    const more = callers(steady, 2, undefined, user);
    await clock.advance(1_500);
    expect(only()).toMatchObject({ phase: 'waiting', incident: 2 });
    await clock.advance(60_000);
    await Promise.all(more);
  });
});

test('"Try now" with fifty waiting: exactly one request until it succeeds', async () => {
  let isUp = false;
  const { clock, steady, center, only, sent, spoken } = stand(() => (isUp ? 200 : 502), { latencyMs: 300 });
  const calls = callers(steady, 50, undefined, user);
  // Between two probes.
  await clock.advance(3_100);
  const before = sent.length;
  const result = center.retryNow(only().id);
  const again = center.retryNow(only().id);
  expect(only()).toMatchObject({ phase: 'retrying', busy: true });
  expect(spoken().at(-1)?.text).toContain('Trying again now');
  await clock.advance(200);
  expect(sent.length - before).toBe(1);
  await clock.advance(150);
  expect([await result, await again]).toEqual(['still-failing', 'still-failing']);
  expect(only().busy).toBe(false);
  // Pressed again and again, it stays at one request in three seconds.
  expect(await center.retryNow(only().id)).toBe('not-yet');
  isUp = true;
  await clock.advance(120_000);
  await Promise.all(calls);
});

test('"Try now" that works is answered with the good end, however short the notice was there', async () => {
  let isUp = false;
  const { clock, steady, center, only, spoken } = stand(() => (isUp ? 200 : 502), { latencyMs: 50 });
  const calls = callers(steady, 3, undefined, user);
  await clock.advance(1_700);
  isUp = true;
  const result = center.retryNow(only().id);
  await clock.advance(100);
  expect(await result).toBe('recovered');
  await clock.advance(10_000);
  await Promise.all(calls);
  expect(spoken().at(-1)?.text).toContain('You can use');
});

describe('"Try now" after everything was given up', () => {
  test('does again what the app says, and follows it', async () => {
    let isUp = false;
    const onRetry = () => steady('https://api.test/things', user);
    const { clock, steady, center, only, phases } = stand(() => (isUp ? 200 : 502), { onRetry });
    const calls = callers(steady, 2, undefined, user);
    await clock.advance(60_000);
    await Promise.all(calls);
    expect(only()).toMatchObject({ phase: 'failed', actions: ['retry-now', 'dismiss'] });
    isUp = true;
    const result = center.retryNow(only().id);
    await clock.advance(20_000);
    expect(await result).toBe('recovered');
    expect(phases().slice(-3)).toEqual(['failed', 'retrying', 'recovered']);
    expect(center.getSnapshot()).toEqual([]);
  });

  test('is not lost when what the app does throws, or makes no call', async () => {
    const onRetry = () => Promise.reject(new Error('no'));
    const { clock, steady, center, only } = stand(() => 502, { onRetry });
    const calls = callers(steady, 1, undefined, user);
    await clock.advance(60_000);
    await Promise.all(calls);
    const result = center.retryNow(only().id);
    await clock.advance(10);
    expect(await result).toBe('still-failing');
    expect(only().busy).toBe(false);
    // "Trying again" is there for as long as it takes to read it.
    await clock.advance(1_000);
    expect(only()).toMatchObject({ phase: 'failed', busy: false });
  });
});

describe('"Try now" always comes to a result', () => {
  test('where one notice speaks for several upstreams, of which one is back', async () => {
    const isBack = (url: string, now: number) => url.startsWith('https://c') && now > 2_500;
    const { clock, steady, center, only } = stand((url, now) => (isBack(url, now) ? 200 : 502), {}, PATIENT);
    for (const name of ['a', 'b', 'c']) callers(steady, 2, `https://${name}.test/`, user);
    await clock.advance(9_000);
    expect(only()).toMatchObject({ cause: 'many', scope: { keys: ['1', '2', '3'] } });
    const result = center.retryNow(only().id);
    await clock.advance(1_000);
    expect(await result).toBe('still-failing');
    expect(only().busy).toBe(false);
    steady.close();
  });

  test('where the device is offline, and the calls end meanwhile', async () => {
    const { clock, network, steady, center, only } = stand(() => new TypeError('Failed to fetch'));
    network.turn(false);
    const controller = new AbortController();
    callers(steady, 2, undefined, { ...user, signal: controller.signal });
    await clock.advance(2_000);
    const result = center.retryNow(only().id);
    await clock.advance(100);
    controller.abort();
    await clock.advance(100);
    expect(await result).toBe('still-failing');
  });
});

test('a POST that got 504: not sent again, "we don’t know", and no "Try now"', async () => {
  const { clock, steady, only, sent, spoken } = stand(() => 504, { onRetry: () => {} });
  const calls = callers(steady, 1, undefined, { method: 'POST', body: 'order' });
  await clock.advance(30_000);
  expect(await Promise.all(calls)).toEqual([504]);
  expect(sent).toHaveLength(1);
  expect(only()).toMatchObject({ phase: 'failed', cause: 'gateway-timeout', effect: 'unknown', actions: ['dismiss'] });
  expect(spoken()).toMatchObject([{ politeness: 'assertive' }]);
  expect(spoken()[0]?.text).toMatch(/don’t know/);
});

describe('a device that is offline', () => {
  test('is one notice for three upstreams, and one "back online"', async () => {
    const world = stand(() => (world.network.isOnline() ? 200 : new TypeError('Failed to fetch')));
    const { clock, network, steady, snapshots, only, phases, changes } = world;
    network.turn(false);
    const calls = ['a', 'b', 'c'].flatMap((name) => callers(steady, 2, `https://${name}.test/`, user));
    await clock.advance(5_000);
    expect(only()).toMatchObject({ id: 'steady:device', phase: 'offline', cause: 'offline', counts: { waiting: 6 } });
    network.turn(true);
    await clock.advance(30_000);
    expect(await Promise.all(calls)).toEqual(Array(6).fill(200));
    expect(new Set(snapshots.flatMap(({ notices }) => notices.map(({ id }) => id)))).toEqual(
      new Set(['steady:device']),
    );
    expect(phases().filter((phase) => phase === 'recovered')).toHaveLength(1);
    expect(changes.at(-2)?.view?.text.title).toBe('You’re back online');
  });

  test('is not called so on its own word alone', async () => {
    const { clock, network, snapshots } = stand(() => 200);
    network.turn(false);
    await clock.advance(20_000);
    expect(snapshots.every(({ notices }) => notices.length === 0)).toBe(true);
  });

  test('is not called so while others answer', async () => {
    const { clock, network, steady, center } = stand(() => 200);
    network.turn(false);
    // A POST is not held back, and proves that there is a network.
    await Promise.all([clock.advance(100), ...callers(steady, 1, 'https://a.test/', { method: 'POST', body: 'x' })]);
    expect(center.getSnapshot()).toEqual([]);
  });
});

test('two upstreams that cannot be reached at once: it is not they, so the connection is what is told', async () => {
  const { clock, steady, only } = stand(() => new TypeError('fetch failed'));
  const calls = ['a', 'b'].flatMap((name) => callers(steady, 1, `https://${name}.test/`, user));
  await clock.advance(2_000);
  expect(only()).toMatchObject({ id: 'steady:device', cause: 'network', origin: 'connection' });
  await clock.advance(120_000);
  await Promise.all(calls);
});

test('an outage that comes and goes in a hidden tab leaves no trace', async () => {
  const { clock, page, steady, snapshots } = stand(upFrom(8_000), {}, { circuit: { maxWaitMs: 60_000 } });
  page.is({ visible: false });
  const calls = callers(steady, 3, undefined, { steady: { ...user.steady, timeout: false } });
  await clock.advance(60_000);
  page.is({ visible: true });
  await clock.advance(10_000);
  await Promise.all(calls);
  expect(snapshots.every(({ notices }) => notices.length === 0)).toBe(true);
});

test('what a person asked for and what failed in a hidden tab is told a second after they are back', async () => {
  const { clock, page, steady, center, only } = stand(() => 502);
  page.is({ visible: false });
  const calls = [...callers(steady, 1, 'https://a.test/', user), ...callers(steady, 1, 'https://b.test/')];
  await clock.advance(90_000);
  await Promise.all(calls);
  page.is({ visible: true });
  await clock.advance(999);
  expect(center.getSnapshot()).toEqual([]);
  await clock.advance(2);
  expect(only()).toMatchObject({ phase: 'failed', importance: 'user' });
});

test('calls that break off because the page is being left are no failures', async () => {
  const { clock, page, steady, snapshots } = stand(() => new TypeError('Failed to fetch'));
  const calls = callers(steady, 3, undefined, { ...user, method: 'POST', body: 'x' });
  page.is({ leaving: true });
  await clock.advance(30_000);
  await Promise.all(calls);
  expect(snapshots.every(({ notices }) => notices.length === 0)).toBe(true);
});

test('calls that the app aborts are no failures', async () => {
  const { clock, steady, center } = stand(() => 502);
  const controller = new AbortController();
  const calls = callers(steady, 3, undefined, { ...user, signal: controller.signal });
  await clock.advance(1_500);
  expect(center.getSnapshot()).toHaveLength(1);
  controller.abort();
  await clock.advance(5_000);
  await Promise.all(calls);
  expect(center.getSnapshot()).toEqual([]);
});

test('a playback notice waits until playback really stalls', async () => {
  let stalled = false;
  const { clock, steady, center, only } = stand(
    upFrom(25_000, 503),
    { gate: ({ surface }) => surface !== 'playback' || stalled },
    { circuit: { maxWaitMs: 60_000 }, retry: { maxAttempts: 100 } },
  );
  const calls = callers(steady, 1, 'https://media.test/', {
    steady: { notice: { surface: 'playback', importance: 'user' } },
  });
  await clock.advance(20_000);
  expect(center.getSnapshot()).toEqual([]);
  stalled = true;
  await clock.advance(500);
  expect(only()).toMatchObject({ surface: 'playback' });
  await clock.advance(40_000);
  expect(await Promise.all(calls)).toEqual([200]);
});

test('a film that plays on while the device is offline is not talked about, and what "Try now" would be for is known', async () => {
  let stalled = false;
  const retried: string[] = [];
  const { clock, network, steady, center, only } = stand(
    () => new TypeError('Failed to fetch'),
    {
      gate: ({ surface }) => surface !== 'playback' || stalled,
      onRetry: ({ surface }) => retried.push(surface),
    },
    { timeout: { totalMs: 30_000 } },
  );
  network.turn(false);
  const calls = callers(steady, 1, 'https://media.test/', {
    steady: { notice: { surface: 'playback', importance: 'user' } },
  });
  await clock.advance(10_000);
  expect(center.getSnapshot()).toEqual([]);
  stalled = true;
  await clock.advance(1_000);
  expect(only()).toMatchObject({ phase: 'offline', surface: 'playback', importance: 'user' });
  center.cancel(only().id);
  await clock.advance(1_000);
  expect(await Promise.all(calls)).toEqual(['CancelledError']);
  expect(only()).toMatchObject({ phase: 'failed', surface: 'playback' });
  void center.retryNow(only().id);
  await clock.advance(10);
  expect(retried).toEqual(['playback']);
});

describe('a 404', () => {
  test('of a background call, or of one whose app did not ask for a notice, is nothing', async () => {
    const { clock, page, steady, center } = stand(() => 404);
    page.is({ active: true });
    await Promise.all([
      clock.advance(30_000),
      ...callers(steady, 1, undefined, { steady: { notice: { importance: 'background' } } }),
      ...callers(steady, 1),
      ...callers(steady, 1, undefined, { method: 'POST', body: 'x' }),
    ]);
    expect(center.getSnapshot()).toEqual([]);
  });

  test('of a call for which the app asked is told once, and goes when the same works', async () => {
    let status = 404;
    const { clock, steady, center, only } = stand(() => status);
    await Promise.all([clock.advance(3_000), ...callers(steady, 3, undefined, user)]);
    expect(only()).toMatchObject({
      scope: { kind: 'request' },
      cause: 'not-found',
      phase: 'failed',
      counts: { failed: 3 },
    });
    status = 200;
    await Promise.all([clock.advance(3_000), ...callers(steady, 1, undefined, user)]);
    expect(center.getSnapshot()).toEqual([]);
  });
});

test('nothing of a request is in what people, listeners or logs get to see', async () => {
  const canary = 'CANARY';
  const init = (method: string) => ({
    method,
    headers: { authorization: canary, 'x-secret': canary },
    body: method === 'GET' ? null : canary,
    ...user,
  });
  const { clock, steady, center, snapshots, changes } = stand(
    (_url, now) =>
      now < 1_000
        ? new Response(canary, { status: 502, headers: { 'x-request-id': canary, server: canary } })
        : new TypeError(canary),
    { onRetry: () => {} },
  );
  const calls = ['GET', 'POST', 'PUT'].flatMap((method) =>
    callers(steady, 2, `https://canary.test/CANARY?token=CANARY`, init(method) as never),
  );
  await clock.advance(90_000);
  await Promise.all(calls);
  expect(center.getSnapshot().length).toBeGreaterThan(0);
  const everything = JSON.stringify([snapshots, changes, center.getSnapshot().map((notice) => center.present(notice))]);
  // A support id is there to be passed on; it is the one thing that a server may say.
  expect(everything.replaceAll(/"reference":"[^"]*"|Reference: [^"]*/g, '')).not.toMatch(/canary/i);
});
