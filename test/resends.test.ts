import { describe, expect, test } from 'vitest';
import { createSteadyFetch, reportOf } from '../src/index.ts';
import { allFaults, CASES, type Compared, compareAll, faultsOf } from './resends/cases.ts';
import { openKillingOrigin } from './resends/origin.ts';
import { readRecorded, requestsOf } from './resends/recorded.ts';

// test/browser/resends.test.ts and test/runtimes/resends.test.ts ask the same of the other engines.

test('Node sends a request once, and we add none but what may be sent again', async () => {
  await using origin = await openKillingOrigin();
  const compared = await compareAll(origin.url, { createSteadyFetch, reportOf });
  expect(allFaults(compared)).toEqual([]);
  expect(requestsOf(compared)).toEqual(readRecorded()['Node']?.requests);
  expect(compared.flatMap(({ bare }) => bare.requests)).toEqual(CASES.map(() => 1));
});

test('what the guide says of each engine is what was measured', () => {
  const bare = (engine: string, request: string) =>
    [0, 1, 4].map((idle) =>
      ['closed', 'reset'].map((ending) => {
        const [count = ''] = (readRecorded()[engine]?.requests[`${request}, ${idle} idle, ${ending}`] ?? '').split(
          ' and ',
        );
        return Number(count);
      }),
    );
  const both = (...counts: number[]) => counts.map((count) => [count, count]);
  const posts = ['POST', 'POST without a body', 'POST with an idempotency key'];
  for (const request of [...posts, 'GET', 'PUT']) {
    expect(bare('chromium', request)).toEqual(both(1, 2, 5));
    expect(bare('firefox', request)).toEqual(request === 'GET' ? both(10, 10, 10) : both(1, 2, 5));
    expect(bare('Deno', request)).toEqual(both(1, 2, 2));
    expect(bare('Bun', request)).toEqual(posts.includes(request) ? both(1, 1, 1) : both(1, 2, 5));
    expect(bare('Node', request)).toEqual(both(1, 1, 1));
  }
});

describe('a request too many is found', () => {
  const bare = { requests: [2], attempts: 1, keys: ['a'], end: 'TypeError' };
  const get = { request: 'GET', idle: 1, ending: 'closed' } as const;
  const faults = (each: Parameters<typeof faultsOf>[0], steady: Partial<Compared['steady']>) =>
    faultsOf(each, { bare, steady: { ...bare, ...steady } });

  test.each([
    ['a POST that is sent again', { ...get, request: 'POST' } as const, { requests: [2, 1], attempts: 2 }],
    ['an attempt that is in no report', get, { requests: [2, 1, 1], attempts: 2 }],
    ['a first attempt that the engine repeats once more', get, { requests: [3, 1, 1], attempts: 3 }],
    ['a retry that the engine repeats more often', get, { requests: [2, 3, 1], attempts: 3 }],
    ['a retry that never arrives', get, { requests: [2, 0, 1], attempts: 3 }],
    ['a GET that is not sent again', get, {}],
    ['another key at each attempt', get, { requests: [2, 1, 1], attempts: 3, keys: ['a', 'b'] }],
    ['another end', get, { requests: [2, 1, 1], attempts: 3, end: 'Error' }],
  ])('%s', (_title, each, steady) => {
    expect(faults(each, steady)).toHaveLength(1);
  });

  test('and nothing else is', () => {
    expect(faults(get, { requests: [2, 2, 1], attempts: 3 })).toEqual([]);
    expect(faults({ ...get, request: 'POST' }, {})).toEqual([]);
  });
});
