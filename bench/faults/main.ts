import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { CONTENDERS } from './contenders.ts';
import { drawPictures } from './pictures.ts';
import { type Depth, SCENARIOS } from './scenarios.ts';
import { table } from './table.ts';
import { type Checked, checkTargets, targetTable } from './targets.ts';
import type { Done, Job } from './worker.ts';

const { argv } = process;
/** For a look, or for everybody's record. Without either, what the targets speak of is measured thoroughly and the peers once. */
const depth: Depth | undefined = (['quick', 'full'] as const).find((name) => argv.includes(`--${name}`));
const only = (flag: string) =>
  argv
    .find((arg) => arg.startsWith(`--${flag}=`))
    ?.slice(flag.length + 3)
    ?.split(',');
const partial = argv.some((arg) => /^--(only=|peers=|quick)/.test(arg));
const scenarios = SCENARIOS.filter(({ id }) => only('only')?.includes(id) ?? true);
const contenders = CONTENDERS.filter(
  ({ peer, over }) => over !== undefined && (only('peers')?.some((name) => peer.name.startsWith(name)) ?? true),
);

const jobs: Job[] = scenarios.flatMap(({ id, withoutPeers }) =>
  contenders
    .filter((contender) => contender.only?.includes(id) ?? (!withoutPeers || contender.depth === 'full'))
    .map((contender) => ({ scenario: id, contender: contender.key, depth: depth ?? contender.depth })),
);
const began = Number(process.hrtime.bigint()) / 1e6;
const done: Done[] = [];
const took = new Map<string, number>();
await Promise.all([1, 2].map(() => employ()));
const checked = checkTargets(done);
const report = [...scenarios.map((scenario) => table(scenario, contenders, done)), targetTable(checked)].join('\n');
console.log(report);
console.error(`${Math.round((Number(process.hrtime.bigint()) / 1e6 - began) / 1_000)} s`, Object.fromEntries(took));
if (!partial) {
  save(done, checked);
  drawPictures(done);
}

function save(done: readonly Done[], targets: readonly Checked[]): void {
  const folder = new URL('../results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const peers = Object.fromEntries(
    contenders.map(({ peer: { name, version, setups, caveats } }) => [name, { version, setups, caveats }]),
  );
  const results = done
    .map(({ job, results }) => ({
      scenario: job.scenario,
      contender: job.contender,
      depth: job.depth,
      runs: results.map(({ load: _, ...measures }) => measures),
    }))
    .sort((a, b) => order(a) - order(b));
  // `Infinity` is no number in JSON: what never happened is null.
  const text = JSON.stringify(
    { depth: depth ?? 'own', node: process.versions.node, peers, targets, results },
    round,
    1,
  );
  writeFileSync(new URL('faults.json', folder), `${text}\n`);
  writeFileSync(new URL('faults.md', folder), `# Faults, on a virtual clock\n\n${report}\n`);
}

function order({ scenario, contender }: { scenario: string; contender: string }): number {
  const row = contenders.findIndex(({ key }) => key === contender);
  return scenarios.findIndex(({ id }) => id === scenario) * contenders.length + row;
}

function round(_key: string, value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toFixed(4)) : value;
}

function employ(): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = fork(new URL('./worker.ts', import.meta.url));
    let started = 0;
    const next = () => {
      const job = jobs.shift();
      started = Number(process.hrtime.bigint()) / 1e6;
      if (job === undefined) {
        worker.removeAllListeners('exit');
        worker.kill();
        resolve();
      } else worker.send(job);
    };
    worker.on('message', (result: Done | 'ready') => {
      if (result === 'ready') return next();
      done.push(result);
      took.set(
        result.job.scenario,
        (took.get(result.job.scenario) ?? 0) + Number(process.hrtime.bigint()) / 1e6 - started,
      );
      next();
    });
    worker.on('exit', (code) => reject(new Error(`A worker ended with ${code}`)));
  });
}
