import { describe, expect, test } from 'vitest';
import { accountForAborts } from '../bench/wire/aborts.ts';
import { contentOf, digestOf } from '../bench/wire/content.ts';
import { accountForOrders, accountForReads, type Entry } from '../bench/wire/ledger.ts';
import { BODY_KINDS, kindOf, METHODS, methodOf, orderCall, orderText } from '../bench/wire/order-bodies.ts';
import { FAILING_SHARE, mishapOf, ORDERS } from '../bench/wire/order-server.ts';
import { checkTargets } from '../bench/wire/targets.ts';

const right = (id: number) => `body ${id}`;

describe('the account of reads', () => {
  test('tells whole bodies, honest failures and wrong bytes apart', () => {
    const account = accountForReads(
      [
        { id: 0, ending: 'well', digest: 'body 0' },
        { id: 1, ending: 'well', digest: 'half of body 1' },
        { id: 2, ending: 'failed' },
        { id: 3, ending: 'hung' },
      ],
      6,
      right,
    );
    expect(account).toEqual({ calls: 4, right: 1, wrong: 1, failed: 1, hung: 1, requestsPerCall: 1.5 });
  });

  test("takes another call's body for a wrong one", () => {
    expect(accountForReads([{ id: 0, ending: 'well', digest: 'body 1' }], 1, right)).toMatchObject({
      right: 0,
      wrong: 1,
    });
  });
});

describe('the account of orders', () => {
  const ledger = (entries: readonly (readonly [id: number, requests: number, ...done: string[]])[]) =>
    new Map(entries.map(([id, requests, ...done]): [number, Entry] => [id, { requests, done }]));

  test('finds what was done twice, never, or with another body', () => {
    const orders = [0, 1, 2, 3].map((id) => ({ id, ending: 'well' as const }));
    const seen = ledger([
      [0, 1, 'body 0'],
      [1, 2, 'body 1', 'body 1'],
      [2, 1],
      [3, 2, 'body 3', 'nothing'],
    ]);
    expect(accountForOrders(orders, seen, right)).toEqual({
      calls: 4,
      well: 4,
      hung: 0,
      twice: 2,
      never: 1,
      untrue: 1,
      different: 1,
      requestsPerCall: 1.5,
    });
  });

  test('calls a success untrue only when the work was never done as given', () => {
    const seen = ledger([
      [0, 1, 'nothing'],
      [1, 1, 'nothing'],
    ]);
    const account = accountForOrders(
      [
        { id: 0, ending: 'well' },
        { id: 1, ending: 'failed' },
      ],
      seen,
      right,
    );
    expect(account).toMatchObject({ untrue: 1, different: 2, never: 0 });
  });

  test('counts orders of which the server never heard', () => {
    const account = accountForOrders([{ id: 7, ending: 'failed' }], new Map(), right);
    expect(account).toMatchObject({ never: 1, untrue: 0, requestsPerCall: 0 });
  });
});

describe('the account of aborts', () => {
  const aborted = (endedMs: number, abortedAt: number, ending = 'the reason', attemptsAfter = 0) =>
    ({ type: 'aborted', endedMs, abortedAt, ending, attemptsAfter }) as const;

  test('measures how long a process stays from its last abort', () => {
    const lines = [aborted(1, 1_000), aborted(3, 2_000), { type: 'exit', at: 2_004, attemptsAfter: 0 } as const];
    expect(accountForAborts([{ lines, goneAt: 2_011 }])).toMatchObject({
      aborts: 2,
      endedMs: 2,
      idleMs: 4,
      exitMs: 11,
    });
  });

  test('sees attempts that begin after the call has ended', () => {
    const lines = [aborted(1, 1_000), { type: 'exit', at: 1_300, attemptsAfter: 2 } as const];
    expect(accountForAborts([{ lines, goneAt: 1_310 }])).toMatchObject({ attemptsAfter: 2 });
  });

  test('has no time of exit for a process that had to be stopped', () => {
    const account = accountForAborts([{ lines: [aborted(15_000, 1_000, 'hung')], goneAt: undefined }]);
    expect(account).not.toHaveProperty('exitMs');
    expect(account).toMatchObject({ ending: 'hung', otherEndings: 1 });
  });

  test('knows who does not wait', () => {
    const lines = [{ type: 'does not wait' }, { type: 'exit', at: 1, attemptsAfter: 3 }] as const;
    expect(accountForAborts([{ lines, goneAt: 2 }])).toBe('does not wait');
  });
});

describe('the orders', () => {
  test('carry the same bytes in every kind of body', async () => {
    const kinds = METHODS.length * BODY_KINDS.length;
    for (let id = 0; id < kinds; id++) {
      const request = new Request(...orderCall('bare fetch', 'http://orders.test/', id));
      expect(request.method).toBe(methodOf(id));
      expect(await request.text(), kindOf(id)).toBe(orderText(id));
    }
  });

  test('go wrong as often as is said, in each way at least an eighth of the times', () => {
    const mishaps = Array.from({ length: ORDERS }, (_, id) => mishapOf(id)).filter((mishap) => mishap !== undefined);
    expect(mishaps.length).toBe(ORDERS * FAILING_SHARE);
    for (const kind of ['answer lost', '502', '504', 'turned away'])
      expect(mishaps.filter((mishap) => mishap === kind).length).toBeGreaterThanOrEqual(mishaps.length / 8);
  });

  test('have contents of their own, and the same each time', () => {
    const digests = Array.from({ length: 200 }, (_, id) => digestOf(contentOf(id, 4_096)));
    expect(new Set(digests).size).toBe(200);
    expect(digestOf(contentOf(7, 4_096))).toBe(digests[7]);
    expect(contentOf(7, 4_095)).toEqual(contentOf(7, 4_096).subarray(0, 4_095));
  });
});

test('a target that was not measured is not met', () => {
  const targets = checkTargets({ reads: [], orders: [], aborts: [] });
  expect(targets.length).toBeGreaterThan(0);
  expect(targets.filter(({ met }) => met)).toEqual([]);
});
