import { describe, expect, test } from 'vitest';
import { createSteadyFetch, reportOf, type SteadyOptions } from '../../src/index.ts';
import { instantClock, type ScriptedAnswer, scriptedFetch } from '../../src/testing/index.ts';
import { runNode } from '../support/child.ts';
import { startUpstream } from '../support/scripted-upstream.ts';

const URL = 'http://a.test/';

const client = (script: readonly (ScriptedAnswer | 'repeat')[], options: SteadyOptions = {}) => {
  const clock = instantClock();
  const fetch = scriptedFetch(...script);
  return { clock, fetch, steady: createSteadyFetch({ fetch, clock, random: () => 0.5, ...options }) };
};

const nameOf = (call: Promise<Response>): Promise<string | number> =>
  call.then(
    ({ status }) => status,
    (error: Error) => error.name,
  );

describe('a wait', () => {
  test('is over at once, and its time has passed', async () => {
    const { clock, fetch, steady } = client([{ status: 503, headers: { 'retry-after': '30' } }, 502, 200]);
    const before = clock.wallNow();
    const response = await steady(URL);
    expect([response.status, fetch.requests.length]).toEqual([200, 3]);
    expect(clock.waits).toHaveLength(2);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(30_000);
    const waited = clock.waits.reduce((sum, ms) => sum + ms, 0);
    expect(clock.now()).toBe(waited);
    expect(clock.wallNow() - before).toBeGreaterThanOrEqual(waited);
    expect(reportOf(response)?.elapsedMs).toBe(waited);
  });

  test('ends in its order, whichever began first', async () => {
    const clock = instantClock();
    const ended: string[] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      ended.push(`${name} at ${clock.now()}`);
    };
    await Promise.all([sleep('long', 900), sleep('short', 20), sleep('middle', 300)]);
    expect(ended).toEqual(['short at 20', 'middle at 300', 'long at 900']);
    expect(clock.waits).toEqual([20, 300, 900]);
  });

  test('ends with the reason of its signal', async () => {
    const { steady } = client([503, 200]);
    const abort = new AbortController();
    steady.on('retry.scheduled', () => abort.abort('enough'));
    expect(await steady(URL, { signal: abort.signal }).catch((reason) => reason)).toBe('enough');
    const clock = instantClock();
    expect(await clock.sleep(5, AbortSignal.abort('before')).catch((reason) => reason)).toBe('before');
    expect(clock.now()).toBe(0);
  });

  test('in a waiting queue is over at once too: calls to a dead upstream end', async () => {
    const { steady } = client([502, 'repeat']);
    const calls = Array.from({ length: 20 }, (_, n) => nameOf(steady(`${URL}${n}`)));
    for (const end of await Promise.all(calls)) expect([502, 'CircuitOpenError']).toContain(end);
  });
});

test('a wait that begins while the clock looks out for an answer does not wait for that to end', async () => {
  const upstream = await startUpstream();
  upstream.play({ status: 503, delayMs: 50 }, 200);
  const steady = createSteadyFetch({ clock: instantClock({ answerWithinMs: 2 ** 31 - 1 }) });
  expect((await steady(upstream.url)).status).toBe(200);
  await upstream.close();
});

describe('a time limit', () => {
  test('does not strike while the inner fetch answers, however much time is skipped', async () => {
    await using upstream = await startUpstream();
    upstream.play(503, 503, 503, 200);
    const clock = instantClock();
    const steady = createSteadyFetch({ clock, random: () => 0.9, timeout: { attemptMs: 1 } });
    const kinds = reportOf(await steady(upstream.url))?.attempts.map(({ verdict }) => verdict.kind);
    expect(kinds).toEqual([...Array(3).fill('service-unavailable'), 'ok']);
  });

  test('of an attempt ends one that hangs, and the call goes on', async () => {
    const { clock, fetch, steady } = client(['hang', 200], { timeout: { attemptMs: 5_000 } });
    const response = await steady(URL);
    expect([response.status, fetch.requests.length]).toEqual([200, 2]);
    expect(clock.now()).toBeGreaterThanOrEqual(5_000);
    expect(fetch.requests[0]?.signal.aborted).toBe(true);
  });

  test('of a call ends it with TimeoutError', async () => {
    const { steady } = client(['hang', 'repeat'], { timeout: { totalMs: 60_000 } });
    expect(await nameOf(steady(URL))).toBe('TimeoutError');
    expect(await nameOf(steady(URL, { method: 'POST', body: 'x', steady: { timeout: { totalMs: 9 } } }))).toBe(
      'TimeoutError',
    );
  });

  test('waits for an answer that is late in real time, as long as it may be', async () => {
    const clock = instantClock({ answerWithinMs: 60_000 });
    const fetch = async () => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return new Response('late');
    };
    const steady = createSteadyFetch({ clock, fetch, timeout: { totalMs: 10 } });
    expect(await (await steady(URL)).text()).toBe('late');
  });

  test('can be missing: then the clock comes to rest, and keeps no process alive', async () => {
    const { code, stdout } = await runNode(`
      import { createSteadyFetch } from './src/index.ts';
      import { instantClock, scriptedFetch } from './src/testing/index.ts';
      const clock = instantClock();
      process.on('exit', () => console.log(clock.now() >= 60_000));
      const background = async () => {
        for (;;) await clock.sleep(1_000, undefined, { ref: false });
      };
      void background();
      await createSteadyFetch({ clock, fetch: scriptedFetch('hang', 'repeat') })('http://a.test/');
    `);
    // What Node says where nothing is left that could settle what the program waits for.
    expect([code, stdout.trim()]).toEqual([13, 'true']);
  }, 40_000);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '5', null])('refuses answerWithinMs: %s', (answerWithinMs) => {
  expect(() => instantClock({ answerWithinMs: answerWithinMs as number })).toThrow(
    /answerWithinMs must be a number of ms from 0 on, got/,
  );
});
