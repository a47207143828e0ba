import { BARE } from './contenders.ts';
import { Draw } from './draw.ts';
import { type Connect, type Ran, runScenario } from './run.ts';
import { type Score, scoreOf, together } from './score.ts';
import type { Scenario, World } from './world.ts';

/** One scenario of a variation; most worlds have one. */
export const scenarioOf = (world: World, seed: number, scenario: number): Scenario =>
  world.draw(new Draw(seed + scenario * 0x10000000, world.name));

/** One variation of a world for each contender. The first one is bare fetch: all others are compared with it. */
export async function play(
  world: World,
  seed: number,
  contenders: ReadonlyMap<string, Connect>,
): Promise<Record<string, Score>> {
  const scores = new Map<string, Score[]>();
  for (let scenario = 0; scenario < (world.scenarios ?? 1); scenario++) {
    const drawn = scenarioOf(world, seed, scenario);
    let bare: Ran | undefined;
    for (const [name, connect] of contenders) {
      const ran = await runScenario(drawn, seed + scenario, connect);
      if (bare === undefined && name !== BARE) throw new Error('Bare fetch goes first');
      bare ??= ran;
      scores.set(name, [...(scores.get(name) ?? []), scoreOf(drawn, bare, ran)]);
    }
  }
  return Object.fromEntries([...scores].map(([name, each]) => [name, together(each)]));
}
