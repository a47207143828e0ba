import { figure, table } from '../measure/table.ts';
import { BARE, OURS } from '../peers/names.ts';
import { type AbortRow, FAILURES } from './aborts.ts';
import { FRAMINGS } from './body-server.ts';
import { CONTROL } from './contenders.ts';
import type { OrderAccount } from './ledger.ts';
import { BODY_KINDS, METHODS } from './order-bodies.ts';
import type { OrderRow } from './orders.ts';
import type { ReadRow } from './reads.ts';

export interface Measured {
  readonly reads: readonly ReadRow[];
  readonly orders: readonly OrderRow[];
  readonly aborts: readonly AbortRow[];
}

export interface Target {
  readonly what: string;
  readonly limit: number;
  readonly is: 'at most' | 'at least';
  /** Nothing, where it never came to it. */
  readonly value: number | undefined;
  readonly beside: number | undefined;
  readonly met: boolean;
}

/** Bare fetch waits for nothing, so its place in the aborts is the control's. */
const BESIDE = [BARE, CONTROL];

export function checkTargets({ reads, orders, aborts }: Measured): Target[] {
  return [
    ...FRAMINGS.map(({ name }, at) =>
      target(`C5: wrong bytes as success, ${name}`, 'at most', 0, (key) => rowOf(reads, key)?.accounts[at]?.wrong),
    ),
    target('C6: POSTs done twice', 'at most', 0, (key) => rowOf(orders, key)?.accounts.POST.all?.twice),
    ...METHODS.flatMap((method) => {
      const all = (key: string): OrderAccount | undefined => rowOf(orders, key)?.accounts[method].all;
      return [
        target(`C6: ${method} success, but not done as given`, 'at most', 0, (key) => all(key)?.untrue),
        target(`C6: ${method} with another body`, 'at most', 0, (key) => all(key)?.different),
      ];
    }),
    ...BODY_KINDS.filter((kind) => kind !== 'stream').map((kind) =>
      target(`C6: success of PUT, ${kind}, %`, 'at least', 100, (key) => {
        const account = rowOf(orders, key)?.accounts.PUT[kind];
        return account && (100 * account.well) / account.calls;
      }),
    ),
    ...FAILURES.flatMap((failure, at) => {
      const of = (key: string) => {
        const account = rowOf(aborts, key)?.accounts[at];
        return typeof account === 'object' ? account : undefined;
      };
      return [
        target(`C7: abort to end, ms, ${failure}`, 'at most', 5, (key) => of(key)?.endedMs),
        target(`C7: abort to exit, ms, ${failure}`, 'at most', 50, (key) => of(key)?.exitMs),
        target(`C7: attempts after, ${failure}`, 'at most', 0, (key) => of(key)?.attemptsAfter),
        target(`C7: endings other than the reason, ${failure}`, 'at most', 0, (key) => of(key)?.otherEndings),
      ];
    }),
  ];
}

function target(what: string, is: Target['is'], limit: number, of: (contender: string) => number | undefined): Target {
  const value = of(OURS);
  // What was not measured is not met: a run that skipped it proves nothing.
  const met = value !== undefined && (is === 'at most' ? value <= limit : value >= limit);
  return { what, is, limit, value, beside: BESIDE.map(of).find((value) => value !== undefined), met };
}

const rowOf = <Row extends { readonly key: string }>(rows: readonly Row[], key: string): Row | undefined =>
  rows.find((row) => row.key === key);

export function targetTable(targets: readonly Target[]): string {
  const show = (value: number | undefined) =>
    value === undefined ? '' : Number.isInteger(value) ? `${value}` : figure(value);
  return table(
    ['what', 'target', 'steadyfetch', 'met', 'bare fetch, or control'],
    targets.map(({ what, is, limit, value, met, beside }) => [
      what,
      `${is} ${limit}`,
      show(value),
      met ? 'met' : '**not met**',
      show(beside),
    ]),
  );
}
