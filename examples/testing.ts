// How an app tests what it does when a service fails: its own fetch, and a clock that does not wait.
// Run it with: npm run build && npx tsx examples/testing.ts

// #region instant
import { createSteadyFetch, reportOf } from 'steadyfetch';
import { instantClock, scriptedFetch } from 'steadyfetch/testing';

const fetch = scriptedFetch(503, 503, 503, 200);
const steady = createSteadyFetch({ fetch, clock: instantClock() });

const response = await steady('https://shop.example.com/catalogue');
console.log(response.status, 'after', fetch.requests.length, 'requests');
// #endregion instant
// Prints:
// 200 after 4 requests

// #region waited
const typical = createSteadyFetch({
  fetch: scriptedFetch(503, 503, 503, 200),
  clock: instantClock(),
  random: () => 0.5, // Half of each ceiling, as it is on average.
});
const report = reportOf(await typical('https://shop.example.com/catalogue'));
console.log(`would have waited ${report?.elapsedMs} ms`);
// #endregion waited
// Prints:
// would have waited 2000 ms

// #region hang
const hanging = createSteadyFetch({
  fetch: scriptedFetch('hang', 200),
  clock: instantClock(),
  timeout: { attemptMs: 15_000 },
});
console.log((await hanging('https://shop.example.com/catalogue')).status);

// #endregion hang
// Prints:
// 200

// #region virtual
import { recordEvents, virtualClock } from 'steadyfetch/testing';

const clock = virtualClock();
const asksToWait = { status: 503, headers: { 'retry-after': '30' } };
const photos = scriptedFetch(asksToWait, 200);
const timed = createSteadyFetch({ fetch: photos, clock, random: () => 0.5 });
const events = recordEvents(timed);

const album = timed('https://photos.example.com/albums/7');
await clock.advance(29_999);
console.log(photos.requests.length, 'request before the time is up');
await clock.advance(2_000);
console.log((await album).status, 'afterwards');
// #endregion virtual
// Prints:
// 1 request before the time is up
// 200 afterwards

// #region transcript
console.log(events.transcript());

// #endregion transcript
// Prints:
// call 1: started, GET https://photos.example.com/albums/7
// call 1: attempt 1 of 4 started
// call 1: attempt 1 ended, 503 service-unavailable
// call 1: attempt 2 scheduled, retry-after
// call 1: attempt 2 of 4 started
// call 1: attempt 2 ended, 200
// call 1: recovered in attempt 2
// call 1: succeeded after 2 attempts

// #region notices
import { createNotices } from 'steadyfetch/notices';
import { expectNotices } from 'steadyfetch/testing';

const service = createSteadyFetch({ fetch: scriptedFetch(asksToWait, 200), clock });
const notices = createNotices(service, { clock, locale: 'en', label: () => 'Photos' });
const call = service('https://photos.example.com/', { steady: { notice: { importance: 'user' } } });

await expectNotices(notices, ['Photos asked us to wait'], { clock });
await expectNotices(notices, [{ phase: 'recovered' }], { clock, withinMs: 60_000 });
await call;

const error = await expectNotices(notices, []).catch((error: Error) => error);
console.log(error?.message);
// #endregion notices
// Prints:
// these notices are not shown:
// - no notice
// but these are:
// + You can use Photos again. Everything that was waiting has finished.
