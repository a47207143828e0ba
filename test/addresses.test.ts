import { beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyInit } from '../src/index.ts';
import { recordEvents, type VirtualClock, virtualClock } from '../src/testing/index.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = virtualClock();
});

/** As React Native 0.72 has it: `protocol` and the like are not implemented. */
class UrlWithoutParts {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  get protocol(): string {
    throw new Error('not implemented');
  }
  get origin(): string {
    throw new Error('not implemented');
  }
  toString(): string {
    return this.#text;
  }
}

const addresses: [string, unknown][] = [
  ['a path', '/api/items?page=2'],
  ['a path without a slash', 'items'],
  ['only a query', '?page=2'],
  ['an empty string', ''],
  ['an address without a scheme', '//upstream.test/items'],
  ['a URL class without parts', new UrlWithoutParts('http://upstream.test/items')],
  ['a URL class of its own, with a path', new UrlWithoutParts('/api/items')],
  ['an object that is a string when asked', { toString: () => 'http://upstream.test/items' }],
  ['an object with a path that is a string when asked', { toString: () => '/api/items' }],
];

/** Takes every address as it is, and keeps it as text. */
function fetchOfAny(...statuses: number[]) {
  const addresses: string[] = [];
  const fetch = async (input: unknown) => {
    addresses.push(String(input));
    return new Response('', { status: statuses[addresses.length - 1] ?? 200 });
  };
  return Object.assign(fetch, { addresses });
}

describe('an inner fetch that knows what an address means', () => {
  test.each(addresses)('is asked again after a failure, with the same address: %s', async (_what, address) => {
    const fetch = fetchOfAny(502, 503, 200);
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const told = recordEvents(steady);
    const response = await clock.runUntil(steady(address as string));
    expect([response.status, fetch.addresses.length]).toEqual([200, 3]);
    expect(fetch.addresses).toEqual(Array(3).fill(String(address)));
    expect(told.types()).toContain('call.started');
    for (const event of told.events) expect('upstream' in event ? event.upstream : 'none').toMatch(/./);
    expect(new Set(told.events.map((event) => 'upstream' in event && event.upstream)).size).toBe(1);
  });

  test.each(addresses)('sends a POST once: %s', async (_what, address) => {
    const fetch = fetchOfAny(502, 200);
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const init: SteadyInit = { method: 'POST', body: 'x' };
    expect((await clock.runUntil(steady(address as string, init))).status).toBe(502);
    expect(fetch.addresses).toHaveLength(1);
  });

  test('has its relative addresses kept apart from those of other services', async () => {
    const fetch = fetchOfAny(200);
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    await steady('/api/a');
    await steady('/api/b');
    await steady('http://upstream.test/');
    expect(steady.upstreams()).toHaveLength(2);
  });

  test.each(['data:text/plain,hello', 'blob:http://upstream.test/0'])(
    'is passed what needs no network: %s',
    async (url) => {
      const fetch = fetchOfAny(502, 200);
      const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
      expect((await clock.runUntil(steady(url))).status).toBe(502);
      expect(fetch.addresses).toHaveLength(1);
    },
  );

  test('may be asked for upstreams by a function of the app: an address that it cannot be given is still retried', async () => {
    const fetch = fetchOfAny(502, 200);
    const upstream = ({ host }: URL) => host;
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, upstream });
    expect((await clock.runUntil(steady('/api/items'))).status).toBe(200);
    expect(fetch.addresses).toHaveLength(2);
  });
});

describe('the real fetch of Node', () => {
  test('refuses a relative address at once, as without us', async () => {
    const bare = await fetch('/api/items').catch((error) => error);
    const steady = createSteadyFetch({ clock, random: () => 0.5 });
    const ours = await clock.runUntil(steady('/api/items').catch((error) => error));
    expect([ours.name, ours.message]).toEqual([bare.name, bare.message]);
    expect(clock.now()).toBe(0);
  });
});
