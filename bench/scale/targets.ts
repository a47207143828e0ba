import { figure, table } from '../measure/table.ts';
import { FEW, MANY, type Row, type Size, SOME } from './measure.ts';
import type { Ending } from './play.ts';
import { NOTICED, OURS } from './subjects.ts';

const MAX_STALL_MS = 50;
const MAX_GROWTH = 3;

interface Target {
  readonly what: string;
  readonly atMost: string;
  readonly ours: string;
  readonly met: boolean;
}

export function checkTargets(rows: readonly Row[]): Target[] {
  const endings = [...new Set(rows.map(({ ending }) => ending))];
  return OURS.flatMap((name) => endings.flatMap((ending) => targetsOf(rows, name, ending)));
}

export function targetTable(targets: readonly Target[]): string {
  return table(
    ['what', 'at most', 'steadyfetch', 'met'],
    targets.map(({ what, atMost, ours, met }) => [what, atMost, ours, met ? 'yes' : 'no']),
  );
}

export const rowOf = (rows: readonly Row[], name: string, ending: Ending, size: Size): Row | undefined =>
  rows.find(
    (row) =>
      row.name === name &&
      row.ending === ending &&
      row.calls === size.calls &&
      row.maxWaiting === size.maxWaiting &&
      row.arriveMs === size.arriveMs,
  );

/** The longest turns, and how a call's own part grows where ten thousand wait instead of one thousand. */
function targetsOf(rows: readonly Row[], name: string, ending: Ending): Target[] {
  const need = (size: Size): Row => {
    const row = rowOf(rows, name, ending, size);
    if (row === undefined) throw new RangeError(`${name}, ${ending} was not measured`);
    return row;
  };
  const [few, many] = [need(FEW), need(MANY)];
  const stall = ({ calls, maxWaiting }: Size, { ownStallMs: { median } }: Row): Target => ({
    what: `longest turn, ${calls} calls${maxWaiting > 1_000 ? ', all may wait' : ''}, ${ending}: ${name}`,
    atMost: `${MAX_STALL_MS} ms`,
    ours: `${figure(median)} ms`,
    met: median <= MAX_STALL_MS,
  });
  const growth = many.cpuUs.median / few.cpuUs.median;
  return [
    stall(FEW, few),
    ...(ending === 'served' ? [stall(SOME, need(SOME))] : []),
    stall(MANY, many),
    ...(name === NOTICED ? [beyondAlone(ending, many)] : []),
    {
      what: `processor time per call, 10000 waiting calls to 1000, ${ending}: ${name}`,
      atMost: `${MAX_GROWTH} x`,
      ours: `${figure(growth)} x`,
      met: growth <= MAX_GROWTH,
    },
  ];
}

function beyondAlone(ending: Ending, { overAloneMs: { median } }: Row): Target {
  return {
    what: `longest turn, 10000 calls, all may wait, ${ending}: notices beside none`,
    atMost: `${MAX_STALL_MS} ms more`,
    ours: `${figure(median)} ms`,
    met: median <= MAX_STALL_MS,
  };
}
