// What the buttons beside a toast do: try again now, and stop.
// Run it with: npm run build && npx tsx examples/waiting.ts

import { createSteadyFetch, isCancelledError } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(503, 200);
const api = server.url;
const steady = createSteadyFetch({ retry: { baseDelayMs: 10_000 }, random: () => 0.9 });
const waits = () => new Promise((resolve) => steady.on('retry.scheduled', resolve));

const first = steady(`${api}/report`);
await waits();
// #region retry-now
const tryAgainNow = () => steady.retryNow();
// #endregion retry-now
tryAgainNow();
console.log((await first).status);

server.play(503);
const second = steady(`${api}/report`).catch((error: unknown) => error);
await waits();
// #region cancel
const stop = () => steady.cancel(undefined, 'the person pressed stop');
// #endregion cancel
stop();
const error = await second;
console.log(isCancelledError(error) && error.reason);

const controller = new AbortController();
const { signal } = controller;
const third = steady(`${api}/report`, { signal }).catch((error: unknown) => error);
await waits();
controller.abort('navigated away');
console.log(await third);

await server.close();

// Prints:
// 200
// the person pressed stop
// navigated away
