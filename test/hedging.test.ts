import { afterEach, describe, expect, test, vi } from 'vitest';
import { createSteadyFetch, type FetchInput, type SteadyInit } from '../src/index.ts';
import { virtualClock } from '../src/testing/index.ts';

const URL = 'http://upstream.test/report';

/** A call whose first attempt is silent for so long, and gets a second one beside it after 12 s. */
function stand(silentMs: number, second: () => Response) {
  const clock = virtualClock();
  let sent = 0;
  const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
    if (++sent > 1) return second();
    await clock.sleep(silentMs, init?.signal ?? undefined);
    return new Response('the report');
  };
  const steady = createSteadyFetch({ fetch, clock });
  const ends: string[] = [];
  steady.on('attempt.ended', ({ attempt, verdict }) => ends.push(`${attempt} ${verdict.kind}`));
  const call = async (init?: SteadyInit) => {
    const result = steady(URL, init).then(({ status }) => status, String);
    await clock.advance(2 * silentMs);
    return result;
  };
  return { steady, ends, call };
}

const inFlight = ({ steady }: ReturnType<typeof stand>) => steady.upstreams().map((upstream) => upstream.inFlight);

test('an attempt that was answered ends once, also if a listener aborts the call at that moment', async () => {
  const world = stand(90_000, () => new Response(null, { status: 404 }));
  const controller = new AbortController();
  world.steady.on('attempt.ended', () => controller.abort());
  expect(await world.call({ signal: controller.signal })).toContain('AbortError');
  expect(world.ends).toEqual(['2 client-error', '1 aborted']);
  expect(inFlight(world)).toEqual([0]);
});

test('an attempt that a listener interrupts as the one beside it is answered ends before the call does', async () => {
  const world = stand(90_000, () => new Response('the report'));
  const controller = new AbortController();
  world.steady.on('attempt.ended', () => controller.abort());
  const reported: unknown[] = [];
  world.steady.on('call.settled', ({ attempts }) => reported.push(attempts, ...world.ends));
  expect(await world.call({ signal: controller.signal })).toBe(200);
  expect(reported).toEqual([2, '2 ok', '1 aborted']);
  expect(world.ends).toHaveLength(2);
  expect(inFlight(world)).toEqual([0]);
});

test('an attempt whose failure is still being read ends once, if the one beside it is answered meanwhile', async () => {
  const endless = new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('<html>')) });
  const world = stand(12_010, () => new Response(endless, { status: 502 }));
  expect(await world.call()).toBe(200);
  expect(world.ends).toEqual(['1 ok', '2 superseded']);
  expect(inFlight(world)).toEqual([0]);
});

test('a second attempt that was not sent, because the budget was empty, does not stop the next one', async () => {
  const clock = virtualClock();
  let sent = 0;
  const fetch = () =>
    ++sent === 1 ? Promise.resolve(new Response(null, { status: 502 })) : new Promise<Response>(() => {});
  const retry = { baseDelayMs: 20_000, hedgeAfterMs: 1_000 };
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, retry, budget: { capacity: 1 } });
  const controller = new AbortController();
  // It waits with the only token.
  const waiting = steady(URL, { signal: controller.signal }).catch(({ name }) => name);
  await clock.advance(10);
  void steady(URL);
  await clock.advance(1_100);
  expect(sent).toBe(2);
  controller.abort();
  expect(await waiting).toBe('AbortError');
  await clock.advance(300);
  expect(sent).toBe(3);
});

test('the answer to an attempt that was given up is thrown away when it comes late', async () => {
  const clock = virtualClock();
  const ended: string[] = [];
  const page = (name: string) => new ReadableStream({ cancel: () => void ended.push(name) });
  let sent = 0;
  // A fetch that does not care about its signal.
  const fetch = async () => {
    const name = `answer ${++sent}`;
    await clock.sleep(sent === 1 ? 5_000 : 10);
    return new Response(page(name));
  };
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, timeout: { attemptMs: 1_000 } });
  const response = await clock.runUntil(steady(URL));
  expect([response.status, sent, ended]).toEqual([200, 2, []]);
  await clock.advance(5_000);
  expect(ended).toEqual(['answer 1']);
});

describe('a second attempt beside the first goes', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const CACHED = { cache: 'force-cache' } as const;
  test.each<[string, boolean, [FetchInput, RequestInit?], string | undefined]>([
    ['past the cache of a page, which would hold it back', true, [URL], 'reload'],
    ['past it for a Request, too', true, [new Request(URL)], 'reload'],
    ['by the cache mode of the caller', true, [URL, CACHED], 'force-cache'],
    ['by the cache mode of a Request', true, [new Request(URL, CACHED)], undefined],
    ['as it was made where there is no page', false, [URL], undefined],
  ])('%s', async (_how, isPage, args, expected) => {
    if (isPage) vi.stubGlobal('document', {});
    const clock = virtualClock();
    const modes: (string | undefined)[] = [];
    const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
      modes.push(init?.cache);
      return modes.length > 1 ? new Response() : new Promise(() => {});
    };
    const call = createSteadyFetch({ fetch, clock })(...args);
    await clock.runUntil(call);
    expect(modes).toEqual([args[1]?.cache, expected]);
  });
});
