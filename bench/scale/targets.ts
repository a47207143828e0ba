import { figure, table } from '../measure/table.ts';
import type { Row, Size } from './measure.ts';
import type { Ending } from './play.ts';
import { OURS } from './subjects.ts';

const MAX_STALL_MS = 50;
const MAX_GROWTH = 3;

interface Target {
  readonly what: string;
  readonly atMost: string;
  readonly ours: string;
  readonly met: boolean;
}

export function checkTargets(rows: readonly Row[]): Target[] {
  return OURS.flatMap((name) => [...endingsOf(rows).flatMap((ending) => targetsOf(rows, name, ending))]);
}

export function targetTable(targets: readonly Target[]): string {
  return table(
    ['what', 'at most', 'steadyfetch', 'met'],
    targets.map(({ what, atMost, ours, met }) => [what, atMost, ours, met ? 'yes' : 'no']),
  );
}

export const rowOf = (rows: readonly Row[], name: string, ending: Ending, { calls, room }: Size): Row | undefined =>
  rows.find((row) => row.name === name && row.ending === ending && row.calls === calls && row.room === room);

const endingsOf = (rows: readonly Row[]): Ending[] => [...new Set(rows.map(({ ending }) => ending))];

/** That of a thousand calls, and how it grows to ten thousand that all wait. */
function targetsOf(rows: readonly Row[], name: string, ending: Ending): Target[] {
  const few = rowOf(rows, name, ending, { calls: 1_000, room: 1_000 });
  const many = rowOf(rows, name, ending, { calls: 10_000, room: 10_000 });
  if (few === undefined || many === undefined) throw new RangeError(`${name}, ${ending} was not measured`);
  const stallMs = few.stallMs.median;
  const growth = many.cpuUs.median / few.cpuUs.median;
  return [
    {
      what: `longest stall, 1000 calls ${ending}: ${name}`,
      atMost: `${MAX_STALL_MS} ms`,
      ours: `${figure(stallMs)} ms`,
      met: stallMs <= MAX_STALL_MS,
    },
    {
      what: `processor time per call, 10000 calls to 1000, ${ending}: ${name}`,
      atMost: `${MAX_GROWTH} x`,
      ours: `${figure(growth)} x`,
      met: growth <= MAX_GROWTH,
    },
  ];
}
