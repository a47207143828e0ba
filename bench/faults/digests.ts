import { createHash } from 'node:crypto';
import type { Done } from './worker.ts';

/** A digest of what each contender came to, by scenario and contender: short enough to commit, and it changes with every figure. */
export type Digests = Readonly<Record<string, Readonly<Record<string, string>>>>;

export function digestsOf(done: readonly Done[]): Digests {
  const digests: Record<string, Record<string, string>> = {};
  for (const each of done) {
    const { scenario, contender } = each.job;
    digests[scenario] ??= {};
    digests[scenario][contender] = createHash('sha256')
      .update(toJson(entryOf(each)))
      .digest('hex')
      .slice(0, 12);
  }
  return digests;
}

/** What a run came to that differs from what is kept: nothing, unless the code has changed, because clock and chance are given. */
export function differencesFromKept(done: readonly Done[], kept: Digests): string[] {
  return Object.entries(digestsOf(done)).flatMap(([scenario, ofScenario]) =>
    Object.entries(ofScenario)
      .filter(([contender, digest]) => kept[scenario]?.[contender] !== digest)
      .map(([contender]) => `${scenario}: ${contender}`),
  );
}

/** The load is left out: `outage-load.json` has it. */
export const entryOf = ({ job: { scenario, contender, depth }, results }: Done) => ({
  scenario,
  contender,
  depth,
  runs: results.map(({ load: _, ...measures }) => measures),
});

/** JSON has no `Infinity`: what never happened is null. */
const toJson = (value: unknown): string =>
  JSON.stringify(
    value,
    (_, each) => (typeof each === 'number' && Number.isFinite(each) ? Number(each.toFixed(4)) : each),
    1,
  );
