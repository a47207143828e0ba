// A page asks for ten things while its server is away, and gets them all once it is back; and a switch for maintenance.
// Run it with: npm run build && npx tsx examples/circuit.ts

import { createSteadyFetch, isCircuitOpenError } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502);
const api = server.url;

// #region numbers
// Everything here is shorter than the defaults, because this server recovers within milliseconds.
const steady = createSteadyFetch({
  circuit: { quietMs: 20, minProbeMs: 10, openMs: 40, maxOpenMs: 160 },
});
// #endregion numbers

// #region outage
steady.on('circuit.opened', ({ openedBecause }) => console.log('open:', openedBecause));
steady.on('circuit.closed', () => console.log('closed'));
// #endregion outage
steady.on('circuit.half-opened', () => server.play(200));

// #region outage

const page = await Promise.all(Array.from({ length: 10 }, (_, n) => steady(`${api}/parts/${n}`)));
console.log(page.filter(({ ok }) => ok).length, 'of 10');
// #endregion outage

// #region status
for (const { upstream, state, waiting, failureStreak } of steady.upstreams()) {
  console.log(upstream === api, state, waiting, failureStreak);
}
// #endregion status

// #region isolate
const endMaintenance = steady.isolate(api);
const error = await steady(`${api}/parts/1`).catch((error: unknown) => error);
console.log(isCircuitOpenError(error) && error.message.startsWith('steadyfetch: nothing was sent'));
endMaintenance();
// #endregion isolate

// #region free
const health = await steady(`${api}/health`, { steady: { circuit: false } });
// #endregion free
console.log(health.status);

steady.close();
await server.close();

// Prints:
// open: silence
// closed
// 10 of 10
// true closed 0 0
// open: isolated
// true
// closed
// 200
