// Notices without any toast library, as data and as views; and the words for a page of its own.
// Run it with: npm run build && npx tsx examples/own-renderer.ts

import { createSteadyFetch } from 'steadyfetch';
import { createNotices, type NoticeView } from 'steadyfetch/notices';
import { virtualClock } from 'steadyfetch/testing';

const clock = virtualClock();
const steady = createSteadyFetch({
  fetch: async () => new Response('', { status: 502 }),
  retry: { maxAttempts: 4 },
  clock,
  random: () => 0.5,
});
const notices = createNotices(steady, { locale: 'en', clock, onRetry: () => steady('https://api.example.com/') });

// #region snapshot
notices.subscribe((current) => {
  for (const { phase, cause, counts, actions } of current) console.log(phase, cause, counts.waiting, actions);
});
// #endregion snapshot

const shown: string[] = [];
const draw = ({ text }: NoticeView) => shown.push(text.title);
const erase = (id: string) => shown.push(`${id} goes`);
// #region sink
notices.connect({
  upsert: (view) => draw(view),
  remove: (id) => erase(id),
});
// #endregion sink

const call = steady('https://api.example.com/', { steady: { notice: { importance: 'user' } } });
await clock.advance(5_000);
await call;
console.log(shown);
// Prints:
// waiting bad-gateway 1 [ 'retry-now', 'dismiss' ]
// waiting bad-gateway 1 [ 'retry-now', 'dismiss' ]
// waiting bad-gateway 0 [ 'retry-now', 'dismiss' ]
// failed bad-gateway 0 [ 'retry-now', 'dismiss' ]
// [
//   'The service didn’t answer properly',
//   'The service didn’t answer properly',
//   'Sorry, still no answer from the service'
// ]

// #region explain
const page = notices.explain('bad-gateway');
console.log(page.title);
for (const part of ['happened', 'side', 'temporary', 'advice'] as const) {
  console.log(`${page.headings[part]}: ${page[part]}`);
}
// #endregion explain
// Prints:
// The service didn’t answer properly
// What happened: Most services are several computers. The first one took what we asked and passed it on, but couldn’t use what came back from the next one. What you were looking for is most likely still there.
// Where the problem is: Almost always at the service, not with you or your device.
// Will it pass?: Usually yes, often within minutes.
// What you can do: Wait a few minutes. If it lasts, let the service know.
