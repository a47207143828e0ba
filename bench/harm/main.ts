import { parseArgs } from 'node:util';
import { haveDone } from '../measure/crew.ts';
import { BARE, CONTENDERS, OURS } from './contenders.ts';
import { type Harm, harmsOf } from './judge.ts';
import { report, rowOf } from './report.ts';
import type { Done, Job } from './worker.ts';
import { WORLDS } from './worlds/index.ts';

const options = parseArgs({
  options: {
    /** The first of the seeds, to see a run again. */
    seed: { type: 'string' },
    /** How many variations of each world. */
    seeds: { type: 'string' },
    /** Worlds, by how their names begin. */
    world: { type: 'string' },
    /** Contenders beside bare fetch; `ours` is steadyfetch. */
    only: { type: 'string' },
    /** Always the same few variations, without the peers: is this code still harmless? */
    quick: { type: 'boolean', default: false },
  },
}).values;

const QUICK_SEEDS = 2;
const count = Number(options.seeds ?? (options.quick ? QUICK_SEEDS : options.seed === undefined ? 5 : 1));
const first = Number(options.seed ?? (options.quick ? 1 : Math.floor(Math.random() * 1e6)));
const seeds = Array.from({ length: count }, (_, n) => first + n);
const wanted = options.only ?? (options.quick ? 'ours' : undefined);
const contenders = CONTENDERS.filter(
  (name) => name === BARE || (wanted?.split(',').some((each) => (each === 'ours' ? OURS : each) === name) ?? true),
);
const worlds = WORLDS.filter(({ name }) => options.world?.split(',').some((each) => name.startsWith(each)) ?? true);

console.error(`Seeds ${seeds.join(', ')}: see one again with --seed N`);
const jobs = seeds.flatMap((seed) => worlds.map(({ name }): Job => ({ world: name, seed, contenders })));
const done = await haveDone<Job, Done>(new URL('./worker.ts', import.meta.url), jobs);

const doneIn = (name: string) => done.filter(({ job }) => job.world === name).sort((a, b) => a.job.seed - b.job.seed);
const rows = worlds.map((world) =>
  rowOf(
    world,
    doneIn(world.name).map(({ scores }) => scores),
  ),
);
console.log(report(rows));

const harms = worlds.flatMap(({ name }) =>
  harmsOf(
    doneIn(name).flatMap(({ job, scores }) => (scores[OURS] ? [{ seed: job.seed, score: scores[OURS] }] : [])),
  ).map((harm): [string, Harm] => [name, harm]),
);
console.log(`\n## Where steadyfetch does harm\n`);
for (const [name, { what, seed }] of harms)
  console.log(`* ${name}${seed === undefined ? '' : `, seed ${seed}`}: ${what}`);
if (harms.length === 0) console.log('Nowhere.');
else process.exitCode = 1;
