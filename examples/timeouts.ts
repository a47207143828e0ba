// How long may it take? One attempt, and the whole call.
// Run it with: npm run build && npx tsx examples/timeouts.ts

import { createSteadyFetch, reportOf } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream('hang', 200);
const api = server.url;

// #region options
const steady = createSteadyFetch({
  timeout: { attemptMs: 200, totalMs: 10_000 },
  retry: { baseDelayMs: 10 },
});
// #endregion options
const response = await steady(`${api}/report`);
console.log(response.status, reportOf(response)?.attempts[0]?.verdict.kind);

server.play('hang');
// #region one-call
const error = await steady(`${api}/report`, {
  steady: { timeout: { attemptMs: 40, totalMs: 100 } },
}).catch((error: unknown) => error);

if (error instanceof Error && error.name === 'TimeoutError') console.log(reportOf(error)?.settledBecause);
// #endregion one-call

server.play({ status: 201, delayMs: 100 });
// #region post
const patient = await steady(`${api}/orders`, { method: 'POST', body: '{}' });
console.log(patient.status);

const impatient = await steady(`${api}/orders`, {
  method: 'POST',
  body: '{}',
  steady: { timeout: { totalMs: 20 } },
}).catch((error: Error) => error.name);
console.log(impatient);
// #endregion post

server.play({ delayMs: 100 });
// #region lifted
const slow = await steady(`${api}/export`, { steady: { timeout: false } });
// #endregion lifted
console.log(slow.status);

await server.close();

// Prints:
// 200 attempt-timeout
// deadline
// 201
// TimeoutError
// 200
