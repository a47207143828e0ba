import kyDefault, { type KyInstance } from 'ky';
import { installed } from './installed.ts';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { TUNED } from './tuning.ts';

function client(fetch: FetchLike, setup: Setup): KyInstance {
  if (setup === 'shipped') return kyDefault.create({ fetch });
  return kyDefault.create({
    fetch,
    retry: {
      limit: TUNED.retries,
      statusCodes: [...TUNED.statuses],
      delay: (retry) => TUNED.firstDelayMs * 2 ** (retry - 1),
      backoffLimit: TUNED.maxDelayMs,
      jitter: true,
    },
  });
}

const over = (fetch: FetchLike, setup: Setup) => {
  const ky = client(fetch, setup);
  return async (url: string, init?: RequestInit) => ky(url, init);
};

export const ky: Peer = {
  name: 'ky',
  version: installed('ky'),
  setups: { shipped: 'defaults: 2 retries, 10 s per attempt', tuned: '3 retries, full jitter' },
  breaker: false,
  caveats: [
    'makes a Request of every call and clones it, so that every attempt can have its own',
    'no upper limit for Retry-After',
  ],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
