import { describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyFetch } from '../../src/index.ts';
import { createNotices } from '../../src/notices/index.ts';
import { virtualClock } from '../../src/testing/index.ts';

// What a hostile or broken service can make grow: names of hosts, routes, failures.

const answer = (status: number) => async () => new Response('x', { status });
const ONCE = { retry: { maxAttempts: 1 } };
const BY_USER = { importance: 'user' } as const;

async function heapAfterCollection(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    globalThis.gc?.();
    // Finalizers run in tasks of their own.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

/** Bytes by which each further call makes the heap grow, once everything that is remembered has been filled. */
async function growthPerCall(calls: number, call: (index: number) => Promise<unknown>): Promise<number> {
  const heaps: number[] = [];
  for (let round = 0; round < 4; round++) {
    for (let n = 0; n < calls; n++) await call(round * calls + n);
    heaps.push(await heapAfterCollection());
  }
  // The collector keeps tables and code for a while as it likes.
  const [before, after] = [Math.min(...heaps.slice(0, 2)), Math.min(...heaps.slice(2))];
  return (after - before) / (2 * calls);
}

const get = (steady: SteadyFetch, url: string, label?: string) =>
  steady(url, label === undefined ? {} : { steady: { notice: { ...BY_USER, label } } }).then((response) =>
    response.body?.cancel(),
  );

describe('100 000 upstreams', () => {
  test('cost a client no more than the thousand that it remembers', async () => {
    const steady = createSteadyFetch({ fetch: answer(200), circuit: false });
    expect(await growthPerCall(25_000, (n) => get(steady, `http://host-${n}.test/`))).toBeLessThan(100);
    expect(steady.upstreams()).toHaveLength(1_000);
  }, 240_000);
});

describe('upstreams that fail', () => {
  test('cost a client no more than the thousand that it remembers', async () => {
    const steady = createSteadyFetch({ fetch: answer(503), clock: virtualClock(), ...ONCE });
    expect(await growthPerCall(1_000, (n) => get(steady, `http://host-${n}.test/`))).toBeLessThan(200);
    expect(steady.upstreams()).toHaveLength(1_000);
  }, 240_000);

  test('cost notices no more than the hundred that they remember', async () => {
    const steady = createSteadyFetch({ fetch: answer(503), ...ONCE, circuit: false });
    const center = createNotices(steady, { locale: 'en' });
    expect(await growthPerCall(1_000, (n) => get(steady, `http://host-${n}.test/`, `Photo ${n}`))).toBeLessThan(200);
    expect(center.getSnapshot().length).toBeGreaterThan(0);
    center.close();
  }, 240_000);
});

describe('requests that fail, each with a name and a path of its own,', () => {
  test('cost a client no more than the routes that it remembers', async () => {
    const steady = createSteadyFetch({
      fetch: answer(503),
      clock: virtualClock(),
      ...ONCE,
      circuit: { maxWaitMs: 0 },
    });
    const call = (n: number) =>
      get(steady, `http://host.test/${n.toString(36).replaceAll(/\d/g, 'x')}/y`).catch(() => {});
    expect(await growthPerCall(1_500, call)).toBeLessThan(60);
  }, 240_000);

  test('cost notices no more than the hundred that they remember', async () => {
    const steady = createSteadyFetch({ fetch: answer(404) });
    const center = createNotices(steady, { locale: 'en' });
    expect(await growthPerCall(500, (n) => get(steady, `http://host.test/${n}`, `Photo ${n}`))).toBeLessThan(200);
    expect(center.getSnapshot().length).toBeGreaterThan(0);
    center.close();
  }, 240_000);
});
