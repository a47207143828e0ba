// The clock first: clients may keep the timers that they find when they are loaded.
import '../faults/virtual-time.ts';
import { connectTo } from './contenders.ts';
import { play } from './play.ts';
import type { Connect } from './run.ts';
import type { Score } from './score.ts';
import { WORLDS } from './worlds/index.ts';

/** One variation of a world. */
export interface Job {
  readonly world: string;
  readonly seed: number;
  readonly contenders: readonly string[];
}

export interface Done {
  readonly job: Job;
  readonly scores: Readonly<Record<string, Score>>;
}

const known = new Map<string, Promise<Connect>>();

process.on('message', (job: Job) => {
  work(job).then(
    (scores) => process.send?.({ job, scores } satisfies Done),
    (error) => {
      console.error(job, error);
      process.exit(1);
    },
  );
});

async function work({ world, seed, contenders }: Job): Promise<Record<string, Score>> {
  const found = WORLDS.find(({ name }) => name === world);
  if (found === undefined) throw new Error(`No world ${world}`);
  const connects = new Map<string, Connect>();
  for (const name of contenders) {
    const connect = known.get(name) ?? connectTo(name);
    known.set(name, connect);
    connects.set(name, await connect);
  }
  return play(found, seed, connects);
}

process.send?.('ready');

// Libraries let unawaited promises reject when their run is over.
process.on('unhandledRejection', () => {});
