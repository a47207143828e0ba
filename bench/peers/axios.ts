import axiosDefault, { type AxiosRequestConfig, type CreateAxiosDefaults } from 'axios';
import axiosRetryDefault, { type IAxiosRetryConfig, retryAfter } from 'axios-retry';
import { answer } from './answer.ts';
import { installed } from './installed.ts';
import type { Call, FetchLike, Peer, Setup } from './peer.ts';
import { isTunedStatus, TUNED, tunedDelay } from './tuning.ts';

const SETUPS: Record<Setup, IAxiosRetryConfig> = {
  shipped: { retries: 3 },
  tuned: {
    retries: TUNED.retries,
    // Its own exponentialDelay reads Retry-After; a function of one's own has to.
    retryDelay: (retry, error) => Math.max(tunedDelay(retry), retryAfter(error)),
    retryCondition: (error) =>
      axiosRetryDefault.isNetworkError(error) ||
      (axiosRetryDefault.isIdempotentRequestError(error) && isTunedStatus(error.response?.status ?? 0)),
  },
};

function client(setup: Setup, transport: CreateAxiosDefaults): Call {
  const axios = axiosDefault.create(transport);
  axiosRetryDefault(axios, SETUPS[setup]);
  return async (url, init) => {
    const { status, headers, data } = await axios.request({ url, ...requestOf(init) });
    return answer(status, { get: (name) => (headers[name.toLowerCase()] as string | undefined) ?? null }, data);
  };
}

function requestOf(init: RequestInit | undefined): AxiosRequestConfig {
  if (init === undefined) return {};
  const { method, body, headers, signal } = init;
  return {
    ...(method !== undefined && { method }),
    ...(body !== undefined && { data: body }),
    ...(headers !== undefined && { headers: Object.fromEntries(new Headers(headers)) }),
    ...(signal !== undefined && signal !== null && { signal }),
  };
}

export const axios: Peer = {
  name: 'axios + axios-retry',
  version: `${installed('axios')} + ${installed('axios-retry')}`,
  setups: { shipped: 'the readme: 3 retries at once', tuned: '3 retries, full jitter' },
  breaker: false,
  caveats: [
    'over a fetch through its fetch adapter (env.fetch); its default in Node is its http adapter, used where no fetch is asked for',
    'network errors are retried for every method, POST included',
    'streams are sent again empty',
  ],
  over: (fetch: FetchLike, setup) =>
    client(setup, {
      adapter: 'fetch',
      responseType: 'stream',
      env: { fetch: fetch as typeof globalThis.fetch },
    }),
  alone: (setup) => client(setup, { responseType: 'arraybuffer' }),
};
