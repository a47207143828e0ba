import { pairwise, type Spread, spread } from '../measure/statistics.ts';
import { BARE } from '../peers/names.ts';
import { Lab } from './process.ts';
import type { StubTask } from './stub-lab.ts';
import { BASE, OURS_HEARD, OURS_NOTICED } from './subjects.ts';

export interface TimeRow {
  readonly name: string;
  /** Over the bare stub, in microseconds per call. */
  readonly addedUs: Spread;
  /** Of the same, to the base's, round by round. */
  readonly ratio: Spread;
  /** Of notices: over a plain listener, round by round. */
  readonly overListenerUs?: Spread;
}

interface Runner {
  readonly name: string;
  readonly lab: Lab<StubTask, number>;
  readonly calls: number;
  readonly nanos: number[];
}

const WARM_CALLS = 4_000;

/** Rounds over all subjects in turn, in processes that are started anew a few times: each has its own luck with the compiler. */
export async function timePerCall(
  stub: 'reused' | 'fresh',
  names: readonly string[],
  { launches, rounds, roundMs }: { launches: number; rounds: number; roundMs: number },
): Promise<TimeRow[]> {
  const all = new Map<string, number[]>(names.map((name) => [name, []]));
  for (let launch = 0; launch < launches; launch++) {
    const runners = await Promise.all(names.map((name) => startRunner(name, stub, roundMs)));
    for (let round = 0; round < rounds; round++) {
      // The starting point moves on, so that no subject always runs after the same one.
      for (let turn = 0; turn < runners.length; turn++) {
        const runner = runners[(turn + round) % runners.length] as Runner;
        runner.nanos.push(await runner.lab.ask({ measure: 'time', calls: runner.calls }));
      }
    }
    for (const { name, nanos, lab } of runners) {
      all.get(name)?.push(...nanos);
      lab.close();
    }
  }
  const bare = all.get(BARE) ?? [];
  const added = (name: string) =>
    pairwise(all.get(name) ?? [], bare, (nanos, bareNanos) => (nanos - bareNanos) / 1_000);
  const base = added(BASE);
  const overListener = () =>
    spread(pairwise(added(OURS_NOTICED), added(OURS_HEARD), (us, listenerUs) => us - listenerUs));
  return names.map((name) => ({
    name,
    addedUs: spread(added(name)),
    ratio: spread(pairwise(added(name), base, (us, baseUs) => us / baseUs)),
    ...(name === OURS_NOTICED ? { overListenerUs: overListener() } : {}),
  }));
}

async function startRunner(name: string, stub: string, roundMs: number): Promise<Runner> {
  const lab = new Lab<StubTask, number>('stub-lab', [name, stub]);
  await lab.ask({ measure: 'time', calls: 500 });
  await lab.ask({ measure: 'time', calls: WARM_CALLS });
  const nanos = await lab.ask({ measure: 'time', calls: 1_000 });
  const calls = Math.ceil((roundMs * 1e6) / nanos);
  // One round that does not count, as long as those that do.
  await lab.ask({ measure: 'time', calls });
  return { name, lab, calls, nanos: [] };
}
