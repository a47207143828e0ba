import { createSteadyFetch } from '../../src/index.ts';
import type { FetchLike } from '../../src/model/ports.ts';
import { instantClock, recordEvents } from '../../src/testing/index.ts';
import { TORSO } from './acts.ts';
import type { CallThrough, Mode } from './break.ts';
import { Door } from './door.ts';
import type { Setup } from './run-gateway.ts';
import { CALL_ID, TENANT } from './site.ts';

export type Method = 'GET' | 'POST';

/** What one call through a gateway came to. */
export interface Exchange {
  /** 0 where there was no response. */
  readonly status: number;
  readonly headers: Headers;
  /** `short` is what no client may ever hand out: part of a body, as if it were all of it. */
  readonly body: 'whole' | 'cut' | 'short' | 'none';
  /** How often the app has got the request so far. */
  readonly deliveries: () => number;
}

let calls = 0;

/**
 * Runs one call that enters by a door of its own, so that its first connection to the gateway is a new one: gateways
 * treat later requests of a connection differently from its first, and it must not be chance which one a request is.
 */
export async function through<T>(port: number, act: (call: CallThrough) => Promise<T>): Promise<T> {
  const door = new Door(port);
  await door.open();
  try {
    return await act({ id: `call-${++calls}`, origin: `http://127.0.0.1:${door.port}` });
  } finally {
    await door.shut();
  }
}

/** One call with bare `fetch`, while something is broken. */
export const bareExchange = (setup: Setup, mode: Mode, method: Method): Promise<Exchange> =>
  through(setup.site.port, async (call) => {
    await mode.break(setup, call);
    return exchange(setup, mode, method, call, fetch);
  });

/** The same, but straight to the app. */
export const directExchange = (setup: Setup, mode: Mode, method: Method): Promise<Exchange> =>
  through(setup.site.appPort, async (call) => {
    await mode.break(setup, call);
    return exchange(setup, mode, method, call, fetch);
  });

export type SteadyExchange = Awaited<ReturnType<typeof steadyExchange>>;

/** One call with ours. What is broken is repaired just before the given attempt. */
export const steadyExchange = (setup: Setup, mode: Mode, method: Method, repairBefore = Number.POSITIVE_INFINITY) =>
  through(setup.site.port, async (call) => {
    const repair = await mode.break(setup, call);
    const sentAt: number[] = [];
    const steady = createSteadyFetch({
      clock: instantClock({ answerWithinMs: 60_000 }),
      fetch: async (input, init) => {
        if (sentAt.length + 1 === repairBefore) await repair();
        sentAt.push(performance.now());
        return fetch(input, init);
      },
    });
    const told = recordEvents(steady);
    const result = await exchange(setup, mode, method, call, steady);
    steady.close();
    const verdicts = told.of('attempt.ended').map(({ verdict }) => verdict);
    return {
      ...result,
      attempts: sentAt.length,
      retries: told.of('retry.scheduled'),
      settledBecause: told.of('call.settled')[0]?.settledBecause,
      /** Attempts of which it was said that nothing arrived, and how often it did arrive in their time. */
      denied: () =>
        verdicts.flatMap(({ reached, evidence }, i) => {
          if (reached !== 'no') return [];
          const [from = 0, until = Number.POSITIVE_INFINITY] = sentAt.slice(i, i + 2);
          const arrived = setup.site.deliveries(call.id).filter(({ at }) => at >= from && at < until).length;
          return [{ mode: mode.name, method, attempt: i + 1, evidence, arrived }];
        }),
    };
  });

async function exchange(
  { site }: Setup,
  { path, headers: more }: Mode,
  method: Method,
  { id, origin }: CallThrough,
  send: FetchLike,
): Promise<Exchange> {
  const deliveries = () => site.deliveries(id).length;
  const headers = { [CALL_ID]: id, [TENANT]: id, ...more };
  const body = method === 'POST' ? { body: 'an order' } : {};
  try {
    const response = await send(origin + path, { method, headers, ...body });
    return { status: response.status, headers: response.headers, body: await readBody(response), deliveries };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { status: 0, headers: new Headers(), body: 'none', deliveries };
  }
}

const readBody = (response: Response): Promise<Exchange['body']> =>
  response.text().then(
    (text) => (response.ok && TORSO.startsWith(text) ? 'short' : 'whole'),
    () => 'cut',
  );
