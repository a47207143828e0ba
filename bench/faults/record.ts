import { readableJson } from '../measure/json.ts';
import { keepRaw, keepResult } from '../measure/results.ts';
import { peerNotes } from '../peers/index.ts';
import { CONTENDERS } from './contenders.ts';
import { digestsOf, entryOf } from './digests.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Checked } from './targets.ts';
import type { Done } from './worker.ts';

/** Keeps the report and the digests of its figures. The figures themselves, of every single run, stay on this machine. */
export function keep(done: readonly Done[], targets: readonly Checked[], report: string): void {
  const peers = peerNotes(CONTENDERS.filter(({ over }) => over !== undefined).map(({ peer }) => peer));
  const sorted = [...done].sort((a, b) => order(a) - order(b));
  const node = process.versions.node;
  keepResult('faults.json', readableJson({ node, peers, targets, digests: digestsOf(sorted) }));
  keepResult('faults.md', `# Faults, on a virtual clock\n\n${report}`);
  keepRaw('faults', { node, results: sorted.map(entryOf) });
}

function order({ job: { scenario, contender } }: Done): number {
  const row = CONTENDERS.findIndex(({ key }) => key === contender);
  return SCENARIOS.findIndex(({ id }) => id === scenario) * CONTENDERS.length + row;
}
