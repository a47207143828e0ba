import { fork } from 'node:child_process';
import { CONTENDERS } from './contenders.ts';
import { type Depth, SCENARIOS } from './scenarios.ts';
import { table } from './table.ts';
import type { Done, Job } from './worker.ts';

const { argv } = process;
const depth: Depth = argv.includes('--quick') ? 'quick' : 'full';
const only = (flag: string) =>
  argv
    .find((arg) => arg.startsWith(`--${flag}=`))
    ?.slice(flag.length + 3)
    ?.split(',');
const scenarios = SCENARIOS.filter(({ id }) => only('only')?.includes(id) ?? true);
const contenders = CONTENDERS.filter(
  ({ peer }) => peer.over !== undefined && (only('peers')?.some((name) => peer.name.startsWith(name)) ?? true),
);

const jobs: Job[] = scenarios.flatMap(({ id }) =>
  contenders.map(({ key }) => ({ scenario: id, contender: key, depth })),
);
const began = performance.now();
const done: Done[] = [];
const took = new Map<string, number>();
await Promise.all([1, 2].map(() => employ()));
for (const scenario of scenarios) {
  console.log(table(scenario, contenders, done));
}
console.error(took, performance.now() - began);

function employ(): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = fork(new URL('./worker.ts', import.meta.url));
    let started = 0;
    const next = () => {
      const job = jobs.shift();
      started = performance.now();
      if (job === undefined) {
        worker.removeAllListeners('exit');
        worker.kill();
        resolve();
      } else worker.send(job);
    };
    worker.on('message', (result: Done | 'ready') => {
      if (result === 'ready') return next();
      done.push(result);
      took.set(result.job.scenario, (took.get(result.job.scenario) ?? 0) + performance.now() - started);
      next();
    });
    worker.on('exit', (code) => reject(new Error(`A worker ended with ${code}`)));
  });
}
