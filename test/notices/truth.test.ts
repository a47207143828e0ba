import { describe, expect, test } from 'vitest';
import { answerOf, callers, stand } from './stand.ts';

const user = { steady: { notice: { importance: 'user' } } } as const;
const named = (label: string) => ({ steady: { notice: { importance: 'user', label } } }) as const;
const post = { method: 'POST', body: 'order' } as const;
const OUTAGE_MS = 60_000;

describe('a POST while the device is offline', () => {
  const offline = () => {
    const world = stand(() => (world.network.isOnline() ? 200 : new TypeError('Failed to fetch')));
    world.network.turn(false);
    return world;
  };

  test('is told as not sent, and nothing is said to go on, because nothing does', async () => {
    const { clock, steady, only, spoken } = offline();
    const calls = callers(steady, 1, undefined, post);
    await clock.advance(3_000);
    expect(await Promise.all(calls)).toEqual(['TypeError']);
    expect(only()).toMatchObject({ phase: 'failed', effect: 'none', unsent: true, counts: { waiting: 0 } });
    expect(spoken().some(({ text }) => /don’t know|continue/.test(text))).toBe(false);
  });

  test('is told by itself and with its name, whatever else waits for the network', async () => {
    const { clock, network, steady, center } = offline();
    const feed = callers(steady, 1, 'https://api.test/feed', user);
    await clock.advance(2_000);
    const order = callers(steady, 1, 'https://api.test/orders', { ...post, ...named('Order 7') });
    await clock.advance(2_000);
    expect(await Promise.all(order)).toEqual(['TypeError']);
    expect(center.getSnapshot()).toMatchObject([{ phase: 'offline' }, { cause: 'offline', unsent: true }]);
    const titles = () => center.getSnapshot().map((notice) => center.present(notice).text.title);
    expect(titles()).toEqual(['You appear to be offline', '“Order 7” wasn’t sent: no connection']);
    network.turn(true);
    await clock.advance(20_000);
    expect(await Promise.all(feed)).toEqual([200]);
    expect(titles()).toEqual(['“Order 7” wasn’t sent: no connection']);
    await Promise.all([
      clock.advance(1_000),
      ...callers(steady, 1, 'https://api.test/orders', { ...post, ...named('Order 7') }),
    ]);
    expect(titles()).toEqual([]);
  });

  test('waits for the network if it may be sent again, and that is what is said', async () => {
    const { clock, network, steady, only, spoken } = offline();
    const calls = callers(steady, 1, undefined, { ...post, steady: { idempotencyKey: true } });
    await clock.advance(3_000);
    expect(only()).toMatchObject({ phase: 'offline', counts: { waiting: 1 } });
    network.turn(true);
    await clock.advance(10_000);
    expect(await Promise.all(calls)).toEqual([200]);
    expect(spoken().some(({ text }) => text.includes('don’t know'))).toBe(false);
  });

  test('is over when no call waits any more, although the device says that it is offline', async () => {
    const { clock, steady, center } = offline();
    const controller = new AbortController();
    const calls = callers(steady, 1, undefined, { ...user, signal: controller.signal });
    await clock.advance(3_000);
    expect(center.getSnapshot()).toMatchObject([{ phase: 'offline' }]);
    controller.abort();
    await clock.advance(3_000);
    await Promise.all(calls);
    expect(center.getSnapshot()).toEqual([]);
  });
});

test('back online: that everything has finished is said when it has', async () => {
  const world: ReturnType<typeof stand> = stand(
    () => 200,
    {},
    {
      fetch: async (input) => {
        if (!world.network.isOnline()) throw new TypeError('Failed to fetch');
        await world.clock.sleep(String(input).includes('slow') ? 4_000 : 5);
        return new Response('');
      },
    },
  );
  const { clock, network, steady, changes } = world;
  network.turn(false);
  const calls = ['https://a.test/', 'https://slow.test/'].flatMap((url) => callers(steady, 1, url, user));
  await clock.advance(3_000);
  network.turn(true);
  await Promise.all([clock.advance(20_000), ...calls]);
  const said = changes.flatMap(({ at, view }) => (view?.notice.phase === 'recovered' ? [{ at, ...view.text }] : []));
  expect(said[0]).toMatchObject({ title: 'You’re back online', body: 'We’re still waiting for the answer.' });
  const done = said.find(({ body }) => body.includes('has finished'));
  expect(done?.at).toBeGreaterThan(7_000);
});

describe('what is missing after an outage', () => {
  const untilUp = (_url: string, now: number) => (now < OUTAGE_MS ? 502 : 200);
  const lastCount = ({ snapshots }: ReturnType<typeof stand>) =>
    snapshots.flatMap(({ notices }) => notices).findLast(({ phase }) => phase === 'recovered')?.counts.failed;

  test('is nothing if everything was tried until it worked', async () => {
    const world = stand(untilUp);
    const { clock, steady } = world;
    const tries: Promise<void>[] = ['a', 'b', 'c'].map(async (name) => {
      while ((await callers(steady, 1, `https://api.test/${name}`, user)[0]) !== 200) await clock.sleep(500);
    });
    await clock.advance(100_000);
    await Promise.all(tries);
    expect(lastCount(world)).toBe(0);
  });

  test('is nothing on a page that polls', async () => {
    const world = stand(untilUp);
    const { clock, steady } = world;
    const calls: Promise<unknown>[] = [];
    for (let passed = 0; passed < 90_000; passed += 2_000) {
      calls.push(...callers(steady, 1, 'https://api.test/feed'));
      await clock.advance(2_000);
    }
    await Promise.all(calls);
    expect(lastCount(world)).toBe(0);
  });

  test('is said, with its name', async () => {
    const world = stand(untilUp);
    const { clock, steady, spoken } = world;
    const calls = callers(steady, 1, 'https://api.test/invoices', named('Invoices'));
    await clock.advance(OUTAGE_MS);
    expect(await Promise.all(calls)).toEqual([502]);
    await Promise.all([clock.advance(5_000), ...callers(steady, 1, 'https://api.test/other', user)]);
    expect(lastCount(world)).toBe(1);
    expect(spoken().at(-1)?.text).toContain('You can use');
    const last = world.snapshots.flatMap(({ notices }) => notices).findLast(({ phase }) => phase === 'recovered');
    expect(last?.affected).toEqual(['Invoices']);
  });
});

test('what has failed does not stay named once it works, while a page still asks for something else', async () => {
  const world = stand((_url, now) => (now < 15_000 ? answerOf('429 later') : 200));
  const { clock, steady, center, only } = world;
  const calls: Promise<unknown>[] = [];
  for (const name of ['Photos', 'Invoices']) {
    calls.push(...callers(steady, 1, `https://api.test/${name}`, named(name)));
    await clock.advance(3_000);
    center.cancel(only().id);
  }
  await clock.advance(5_000);
  calls.push(...callers(steady, 1, 'https://api.test/feed', { steady: { notice: { importance: 'view' } } }));
  await clock.advance(4_500);
  expect(only()).toMatchObject({ phase: 'failed', counts: { failed: 2 } });
  calls.push(...callers(steady, 1, 'https://api.test/Photos', named('Photos')));
  await clock.advance(1_000);
  expect(only()).toMatchObject({ phase: 'failed', counts: { failed: 1 }, affected: ['Invoices'] });
  await clock.advance(60_000);
  await Promise.all(calls);
});

test('what has failed stays on show, and nothing is said to be waiting, when a write elsewhere cannot be sent either', async () => {
  const world = stand(() => new TypeError('Failed to fetch'));
  const { clock, steady, snapshots } = world;
  const calls = callers(steady, 1, 'https://b.test/photos', user);
  while (snapshots.at(-1)?.notices[0]?.phase !== 'failed') await clock.advance(500);
  const from = clock.now();
  calls.push(...callers(steady, 1, 'https://c.test/orders', post));
  await clock.advance(5_000);
  await Promise.all(calls);
  const phases = snapshots.filter(({ at }) => at > from).flatMap(({ notices }) => notices.map(({ phase }) => phase));
  expect(phases.filter((phase) => phase !== 'failed')).toEqual([]);
  expect(snapshots.filter(({ at, notices }) => at > from && notices.length === 0)).toEqual([]);
});

describe('what failed under an idempotency key', () => {
  test('is not missing once a call with the same key has succeeded', async () => {
    const world = stand((_url, now) => (now < OUTAGE_MS ? 502 : 200));
    const { clock, steady } = world;
    const order = (path: string) =>
      callers(steady, 1, `https://api.test/${path}`, { ...post, steady: { idempotencyKey: 'order-7' } });
    const first = order('orders');
    await clock.advance(OUTAGE_MS);
    expect(await Promise.all(first)).toEqual([502]);
    await Promise.all([clock.advance(5_000), ...order('orders/again')]);
    const last = world.snapshots.flatMap(({ notices }) => notices).findLast(({ phase }) => phase === 'recovered');
    expect(last?.counts.failed).toBe(0);
  });
});

describe('"we don’t know if that was saved"', () => {
  const answer = (url: string, now: number) => (url.endsWith('/orders') && now < 1_000 ? 504 : 200);
  const unsure = async (label?: string) => {
    const world = stand(answer);
    const init = label === undefined ? post : { ...post, ...named(label) };
    const calls = callers(world.steady, 1, 'https://api.test/orders', init);
    await world.clock.advance(2_000);
    await Promise.all(calls);
    expect(world.only()).toMatchObject({ phase: 'failed', effect: 'unknown' });
    return world;
  };
  const later = async ({ clock, steady }: ReturnType<typeof stand>, url: string, init: object) => {
    await Promise.all([clock.advance(5_000), ...callers(steady, 1, url, init)]);
  };

  test('stays when something else was saved', async () => {
    const world = await unsure('Order 7');
    await later(world, 'https://api.test/track', post);
    await later(world, 'https://api.test/orders', { ...post, ...named('Order 8') });
    expect(world.only()).toMatchObject({ effect: 'unknown' });
  });

  test('stays when something without a name was saved, which may have been something else', async () => {
    const world = await unsure();
    await later(world, 'https://api.test/orders', post);
    expect(world.only()).toMatchObject({ effect: 'unknown' });
  });

  test('ends when the same idempotency key was used with success, whatever the URL and the label', async () => {
    const keyed = (key: string, label: string) =>
      ({ ...post, headers: { 'Idempotency-Key': key }, ...named(label) }) as const;
    const world = stand(answer);
    const calls = callers(world.steady, 1, 'https://api.test/orders', keyed('order-7', 'Order 7'));
    await world.clock.advance(2_000);
    await Promise.all(calls);
    expect(world.only()).toMatchObject({ phase: 'failed', effect: 'unknown' });
    await later(world, 'https://api.test/orders', keyed('order-8', 'Order 8'));
    expect(world.only()).toMatchObject({ effect: 'unknown' });
    await later(world, 'https://other.test/orders', keyed('order-7', 'The same again'));
    expect(world.center.getSnapshot()).toEqual([]);
  });

  test('ends also by a call in the background that has the same key', async () => {
    const world = stand(answer);
    const init = { ...post, headers: { 'Idempotency-Key': 'order-7' } };
    const calls = callers(world.steady, 1, 'https://api.test/orders', init);
    await world.clock.advance(2_000);
    await Promise.all(calls);
    expect(world.only()).toMatchObject({ phase: 'failed', effect: 'unknown' });
    await later(world, 'https://outbox.test/orders', { ...init, steady: { notice: false } });
    expect(world.center.getSnapshot()).toEqual([]);
  });

  test('stays until each of two orders without a name is known to be saved', async () => {
    const world = stand(answer);
    const keyed = (key: string) => ({ ...post, headers: { 'Idempotency-Key': key } });
    const calls = ['order-7', 'order-8'].flatMap((key) =>
      callers(world.steady, 1, 'https://api.test/orders', keyed(key)),
    );
    await world.clock.advance(2_000);
    await Promise.all(calls);
    await later(world, 'https://api.test/orders', keyed('order-8'));
    expect(world.only()).toMatchObject({ effect: 'unknown', counts: { failed: 1 } });
    await later(world, 'https://api.test/orders', keyed('order-7'));
    expect(world.center.getSnapshot()).toEqual([]);
  });

  test('ends when the same was saved, or when a person closes it', async () => {
    const world = await unsure('Order 7');
    await later(world, 'https://api.test/orders', { ...post, ...named('Order 7') });
    expect(world.center.getSnapshot()).toEqual([]);
    const other = await unsure();
    other.center.dismiss(other.only().id);
    await other.clock.advance(1_000);
    expect(other.center.getSnapshot()).toEqual([]);
  });
});

describe('what is shown stays', () => {
  test('a page that polls through a long outage: "failed" is not taken back until it works', async () => {
    const { clock, steady, phases } = stand((_url, now) => (now < 60_000 ? 502 : 200));
    const calls: Promise<unknown>[] = [];
    for (let passed = 0; passed < 80_000; passed += 1_500) {
      calls.push(...callers(steady, 1, 'https://api.test/feed'));
      await clock.advance(1_500);
    }
    await Promise.all(calls);
    const told = phases();
    expect(told.filter((phase) => phase === 'failed').length).toBeLessThanOrEqual(1);
    expect(told.at(-1)).toBe('recovered');
  });

  test.each([
    ['a GET every minute', undefined, 60_000],
    ['a GET that the app says a person waits for', user, 60_000],
    ['a POST every two seconds', { method: 'POST', body: 'query' }, 2_000],
    ['a POST every 15 seconds', { method: 'POST', body: 'query' }, 15_000],
  ])('a page that polls through an outage, by %s: no sentence is said twice', async (_how, init, everyMs) => {
    const { clock, steady, spoken } = stand((_url, now) => (now < 180_000 ? 502 : 200));
    for (let passed = 0; passed < 240_000; passed += everyMs) {
      callers(steady, 1, 'https://api.test/feed', init);
      await clock.advance(everyMs);
    }
    const said = spoken().map(({ text }) => text);
    expect(new Set(said).size).toBe(said.length);
    expect(said.length).toBeGreaterThan(0);
    steady.close();
  });

  test('a person who presses "Save" again in the same outage hears again what came of it', async () => {
    const { clock, steady, spoken, page } = stand(() => 504);
    for (let pressed = 0; pressed < 2; pressed++) {
      page.is({ active: true });
      callers(steady, 1, 'https://api.test/orders', { method: 'POST', body: 'order' });
      page.is({ active: false });
      await clock.advance(20_000);
    }
    expect(spoken().map(({ politeness, text }) => `${politeness}: ${text}`)).toEqual(
      Array(2).fill('assertive: We don’t know if that was saved. Check before sending it again.'),
    );
    steady.close();
  });

  test('three notices for two places: none takes turns with another', async () => {
    const { clock, steady, changes } = stand((url) => (url.includes('shop') ? 504 : 502), {}, {});
    callers(steady, 1, 'https://shop.test/a', { ...post, ...named('A') });
    callers(steady, 1, 'https://one.test/', user);
    callers(steady, 1, 'https://two.test/', user);
    await clock.advance(40_000);
    const entrances = changes.filter(
      ({ view }, index) => view && !changes.slice(0, index).some((before) => before.view?.id === view.id),
    );
    const removed = changes.filter(({ removed }) => removed !== undefined);
    expect(entrances.length).toBeLessThanOrEqual(3);
    expect(removed.length).toBeLessThanOrEqual(1);
    steady.close();
  });

  test('a player that is slow now and then is told so once in half a minute', async () => {
    const { clock, steady, changes } = stand(() => 200, { latencyMs: 9_000 });
    for (let part = 0; part < 4; part++) {
      await Promise.all([clock.advance(10_000), ...callers(steady, 1, 'https://media.test/part', user)]);
    }
    expect(changes.filter(({ removed }) => removed !== undefined).length).toBeLessThanOrEqual(1);
  });

  test('no title is there for less than a second, and what was said aloud is closed', async () => {
    for (const outageMs of [1_200, 1_700, 2_500, 4_000, 8_000]) {
      const { clock, steady, changes, spoken } = stand((_url, now) => (now < outageMs ? 502 : 200));
      const calls = callers(steady, 3, undefined, user);
      await clock.advance(40_000);
      await Promise.all(calls);
      const titles = changes.filter(
        ({ view }, index) => view === undefined || view.text.title !== changes[index - 1]?.view?.text.title,
      );
      for (const [index, { at }] of titles.entries()) {
        const before = titles[index - 1];
        if (before?.view !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(1_000);
      }
      if (spoken().length > 0) expect(spoken().at(-1)?.text).toContain('You can use');
    }
  });
});

test('that something is slow can be read, also if the answer comes right after it', async () => {
  const { clock, steady, changes } = stand(() => 200, { latencyMs: 5_100 });
  await Promise.all([clock.advance(20_000), ...callers(steady, 1, undefined, user)]);
  const [shown, ...rest] = changes;
  expect(shown?.view?.notice.phase).toBe('slow');
  const removed = rest.find((change) => change.removed !== undefined);
  expect((removed?.at ?? 0) - (shown?.at ?? 0)).toBeGreaterThanOrEqual(1_000);
});

test('"Stop trying" is answered at once, also on a page that asks again by itself', async () => {
  const { clock, steady, center, only } = stand(() => 502);
  const calls = callers(steady, 1, undefined, user);
  while (center.getSnapshot()[0]?.phase !== 'paused') await clock.advance(10);
  await clock.advance(10);
  center.cancel(only().id);
  await Promise.all([clock.advance(100), ...calls]);
  calls.push(...callers(steady, 1, 'https://api.test/feed', { steady: { notice: { importance: 'view' } } }));
  await clock.advance(100);
  expect(only()).toMatchObject({ phase: 'failed', cause: 'stopped' });
  await Promise.all([clock.advance(60_000), ...calls]);
});

test('that something is slow goes at once when a person closes it', async () => {
  const { clock, steady, center, only } = stand(() => 200, { latencyMs: 9_000 });
  const calls = callers(steady, 1, undefined, user);
  await clock.advance(5_100);
  center.dismiss(only().id);
  expect(center.getSnapshot()).toEqual([]);
  await Promise.all([clock.advance(10_000), ...calls]);
});

test('while it is known to be over, no other trouble is told than before', async () => {
  const { clock, steady, changes } = stand((url, now) => {
    if (now > 6_000) return 200;
    return url.endsWith('/feed') ? answerOf('503 later') : now < 3_000 ? 502 : 200;
  });
  const feed = callers(steady, 1, 'https://api.test/feed', user);
  await clock.advance(2_900);
  const other = callers(steady, 1, 'https://api.test/other', user);
  await clock.advance(40_000);
  await Promise.all([...feed, ...other]);
  const told = changes.flatMap(({ view }) => (view === undefined ? [] : [`${view.notice.phase} ${view.notice.cause}`]));
  const last = told.lastIndexOf('waiting unavailable-until');
  expect(told.slice(last + 1)).not.toContain('retrying bad-gateway');
  expect(told.at(-1)).toContain('recovered');
});

test('a POST that is slow is said to be on its way', async () => {
  const { clock, steady, only } = stand(() => 200, { latencyMs: 20_000 });
  const calls = callers(steady, 1, undefined, post);
  await clock.advance(6_000);
  expect(only()).toMatchObject({ phase: 'slow', write: true });
  await clock.advance(30_000);
  await Promise.all(calls);
});

test('an order that was refused stays told while everything else works', async () => {
  const later = new Headers({ 'retry-after': '60' });
  const answer = (url: string) => (url.endsWith('/orders') ? new Response('', { status: 429, headers: later }) : 200);
  const { clock, steady, only } = stand(answer);
  await Promise.all([
    clock.advance(500),
    ...callers(steady, 1, 'https://api.test/orders', { ...post, ...named('Order 7') }),
  ]);
  await Promise.all([clock.advance(10_000), ...callers(steady, 5, 'https://api.test/feed', user)]);
  expect(only()).toMatchObject({ phase: 'failed', scope: { kind: 'request' }, affected: ['Order 7'], effect: 'none' });
});

test('a 401 in the middle of an outage does not ask the user to sign in', async () => {
  const { clock, steady, center } = stand((url) => (url.endsWith('/me') ? 401 : 502));
  callers(steady, 4, 'https://api.test/feed', user);
  await clock.advance(3_000);
  expect(steady.upstreams()[0]?.state).not.toBe('closed');
  const calls = callers(steady, 1, 'https://api.test/me', user);
  await clock.advance(200);
  expect(center.getSnapshot().some(({ cause }) => cause === 'signed-out')).toBe(false);
  steady.close();
  await Promise.all(calls);
});

describe('odd numbers', () => {
  test('a Retry-After beyond all dates is told like any other', async () => {
    const later = new Headers({ 'retry-after': '8600000000000' });
    const { clock, steady, only, changes } = stand(() => new Response('', { status: 503, headers: later }));
    await Promise.all([clock.advance(3_000), ...callers(steady, 1, undefined, user)]);
    expect(only().phase).toBe('failed');
    expect(changes.at(-1)?.view?.text.title).toBeTruthy();
  });

  test('a time of day to come back is never before what was asked for', async () => {
    const later = new Headers({ 'retry-after': '90' });
    const { clock, steady, only, center } = stand(() => new Response('', { status: 503, headers: later }));
    await Promise.all([clock.advance(3_000), ...callers(steady, 1, undefined, user)]);
    const { retryAfterUntil = 0 } = only();
    const time = /after (.+)\./.exec(center.present(only()).text.body)?.[1] ?? '';
    const told = Date.parse(`${new Date(retryAfterUntil).toDateString()} ${time.replace(/\s/u, ' ')}`);
    expect(told).toBeGreaterThanOrEqual(retryAfterUntil);
    expect(told).toBeLessThan(retryAfterUntil + 60_000);
  });

  test('no time between two announcements of a wait is no endless one', async () => {
    const later = () => new Response('', { status: 503, headers: { 'retry-after': '20' } });
    const { clock, steady, snapshots } = stand(later, { timing: { announceEveryMs: 0 } });
    const calls = callers(steady, 1, undefined, user);
    await clock.advance(10_000);
    expect(snapshots.length).toBeLessThan(40);
    steady.close();
    await Promise.all(calls);
  });

  test('two notices about requests never share an id', async () => {
    const { clock, steady, center } = stand((url, now) => (url.endsWith('/a') && now > 2_000 ? 200 : 404));
    const call = (name: string) => callers(steady, 1, `https://api.test/${name}`, named(name));
    await Promise.all([clock.advance(1_000), ...call('a'), ...call('b')]);
    const before = center.getSnapshot().map(({ id, affected }) => [id, affected[0]]);
    await clock.advance(2_000);
    await Promise.all([clock.advance(1_000), ...call('a'), ...call('c')]);
    const now = center.getSnapshot().map(({ id, affected }) => [id, affected[0]]);
    const names = new Map([...before, ...now] as [string, string][]);
    for (const [id, name] of [...before, ...now]) expect(names.get(id as string)).toBe(name);
    expect(now.map(([, name]) => name).sort()).toEqual(['b', 'c']);
  });
});

test('when the client is closed nothing is frozen: what waited goes, what failed stays to be read, and "Try now" has its result', async () => {
  const { clock, steady, center, only } = stand((url) => (url.includes('pay') ? 504 : 502), { onRetry: () => {} });
  const calls = [...callers(steady, 2, undefined, user), ...callers(steady, 1, 'https://pay.test/', post)];
  await clock.advance(3_100);
  const waiting = center.getSnapshot().find(({ phase }) => phase !== 'failed');
  const result = center.retryNow(waiting?.id ?? '');
  steady.close();
  await clock.advance(5_000);
  await Promise.all(calls);
  expect(await result).toBe('still-failing');
  expect(only()).toMatchObject({ phase: 'failed', effect: 'unknown', busy: false, actions: ['dismiss'] });
});

describe('a write that was refused', () => {
  const refusedWith = async (answers: readonly number[], init: object, url = 'https://api.test/orders') => {
    let sent = 0;
    const world = stand(() => answers[sent++] ?? 200);
    const calls = callers(world.steady, 1, url, init);
    await world.clock.advance(20_000);
    await Promise.all(calls);
    return { notice: world.only(), text: world.center.present(world.only()).text };
  };

  test('by a 429 after one request was not saved, and that is said', async () => {
    const { notice, text } = await refusedWith([429], { ...post, ...named('Order 7') });
    expect(notice).toMatchObject({ phase: 'failed', cause: 'rate-limited', effect: 'none', write: true });
    expect(text.title).toBe('“Order 7” wasn’t saved');
    expect(text.detail).toContain('nothing was saved');
  });

  test('by a 422 was not saved, and that is said before what can be done', async () => {
    const { notice, text } = await refusedWith([422], { ...post, ...named('Order 7') });
    expect(notice).toMatchObject({ cause: 'rejected', write: true });
    expect(text.body).toMatch(/^Nothing was saved\. /);
  });

  test('may have been carried out if an earlier request of it may have arrived', async () => {
    const keyed = { ...post, steady: { ...named('Order 7').steady, idempotencyKey: 'order-7' } };
    const { notice, text } = await refusedWith([504, 422], keyed);
    expect(notice).toMatchObject({ cause: 'rejected', effect: 'repeat-safe' });
    expect(notice.write).toBeUndefined();
    expect(text.body).not.toContain('saved');
  });

  test('is still said when what was only read fails after it', async () => {
    const world = stand(() => 429);
    const calls = callers(world.steady, 1, 'https://api.test/orders', { ...post, ...named('Order 7') });
    await world.clock.advance(1_500);
    calls.push(...callers(world.steady, 1, 'https://api.test/feed', user));
    await world.clock.advance(60_000);
    await Promise.all(calls);
    expect(world.center.getSnapshot()).toContainEqual(expect.objectContaining({ cause: 'rate-limited', write: true }));
  });

  test('is no longer said once it has succeeded', async () => {
    const world = stand((url, now) => (url.endsWith('/feed') ? 429 : now < 2_000 ? 429 : 200));
    const { clock, steady } = world;
    const calls = callers(steady, 1, 'https://api.test/orders', { ...post, ...named('Order 7') });
    await clock.advance(3_000);
    calls.push(...callers(steady, 1, 'https://api.test/orders', { ...post, ...named('Order 7') }));
    await clock.advance(3_000);
    calls.push(...callers(steady, 1, 'https://api.test/feed', user));
    await clock.advance(60_000);
    await Promise.all(calls);
    expect(world.only().phase).toBe('failed');
    expect(world.only().write).toBeUndefined();
  });

  test('is not what a refused read is', async () => {
    const { notice, text } = await refusedWith([404], named('Order 7'));
    expect(notice.write).toBeUndefined();
    expect(text.body).not.toContain('saved');
  });
});
