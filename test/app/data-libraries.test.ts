import { onlineManager, QueryClient } from '@tanstack/query-core';
import { afterEach, describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyOptions } from '../../src/index.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/index.ts';
import { seeded } from '../support/random.ts';

const API = 'https://api.test/orders';
/** The defaults of TanStack Query in browsers, except for the delay. */
const USUAL = { retry: 3, retryDelay: 0 };

/** A service that answers 502, a client of it on a virtual clock, and a query that throws as apps do. */
function openShop(options: SteadyOptions = {}) {
  const clock = virtualClock();
  const sent: number[] = [];
  const fetch = async () => {
    sent.push(clock.now());
    return new Response('', { status: 502 });
  };
  const steady = createSteadyFetch({ fetch, clock, random: seeded(1), ...options });
  const queryFn = async () => {
    const response = await steady(API);
    if (!response.ok) throw new Error(`No orders: ${response.status}`);
    return response.json();
  };
  return { clock, sent, queryFn };
}

/** Lets time pass, second by second, because the library has timers of its own. */
async function passTime(clock: VirtualClock, query: Promise<unknown>): Promise<void> {
  let isDone = false;
  const finished = query
    .catch(() => {})
    .then(() => {
      isDone = true;
    });
  for (let second = 0; second < 120 && !isDone; second++) {
    await clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve));
  }
  await finished;
}

describe('TanStack Query over steadyfetch', () => {
  const client = (options = {}) => new QueryClient({ defaultOptions: { queries: options } });
  afterEach(() => onlineManager.setOnline(true));

  test('multiplies attempts while both retry: four times four', async () => {
    const { clock, sent, queryFn } = openShop({ circuit: false, budget: false });
    await passTime(clock, client(USUAL).fetchQuery({ queryKey: ['orders'], queryFn }));
    expect(sent).toHaveLength(16);
  });

  test('is stopped short of that by the retry budget', async () => {
    const { clock, sent, queryFn } = openShop({ circuit: false });
    await passTime(clock, client(USUAL).fetchQuery({ queryKey: ['orders'], queryFn }));
    expect(sent).toHaveLength(14);
  });

  test('makes four, and three to see whether the service is back, when its own retries are off', async () => {
    const { clock, sent, queryFn } = openShop();
    await passTime(clock, client({ retry: false }).fetchQuery({ queryKey: ['orders'], queryFn }));
    expect(sent).toHaveLength(7);
  });

  test('holds queries back by itself while it is offline, unless told to leave that to the client', async () => {
    onlineManager.setOnline(false);
    const usual = openShop();
    const held = client({ retry: false }).fetchQuery({ queryKey: ['orders'], queryFn: usual.queryFn });
    held.catch(() => {});
    await usual.clock.advance(10_000);
    expect(usual.sent).toHaveLength(0);
    const ours = openShop();
    const always = client({ retry: false, networkMode: 'always' });
    await passTime(ours.clock, always.fetchQuery({ queryKey: ['orders'], queryFn: ours.queryFn }));
    expect(ours.sent).toHaveLength(7);
  });
});
