import CircuitBreaker from 'opossum';
import pRetry, { type Options } from 'p-retry';
import { installed } from './installed.ts';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { isAbort, isTunedStatus, TUNED } from './tuning.ts';

/** Both count exceptions, so a bad answer is thrown, and handed back at the end. */
class BadAnswer extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`HTTP ${response.status}`);
    this.response = response;
  }
}

interface Parts {
  readonly isBad: (status: number) => boolean;
  readonly breaker: CircuitBreaker.Options;
  readonly retry: Options;
}

const SETUPS: Record<Setup, Parts> = {
  shipped: {
    isBad: (status) => status >= 500,
    breaker: { timeout: 3_000, errorThresholdPercentage: 50, resetTimeout: 30_000 },
    retry: { retries: 5 },
  },
  tuned: {
    isBad: isTunedStatus,
    breaker: {
      timeout: false,
      errorThresholdPercentage: TUNED.breaker.ratio * 100,
      rollingCountTimeout: TUNED.breaker.windowMs,
      volumeThreshold: TUNED.breaker.minimumCalls,
      resetTimeout: TUNED.breaker.openMs,
      errorFilter: isAbort,
    },
    retry: {
      retries: TUNED.retries,
      minTimeout: TUNED.firstDelayMs,
      maxTimeout: TUNED.maxDelayMs,
      randomize: true,
      shouldRetry: ({ error }) => !CircuitBreaker.isOurError(error) && !isAbort(error),
    },
  },
};

const over = (fetch: FetchLike, setup: Setup) => {
  const { isBad, breaker: breakerOptions, retry } = SETUPS[setup];
  const attempt = async (url: string, init?: RequestInit) => {
    const response = await fetch(url, init);
    if (isBad(response.status)) throw new BadAnswer(response);
    return response;
  };
  // A copy each: opossum writes its defaults into the options it is given.
  const breaker = new CircuitBreaker(attempt, { ...breakerOptions });
  return async (url: string, init?: RequestInit) => {
    try {
      const options = init?.signal ? { ...retry, signal: init.signal } : retry;
      return await pRetry(() => breaker.fire(url, init), options);
    } catch (error) {
      if (error instanceof BadAnswer) return error.response;
      throw error;
    }
  };
};

export const pRetryOpossum: Peer = {
  name: 'p-retry + opossum',
  version: `${installed('p-retry')} + ${installed('opossum')}`,
  setups: {
    shipped: 'both readmes: 5 retries from 1 s doubling; breaker opens at 50 % for 30 s, 3 s per attempt',
    tuned: '3 retries, breaker opens at half of the calls of 10 s, for 2 s',
  },
  breaker: true,
  caveats: [
    'composed by hand, about twenty lines: the loop outside, the breaker inside',
    'one breaker per client, with timers of its own while idle',
    'knows nothing of HTTP: methods, Retry-After and bodies are left to the app',
    'jitter of its own kind (up to twice as long, none at the cap)',
  ],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
