// Evidence in a browser: there from the start, or loaded at the first failure.
// Run it with: npm run build && npx tsx examples/evidence.ts

// #region evidence
import { createSteadyFetch, reportOf } from 'steadyfetch';
import { evidence } from 'steadyfetch/evidence';

const steady = createSteadyFetch({ evidence });

// #endregion evidence
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream({ status: 404, headers: { 'x-request-id': 'a1' } });
const api = server.url;

// #region evidence
const response = await steady(`${api}/orders`);
console.log(reportOf(response)?.supportIds);
// #endregion evidence

// #region later
const lean = createSteadyFetch({ evidence: () => import('steadyfetch/evidence') });
// #endregion later
await lean(`${api}/orders`);

await server.close();

// Prints:
// [ 'x-request-id:a1' ]
