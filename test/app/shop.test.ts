import { HttpResponse, type HttpResponseResolver, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSteadyFetch, isCircuitOpenError, isUpstreamError, type SteadyOptions } from '../../src/index.ts';
import { badGateway, unavailable } from '../../src/msw/index.ts';
import { instantClock } from '../../src/testing/index.ts';

const API = 'https://api.shop.test';

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Answers with each of these in turn, and then with the last one for good. */
function inTurn(...answers: HttpResponseResolver[]) {
  let seen = 0;
  const resolver: HttpResponseResolver = (info) =>
    (answers[Math.min(seen++, answers.length - 1)] as HttpResponseResolver)(info);
  return Object.assign(resolver, { count: () => seen });
}

/** A small app: a client, and toasts that it shows to people. */
function openShop(options: SteadyOptions = {}) {
  const steady = createSteadyFetch({ clock: instantClock(), ...options });
  const toasts: string[] = [];
  let trouble = false;
  steady.on('retry.scheduled', () => {
    if (trouble) return;
    trouble = true;
    toasts.push('The shop is slow to answer. Trying again…');
  });
  steady.on('call.recovered', () => {
    if (!trouble) return;
    trouble = false;
    toasts.push('Working again.');
  });
  steady.on('call.settled', ({ outcome, settledBecause }) => {
    if (outcome === 'failed' && settledBecause !== 'final') toasts.push('The shop cannot be reached just now.');
  });
  return { steady, toasts };
}

describe('loading the catalogue', () => {
  test('says once that it tries again, and once that it works again', async () => {
    const flaky = inTurn(badGateway(), badGateway(), () => HttpResponse.json([{ id: 1 }]));
    server.use(http.get(`${API}/catalogue`, flaky));
    const { steady, toasts } = openShop();
    const response = await steady(`${API}/catalogue`);
    expect(await response.json()).toEqual([{ id: 1 }]);
    expect(toasts).toEqual(['The shop is slow to answer. Trying again…', 'Working again.']);
    expect(flaky.count()).toBe(3);
  });

  test('says nothing when all is well, nor when the page does not exist', async () => {
    server.use(
      http.get(`${API}/catalogue`, () => HttpResponse.json([])),
      http.get(`${API}/nothing`, () => new HttpResponse(null, { status: 404 })),
    );
    const { steady, toasts } = openShop();
    await steady(`${API}/catalogue`);
    expect((await steady(`${API}/nothing`)).status).toBe(404);
    expect(toasts).toEqual([]);
  });

  test('never hands an HTML error page to the JSON parser', async () => {
    server.use(http.get(`${API}/catalogue`, badGateway()));
    const { steady, toasts } = openShop({ throwOnFailure: true });
    const error = await steady(`${API}/catalogue`).catch((e) => e);
    expect(isUpstreamError(error)).toBe(true);
    expect(error.verdict).toMatchObject({ kind: 'bad-gateway', transient: true });
    expect(await error.response.text()).toContain('<title>502 Bad Gateway</title>');
    expect(toasts.at(-1)).toBe('The shop cannot be reached just now.');
  });

  test('survives a network that breaks', async () => {
    const flaky = inTurn(HttpResponse.error, () => HttpResponse.json([]));
    server.use(http.get(`${API}/catalogue`, flaky));
    const { steady } = openShop();
    expect((await steady(`${API}/catalogue`)).status).toBe(200);
  });
});

describe('placing an order', () => {
  test('sends it once, when it is unknown whether it arrived', async () => {
    const orders = inTurn(badGateway(), () => HttpResponse.json({ id: 7 }));
    server.use(http.post(`${API}/orders`, orders));
    const { steady, toasts } = openShop();
    const response = await steady(`${API}/orders`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(502);
    expect(orders.count()).toBe(1);
    expect(toasts).toEqual(['The shop cannot be reached just now.']);
  });

  test('sends it again under one key, where the shop respects keys', async () => {
    const booked = new Set<string>();
    const answers = inTurn(badGateway(), () => HttpResponse.json({ id: 7 }));
    server.use(
      http.post(`${API}/orders`, (info) => {
        booked.add(info.request.headers.get('idempotency-key') ?? 'none');
        return answers(info);
      }),
    );
    const { steady } = openShop({ upstreams: { [API]: { idempotencyKey: true } } });
    const response = await steady(`${API}/orders`, { method: 'POST', body: '{}' });
    expect(await response.json()).toEqual({ id: 7 });
    expect(answers.count()).toBe(2);
    expect(booked.size).toBe(1);
  });
});

describe('maintenance', () => {
  test('that is announced for longer than a call waits ends at once, with the time to come back', async () => {
    const down = inTurn(unavailable({ retryAfter: 600 }));
    server.use(http.get(`${API}/catalogue`, down));
    const { steady } = openShop();
    const ended = new Promise<{ retryAt?: number; settledBecause: string }>((resolve) =>
      steady.on('call.settled', resolve),
    );
    await steady(`${API}/catalogue`);
    const { retryAt, settledBecause } = await ended;
    expect(settledBecause).toBe('retry-after-too-long');
    expect(Math.abs((retryAt ?? 0) - (Date.now() + 600_000))).toBeLessThan(2_000);
    expect(down.count()).toBe(1);
  });

  test('that the team switches on by hand sends nothing until it is over', async () => {
    const up = inTurn(() => HttpResponse.json([]));
    server.use(http.get(`${API}/catalogue`, up));
    const { steady } = openShop();
    const endMaintenance = steady.isolate(API);
    const error = await steady(`${API}/catalogue`).catch((e) => e);
    expect(isCircuitOpenError(error)).toBe(true);
    expect(up.count()).toBe(0);
    endMaintenance();
    expect((await steady(`${API}/catalogue`)).status).toBe(200);
  });
});
