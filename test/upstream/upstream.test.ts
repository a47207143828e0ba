import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { RequestIdentity } from '../../src/circuit/failing-requests.ts';
import type { ResolvedUpstream } from '../../src/model/options.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { resolveOptions } from '../../src/options/resolve.ts';
import { TUNING } from '../../src/options/tuning.ts';
import { classifyWith } from '../../src/rules/classify.ts';
import { healthSignalOf } from '../../src/rules/health-signal.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/index.ts';
import { Upstream, type UpstreamParts } from '../../src/upstream/upstream.ts';
import { Upstreams } from '../../src/upstream/upstreams.ts';

const LIST: RequestIdentity = { requestKey: 1, targetKey: 1, routeKey: 10 };
const OPTIONS = resolveOptions({}).optionsOf('http://upstream.test');
const WITHOUT_CIRCUIT: ResolvedUpstream = { ...OPTIONS, circuit: false };

let clock: VirtualClock;
let told: string[];

const parts = (maxUpstreams = 3): UpstreamParts => ({
  clock,
  random: () => 0.5,
  tuning: { ...TUNING, maxUpstreams },
  mayWake: true,
  listener: {
    opened: ({ key }, because) => told.push(`${key} opened: ${because}`),
    halfOpened: ({ key }) => told.push(`${key} half-opened`),
    closed: ({ key }) => told.push(`${key} closed`),
  },
});

beforeEach(() => {
  clock = virtualClock();
  told = [];
});

const make = (options = OPTIONS) => new Upstream('api', options, parts());
const verdictOf = (status: number, headers: Record<string, string> = {}) =>
  classifyWith(undefined, new Response(null, { status, headers }), {});

/** One attempt from its start to its end. */
async function attempt(upstream: Upstream, verdict: Verdict, { tookMs = 0, probe = false } = {}) {
  const permit = upstream.circuit?.send(probe, LIST);
  upstream.started(clock.now());
  await clock.advance(tookMs);
  upstream.ended(permit, LIST, verdict, healthSignalOf(verdict), tookMs, clock.now());
}

const timedWaiter = (mayFollow = true) => {
  const ends: string[] = [];
  return {
    call: { interruption: undefined },
    mayFollow,
    ends,
    end: (asProbe: boolean) => void ends.push(asProbe ? 'probe' : 'follow'),
  };
};
const open = async (upstream: Upstream) => {
  for (let n = 0; n < 4; n++) {
    await attempt(upstream, verdictOf(502));
    await clock.advance(500);
  }
  expect(upstream.circuit?.open).toBe(true);
};

describe('the status of an upstream', () => {
  test('counts what has succeeded and failed, and tells the share of failures', async () => {
    const upstream = make();
    expect(upstream.status()).toEqual({
      upstream: 'api',
      state: 'closed',
      isolated: false,
      successes: 0,
      failures: 0,
      failureStreak: 0,
      errorRate: 0,
      waiting: 0,
      inFlight: 0,
      budget: 10,
    });
    for (const status of [200, 200, 200, 502]) await attempt(upstream, verdictOf(status), { tookMs: 100 });
    expect(upstream.status()).toMatchObject({
      successes: 3,
      failures: 1,
      failureStreak: 1,
      errorRate: 0.25,
      latencyMs: 100,
    });
  });

  test('tells that half has failed where as many have succeeded', async () => {
    const upstream = make();
    for (const status of [200, 502]) await attempt(upstream, verdictOf(status));
    expect(upstream.status().errorRate).toBe(0.5);
  });

  test('of one without a circuit is closed, and has counted nothing', async () => {
    const upstream = make(WITHOUT_CIRCUIT);
    await attempt(upstream, verdictOf(502));
    const status = { state: 'closed', isolated: false, successes: 0, failures: 0, failureStreak: 0, errorRate: 0 };
    expect(upstream.status()).toMatchObject(status);
    expect([upstream.waiting, upstream.idle, upstream.probeAt, upstream.mayHedge(0, 0)]).toEqual([
      0,
      true,
      undefined,
      true,
    ]);
    expect(upstream.circuit).toBeUndefined();
    upstream.isolate()();
    upstream.retryNow();
    upstream.giveBack(undefined, LIST);
    upstream.close();
  });

  test('tells when the next probe is due, while it is open and not isolated', async () => {
    const upstream = make();
    await open(upstream);
    expect(upstream.status()).toMatchObject({ state: 'open', openUntil: clock.epoch + 2_000, scope: 'route' });
    upstream.isolate();
    expect(upstream.status()).toMatchObject({ state: 'open', isolated: true, scope: 'upstream' });
    expect(upstream.status()).not.toHaveProperty('openUntil');
  });

  test('counts the calls that wait, for whatever they do', async () => {
    const upstream = make();
    upstream.timedWaiters.add(timedWaiter());
    await open(upstream);
    const call = { ...LIST, deadlineAt: 1e9, maxWaitMs: 5_000, waitedMs: 0, wasSent: true, notBefore: 0, wake() {} };
    upstream.queue?.enter({ ...call, interruption: undefined });
    expect(upstream.waiting).toBe(2);
  });
});

describe('an upstream is idle', () => {
  test('while nothing is sent and nothing waits', async () => {
    const upstream = make();
    expect(upstream.idle).toBe(true);
    upstream.started(0);
    expect(upstream.idle).toBe(false);
    upstream.ended(undefined, LIST, verdictOf(200), 'alive', 5, 5);
    upstream.timedWaiters.add(timedWaiter());
    expect(upstream.idle).toBe(false);
    upstream.timedWaiters.clear();
    expect(upstream.idle).toBe(true);
  });

  test('never while its circuit is open', async () => {
    const upstream = make();
    await open(upstream);
    expect(upstream.idle).toBe(false);
  });
});

describe('the usual time to an answer', () => {
  test('is known after ten successes, and follows them by a tenth', async () => {
    const upstream = make();
    await attempt(upstream, verdictOf(200), { tookMs: 100 });
    for (let n = 0; n < 8; n++) await attempt(upstream, verdictOf(200), { tookMs: 100 });
    expect(upstream.usualMs).toBeNaN();
    await attempt(upstream, verdictOf(200), { tookMs: 200 });
    expect(upstream.usualMs).toBeCloseTo(110);
    await attempt(upstream, verdictOf(502), { tookMs: 9_000 });
    expect(upstream.usualMs).toBeCloseTo(110);
  });

  test.each([
    [6_000, 0],
    [6_001, 6_001],
  ])(
    'of a route that takes more than half of the wait for a second attempt is remembered (%d ms: %d)',
    async (ms, known) => {
      const upstream = make();
      await attempt(upstream, verdictOf(200), { tookMs: ms });
      expect(upstream.routes.slowestMs(LIST.routeKey)).toBe(known);
    },
  );
});

describe('a wait that a server asks for', () => {
  test('binds its route, for as long as calls may be asked to wait', async () => {
    const upstream = make();
    await attempt(upstream, verdictOf(502));
    expect(upstream.routes.isAnyAsked(0)).toBe(false);
    await attempt(upstream, verdictOf(503, { 'retry-after': '99' }));
    expect(upstream.routes.askedUntil(() => LIST.routeKey, 0)).toBe(45_000);
  });

  test('keeps a page that is looked at again from sending a call', async () => {
    const upstream = make();
    const waiting = timedWaiter();
    upstream.timedWaiters.add(waiting);
    await attempt(upstream, verdictOf(503, { 'retry-after': '2' }));
    await clock.advance(1_999);
    upstream.wakeUp();
    expect(waiting.ends).toEqual([]);
    await clock.advance(1);
    upstream.wakeUp();
    expect(waiting.ends).toEqual(['probe']);
  });
});

describe('a page that is looked at again', () => {
  test('sends one call, if none was sent for a second', async () => {
    const upstream = make();
    upstream.wakeUp();
    const [first, second] = [timedWaiter(), timedWaiter()];
    upstream.timedWaiters.add(first).add(second);
    await attempt(upstream, verdictOf(502));
    await clock.advance(999);
    upstream.wakeUp();
    expect(first.ends).toEqual([]);
    await clock.advance(1);
    upstream.wakeUp();
    expect([first.ends, second.ends]).toEqual([['probe'], []]);
  });
});

describe('after retryNow()', () => {
  const waiting = async () => {
    const upstream = make();
    const [probe, follower, asked] = [timedWaiter(), timedWaiter(), timedWaiter(false)];
    for (const each of [probe, follower, asked]) upstream.timedWaiters.add(each);
    upstream.retryNow();
    expect(probe.ends).toEqual(['probe']);
    upstream.timedWaiters.delete(probe);
    return { upstream, follower, asked };
  };

  test('all others follow once it succeeds, except those that the server asked to wait', async () => {
    const { upstream, follower, asked } = await waiting();
    await attempt(upstream, verdictOf(200), { probe: true });
    expect([follower.ends, asked.ends]).toEqual([['follow'], []]);
    await attempt(upstream, verdictOf(200));
    expect(follower.ends).toEqual(['follow']);
  });

  test('none follows once it fails', async () => {
    const { upstream, follower } = await waiting();
    await attempt(upstream, verdictOf(502), { probe: true });
    await attempt(upstream, verdictOf(200));
    expect(follower.ends).toEqual([]);
  });

  test.each<[string, Verdict, boolean]>([
    ['the failure of another call', verdictOf(502), false],
    ['an answer that shows nothing', { ...verdictOf(502), kind: 'aborted' } as Verdict, true],
  ])('%s does not end that', async (_what, verdict, probe) => {
    const { upstream, follower } = await waiting();
    await attempt(upstream, verdict, { probe });
    expect(follower.ends).toEqual([]);
    await attempt(upstream, verdictOf(200), { probe: true });
    expect(follower.ends).toEqual(['follow']);
  });

  test('nothing goes while it is isolated, and nothing is asked where none waits', async () => {
    const upstream = make();
    upstream.retryNow();
    const waiting = timedWaiter();
    upstream.timedWaiters.add(waiting);
    await attempt(upstream, verdictOf(200));
    expect(waiting.ends).toEqual([]);
    upstream.isolate();
    upstream.retryNow();
    expect(waiting.ends).toEqual([]);
  });
});

describe('a second attempt beside a silent one', () => {
  test('may go once in a silence, and again after any answer', async () => {
    const upstream = make();
    expect([upstream.mayHedge(0, 12_000), upstream.mayHedge(0, 12_000)]).toEqual([true, false]);
    await clock.advance(13_000);
    await attempt(upstream, verdictOf(404));
    expect([upstream.mayHedge(13_001, 25_001), upstream.mayHedge(13_001, 25_001)]).toEqual([true, false]);
    expect(upstream.mayHedge(13_000, 25_001)).toBe(true);
  });

  test('never goes to an isolated upstream', async () => {
    const upstream = make();
    upstream.isolate();
    expect(upstream.mayHedge(0, 12_000)).toBe(false);
  });
});

test('a permit that is not used gives its turn to the next', async () => {
  const upstream = make();
  await open(upstream);
  await clock.advance(1_000);
  const permit = upstream.circuit?.send(true, LIST);
  expect(upstream.circuit?.isProbeDue(clock.now())).toBe(false);
  upstream.giveBack(permit, LIST);
  expect(upstream.circuit?.isProbeDue(clock.now())).toBe(true);
});

test('closes its circuit, so that nothing of it stays behind', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const upstream = make();
  await open(upstream);
  upstream.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('an upstream that is forgotten', () => {
  const forgotten = () => {
    const upstream = make();
    let closed = 0;
    upstream.close = () => {
      closed++;
    };
    return { upstream, closed: () => closed };
  };

  test('is closed at once where nothing is under way', () => {
    const { upstream, closed } = forgotten();
    upstream.forget();
    expect(closed()).toBe(1);
  });

  test('is closed with the last call that uses it', async () => {
    const { upstream, closed } = forgotten();
    upstream.started(0);
    upstream.started(0);
    upstream.timedWaiters.add(timedWaiter());
    upstream.forget();
    upstream.ended(undefined, LIST, verdictOf(200), 'alive', 5, 5);
    upstream.timedWaiters.clear();
    expect(closed()).toBe(0);
    upstream.ended(undefined, LIST, verdictOf(200), 'alive', 5, 5);
    expect(closed()).toBe(1);
  });

  test('is not closed by its calls before that', () => {
    const { upstream, closed } = forgotten();
    upstream.started(0);
    upstream.ended(undefined, LIST, verdictOf(200), 'alive', 5, 5);
    expect(closed()).toBe(0);
  });
});

describe('the upstreams of a client', () => {
  const keys = (upstreams: Upstreams) => upstreams.all().map(({ key }) => key);
  const use = (upstreams: Upstreams, key: string, at: number) => {
    const upstream = upstreams.of(key);
    upstream.started(at);
    upstream.ended(undefined, LIST, verdictOf(200), 'alive', 5, at);
    return upstream;
  };

  test('are made as they are met, and found again', () => {
    const upstreams = new Upstreams(parts(), () => OPTIONS);
    const api = upstreams.of('api');
    expect(upstreams.of('api')).toBe(api);
    upstreams.of('files');
    expect(upstreams.matching('api')).toEqual([api]);
    expect(upstreams.matching('unknown')).toEqual([]);
    expect(upstreams.matching().map(({ key }) => key)).toEqual(['api', 'files']);
  });

  test('are bounded in number: the one that was not used for longest is forgotten', () => {
    const upstreams = new Upstreams(parts(), () => OPTIONS);
    for (const [key, at] of [
      ['a', 3],
      ['b', 1],
      ['c', 2],
    ] as const)
      use(upstreams, key, at);
    upstreams.of('d');
    expect(keys(upstreams)).toEqual(['a', 'c', 'd']);
  });

  test('are forgotten while they are idle first, and otherwise in the same order', () => {
    const upstreams = new Upstreams(parts(), () => OPTIONS);
    const [a, b] = [use(upstreams, 'a', 1), use(upstreams, 'b', 2)];
    use(upstreams, 'c', 3);
    a.started(1);
    b.started(2);
    upstreams.of('d').started(4);
    expect(keys(upstreams)).toEqual(['a', 'b', 'd']);
    upstreams.of('e');
    expect(keys(upstreams)).toEqual(['b', 'd', 'e']);
  });

  test('that were used at the same time are forgotten in the order in which they were met', () => {
    const upstreams = new Upstreams(parts(), () => OPTIONS);
    for (const key of ['a', 'b', 'c', 'd']) use(upstreams, key, 1);
    expect(keys(upstreams)).toEqual(['b', 'c', 'd']);
  });

  test('are closed and forgotten with the client', () => {
    const upstreams = new Upstreams(parts(), () => OPTIONS);
    let closed = 0;
    upstreams.of('api').close = () => {
      closed++;
    };
    upstreams.close();
    expect([closed, keys(upstreams)]).toEqual([1, []]);
  });
});
