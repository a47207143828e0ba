// A page asks for ten things while its server is down, and gets them all once it is back.
// Run it with: npm run build && npx tsx examples/page.ts

import { createSteadyFetch } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502);
const api = server.url;

// #region outage
// Shorter than the defaults, because this server is back within milliseconds.
const steady = createSteadyFetch({ circuit: { openMs: 40, maxOpenMs: 160 } });
steady.on('circuit.opened', ({ openedBecause, scope }) => console.log('open:', openedBecause, scope));
steady.on('circuit.closed', () => console.log('closed'));
// #endregion outage
steady.on('circuit.half-opened', () => server.play(200));

// #region outage
const page = await Promise.all(Array.from({ length: 10 }, (_, n) => steady(`${api}/parts/${n}`)));
console.log(page.filter(({ ok }) => ok).length, 'of 10');
// #endregion outage

await server.close();

// Prints:
// open: failures route
// closed
// 10 of 10
