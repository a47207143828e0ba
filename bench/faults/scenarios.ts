import type { Run } from './run.ts';
import { brownOut, down, failing, flapping, onlyAt, slowStart, sometimesSlow } from './servers.ts';
import type { Traffic } from './trace.ts';
import { BAD_GATEWAY, type Fate, HANG, REFUSED } from './upstream.ts';

export type Column = keyof typeof import('./columns.ts').COLUMNS;

/** A question, and the runs that answer it. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly columns: readonly Column[];
  readonly runs: (depth: Depth) => readonly Run[];
}

/** `quick` for a look, `full` for the record. */
export type Depth = 'quick' | 'full';

const BEFORE_MS = 10_000;
const AFTER_MS = 30_000;

/** A hundred calls a second: by a hundred who know nothing of each other, or by one. */
const FLEET = { clients: 100, rate: 1 } as const;
const ONE = { clients: 1, rate: 100 } as const;
const SPREADS = { '100 processes': FLEET, 'one process': ONE } as const;
type Spread = keyof typeof SPREADS;
const BOTH: readonly Spread[] = ['100 processes', 'one process'];

const FAILURES: Readonly<Record<string, Fate>> = { '502': BAD_GATEWAY, refused: REFUSED, hang: HANG };

/** Lengths of an outage in seconds. How a client's looks fall into them is luck, so there are several. */
const LENGTHS = { quick: [25, 30, 33], full: [25, 26.7, 28.3, 30, 31.7, 33.3, 35] } as const;
const SEEDS = { quick: [1], full: [1, 2, 3] } as const;

function outage(
  failure: string,
  spread: Spread,
  seconds: number,
  seed: number,
  variant = `${failure}, ${spread}`,
): Run {
  const fault = { from: BEFORE_MS, until: BEFORE_MS + seconds * 1_000 };
  return {
    variant,
    seed,
    fault,
    server: () => down(fault.from, fault.until, FAILURES[failure]),
    traffic: { ...SPREADS[spread], untilMs: fault.until + AFTER_MS },
  };
}

/** The fault lasts from the beginning to the end. */
function always(variant: string, seed: number, traffic: Traffic, server: Run['server']): Run {
  return { variant, seed, traffic, server, fault: { from: 0, until: traffic.untilMs } };
}

const C1: Scenario = {
  id: 'C1',
  title: 'Independent 502s',
  about: '50 calls a second by one process, each attempt fails by chance.',
  columns: ['success', 'requestsPerCall', 'okP50', 'okP99', 'opened'],
  runs: (depth) =>
    [0.1, 0.3].flatMap((rate) =>
      SEEDS[depth].map((seed) =>
        always(`${rate * 100} %`, seed, { clients: 1, rate: 50, untilMs: depth === 'quick' ? 60_000 : 100_000 }, () =>
          failing(() => rate),
        ),
      ),
    ),
};

const C2: Scenario = {
  id: 'C2',
  title: 'Full outage of 30 s',
  about: '100 calls a second; the upstream answers 502, refuses, or is silent for 30 s.',
  columns: ['success', 'requestsPerCall', 'toldP50', 'toldP99', 'recoveryMs', 'failedAfter', 'peak100', 'peak1000'],
  runs: () => ['502', 'refused', 'hang'].flatMap((failure) => BOTH.map((spread) => outage(failure, spread, 30, 1))),
};

const C2_LENGTHS: Scenario = {
  id: 'C2-lengths',
  title: 'Full outage of 25 to 35 s',
  about: 'The same with 502 and refused, over several lengths and seeds: medians, and the worst.',
  columns: [
    'requestsPerCall',
    'toldP50',
    'recoveryMs',
    'recoveryMsMax',
    'failedAfter',
    'failedAfterMax',
    'peak1000',
    'peak1000Max',
  ],
  runs: (depth) =>
    (depth === 'quick' ? ['502'] : ['502', 'refused']).flatMap((failure) =>
      BOTH.flatMap((spread) =>
        LENGTHS[depth].flatMap((seconds) =>
          // What is drawn matters to a hundred processes little, and to the peers' fixed times not at all.
          (spread === 'one process' || failure === 'refused' ? [1] : SEEDS[depth]).map((seed) =>
            outage(failure, spread, seconds, seed),
          ),
        ),
      ),
    ),
};

const C2B: Scenario = {
  id: 'C2b',
  title: 'A cold tab',
  about: '20 calls, one every 2 s, into an upstream that never answers well.',
  columns: ['requestsPerCall', 'toldP50', 'toldP99'],
  runs: (depth) =>
    SEEDS[depth].map((seed) =>
      always('20 calls', seed, { clients: 1, rate: 0.5, untilMs: 40_000 }, () => failing(() => 1)),
    ),
};

const C3: Scenario = {
  id: 'C3',
  title: 'Brown-out to 40 %',
  about:
    '100 calls a second to a server that can do 40, has room for 40 to wait, and turns the rest away with `503` and `Retry-After: 5` for 30 s.',
  columns: ['success', 'goodput', 'requestsPerCall', 'earlyRetries', 'toldP50', 'okP99', 'recoveryMs', 'peak1000'],
  runs: (depth) =>
    BOTH.flatMap((spread) =>
      SEEDS[depth].map((seed) => {
        const fault = { from: BEFORE_MS, until: BEFORE_MS + 30_000 };
        return {
          variant: spread,
          seed,
          fault,
          server: () => brownOut(fault.from, fault.until, 40, 40, 5),
          traffic: { ...SPREADS[spread], untilMs: fault.until + AFTER_MS },
        };
      }),
    ),
};

const C4: Scenario = {
  id: 'C4',
  title: 'Slow answers',
  about: '50 calls a second; 1 % of the answers take 5 s. Nothing is broken, and nothing should be given up.',
  columns: ['success', 'requestsPerCall', 'okP50', 'okP99', 'opened'],
  runs: (depth) =>
    SEEDS[depth].map((seed) =>
      always('1 % take 5 s', seed, { clients: 1, rate: 50, untilMs: 60_000 }, () => sometimesSlow(0.01, 5_000)),
    ),
};

const C8: Scenario = {
  id: 'C8',
  title: 'The herd after an outage',
  about: 'So many processes, one call a second each, after 12 s of 502.',
  columns: ['requestsPerCall', 'success', 'recoveryMs', 'failedAfter', 'peak100', 'peak1000', 'okP99'],
  runs: (depth) =>
    (depth === 'quick' ? [100] : [100, 1_000]).flatMap((clients) => {
      const fault = { from: 3_000, until: 15_000 };
      return {
        variant: `${clients} clients`,
        seed: 1,
        fault,
        server: () => down(fault.from, fault.until),
        traffic: { clients, rate: 1, untilMs: fault.until + 10_000 },
      };
    }),
};

const C9: Scenario = {
  id: 'C9',
  title: 'Flapping',
  about: '100 calls a second for 60 s; the upstream is up for 5 s and down for 5 s, in turn.',
  columns: ['success', 'requestsPerCall', 'toldP50', 'okP99'],
  runs: (depth) =>
    BOTH.flatMap((spread) =>
      SEEDS[depth].map((seed) => {
        const fault = { from: BEFORE_MS, until: BEFORE_MS + 60_000 };
        return {
          variant: spread,
          seed,
          fault,
          server: () => flapping(5_000, fault.from, fault.until),
          traffic: { ...SPREADS[spread], untilMs: fault.until + 5_000 },
        };
      }),
    ),
};

const TEN = Array.from({ length: 10 }, (_, n) => `http://api-${n}.test`);
const DEAD = TEN[3] as string;

const C10: Scenario = {
  id: 'C10',
  title: 'One of ten upstreams dead',
  about: '100 calls a second to ten upstreams in turn, one of which answers 502 for 30 s.',
  columns: ['successOverall', 'success', 'requestsPerCall', 'toldP50', 'recoveryMs'],
  runs: () => {
    const fault = { from: BEFORE_MS, until: BEFORE_MS + 30_000 };
    const traffic = { ...ONE, upstreams: TEN, untilMs: fault.until + 10_000 };
    const run = { seed: 1, fault, server: () => onlyAt(DEAD, down(fault.from, fault.until)) };
    return [
      { ...run, variant: 'one client: the nine', traffic, upstream: TEN[4] as string },
      { ...run, variant: 'one client: the dead one', traffic, upstream: DEAD },
      { ...run, variant: 'a client each: the dead one', traffic: { ...traffic, clientEach: true }, upstream: DEAD },
    ];
  },
};

const C11: Scenario = {
  id: 'C11',
  title: 'Slow start after a deploy',
  about: '100 calls a second; everything fails at first, and ever less over 20 s.',
  columns: ['success', 'requestsPerCall', 'toldP50', 'okP99', 'recoveryMs', 'peak1000'],
  runs: (depth) =>
    BOTH.flatMap((spread) =>
      SEEDS[depth].map((seed) => {
        const fault = { from: BEFORE_MS, until: BEFORE_MS + 20_000 };
        return {
          variant: spread,
          seed,
          fault,
          server: () => slowStart(fault.from, 20_000),
          traffic: { ...SPREADS[spread], untilMs: fault.until + 10_000 },
        };
      }),
    ),
};

const PARTIAL: Scenario = {
  id: 'P',
  title: 'Partial failure',
  about: 'Each attempt fails by chance, for 60 s, at 100 calls a second.',
  columns: ['success', 'requestsPerCall', 'toldP50', 'okP99', 'opened'],
  runs: (depth) =>
    [0.5, 0.7, 0.8, 0.9].flatMap((rate) =>
      BOTH.flatMap((spread) =>
        SEEDS[depth].map((seed) =>
          always(`${rate * 100} %, ${spread}`, seed, { ...SPREADS[spread], untilMs: 60_000 }, () =>
            failing(() => rate),
          ),
        ),
      ),
    ),
};

const QUIET: Scenario = {
  id: 'Q',
  title: 'Quiet tabs and bursts',
  about: 'A call every 5 s, or 20 at once every 10 s; each attempt fails by chance.',
  columns: ['success', 'requestsPerCall', 'okP99', 'opened'],
  runs: (depth) => [
    ...[0.3, 0.5, 0.7, 0.8].flatMap((rate) =>
      SEEDS[depth].map((seed) =>
        // Tabs that know nothing of each other, so that a row rests on enough calls.
        always(`quiet, ${rate * 100} %`, seed, { clients: 20, rate: 0.2, untilMs: 300_000 }, () => failing(() => rate)),
      ),
    ),
    ...[0.3, 0.5, 0.7].flatMap((rate) =>
      SEEDS[depth].map((seed) =>
        always(`bursts, ${rate * 100} %`, seed, { clients: 5, rate: 0.1, burst: 20, untilMs: 300_000 }, () =>
          failing(() => rate),
        ),
      ),
    ),
  ],
};

const PAGE: Scenario = {
  id: 'B',
  title: 'A page that loads ten things into a blip',
  about: 'Ten calls at once, the first of a tab, at the moment an outage begins.',
  columns: ['success', 'requestsOverall', 'toldP50', 'okP99'],
  runs: (depth) =>
    [0.3, 1, 2, 3, 5].flatMap((seconds) =>
      SEEDS[depth].map((seed) => ({
        variant: `${seconds} s`,
        seed,
        fault: { from: 0, until: seconds * 1_000 },
        server: () => down(0, seconds * 1_000),
        // Several tabs at the same time, so that a row rests on more than one draw.
        traffic: { clients: 20, rate: 20, burst: 10, untilMs: 1 },
      })),
    ),
};

export const SCENARIOS: readonly Scenario[] = [C1, C2, C2_LENGTHS, C2B, C3, C4, C8, C9, C10, C11, PARTIAL, QUIET, PAGE];
