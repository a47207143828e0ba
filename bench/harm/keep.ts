import { mkdirSync, writeFileSync } from 'node:fs';
import { contendersIn, type Played, scoreIn, summaryOf } from './summary.ts';

const FOLDER = new URL('../results/', import.meta.url);

/** Keeps the report and, in one line for each world, the figures behind it. */
export function keep(played: readonly Played[], seeds: readonly number[], text: string): void {
  mkdirSync(FOLDER, { recursive: true });
  const names = contendersIn(played);
  const summaries = names.map((name) => summaryOf(name, played));
  const worlds = played.map((each) => ({
    world: each.world.name,
    group: each.world.group,
    calls: scoreIn(each, names[0] as string).calls,
    // In the order of the contenders.
    ok: names.map((name) => scoreIn(each, name).ok),
    requests: names.map((name) => scoreIn(each, name).requests),
  }));
  const json = `{
"seeds": ${JSON.stringify(seeds)},
"contenders": [
${lines(summaries)}
],
"worlds": [
${lines(worlds)}
]
}
`;
  writeFileSync(new URL('harm.json', FOLDER), json);
  writeFileSync(new URL('harm.md', FOLDER), text);
}

const lines = (each: readonly object[]): string =>
  each
    .map((one) => JSON.stringify(one, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value)))
    .join(',\n');
