import { byVariant, COLUMNS } from './columns.ts';
import type { Contender } from './contenders.ts';
import type { Scenario } from './scenarios.ts';
import type { Done } from './worker.ts';

/** A markdown table for each variant of a scenario, a row for each contender. */
export function table(
  { id, title, about, columns, runs }: Scenario,
  contenders: readonly Contender[],
  done: readonly Done[],
): string {
  const lines = [`## ${id.replace(/-.*/, '')}: ${title}`, '', about, ''];
  const variants = [
    ...new Set(
      runs('quick')
        .concat(runs('full'))
        .map(({ variant }) => variant),
    ),
  ];
  for (const variant of variants) {
    const rows = contenders.flatMap(({ key }) => {
      const results = byVariant(
        done.filter(({ job }) => job.scenario === id && job.contender === key).flatMap(({ results }) => results),
      ).get(variant);
      if (results === undefined) return [];
      const cells = columns.map((column) => {
        const { of, show } = COLUMNS[column];
        const value = of(results);
        return value === undefined ? '' : show(value);
      });
      return [`| ${[key, ...cells].join(' | ')} |`];
    });
    if (rows.length === 0) continue;
    lines.push(`### ${variant}`, '');
    lines.push(`| | ${columns.map((column) => COLUMNS[column].label).join(' | ')} |`);
    lines.push(`| --- |${' --: |'.repeat(columns.length)}`, ...rows, '');
  }
  return lines.join('\n');
}
