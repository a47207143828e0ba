import { setTimeout as pass } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyFetch, type SteadyOptions } from '../src/index.ts';
import { recordEvents } from '../src/testing/index.ts';
import { type ScriptedUpstream, startUpstream } from './support/scripted-upstream.ts';

// Whatever a request would have come to with bare fetch, it comes to the same or better with us. The servers are real, and all
// times are many times shorter than in life: what takes seconds there takes tens of milliseconds here.

const QUICK = {
  retry: { baseDelayMs: 12, maxDelayMs: 1_000, hedgeAfterMs: 100 },
  circuit: { openMs: 50, maxOpenMs: 200, maxWaitMs: 250 },
} satisfies SteadyOptions;

/** On a busy machine a quick answer may be late enough for a second attempt, which is not what those worlds are about. */
const UNHEDGED = { ...QUICK, retry: { ...QUICK.retry, hedgeAfterMs: false } } satisfies SteadyOptions;

interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** From the end of the request. */
  readonly delayMs?: number;
}

/** A server whose answers depend on the path. */
const serve = (reply: (path: string) => Reply): Promise<ScriptedUpstream> =>
  startUpstream((request, response) => {
    const { status = 200, headers = {}, delayMs = 0 } = reply(request.url ?? '');
    const timer = setTimeout(() => response.writeHead(status, headers).end(`from ${request.url}`), delayMs);
    response.once('close', () => clearTimeout(timer));
  });

/** What a world looks like to an app: the same calls with either fetch. */
type World = (fetch: typeof globalThis.fetch, upstream: ScriptedUpstream) => Promise<unknown>;

/** Plays a world with bare fetch and with ours, each on a server of its own. */
async function play(world: World, reply: () => (path: string) => Reply, options: SteadyOptions = QUICK) {
  const steady = createSteadyFetch(options);
  const told = recordEvents(steady);
  try {
    await using bareUpstream = await serve(reply());
    const bare = await world(fetch, bareUpstream);
    await using upstream = await serve(reply());
    const ours = await world(steady, upstream);
    const arrived = (path: string) => upstream.requests.filter((request) => request.path.startsWith(path)).length;
    return { bare, ours, told, arrived, circuits: circuitsOf(steady) };
  } finally {
    steady.close();
  }
}

const circuitsOf = (steady: SteadyFetch) => steady.upstreams().map(({ state }) => state);

const statusOf = (call: Promise<Response>): Promise<number | string> =>
  call.then(async (response) => {
    await response.arrayBuffer();
    return response.status;
  }, String);

describe('a route that answers 502 and is polled', () => {
  const reply = () => (path: string) => (path.startsWith('/dead') ? { status: 502 } : {});
  /** Polls the dead route all the while, and makes a call to another route now and then. */
  const polled =
    (dead: (count: number) => string, alive: RequestInit & { path: string }): World =>
    async (fetch, { url }) => {
      const polls: Promise<unknown>[] = [];
      const ends: (number | string)[] = [];
      for (let count = 0; count < 40; count++) {
        polls.push(statusOf(fetch(url + dead(count))));
        await pass(30);
        if (count % 4 === 3) ends.push(await statusOf(fetch(url + alive.path, alive)));
      }
      await Promise.all(polls);
      return ends;
    };
  const ALL_WELL = Array(10).fill(200);

  test('holds no call to a healthy route', async () => {
    const { bare, ours, told, arrived } = await play(
      polled(() => '/dead', { path: '/alive' }),
      reply,
      UNHEDGED,
    );
    expect(bare).toEqual(ALL_WELL);
    expect(ours).toEqual(ALL_WELL);
    expect(arrived('/alive')).toBe(10);
    expect(told.of('call.waiting').filter(({ url }) => url.endsWith('/alive'))).toEqual([]);
  });

  test('holds no POST to a healthy route either, though each poll has another id', async () => {
    const alive = { path: '/orders', method: 'POST', body: 'order' };
    const { bare, ours, told, arrived } = await play(
      polled((count) => `/dead/${count}`, alive),
      reply,
      UNHEDGED,
    );
    expect(bare).toEqual(ALL_WELL);
    expect(ours).toEqual(ALL_WELL);
    expect(arrived('/orders')).toBe(10);
    expect(told.of('call.waiting').filter(({ url }) => url.endsWith('/orders'))).toEqual([]);
  });

  test('holds no call when it is over its quota', async () => {
    const overQuota = () => (path: string) =>
      path.startsWith('/search') ? { status: 429, headers: { 'retry-after': '30' } } : {};
    const { bare, ours, told } = await play(async (fetch, { url }) => {
      const ends: (number | string)[] = [];
      const stop = new AbortController();
      const searches: Promise<unknown>[] = [];
      for (let count = 0; count < 10; count++) {
        searches.push(statusOf(fetch(`${url}/search?q=${count}`, { signal: stop.signal })));
        await pass(20);
        ends.push(await statusOf(fetch(`${url}/orders`, { method: 'POST', body: 'order' })));
      }
      stop.abort();
      await Promise.all(searches);
      return ends;
    }, overQuota);
    expect(bare).toEqual(ALL_WELL);
    expect(ours).toEqual(ALL_WELL);
    expect(told.of('call.waiting').filter(({ url }) => url.endsWith('/orders'))).toEqual([]);
  });
});

describe('an answer that takes much longer than a second attempt waits', () => {
  const slow = () => () => ({ delayMs: 500 });

  test('a report arrives each time, and is asked for twice at most', async () => {
    const { bare, ours, told, arrived, circuits } = await play(async (fetch, { url }) => {
      const ends: (number | string)[] = [];
      for (let count = 0; count < 3; count++) ends.push(await statusOf(fetch(`${url}/report`)));
      return ends;
    }, slow);
    expect(bare).toEqual([200, 200, 200]);
    expect(ours).toEqual([200, 200, 200]);
    expect(arrived('/report')).toBeGreaterThan(3);
    expect(arrived('/report')).toBeLessThanOrEqual(6);
    expect(told.of('call.settled').map(({ outcome }) => outcome)).toEqual(Array(3).fill('succeeded'));
    expect(circuits).toEqual(['closed']);
  });

  test('an upload is sent once, and succeeds', async () => {
    const { bare, ours, arrived } = await play(async (fetch, { url }) => {
      const put = () => statusOf(fetch(`${url}/file`, { method: 'PUT', body: 'x'.repeat(100_000) }));
      return Promise.all([put(), put()]);
    }, slow);
    expect(bare).toEqual([200, 200]);
    expect(ours).toEqual([200, 200]);
    expect(arrived('/file')).toBe(2);
  });

  test('a body that goes on for long is read to its end', async () => {
    const read: World = async (fetch, { url }) => (await (await fetch(`${url}/stream`)).text()).length;
    const stream = () =>
      startUpstream((_request, response) => {
        response.writeHead(200);
        let chunks = 0;
        const timer = setInterval(() => {
          response.write('x'.repeat(1_000));
          if (++chunks === 10) {
            clearInterval(timer);
            response.end();
          }
        }, 40);
        response.once('close', () => clearInterval(timer));
      });
    await using upstream = await stream();
    const steady = createSteadyFetch(QUICK);
    expect(await read(fetch, upstream)).toBe(10_000);
    expect(await read(steady, upstream)).toBe(10_000);
    // On a busy machine the headers may come so late that a second attempt goes beside the first.
    expect(upstream.requests.length).toBeLessThanOrEqual(3);
    steady.close();
  });
});

test('silent calls get a second attempt as soon as that of one of them was answered', async () => {
  const heard = new Set<string>();
  await using upstream = await startUpstream((request, response) => {
    // A connection that has died, say: what comes over a new one is answered.
    const { url = '' } = request;
    if (heard.has(url)) response.end('ok');
    heard.add(url);
  });
  const steady = createSteadyFetch(QUICK);
  const answers = Array.from({ length: 5 }, async (_, index) => (await steady(`${upstream.url}/${index}`)).text());
  expect(await Promise.all(answers)).toEqual(Array(5).fill('ok'));
  steady.close();
});

test('a cold start keeps a page waiting, and then answers all of it', async () => {
  /** Nothing is answered until the server is warm. */
  const cold = () => {
    let warmAt: number | undefined;
    return () => {
      warmAt ??= performance.now() + 600;
      return { delayMs: Math.max(0, warmAt - performance.now()) };
    };
  };
  const { bare, ours, told, arrived, circuits } = await play(
    (fetch, { url }) => Promise.all(Array.from({ length: 12 }, (_, count) => statusOf(fetch(`${url}/part/${count}`)))),
    cold,
  );
  expect(bare).toEqual(Array(12).fill(200));
  expect(ours).toEqual(Array(12).fill(200));
  expect(arrived('/part')).toBeLessThanOrEqual(24);
  expect(told.of('call.waiting')).toEqual([]);
  expect(circuits).toEqual(['closed']);
});
