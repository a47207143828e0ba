// The clock first: clients may keep the timers that they find when they are loaded.
import './virtual-time.ts';
import { contenderOf } from './contenders.ts';
import { type Result, runOnce } from './run.ts';
import { type Depth, SCENARIOS } from './scenarios.ts';

/** One scenario for one contender. */
export interface Job {
  readonly scenario: string;
  readonly contender: string;
  readonly depth: Depth;
}

export interface Done {
  readonly job: Job;
  readonly results: readonly Result[];
}

process.on('message', (job: Job) => {
  work(job).then(
    (results) => process.send?.({ job, results } satisfies Done),
    (error) => {
      console.error(job, error);
      process.exit(1);
    },
  );
});

async function work({ scenario, contender, depth }: Job): Promise<Result[]> {
  const { over, setup } = contenderOf(contender);
  if (over === undefined) return [];
  const results: Result[] = [];
  for (const run of SCENARIOS.find(({ id }) => id === scenario)?.runs(depth) ?? []) {
    results.push(await runOnce(run, (fetch) => over(fetch, setup)));
  }
  return results;
}

process.send?.('ready');

// Peers let unawaited promises reject when their run is over.
process.on('unhandledRejection', () => {});
