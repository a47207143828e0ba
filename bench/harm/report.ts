import { table } from '../measure/table.ts';
import { CONTENDERS } from './contenders.ts';
import { lateP95 } from './judge.ts';
import { type Score, together } from './score.ts';
import type { World } from './world.ts';

/** All variations of a world together, for each contender. */
export interface Row {
  readonly world: World;
  readonly scores: Readonly<Record<string, Score>>;
}

export const rowOf = (world: World, each: readonly Readonly<Record<string, Score>>[]): Row => ({
  world,
  scores: Object.fromEntries(
    CONTENDERS.filter((name) => each.some((scores) => name in scores)).map((name) => [
      name,
      together(each.flatMap((scores) => scores[name] ?? [])),
    ]),
  ),
});

const percent = (share: number): string => `${(share * 100).toFixed(share === 1 || share === 0 ? 0 : 1)} %`;
const time = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

/** Three tables: who succeeds, how much later, and with how many requests. */
export function report(rows: readonly Row[]): string {
  const names = CONTENDERS.filter((name) => rows.some(({ scores }) => name in scores));
  const tableOf = (title: string, show: (score: Score) => string) =>
    `## ${title}\n\n${table(
      ['', ...names],
      rows.map(({ world, scores }) => [
        world.name,
        ...names.map((name) => (scores[name] === undefined ? '' : show(scores[name]))),
      ]),
    )}`;
  return [
    tableOf('Calls that succeed', ({ ok, calls }) => percent(ok / calls)),
    tableOf('Calls that bare fetch completes: how much later, 95th percentile', (score) => time(lateP95(score) ?? 0)),
    tableOf('Requests, those of bare fetch are 1', ({ requests, bareRequests }) =>
      bareRequests === 0 ? '' : `${(requests / bareRequests).toFixed(2)}x`,
    ),
  ].join('\n\n');
}
