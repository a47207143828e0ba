// #region setup
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { badGateway, flaky, outage } from 'steadyfetch/msw';
import { expectNotices, instantClock, recordEvents, reset, virtualClock } from 'steadyfetch/testing';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createShop, shop } from './shop.ts';

const url = 'https://shop.example.com/catalogue';
const server = setupServer(http.get(url, () => HttpResponse.json(['tea'])));
beforeAll(() => server.listen());
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
// #endregion setup

// #region instant
test('the catalogue loads although the gateway fails twice', async () => {
  let failures = 0;
  server.use(http.get(url, (info) => (failures++ < 2 ? badGateway()(info) : undefined)));
  const { catalogue } = createShop({ clock: instantClock() });
  expect(await catalogue()).toEqual(['tea']);
});
// #endregion instant

// #region gives-up
test('after an outage that does not end, the catalogue fails with what the gateway said', async () => {
  server.use(outage({ answer: badGateway({ gateway: 'cloudflare' }) }));
  const { catalogue } = createShop({ clock: instantClock() });
  await expect(catalogue()).rejects.toMatchObject({ name: 'UpstreamError', verdict: { gateway: 'cloudflare' } });
});
// #endregion gives-up

// #region notices
test('people hear of an outage, and that it is over', async () => {
  const down = outage();
  server.use(down);
  const clock = virtualClock();
  const { catalogue, notices } = createShop({ clock, random: () => 0.5 });
  const loading = catalogue();
  await expectNotices(notices, [{ phase: 'paused' }], { clock });
  down.end();
  await expectNotices(notices, [{ phase: 'recovered' }], { clock, withinMs: 30_000 });
  expect(await loading).toEqual(['tea']);
});
// #endregion notices

// #region snapshot
test('what the client does is known line by line', async () => {
  server.use(http.get(url, badGateway(), { once: true }));
  const { steady, catalogue } = createShop({ clock: instantClock() });
  const events = recordEvents(steady);
  await catalogue();
  expect(events.transcript()).toMatchInlineSnapshot(`
    "call 1: started, GET https://shop.example.com/catalogue
    call 1: attempt 1 of 4 started
    call 1: attempt 1 ended, 502 bad-gateway
    call 1: attempt 2 scheduled, backoff
    call 1: attempt 2 of 4 started
    call 1: attempt 2 ended, 200
    call 1: recovered in attempt 2
    call 1: succeeded after 2 attempts"
  `);
});
// #endregion snapshot

// #region flaky
test('the catalogue loads from a service that fails every third request', async () => {
  server.use(http.get(url, flaky(1 / 3, 7)));
  const { catalogue } = createShop({ clock: instantClock() });
  for (let n = 0; n < 20; n++) expect(await catalogue()).toEqual(['tea']);
});
// #endregion flaky

// #region shared
afterEach(() => {
  vi.useRealTimers();
  reset(shop.steady);
});

test('the shared client is tested with fake timers', async () => {
  vi.useFakeTimers();
  server.use(http.get(url, badGateway(), { once: true }));
  const loading = shop.catalogue();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await loading).toEqual(['tea']);
});

test('the next test finds it as new', async () => {
  expect(shop.steady.upstreams()).toEqual([]);
  expect(shop.notices.getSnapshot()).toEqual([]);
});
// #endregion shared
