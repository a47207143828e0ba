import { env } from 'node:process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { life } from './lives.ts';
import { Run } from './run.ts';

/** One run again, as `seed:path` from the report of a failure. */
const [seed, path] = env['STEADY_MODEL_RUN']?.split(':') ?? [];
const RUNS = seed === undefined ? Number(env['STEADY_MODEL_RUNS'] ?? 2_000) : 1;

test(
  `in ${RUNS} random runs, calls do what the reference model says`,
  async () => {
    await fc.assert(
      fc.asyncProperty(life, async (given) => {
        const run = new Run(given);
        for (const each of given.acts) {
          await run.do(each);
          run.faultsStop();
        }
        await run.end();
        expect(run.faults).toEqual([]);
      }),
      {
        numRuns: RUNS,
        ...(seed === undefined ? {} : { seed: Number(seed), path: path ?? '0', endOnFailure: true }),
      },
    );
  },
  Math.max(120_000, RUNS * 100),
);
