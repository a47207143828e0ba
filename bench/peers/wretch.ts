import wretchFactory from 'wretch';
import { type RetryOptions, retry } from 'wretch/middlewares';
import { installed } from './installed.ts';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { isAbort, isTunedStatus, TUNED, tunedDelay } from './tuning.ts';

const SETUPS: Record<Setup, RetryOptions> = {
  shipped: { maxAttempts: 3, retryOnNetworkError: true },
  tuned: {
    maxAttempts: TUNED.retries,
    retryOnNetworkError: true,
    delayRamp: (_delay, retry) => tunedDelay(retry),
    until: (response, error) => (response ? !isTunedStatus(response.status) : isAbort(error)),
    resolveWithLatestResponse: true,
  },
};

const over = (fetch: FetchLike, setup: Setup) => {
  const fetchLike = wretchFactory()
    .fetchPolyfill(fetch)
    .middlewares([retry(SETUPS[setup])])
    .toFetch();
  return async (url: string, init?: RequestInit) => fetchLike(url, init);
};

export const wretch: Peer = {
  name: 'wretch',
  version: installed('wretch'),
  setups: {
    shipped: 'the readme: 3 retries, 500 ms more each, of 5xx and network errors',
    tuned: '3 retries, full jitter',
  },
  breaker: false,
  caveats: [
    'retries every method, POST included',
    'an abort does not end its waits',
    'Retry-After is not read',
    'called through its own toFetch()',
  ],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
