import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { peerNotes } from '../peers/index.ts';
import { CONTENDERS } from './contenders.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Checked } from './targets.ts';
import type { Done } from './worker.ts';

const FOLDER = new URL('../results/', import.meta.url);
const FILE = new URL('faults.json', FOLDER);

/** What is kept of a contender's part in a scenario: everything but the load, of which there is a file of its own. */
const entryOf = ({ job: { scenario, contender, depth }, results }: Done) => ({
  scenario,
  contender,
  depth,
  runs: results.map(({ load: _, ...measures }) => measures),
});

/** Keeps the figures, and the report of them. */
export function keep(done: readonly Done[], targets: readonly Checked[], report: string): void {
  mkdirSync(FOLDER, { recursive: true });
  const peers = peerNotes(CONTENDERS.filter(({ over }) => over !== undefined).map(({ peer }) => peer));
  const results = done.map(entryOf).sort((a, b) => order(a) - order(b));
  const text = toJson({ node: process.versions.node, peers, targets, results });
  writeFileSync(FILE, `${text}\n`);
  writeFileSync(new URL('faults.md', FOLDER), `# Faults, on a virtual clock\n\n${report}\n`);
}

/** Where a run differs from what is kept of it. Nothing does, unless the code has changed: clock and chance are given. */
export function differencesFromKept(done: readonly Done[]): string[] {
  const { results }: { results: ReturnType<typeof entryOf>[] } = JSON.parse(readFileSync(FILE, 'utf8'));
  return done.map(entryOf).flatMap((entry) => {
    const { scenario, contender } = entry;
    const kept = results.find((each) => each.scenario === scenario && each.contender === contender);
    return toJson(kept) === toJson(entry) ? [] : [`${scenario}: ${contender}`];
  });
}

/** `Infinity` is no number in JSON: what never happened is null. */
const toJson = (value: unknown): string =>
  JSON.stringify(
    value,
    (_, each) => (typeof each === 'number' && Number.isFinite(each) ? Number(each.toFixed(4)) : each),
    1,
  );

function order({ scenario, contender }: { scenario: string; contender: string }): number {
  const row = CONTENDERS.findIndex(({ key }) => key === contender);
  return SCENARIOS.findIndex(({ id }) => id === scenario) * CONTENDERS.length + row;
}
