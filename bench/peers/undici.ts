import { Agent, type Dispatcher, RetryAgent, type RetryHandler } from 'undici';
import { answer, headersOf } from './answer.ts';
import { installed } from './installed.ts';
import type { Call, Peer, Setup } from './peer.ts';
import { TUNED } from './tuning.ts';

const SETUPS: Record<Setup, RetryHandler.RetryOptions> = {
  shipped: {},
  tuned: {
    maxRetries: TUNED.retries,
    minTimeout: TUNED.firstDelayMs,
    maxTimeout: TUNED.maxDelayMs,
    timeoutFactor: 2,
    statusCodes: [...TUNED.statuses],
  },
};

function alone(setup: Setup): Call {
  const agent = new RetryAgent(new Agent(), SETUPS[setup]);
  return async (url, init = {}) => {
    const { origin, pathname, search } = new URL(url);
    const { statusCode, headers, body } = await agent.request({
      origin,
      path: pathname + search,
      method: (init.method ?? 'GET') as Dispatcher.HttpMethod,
      ...(init.body !== undefined && { body: init.body as string }),
      ...(init.headers !== undefined && { headers: Object.fromEntries(new Headers(init.headers)) }),
      ...(init.signal !== undefined && { signal: init.signal }),
    });
    // Its body has the same readers; a web stream is made of it only on demand.
    return {
      ...answer(statusCode, headersOf(headers), null),
      text: () => body.text(),
      arrayBuffer: () => body.arrayBuffer(),
    };
  };
}

export const undici: Peer = {
  name: 'undici RetryAgent',
  version: installed('undici'),
  setups: { shipped: 'defaults: 5 retries after 0.5 s to 30 s', tuned: '3 retries, no jitter: it has none' },
  breaker: false,
  caveats: [
    'sits below fetch, as a dispatcher: it takes no fetch; called by its own request(), as its documentation does',
    'the newest that runs on Node 20: its next major wants Node 22.19',
    'Retry-After is cut to the longest delay',
    'Node only',
  ],
  alone,
};
