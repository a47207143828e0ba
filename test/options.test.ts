import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createSteadyFetch,
  DEFAULTS,
  isOptionsError,
  isUpstreamError,
  OptionsError,
  reportOf,
  type SteadyOptions,
} from '../src/index.ts';
import type { ResolvedUpstream } from '../src/model/options.ts';
import { resolveOptions } from '../src/options/resolve.ts';
import { recordEvents, type ScriptedAnswer, scriptedFetch, virtualClock } from '../src/testing/index.ts';

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
    ...['retries', 'maxRetries', 'limit', 'attempts', 'tries', 'maxAttempts'].map((alias): [unknown, string] => [
      { [alias]: 3 },
      `${alias} must be left out: there is no such option (did you mean retry.maxAttempts, which counts the first request too?), got 3`,
    ]),
    [
      { retry: { retries: 3 } },
      'retry.retries must be left out: there is no such option (did you mean maxAttempts, which counts the first request too?)',
    ],
    [{ timeouts: {} }, 'timeouts must be left out: there is no such option (did you mean timeout?), got {}'],
    [{ retry: { limits: 3 } }, 'retry.limits must be left out: there is no such option (known: maxAttempts, '],
    [{ retry: 3 }, 'retry must be an object, got 3'],
    [{ retry: { baseDelayMs: -1 } }, 'retry.baseDelayMs must be a number of milliseconds, 0 or more, got -1'],
    [{ retry: { maxRetryAfterMs: '9' } }, 'retry.maxRetryAfterMs must be a number of milliseconds, 0 or more, got "9"'],
    [{ retry: { hedgeAfterMs: 0 } }, 'retry.hedgeAfterMs must be a number of at least 1, got 0'],
    [{ retry: { hedgeAfterMs: true } }, 'retry.hedgeAfterMs must be a number of at least 1, got true'],
    [{ retry: { shouldRetry: true } }, 'retry.shouldRetry must be a function, got true'],
    [{ retry: { beforeRetry: {} } }, 'retry.beforeRetry must be a function, got {}'],
    [{ retry: { retryAfterHeader: '' } }, 'retry.retryAfterHeader must be a string that is not empty, got ""'],
    [{ idempotent: 'yes' }, 'idempotent must be true or false, got "yes"'],
    [{ budget: { capacity: 0 } }, 'budget.capacity must be a number of at least 1, got 0'],
    [{ budget: true }, 'budget must be an object, got true'],
    [{ timeout: 5_000 }, 'timeout must be an object, got 5000'],
    [{ timeout: { attemptMs: 0 } }, 'timeout.attemptMs must be a number of milliseconds above 0, or Infinity'],
    [{ circuit: { openMs: 0 } }, 'circuit.openMs must be a number of at least 1, got 0'],
    [{ circuit: { maxWaitMs: -1 } }, 'circuit.maxWaitMs must be a number of milliseconds, 0 or more, got -1'],
    [{ circuit: { maxWaiting: 0.5 } }, 'circuit.maxWaiting must be a whole number from 0 to 1000000, got 0.5'],
    [{ idempotencyKey: 'yes' }, 'idempotencyKey must be an object, got "yes"'],
    [{ idempotencyKey: { header: '' } }, 'idempotencyKey.header must be a string that is not empty, got ""'],
    [{ trustedProxies: 'edge' }, 'trustedProxies must be a list of strings, got "edge"'],
    [{ throwOnFailure: 1 }, 'throwOnFailure must be true or false, got 1'],
    [{ clock: { now: () => 0 } }, 'clock must be an object with the methods now, wallNow, sleep, got {}'],
    [{ visibility: {} }, 'visibility must be an object with the methods isVisible, subscribe, got {}'],
    [{ online: {} }, 'online must be an object with the methods isOnline, subscribe, got {}'],
    [{ random: 4 }, 'random must be a function, got 4'],
    [
      { evidence: {} },
      'evidence must be evidence of steadyfetch/evidence, or a function that loads that module, got {}',
    ],
    [{ upstream: 'a' }, 'upstream must be a function, got "a"'],
    [{ upstreams: 'a' }, 'upstreams must be an object of options per upstream key, or a function of the key, got "a"'],
    [
      { upstreams: { 'https://api.test': { retry: { maxAttempts: 0 } } } },
      'upstreams["https://api.test"].retry.maxAttempts must be a whole number from 1 to 100, got 0',
    ],
    [{ onListenerError: 'log' }, 'onListenerError must be a function, got "log"'],
    [null, 'options must be an object, got null'],
    [42, 'options must be an object, got 42'],
    [[], 'options must be an object, got []'],
  ])('%j is refused with a message that helps', (options, message) => {
    const error = complaint(options);
    expect(error.message).toContain(`steadyfetch: ${message}`);
    expect(error).toBeInstanceOf(OptionsError);
    expect(error).toMatchObject({ name: 'OptionsError', code: 'STEADY_OPTIONS' });
    expect(error.message).toContain(error.option);
  });

  test.each([
    ...['retry.factor', 'retry.jitter', 'retry.overloadBaseDelayMs', 'budget.initial', 'budget.perSuccess'],
    ...['circuit.surprise', 'circuit.failureRatio', 'circuit.growth', 'circuit.releaseRatio', 'maxUpstreams'],
  ])('%s is no option: such numbers belong to the policy', (path) => {
    const [group = '', name] = path.split('.');
    const { message } = complaint(name === undefined ? { [group]: 2 } : { [group]: { [name]: 2 } });
    expect(message).toContain(`${path} must be left out: there is no such option`);
  });

  test('of one call rejects that call, and sends nothing', async () => {
    const fetch = scriptedFetch(200, 'repeat');
    const steady = createSteadyFetch({ fetch });
    for (const [wrong, message] of [
      [{ maxAttempts: 0 }, 'init.steady.maxAttempts must be a whole number from 1 to 100, got 0'],
      [{ retries: 3 }, 'init.steady.retries must be left out'],
      [{ circuit: true }, 'init.steady.circuit must be false, got true'],
      [
        { timeout: { attemptMs: 9, totalMs: 8 } },
        'init.steady.timeout.attemptMs must be at most init.steady.timeout.totalMs (8), got 9',
      ],
      [{ notice: { importance: 'high' } }, 'init.steady.notice.importance must be "user" or "view" or "background"'],
      [7, 'init.steady must be an object, got 7'],
    ] as const) {
      const error = await steady('http://x.test/', { steady: wrong as object }).catch((e) => e);
      expect(isOptionsError(error)).toBe(true);
      expect(error.message).toContain(message);
    }
    expect(fetch.requests).toHaveLength(0);
  });

  test('is a fetch that does not exist, and the call reports it at once', async () => {
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

  test('is not a limit of one call that goes beyond the general one: the call knows better', async () => {
    const steady = createSteadyFetch({ fetch: scriptedFetch(200, 'repeat'), timeout: { totalMs: 60_000 } });
    const init = { steady: { timeout: { attemptMs: 90_000 } } };
    expect((await steady('http://x.test/', init)).status).toBe(200);
  });

  test('that is undefined counts as left out', () => {
    const options = { retry: { maxAttempts: undefined }, timeout: undefined } as unknown as SteadyOptions;
    expect(resolveOptions(options).optionsOf('x')).toEqual(resolveOptions().optionsOf('x'));
  });
});

/** Two options of which the first may not be larger than the second. */
const PAIRS = [
  ['retry', 'baseDelayMs', 'maxDelayMs'],
  ['timeout', 'attemptMs', 'totalMs'],
  ['circuit', 'openMs', 'maxOpenMs'],
] as const;

const ms = fc.double({ min: 1, max: 1e9, noNaN: true });

/** Every option that is a number, with the values that make sense. */
const NUMBERS: Readonly<Record<string, fc.Arbitrary<number>>> = {
  'retry.maxAttempts': fc.integer({ min: 1, max: 100 }),
  'retry.baseDelayMs': fc.oneof(fc.constant(0), ms),
  'retry.maxDelayMs': fc.oneof(fc.constant(0), ms),
  'retry.maxRetryAfterMs': fc.oneof(fc.constant(0), ms),
  'retry.hedgeAfterMs': ms,
  'budget.capacity': fc.double({ min: 1, max: 1e6, noNaN: true }),
  'timeout.attemptMs': fc.oneof(fc.constant(Number.POSITIVE_INFINITY), ms),
  'timeout.totalMs': fc.oneof(fc.constant(Number.POSITIVE_INFINITY), ms),
  'circuit.openMs': ms,
  'circuit.maxOpenMs': ms,
  'circuit.maxWaitMs': fc.oneof(fc.constant(0), ms),
  'circuit.maxWaiting': fc.integer({ min: 0, max: 1_000_000 }),
};

const valueAt = (resolved: ResolvedUpstream, path: string): unknown =>
  path.split('.').reduce((value: unknown, name) => (value as Record<string, unknown>)[name], resolved);

describe('an option that is set alone', () => {
  test.each(Object.keys(NUMBERS))('%s works with every sensible value, and keeps it', (path) => {
    const [group = '', name = ''] = path.split('.');
    fc.assert(
      fc.property(NUMBERS[path] as fc.Arbitrary<number>, (value) => {
        const resolved = resolveOptions({ [group]: { [name]: value } }).optionsOf('x');
        expect(valueAt(resolved, path)).toBe(value);
        for (const [pair, lower, upper] of PAIRS) {
          expect(valueAt(resolved, `${pair}.${lower}`)).toBeLessThanOrEqual(
            valueAt(resolved, `${pair}.${upper}`) as number,
          );
        }
      }),
    );
  });
});

describe('two options that are both set', () => {
  test.each(PAIRS)(
    '%s.%s above %s is refused with a message that names both, and else accepted',
    (group, low, high) => {
      fc.assert(
        fc.property(ms, ms, (lower, upper) => {
          const options = { [group]: { [low]: lower, [high]: upper } };
          if (lower <= upper) {
            expect(valueAt(resolveOptions(options).optionsOf('x'), `${group}.${low}`)).toBe(lower);
            expect(valueAt(resolveOptions(options).optionsOf('x'), `${group}.${high}`)).toBe(upper);
            return;
          }
          const { message } = complaint(options);
          expect(message).toContain(`${group}.${low} must be at most ${group}.${high} (${upper}), got ${lower}`);
        }),
      );
    },
  );

  test('contradict each other also where one is set for all upstreams and the other for one', () => {
    const general: SteadyOptions = { timeout: { totalMs: 5 } };
    const own = { timeout: { attemptMs: 9 } };
    expect(complaint({ ...general, upstreams: { a: own } }).message).toContain(
      'upstreams["a"].timeout.attemptMs must be at most upstreams["a"].timeout.totalMs (5), got 9',
    );
    const { optionsOf } = resolveOptions({ ...general, upstreams: () => own });
    expect(() => optionsOf('a')).toThrow('upstreams("a").timeout.attemptMs must be at most');
  });
});

describe('the defaults', () => {
  test('are frozen through and through', () => {
    expect(Object.isFrozen(DEFAULTS)).toBe(true);
    expect(Object.isFrozen(DEFAULTS.circuit)).toBe(true);
  });

  test('pass their own checks', () => {
    const { retry, ...rest } = DEFAULTS;
    // What is undefined counts as left out.
    expect(() => createSteadyFetch({ ...rest, retry } as object)).not.toThrow();
  });

  test('leave the options that were given untouched', () => {
    const options = Object.freeze({ retry: Object.freeze({ maxAttempts: 2 }), upstreams: Object.freeze({}) });
    const { retry } = resolveOptions(options).optionsOf('x');
    expect(retry).toEqual({ ...DEFAULTS.retry, maxAttempts: 2, isMaxAttemptsStrict: true });
    expect(options).toEqual({ retry: { maxAttempts: 2 }, upstreams: {} });
  });

  test('let only a user wait longer, and no call longer than the app has set', () => {
    const circuitOf = (options: SteadyOptions) => resolveOptions(options).optionsOf('x').circuit;
    expect(circuitOf({})).toMatchObject({ maxWaitMs: 5_000, maxUserWaitMs: 30_000 });
    expect(circuitOf({ circuit: { maxWaitMs: 2_000 } })).toMatchObject({ maxWaitMs: 2_000, maxUserWaitMs: 2_000 });
  });
});

describe('options of one upstream', () => {
  const attemptsAt = async (url: string, options: SteadyOptions) => {
    const clock = virtualClock();
    const fetch = scriptedFetch(502, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, circuit: false, ...options });
    await clock.runUntil(steady(url));
    return fetch.requests.length;
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
    expect(optionsOf('y').timeout).toEqual({ attemptMs: Number.POSITIVE_INFINITY, totalMs: Number.POSITIVE_INFINITY });
    expect(optionsOf('x').timeout).toEqual({ attemptMs: 9, totalMs: Number.POSITIVE_INFINITY });
  });

  test('are found by the key that the app makes', async () => {
    const steady = createSteadyFetch({
      fetch: scriptedFetch(200, 'repeat'),
      upstream: ({ host, pathname }) => `${host}/${pathname.split('/')[1]}`,
    });
    await steady('http://api.test/billing/1');
    await steady('http://api.test/search?q=1');
    await steady('http://api.test/other', { steady: { upstream: 'mine' } });
    expect(steady.upstreams().map(({ upstream }) => upstream)).toEqual(['api.test/billing', 'api.test/search', 'mine']);
  });
});

/** The public options, as the schema itself names them when it is given one that it does not know. */
function publicOptions(): string[] {
  const membersOf = (wrong: unknown): string[] =>
    /known: (.*?)\)/.exec(complaint(wrong).allowed)?.[1]?.split(', ') ?? [];
  return membersOf({ zzzz: 1 }).flatMap((name) => {
    const members = ['retry', 'budget', 'timeout', 'circuit', 'idempotencyKey'].includes(name)
      ? membersOf({ [name]: { zzzz: 1 } })
      : [];
    return members.length === 0 ? [name] : members.map((member) => `${name}.${member}`);
  });
}

test('there are at most 29 public options, and at most 4 of the circuit', () => {
  const options = publicOptions();
  expect(options).toContain('circuit.maxWaitMs');
  expect(options.length).toBeLessThanOrEqual(29);
  expect(options.filter((path) => path.startsWith('circuit.')).length).toBeLessThanOrEqual(4);
});

const URL_X = 'http://x.test/';

/** One call on a virtual clock: what was sent when, how it ended, and its events. */
async function live(options: SteadyOptions, answers: readonly ScriptedAnswer[], init?: RequestInit, forMs = 120_000) {
  const clock = virtualClock();
  const script = scriptedFetch(...answers, 'repeat');
  const sentAt: number[] = [];
  const fetch = Object.assign((...given: Parameters<typeof script>) => {
    sentAt.push(clock.now());
    return script(...given);
  }, script);
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, ...options });
  const story = recordEvents(steady);
  let endedAt: number | undefined;
  const call = steady(URL_X, init).then(
    (response) => {
      endedAt = clock.now();
      return response as unknown;
    },
    (error: unknown) => {
      endedAt = clock.now();
      return error;
    },
  );
  await clock.advance(forMs);
  return {
    clock,
    steady,
    story,
    sentAt,
    call,
    endedAt,
    calls: script.requests,
    delays: story.of('retry.scheduled').map(({ delayMs }) => delayMs),
  };
}

const UNHELD: SteadyOptions = { circuit: false, budget: false };

const delaysOf = async (retry: NonNullable<SteadyOptions['retry']>, status = 502) =>
  (await live({ ...UNHELD, retry }, [status])).delays;

const tokensOf = ({ calls }: { calls: readonly Request[] }) => calls.map(({ headers }) => headers.get('authorization'));

/** Keys that a POST was sent with. */
async function keyOf(idempotencyKey: NonNullable<SteadyOptions['idempotencyKey']>, header: string) {
  const { calls } = await live({ idempotencyKey }, [200], { method: 'POST' });
  return calls[0]?.headers.get(header);
}

/** A circuit that opened 1 s after the start: epoch ms of its next probe, as ms after the opening. */
async function nextProbe(circuit: NonNullable<SteadyOptions['circuit']>, atMs: number) {
  const clock = virtualClock();
  let sentAt = 0;
  const fetch = scriptedFetch(() => {
    sentAt = clock.now();
    return 502;
  }, 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, circuit, retry: { maxAttempts: 2 } });
  const once = { steady: { maxAttempts: 1 } };
  for (const route of 'abcd') await steady(`${URL_X}${route}`, once);
  await clock.advance(1_000);
  for (const route of 'efgh') await steady(`${URL_X}${route}`, once);
  expect(steady.upstreams()[0]?.state).toBe('open');
  await clock.advance(atMs);
  // Its retry is a probe, where one is due.
  if (atMs > 0) await clock.runUntil(steady(`${URL_X}new`));
  return (steady.upstreams()[0]?.openUntil ?? Number.NaN) - clock.epoch - sentAt;
}

const waitingOf = async (circuit: NonNullable<SteadyOptions['circuit']>) => {
  const clock = virtualClock();
  const steady = createSteadyFetch({ fetch: scriptedFetch(502, 'repeat'), clock, budget: false, circuit });
  const story = recordEvents(steady);
  const calls = Array.from({ length: 5 }, () => steady(URL_X));
  await clock.advance(0);
  const count = story.of('retry.scheduled').filter(({ waitReason }) => waitReason === 'circuit').length;
  await clock.runUntil(Promise.all(calls));
  return count;
};

const afterListenerError = async (options: SteadyOptions) => {
  const heard: unknown[] = [];
  const steady = createSteadyFetch({
    fetch: scriptedFetch(200, 'repeat'),
    onListenerError: (error) => heard.push(error),
    ...options,
  });
  steady.subscribe(() => {
    throw 'thrown';
  });
  await steady(URL_X);
  return heard.length > 0;
};

/** Is the call sent again at once when the page becomes visible? */
const afterALook = async (isPageThere: boolean) => {
  let look = () => {};
  const visibility = {
    isVisible: () => true,
    subscribe: (listener: () => void) => {
      look = listener;
      return () => {};
    },
  };
  const retry = { baseDelayMs: 20_000 };
  const { clock, sentAt } = await live(
    { ...UNHELD, retry, ...(isPageThere ? { visibility } : {}) },
    [502, 200],
    {},
    2_000,
  );
  look();
  await clock.advance(0);
  return sentAt;
};

const offlineWait = async (isOnline: boolean) => {
  const online = { isOnline: () => isOnline, subscribe: () => () => {} };
  const { story } = await live({ online, ...UNHELD }, [new TypeError('fetch failed')], {}, 1_000);
  return story.of('call.waiting').map(({ waitReason }) => waitReason);
};

/** What each option changes: an observation without it, and with it. */
const EFFECTS: Readonly<Record<string, readonly [() => Promise<unknown>, unknown, () => Promise<unknown>, unknown]>> = {
  'retry.maxAttempts': [() => delaysOf({}), [125, 250, 500], () => delaysOf({ maxAttempts: 2 }), [125]],
  'retry.baseDelayMs': [() => delaysOf({}), [125, 250, 500], () => delaysOf({ baseDelayMs: 100 }), [50, 100, 200]],
  'retry.maxDelayMs': [() => delaysOf({}), [125, 250, 500], () => delaysOf({ maxDelayMs: 400 }), [125, 200, 200]],
  'retry.maxRetryAfterMs': [
    async () => (await live(UNHELD, [{ status: 503, headers: { 'retry-after': '20' } }, 200])).sentAt,
    [0, 20_500],
    async () =>
      (
        await live({ ...UNHELD, retry: { maxRetryAfterMs: 10_000 } }, [
          { status: 503, headers: { 'retry-after': '20' } },
          200,
        ])
      ).sentAt,
    [0],
  ],
  'retry.hedgeAfterMs': [
    async () => (await live({}, ['hang', 200])).sentAt,
    [0, 12_000],
    async () => (await live({ retry: { hedgeAfterMs: 3_000 } }, ['hang', 200])).sentAt,
    [0, 3_000],
  ],
  'retry.shouldRetry': [
    async () => (await live(UNHELD, [404])).sentAt,
    [0],
    async () =>
      (await live({ ...UNHELD, retry: { shouldRetry: () => ({ afterMs: 70 }), maxAttempts: 2 } }, [404])).sentAt,
    [0, 70],
  ],
  'retry.beforeRetry': [
    async () => tokensOf(await live(UNHELD, [502, 200], { headers: { authorization: 'old' } })),
    ['old', 'old'],
    async () => {
      const retry = { beforeRetry: () => ({ headers: { authorization: 'new' } }) };
      return tokensOf(await live({ ...UNHELD, retry }, [502, 200], { headers: { authorization: 'old' } }));
    },
    ['old', 'new'],
  ],
  'retry.retryAfterHeader': [
    async () => (await live(UNHELD, [{ status: 503, headers: { 'x-wait-ms': '7000' } }, 200])).sentAt,
    [0, 500],
    async () => {
      const retry = { retryAfterHeader: 'X-Wait-Ms' };
      return (await live({ ...UNHELD, retry }, [{ status: 503, headers: { 'x-wait-ms': '7000' } }, 200])).sentAt;
    },
    [0, 7_500],
  ],
  idempotent: [
    async () => (await live(UNHELD, [502, 200], { method: 'POST' })).sentAt.length,
    1,
    async () => (await live({ ...UNHELD, idempotent: true }, [502, 200], { method: 'POST' })).sentAt.length,
    2,
  ],
  'budget.capacity': [
    async () => (await live({ circuit: false }, [502])).sentAt.length,
    4,
    async () => (await live({ circuit: false, budget: { capacity: 2 } }, [502])).sentAt.length,
    3,
  ],
  'timeout.attemptMs': [
    async () => (await live({ retry: { hedgeAfterMs: false } }, ['hang'])).endedAt,
    undefined,
    async () => (await live({ retry: { maxAttempts: 1 }, timeout: { attemptMs: 1_000 } }, ['hang'])).endedAt,
    1_000,
  ],
  'timeout.totalMs': [
    async () => (await live({ retry: { hedgeAfterMs: false } }, ['hang'])).endedAt,
    undefined,
    async () => (await live({ timeout: { totalMs: 2_000 } }, ['hang'])).endedAt,
    2_000,
  ],
  'circuit.openMs': [() => nextProbe({}, 0), 1_000, () => nextProbe({ openMs: 3_000 }, 0), 3_000],
  'circuit.maxOpenMs': [() => nextProbe({}, 9_000), 4_000, () => nextProbe({ maxOpenMs: 7_000 }, 9_000), 7_000],
  'circuit.maxWaitMs': [
    async () => (await live({}, [502])).endedAt,
    125 + 5_000,
    async () => (await live({ circuit: { maxWaitMs: 2_000 } }, [502])).endedAt,
    125 + 2_000,
  ],
  'circuit.maxWaiting': [() => waitingOf({}), 5, () => waitingOf({ maxWaiting: 2 }), 2],
  'idempotencyKey.header': [
    () => keyOf({ create: () => 'k' }, 'idempotency-key'),
    'k',
    () => keyOf({ create: () => 'k', header: 'x-key' }, 'x-key'),
    'k',
  ],
  'idempotencyKey.create': [
    async () => /^[\da-f-]{36}$/.test((await keyOf(true, 'idempotency-key')) ?? ''),
    true,
    () => keyOf({ create: () => 'mine' }, 'idempotency-key'),
    'mine',
  ],
  trustedProxies: [
    async () =>
      (
        await live({}, [{ status: 502, headers: { 'proxy-status': 'edge; error=connection_refused' } }, 200], {
          method: 'POST',
        })
      ).sentAt.length,
    1,
    async () =>
      (
        await live(
          { trustedProxies: ['edge'] },
          [{ status: 502, headers: { 'proxy-status': 'edge; error=connection_refused' } }, 200],
          { method: 'POST' },
        )
      ).sentAt.length,
    2,
  ],
  throwOnFailure: [
    async () => isUpstreamError(await (await live({}, [502])).call),
    false,
    async () => isUpstreamError(await (await live({ throwOnFailure: true }, [502])).call),
    true,
  ],
  fetch: [
    async () => ((await (await live({}, [204])).call) as Response).status,
    204,
    async () => ((await (await live({ fetch: scriptedFetch(201, 'repeat') }, [204])).call) as Response).status,
    201,
  ],
  clock: [
    async () => (await live({}, ['hang'], undefined, 5_000)).clock.asleep > 0,
    true,
    async () => (await live({ clock: virtualClock() }, ['hang'], undefined, 5_000)).clock.asleep > 0,
    false,
  ],
  random: [
    async () => (await live(UNHELD, [502])).delays,
    [125, 250, 500],
    async () => (await live({ ...UNHELD, random: () => 0 }, [502])).delays,
    [0, 0, 0],
  ],
  online: [() => offlineWait(true), [], () => offlineWait(false), ['offline']],
  visibility: [() => afterALook(false), [0], () => afterALook(true), [0, 2_000]],
  upstream: [
    async () => (await live({}, [200])).steady.upstreams()[0]?.upstream,
    'http://x.test',
    async () => (await live({ upstream: () => 'api' }, [200])).steady.upstreams()[0]?.upstream,
    'api',
  ],
  upstreams: [
    async () => (await live(UNHELD, [502])).sentAt.length,
    4,
    async () => (await live({ ...UNHELD, upstreams: () => ({ retry: { maxAttempts: 1 } }) }, [502])).sentAt.length,
    1,
  ],
  evidence: [
    () => gatewayOf({}),
    'aws-alb',
    // A function that has not loaded anything yet.
    () => gatewayOf({ evidence: () => new Promise(() => {}) }),
    undefined,
  ],
  onListenerError: [() => afterListenerError({ onListenerError: () => {} }), false, () => afterListenerError({}), true],
};

const gatewayOf = async (options: SteadyOptions) => {
  const { call } = await live(options, [{ status: 502, headers: { server: 'awselb/2.0' } }]);
  return reportOf(await call)?.attempts[0]?.verdict.gateway;
};

describe('every option changes what it says', () => {
  test('and none is left out here', () => {
    expect(Object.keys(EFFECTS).sort()).toEqual(publicOptions().sort());
  });

  test.each(Object.keys(EFFECTS))('%s', async (path) => {
    const [without, usual, with_, changed] = EFFECTS[path] as (typeof EFFECTS)[string];
    expect(await without()).toEqual(usual);
    expect(await with_()).toEqual(changed);
  });

  test('budget: a spent one ends a call with what it has, and false never does', async () => {
    const spent = async (budget: NonNullable<SteadyOptions['budget']>) => {
      const clock = virtualClock();
      const fetch = scriptedFetch(502, 'repeat');
      const steady = createSteadyFetch({ fetch, clock, budget, circuit: false });
      for (let n = 0; n < 5; n++) await clock.runUntil(steady(URL_X));
      return fetch.requests.length;
    };
    expect(await spent({ capacity: 2 })).toBe(7);
    expect(await spent({})).toBe(15);
    expect(await spent(false)).toBe(20);
  });

  test('budget: successes fill it up to its capacity', async () => {
    const left = async (budget: NonNullable<SteadyOptions['budget']>) => {
      const steady = createSteadyFetch({ fetch: scriptedFetch(200, 'repeat'), budget });
      for (let n = 0; n < 20; n++) await steady(URL_X);
      return steady.upstreams()[0]?.budget;
    };
    expect(await left({})).toBeCloseTo(12);
    expect(await left({ capacity: 5 })).toBe(5);
  });

  test('retry: 503 and 429 wait four times as long as a bad gateway', async () => {
    expect(await delaysOf({}, 503)).toEqual([500, 1_000, 2_000]);
    expect(await delaysOf({}, 429)).toEqual([500, 1_000, 2_000]);
    expect(await delaysOf({ baseDelayMs: 100 }, 503)).toEqual([200, 400, 800]);
  });

  test('retry.hedgeAfterMs: false sends no second attempt', async () => {
    expect((await live({ retry: { hedgeAfterMs: false } }, ['hang'])).sentAt).toEqual([0]);
  });
});
