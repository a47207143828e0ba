import { env } from 'node:process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { life } from './lives.ts';
import { Run } from './run.ts';

/** One run again, as `seed:path` from the report of a failure. */
const [, seed, path] = /^(-?\d+):(.+)$/.exec(env['STEADY_MODEL_RUN'] ?? '') ?? [];
/** The same runs each time, so that a change is what makes one fail; `npm run proof` plays others each time. */
const SEED = env['STEADY_MODEL_SEED'] ?? '1';
const RUNS = seed === undefined ? Number(env['STEADY_MODEL_RUNS'] ?? 400) : 1;

test(
  `in ${RUNS} random runs, calls do what the reference model says`,
  async () => {
    const property = fc.asyncProperty(life, async (given) => {
      const run = new Run(given);
      for (const act of given.acts) await run.do(act);
      await run.end();
    });
    const chosen = SEED === 'random' ? {} : { seed: Number(SEED) };
    const again = seed === undefined ? chosen : { seed: Number(seed), path: path ?? '0', endOnFailure: true };
    const { failed, ...details } = await fc.check(property, { numRuns: RUNS, ...again });
    const { errorInstance, counterexample, counterexamplePath } = details;
    const command = `STEADY_MODEL_RUN=${details.seed}:${counterexamplePath} npx vitest run test/model/model.test.ts`;
    const what = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    expect(failed, `${what}\nof ${JSON.stringify(counterexample)}\nagain: ${command}`).toBe(false);
  },
  Math.max(300_000, RUNS * 100),
);
