// What a call can end with, and how to tell one from another.
// Run it with: npm run build && npx tsx examples/errors.ts

import {
  createSteadyFetch,
  isCancelledError,
  isCircuitOpenError,
  isUpstreamError,
  reportOf,
  type SteadyInit,
} from 'steadyfetch';
import { deadPort, startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502);
const api = server.url;
const steady = createSteadyFetch({ retry: { maxAttempts: 2, baseDelayMs: 5 } });

// #region catch
async function load(url: string, init?: SteadyInit): Promise<string> {
  try {
    const response = await steady(url, init);
    return response.ok ? 'here it is' : `answered ${response.status}`;
  } catch (error) {
    if (isCircuitOpenError(error)) return 'not sent: the server is known to be away';
    if (isCancelledError(error)) return 'stopped while it waited';
    if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
    if (error instanceof TypeError) return `no connection, as fetch says it: ${error.message}`;
    throw error;
  }
}
// #endregion catch

console.log(await load(`${api}/orders`));
console.log(await load(`http://127.0.0.1:${await deadPort()}/`));
server.play('hang');
console.log(await load(`${api}/orders`, { steady: { timeout: { totalMs: 50 } } }));
const release = steady.isolate(api);
console.log(await load(`${api}/orders`));
release();

server.play(503);
// #region throw
const strict = createSteadyFetch({ throwOnFailure: true, retry: { maxAttempts: 1 } });
const error = await strict(`${api}/orders`).catch((error: unknown) => error);
if (isUpstreamError(error)) console.log(error.message.replace(api, 'the shop'), await error.response.text());
// #endregion throw
console.log(isUpstreamError(error) && error.report === reportOf(error));

await server.close();

// Prints:
// answered 502
// no connection, as fetch says it: fetch failed
// no answer in time
// not sent: the server is known to be away
// steadyfetch: the shop answered 503 (service-unavailable) status 503
// true
