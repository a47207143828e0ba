import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { classify } from '../../src/evidence/index.ts';
import { createSteadyFetch } from '../../src/index.ts';
import { badGateway, brownout, cutBody, flaky, gatewayTimeout, outage, unavailable } from '../../src/msw/index.ts';
import { instantClock } from '../../src/testing/index.ts';
import { loadCorpus } from '../corpus/records.ts';

const API = 'https://api.test';
const good = http.all(`${API}/*`, () => HttpResponse.json({ fine: true }));
const server = setupServer(good);
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  server.resetHandlers();
  vi.useRealTimers();
});
afterAll(() => server.close());

const statuses = async (count: number, path = '/orders') => {
  const all: number[] = [];
  for (let n = 0; n < count; n++) all.push((await fetch(`${API}${path}`)).status);
  return all;
};

describe('an answer of a gateway', () => {
  const makers = { 502: badGateway, 503: unavailable, 504: gatewayTimeout };
  const recorded = loadCorpus().filter(({ gateway, status, mode }) => {
    const isOwnPage = !mode.startsWith('k-') && status in makers;
    return (gateway === 'nginx' || gateway === 'haproxy') && isOwnPage;
  });

  test.each([502, 503, 504] as const)('%d is what the gateway itself has answered', async (status) => {
    for (const gateway of ['nginx', 'haproxy'] as const) {
      const real = recorded.find((record) => record.gateway === gateway && record.status === status);
      server.use(http.get(`${API}/orders`, makers[status]({ gateway })));
      const response = await fetch(`${API}/orders`);
      expect([response.status, await response.text()]).toEqual([status, real?.body]);
      for (const name of ['server', 'content-type', 'cache-control']) {
        expect([name, response.headers.get(name)]).toEqual([name, real?.headers[name] ?? null]);
      }
    }
  });

  test.each([
    ['bad-gateway', badGateway],
    ['service-unavailable', unavailable],
    ['gateway-timeout', gatewayTimeout],
  ] as const)('of Cloudflare is read as %s, with its ray', async (kind, make) => {
    server.use(http.get(`${API}/orders`, make({ gateway: 'cloudflare' })));
    const response = await fetch(`${API}/orders`);
    const page = await response.text();
    expect(classify(response, { bodyPeek: page })).toMatchObject({ kind, gateway: 'cloudflare', transient: true });
    expect(page).toContain(`Ray ID: <strong class="font-semibold">${response.headers.get('cf-ray')?.split('-')[0]}<`);
  });

  test('asks to wait for seconds or until a date, and a client does', async () => {
    const date = new Date(Date.UTC(2030, 0, 1));
    server.use(http.get(`${API}/date`, unavailable({ retryAfter: date })));
    expect((await fetch(`${API}/date`)).headers.get('retry-after')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
    server.use(http.get(`${API}/orders`, unavailable({ retryAfter: 20 }), { once: true }));
    const clock = instantClock();
    expect((await createSteadyFetch({ clock })(`${API}/orders`)).status).toBe(200);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(20_000);
  });
});

describe('a body that is cut', () => {
  test('comes with good headers and rejects when it is read', async () => {
    server.use(http.get(`${API}/orders`, cutBody()));
    const response = await createSteadyFetch({ clock: instantClock() })(`${API}/orders`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
    await expect(response.json()).rejects.toThrow(TypeError);
  });

  test.each([
    ['', ''],
    ['<html>', '<html>'],
  ])('arrives as far as it was given: %j', async (body, arrived) => {
    server.use(http.get(`${API}/orders`, cutBody({ body, headers: { 'content-type': 'text/html' } })));
    const reader = (await fetch(`${API}/orders`)).body?.getReader();
    let text = '';
    const read = async (): Promise<void> => {
      for (;;) text += new TextDecoder().decode((await reader?.read())?.value);
    };
    await expect(read()).rejects.toThrow();
    expect(text).toBe(arrived);
  });
});

describe('flaky', () => {
  test('fails the same requests for the same seed, and others for another', async () => {
    const play = async (seed: number) => {
      server.resetHandlers();
      server.use(http.get(`${API}/orders`, flaky(0.5, seed)));
      return statuses(40);
    };
    const first = await play(7);
    expect(await play(7)).toEqual(first);
    expect(await play(8)).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 502]));
  });

  test('fails about as many as it says', async () => {
    const resolver = flaky(0.3, 1);
    let failed = 0;
    for (let n = 0; n < 10_000; n++) if (await resolver({} as never)) failed++;
    expect(failed / 10_000).toBeGreaterThan(0.28);
    expect(failed / 10_000).toBeLessThan(0.32);
  });

  test('fails all at 1 and none at 0, with the answer that is given', async () => {
    server.use(http.get(`${API}/orders`, flaky(1, 1, unavailable())));
    expect(await statuses(3)).toEqual([503, 503, 503]);
    server.use(http.get(`${API}/orders`, flaky(0)));
    expect(await statuses(3)).toEqual([503, 503, 503]);
  });
});

describe('an outage', () => {
  test('lasts until it is ended, for the path that it is given', async () => {
    const down = outage({ path: `${API}/orders`, answer: gatewayTimeout() });
    server.use(down);
    expect([await statuses(2), await statuses(1, '/news')]).toEqual([[504, 504], [200]]);
    down.end();
    expect(await statuses(2)).toEqual([200, 200]);
  });

  test('fails everything by default, and is over for a client once it is ended', async () => {
    const down = outage();
    server.use(down);
    const steady = createSteadyFetch({ clock: instantClock() });
    steady.on('retry.scheduled', () => down.end());
    expect((await steady(`${API}/orders`)).status).toBe(200);
  });
});

describe('a brown-out', () => {
  test('fails the ratio that it is given, and leaves the rest to the other handlers, until it is ended', async () => {
    const brown = brownout({ ratio: 0.5, seed: 3 });
    server.use(brown);
    const seen = await statuses(30);
    expect(new Set(seen)).toEqual(new Set([200, 504]));
    server.resetHandlers();
    server.use(brownout({ ratio: 0.5, seed: 3 }));
    expect(await statuses(30)).toEqual(seen);
    server.resetHandlers();
    server.use(brown);
    brown.end();
    expect(new Set(await statuses(10))).toEqual(new Set([200]));
  });

  test('slows down what fails and what does not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    server.use(brownout({ ratio: 0.5, delayMs: 3_000 }));
    let answered = 0;
    const calls = Array.from({ length: 4 }, () => fetch(`${API}/orders`).then(() => answered++));
    while (vi.getTimerCount() < 4) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(2_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(0);
    vi.advanceTimersByTime(1);
    await Promise.all(calls);
    expect(answered).toBe(4);
  });
});

describe('what cannot be is refused', () => {
  test.each<[string, () => unknown]>([
    ['gateway must be "nginx", "haproxy" or "cloudflare"', () => badGateway({ gateway: 'apache' as never })],
    ['gateway must be', () => gatewayTimeout({ gateway: 'toString' as never })],
    ['retryAfter must be a whole number of seconds, or a date', () => unavailable({ retryAfter: -1 })],
    ['retryAfter must be', () => unavailable({ retryAfter: new Date(Number.NaN) })],
    ['ratio must be a number from 0 to 1', () => flaky(30)],
    ['ratio must be', () => brownout({ ratio: Number.NaN })],
    ['seed must be a whole number', () => flaky(0.5, 0.5)],
    ['answer must be a resolver, such as badGateway()', () => outage({ answer: 502 as never })],
    ['delayMs must be a number of ms from 0 on', () => brownout({ delayMs: -1 })],
    ['body must be a string', () => cutBody({ body: {} as never })],
  ])('%s', (message, make) => {
    expect(make).toThrow(message);
  });
});
