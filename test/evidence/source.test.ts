import { describe, expect, test } from 'vitest';
import { evidence } from '../../src/evidence/index.ts';
import { createSteadyFetch, OptionsError, reportOf, type SteadyOptions } from '../../src/index.ts';
import { scriptedFetch, virtualClock } from '../../src/testing/index.ts';

const BAD_GATEWAY = { status: 502, headers: { server: 'awselb/2.0', 'x-amzn-requestid': 'abc' }, body: 'Bad gateway' };

function client(options: SteadyOptions) {
  const clock = virtualClock();
  const steady = createSteadyFetch({
    fetch: scriptedFetch(BAD_GATEWAY, 'repeat'),
    clock,
    retry: { maxAttempts: 1 },
    circuit: false,
    ...options,
  });
  /** What is known of one failed call. */
  const fail = async () => {
    const report = reportOf(await clock.runUntil(steady('https://api.test/')));
    return { gateway: report?.attempts[0]?.verdict.gateway, ids: report?.supportIds };
  };
  return { clock, fail };
}

const ALL = { gateway: 'aws-alb', ids: ['x-amzn-requestid:abc'] };
const BY_STATUS = { gateway: undefined, ids: [] };

test('a verdict names the gateway and keeps request ids with the evidence that was given', async () => {
  expect(await client({ evidence }).fail()).toEqual(ALL);
});

describe('evidence that a function loads', () => {
  test('is asked for at the first failure, once, and read from then on', async () => {
    let loads = 0;
    const load = async () => {
      loads++;
      return { evidence };
    };
    const { fail } = client({ evidence: load });
    expect(loads).toBe(0);
    expect(await fail()).toEqual(BY_STATUS);
    expect([await fail(), await fail(), loads]).toEqual([ALL, ALL, 1]);
  });

  test.each([
    ['rejects', () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'))],
    [
      'throws',
      () => {
        throw new Error('no such chunk');
      },
    ],
  ])(
    'leaves a verdict to the status where the function %s, and is asked for again half a minute later',
    async (_, load) => {
      let loads = 0;
      const errors: unknown[] = [];
      const failing = () => {
        loads++;
        return load();
      };
      const { clock, fail } = client({ evidence: failing, onListenerError: (error) => errors.push(error) });
      expect([await fail(), await fail(), loads]).toEqual([BY_STATUS, BY_STATUS, 1]);
      await clock.advance(30_000);
      expect([await fail(), loads, errors]).toEqual([BY_STATUS, 2, []]);
    },
  );

  test('is reported where the function loads something else', async () => {
    const errors: unknown[] = [];
    const load = (async () => ({ default: evidence })) as unknown as () => Promise<{ evidence: typeof evidence }>;
    const { fail } = client({ evidence: load, onListenerError: (error) => errors.push(error) });
    expect(await fail()).toEqual(BY_STATUS);
    expect(errors).toEqual([expect.any(OptionsError)]);
    expect(String(errors[0])).toContain('evidence must be a function that loads steadyfetch/evidence');
  });
});

test('without evidence the body of a failure is not looked at, and the caller gets it whole', async () => {
  const clock = virtualClock();
  const steady = createSteadyFetch({
    fetch: scriptedFetch(BAD_GATEWAY, 'repeat'),
    clock,
    retry: { maxAttempts: 1 },
    evidence: () => new Promise(() => {}),
  });
  const response = await clock.runUntil(steady('https://api.test/'));
  expect(await response.text()).toBe('Bad gateway');
});

test('without evidence Retry-After is read, and an error of the network is retried', async () => {
  const clock = virtualClock();
  const fetch = scriptedFetch(
    { status: 503, headers: { 'retry-after': '2' } },
    new TypeError('Failed to fetch'),
    200,
    'repeat',
  );
  const steady = createSteadyFetch({ fetch, clock, random: () => 0, evidence: () => new Promise(() => {}) });
  const response = await clock.runUntil(steady('https://api.test/'));
  expect([response.status, reportOf(response)?.attempts.map(({ verdict }) => verdict.evidence)]).toEqual([
    200,
    [['status:503', 'header:retry-after'], ['network:opaque'], ['status:200']],
  ]);
});
