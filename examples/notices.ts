// What people get to see, from the first failure to "you can use it again", as lines on the console.
// Run it with: npm run build && npx tsx examples/notices.ts

import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { consoleSink } from 'steadyfetch/sinks';
import { virtualClock } from 'steadyfetch/testing';

const api = 'https://photos.example.com';
const asksToWait = () => new Response('', { status: 503, headers: { 'retry-after': '30' } });
let answer = asksToWait;

// Half a minute, without waiting for it.
const clock = virtualClock();
const steady = createSteadyFetch({ fetch: async () => answer(), clock, random: () => 0.5 });

// #region center
const notices = createNotices(steady, {
  locale: 'en',
  label: (upstream) => (upstream === api ? 'Photos' : undefined),
  clock, // Only because this program plays with time.
});
notices.connect(consoleSink());
// #endregion center

// #region call
const album = steady(`${api}/albums/7`, { steady: { notice: { importance: 'user', label: 'Holidays' } } });
const thumbnails = steady(`${api}/thumbnails`, { steady: { notice: { importance: 'background' } } });
const ping = steady(`${api}/ping`, { steady: { notice: false } });
// #endregion call

await clock.advance(20_000);
answer = () => new Response('');
await clock.advance(30_000);
console.log((await Promise.all([album, thumbnails, ping])).map(({ status }) => status));
// Prints:
// steadyfetch: steady:1 waiting: Photos asked us to wait. We’ll try again within 30 seconds.
// steadyfetch: steady:1 waiting: Photos asked us to wait. We’ll try again within 30 seconds. [Try now] [Stop trying]
// steadyfetch: steady:1 waiting: Photos asked us to wait. We’ll try again within 15 seconds. [Try now] [Stop trying]
// steadyfetch: steady:1 retrying: Photos asked us to wait. Trying again now…
// steadyfetch: steady:1 recovered: You can use Photos again. Everything that was waiting has finished.
// steadyfetch: steady:1 hidden
// [ 200, 200, 200 ]
