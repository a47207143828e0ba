// What replaces ky, axios-retry, fetch-retry, p-retry with opossum, and cockatiel.
// Run it with: npm run build && npx tsx examples/migrating.ts

import { createSteadyFetch, isCircuitOpenError, isUpstreamError, type RetryContext } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream();
const api = server.url;
let token = 'old';
const refresh = async () => {
  token = 'new';
  return token;
};

server.play(502);
// #region throwing
// As ky and axios do: a final 5xx rejects.
const throwing = createSteadyFetch({ throwOnFailure: true, retry: { maxAttempts: 1 } });
try {
  await throwing(`${api}/orders`);
} catch (error) {
  if (!isUpstreamError(error)) throw error;
  console.log(error.response.status, error.verdict.kind);
}
// #endregion throwing

// #region own-rules
const steady = createSteadyFetch({
  retry: {
    // What `retryCondition`, `retryOn` and `shouldRetry` decided. `undefined` leaves it to the rules.
    shouldRetry: ({ response, attempt }: RetryContext) =>
      response?.status === 401 && attempt === 1 ? true : undefined,
    // What a `beforeRetry` hook changed.
    beforeRetry: async ({ response }: RetryContext) =>
      response?.status === 401 ? { headers: { authorization: await refresh() } } : undefined,
  },
});
// What `onRetry` and `onFailedAttempt` heard.
steady.on('retry.scheduled', ({ attempt, delayMs }) => {
  console.log(`attempt ${attempt} will follow`, delayMs >= 0);
});
// #endregion own-rules
server.play(401, 200);
await steady(`${api}/orders`, { headers: { authorization: token } });
console.log(token);

// #region fallback
/** What a fallback of opossum or cockatiel returned. */
async function withFallback(url: string): Promise<unknown> {
  try {
    const response = await steady(url);
    return response.ok ? await response.json() : [];
  } catch (error) {
    if (isCircuitOpenError(error)) return [];
    throw error;
  }
}
// #endregion fallback
server.play(404);
console.log(await withFallback(`${api}/recommendations`));

// #region circuit
steady.on('circuit.opened', ({ upstream, openedBecause }) => {
  console.log(upstream === api, openedBecause);
});
// What `breaker.open()`, `breaker.opened` and `breaker.stats` were for.
const release = steady.isolate(new URL(api).origin);
console.log(steady.upstreams()[0]?.state);
release();
console.log(steady.upstreams()[0]?.state);
// #endregion circuit

steady.close();
await server.close();

// Prints:
// 502 bad-gateway
// attempt 2 will follow true
// new
// []
// true isolated
// open
// closed
