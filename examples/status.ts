// How every upstream is doing: on the page, and as data.
// Run it with: npm run build && npx tsx examples/status.ts

import { createSteadyFetch } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502, 503, 200);
const api = server.url;
const steady = createSteadyFetch({ retry: { baseDelayMs: 5 }, circuit: { openMs: 10 } });

// #region history
import { keepHistory } from 'steadyfetch/history';

const history = keepHistory(steady);

// #endregion history

// #region mount
import { mountStatus } from 'steadyfetch/dom';

const unmount = mountStatus(history, { label: (upstream) => (upstream === api ? 'Orders' : undefined) });
// #endregion mount

await steady(`${api}/orders?token=secret`);

// #region read
const { calls, attempts, failedAttempts, status, failures } = history.of(api) ?? {};
console.log({ calls, attempts, failedAttempts, state: status?.state });
for (const { method, kind, evidence } of failures ?? []) console.log(method, kind, evidence);
// #endregion read
// Prints:
// { calls: 1, attempts: 3, failedAttempts: 2, state: 'closed' }
// GET service-unavailable [ 'status:503' ]
// GET bad-gateway [ 'status:502' ]

// #region own-view
const stop = history.subscribe(() => {
  for (const { upstream, status, failedAttempts } of history.upstreams()) draw(upstream, status?.state, failedAttempts);
});
// #endregion own-view

function draw(..._given: unknown[]) {}
stop();
unmount();
history.close();
await server.close();
