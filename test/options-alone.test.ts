import { describe, expect, test } from 'vitest';
import { evidence } from '../src/evidence/index.ts';
import { createSteadyFetch, isOptionsError, type SteadyOptions } from '../src/index.ts';
import { scriptedFetch, virtualClock } from '../src/testing/index.ts';

/** Each option alone, over its range: an app that sets one option must not get an error about another one. */
const RANGES: Record<string, readonly unknown[]> = {
  'retry.maxAttempts': [1, 2, 4, 10, 100],
  'retry.baseDelayMs': [0, 1, 100, 250, 1_000, 20_000, 30_000, 120_000],
  'retry.maxDelayMs': [0, 1, 100, 249, 250, 5_000, 60_000],
  'retry.maxRetryAfterMs': [0, 1, 1_000, 45_000, 3_600_000],
  'retry.hedgeAfterMs': [false, 1, 100, 1_000, 12_000, 60_000],
  'retry.shouldRetry': [() => true],
  'retry.beforeRetry': [() => undefined, async () => ({ headers: { a: 'b' } })],
  'retry.retryAfterHeader': ['x-wait', 'retry-after'],
  idempotent: [true, false],
  budget: [false, {}],
  'budget.capacity': [1, 5, 10, 49, 50, 1_000],
  timeout: [false, {}],
  'timeout.attemptMs': [1, 100, 5_000, 30_000, 90_000, 600_000],
  'timeout.totalMs': [1, 100, 1_500, 5_000, 11_999, 30_000, 120_000],
  circuit: [false, {}],
  'circuit.openMs': [1, 100, 500, 1_000, 4_000, 5_000, 60_000],
  'circuit.maxOpenMs': [1, 100, 500, 999, 1_000, 5_000, 120_000],
  'circuit.maxWaitMs': [0, 1, 100, 2_000, 4_000, 4_399, 5_000, 60_000],
  'circuit.maxWaiting': [0, 1, 10, 1_000, 100_000],
  idempotencyKey: [false, true, {}],
  'idempotencyKey.header': ['X-Request-Key'],
  'idempotencyKey.create': [() => 'key'],
  trustedProxies: [[], ['edge']],
  throwOnFailure: [false, true],
  upstream: [() => 'all'],
  upstreams: [{}, () => undefined],
  evidence: [evidence, async () => ({ evidence })],
  onListenerError: [() => {}],
  random: [() => 0.5],
};

const at = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

const merged = (a: object, b: object): object => {
  const result: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const mine = result[key];
    result[key] = typeof mine === 'object' && mine !== null ? merged(mine, value) : value;
  }
  return result;
};

const cases = Object.entries(RANGES).flatMap(([path, values]) =>
  values.map((value): [string, string, unknown] => [
    path,
    typeof value === 'function' ? 'a function' : JSON.stringify(value),
    value,
  ]),
);

describe('one option alone', () => {
  test.each(cases)('is fine, for a client: %s = %s', async (path, _text, value) => {
    await expectToWork(at(path, value));
  });

  const ofUpstream = cases.filter(
    ([path]) => !['upstream', 'upstreams', 'evidence', 'onListenerError', 'random'].includes(path),
  );

  test.each(ofUpstream)('is fine, for an upstream: %s = %s', async (path, _text, value) => {
    await expectToWork({ upstreams: { 'http://upstream.test': at(path, value) } });
    await expectToWork({ upstreams: () => at(path, value) });
  });

  test.each([1, 1_500, 5_000, 120_000])('is fine, for a call: a time limit of %d ms', async (ms) => {
    for (const timeout of [{ attemptMs: ms }, { totalMs: ms }]) await expectToWork({}, { timeout });
  });
});

describe('two options that the app has set itself', () => {
  test.each<[string, unknown, string, unknown]>([
    ['retry.baseDelayMs', 2_000, 'retry.maxDelayMs', 1_000],
    ['timeout.attemptMs', 5_000, 'timeout.totalMs', 2_000],
    ['circuit.openMs', 5_000, 'circuit.maxOpenMs', 2_000],
  ])(
    'are refused where they contradict each other, and both are named: %s = %s, %s = %s',
    (one, oneValue, other, otherValue) => {
      const options = merged(at(one, oneValue), at(other, otherValue)) as SteadyOptions;
      let complaint: unknown;
      try {
        createSteadyFetch(options);
      } catch (error) {
        complaint = error;
      }
      expect(isOptionsError(complaint)).toBe(true);
      const { message } = complaint as Error;
      for (const text of [one, String(oneValue), other, String(otherValue)]) expect(message).toContain(text);
    },
  );

  test.each<[string, unknown, string, unknown]>([
    ['retry.baseDelayMs', 1_000, 'retry.maxDelayMs', 1_000],
    ['timeout.attemptMs', 2_000, 'timeout.totalMs', 2_000],
    ['circuit.openMs', 2_000, 'circuit.maxOpenMs', 2_000],
    ['circuit.maxOpenMs', 2_000, 'circuit.maxWaitMs', 500],
    ['budget.capacity', 1, 'retry.maxAttempts', 10],
  ])('are fine where they do not: %s = %s, %s = %s', async (one, oneValue, other, otherValue) => {
    await expectToWork(merged(at(one, oneValue), at(other, otherValue)));
  });
});

/** A client with these options sends a call, and sends it again where that is not ruled out. */
async function expectToWork(options: object, steady: object = {}): Promise<void> {
  const clock = virtualClock();
  const fetch = scriptedFetch(200, 'repeat');
  const client = createSteadyFetch({ fetch, clock, random: () => 0.5, ...options } as SteadyOptions);
  expect((await clock.runUntil(client('http://upstream.test/', { steady }))).status).toBe(200);
  expect((await clock.runUntil(client('http://upstream.test/', { method: 'POST', body: 'x', steady }))).status).toBe(
    200,
  );
  expect(fetch.requests).toHaveLength(2);
  client.close();
  expect(clock.asleep).toBe(0);
}
