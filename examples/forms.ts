// Forms: what to do when nobody knows whether it was saved.
// Run it with: npm run build && npx tsx examples/forms.ts

import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { consoleSink } from 'steadyfetch/sinks';
import { VirtualClock } from '../test/support/virtual-clock.ts';

const api = 'https://shop.example.com';
const clock = new VirtualClock();
let status = 504;
let requests = 0;
const fetch = async () => {
  requests += 1;
  return new Response('', { status });
};
const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });

const draft = { text: 'one pound of tea', isSaved: true };
const submit = () => steady(`${api}/orders`, { method: 'POST', body: draft.text });
const openOrders = () => console.log('the orders open');

// #region center
const notices = createNotices(steady, {
  locale: 'en',
  label: () => 'Orders',
  // Only say so if it is true: here the draft is kept in the page.
  workKept: () => draft.isSaved,
  // "Try now" after the end, where doing it again can do no harm: the same order goes out again.
  onRetry: () => submit(),
  // Nobody but the list of orders can tell whether it went through.
  actions: ({ effect }) => (effect === 'unknown' ? [{ id: 'check', label: 'Check my orders', run: openOrders }] : []),
  clock, // Only because this program plays with time.
});
// #endregion center
notices.connect(consoleSink());

const unknown = submit();
await clock.advance(2_000);
console.log((await unknown).status, 'after', requests, 'request');
const [notice] = notices.getSnapshot();
if (notice !== undefined) notices.present(notice).actions[0]?.run();
// Prints:

notices.dismiss(notice?.id ?? '');
requests = 0;
// #region key
const order = { key: crypto.randomUUID(), text: 'one pound of tea' };
const place = () =>
  steady(`${api}/orders`, { method: 'POST', body: order.text, steady: { idempotencyKey: order.key } });
// #endregion key
const withKey = place();
await clock.advance(1_000);
status = 201;
await clock.advance(30_000);
console.log((await withKey).status, 'after', requests, 'requests');
// Prints:
