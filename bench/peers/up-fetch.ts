import { up } from 'up-fetch';
import { installed } from './installed.ts';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { isAbort, isTunedStatus, TUNED, tunedDelay } from './tuning.ts';

type Retry = NonNullable<ReturnType<NonNullable<Parameters<typeof up>[1]>>>;

const SETUPS: Record<Setup, Retry> = {
  shipped: { retry: { attempts: 3, delay: 1_000 } },
  tuned: {
    retry: {
      attempts: TUNED.retries,
      delay: ({ attempt }) => tunedDelay(attempt),
      // After a network error it still hands over the response of the attempt before, so the error goes first.
      when: ({ response, error }) => (error ? !isAbort(error) : isTunedStatus(response?.status ?? 0)),
    },
  },
};

const over = (fetch: FetchLike, setup: Setup) => {
  const upfetch = up(fetch as typeof globalThis.fetch, () => ({
    ...SETUPS[setup],
    // Leaves the body to the caller, as every other peer here does.
    parseResponse: (response: Response) => response,
  }));
  return (url: string, init?: RequestInit) => upfetch(url, init as object) as Promise<Response>;
};

export const upFetch: Peer = {
  name: 'up-fetch',
  version: installed('up-fetch'),
  setups: {
    shipped: 'the readme: 3 retries, 1 s apart, of answers that are not ok (without its options it does not retry)',
    tuned: '3 retries, full jitter',
  },
  breaker: false,
  caveats: ['retries every method, POST included', 'Retry-After is left to the app'],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
