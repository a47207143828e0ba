import { createFetch, type FetchOptions } from 'ofetch';
import { installed } from './installed.ts';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { TUNED, tunedDelay } from './tuning.ts';

const SETUPS: Record<Setup, FetchOptions> = {
  shipped: {},
  tuned: {
    retry: TUNED.retries,
    retryStatusCodes: [500, ...TUNED.statuses],
    // It counts down, and hands over what is left.
    retryDelay: ({ options }) => tunedDelay(1 + TUNED.retries - Number(options.retry)),
  },
};

const over = (fetch: FetchLike, setup: Setup) => {
  const ofetch = createFetch({ fetch: fetch as typeof globalThis.fetch, defaults: SETUPS[setup] });
  // `stream` leaves the body to the caller, as every other peer here does.
  return (url: string, init?: RequestInit) =>
    ofetch.raw(url, { ...init, responseType: 'stream' } as FetchOptions<'stream'>);
};

export const ofetch: Peer = {
  name: 'ofetch',
  version: installed('ofetch'),
  setups: { shipped: 'defaults: 1 retry at once, none for POST', tuned: '3 retries, full jitter' },
  breaker: false,
  caveats: [
    'network errors count as status 500, so tuned has to retry 500, too',
    'tuned, it retries every method, POST included: a number of retries means all of them',
    'Retry-After is not read',
  ],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
