import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSteadyFetch, reportOf, type SteadyInit, type SteadyOptions } from '../src/index.ts';
import { recordEvents, settled, type VirtualClock, virtualClock } from '../src/testing/index.ts';
import { runNode } from './support/child.ts';
import { startUpstream } from './support/scripted-upstream.ts';

const URL = 'http://upstream.test/';
let clock: VirtualClock;

beforeEach(() => {
  clock = virtualClock();
});

/** What may be around a call; each takes another way through the code. */
const around: [string, SteadyOptions, () => SteadyInit | undefined][] = [
  ['nothing around it', {}, () => undefined],
  ['a signal', {}, () => ({ signal: new AbortController().signal })],
  ['a time limit', {}, () => ({ steady: { timeout: { totalMs: 60_000 } } })],
  [
    'a signal and a time limit',
    {},
    () => ({ signal: new AbortController().signal, steady: { timeout: { totalMs: 60_000 } } }),
  ],
  ['throwOnFailure', { throwOnFailure: true }, () => undefined],
];

const fail = (): never => {
  throw new Error('a mock that fails');
};

/** A stand-in for a 502 on which one member throws when it is looked at. */
const badAt = (member: string): object =>
  Object.defineProperty(
    { ok: false, status: 502, headers: new Headers(), body: null, clone: () => badAt(member), bodyUsed: false },
    member,
    { get: fail, enumerable: true, configurable: true },
  );

const stream = (cancel: () => unknown) => ({ locked: false, cancel, getReader: fail });

describe.each(around)('a mock with %s', (_name, options, init) => {
  const given = (answers: readonly unknown[]) => {
    let sent = 0;
    const fetch = async () => answers[Math.min(sent++, answers.length - 1)] as Response;
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, ...options });
    return { steady, told: recordEvents(steady), sent: () => sent };
  };

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 200],
    ['an empty object', {}],
    ['a status alone', { status: 200 }],
    ['ok alone', { ok: true, json: async () => ({}) }],
    ['a status of 404 alone', { status: 404 }],
    ['what is frozen', Object.freeze({ ok: true, status: 200 })],
    ['headers in a plain object', { ok: true, status: 200, headers: { 'content-type': 'text/plain' } }],
    ['a body of text', { ok: true, status: 200, headers: new Headers(), body: 'text' }],
  ])('may answer with %s, which the caller gets as it is', async (_what, answer) => {
    const { steady, sent } = given([answer]);
    expect(await clock.runUntil(steady(URL, init()))).toBe(answer);
    expect(sent()).toBe(1);
  });

  test.each<[string, object]>([
    ['without a body', { ok: false, status: 502, headers: new Headers() }],
    ['with headers that can only be asked', { ok: false, status: 502, headers: { get: () => null } }],
    [
      'that cannot be cloned',
      { ok: false, status: 502, headers: new Headers(), body: stream(async () => {}), clone: fail },
    ],
    ['whose body cannot be cancelled', { ok: false, status: 502, headers: new Headers(), body: stream(fail) }],
    [
      'whose body does not like to be cancelled',
      { ok: false, status: 502, headers: new Headers(), body: stream(() => Promise.reject(new Error('no'))) },
    ],
    [
      'whose body says nothing when it is cancelled',
      { ok: false, status: 502, headers: new Headers(), body: stream(() => undefined) },
    ],
  ])('may fail %s, and is asked again', async (_how, answer) => {
    const { steady, sent } = given([answer, new Response('here')]);
    const response = await clock.runUntil(steady(URL, init()));
    expect([response.status, sent()]).toEqual([200, 2]);
  });

  test.each(['status', 'ok', 'headers', 'body', 'clone', 'bodyUsed'])(
    'may throw when its %s is looked at: the call ends all the same, once, and leaves nothing',
    async (member) => {
      const { steady, told } = given([badAt(member)]);
      const ended = await clock.runUntil(
        steady(URL, init()).then(
          () => 'ended',
          () => 'ended',
        ),
      );
      expect(ended).toBe('ended');
      expect(told.of('call.settled')).toHaveLength(1);
      expect(told.of('attempt.ended')).toHaveLength(told.of('attempt.started').length);
      expect(steady.upstreams()[0]).toMatchObject({ inFlight: 0, waiting: 0 });
      expect(clock.armed).toBe(0);
    },
  );

  test.each<[string, object]>([
    ['throw when a header is looked at', { ok: false, status: 503, headers: { get: fail } }],
    ['have nothing but a status', { status: 502 }],
    ['have headers that are a plain object', { ok: false, status: 502, headers: { 'retry-after': '1' } }],
  ])('may %s: the call ends all the same', async (_what, answer) => {
    const { steady, told } = given([answer]);
    const ended = await clock.runUntil(
      steady(URL, init()).then(
        () => 'ended',
        () => 'ended',
      ),
    );
    expect(ended).toBe('ended');
    expect(told.of('call.settled')).toHaveLength(1);
    expect(steady.upstreams()[0]).toMatchObject({ inFlight: 0, waiting: 0 });
  });
});

describe('a mock that answers too late', () => {
  test.each(['null', 'undefined', '7', '{ get body() { throw new Error("no"); } }'])(
    'with %s, after an abort or a time-out, leaves no unhandled rejection',
    async (answer) => {
      const { code, stdout, stderr } = await runNode(`
        import { createSteadyFetch } from './src/index.ts';
        const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
        const fetch = async () => { await pause(800); return ${answer}; };
        const steady = createSteadyFetch({ fetch });
        const controller = new AbortController();
        const { signal } = controller;
        const calls = [
          steady('${URL}', { signal }),
          steady('${URL}', { signal, steady: { timeout: { totalMs: 1_000 } } }),
          steady('${URL}', { steady: { timeout: { totalMs: 20 } } }),
          steady('${URL}', { steady: { maxAttempts: 1, timeout: { attemptMs: 20 } } }),
        ];
        setTimeout(() => controller.abort(), 20);
        for (const { reason } of await Promise.allSettled(calls)) console.log(reason.name);
        await pause(1_000);
      `);
      expect(stderr).toBe('');
      expect(stdout.split('\n')).toEqual(['AbortError', 'AbortError', 'TimeoutError', 'TimeoutError']);
      expect(code).toBe(0);
    },
    40_000,
  );
});

describe('an engine without WeakRef and FinalizationRegistry', () => {
  test('is one in which calls end, and signals abort bodies that are being read', async () => {
    const { code, stdout, stderr } = await runNode(`
      import { createSteadyFetch } from './src/index.ts';
      // Node's own classes need them, and look for them when they are first used.
      new Response('x'); new Request('${URL}'); new Headers();
      delete globalThis.WeakRef;
      delete globalThis.FinalizationRegistry;
      let sent = 0;
      const bodyOf = (signal) => new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('first'));
          signal?.addEventListener('abort', () => controller.error(signal.reason));
        },
      });
      const fetch = async (_url, init) => {
        sent++;
        return sent === 1 ? new Response('', { status: 502 }) : new Response(bodyOf(init?.signal));
      };
      const steady = createSteadyFetch({ fetch });
      const controller = new AbortController();
      const init = { signal: controller.signal, steady: { timeout: { totalMs: 20_000 } } };
      const response = await steady('${URL}', init);
      console.log(response.status, sent);
      const text = response.text().catch((error) => error);
      controller.abort('enough');
      console.log(await text);
    `);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual(['200 2', 'enough']);
    expect(code).toBe(0);
  }, 40_000);
});

describe('an engine without TextDecoder', () => {
  test('is one in which a failure is classified by its status, and its body reaches the caller', async () => {
    vi.stubGlobal('TextDecoder', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    const steady = createSteadyFetch({ fetch: async () => new Response('gone for a moment', { status: 503 }) });
    const response = await steady(URL, { steady: { maxAttempts: 1 } });
    vi.unstubAllGlobals();
    expect([response.status, await response.text()]).toEqual([503, 'gone for a moment']);
    expect(reportOf(response)?.attempts.map(({ verdict }) => verdict.kind)).toEqual(['service-unavailable']);
  });
});

describe("the caller's signal", () => {
  test.each<[string, SteadyInit]>([
    ['', {}],
    [' with a time limit', { steady: { timeout: { totalMs: 30_000 } } }],
  ])(
    'keeps no listener once bodies were read and collected%s',
    async (_name, init) => {
      await using upstream = await startUpstream();
      const listenersAfter = async (fetch: (url: string, init: RequestInit) => Promise<Response>) => {
        const { signal } = new AbortController();
        for (let n = 0; n < 8; n++) await (await fetch(upstream.url, { ...init, signal })).text();
        for (let round = 0; round < 8; round++) {
          globalThis.gc?.();
          // Finalizers run in tasks of their own.
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        return getEventListeners(signal, 'abort').length;
      };
      const ofBare = await listenersAfter(globalThis.fetch);
      expect(await listenersAfter(createSteadyFetch())).toBeLessThanOrEqual(ofBare);
    },
    30_000,
  );

  test('keeps no listener of ours once a body was read to its end', async () => {
    await using upstream = await startUpstream();
    const { signal } = new AbortController();
    const steady = createSteadyFetch();
    const responses = await Promise.all(Array.from({ length: 9 }, () => steady(upstream.url, { signal })));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    for (const response of responses) await response.text();
    await settled();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('keeps no listener of ours once a call has failed or was cancelled', async () => {
    const { signal } = new AbortController();
    const steady = createSteadyFetch({
      fetch: async () => new Response(null, { status: 502 }),
      clock,
      random: () => 0.5,
    });
    await clock.runUntil(steady(URL, { signal, steady: { maxAttempts: 2 } }));
    const cancelled = steady(URL, { signal }).catch(() => {});
    await clock.advance(50);
    steady.cancel();
    await cancelled;
    await settled();
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
