import { beforeEach, describe, expect, test } from 'vitest';
import {
  createSteadyFetch,
  isOptionsError,
  type RetryContext,
  reportOf,
  type SteadyInit,
  type SteadyOptions,
} from '../src/index.ts';
import {
  recordEvents,
  type ScriptedAnswer,
  scriptedFetch,
  settled,
  type VirtualClock,
  virtualClock,
} from '../src/testing/index.ts';

const URL = 'http://upstream.test/';
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});

const client = (answers: ScriptedAnswer[], options: object = {}) => {
  const fetch = scriptedFetch(...answers, 'repeat');
  const errors: unknown[] = [];
  const onListenerError = (error: unknown) => errors.push(error);
  const all = { fetch, clock, random: () => 0.5, onListenerError, ...options } as SteadyOptions;
  return { fetch, errors, steady: createSteadyFetch(all) };
};

const own = (steady: object, init: RequestInit = {}): SteadyInit => ({ ...init, steady });

/** The bodies that reached the inner fetch, as text. */
const bodiesOf = (fetch: ReturnType<typeof scriptedFetch>) =>
  Promise.all(fetch.requests.map((request) => request.text()));

describe('init.steady.body', () => {
  test.each<[string, (text: string) => unknown]>([
    ['text', (text) => text],
    ['bytes', (text) => new TextEncoder().encode(text)],
    ['a stream', (text) => new Blob([text]).stream()],
    ['a form', (text) => new URLSearchParams({ text })],
  ])('may be made by an async function, once per attempt: %s', async (_kind, make) => {
    const { fetch, steady } = client([502, 502, 200]);
    let made = 0;
    const body = async () => {
      made++;
      const mine = made;
      await clock.sleep(10);
      return make(`body${mine}`);
    };
    const response = await clock.runUntil(steady(URL, own({ body }, { method: 'PUT' })));
    expect(response.status).toBe(200);
    expect(made).toBe(3);
    expect((await bodiesOf(fetch)).map((text) => text.replace('text=', ''))).toEqual(['body1', 'body2', 'body3']);
  });

  test('may not be ready for a first attempt: what went wrong is what the call rejects with', async () => {
    const { fetch, steady } = client([200]);
    const failure = new Error('no such file');
    const body = async () => {
      throw failure;
    };
    const call = steady(URL, own({ body }, { method: 'PUT' })).catch((error) => error);
    expect(await clock.runUntil(call)).toBe(failure);
    expect(fetch.requests).toHaveLength(0);
  });

  test('may never be ready: an abort ends the call all the same', async () => {
    const { fetch, steady } = client([200]);
    const controller = new AbortController();
    const body = () => new Promise(() => {});
    const init = own({ body }, { method: 'PUT', signal: controller.signal });
    const call = steady(URL, init).catch((error) => error);
    await settled();
    controller.abort('enough');
    expect(await clock.runUntil(call)).toBe('enough');
    expect(fetch.requests).toHaveLength(0);
    expect(steady.upstreams()[0]?.inFlight ?? 0).toBe(0);
  });

  test('may never be ready: the deadline ends the call all the same, and the upstream is not blamed', async () => {
    const { fetch, steady } = client([200]);
    const body = () => new Promise(() => {});
    const call = steady(URL, own({ body, timeout: { totalMs: 5_000 } }, { method: 'PUT' })).catch((error) => error);
    await clock.advance(5_000);
    expect((await call).name).toBe('TimeoutError');
    expect(reportOf(await call)?.attempts[0]?.verdict).toMatchObject({ kind: 'deadline', reached: 'no' });
    expect(fetch.requests).toHaveLength(0);
    expect(steady.upstreams()[0]).toMatchObject({ inFlight: 0, failureStreak: 0 });
  });

  test.each<[string, (abort: () => void) => unknown]>([
    ['at once', (abort) => abort()],
    ['in a promise', async (abort) => abort()],
    // biome-ignore lint/suspicious/noThenProperty: a promise that is not the engine's own.
    ['just after its promise', (abort) => ({ then: (ready: (body: string) => void) => [ready('x'), abort()] })],
  ])('may abort its call %s: then nothing is sent', async (_when, end) => {
    const { fetch, steady } = client([200]);
    const controller = new AbortController();
    const body = () => end(() => controller.abort('enough')) ?? 'x';
    const call = steady(URL, own({ body }, { method: 'PUT', signal: controller.signal })).catch((error) => error);
    expect(await clock.runUntil(call)).toBe('enough');
    expect(fetch.requests).toHaveLength(0);
    expect(steady.upstreams()[0]?.inFlight).toBe(0);
  });
});

describe('shouldRetry', () => {
  test('that never answers does not outlive the deadline: the call ends with the answer at hand', async () => {
    const { fetch, steady } = client([502, 200], { retry: { shouldRetry: () => new Promise(() => {}) } });
    const call = steady(URL, own({ timeout: { totalMs: 5_000 } }));
    await clock.advance(5_000);
    const response = await call;
    expect([response.status, await response.text()]).toEqual([502, 'status 502']);
    expect(reportOf(response)?.settledBecause).toBe('deadline');
    expect(fetch.requests).toHaveLength(1);
  });

  test.each<[string, object, SteadyInit]>([
    ['of the client', { retry: { shouldRetry: async () => false } }, {}],
    ['of the call', {}, own({ shouldRetry: async () => false })],
  ])('may take its time to say no, %s', async (_whose, options, init) => {
    const { fetch, steady } = client([502, 200], options);
    const response = await clock.runUntil(steady(URL, init));
    expect([response.status, fetch.requests.length]).toEqual([502, 1]);
    expect(reportOf(response)).toMatchObject({ settledBecause: 'policy' });
  });

  test('may take its time to say yes', async () => {
    const shouldRetry = async ({ verdict }: { verdict: { status?: number } }) => {
      await clock.sleep(10);
      return verdict.status === 404;
    };
    const { steady } = client([404, 404, 200], { retry: { shouldRetry } });
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
  });

  test('is asked of the call first, and awaited before the client is asked', async () => {
    const asked: string[] = [];
    const general = async () => {
      asked.push('client');
      return false;
    };
    const mine = async () => {
      await clock.sleep(10);
      asked.push('call');
      return undefined;
    };
    const { steady } = client([502], { retry: { shouldRetry: general } });
    expect((await clock.runUntil(steady(URL, own({ shouldRetry: mine })))).status).toBe(502);
    expect(asked).toEqual(['call', 'client']);
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['rejects', () => Promise.reject(new Error('mine'))],
  ])('that %s goes to onListenerError, and has said nothing', async (_how, shouldRetry) => {
    const { fetch, errors, steady } = client([502, 404], { retry: { shouldRetry } });
    expect((await clock.runUntil(steady(URL))).status).toBe(404);
    expect(fetch.requests).toHaveLength(2);
    expect(errors.map(String)).toEqual(['Error: mine', 'Error: mine']);
  });

  test('that never answers does not outlive an abort', async () => {
    const { steady } = client([502], { retry: { shouldRetry: () => new Promise(() => {}) } });
    const controller = new AbortController();
    const call = steady(URL, { signal: controller.signal }).catch((error) => error);
    await clock.advance(1_000);
    controller.abort('enough');
    expect(await clock.runUntil(call)).toBe('enough');
  });

  test.each(['cancel', 'close'] as const)('that never answers does not outlive %s()', async (end) => {
    const { steady } = client([502], { retry: { shouldRetry: () => new Promise(() => {}) } });
    const call = steady(URL).catch((error) => error);
    await clock.advance(1_000);
    steady[end]();
    expect(reportOf(await clock.runUntil(call))).toMatchObject({ settledBecause: 'cancelled' });
  });
});

describe('shouldRetry that says after how long', () => {
  test.each([502, 404, 409])('sends the call again after exactly that wait (%d)', async (status) => {
    const sentAt: number[] = [];
    const answer = (code: number) => () => {
      sentAt.push(clock.now());
      return new Response('', { status: code });
    };
    const shouldRetry = () => ({ afterMs: 500 });
    const { steady } = client([answer(status), answer(status), answer(200)], { retry: { shouldRetry } });
    const told = recordEvents(steady);
    let failedAt = 0;
    steady.on('attempt.ended', ({ verdict }) => {
      if (verdict.kind !== 'ok') failedAt = clock.now();
    });
    const waits: number[] = [];
    steady.on('attempt.started', ({ attempt }) => {
      if (attempt > 1) waits.push(clock.now() - failedAt);
    });
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(sentAt).toHaveLength(3);
    expect(waits).toEqual([500, 500]);
    expect(told.of('retry.scheduled').map(({ delayMs }) => delayMs)).toEqual([500, 500]);
  });

  test('may say at once, and may say so later', async () => {
    const { fetch, steady } = client([404, 200], { retry: { shouldRetry: async () => ({ afterMs: 0 }) } });
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(fetch.requests).toHaveLength(2);
    expect(clock.now()).toBe(0);
  });

  test('is bound by maxAttempts', async () => {
    const { fetch, steady } = client([404], { retry: { maxAttempts: 3, shouldRetry: () => ({ afterMs: 100 }) } });
    expect((await clock.runUntil(steady(URL))).status).toBe(404);
    expect(fetch.requests).toHaveLength(3);
  });

  test('permits no second POST whose fate is unknown', async () => {
    const { fetch, steady } = client([502], { retry: { shouldRetry: () => ({ afterMs: 100 }) } });
    expect((await clock.runUntil(steady(URL, { method: 'POST', body: 'x' }))).status).toBe(502);
    expect(fetch.requests).toHaveLength(1);
  });

  test.each([
    { afterMs: -1 },
    { afterMs: Number.NaN },
    { afterMs: Number.POSITIVE_INFINITY },
    { afterMs: '500' },
    { afterMs: undefined },
    {},
    'yes',
    500,
  ])('goes to onListenerError and has said nothing, if that is no sensible wait: %j', async (word) => {
    const { fetch, errors, steady } = client([502, 404], { retry: { shouldRetry: () => word } });
    expect((await clock.runUntil(steady(URL))).status).toBe(404);
    expect(fetch.requests).toHaveLength(2);
    expect(clock.now()).toBeLessThan(1_000);
    expect(errors).toHaveLength(2);
    for (const error of errors) expect(error).toBeInstanceOf(Error);
  });
});

describe('idempotencyKey.create', () => {
  const post = { method: 'POST', body: 'x' };
  const keysOf = (fetch: ReturnType<typeof scriptedFetch>) =>
    fetch.requests.map(({ headers }) => headers.get('idempotency-key'));

  test('may be async: the key is the same in every attempt', async () => {
    let made = 0;
    const create = async () => {
      await clock.sleep(10);
      return `key${++made}`;
    };
    const { fetch, steady } = client([502, 200], { idempotencyKey: { create } });
    expect((await clock.runUntil(steady(URL, post))).status).toBe(200);
    expect(keysOf(fetch)).toEqual(['key1', 'key1']);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['an empty string', ''],
    ['a number', 42],
    ['an object', {}],
    ['a promise of nothing', Promise.resolve(undefined)],
    ['a promise of an empty string', Promise.resolve('')],
  ])('that makes %s rejects the call with an error that names it, and sends nothing', async (_what, made) => {
    const { fetch, steady } = client([200], { idempotencyKey: { create: () => made } });
    const error = await clock.runUntil(steady(URL, post).catch((error) => error));
    expect(isOptionsError(error)).toBe(true);
    expect(error.message).toContain('idempotencyKey.create');
    expect(fetch.requests).toHaveLength(0);
    expect(steady.upstreams()[0]?.inFlight ?? 0).toBe(0);
  });

  test('that fails rejects the call with its error, and sends nothing', async () => {
    const failure = new Error('no entropy');
    for (const create of [() => Promise.reject(failure), fail]) {
      const { fetch, steady } = client([200], { idempotencyKey: { create } });
      expect(await clock.runUntil(steady(URL, post).catch((error) => error))).toBe(failure);
      expect(fetch.requests).toHaveLength(0);
    }
    function fail(): never {
      throw failure;
    }
  });

  test('that never answers does not outlive an abort', async () => {
    const { fetch, steady } = client([200], { idempotencyKey: { create: () => new Promise(() => {}) } });
    const controller = new AbortController();
    const call = steady(URL, { ...post, signal: controller.signal }).catch((error) => error);
    await settled();
    controller.abort('enough');
    expect(await clock.runUntil(call)).toBe('enough');
    expect(fetch.requests).toHaveLength(0);
  });

  test('that never answers does not outlive the deadline', async () => {
    const { fetch, steady } = client([200], { idempotencyKey: { create: () => new Promise(() => {}) } });
    const call = steady(URL, { ...post, steady: { timeout: { totalMs: 5_000 } } }).catch((error) => error);
    await clock.advance(5_000);
    expect((await call).name).toBe('TimeoutError');
    expect(fetch.requests).toHaveLength(0);
  });

  test('that fails later ends a call that listeners have heard of: it is reported as settled', async () => {
    const create = () => Promise.reject(new Error('no entropy'));
    const { steady } = client([200], { idempotencyKey: { create }, retry: { shouldRetry: () => true } });
    const told = recordEvents(steady);
    const error = await clock.runUntil(steady(URL, post).catch((error) => error));
    expect(told.types()).toEqual(['call.started', 'call.settled']);
    expect(told.of('call.settled')[0]).toMatchObject({ outcome: 'failed', settledBecause: 'final', attempts: 0 });
    expect(told.of('call.settled')[0]?.verdict.kind).toBe('invalid-request');
    expect(reportOf(error)).toMatchObject({ settledBecause: 'final', attempts: [] });
  });
});

describe('retry.beforeRetry', () => {
  const headersOf = (fetch: ReturnType<typeof scriptedFetch>, name: string) =>
    fetch.requests.map(({ headers }) => headers.get(name));

  test('refreshes a token: a 401 that the app wants sent again goes out with the new one', async () => {
    let token = 'old';
    const { fetch, steady } = client([401, 200], {
      retry: {
        shouldRetry: ({ verdict }: RetryContext) => ('status' in verdict && verdict.status === 401 ? true : undefined),
        beforeRetry: async ({ verdict }: RetryContext) => {
          if (!('status' in verdict) || verdict.status !== 401) return undefined;
          await clock.sleep(30);
          token = 'new';
          return { headers: { Authorization: token } };
        },
      },
    });
    const init = { headers: { authorization: token, accept: 'text/plain' } };
    const response = await clock.runUntil(steady(URL, init));
    expect(response.status).toBe(200);
    expect(headersOf(fetch, 'authorization')).toEqual(['old', 'new']);
    expect(headersOf(fetch, 'accept')).toEqual(['text/plain', 'text/plain']);
  });

  test('is asked before each retry with what failed, and never before the first attempt', async () => {
    const asked: unknown[] = [];
    const { errors, steady } = client([502, 503, 200], {
      retry: {
        beforeRetry: ({ attempt, verdict, response }: RetryContext) =>
          void asked.push([attempt, verdict.kind, response?.status]),
      },
    });
    await clock.runUntil(steady(URL));
    expect(asked).toEqual([
      [1, 'bad-gateway', 502],
      [2, 'service-unavailable', 503],
    ]);
    expect(errors).toEqual([]);
  });

  test('keeps what it changed for the attempts after', async () => {
    const { fetch, steady } = client([502, 502, 200], {
      retry: {
        beforeRetry: ({ attempt }: RetryContext) => (attempt === 1 ? { headers: { 'x-token': 'new' } } : undefined),
      },
    });
    await clock.runUntil(steady(URL));
    expect(headersOf(fetch, 'x-token')).toEqual([null, 'new', 'new']);
  });

  test.each([
    ['ours', {}],
    ["the caller's", { 'Idempotency-Key': 'order-7' }],
  ])('cannot change an idempotency key: %s', async (_whose, headers) => {
    const { fetch, steady } = client([502, 201], {
      idempotencyKey: true,
      retry: { beforeRetry: () => ({ headers: { 'idempotency-key': 'another', 'x-token': 'new' } }) },
    });
    await clock.runUntil(steady(URL, { method: 'POST', body: 'order', headers }));
    const [first, second] = headersOf(fetch, 'idempotency-key');
    expect(first).not.toBeNull();
    expect(second).toBe(first);
    expect(headersOf(fetch, 'x-token')).toEqual([null, 'new']);
  });

  test('changes the headers of a Request and leaves its body', async () => {
    const { fetch, steady } = client([502, 200], { retry: { beforeRetry: () => ({ headers: { 'x-token': 'new' } }) } });
    const request = new Request(URL, { method: 'PUT', body: 'text', headers: { 'x-token': 'old', 'x-other': '1' } });
    await clock.runUntil(steady(request));
    const sent = fetch.requests;
    expect(sent.map(({ headers }) => [headers.get('x-token'), headers.get('x-other')])).toEqual([
      ['old', '1'],
      ['new', '1'],
    ]);
    expect(await sent[1]?.text()).toBe('text');
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no token');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no token'))],
    ['returns headers that are none', () => ({ headers: { 'no name': 'x' } })],
  ])('that %s is reported, and the retry is sent as it was', async (_what, beforeRetry) => {
    const { errors, fetch, steady } = client([502, 200], { retry: { beforeRetry } });
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    expect(errors).toHaveLength(1);
    expect(fetch.requests).toHaveLength(2);
  });

  test('that is never ready ends with an abort, which sends nothing more', async () => {
    const { fetch, steady } = client([502, 200], { retry: { beforeRetry: () => new Promise(() => {}) } });
    const controller = new AbortController();
    const call = steady(URL, { signal: controller.signal }).catch((error) => error);
    await clock.advance(5_000);
    controller.abort('enough');
    expect(await call).toBe('enough');
    expect(fetch.requests).toHaveLength(1);
    expect(steady.upstreams()).toMatchObject([{ inFlight: 0, waiting: 0 }]);
  });

  test('that is ready after the deadline sends nothing more', async () => {
    const { fetch, steady } = client([502, 200], {
      timeout: { totalMs: 1_000 },
      retry: { beforeRetry: () => clock.sleep(3_000).then(() => undefined) },
    });
    const response = await clock.runUntil(steady(URL));
    expect(response.status).toBe(502);
    expect(reportOf(response)?.settledBecause).toBe('deadline');
    expect(fetch.requests).toHaveLength(1);
  });
});

describe('a client that retries by itself and marks it', () => {
  test.each([
    ['x-stainless-retry-count', '0', 4],
    ['x-stainless-retry-count', '1', 1],
    ['x-retry-count', '2', 1],
    ['amz-sdk-request', 'attempt=1; max=3', 4],
    ['amz-sdk-request', 'attempt=2; max=3', 1],
    ['amz-sdk-request', 'attempt=10; max=12', 1],
    ['x-other', '1', 4],
  ])('is left to its own retries: with %s: %s at most %i requests are sent', async (name, value, requests) => {
    const { fetch, steady } = client([502], { circuit: false });
    await clock.runUntil(steady(URL, { headers: { [name]: value } }));
    expect(fetch.requests).toHaveLength(requests);
  });
});
