import { quantile } from '../faults/measure.ts';
import { table } from '../measure/table.ts';
import { harmsOf } from './harms.ts';
import type { Score } from './score.ts';
import { contendersIn, KINDS, kindsOf, type Played, type Summary, scoreIn, summaryOf } from './summary.ts';

const percent = (share: number): string => `${(share * 100).toFixed(share === 1 || share === 0 ? 0 : 1)} %`;
const time = (ms: number): string => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);
const times = (ratio: number): string => `${ratio.toFixed(2)}x`;

/** All that came out, as markdown. */
export function report(played: readonly Played[]): string {
  const names = contendersIn(played);
  const each = (show: (score: Score, played: Played, name: string) => string) =>
    table(
      ['', ...names],
      played.map((world) => [world.world.name, ...names.map((name) => show(scoreIn(world, name), world, name))]),
    );
  return [
    '## In all worlds together',
    summaryTable(names.map((name) => summaryOf(name, played))),
    '## Calls that succeed',
    each(({ ok, calls }) => percent(ok / calls)),
    '## How much later the calls come that bare fetch completes, 95th percentile',
    each((score) => (score.bothOk === 0 ? 'none' : time(quantile(score.lateMs, 0.95) ?? 0))),
    '## Requests, over those of bare fetch',
    each(({ requests, bareRequests }) => (bareRequests === 0 ? '' : times(requests / bareRequests))),
    '## Worse than bare fetch, or short of what is asked for',
    each((_, { variations }, name) => [...kindsOf(harmsOf(variations[name] ?? []))].join(', ')),
    '## The worlds',
    table(
      ['', 'what happens'],
      played.map(({ world }) => [world.name, world.about]),
    ),
  ].join('\n\n');
}

const summaryTable = (summaries: readonly Summary[]): string =>
  table(
    ['', 'calls lost', 'calls saved', 'requests', ...KINDS.map((kind) => `worlds: ${kind}`)],
    summaries.map(({ name, harmed, lost, saved, requests }) => [
      name,
      percent(lost),
      percent(saved),
      times(requests),
      ...KINDS.map((kind) => String(harmed[kind])),
    ]),
  );

/** What is wrong with one contender, a line each, with the command that shows it again. */
export function complaints(name: string, played: readonly Played[]): string[] {
  return played.flatMap(({ world, variations }) =>
    harmsOf(variations[name] ?? []).map(
      ({ what, seed }) =>
        `${world.name}: ${what}${seed === undefined ? '' : ` (--seed ${seed} --world '${world.name}')`}`,
    ),
  );
}
