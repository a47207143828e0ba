// Everything that a client emits, in order; one type alone; and a listener that ends with its view.
// Run it with: npm run build && npx tsx examples/events.ts

import { createSteadyFetch } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502, 503, 200);
const api = server.url;
const steady = createSteadyFetch({ retry: { baseDelayMs: 5 }, circuit: { openMs: 10 } });

// #region story
const stopListening = steady.subscribe((event) => {
  switch (event.type) {
    case 'attempt.ended':
      console.log(event.type, event.attempt, event.verdict.kind);
      break;
    case 'retry.scheduled':
      console.log(event.type, event.waitReason);
      break;
    case 'call.settled':
      console.log(event.type, event.outcome, event.settledBecause, event.attempts);
      break;
    default:
      console.log(event.type);
  }
});
await steady(`${api}/orders`);
stopListening();
// #endregion story
// Prints:
// call.started
// attempt.started
// attempt.ended 1 bad-gateway
// retry.scheduled backoff
// attempt.started
// attempt.ended 2 service-unavailable
// retry.scheduled circuit
// attempt.started
// attempt.ended 3 ok
// call.recovered
// call.settled succeeded success 3

server.play(404);
// #region one-type
const view = new AbortController();
steady.on('call.settled', ({ outcome, verdict }) => console.log(outcome, verdict.kind), { signal: view.signal });

await steady(`${api}/nowhere`);
view.abort();
await steady(`${api}/nowhere`);
// #endregion one-type
// Prints:
// failed client-error

// #region errors
const told: unknown[] = [];
const careful = createSteadyFetch({ onListenerError: (error) => told.push(error) });
careful.on('call.started', () => {
  throw new Error('a bug in the toast');
});
const { status } = await careful(`${api}/nowhere`);
// #endregion errors
console.log(status, told.length);

await server.close();
// Prints:
// 404 1
