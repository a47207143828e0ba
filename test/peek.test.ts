import { describe, expect, test } from 'vitest';
import { createSteadyFetch, reportOf } from '../src/index.ts';
import { virtualClock } from '../src/testing/index.ts';

const RAY = '8c2f0a1b2c3d4e5f';
const page = `<title>shop.test | 521: Web server is down</title>${' '.repeat(6_000)}Cloudflare Ray ID: <strong>${RAY}</strong>`;
const CLOUDFLARE = { server: 'cloudflare', 'cf-ray': `${RAY}-FRA` };
const quick = { baseDelayMs: 1 };
const URL_ = 'http://api.test/';

/** Answers with each in turn, and remembers how often it was asked. */
function scripted(...answers: readonly (() => Response)[]) {
  let asked = 0;
  const fetch = async () => (answers[asked++] ?? answers.at(-1))?.() as Response;
  return { fetch, asked: () => asked };
}

test('a POST that Cloudflare never sent on is sent again, and its ray is told', async () => {
  const { fetch, asked } = scripted(
    () => new Response(page, { status: 521, headers: CLOUDFLARE }),
    () => new Response('saved'),
  );
  const steady = createSteadyFetch({ fetch, retry: quick });
  const told: unknown[] = [];
  steady.subscribe((event) => 'supportIds' in event && told.push([event.type, event.supportIds]));
  const response = await steady(URL_, { method: 'POST', body: 'order' });
  expect(await response.text()).toBe('saved');
  expect(asked()).toBe(2);
  expect(reportOf(response)).toMatchObject({
    supportIds: [`cf-ray:${RAY}-FRA`],
    attempts: [{ verdict: { reached: 'no' } }, {}],
  });
  expect(told).toContainEqual(['attempt.started', []]);
  expect(told).toContainEqual(['attempt.ended', [`cf-ray:${RAY}-FRA`]]);
  steady.close();
});

test('a POST is not sent again on the word of an answer where the engine may have sent it twice already', async () => {
  Reflect.set(globalThis, 'Deno', {});
  try {
    const { fetch, asked } = scripted(() => new Response(page, { status: 521, headers: CLOUDFLARE }));
    const steady = createSteadyFetch({ fetch, retry: quick });
    const response = await steady(URL_, { method: 'POST', body: 'order' });
    expect(response.status).toBe(521);
    expect(asked()).toBe(1);
    steady.close();
  } finally {
    Reflect.deleteProperty(globalThis, 'Deno');
  }
});

test('an abort ends the call at once, also while a stalled body is being looked at', async () => {
  const controller = new AbortController();
  const stalled = () => new Response(new ReadableStream(), { status: 502 });
  const fetch = async () => {
    setTimeout(() => controller.abort('enough'), 5);
    return stalled();
  };
  // Its time stands still, so that the look is not over before the abort.
  const steady = createSteadyFetch({ fetch, clock: virtualClock() });
  expect(await steady(URL_, { signal: controller.signal }).catch((error) => error)).toBe('enough');
  steady.close();
});

test.each([0, 10, 8_191, 8_192, 8_193, 100_000])('the caller gets all %i bytes of a failed body', async (length) => {
  const body = 'x'.repeat(length);
  const { fetch, asked } = scripted(() => new Response(body, { status: 502 }));
  const steady = createSteadyFetch({ fetch });
  const response = await steady(URL_, { method: 'POST' });
  expect(response.bodyUsed).toBe(false);
  expect(await response.text()).toBe(body);
  expect(asked()).toBe(1);
  steady.close();
});

test('a body that stalls does not hold the call', async () => {
  const stalled = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('<hr><center>nginx</center>')),
  });
  const { fetch } = scripted(() => new Response(stalled, { status: 502 }));
  const steady = createSteadyFetch({ fetch });
  const since = performance.now();
  const response = await steady(URL_, { method: 'POST' });
  expect(performance.now() - since).toBeLessThan(1_000);
  expect(reportOf(response)?.attempts[0]?.verdict).toMatchObject({ gateway: 'nginx' });
  await response.body?.cancel();
  steady.close();
});

test('a body that breaks off tells what it has told', async () => {
  const broken = new ReadableStream(
    {
      pull: (controller) => controller.error(new TypeError('terminated')),
      start: (controller) => controller.enqueue(new TextEncoder().encode('<hr><center>nginx</center>')),
    },
    { highWaterMark: 0 },
  );
  const { fetch } = scripted(() => new Response(broken, { status: 502 }));
  const steady = createSteadyFetch({ fetch });
  const response = await steady(URL_, { method: 'POST' });
  expect(reportOf(response)?.attempts[0]?.verdict.kind).toBe('bad-gateway');
  await expect(response.text()).rejects.toThrow('terminated');
  steady.close();
});

test.each([200, 204, 304, 404])('%i is not looked into', async (status) => {
  const response = new Response(status === 200 ? 'fine' : null, { status });
  response.clone = () => expect.fail('cloned');
  const steady = createSteadyFetch({ fetch: async () => response });
  expect(await steady(URL_)).toBe(response);
  steady.close();
});

test('a response that cannot be cloned is classified all the same', async () => {
  const response = new Response('x', { status: 502 });
  response.clone = () => {
    throw new TypeError('no');
  };
  const steady = createSteadyFetch({ fetch: async () => response });
  expect(await steady(URL_, { method: 'POST' })).toBe(response);
  steady.close();
});

test.each([
  [['gate'], 2],
  [[], 1],
])('the word of a proxy counts where the app trusts it: %j', async (trustedProxies, requests) => {
  const { fetch, asked } = scripted(
    () => new Response(null, { status: 502, headers: { 'proxy-status': 'gate;error=connection_refused' } }),
    () => new Response('saved'),
  );
  const steady = createSteadyFetch({ fetch, retry: quick, trustedProxies });
  await steady(URL_, { method: 'POST' });
  expect(asked()).toBe(requests);
  steady.close();
});

test('a page where JSON was asked for is told as one', async () => {
  const { fetch } = scripted(
    () => new Response('<!doctype html>', { status: 502, headers: { 'content-type': 'text/html' } }),
  );
  const steady = createSteadyFetch({ fetch });
  const response = await steady(URL_, { method: 'POST', headers: { accept: 'application/json' } });
  expect(reportOf(response)?.attempts[0]?.verdict.evidence).toContain('body:html');
  steady.close();
});

describe('what is left of an error page while its call waits for the retry', () => {
  /** A page in such chunks; it stalls after so many. It is over when its stream is cancelled, or its request aborted. */
  async function waitBeside(chunk: number, stallsAfter: number, ms: number) {
    const clock = virtualClock();
    let pulled = 0;
    let isOver = false;
    const body = new ReadableStream(
      {
        pull(controller) {
          if (pulled++ >= stallsAfter) return new Promise<void>(() => {});
          controller.enqueue(new Uint8Array(chunk));
          return undefined;
        },
        cancel() {
          isOver = true;
        },
      },
      { highWaterMark: 0 },
    );
    const fetch = async (_input: unknown, init?: RequestInit) => {
      init?.signal?.addEventListener('abort', () => {
        isOver = true;
      });
      return new Response(body, { status: 503, headers: { 'retry-after': '30' } });
    };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0 });
    const call = steady(URL_).catch(() => {});
    await clock.advance(ms);
    const seen = { pulled, isOver };
    steady.close();
    await call;
    return seen;
  }

  test('is read for the sake of its connection, up to a mebibyte', async () => {
    const { pulled, isOver } = await waitBeside(64 * 1024, 90, 10);
    expect(isOver).toBe(true);
    expect(pulled).toBeGreaterThanOrEqual(16);
    expect(pulled).toBeLessThanOrEqual(20);
  });

  test('is read up to a hundred chunks, however small they are', async () => {
    const { pulled, isOver } = await waitBeside(1, 900, 10);
    expect(isOver).toBe(true);
    expect(pulled).toBeGreaterThanOrEqual(100);
    expect(pulled).toBeLessThanOrEqual(110);
  });

  test('is waited for until a second has passed, and then given up', async () => {
    expect(await waitBeside(1, 1, 900)).toMatchObject({ isOver: false });
    expect(await waitBeside(1, 1, 1_200)).toMatchObject({ isOver: true });
  });
});
