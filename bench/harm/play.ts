import { BARE } from './contenders.ts';
import { Draw } from './draw.ts';
import { type Connect, type Ran, runScene } from './run.ts';
import { type Score, scoreOf, together } from './score.ts';
import type { Scene, World } from './world.ts';

/** One scene of a variation; most worlds have one. */
export const sceneOf = (world: World, seed: number, scene: number): Scene =>
  world.draw(new Draw(seed + scene * 0x10000000, world.name));

/** One variation of a world for each contender. The first one is bare fetch: all others are compared with it. */
export async function play(
  world: World,
  seed: number,
  contenders: ReadonlyMap<string, Connect>,
): Promise<Record<string, Score>> {
  const scores = new Map<string, Score[]>();
  for (let scene = 0; scene < (world.scenes ?? 1); scene++) {
    const drawn = sceneOf(world, seed, scene);
    let bare: Ran | undefined;
    for (const [name, connect] of contenders) {
      const ran = await runScene(drawn, seed + scene, connect);
      if (bare === undefined && name !== BARE) throw new Error('Bare fetch goes first');
      bare ??= ran;
      scores.set(name, [...(scores.get(name) ?? []), scoreOf(drawn, bare, ran)]);
    }
  }
  return Object.fromEntries([...scores].map(([name, each]) => [name, together(each)]));
}
