// Forms: what to do when it is unknown whether the data was saved.
// Run it with: npm run build && npx tsx examples/forms.ts

import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { consoleSink } from 'steadyfetch/sinks';
import { virtualClock } from 'steadyfetch/testing';

const api = 'https://shop.example.com';
const clock = virtualClock();
let status = 504;
let requests = 0;
const fetch = async () => {
  requests += 1;
  return new Response('', { status });
};
const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });

// #region key
/** Whatever is sent of this order, and however often, the server sees one key. */
const order = { text: 'one pound of tea', key: crypto.randomUUID(), isKept: true };
const place = () =>
  steady(`${api}/orders`, { method: 'POST', body: order.text, steady: { idempotencyKey: order.key } });
// #endregion key
const openOrders = () => console.log('the orders open');

// #region center
const notices = createNotices(steady, {
  locale: 'en',
  label: () => 'Orders',
  // Said only if you promise it: the text is still in the form.
  workKept: () => order.isKept,
  // "Try now" after we gave up: the same order under the same key.
  onRetry: () => place(),
  // Only the list of orders can tell whether it went through.
  actions: ({ effect }) => (effect === 'unknown' ? [{ id: 'check', label: 'Check my orders', run: openOrders }] : []),
  clock, // Only because this program plays with time.
});
// #endregion center
notices.connect(consoleSink());

// #region unknown
const unknown = steady(`${api}/comments`, {
  method: 'POST',
  body: 'Good tea.',
  steady: { notice: { label: 'Your comment' } },
});
// #endregion unknown
await clock.advance(2_000);
console.log((await unknown).status, 'after', requests, 'request');
const [notice] = notices.getSnapshot();
// #region answer
if (notice !== undefined) notices.present(notice).actions[0]?.run();
// #endregion answer
// Prints:
// steadyfetch: steady:request-2 failed: We don’t know if “Your comment” was saved. Check before sending it again. What you entered is still here. [Check my orders]
// 504 after 1 request
// the orders open

notices.dismiss(notice?.id ?? '');
requests = 0;
const placed = place();
await clock.advance(1_000);
status = 201;
await clock.advance(30_000);
console.log((await placed).status, 'after', requests, 'requests');
// Prints:
// steadyfetch: steady:request-2 hidden
// steadyfetch: steady:1 paused: No answer from Orders right now. We’ll check again in a few seconds. What you entered is still here. [Try now]
// steadyfetch: steady:1 recovered: You can use Orders again. Everything that was waiting has finished. What you entered is still here.
// steadyfetch: steady:1 hidden
// 201 after 3 requests
