import {
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  handleWhenResult,
  type IPolicy,
  isBrokenCircuitError,
  retry,
  SamplingBreaker,
  wrap,
} from 'cockatiel';
import { installed } from './installed.ts';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { isAbort, isTunedStatus, TUNED } from './tuning.ts';

/** The readme's first example. It is about a database; for fetch a bad answer has to count, too. */
function shipped(): IPolicy {
  const bad = handleAll.orWhenResult((response) => response instanceof Response && response.status >= 500);
  return wrap(
    retry(bad, { maxAttempts: 3, backoff: new ExponentialBackoff() }),
    circuitBreaker(bad, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
  );
}

function tuned(): IPolicy {
  const isBad = (response: unknown) => response instanceof Response && isTunedStatus(response.status);
  const bad = handleWhenResult(isBad).orWhen((error) => !isAbort(error));
  const passing = handleWhen((error) => !isAbort(error) && !isBrokenCircuitError(error)).orWhenResult(isBad);
  const { ratio, windowMs, minimumCalls, openMs } = TUNED.breaker;
  return wrap(
    retry(passing, {
      maxAttempts: TUNED.retries,
      backoff: new ExponentialBackoff({ initialDelay: TUNED.firstDelayMs, maxDelay: TUNED.maxDelayMs }),
    }),
    circuitBreaker(bad, {
      halfOpenAfter: openMs,
      breaker: new SamplingBreaker({
        threshold: ratio,
        duration: windowMs,
        minimumRps: minimumCalls / (windowMs / 1_000),
      }),
    }),
  );
}

const SETUPS = { shipped, tuned } satisfies Record<Setup, () => IPolicy>;

const over = (fetch: FetchLike, setup: Setup) => {
  const policy = SETUPS[setup]();
  return (url: string, init?: RequestInit) => policy.execute(() => fetch(url, init), init?.signal ?? undefined);
};

export const cockatiel: Peer = {
  name: 'cockatiel',
  version: installed('cockatiel'),
  setups: {
    shipped: 'the readme: 3 retries, breaker opens at 5 failures in a row for 10 s',
    tuned: '3 retries, breaker opens at half of the calls of 10 s, for 2 s',
  },
  breaker: true,
  caveats: [
    'one breaker per client: for several upstreams the app makes and keeps them',
    'knows nothing of HTTP: methods, Retry-After and bodies are left to the app',
    'an abort does not end its waits',
    'jitter of its own kind (decorrelated)',
  ],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
