import { parseArgs } from 'node:util';
import { haveDone } from '../measure/crew.ts';
import { OURS } from '../peers/names.ts';
import { need, readResults } from '../summary/results.ts';
import { CONTENDERS } from './contenders.ts';
import { differencesFromKept } from './digests.ts';
import { keepLoads } from './outage-load.ts';
import { keep } from './record.ts';
import { SCENARIOS } from './scenarios.ts';
import { table } from './table.ts';
import { checkTargets, targetTable } from './targets.ts';
import type { Done, Job } from './worker.ts';

const { quick, check, only, peers } = parseArgs({
  options: {
    /** Everything once, for a look. */
    quick: { type: 'boolean', default: false },
    /** Are the figures that are kept still those of this code? Runs what targets speak of. */
    check: { type: 'boolean', default: false },
    /** Scenarios, by their ids. */
    only: { type: 'string' },
    /** Libraries, by how their names begin. */
    peers: { type: 'string' },
  },
}).values;

const scenarios = SCENARIOS.filter(({ id }) => only?.split(',').includes(id) ?? true);
const contenders = CONTENDERS.filter(
  ({ key, peer, over }) =>
    over !== undefined &&
    (peers?.split(',').some((name) => peer.name.startsWith(name)) ?? true) &&
    (!check || key === OURS),
);
const jobs = scenarios.flatMap(({ id, onlyOurs }): Job[] =>
  contenders
    .filter(({ key, only }) => only?.includes(id) ?? (!onlyOurs || key === OURS))
    .map((contender) => ({ scenario: id, contender: contender.key, depth: quick ? 'quick' : contender.depth })),
);
const done = await haveDone<Job, Done>(new URL('./worker.ts', import.meta.url), jobs);

if (check) {
  const { digests } = JSON.parse(need(readResults, 'faults.json'));
  const stale = differencesFromKept(done, digests);
  for (const what of stale) console.error(`no longer what is kept: ${what}`);
  console.log(stale.length === 0 ? 'The figures that are kept are those of this code.' : 'Run npm run bench:faults.');
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  const targets = checkTargets(done);
  const report = [...scenarios.map((scenario) => table(scenario, contenders, done)), targetTable(targets)].join('\n');
  console.log(report);
  if (!quick && only === undefined && peers === undefined) {
    keep(done, targets, report);
    keepLoads(done);
  }
}
