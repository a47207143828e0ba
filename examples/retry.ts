// Other numbers, no retry at all, the app's own word, and the story of a call.
// Run it with: npm run build && npx tsx examples/retry.ts

import { createSteadyFetch, reportOf } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream();
const api = server.url;

// #region custom
const steady = createSteadyFetch({
  retry: { maxAttempts: 6, baseDelayMs: 20, maxDelayMs: 2_000 },
});
// #endregion custom

// #region report
server.play(502, 200);
const response = await steady(`${api}/orders`);

const report = reportOf(response);
for (const { attempt, verdict } of report?.attempts ?? []) console.log(attempt, verdict.kind, verdict.evidence);
console.log(report?.settledBecause);
// #endregion report
// Prints:
// 1 bad-gateway [ 'status:502' ]
// 2 ok [ 'status:200' ]
// success

server.play(502, 200);
// #region once
const ping = await steady(`${api}/ping`, { steady: { maxAttempts: 1 } });
// #endregion once
console.log(ping.status);

server.play(404, 200);
// #region should-retry
// The order was placed a moment ago, and the search index may not know it yet.
const found = await steady(`${api}/search?order=7`, {
  steady: {
    shouldRetry: ({ verdict }) => ('status' in verdict && verdict.status === 404 ? true : undefined),
  },
});
// #endregion should-retry
console.log(found.status);

server.play(401, 200);
const session = { refresh: async () => 'a fresh token' };
// #region before-retry
const shop = createSteadyFetch({
  retry: {
    shouldRetry: ({ verdict }) => ('status' in verdict && verdict.status === 401 ? true : undefined),
    beforeRetry: async ({ verdict }) =>
      'status' in verdict && verdict.status === 401
        ? { headers: { authorization: `Bearer ${await session.refresh()}` } }
        : undefined,
  },
});
const account = await shop(`${api}/account`, { headers: { authorization: 'Bearer a stale token' } });
// #endregion before-retry
console.log(account.status, server.requests.at(-1)?.headers.authorization);

await server.close();

// Prints:
// 502
// 200
// 200 Bearer a fresh token
