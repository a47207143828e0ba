import gotDefault, { type Method, type OptionsInit, type OptionsOfTextResponseBody } from 'got';
import { answer, headersOf } from './answer.ts';
import { installed } from './installed.ts';
import type { Call, Peer, Setup } from './peer.ts';
import { TUNED, tunedDelay } from './tuning.ts';

const SETUPS = {
  shipped: {},
  tuned: {
    retry: {
      limit: TUNED.retries,
      statusCodes: [...TUNED.statuses],
      // It computes 0 where it would not retry, and what Retry-After asks for where there is one.
      calculateDelay: ({ attemptCount, computedValue, retryAfter }) =>
        computedValue === 0 ? 0 : Math.max(tunedDelay(attemptCount), retryAfter ?? 1),
    },
  },
} satisfies Record<Setup, OptionsInit>;

function alone(setup: Setup): Call {
  const client = gotDefault.extend(SETUPS[setup]);
  return async (url, init) => {
    const { statusCode, headers, rawBody } = await client(url, requestOf(init));
    return answer(statusCode, headersOf(headers), rawBody);
  };
}

function requestOf(init: RequestInit | undefined): OptionsOfTextResponseBody {
  if (init === undefined) return {};
  const { method, body, headers, signal } = init;
  return {
    ...(method !== undefined && { method: method as Method }),
    ...(body !== undefined && body !== null && { body: body as string }),
    ...(headers !== undefined && { headers: Object.fromEntries(new Headers(headers)) }),
    ...(signal !== undefined && signal !== null && { signal }),
  };
}

export const got: Peer = {
  name: 'got',
  version: installed('got'),
  setups: { shipped: 'defaults: 2 retries after 1 s and 2 s', tuned: '3 retries, full jitter' },
  breaker: false,
  caveats: ['built on node:http: it takes no fetch, and there is none to stub', 'Node only'],
  alone,
};
