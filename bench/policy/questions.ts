import { COLUMNS } from '../faults/columns.ts';
import { BAD_GATEWAY, HANG } from '../faults/fate.ts';
import type { Result, Run } from '../faults/run.ts';
import { always, episode } from '../faults/scenarios.ts';
import { brownOut, down, failing, flapping, slowStart } from '../faults/servers.ts';

/** A world to try a policy in: smaller than those of the fault bench, because there are many policies. */
const fleet = { clients: 30, rate: 1 };
const process = { clients: 1, rate: 50 };
const busy = { clients: 1, rate: 100 };

const chance = (name: string, traffic: Run['traffic'], rate: number, failure = BAD_GATEWAY): Run =>
  always(name, 1, traffic, () => failing(() => rate, failure));

const WORLDS = {
  fleet: episode('outage, a fleet', 1, fleet, {
    lastsMs: 30_000,
    afterMs: 10_000,
    server: ({ from, until }) => down(from, until),
  }),
  young: episode('outage, a fleet just started', 1, fleet, {
    beforeMs: 10_000,
    lastsMs: 30_000,
    afterMs: 10_000,
    server: ({ from, until }) => down(from, until),
  }),
  process: episode('outage, one process', 1, process, {
    beforeMs: 10_000,
    lastsMs: 30_000,
    afterMs: 5_000,
    server: ({ from, until }) => down(from, until),
  }),
  hang: episode('hang, one process', 1, process, {
    beforeMs: 10_000,
    lastsMs: 30_000,
    afterMs: 5_000,
    server: ({ from, until }) => down(from, until, HANG),
  }),
  flapping: episode('flapping, a fleet', 1, fleet, {
    lastsMs: 60_000,
    afterMs: 5_000,
    server: ({ from, until }) => flapping(5_000, from, until),
  }),
  slowStart: episode('slow start, one process', 1, process, {
    beforeMs: 10_000,
    lastsMs: 20_000,
    afterMs: 5_000,
    server: ({ from }) => slowStart(from, 20_000),
  }),
  brownOut: episode('brown-out, one process', 1, busy, {
    beforeMs: 10_000,
    lastsMs: 20_000,
    afterMs: 5_000,
    server: ({ from, until }) => brownOut(from, until, 40, 40, 5),
  }),
  brownOuts: episode(
    'brown-out, 100 processes',
    1,
    { clients: 100, rate: 1 },
    {
      beforeMs: 5_000,
      lastsMs: 20_000,
      afterMs: 5_000,
      server: ({ from, until }) => brownOut(from, until, 40, 40, 5),
    },
  ),
  some: chance('30 % fail, one process', { ...process, untilMs: 60_000 }, 0.3),
  half: chance('50 % fail, one process', { ...busy, untilMs: 20_000 }, 0.5),
  halfFleet: chance('50 % fail, a fleet', { ...fleet, untilMs: 60_000 }, 0.5),
  most: chance('80 % fail, a fleet', { ...fleet, untilMs: 60_000 }, 0.8),
  nearlyAll: chance('90 % fail, one process', { ...busy, untilMs: 40_000 }, 0.9),
  dark: episode('brown-out to 10 %, one process', 1, busy, {
    beforeMs: 5_000,
    lastsMs: 20_000,
    afterMs: 5_000,
    server: ({ from, until }) => brownOut(from, until, 10, 10, 5),
  }),
  quiet: chance('50 % fail, quiet tabs', { clients: 20, rate: 0.2, untilMs: 300_000 }, 0.5),
  bursts: chance('30 % fail, bursts', { clients: 5, rate: 0.1, burst: 20, untilMs: 100_000 }, 0.3),
  silence: chance('30 % hang, a fleet', { ...fleet, untilMs: 60_000 }, 0.3, HANG),
  page: page(1),
  longPage: page(3),
  cold: chance('a cold tab, nothing answers', { clients: 1, rate: 0.5, untilMs: 40_000 }, 1),
} satisfies Record<string, Run>;

function page(seconds: number): Run {
  const fault = { from: 0, until: seconds * 1_000 };
  return {
    variant: `a page into a blip of ${seconds} s`,
    seed: 1,
    fault,
    server: () => down(fault.from, fault.until),
    traffic: { clients: 20, rate: 20, burst: 10, untilMs: 1 },
  };
}

/** What is asked of a policy. */
export interface Question {
  readonly world: keyof typeof WORLDS;
  readonly key: keyof typeof COLUMNS;
  readonly better: 'more' | 'less';
  /** A smaller difference is not worth a word. */
  readonly notable: number;
}

const ask = (
  world: Question['world'],
  key: Question['key'],
  better: Question['better'],
  notable: number,
): Question => ({
  world,
  key,
  better,
  notable,
});

export const worldOf = ({ world }: Question): Run => WORLDS[world];

/** One for each question, in their order; nothing where there was nothing to measure. */
export type Answers = (number | undefined)[];

export const answer = ({ key }: Question, result: Result): number | undefined => COLUMNS[key].of([result]);

/** Those about one world stand together: it is run once for all of them. */
export const QUESTIONS: readonly Question[] = [
  ask('fleet', 'requestsPerCall', 'less', 0.01),
  ask('fleet', 'toldP50', 'less', 100),
  ask('fleet', 'toldP99', 'less', 300),
  ask('fleet', 'recoveryMs', 'less', 100),
  ask('fleet', 'failedAfter', 'less', 0.002),
  ask('fleet', 'peak1000', 'less', 0.1),
  ask('fleet', 'okP99', 'less', 300),
  ask('young', 'requestsPerCall', 'less', 0.01),
  ask('process', 'requestsPerCall', 'less', 0.01),
  ask('process', 'toldP50', 'less', 50),
  ask('process', 'recoveryMs', 'less', 100),
  ask('hang', 'requestsPerCall', 'less', 0.01),
  ask('hang', 'toldP50', 'less', 300),
  ask('hang', 'toldP99', 'less', 300),
  ask('hang', 'toldLateP50', 'less', 200),
  ask('flapping', 'success', 'more', 0.015),
  ask('flapping', 'requestsPerCall', 'less', 0.04),
  ask('slowStart', 'success', 'more', 0.015),
  ask('brownOut', 'goodput', 'more', 0.3),
  ask('brownOut', 'requestsPerCall', 'less', 0.03),
  ask('brownOut', 'earlyRetries', 'less', 1),
  ask('brownOuts', 'goodput', 'more', 0.3),
  ask('brownOuts', 'requestsPerCall', 'less', 0.03),
  ask('brownOuts', 'earlyRetries', 'less', 1),
  ask('some', 'success', 'more', 0.002),
  ask('some', 'opened', 'less', 1),
  ask('half', 'success', 'more', 0.015),
  ask('half', 'requestsPerCall', 'less', 0.04),
  ask('halfFleet', 'success', 'more', 0.015),
  ask('halfFleet', 'requestsPerCall', 'less', 0.04),
  ask('most', 'success', 'more', 0.015),
  ask('most', 'requestsPerCall', 'less', 0.04),
  ask('nearlyAll', 'success', 'more', 0.01),
  ask('nearlyAll', 'opened', 'less', 3),
  ask('dark', 'goodput', 'more', 0.3),
  ask('dark', 'opened', 'less', 3),
  ask('quiet', 'success', 'more', 0.015),
  ask('bursts', 'success', 'more', 0.005),
  ask('bursts', 'opened', 'less', 3),
  ask('silence', 'success', 'more', 0.015),
  ask('page', 'success', 'more', 0.02),
  ask('page', 'okP99', 'less', 300),
  ask('page', 'requestsOverall', 'less', 0.1),
  ask('longPage', 'success', 'more', 0.02),
  ask('longPage', 'okP99', 'less', 500),
  ask('cold', 'requestsPerCall', 'less', 0.1),
];
