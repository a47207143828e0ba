import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSteadyFetch, reportOf, type SteadyOptions } from '../src/index.ts';
import { instantClock, recordEvents } from '../src/testing/index.ts';
import { deadPort, type ScriptedUpstream, startUpstream } from './support/scripted-upstream.ts';

let upstream: ScriptedUpstream;

beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

/** A client that waits for nothing. */
const eager = (options: SteadyOptions = {}) => createSteadyFetch({ clock: instantClock(), ...options });

describe('the story of a call', () => {
  test('503, 503, 200 gives 200, and is told attempt by attempt', async () => {
    upstream.play(503, 503, 200);
    const steady = eager();
    const told = recordEvents(steady);
    const response = await steady(upstream.url);
    expect(response.status).toBe(200);
    expect(told.types()).toEqual([
      'call.started',
      'attempt.started',
      'attempt.ended',
      'retry.scheduled',
      'attempt.started',
      'attempt.ended',
      'retry.scheduled',
      'attempt.started',
      'attempt.ended',
      'call.recovered',
      'call.settled',
    ]);
    expect(told.of('call.settled')[0]).toMatchObject({ outcome: 'succeeded', settledBecause: 'success', attempts: 3 });
    expect(reportOf(response)).toMatchObject({
      upstream: upstream.url,
      method: 'GET',
      settledBecause: 'success',
      attempts: [
        { attempt: 1, verdict: { kind: 'service-unavailable' } },
        { attempt: 2, verdict: { kind: 'service-unavailable' } },
        { attempt: 3, verdict: { kind: 'ok' } },
      ],
    });
  });

  test('ends with the last 503, its body unread, when attempts run out', async () => {
    upstream.play(503);
    const response = await eager({ retry: { maxAttempts: 3 } })(upstream.url);
    expect(response.status).toBe(503);
    expect(response.bodyUsed).toBe(false);
    expect(await response.text()).toBe('status 503');
    expect(upstream.requests).toHaveLength(3);
    expect(reportOf(response)).toMatchObject({ settledBecause: 'attempts' });
    expect(reportOf(response)?.attempts).toHaveLength(3);
  });

  test("ends with the engine's own error at a dead port", async () => {
    const error = await eager({ retry: { maxAttempts: 3 } })(`http://127.0.0.1:${await deadPort()}/`).catch((e) => e);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('fetch failed');
    expect(error.cause.code).toBe('ECONNREFUSED');
    expect(reportOf(error)?.attempts.map(({ verdict }) => [verdict.kind, verdict.reached])).toEqual(
      Array(3).fill(['network', 'no']),
    );
  });

  test('has nothing to report when all went well at once', async () => {
    const steady = eager();
    const told = recordEvents(steady);
    const response = await steady(upstream.url);
    expect(reportOf(response)).toBeUndefined();
    expect(told.types()).toEqual(['call.started', 'attempt.started', 'attempt.ended', 'call.settled']);
  });

  test('carries frozen facts, the URL for the developer and the notice options as given', async () => {
    const steady = eager();
    const told = recordEvents(steady);
    await steady(`${upstream.url}/a?b=c`, { steady: { notice: { importance: 'user', label: 'Invoice' } } });
    for (const event of told.events) {
      expect(Object.isFrozen(event)).toBe(true);
      expect(event).toMatchObject({
        callId: 1,
        method: 'GET',
        url: `${upstream.url}/a?b=c`,
        upstream: upstream.url,
        replayable: true,
        notice: { importance: 'user', label: 'Invoice' },
      });
      expect(Math.abs((event.at ?? 0) - Date.now())).toBeLessThan(5_000);
    }
  });
});

describe('what is sent again', () => {
  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s, being idempotent', async (method) => {
    upstream.play(502, 200);
    expect((await eager()(upstream.url, { method })).status).toBe(200);
    expect(upstream.requests).toHaveLength(2);
  });

  test.each(['POST', 'PATCH'])('not %s, answered by a 503', async (method) => {
    upstream.play(503, 200);
    const response = await eager()(upstream.url, { method, body: 'x' });
    expect(response.status).toBe(503);
    expect(upstream.requests).toHaveLength(1);
    expect(reportOf(response)).toMatchObject({ settledBecause: 'not-replayable' });
  });

  test('a POST that provably did not arrive', async () => {
    const port = await deadPort();
    const server = createServer((_request, response) => response.end('here now'));
    const steady = eager();
    let retries = 0;
    steady.on('retry.scheduled', () => {
      retries++;
      server.listen(port, '127.0.0.1');
    });
    const response = await steady(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'order' });
    expect(await response.text()).toBe('here now');
    expect(retries).toBe(1);
    server.close();
  });

  test.each([303, 307])('not a POST that was answered by a %d to a dead port', async (status) => {
    const dead = `http://127.0.0.1:${await deadPort()}/`;
    upstream.play({ status, headers: { location: dead } });
    const error = await eager()(upstream.url, { method: 'POST', body: 'order' }).catch((e) => e);
    expect(error.cause.code).toBe('ECONNREFUSED');
    expect(upstream.requests).toHaveLength(1);
    expect(reportOf(error)).toMatchObject({ settledBecause: 'not-replayable' });
  });

  test('not a POST that a server took, answered with a redirect to itself, and was gone', async () => {
    const taken: string[] = [];
    const server = createServer((request, response) => {
      taken.push(request.method ?? '');
      request.resume().on('end', () => {
        server.close();
        response.writeHead(303, { location: '/thanks', connection: 'close' }).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const steady = eager();
    steady.on('retry.scheduled', () => server.listen(port, '127.0.0.1'));
    const error = await steady(`http://127.0.0.1:${port}/order?n=7`, { method: 'POST', body: 'order' }).catch((e) => e);
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED', address: '127.0.0.1', port });
    expect(taken).toEqual(['POST']);
    expect(reportOf(error)).toMatchObject({
      settledBecause: 'not-replayable',
      attempts: [{ verdict: { reached: 'maybe', evidence: ['code:ECONNREFUSED', 'request:sent'] } }],
    });
  });

  test('a POST that the app vouches for', async () => {
    upstream.play(503, 200);
    const response = await eager()(upstream.url, { method: 'POST', body: 'x', steady: { idempotent: true } });
    expect(response.status).toBe(200);
    expect(upstream.requests.map(({ body }) => body.toString())).toEqual(['x', 'x']);
  });

  test('a POST with a declared idempotency key, the same for every attempt', async () => {
    upstream.play(503, 502, 200);
    const steady = eager({ idempotencyKey: true });
    await steady(upstream.url, { method: 'POST', body: 'x' });
    await steady(upstream.url, { method: 'POST', body: 'x' });
    const [first, second, third, other] = upstream.requests.map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect([second, third]).toEqual([first, first]);
    expect(other).not.toBe(first);
  });

  test('a POST with a key of its own, under the name that the upstream knows', async () => {
    upstream.play(503, 200);
    const steady = eager({ idempotencyKey: { header: 'X-Request-Key' } });
    await steady(upstream.url, { method: 'POST', body: 'x', steady: { idempotencyKey: 'order-7' } });
    expect(upstream.requests.map(({ headers }) => headers['x-request-key'])).toEqual(['order-7', 'order-7']);
  });

  test('a POST with the key that the caller put into the headers', async () => {
    upstream.play(503, 200);
    const headers = [['idempotency-key', 'mine']] as [string, string][];
    await eager({ idempotencyKey: true })(upstream.url, { method: 'POST', body: 'x', headers });
    expect(upstream.requests.map(({ headers }) => headers['idempotency-key'])).toEqual(['mine', 'mine']);
  });

  test('a PUT with a key of its own too: the server may want one', async () => {
    upstream.play(503, 200);
    const steady = eager({ idempotencyKey: true });
    await steady(upstream.url, { method: 'PUT', body: 'x', steady: { idempotencyKey: 'order-8' } });
    await steady(upstream.url, { method: 'PUT', body: 'x' });
    await steady(upstream.url, { method: 'POST', body: 'x', steady: { idempotent: true } });
    const [first, second, third, fourth] = upstream.requests.map(({ headers }) => headers['idempotency-key']);
    expect([first, second, third]).toEqual(['order-8', 'order-8', undefined]);
    expect(fourth).toMatch(/^[0-9a-f-]{36}$/);
    const renamed = eager({ idempotencyKey: { header: 'X-Request-Key' } });
    await renamed(upstream.url, { method: 'PUT', body: 'x', steady: { idempotencyKey: 'order-9' } });
    expect(upstream.requests.at(-1)?.headers['x-request-key']).toBe('order-9');
  });

  test('not a GET that the app says is none of the sort', async () => {
    upstream.play(503, 200);
    const response = await eager()(upstream.url, { steady: { idempotent: false } });
    expect(response.status).toBe(503);
  });

  test.each([404, 409, 501, 505])('not a %d', async (status) => {
    upstream.play(status, 200);
    const response = await eager()(upstream.url);
    expect(response.status).toBe(status);
    expect(reportOf(response)).toMatchObject({ settledBecause: 'final' });
  });

  test('a 404 of which the app says that it will pass, and no 503 of which it says that it will not', async () => {
    const shouldRetry = ({ verdict }: { verdict: { kind: string } }) => verdict.kind === 'client-error';
    upstream.play(404, 200);
    expect((await eager({ retry: { shouldRetry } })(upstream.url)).status).toBe(200);
    upstream.play(503, 200);
    const response = await eager()(upstream.url, { steady: { shouldRetry } });
    expect(reportOf(response)).toMatchObject({ settledBecause: 'policy' });
  });

  test('is told to shouldRetry with exactly one of response and error', async () => {
    upstream.play(503, 'reset', 200);
    const contexts: object[] = [];
    const shouldRetry = (context: object) => {
      contexts.push(context);
      return undefined;
    };
    await eager({ retry: { shouldRetry } })(upstream.url);
    expect(contexts.map((context) => ['response' in context, 'error' in context])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test('without a word from shouldRetry where nothing was sent', async () => {
    const shouldRetry = () => {
      throw new Error('asked for nothing');
    };
    const errors: unknown[] = [];
    const steady = eager({ retry: { shouldRetry }, onListenerError: (error) => errors.push(error) });
    steady.isolate(upstream.url);
    await expect(steady(upstream.url)).rejects.toThrow('nothing was sent to');
    expect(errors).toEqual([]);
  });

  test('as if shouldRetry were not there, when it throws; the error is told', async () => {
    upstream.play(503, 200);
    const errors: unknown[] = [];
    const shouldRetry = () => {
      throw new Error('a bug of the app');
    };
    const steady = eager({ retry: { shouldRetry }, onListenerError: (error) => errors.push(error) });
    expect((await steady(upstream.url)).status).toBe(200);
    expect(errors).toHaveLength(1);
  });
});

describe('bodies', () => {
  const bytes = new TextEncoder().encode('bytes');
  const form = () => {
    const data = new FormData();
    data.set('name', 'value');
    return data;
  };
  test.each<[string, () => NonNullable<RequestInit['body']>, string | RegExp]>([
    ['text', () => 'text', 'text'],
    ['a typed array', () => bytes, 'bytes'],
    ['an ArrayBuffer', () => bytes.slice().buffer, 'bytes'],
    ['a Blob', () => new Blob(['blob']), 'blob'],
    ['URLSearchParams', () => new URLSearchParams({ a: '1' }), 'a=1'],
    ['FormData', form, /name="name"\r\n\r\nvalue/],
  ])('of %s are sent again with the same bytes', async (_kind, body, expected) => {
    upstream.play(503, 'reset', 200);
    await eager()(upstream.url, { method: 'PUT', body: body() });
    expect(upstream.requests).toHaveLength(3);
    for (const { body } of upstream.requests) expect(body.toString()).toMatch(expected);
  });

  test('of a Request are sent again with the same bytes, and the Request is marked used', async () => {
    upstream.play(503, 502, 200);
    const request = new Request(upstream.url, { method: 'PUT', body: 'text', headers: { 'x-mine': 'yes' } });
    expect((await eager()(request)).status).toBe(200);
    expect(upstream.requests.map(({ body, headers }) => [body.toString(), headers['x-mine']])).toEqual(
      Array(3).fill(['text', 'yes']),
    );
    expect(request.bodyUsed).toBe(true);
  });

  test('of a Request are not copied where there is no second attempt to copy them for', async () => {
    const request = new Request(upstream.url, { method: 'PUT', body: 'text' });
    let copies = 0;
    const clone = request.clone.bind(request);
    request.clone = () => {
      copies++;
      return clone();
    };
    await eager({ retry: { maxAttempts: 1 } })(request);
    expect([copies, upstream.requests.length]).toEqual([0, 1]);
  });

  const endless = (onCancel: () => void) => new ReadableStream({ pull: (to) => to.enqueue(bytes), cancel: onCancel });

  /** Answers before it has read the body, and reads no more of it. */
  const hasty = async (input: RequestInfo | URL) => {
    (input as Request).body?.cancel().catch(() => {});
    return new Response('early');
  };

  test.each(['PUT', 'POST'])('of a Request are read no further once its call was answered (%s)', async (method) => {
    const cancelled = vi.fn();
    const init = { method, body: endless(cancelled), duplex: 'half' };
    const response = await createSteadyFetch({ fetch: hasty })(new Request('http://x.test/', init as RequestInit));
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(cancelled).toHaveBeenCalledTimes(1));
  });

  const stream = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(bytes);
        controller.close();
      },
    });

  test('of a Request are not copied where nothing could prove that sending them again is harmless', async () => {
    Reflect.set(globalThis, 'Deno', {});
    try {
      const init = { method: 'POST', body: stream(), duplex: 'half' };
      const request = new Request(upstream.url, init as RequestInit);
      const clone = vi.spyOn(request, 'clone');
      expect((await eager()(request)).status).toBe(200);
      expect(clone).not.toHaveBeenCalled();
    } finally {
      Reflect.deleteProperty(globalThis, 'Deno');
    }
  });

  test('that are streams are sent once, and it is said why', async () => {
    upstream.play(503, 200);
    const init = { method: 'PUT', body: stream(), duplex: 'half' } as RequestInit;
    const response = await eager()(upstream.url, init);
    expect(response.status).toBe(503);
    expect(await response.text()).toBe('status 503');
    expect(upstream.requests).toHaveLength(1);
    expect(reportOf(response)).toMatchObject({ settledBecause: 'body-not-replayable' });
  });

  test('that are made afresh for each attempt may be streams', async () => {
    upstream.play(503, 'reset', 200);
    expect((await eager()(upstream.url, { method: 'PUT', steady: { body: stream } })).status).toBe(200);
    expect(upstream.requests.map(({ body }) => body.toString())).toEqual(['bytes', 'bytes', 'bytes']);
  });

  test('whose making fails end the call with that very error', async () => {
    const reason = new Error('no such file');
    const body = () => {
      throw reason;
    };
    const error = await eager()(upstream.url, { method: 'PUT', steady: { body } }).catch((e) => e);
    expect(error).toBe(reason);
    expect(upstream.requests).toHaveLength(0);
    expect(reportOf(error)).toMatchObject({ settledBecause: 'final', attempts: [{ verdict: { fault: 'caller' } }] });
  });
});

describe('answers that are thrown away', () => {
  test('give their connection back when they are small', async () => {
    const page = 'x'.repeat(100_000);
    upstream.play({ status: 503, body: page }, { status: 502, body: page }, { status: 504, body: page }, 200);
    const steady = createSteadyFetch({ retry: { baseDelayMs: 40, maxDelayMs: 40 }, random: () => 0.999 });
    expect((await steady(upstream.url)).status).toBe(200);
    expect(upstream.socketsSeen).toBe(1);
  });

  test('are cancelled when they are large, and never pile up', async () => {
    const page = new Uint8Array(12 * 1024 * 1024);
    upstream.play({ status: 503, body: page }, { status: 503, body: page }, 200);
    expect((await eager()(upstream.url)).status).toBe(200);
    // Both ends live in this process; a server with much left to write is slow to notice that its client has stopped reading.
    const ours = () =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length - upstream.openSockets;
    await expect.poll(ours).toBeLessThanOrEqual(1);
  });

  test('do not hold up the retry when they never end', async () => {
    upstream.play((_request, response) => {
      response.writeHead(503);
      response.write('and so on');
    }, 200);
    expect((await eager()(upstream.url)).status).toBe(200);
  });
});

describe("the caller's signal", () => {
  const slow = { retry: { baseDelayMs: 5_000, maxDelayMs: 5_000 }, random: () => 0.999 } as const;

  test('ends a backoff at once, with the very reason', async () => {
    upstream.play(503);
    const controller = new AbortController();
    const reason = Symbol('navigated away');
    const steady = createSteadyFetch(slow);
    const scheduled = new Promise((resolve) => steady.on('retry.scheduled', resolve));
    const call = steady(upstream.url, { signal: controller.signal }).catch((e) => e);
    await scheduled;
    const abortedAt = performance.now();
    controller.abort(reason);
    expect(await call).toBe(reason);
    // Far from the backoff of five seconds, also on a busy machine.
    expect(performance.now() - abortedAt).toBeLessThan(1_000);
    expect(upstream.requests).toHaveLength(1);
  });

  test('ends a call before anything is sent', async () => {
    const reason = new Error('never mind');
    const error = await eager()(upstream.url, { signal: AbortSignal.abort(reason) }).catch((e) => e);
    expect(error).toBe(reason);
    expect(upstream.requests).toHaveLength(0);
  });

  test('ends a request in flight, also one whose inner fetch does not care', async () => {
    const controller = new AbortController();
    const fetch = () => new Promise<Response>(() => {});
    const call = createSteadyFetch({ fetch })(upstream.url, { signal: controller.signal }).catch((e) => e);
    controller.abort('enough');
    expect(await call).toBe('enough');
  });

  test('still aborts the body once the headers are there', async () => {
    upstream.play('headers-then-hang');
    const controller = new AbortController();
    const response = await eager()(upstream.url, { signal: controller.signal });
    const reading = response.text().catch((e) => e);
    controller.abort('enough');
    expect(await reading).toBe('enough');
  });

  test('is not taken for a failure of the upstream', async () => {
    upstream.play('hang');
    const steady = eager();
    const told = recordEvents(steady);
    const controller = new AbortController();
    steady.on('attempt.started', () => setTimeout(() => controller.abort(), 5));
    const error = await steady(upstream.url, { signal: controller.signal }).catch((e) => e);
    expect(error.name).toBe('AbortError');
    expect(told.types()).not.toContain('retry.scheduled');
    expect(told.of('call.settled')[0]).toMatchObject({ outcome: 'aborted', settledBecause: 'aborted' });
    expect(steady.upstreams()[0]).toMatchObject({ failures: 0, failureStreak: 0 });
  });

  test('works inside every callback of the call', async () => {
    for (const type of ['call.started', 'attempt.started', 'attempt.ended', 'retry.scheduled'] as const) {
      upstream.play(503);
      const controller = new AbortController();
      const steady = createSteadyFetch(slow);
      steady.on(type, () => controller.abort(type));
      expect(await steady(upstream.url, { signal: controller.signal }).catch((e) => e)).toBe(type);
    }
    const controller = new AbortController();
    const shouldRetry = () => controller.abort('asked');
    const steady = createSteadyFetch({ retry: { ...slow.retry, shouldRetry: shouldRetry as () => undefined } });
    expect(await steady(upstream.url, { signal: controller.signal }).catch((e) => e)).toBe('asked');
  });
});

describe('time limits', () => {
  test('end an attempt before the next, which gets a signal of its own', async () => {
    upstream.play('hang', 200);
    const steady = createSteadyFetch({ timeout: { attemptMs: 1_000, totalMs: 30_000 }, retry: { baseDelayMs: 1 } });
    const response = await steady(upstream.url);
    expect(response.status).toBe(200);
    expect(reportOf(response)?.attempts.map(({ verdict }) => verdict.kind)).toEqual(['attempt-timeout', 'ok']);
  });

  test('bound the whole call, however long an attempt might have had', async () => {
    upstream.play('hang');
    const startedAt = performance.now();
    const error = await createSteadyFetch({ timeout: { attemptMs: 100, totalMs: 300 } })(upstream.url).catch((e) => e);
    // The upstream never answers: only the limit ends it, on a busy machine somewhat later.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(error).toBeInstanceOf(DOMException);
    expect(error.name).toBe('TimeoutError');
    expect(reportOf(error)).toMatchObject({ settledBecause: 'deadline' });
  });

  test('leave alone what cannot be sent again, unless the call asks for them', async () => {
    upstream.play({ status: 201, delayMs: 400 });
    const steady = createSteadyFetch({ timeout: { attemptMs: 100, totalMs: 200 } });
    expect((await steady(upstream.url, { method: 'POST', body: 'x' })).status).toBe(201);
    const error = await steady(upstream.url, {
      method: 'POST',
      body: 'x',
      steady: { timeout: { attemptMs: 200 } },
    }).catch((e) => e);
    expect(error.name).toBe('TimeoutError');
    expect(upstream.requests).toHaveLength(2);
  });

  test('never cut a body that takes its time', async () => {
    upstream.play((_request, response) => {
      response.writeHead(200);
      response.write('first ');
      setTimeout(() => response.end('last'), 1_300);
    });
    const response = await createSteadyFetch({ timeout: { attemptMs: 1_000, totalMs: 1_000 } })(upstream.url);
    expect(await response.text()).toBe('first last');
  });

  test('can be lifted for one call', async () => {
    upstream.play({ delayMs: 60 });
    const steady = createSteadyFetch({ timeout: { attemptMs: 20, totalMs: 40 } });
    expect((await steady(upstream.url, { steady: { timeout: false } })).status).toBe(200);
  });
});

describe('our key in init', () => {
  test('never reaches the inner fetch, not even where we do nothing', async () => {
    const seen: unknown[] = [];
    const fetch = async (_input: unknown, init?: RequestInit) => {
      seen.push(init);
      return new Response('x');
    };
    const steady = createSteadyFetch({ fetch, timeout: false });
    const init = { cache: 'no-store', steady: { maxAttempts: 1 } } as const;
    await steady('http://x.test/', init);
    await steady('data:,x', init);
    steady.close();
    await steady('http://x.test/', init);
    expect(seen).toEqual(Array(3).fill({ cache: 'no-store' }));
  });
});

describe('throwOnFailure', () => {
  test('turns a final 5xx into an error that has everything', async () => {
    upstream.play(503);
    const error = await eager({ throwOnFailure: true })(upstream.url).catch((e) => e);
    expect(error).toMatchObject({ name: 'UpstreamError', code: 'STEADY_UPSTREAM', verdict: { status: 503 } });
    expect(await error.response.text()).toBe('status 503');
    expect(error.report).toBe(reportOf(error));
  });

  test('leaves a 404 alone, and can be said for one call', async () => {
    upstream.play(404);
    expect((await eager({ throwOnFailure: true })(upstream.url)).status).toBe(404);
    upstream.play(503);
    expect((await eager({ throwOnFailure: true })(upstream.url, { steady: { throwOnFailure: false } })).status).toBe(
      503,
    );
  });
});
