import { pairwise, type Spread, spread } from '../measure/statistics.ts';
import { BARE } from '../peers/names.ts';
import { Lab } from './process.ts';
import type { StubTask } from './stub-lab.ts';
import { BASE } from './subjects.ts';

/** A call for which the engine has compiled nothing, or not any more. */
export interface ColdRow {
  readonly name: string;
  /** The first call of a process, in microseconds, all that it does. */
  readonly firstUs: Spread;
  /** Per call, over the bare stub, in the first calls after a full collection. */
  readonly collectedUs: Spread;
  /** Of the same, to the base's. */
  readonly ratio: Spread;
}

/** So many calls come right after a collection. */
const CALLS = 64;
/** Before it, so many have been compiled for. */
const WARM_CALLS = 3_000;

export async function coldCalls(
  names: readonly string[],
  { launches, rounds }: { launches: number; rounds: number },
): Promise<ColdRow[]> {
  const first = new Map<string, number[]>(names.map((name) => [name, []]));
  const collected = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let launch = 0; launch < launches; launch++) {
    for (const name of names) {
      const lab = new Lab<StubTask, number>('stub-lab', [name, 'reused']);
      first.get(name)?.push(await lab.ask({ measure: 'time', calls: 1 }));
      for (let round = 0; round < rounds; round++) {
        await lab.ask({ measure: 'time', calls: WARM_CALLS });
        collected.get(name)?.push(await lab.ask({ measure: 'collected', calls: CALLS }));
      }
      lab.close();
    }
  }
  const added = (name: string) =>
    pairwise(collected.get(name) ?? [], collected.get(BARE) ?? [], (nanos, bare) => (nanos - bare) / 1_000);
  const base = spread(added(BASE)).median;
  return names.map((name) => ({
    name,
    firstUs: spread((first.get(name) ?? []).map((nanos) => nanos / 1_000)),
    collectedUs: spread(added(name)),
    ratio: spread(added(name).map((us) => us / base)),
  }));
}
