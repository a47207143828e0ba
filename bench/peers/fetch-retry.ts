import fetchRetryFactory, { type RequestInitRetryParams } from 'fetch-retry';
import { installed } from './installed.ts';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { isAbort, isTunedStatus, TUNED, tunedDelay } from './tuning.ts';

const SETUPS: Record<Setup, RequestInitRetryParams<typeof fetch>> = {
  shipped: { retries: 3, retryDelay: 1_000 },
  tuned: {
    retryDelay: (attempt) => tunedDelay(attempt + 1),
    retryOn: (attempt, error, response) =>
      attempt < TUNED.retries && (error === null ? isTunedStatus(response?.status ?? 0) : !isAbort(error)),
  },
};

const over = (fetch: FetchLike, setup: Setup) =>
  fetchRetryFactory(fetch as typeof globalThis.fetch, SETUPS[setup]) as FetchLike;

export const fetchRetry: Peer = {
  name: 'fetch-retry',
  version: installed('fetch-retry'),
  setups: { shipped: 'the readme: 3 retries, 1 s apart, of network errors only', tuned: '3 retries, full jitter' },
  breaker: false,
  caveats: [
    'retries every method, POST included',
    'an abort ends neither its waits nor, as shipped, its retries',
    'Retry-After is left to the app',
  ],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
