import { describe, expect, test } from 'vitest';
import {
  createSteadyFetch,
  DEFAULTS,
  isOptionsError,
  OptionsError,
  reportOf,
  type SteadyOptions,
} from '../src/index.ts';
import { resolveOptions } from '../src/options/resolve.ts';
import { scriptedFetch } from './support/scripted-fetch.ts';
import { VirtualClock } from './support/virtual-clock.ts';

const complaint = (options: unknown): OptionsError => {
  try {
    createSteadyFetch(options as SteadyOptions);
  } catch (error) {
    if (isOptionsError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('a wrong option', () => {
  test.each<[unknown, string]>([
    [{ retry: { maxAttempts: 0 } }, 'retry.maxAttempts must be a whole number from 1 to 100, got 0'],
    [{ retry: { maxAttempts: -1 } }, 'retry.maxAttempts must be a whole number from 1 to 100, got -1'],
    [{ retry: { maxAttempts: Number.NaN } }, 'retry.maxAttempts must be a whole number from 1 to 100, got NaN'],
    [{ retry: { maxAttempts: '3' } }, 'retry.maxAttempts must be a whole number from 1 to 100, got "3"'],
    [{ retry: { maxAttempts: 2.5 } }, 'retry.maxAttempts must be a whole number from 1 to 100, got 2.5'],
    [{ fetch: 42 }, 'fetch must be a function, got 42'],
    [{ retries: 3 }, 'retries must be left out: there is no such option (did you mean retry?), got 3'],
    [{ retry: { limit: 3 } }, 'retry.limit must be left out: there is no such option (known: maxAttempts, '],
    [{ retry: 3 }, 'retry must be an object, got 3'],
    [{ retry: { jitter: 'some' } }, 'retry.jitter must be "full" or "equal" or "none", got "some"'],
    [{ retry: { factor: 0.5 } }, 'retry.factor must be a number of at least 1, got 0.5'],
    [{ retry: { baseDelayMs: -1 } }, 'retry.baseDelayMs must be a number of milliseconds, 0 or more, got -1'],
    [{ retry: { baseDelayMs: 30_000 } }, 'retry.baseDelayMs must be at most retry.maxDelayMs (20000), got 30000'],
    [{ retry: { shouldRetry: true } }, 'retry.shouldRetry must be a function, got true'],
    [{ budget: { initial: 60 } }, 'budget.initial must be at most budget.capacity (50), got 60'],
    [{ budget: true }, 'budget must be an object, got true'],
    [{ timeout: 5_000 }, 'timeout must be an object, got 5000'],
    [{ timeout: { attemptMs: 0 } }, 'timeout.attemptMs must be a number of milliseconds above 0, or Infinity'],
    [{ timeout: { attemptMs: 90_000 } }, 'timeout.attemptMs must be at most timeout.totalMs (60000), got 90000'],
    [{ circuit: { failureRatio: 2 } }, 'circuit.failureRatio must be a number from 0 to 1, got 2'],
    [{ circuit: { surprise: 0 } }, 'circuit.surprise must be a number above 0 and below 1, got 0'],
    [{ circuit: { openMs: 9_000 } }, 'circuit.openMs must be at most circuit.maxOpenMs (4000), got 9000'],
    [
      { circuit: { maxWaitMs: 3_000 } },
      'circuit.maxWaitMs must be 0, or at least the longest interval between probes, maxOpenMs * (1 + jitter) = 4400, got 3000',
    ],
    [{ circuit: { releaseRatio: 1 } }, 'circuit.releaseRatio must be a number above 0 and below 1, got 1'],
    [{ idempotencyKey: 'yes' }, 'idempotencyKey must be an object, got "yes"'],
    [{ idempotencyKey: { header: '' } }, 'idempotencyKey.header must be a string that is not empty, got ""'],
    [{ trustedProxies: 'edge' }, 'trustedProxies must be a list of strings, got "edge"'],
    [{ throwOnFailure: 1 }, 'throwOnFailure must be true or false, got 1'],
    [{ clock: { now: () => 0 } }, 'clock must be an object with the methods now, wallNow, sleep, got {}'],
    [{ visibility: {} }, 'visibility must be an object with the methods isVisible, subscribe, got {}'],
    [{ online: {} }, 'online must be an object with the methods isOnline, subscribe, got {}'],
    [{ random: 4 }, 'random must be a function, got 4'],
    [{ upstream: 'a' }, 'upstream must be a function, got "a"'],
    [{ upstreams: 'a' }, 'upstreams must be an object of options per upstream key, or a function of the key, got "a"'],
    [
      { upstreams: { 'https://api.test': { retry: { maxAttempts: 0 } } } },
      'upstreams["https://api.test"].retry.maxAttempts must be a whole number from 1 to 100, got 0',
    ],
    [{ maxUpstreams: 0 }, 'maxUpstreams must be a whole number from 1 to 1000000, got 0'],
    [{ onListenerError: 'log' }, 'onListenerError must be a function, got "log"'],
    [null, 'options must be an object, got null'],
    [42, 'options must be an object, got 42'],
    [[], 'options must be an object, got []'],
  ])('%j is refused in words that help', (options, message) => {
    const error = complaint(options);
    expect(error.message).toContain(`steadyfetch: ${message}`);
    expect(error).toBeInstanceOf(OptionsError);
    expect(error).toMatchObject({ name: 'OptionsError', code: 'STEADY_OPTIONS' });
    expect(error.message).toContain(error.option);
  });

  test('of one call rejects that call, and sends nothing', async () => {
    const fetch = scriptedFetch(200);
    const steady = createSteadyFetch({ fetch });
    for (const [wrong, message] of [
      [{ maxAttempts: 0 }, 'init.steady.maxAttempts must be a whole number from 1 to 100, got 0'],
      [{ retries: 3 }, 'init.steady.retries must be left out'],
      [{ circuit: true }, 'init.steady.circuit must be false, got true'],
      [
        { timeout: { attemptMs: 9, totalMs: 8 } },
        'init.steady.timeout.attemptMs must be at most timeout.totalMs (8), got 9',
      ],
      [{ notice: { importance: 'high' } }, 'init.steady.notice.importance must be "user" or "view" or "background"'],
      [7, 'init.steady must be an object, got 7'],
    ] as const) {
      const error = await steady('http://x.test/', { steady: wrong as object }).catch((e) => e);
      expect(isOptionsError(error)).toBe(true);
      expect(error.message).toContain(message);
    }
    expect(fetch.calls).toHaveLength(0);
  });

  test('is a fetch that is nowhere to be found, and the call says so at once', async () => {
    const original = globalThis.fetch;
    try {
      Reflect.set(globalThis, 'fetch', undefined);
      const error = await createSteadyFetch()('http://x.test/').catch((e) => e);
      expect(reportOf(error)).toMatchObject({ settledBecause: 'final', attempts: [{ attempt: 1 }] });
      expect(isOptionsError(error)).toBe(true);
      expect(error.message).toBe('steadyfetch: fetch must be given where there is no globalThis.fetch, got undefined');
    } finally {
      globalThis.fetch = original;
    }
  });

  test('of one call is also one that the general options do not leave room for', async () => {
    const fetch = scriptedFetch(200);
    const steady = createSteadyFetch({ fetch });
    const error = await steady('http://x.test/', { steady: { timeout: { attemptMs: 90_000 } } }).catch((e) => e);
    expect(error.message).toContain('init.steady.timeout.attemptMs must be at most timeout.totalMs (60000), got 90000');
    const post = { method: 'POST', steady: { timeout: { attemptMs: 90_000 } } };
    expect((await steady('http://x.test/', post)).status).toBe(200);
  });

  test('that is undefined counts as left out', () => {
    const options = { retry: { maxAttempts: undefined }, timeout: undefined } as unknown as SteadyOptions;
    expect(resolveOptions(options).optionsOf('x')).toEqual(DEFAULTS);
  });
});

describe('the defaults', () => {
  test('are frozen through and through', () => {
    expect(Object.isFrozen(DEFAULTS)).toBe(true);
    expect(Object.isFrozen(DEFAULTS.circuit)).toBe(true);
  });

  test('pass their own checks', () => {
    const { retry, ...rest } = DEFAULTS;
    const { shouldRetry: _, ...numbers } = retry;
    expect(() => createSteadyFetch({ ...rest, retry: numbers })).not.toThrow();
  });

  test('leave the options that were given untouched', () => {
    const options = Object.freeze({ retry: Object.freeze({ maxAttempts: 2 }), upstreams: Object.freeze({}) });
    expect(resolveOptions(options).optionsOf('x').retry).toEqual({ ...DEFAULTS.retry, maxAttempts: 2 });
    expect(options).toEqual({ retry: { maxAttempts: 2 }, upstreams: {} });
  });
});

describe('options of one upstream', () => {
  const attemptsAt = async (url: string, options: SteadyOptions) => {
    const clock = new VirtualClock();
    const fetch = scriptedFetch(502);
    const steady = createSteadyFetch({ fetch, clock, ...options });
    await clock.runUntil(steady(url));
    return fetch.calls.length;
  };

  test('are laid over the general ones', async () => {
    const options: SteadyOptions = {
      retry: { maxAttempts: 2 },
      upstreams: { 'http://a.test': { retry: { maxAttempts: 1 } } },
    };
    expect(await attemptsAt('http://a.test/x', options)).toBe(1);
    expect(await attemptsAt('http://b.test/x', options)).toBe(2);
  });

  test('may come from a function of the key', async () => {
    const upstreams = (key: string) => (key.includes('a.test') ? { retry: { maxAttempts: 1 } } : undefined);
    expect(await attemptsAt('http://a.test/x', { upstreams })).toBe(1);
    expect(await attemptsAt('http://b.test/x', { upstreams })).toBe(4);
  });

  test('switch a part on again that is off in general', () => {
    const { optionsOf } = resolveOptions({ timeout: false, upstreams: { x: { timeout: { attemptMs: 9 } } } });
    expect(optionsOf('y').timeout).toBe(false);
    expect(optionsOf('x').timeout).toEqual({ attemptMs: 9, totalMs: 60_000 });
  });

  test('are found by the key that the app makes', async () => {
    const steady = createSteadyFetch({
      fetch: scriptedFetch(200),
      upstream: ({ host, pathname }) => `${host}/${pathname.split('/')[1]}`,
    });
    await steady('http://api.test/billing/1');
    await steady('http://api.test/search?q=1');
    await steady('http://api.test/other', { steady: { upstream: 'mine' } });
    expect(steady.upstreams().map(({ upstream }) => upstream)).toEqual(['api.test/billing', 'api.test/search', 'mine']);
  });
});

describe('every option of waiting and trying changes what it says', () => {
  const delays = async (retry: NonNullable<SteadyOptions['retry']>, status = 502) => {
    const clock = new VirtualClock();
    const steady = createSteadyFetch({
      fetch: scriptedFetch(status),
      clock,
      random: () => 0.5,
      retry,
      circuit: false,
      budget: false,
    });
    const told: number[] = [];
    steady.on('retry.scheduled', ({ delayMs }) => told.push(delayMs));
    await clock.runUntil(steady('http://x.test/'));
    return told;
  };

  test.each<[NonNullable<SteadyOptions['retry']>, number, number[]]>([
    [{}, 502, [125, 250, 500]],
    [{}, 503, [500, 1_000, 2_000]],
    [{ overloadBaseDelayMs: 100 }, 503, [50, 100, 200]],
    [{ baseDelayMs: 100 }, 502, [50, 100, 200]],
    [{ factor: 3 }, 502, [125, 375, 1_125]],
    [{ maxDelayMs: 400 }, 502, [125, 200, 200]],
    [{ jitter: 'equal' }, 502, [188, 375, 750]],
    [{ jitter: 'none' }, 502, [250, 500, 1_000]],
    [{ maxAttempts: 2 }, 502, [125]],
  ])('retry %j after a %d waits %j', async (retry, status, expected) => {
    expect(await delays(retry, status)).toEqual(expected);
  });

  test('budget: a spent one ends a call with what it has, false never ends', async () => {
    const spent = async (budget: NonNullable<SteadyOptions['budget']> | false) => {
      const clock = new VirtualClock();
      const fetch = scriptedFetch(502);
      const steady = createSteadyFetch({ fetch, clock, budget, circuit: false });
      for (let n = 0; n < 5; n++) await clock.runUntil(steady('http://x.test/'));
      return fetch.calls.length;
    };
    expect(await spent({ initial: 2 })).toBe(7);
    expect(await spent({ initial: 5 })).toBe(10);
    expect(await spent(false)).toBe(20);
  });

  test('budget: perSuccess earns, capacity caps', async () => {
    const left = async (budget: NonNullable<SteadyOptions['budget']>) => {
      const steady = createSteadyFetch({ fetch: scriptedFetch(200), budget });
      for (let n = 0; n < 10; n++) await steady('http://x.test/');
      return steady.upstreams()[0]?.budget;
    };
    expect(await left({ initial: 0, perSuccess: 0.5 })).toBe(5);
    expect(await left({ initial: 0, perSuccess: 0.5, capacity: 3 })).toBe(3);
  });
});
