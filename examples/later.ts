// Notices that a page loads when it is idle, or when something goes wrong, and not with everything else.
// Run it with: npm run build && npx tsx examples/later.ts

import { createSteadyFetch, showNoticesLater } from 'steadyfetch';

const steady = createSteadyFetch({ fetch: async () => new Response('', { status: 502 }), retry: { maxAttempts: 1 } });

// #region later
const stop = showNoticesLater(
  steady,
  () => Promise.all([import('steadyfetch/notices'), import('steadyfetch/dom')]),
  ([{ createNotices }, { mountNotices }], client) => {
    const notices = createNotices(client, { label: () => 'Orders' });
    const unmount = mountNotices(notices);
    return () => {
      unmount();
      notices.close();
    };
  },
);
// #endregion later

const { status } = await steady('https://api.example.com/orders');
console.log(status);
stop();
// Prints:
// 502
