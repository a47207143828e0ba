// Which service is this? Keys, and options for one upstream alone.
// Run it with: npm run build && npx tsx examples/upstreams.ts

import { createSteadyFetch } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream();
const api = server.url;

// #region key
const steady = createSteadyFetch({
  // One gateway, many services: the first part of the path says which.
  upstream: ({ origin, pathname }) => `${origin}/${pathname.split('/')[1]}`,
});
await steady(`${api}/billing/invoices`);
await steady(`${api}/search?q=tea`);
// #endregion key
console.log(steady.upstreams().map(({ upstream }) => upstream.replace(api, '')));

// #region options
const tuned = createSteadyFetch({
  retry: { maxAttempts: 3 },
  upstreams: {
    'https://reports.example.com': { retry: { hedgeAfterMs: false }, timeout: { totalMs: 120_000 } },
    'https://metrics.example.com': { retry: { maxAttempts: 1 }, circuit: false },
  },
});
// #endregion options
console.log((await tuned(api)).status);

await server.close();

// Prints:
// [ '/billing', '/search' ]
// 200
