import { expect, test } from 'vitest';
import { createSteadyFetch } from '../../src/index.ts';
import { recordEvents, reset, type ScriptedAnswer, scriptedFetch, virtualClock } from '../../src/testing/index.ts';
import { seeded } from '../support/random.ts';

const URL = 'https://api.test/orders';

function recorded(...script: (ScriptedAnswer | 'repeat')[]) {
  const clock = virtualClock();
  const steady = createSteadyFetch({ fetch: scriptedFetch(...script), clock, random: () => 0.5 });
  return { clock, steady, told: recordEvents(steady) };
}

test('a transcript has a line for each event, and no times', async () => {
  const { clock, steady, told } = recorded(503, new TypeError('fetch failed'), 200);
  await clock.runUntil(steady(URL));
  expect(told.transcript()).toMatchInlineSnapshot(`
    "call 1: started, GET https://api.test/orders
    call 1: attempt 1 of 4 started
    call 1: attempt 1 ended, 503 service-unavailable
    call 1: attempt 2 scheduled, backoff
    call 1: attempt 2 of 4 started
    call 1: attempt 2 ended, network
    call 1: attempt 3 scheduled, circuit
    call 1: attempt 3 of 4 started, as a probe
    call 1: attempt 3 ended, 200
    call 1: recovered in attempt 3
    call 1: succeeded after 3 attempts"
  `);
});

test('with times it has those of the clock', async () => {
  const { clock, steady, told } = recorded(503, 200);
  await clock.advance(5_000);
  await clock.runUntil(steady(URL));
  expect(told.transcript({ times: true })).toMatchInlineSnapshot(`
    "     0 ms  call 1: started, GET https://api.test/orders
         0 ms  call 1: attempt 1 of 4 started
         0 ms  call 1: attempt 1 ended after 0 ms, 503 service-unavailable
         0 ms  call 1: attempt 2 scheduled in 500 ms, backoff
       500 ms  call 1: attempt 2 of 4 started
       500 ms  call 1: attempt 2 ended after 0 ms, 200
       500 ms  call 1: recovered in attempt 2
       500 ms  call 1: succeeded after 2 attempts"
  `);
});

test('it tells how calls end that do not end well, and what becomes of circuits', async () => {
  const { clock, steady, told } = recorded(404, 502, 502, 502, 'hang');
  await steady(URL);
  for (let n = 0; n < 3; n++) await steady(URL, { steady: { maxAttempts: 1 } });
  const abort = new AbortController();
  const aborted = steady(URL, { signal: abort.signal }).catch(() => {});
  const waiting = steady(URL).catch(() => {});
  await clock.advance(2_500);
  steady.cancel();
  abort.abort();
  await aborted;
  await waiting;
  steady.isolate('https://api.test')();
  reset(steady);
  steady.close();
  expect(told.transcript()).toMatchInlineSnapshot(`
    "call 1: started, GET https://api.test/orders
    call 1: attempt 1 of 4 started
    call 1: attempt 1 ended, 404 client-error
    call 1: failed after 1 attempt, final
    call 2: started, GET https://api.test/orders
    call 2: attempt 1 of 1 started
    call 2: attempt 1 ended, 502 bad-gateway
    call 2: failed after 1 attempt, attempts
    call 3: started, GET https://api.test/orders
    call 3: attempt 1 of 1 started
    call 3: attempt 1 ended, 502 bad-gateway
    call 3: failed after 1 attempt, attempts
    call 4: started, GET https://api.test/orders
    call 4: attempt 1 of 1 started
    call 4: attempt 1 ended, 502 bad-gateway
    call 4: failed after 1 attempt, attempts
    call 5: started, GET https://api.test/orders
    call 5: attempt 1 of 4 started
    call 6: started, GET https://api.test/orders
    call 6: attempt 1 of 4 started
    call 6: attempt 1 ended, network
    call 6: failed after 1 attempt, final
    call 5: attempt 1 ended, aborted
    call 5: aborted after 1 attempt
    circuit of https://api.test: opened for the upstream, isolated
    circuit of https://api.test: closed
    client reset
    client closed"
  `);
});

test('it is the same at every run, whatever chance says', async () => {
  const play = async (seed: number) => {
    const clock = virtualClock();
    const fetch = scriptedFetch(502, 503, 504, 200);
    const steady = createSteadyFetch({ fetch, clock, random: seeded(seed) });
    const told = recordEvents(steady);
    await clock.runUntil(steady(URL));
    return told.transcript();
  };
  const first = await play(1);
  for (let seed = 2; seed < 20; seed++) expect(await play(seed)).toBe(first);
});

test('what is no client is refused', () => {
  expect(() => recordEvents(fetch as never)).toThrow('steady must be a client made by createSteadyFetch');
});
