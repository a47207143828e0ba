import { beforeEach, describe, expect, test, vi } from 'vitest';
// Last: it takes the place of the timers that this file has from here on.
import { now, pass, restart } from '../bench/faults/virtual-time.ts';
import { BARE, connectTo, OURS } from '../bench/harm/contenders.ts';
import { Draw } from '../bench/harm/draw.ts';
import { harmsOf, type Variation } from '../bench/harm/harms.ts';
import { play } from '../bench/harm/play.ts';
import { answer, ok, opaque, SILENCE } from '../bench/harm/replies.ts';
import { complaints, report } from '../bench/harm/report.ts';
import { type Connect, runScenario } from '../bench/harm/run.ts';
import { type Played, summaryOf } from '../bench/harm/summary.ts';
import { call, get, post } from '../bench/harm/traffic.ts';
import { CALL_HEADER, VirtualServer } from '../bench/harm/virtual-server.ts';
import type { Scenario, Server, World } from '../bench/harm/world.ts';
import { WORLDS } from '../bench/harm/worlds/index.ts';
import type { Call as Client } from '../bench/peers/peer.ts';

// No test waits for anything, but some have thousands of calls, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

const BARE_FETCH = await connectTo(BARE);
const SEEDS = [11, 12];

const worldNamed = (name: string): World => {
  const world = WORLDS.find((each) => each.name === name);
  if (world === undefined) throw new Error(`No world ${name}`);
  return world;
};

/** What a client comes to in a world, on fixed seeds. */
async function played(name: string, connect: Connect, seeds: readonly number[] = SEEDS): Promise<Variation[]> {
  const contenders = new Map([
    [BARE, BARE_FETCH],
    ['client', connect],
  ]);
  const variations: Variation[] = [];
  for (const seed of seeds) {
    const { client: score } = await play(worldNamed(name), seed, contenders);
    if (score !== undefined) variations.push({ seed, score });
  }
  return variations;
}

const kindsIn = async (name: string, connect: Connect, seeds?: readonly number[]) => [
  ...new Set(harmsOf(await played(name, connect, seeds)).map(({ kind }) => kind)),
];

describe('a world', () => {
  test('has a name of its own', () => {
    const names = WORLDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(WORLDS.map(({ name }) => name))('is the same for the same seed, and has its calls in order: %s', (name) => {
    const world = worldNamed(name);
    const draw = (seed: number) => world.draw(new Draw(seed, name));
    const { calls } = draw(3);
    expect(draw(3).calls).toEqual(calls);
    expect([...calls].sort((a, b) => a.at - b.at)).toEqual(calls);
    expect(calls.length).toBeGreaterThan(0);
  });

  test('differs from seed to seed', () => {
    const tracesOf = (name: string) =>
      new Set([1, 2, 3, 4, 5].map((seed) => JSON.stringify(worldNamed(name).draw(new Draw(seed, name)).calls)));
    expect(tracesOf('dead route').size).toBe(5);
    expect(tracesOf('mix').size).toBe(5);
  });

  test.each(WORLDS.filter(({ isLarge }) => !isLarge).map(({ name }) => name))(
    'finds no harm in bare fetch, apart from outages that it does not save: %s',
    async (name) => {
      const kinds = await kindsIn(name, BARE_FETCH, [1]);
      expect(kinds.filter((kind) => kind !== 'not saved')).toEqual([]);
    },
  );
});

describe('the quick worlds with steadyfetch', () => {
  test.each([
    'dead route',
    'dead POST route',
    'blocked beacon',
    'search over its quota',
    'long reports',
    'uploads',
    'cold start',
    'wrongly offline',
    'GraphQL',
    'mix',
  ])('steadyfetch does no harm: %s', async (name) => {
    // A mix is three scenarios of several worlds each.
    const seeds = name === 'mix' ? [11] : SEEDS;
    expect(harmsOf(await played(name, await connectTo(OURS), seeds))).toEqual([]);
  });
});

// A world that cannot fail proves nothing: each of these clients does one harm, and is found out.
describe('a client that does harm', () => {
  const clientOf =
    (make: (send: Client, scenario: Scenario) => Client): Connect =>
    (fetch, scenario) =>
      make((url, init) => fetch(url, init), scenario);
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  const breakerForTheOrigin = clientOf((send) => {
    let closedAt = 0;
    return async (url, init) => {
      if (now() < closedAt) throw new TypeError('circuit open');
      const answer = await send(url, init).catch((error: unknown) => {
        closedAt = now() + 5_000;
        throw error;
      });
      if (answer.status > 499) closedAt = now() + 5_000;
      return answer;
    };
  });

  test.each(['dead route', 'dead POST route', 'health check', 'one tenant, by header', 'GraphQL'])(
    'loses calls of healthy routes by a breaker for the whole origin: %s',
    async (name) => {
      expect(await kindsIn(name, breakerForTheOrigin)).toContain('lost');
    },
  );

  test.each(['long reports', 'uploads', 'long polling'])('loses slow calls by a time limit: %s', async (name) => {
    const limited = clientOf((send) => (url, init) => send(url, { ...init, signal: AbortSignal.timeout(12_000) }));
    expect(await kindsIn(name, limited)).toContain('lost');
  });

  test('loses all calls by believing that it is offline', async () => {
    const believing = clientOf((send, { online }) => async (url, init) => {
      if (online?.().isOnline() === false) throw new TypeError('offline');
      return send(url, init);
    });
    expect(await kindsIn('wrongly offline', believing)).toEqual(['lost']);
    expect(await kindsIn('dead route', believing)).toEqual([]);
  });

  test('sends too many requests by retrying at once whatever fails', async () => {
    const insisting = clientOf((send) => async (url, init) => {
      for (let attempt = 1; attempt < 4; attempt++) {
        const answer = await send(url, init).catch(() => undefined);
        if (answer !== undefined && answer.status < 500) return answer;
      }
      return send(url, init);
    });
    expect(await kindsIn('dead route', insisting)).toEqual(['requests']);
    expect(await kindsIn('down 30 s, 5/s, ids', insisting)).toEqual(['requests']);
    expect(await kindsIn('one route at 50 %', insisting)).toEqual([]);
  });

  test('sends too many requests by asking a second time beside each slow upload', async () => {
    const hedging = clientOf((send) => (url, init) => {
      setTimeout(() => void send(url, init), 12_000);
      return send(url, init);
    });
    expect(await kindsIn('uploads', hedging)).toEqual(['requests']);
  });

  test('is late by waiting before each call', async () => {
    const hesitating = clientOf((send) => async (url, init) => {
      await sleep(301);
      return send(url, init);
    });
    expect(await kindsIn('all is well', hesitating)).toEqual(['late']);
  });

  test('is endless by retrying until an answer is good', async () => {
    const stubborn = clientOf((send) => async (url, init) => {
      for (;;) {
        const answer = await send(url, init);
        if (answer.status < 500) return answer;
        await sleep(5_000);
      }
    });
    expect(await kindsIn('health check', stubborn, [11])).toEqual(['endless', 'requests']);
  });

  test('loses calls by taking the answer of one call for that of another', async () => {
    const sharing = clientOf((send) => {
      const known = new Map<string, Promise<Response>>();
      return async (url, init) => {
        const { pathname } = new URL(url);
        const first = known.get(pathname) ?? (send(url, init) as Promise<Response>);
        known.set(pathname, first);
        return (await first).clone();
      };
    });
    expect(await kindsIn('GraphQL', sharing)).toContain('lost');
  });

  test('is found out also where chance decides: it loses one call of fifty', async () => {
    let calls = 0;
    const careless = clientOf((send) => async (url, init) => {
      if (++calls % 50 === 0) throw new TypeError('lost');
      return send(url, init);
    });
    expect(await kindsIn('partial failure', careless)).toEqual(['lost']);
  });

  test.each(['one click into an outage', 'twelve warm calls into 3 s', 'user calls into 25 s'])(
    'saves nothing by not retrying: %s',
    async (name) => {
      expect(await kindsIn(name, BARE_FETCH)).toEqual(['not saved']);
    },
  );

  test('is named with the command that shows it again', async () => {
    const world = worldNamed('long reports');
    const variations = await played(world.name, breakerForTheOrigin, [5]);
    const score = variations[0]?.score;
    if (score === undefined) throw new Error('Nothing was played');
    const harmed: Played = { world, variations: { [OURS]: [{ seed: 5, score: { ...score, lost: 2 } }] } };
    expect(complaints(OURS, [harmed])).toEqual([
      "long reports: 2 of 3 calls are lost that bare fetch completes (--seed 5 --world 'long reports')",
    ]);
    expect(summaryOf(OURS, [harmed]).harmed).toEqual({ lost: 1, endless: 0, late: 0, requests: 0, 'not saved': 0 });
    expect(report([harmed])).toMatch(/long reports +\| +lost \|/);
  });
});

describe('a run', () => {
  const scenario = (server: Server, ...calls: Scenario['calls']): Scenario => ({
    server: () => server,
    calls,
    requests: { ratio: 1, extra: 0 },
  });
  const run = (server: Server, ...calls: Scenario['calls']) => runScenario(scenario(server, ...calls), 1, BARE_FETCH);

  test('lets each call take its time, and has no limit of its own below ten minutes', async () => {
    const { outcomes } = await run((ask) => ok(ask, 290_000), get(10, '/slow'));
    expect(outcomes).toEqual([{ startedAt: 10, endedAt: 290_010, isOk: true }]);
  });

  test('leaves a silent server to the engine, which gives up after five minutes', async () => {
    const { outcomes } = await run(() => SILENCE, get(10, '/never'));
    expect(outcomes).toEqual([{ startedAt: 10, endedAt: 300_010, isOk: false }]);
  });

  test('takes a body that is not the expected one for no success', async () => {
    const html: Server = () => ({ kind: 'answer', status: 200, afterMs: 5, body: '<title>Sign in</title>' });
    expect((await run(html, get(1, '/a'))).outcomes[0]?.isOk).toBe(false);
  });

  test('takes a 404 for a good answer only where the app asks for one', async () => {
    const { outcomes } = await run(() => answer(404, 5), get(1, '/a', { wants: 404 }), get(2, '/a'));
    expect(outcomes.map(({ isOk }) => isOk)).toEqual([true, false]);
  });

  test('takes an error that holds the wanted answer for that answer', async () => {
    const throwing: Connect = (fetch) => async (url, init) => {
      throw Object.assign(new Error('HTTP error'), { response: await fetch(url, init) });
    };
    const { outcomes } = await runScenario(
      scenario(() => answer(404, 5), get(1, '/a', { wants: 404 }), get(2, '/a')),
      1,
      throwing,
    );
    expect(outcomes.map(({ isOk }) => isOk)).toEqual([true, false]);
  });

  test('reads a body without an end line by line', async () => {
    const stream: Server = () => ({ kind: 'answer', status: 200, afterMs: 10, everyMs: 1_000 });
    const { outcomes } = await run(stream, get(1, '/events', { lines: 90 }));
    expect(outcomes).toEqual([{ startedAt: 1, endedAt: 90_011, isOk: true }]);
  });

  test('lets the app abort', async () => {
    const { outcomes } = await run(() => SILENCE, get(1, '/a', { abortAfterMs: 50 }));
    expect(outcomes).toEqual([{ startedAt: 1, endedAt: 51, isOk: false }]);
  });

  test('counts requests that come when all calls have settled', async () => {
    const late: Connect = (fetch) => (url, init) => {
      setTimeout(() => void fetch(url, init), 5_000);
      return fetch(url, init);
    };
    const { asked } = await runScenario(
      scenario((ask) => ok(ask, 5), get(1, '/a')),
      1,
      late,
    );
    expect(asked.map(({ at, attempt }) => [at, attempt])).toEqual([
      [1, 1],
      [5_001, 2],
    ]);
  });
});

describe('the server', () => {
  beforeEach(() => restart(1));

  const settled = async <T>(promise: Promise<T>): Promise<T> => {
    let over = false;
    const end = promise.finally(() => {
      over = true;
    });
    await Promise.all([end.catch(() => {}), pass(400_000, () => over)]);
    return end;
  };

  test('sees method, headers, body and call, however they are given', async () => {
    const server = new VirtualServer((ask) => ok(ask, 5), 1);
    const headers = { [CALL_HEADER]: '7', 'x-tenant': '3' };
    const url = 'https://app.test/a?b=c';
    await settled(server.fetch(url, { method: 'post', body: 'text', headers }));
    await settled(server.fetch(new Request(url, { method: 'POST', body: 'text', headers })));
    const [first, second] = server.asked;
    expect(first).toMatchObject({ method: 'POST', body: 'text', call: 7, attempt: 1 });
    expect(second).toMatchObject({ method: 'POST', body: 'text', call: 7, attempt: 2 });
    expect(second?.headers.get('x-tenant')).toBe('3');
    expect(second?.url.href).toBe(url);
    expect(first?.luck).not.toBe(second?.luck);
  });

  test('answers HEAD without a body, and echoes what else it is asked', async () => {
    const server = new VirtualServer((ask) => ok(ask, 5), 1);
    const head = call(1, 'HEAD', '/a');
    const order = post(1, '/orders', 'one');
    const answers = await settled(
      Promise.all([
        server.fetch(head.url, { method: 'HEAD' }),
        server.fetch(order.url, { method: 'POST', body: 'one' }),
      ]),
    );
    expect(await Promise.all(answers.map((each) => each.text()))).toEqual([head.expects, order.expects]);
  });

  test('fails as engines do', async () => {
    const server = new VirtualServer(() => opaque(1), 1);
    await expect(settled(server.fetch('https://app.test/'))).rejects.toThrow(new TypeError('Failed to fetch'));
    expect(now()).toBe(1);
  });

  test('rejects with the reason of the signal, before the answer and in its body', async () => {
    const server = new VirtualServer(() => ({ kind: 'answer', status: 200, afterMs: 10, everyMs: 1_000 }), 1);
    const controller = new AbortController();
    const { signal } = controller;
    const response = await settled(server.fetch('https://app.test/', { signal }));
    const waiting = server.fetch('https://app.test/', { signal });
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await expect(response.text()).rejects.toThrow('enough');
    await expect(server.fetch('https://app.test/', { signal })).rejects.toThrow('enough');
  });
});
