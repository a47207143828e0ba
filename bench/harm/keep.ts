import { readableJson } from '../measure/json.ts';
import { keepRaw, keepResult } from '../measure/results.ts';
import { contendersIn, type Played, scoreIn, summaryOf } from './summary.ts';

/** Keeps the report and the sums behind it. The figures of each world stay on this machine. */
export function keep(played: readonly Played[], seeds: readonly number[], text: string): void {
  const names = contendersIn(played);
  const contenders = names.map((name) => summaryOf(name, played));
  const worlds = played.map((each) => ({
    world: each.world.name,
    group: each.world.group,
    calls: scoreIn(each, names[0] as string).calls,
    // In the order of the contenders.
    ok: names.map((name) => scoreIn(each, name).ok),
    requests: names.map((name) => scoreIn(each, name).requests),
  }));
  keepResult('harm.json', readableJson({ seeds, contenders }));
  keepResult('harm.md', text);
  keepRaw('harm', { seeds, contenders, worlds });
}
