import { parseArgs } from 'node:util';
import { haveDone } from '../measure/crew.ts';
import { BARE, CONTENDERS, OURS } from './contenders.ts';
import { keep } from './keep.ts';
import { complaints, report } from './report.ts';
import type { Played } from './summary.ts';
import type { Done, Job } from './worker.ts';
import { WORLDS } from './worlds/index.ts';

const { quick, ...options } = parseArgs({
  options: {
    /** The first seed, to see a run again. A fresh one without. */
    seed: { type: 'string' },
    /** How many variations of each world. */
    seeds: { type: 'string' },
    /** Worlds, by how their names begin. */
    world: { type: 'string' },
    /** Contenders beside bare fetch; `ours` is steadyfetch. */
    only: { type: 'string' },
    /** A few variations that are always the same, without the peers: does this code do harm? */
    quick: { type: 'boolean', default: false },
  },
}).values;

const isChosen = (name: string, chosen: string | undefined): boolean =>
  chosen?.split(',').some((each) => name.startsWith(each === 'ours' ? OURS : each)) ?? true;

const first = Number(options.seed ?? (quick ? 1 : Math.floor(Math.random() * 1e6)));
const length = Number(options.seeds ?? (options.seed === undefined ? (quick ? 2 : 5) : 1));
const seeds = Array.from({ length }, (_, n) => first + n);
const only = options.only ?? (quick ? 'ours' : undefined);
const contenders = CONTENDERS.filter((name) => name === BARE || isChosen(name, only));
const worlds = WORLDS.filter(({ name, isLarge }) => isChosen(name, options.world) && !(quick && isLarge));
console.error(`Seeds: ${seeds.join(', ')}`);

const jobs = seeds.flatMap((seed, n) =>
  worlds.filter(({ isLarge }) => n === 0 || !isLarge).map(({ name }): Job => ({ world: name, seed, contenders })),
);
const done = await haveDone<Job, Done>(new URL('./worker.ts', import.meta.url), jobs);
const played = worlds.map((world): Played => {
  const ran = done.filter(({ job }) => job.world === world.name).sort((a, b) => a.job.seed - b.job.seed);
  const variationsOf = (name: string) => ran.flatMap(({ job: { seed }, scores }) => variation(seed, scores[name]));
  return { world, variations: Object.fromEntries(contenders.map((name) => [name, variationsOf(name)])) };
});

const text = `# Harm: everyday worlds, call for call beside bare fetch

All libraries meet the same calls and the same servers on a virtual clock, each as its own readme sets it up; one with a breaker has a
client for each origin. Bare fetch has no time limit. A call is lost if bare fetch completes it and the library does not, and
saved if it is the other way round. Where chance decides about an attempt, a library that sends other attempts loses some calls and saves others.
The other columns count worlds: in which calls are lost beyond that, have not settled after ten minutes, come more than 300 ms later (95th
percentile), need more requests than the world allows, or are not saved in time.

Each world in ${length} variations, the largest in one, with the seeds ${seeds.join(', ')}.

${report(played)}
`;
const harms = complaints(OURS, played);
if (!quick) console.log(text);
console.log(harms.length === 0 ? 'steadyfetch does no harm.' : `steadyfetch does harm:\n${bullets(harms)}`);
process.exitCode = harms.length === 0 ? 0 : 1;

// What others than this code came to is shown, and not kept.
const isWhole = !quick && options.world === undefined && only === undefined && process.env['STEADY_SRC'] === undefined;
if (isWhole) keep(played, seeds, text);

function variation(seed: number, score: Done['scores'][string] | undefined) {
  return score === undefined ? [] : [{ seed, score }];
}

function bullets(each: readonly string[]): string {
  return each.map((one) => `* ${one}`).join('\n');
}
