import { parseArgs } from 'node:util';
import { buildLabs } from '../measure/labs.ts';
import { progress } from '../measure/progress.ts';
import { publish } from '../measure/results.ts';
import { figures, table } from '../measure/table.ts';
import { BARE } from '../peers/names.ts';
import { LENGTHS, measure, type Row, SIZES, type Size } from './measure.ts';
import type { Ending } from './play.ts';
import { OURS } from './subjects.ts';
import { checkTargets, rowOf, targetTable } from './targets.ts';

const { quick, rounds } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string', default: '3' } },
}).values;

const step = progress();
await buildLabs([new URL('scale-lab.ts', import.meta.url)]);
const rows = await measure(quick ? 1 : Number(rounds), step);
step('done');

const WHERE_ALL_WAIT = SIZES.filter(({ calls, room }) => calls >= 1_000 && room >= calls);
const targets = checkTargets(rows);
const seconds = (ms: number) => `${ms / 1_000} s`;

await publish({
  name: 'scale',
  title: 'Many calls in one outage',
  keep: !quick,
  data: { targets, rows },
  text: `
One upstream answers with 502, and calls come evenly within ${seconds(LENGTHS.served.arriveMs)}: to one route of it, each to a URL of its own. It runs
in real time over a stubbed fetch that answers after 5 ms; processes are warm. Time is that of the processor, of the process that
makes the calls. A stall is a timer that comes late while this process has the processor. Medians, with the quartiles
around them; rounds: ${rounds}.

## Targets

${targetTable(targets)}

## Back after ${seconds(LENGTHS.served.downMs)}

As shipped, 1000 calls wait, and the others settle at once; where all may wait, \`maxWaiting\` is 10000.

${tables('served', SIZES)}

## Down for longer than a call may wait

Each call that waits has a 502 of its own, and settles with it.

${tables('refused', WHERE_ALL_WAIT)}

## Cancelled together

After ${seconds(LENGTHS.cancelled.downMs)}, by one \`cancel()\`.

${tables('cancelled', WHERE_ALL_WAIT)}
`,
});

function tables(ending: Ending, sizes: readonly Size[]): string {
  const names = [BARE, ...OURS].filter((name) => rows.some((row) => row.name === name && row.ending === ending));
  const of = (cell: (row: Row) => string, title: string) =>
    table(
      [title, ...sizes.map(titleOf)],
      names.map((name) => [
        name,
        ...sizes.map((size) => {
          const row = rowOf(rows, name, ending, size);
          return row === undefined ? '' : cell(row);
        }),
      ]),
    );
  return [
    of(({ cpuUs }) => figures(cpuUs), 'processor time per call, µs'),
    of(({ stallMs }) => figures(stallMs), 'longest stall, ms'),
  ].join('\n\n');
}

function titleOf({ calls, room }: Size): string {
  return calls > 1_000 && room >= calls ? `${calls} calls, all may wait` : `${calls} calls`;
}
