import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { luckOf, seeded } from '../bench/faults/chance.ts';
import { byVariant, COLUMNS } from '../bench/faults/columns.ts';
import { differencesFromKept, digestsOf } from '../bench/faults/digests.ts';
import { type Arrival, BAD_GATEWAY, HANG, REFUSED, type Server } from '../bench/faults/fate.ts';
import { loadOverTime, measure, quantile } from '../bench/faults/measure.ts';
import type { Result } from '../bench/faults/run.ts';
import { brownOut, down, failing, flapping, onlyAt, slowStart, sometimesSlow } from '../bench/faults/servers.ts';
import { checkTargets, targetTable } from '../bench/faults/targets.ts';
import { Trace } from '../bench/faults/trace.ts';
import { Upstream } from '../bench/faults/upstream.ts';
// Last: it takes the place of the timers that this file has from here on.
import { now, pass, restart } from '../bench/faults/virtual-time.ts';

const seeds = fc.integer({ min: 0, max: 1_000 });
const ids = fc.integer({ min: 0, max: 100_000 });

const arrival = (at: number, luck = 0.5, origin = 'http://api.test'): Arrival => ({
  at,
  origin,
  luck,
  call: 0,
  attempt: 1,
});
const statusOf = (server: Server, at: number, luck = 0.5): unknown => {
  const fate = server(arrival(at, luck));
  return fate.kind === 'answer' ? fate.status : fate.kind;
};

describe('chance', () => {
  test('repeats for the same seed, and is another for another', () => {
    const draw = (seed: number) => Array.from({ length: 20 }, seeded(seed));
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(draw(seed)).toEqual(draw(seed));
        expect(draw(seed)).not.toEqual(draw(seed + 1));
      }),
    );
  });

  test('stays below 1, and is spread evenly', () => {
    const tenths = new Array(10).fill(0);
    const random = seeded(7);
    for (let n = 0; n < 20_000; n++) tenths[Math.floor(random() * 10)]++;
    expect(tenths).toHaveLength(10);
    for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  test('belongs to a call and its attempt, and is spread evenly over both', () => {
    fc.assert(
      fc.property(seeds, ids, (seed, call) => {
        expect(luckOf(seed, call, 1)).toBe(luckOf(seed, call, 1));
        expect(luckOf(seed, call, 1)).not.toBe(luckOf(seed, call, 2));
        expect(luckOf(seed, call, 1)).not.toBe(luckOf(seed, call + 1, 1));
      }),
    );
    let bothFail = 0;
    for (let call = 0; call < 20_000; call++) if (luckOf(1, call, 1) < 0.3 && luckOf(1, call, 2) < 0.3) bothFail++;
    // Independent: 9 %.
    expect(Math.abs(bothFail - 1_800)).toBeLessThan(150);
  });
});

describe('a server', () => {
  test('is down from the first moment of an outage to the last before its end', () => {
    const server = down(10, 20);
    expect([9, 10, 19, 20].map((at) => statusOf(server, at))).toEqual([200, 502, 502, 200]);
    expect(down(0, 1, REFUSED)(arrival(0))).toBe(REFUSED);
    expect(down(0, 1, HANG)(arrival(0))).toBe(HANG);
  });

  test('fails those whose luck is below the rate, and no others', () => {
    const server = failing(() => 0.3);
    expect(statusOf(server, 0, 0.299)).toBe(502);
    expect(statusOf(server, 0, 0.3)).toBe(200);
  });

  test('flaps: up first, then down, and well before and after', () => {
    const server = flapping(5, 10, 30);
    expect([9, 10, 14, 15, 19, 20, 25, 29, 30].map((at) => statusOf(server, at))).toEqual([
      200, 200, 200, 502, 502, 200, 502, 502, 200,
    ]);
  });

  test('starts slowly: everything fails at first, half in the middle, nothing at the end', () => {
    const server = slowStart(10, 20);
    expect(statusOf(server, 9, 0)).toBe(200);
    expect(statusOf(server, 10, 0.999)).toBe(502);
    expect([0.49, 0.51].map((luck) => statusOf(server, 20, luck))).toEqual([502, 200]);
    expect(statusOf(server, 30, 0)).toBe(200);
  });

  test('takes long for some, and is as ever for the others', () => {
    const server = sometimesSlow(0.01, 5_000);
    expect(server(arrival(0, 0.009))).toMatchObject({ status: 200, afterMs: 5_000 });
    const fate = server(arrival(0, 0.5));
    expect(fate.kind === 'answer' && fate.afterMs).toBeLessThan(50);
  });

  test('that can do 10 a second and let 2 wait turns the next away with 503, and says when to come back', () => {
    const server = brownOut(0, 1_000, 10, 2, 5);
    const fates = Array.from({ length: 4 }, () => server(arrival(0)));
    expect(fates.slice(0, 2)).toMatchObject([{ afterMs: 100 }, { afterMs: 200 }]);
    expect(fates.slice(2)).toMatchObject([
      { status: 503, retryAfter: 5 },
      { status: 503, retryAfter: 5 },
    ]);
    // 200 ms of service and twice a twentieth of 100 ms for turning away.
    expect(server(arrival(110))).toMatchObject({ status: 200, afterMs: 200 });
  });

  test('can be bad for one origin alone', () => {
    const server = onlyAt('http://bad.test', () => BAD_GATEWAY);
    expect(server(arrival(0, 0.5, 'http://bad.test'))).toBe(BAD_GATEWAY);
    expect(server(arrival(0, 0.5, 'http://good.test'))).toMatchObject({ status: 200 });
  });
});

describe('what is measured', () => {
  const call = (startedAt: number, ok: boolean, took = 10) => ({
    startedAt,
    ok,
    endedAt: startedAt + took,
    upstream: 'http://api.test',
  });
  const at = (...times: number[]) => times.map((time) => arrival(time));
  const fault = { from: 1_000, until: 2_000 };

  test('is counted over the calls that began in the fault, and over all', () => {
    const calls = [
      call(0, true),
      call(1_000, false, 30),
      call(1_500, true, 50),
      call(1_999, false, 10),
      call(2_000, true),
    ];
    const measures = measure(calls, at(0, 1_000, 1_010, 1_500, 1_999, 2_000), 3, fault, 10);
    expect(measures.success).toBeCloseTo(1 / 3);
    expect(measures.successOverall).toBeCloseTo(3 / 5);
    expect(measures.requestsPerCall).toBeCloseTo(4 / 3);
    expect(measures.requestsOverall).toBeCloseTo(6 / 5);
    expect(measures.goodput).toBe(1);
    expect(measures.earlyRetries).toBe(3);
    expect(measures.failedAfter).toBe(0);
  });

  test('tells how long those waited who failed, and those of the second half for themselves', () => {
    const calls = [call(1_000, false, 900), call(1_100, false, 800), call(1_499, false, 700), call(1_500, false, 5)];
    const { toldP50, toldP99, toldLateP50, okP50 } = measure(calls, [], 0, fault, 10);
    expect([toldP50, toldP99, toldLateP50, okP50]).toEqual([800, 900, 5, undefined]);
  });

  test('has recovered when the last tenth of a second with failures is over', () => {
    const failingAt = (failing: readonly number[]) =>
      Array.from({ length: 20 }, (_, n) => call(2_000 + n * 50, !failing.includes(n)));
    const recovery = (failing: readonly number[]) => measure(failingAt(failing), [], 0, fault, 10).recoveryMs;
    expect(recovery([])).toBe(0);
    expect(recovery([0])).toBe(100);
    expect(recovery([0, 9])).toBe(500);
    expect(measure(failingAt([0, 9]), [], 0, fault, 10).failedAfter).toBe(0.1);
  });

  test('has nothing to say of what came after where nothing did', () => {
    const measures = measure([call(1_000, true)], at(1_000), 0, fault, 10);
    expect(measures).not.toHaveProperty('recoveryMs');
    expect(measures).not.toHaveProperty('peak1000');
  });

  test('sees the peak wherever it falls, after the fault, over the normal rate', () => {
    const calls = [call(2_000, true)];
    const { peak100, peak1000 } = measure(calls, at(1_999, 2_090, 2_095, 2_189, 2_190, 3_089), 0, fault, 10);
    expect(peak100).toBe(3);
    expect(peak1000).toBe(0.5);
  });

  test('is a quantile that was measured, not one in between', () => {
    expect(quantile([], 0.5)).toBeUndefined();
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([1, 2], 0.99)).toBe(2);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        expect(values).toContain(quantile(values, q));
        expect(quantile(values, 1)).toBe(Math.max(...values));
      }),
    );
  });

  test('is a load by slots, none of them before the first or after the last', () => {
    expect(loadOverTime(at(99, 100, 149, 150, 299, 300), 50, 100, 300)).toEqual([2, 1, 0, 1]);
  });

  test('is summed up by medians and by the worst of a variant', () => {
    const results = [1, 5, 2].map(
      (recoveryMs, n) => ({ variant: n === 1 ? 'b' : 'a', recoveryMs }) as unknown as Result,
    );
    expect(COLUMNS.recoveryMs.of(results)).toBe(2);
    expect(COLUMNS.recoveryMsMax.of(results)).toBe(5);
    expect(COLUMNS.opened.of(results)).toBeUndefined();
    expect([...byVariant(results)].map(([variant, all]) => [variant, all.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});

describe('a target', () => {
  const ran = (contender: string, ...success: number[]) => ({
    job: { scenario: 'S', contender, depth: 'full' as const },
    results: success.map((share) => ({ variant: 'v', success: share }) as unknown as Result),
  });
  const target = { scenario: 'S', variant: 'v', key: 'success', is: 'at least' } as const;

  test('is met by a median that reaches it, and by no other', () => {
    const met = (limit: number) =>
      checkTargets([ran('steadyfetch, shipped', 0.9, 0.5, 0.8)], [{ ...target, limit }])[0]?.met;
    expect(met(0.8)).toBe(true);
    expect(met(0.81)).toBe(false);
    const done = [ran('steadyfetch, shipped', 0.8)];
    expect(checkTargets(done, [{ ...target, is: 'at most', limit: 0.79 }])[0]?.met).toBe(false);
  });

  test('may be what another contender reaches, less something', () => {
    const limit = { contender: 'bare fetch', less: 0.003 };
    const check = (ours: number) =>
      checkTargets([ran('steadyfetch, shipped', ours), ran('bare fetch', 0.9)], [{ ...target, limit }]);
    expect(check(0.897)[0]).toMatchObject({ bound: 0.897, met: true });
    expect(check(0.896)[0]?.met).toBe(false);
    expect(targetTable(check(0.896))).toContain(
      'at least 89.7 % (bare fetch, less 0.3 points) | 89.6 % | **not met** |',
    );
  });

  test('may be for another contender than ours', () => {
    const done = [ran('steadyfetch, shipped', 0.1), ran('steadyfetch, 3 attempts', 0.9)];
    expect(checkTargets(done, [{ ...target, limit: 0.5, contender: 'steadyfetch, 3 attempts' }])[0]?.met).toBe(true);
  });

  test('is not checked against what was not run', () => {
    expect(checkTargets([ran('bare fetch', 1)], [{ ...target, limit: 0 }])).toEqual([]);
    expect(
      checkTargets([ran('steadyfetch, shipped', 1)], [{ ...target, limit: { contender: 'bare fetch', less: 0 } }]),
    ).toEqual([]);
  });
});

describe('the figures that are kept', () => {
  const ran = (scenario: string, success: number, slots: number[] = []) => ({
    job: { scenario, contender: 'steadyfetch, shipped', depth: 'full' as const },
    results: [{ variant: 'v', success, load: { from: 0, slots } } as unknown as Result],
  });
  const kept = digestsOf([ran('S', 0.5), ran('T', 0.5)]);

  test('a scenario whose figures have changed is named as stale, and no other is', () => {
    expect(differencesFromKept([ran('S', 0.5), ran('T', 0.5)], kept)).toEqual([]);
    expect(differencesFromKept([ran('S', 0.5), ran('T', 0.5001)], kept)).toEqual(['T: steadyfetch, shipped']);
  });

  test('a scenario that was never kept is named as stale', () => {
    expect(differencesFromKept([ran('U', 0.5)], kept)).toEqual(['U: steadyfetch, shipped']);
  });

  test('noise below the fourth decimal does not make a scenario stale, nor does the load, which has a file of its own', () => {
    expect(differencesFromKept([ran('S', 0.500_000_1, [1, 2])], kept)).toEqual([]);
  });

  test('a value that never happened is not the same as one that is missing', () => {
    const never = digestsOf([ran('S', Number.POSITIVE_INFINITY)]);
    expect(differencesFromKept([ran('S', Number.POSITIVE_INFINITY)], never)).toEqual([]);
    expect(differencesFromKept([ran('S', undefined as unknown as number)], never)).toHaveLength(1);
  });
});

describe('virtual time', () => {
  beforeEach(() => restart(1));

  test('passes only when there is nothing left to do without it', async () => {
    const order: string[] = [];
    setTimeout(() => {
      order.push(`timer at ${now()}`);
      void Promise.resolve().then(() => order.push('its promise'));
      setImmediate(() => order.push('its immediate'));
    }, 1_000);
    setTimeout(() => order.push(`next at ${now()}`), 1_001);
    await pass(2_000, () => order.length === 4);
    expect(order).toEqual(['timer at 1000', 'its promise', 'its immediate', 'next at 1001']);
  });

  test('ends at its limit, whatever is still to come', async () => {
    const late = { fired: false };
    setTimeout(() => {
      late.fired = true;
    }, 5_000);
    await pass(1_000, () => false);
    expect(now()).toBe(1_000);
    expect(late.fired).toBe(false);
  });

  test('begins anew: old timers are gone, and chance starts from the seed', async () => {
    setTimeout(() => expect.unreachable(), 10);
    restart(3);
    const drawn = Math.random();
    await pass(100, () => false);
    restart(3);
    expect(Math.random()).toBe(drawn);
    restart(4);
    expect(Math.random()).not.toBe(drawn);
  });

  test('lets no timer fire early, nor at once', async () => {
    const times: number[] = [];
    for (const ms of [0, 0.4, 1.2]) setTimeout(() => times.push(now()), ms);
    await pass(10, () => times.length === 3);
    expect(times).toEqual([1, 1, 2]);
  });

  test('ends what is given a time limit', async () => {
    const signal = AbortSignal.timeout(50);
    await pass(49, () => false);
    expect(signal.aborted).toBe(false);
    await pass(51, () => false);
    expect((signal.reason as DOMException).name).toBe('TimeoutError');
  });
});

describe('a trace', () => {
  beforeEach(() => restart(1));

  const run = async (server: Server, traffic: ConstructorParameters<typeof Trace>[0]) => {
    const upstream = new Upstream(server, 1);
    const trace = new Trace(traffic, () => (url) => upstream.fetch(url));
    await pass(400_000, () => trace.over);
    return { trace, upstream };
  };

  test('spreads its clients over their period, each with its own rhythm', async () => {
    const { trace } = await run(() => BAD_GATEWAY, { clients: 4, rate: 1, untilMs: 2_000 });
    // A client of phase 0 begins as early as a timer can.
    expect(trace.calls.map(({ startedAt }) => startedAt)).toEqual([1, 250, 500, 750, 1_000, 1_250, 1_500, 1_750]);
    expect(trace.calls.every(({ ok, endedAt, startedAt }) => !ok && endedAt - startedAt === 5)).toBe(true);
  });

  test('calls its upstreams in turn, and in bursts', async () => {
    const upstreams = ['http://a.test', 'http://b.test'];
    const { upstream } = await run(() => BAD_GATEWAY, { clients: 1, rate: 1, burst: 3, upstreams, untilMs: 1 });
    expect(upstream.arrivals.map(({ origin }) => origin)).toEqual([...upstreams, 'http://a.test']);
  });

  test('is over when every call has settled; a silent server is left to the engine', async () => {
    const { trace } = await run(() => HANG, { clients: 1, rate: 1, untilMs: 1 });
    expect(trace.calls).toMatchObject([{ ok: false, endedAt: 300_001 }]);
  });

  test('counts the attempts of a call, and those that came before they were asked to', async () => {
    const upstream = new Upstream(() => ({ kind: 'answer', status: 503, afterMs: 5, retryAfter: 2 }), 1);
    let over = false;
    const persist = async () => {
      for (const waitMs of [1_999, 2_000, 1]) {
        await upstream.fetch('http://api.test/7');
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
      over = true;
    };
    await Promise.all([persist(), pass(10_000, () => over)]);
    expect(upstream.arrivals.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(upstream.earlyRetries).toBe(1);
  });

  test('lets a call go when its signal aborts', async () => {
    const upstream = new Upstream(() => HANG, 1);
    const controller = new AbortController();
    const call = upstream.fetch('http://api.test/1', { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
    await expect(upstream.fetch('http://api.test/1', { signal: controller.signal })).rejects.toThrow('enough');
  });
});
