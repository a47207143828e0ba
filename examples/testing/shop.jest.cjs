// Run by Jest in the suite of the runtimes: test/runtimes/jest.test.ts.
// #region test
const { createSteadyFetch } = require('steadyfetch');
const { instantClock, reset, scriptedFetch } = require('steadyfetch/testing');

const fetch = scriptedFetch(503, 503, 200, 'repeat');
const steady = createSteadyFetch({ fetch, clock: instantClock() });
const shared = createSteadyFetch({ fetch: scriptedFetch(502, 200, 'repeat') });
afterEach(() => {
  jest.useRealTimers();
  reset(shared);
});

test('the catalogue loads although the service is overloaded', async () => {
  const response = await steady('https://shop.example.com/catalogue');
  expect(response.status).toBe(200);
  expect(fetch.requests).toHaveLength(3);
});

test('the shared client is tested with fake timers', async () => {
  jest.useFakeTimers();
  const loading = shared('https://shop.example.com/catalogue');
  await jest.advanceTimersByTimeAsync(60_000);
  expect((await loading).status).toBe(200);
});
// #endregion test
