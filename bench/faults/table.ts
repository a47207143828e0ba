import { byVariant, COLUMNS } from './columns.ts';
import type { Contender } from './contenders.ts';
import type { Result } from './run.ts';
import type { Scenario } from './scenarios.ts';
import type { Done } from './worker.ts';

/** What a table needs of a run, also of one that was kept. */
type Ran = Omit<Result, 'load'>;

/** A markdown table for each variant of a scenario, a row for each contender. A contender with more draws is shown on the draws that all had. */
export function table(
  { id, title, about, columns, runs }: Scenario,
  contenders: readonly Contender[],
  done: readonly { readonly job: Pick<Done['job'], 'scenario' | 'contender'>; readonly results: readonly Ran[] }[],
): string {
  const lines = [`## ${id.replace(/-.*/, '')}: ${title}`, '', about, ''];
  const variants = [
    ...new Set(
      runs('quick')
        .concat(runs('full'))
        .map(({ variant }) => variant),
    ),
  ];
  const ran = contenders.map(({ key }) => ({
    key,
    groups: byVariant(
      done.filter(({ job }) => job.scenario === id && job.contender === key).flatMap(({ results }) => results),
    ),
  }));
  for (const variant of variants) {
    const groups = ran.flatMap(({ key, groups }) => {
      const results = groups.get(variant);
      return results === undefined ? [] : [{ key, results }];
    });
    if (groups.length === 0) continue;
    const isShared = drawnByAll(groups.map(({ results }) => results));
    const rows = groups.map(({ key, results }) => {
      const cells = columns.map((column) => {
        const { of, show } = COLUMNS[column];
        const value = of(results.filter(isShared));
        return value === undefined ? '' : show(value);
      });
      return `| ${[key, ...cells].join(' | ')} |`;
    });
    lines.push(`### ${variant}`, '');
    lines.push(`| | ${columns.map((column) => COLUMNS[column].label).join(' | ')} |`);
    lines.push(`| --- |${' --: |'.repeat(columns.length)}`, ...rows, '');
  }
  return lines.join('\n');
}

/** Did all contenders have this draw? Some had it for longer than others. */
function drawnByAll(groups: readonly (readonly Ran[])[]): (result: Ran) => boolean {
  const exactly = ({ seed, fault }: Ran) => `${seed}: ${fault.from} to ${fault.until}`;
  const anyLength = ({ seed }: Ran) => String(seed);
  for (const drawOf of [exactly, anyLength]) {
    const draws = groups.map((results) => new Set(results.map(drawOf)));
    const isShared = (result: Ran) => draws.every((each) => each.has(drawOf(result)));
    if (groups[0]?.some(isShared)) return isShared;
  }
  throw new Error('There is no draw that all contenders had');
}
