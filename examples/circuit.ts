// How an upstream is doing, a switch for maintenance, and a call that keeps out of it all.
// Run it with: npm run build && npx tsx examples/circuit.ts

import { createSteadyFetch, isCircuitOpenError } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream();
const api = server.url;
const steady = createSteadyFetch();
await steady(api);

// #region status
for (const { state, waiting, failureStreak } of steady.upstreams()) console.log(state, waiting, failureStreak);
// #endregion status

// #region isolate
const endMaintenance = steady.isolate(api);
const error = await steady(`${api}/parts/1`).catch((error: unknown) => error);
console.log(isCircuitOpenError(error), steady.upstreams()[0]?.isolated);
endMaintenance();
// #endregion isolate

steady.isolate(api);
// #region free
const health = await steady(`${api}/health`, { steady: { circuit: false } });
// #endregion free
console.log(health.status);

steady.close();
await server.close();

// Prints:
// closed 0 0
// true true
// 200
