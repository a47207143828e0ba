import { parseArgs } from 'node:util';
import { buildLabs } from '../measure/labs.ts';
import { progress } from '../measure/progress.ts';
import { publish } from '../measure/results.ts';
import { figures, table } from '../measure/table.ts';
import { BARE } from '../peers/names.ts';
import { BURST, FEW, MANY, measure, type Row, SIZES, type Size } from './measure.ts';
import type { Ending } from './play.ts';
import { OURS } from './subjects.ts';
import { checkTargets, rowOf, targetTable } from './targets.ts';

const { quick, rounds } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string', default: '5' } },
}).values;

const step = progress();
await buildLabs([new URL('scale-lab.ts', import.meta.url)]);
const rows = await measure(quick ? 1 : Number(rounds), step);
step('done');

const targets = checkTargets(rows);

publish({
  name: 'scale',
  title: 'Many calls in one outage',
  keep: !quick,
  summary: { targets },
  raw: { rows },
  text: `
One upstream answers with 502, and calls come evenly: to one route of it, each to a URL of its own. The fetch is a stub that answers
after 5 ms, one answer each 0.2 ms at most; processes are warm, and run side by side. The clock shows how long the event loop is at work
and skips what it would only wait, so that a busy machine does not count. A turn is what the process does between two looks at what is
due: everything else on a page waits that long. The engine collects garbage when it likes, for 30 ms at a time, so the targets are
about turns without that. Medians, with the quartiles around them; rounds: ${rounds}.

## Targets

${targetTable(targets)}

## Back after the outage

As shipped, 1000 calls wait, and the others settle at once; where all may wait, \`maxWaiting\` is 10000 and \`maxWaitMs\` 15 s. In a burst all calls are
made in one turn, whose length is the app's own.

${tables('served', SIZES)}

## Down for longer than a call may wait

Each call that waits has a 502 of its own, and settles with it.

${tables('refused', [FEW, MANY])}

## Cancelled together

By one \`cancel()\`.

${tables('cancelled', [FEW, MANY])}
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
    of(({ stallMs }) => figures(stallMs), 'longest turn, ms'),
    of(({ ownStallMs }) => figures(ownStallMs), 'without garbage collection, ms'),
  ].join('\n\n');
}

function titleOf(size: Size): string {
  if (size === BURST) return `${size.calls} in a burst`;
  return `${size.calls} in ${size.arriveMs / 1_000} s${size === MANY ? ', all may wait' : ''}`;
}
