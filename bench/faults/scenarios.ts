import { BAD_GATEWAY, FAILURE_MS, type Fate, HANG, REFUSED, type Server } from './fate.ts';
import type { Fault } from './measure.ts';
import type { Run } from './run.ts';
import { brownOut, down, failing, flapping, onlyAt, slow, slowStart, sometimesSlow } from './servers.ts';
import type { Traffic } from './trace.ts';

export type Column = keyof typeof import('./columns.ts').COLUMNS;

/** A question, and the runs that answer it. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly columns: readonly Column[];
  /** Compares steadyfetch as shipped with itself under other options. */
  readonly onlyOurs?: true;
  readonly runs: (depth: Depth) => readonly Run[];
}

/** `quick` for a look, `full` for the record: medians rest on five draws then. */
export type Depth = 'quick' | 'full';

const SEEDS = { quick: [1], full: [1, 2, 3, 4, 5] } as const;
/** Lengths of an outage in seconds. How a client's looks fall into them is luck, so there are several. */
const LENGTHS = { quick: [25, 33], full: [25, 26.7, 28.3, 30, 31.7, 33.3, 35] } as const;

/** Good traffic before anything goes wrong: an upstream that has been well for half a minute. */
export const BEFORE_MS = 30_000;
const AFTER_MS = 30_000;

/** A hundred calls a second: by a hundred who know nothing of each other, or by one. */
const FLEET = { clients: 100, rate: 1 } as const;
const ONE = { clients: 1, rate: 100 } as const;
const SPREADS = { '100 processes': FLEET, 'one process': ONE } as const;
type Spread = keyof typeof SPREADS;
const BOTH: readonly Spread[] = ['100 processes', 'one process'];

const FAILURES: Readonly<Record<string, Fate>> = { '502': BAD_GATEWAY, refused: REFUSED, hang: HANG };

/** A run with good times before and after a fault. */
interface Episode {
  readonly lastsMs: number;
  readonly beforeMs?: number;
  readonly afterMs?: number;
  readonly server: (fault: Fault) => Server;
}

export function episode(
  variant: string,
  seed: number,
  traffic: Omit<Traffic, 'untilMs'>,
  { lastsMs, beforeMs = BEFORE_MS, afterMs = AFTER_MS, server }: Episode,
): Run {
  const fault = { from: beforeMs, until: beforeMs + lastsMs };
  return { variant, seed, fault, server: () => server(fault), traffic: { ...traffic, untilMs: fault.until + afterMs } };
}

/** The fault lasts from the beginning to the end. */
export const always = (variant: string, seed: number, traffic: Traffic, server: Run['server']): Run => ({
  variant,
  seed,
  traffic,
  server,
  fault: { from: 0, until: traffic.untilMs },
});

/** The same for each spread of the callers, and each seed. */
const spread = (depth: Depth, run: (spread: Spread, seed: number) => Run): Run[] =>
  BOTH.flatMap((each) => SEEDS[depth].map((seed) => run(each, seed)));

/** Each attempt fails by chance, for each of these rates and each seed. */
const byChance = (
  depth: Depth,
  rates: readonly number[],
  variant: (percent: string) => string,
  traffic: Traffic,
  failure: Fate = BAD_GATEWAY,
): Run[] =>
  rates.flatMap((rate) =>
    SEEDS[depth].map((seed) =>
      always(variant(`${Math.round(rate * 100)} %`), seed, traffic, () => failing(() => rate, failure)),
    ),
  );

const outage = (failure: string, who: Spread, seconds: number, seed: number): Run =>
  episode(`${failure}, ${who}`, seed, SPREADS[who], {
    lastsMs: seconds * 1_000,
    server: ({ from, until }) => down(from, until, FAILURES[failure]),
  });

const C1: Scenario = {
  id: 'C1',
  title: 'Independent 502s',
  about:
    '50 calls a second by one process, each attempt fails by chance. What a budget costs is seen beside the same without one.',
  columns: ['success', 'requestsPerCall', 'okP50', 'okP99', 'opened'],
  runs: (depth) =>
    byChance(depth, [0.1, 0.3], (rate) => rate, {
      clients: 1,
      rate: 50,
      untilMs: depth === 'quick' ? 60_000 : 100_000,
    }),
};

const C2: Scenario = {
  id: 'C2',
  title: 'Full outage of 30 s',
  about: '100 calls a second; after 30 s of good traffic the upstream answers 502, refuses, or is silent for 30 s.',
  columns: [
    'success',
    'requestsPerCall',
    'toldP50',
    'toldP99',
    'toldLateP50',
    'recoveryMs',
    'failedAfter',
    'peak100',
    'peak1000',
  ],
  runs: (depth) =>
    ['502', 'refused', 'hang'].flatMap((failure) => spread(depth, (who, seed) => outage(failure, who, 30, seed))),
};

const C2_LENGTHS: Scenario = {
  id: 'C2-lengths',
  title: 'Full outage of 25 to 35 s',
  about:
    'The same over several lengths and seeds: medians, and the worst. And of 30 s with only 10 s of good traffic before it: less is known of the upstream then.',
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
  runs: (depth) => {
    const isFull = depth === 'full';
    const lengths = (isFull ? ['502', 'refused'] : ['502']).flatMap((failure) =>
      (isFull ? BOTH : BOTH.slice(0, 1)).flatMap((who) =>
        LENGTHS[depth].flatMap((seconds) =>
          // One process draws little, and a refusal is like a 502: there the lengths are chance enough.
          (who === 'one process' || failure === 'refused' ? [1] : SEEDS[depth]).map((seed) =>
            outage(failure, who, seconds, seed),
          ),
        ),
      ),
    );
    const young = SEEDS[depth].map((seed) =>
      episode('502, 100 processes, 10 s old', seed, FLEET, {
        beforeMs: 10_000,
        lastsMs: 30_000,
        server: ({ from, until }) => down(from, until),
      }),
    );
    return isFull ? [...lengths, ...young] : lengths;
  },
};

const C2B: Scenario = {
  id: 'C2b',
  title: 'A cold tab',
  about: '20 calls, one every 2 s, into an upstream that never answers well.',
  columns: ['requestsPerCall', 'toldP50', 'toldP99'],
  runs: (depth) => byChance(depth, [1], () => '20 calls', { clients: 1, rate: 0.5, untilMs: 40_000 }),
};

const C3: Scenario = {
  id: 'C3',
  title: 'Brown-out to 40 %',
  about:
    '100 calls a second to a server that can do 40, queues 40 more, and turns the rest away with `503` and `Retry-After: 5` for 30 s.',
  columns: ['success', 'goodput', 'requestsPerCall', 'earlyRetries', 'toldP50', 'okP99', 'recoveryMs', 'peak1000'],
  runs: (depth) =>
    spread(depth, (who, seed) =>
      episode(who, seed, SPREADS[who], {
        lastsMs: 30_000,
        server: ({ from, until }) => brownOut(from, until, 40, 40, 5),
      }),
    ),
};

const C3_DEEPER: Scenario = {
  id: 'C3-deeper',
  title: 'Deeper brown-outs',
  about: 'The same to a server that can do 10, and to one that turns every call away, as in a maintenance window.',
  columns: C3.columns,
  runs: (depth) => [
    ...spread(depth, (who, seed) =>
      episode(`to 10 %, ${who}`, seed, SPREADS[who], {
        lastsMs: 30_000,
        server: ({ from, until }) => brownOut(from, until, 10, 10, 5),
      }),
    ),
    ...spread(depth, (who, seed) =>
      episode(`to nothing, ${who}`, seed, SPREADS[who], {
        lastsMs: 30_000,
        server: ({ from, until }) =>
          down(from, until, { kind: 'answer', status: 503, afterMs: FAILURE_MS, retryAfter: 5 }),
      }),
    ),
  ],
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
    (depth === 'quick' ? [100] : [100, 1_000]).map((clients) =>
      episode(
        `${clients} clients`,
        1,
        { clients, rate: 1 },
        { beforeMs: 3_000, lastsMs: 12_000, afterMs: 10_000, server: ({ from, until }) => down(from, until) },
      ),
    ),
};

const C9: Scenario = {
  id: 'C9',
  title: 'Flapping',
  about: '100 calls a second for 60 s; the upstream is up for 5 s and down for 5 s, in turn.',
  columns: ['success', 'requestsPerCall', 'toldP50', 'okP99'],
  runs: (depth) =>
    spread(depth, (who, seed) =>
      episode(who, seed, SPREADS[who], {
        lastsMs: 60_000,
        afterMs: 5_000,
        server: ({ from, until }) => flapping(5_000, from, until),
      }),
    ),
};

const TEN = Array.from({ length: 10 }, (_, n) => `http://api-${n}.test`);
const DEAD = TEN[3] as string;
const WELL = TEN[4] as string;

const C10: Scenario = {
  id: 'C10',
  title: 'One of ten upstreams dead',
  about: '100 calls a second to ten upstreams in turn, one of which answers 502 for 30 s.',
  columns: ['successOverall', 'success', 'requestsPerCall', 'toldP50', 'recoveryMs'],
  runs: (depth) =>
    SEEDS[depth].flatMap((seed) => {
      const run = (variant: string, upstream: string, clientEach: boolean) => ({
        ...episode(
          variant,
          seed,
          { ...ONE, upstreams: TEN, clientEach },
          {
            lastsMs: 30_000,
            afterMs: 10_000,
            server: ({ from, until }) => onlyAt(DEAD, down(from, until)),
          },
        ),
        upstream,
      });
      return [
        run('one client: the nine', WELL, false),
        run('one client: the dead one', DEAD, false),
        run('a client each: the dead one', DEAD, true),
      ];
    }),
};

const C11: Scenario = {
  id: 'C11',
  title: 'Slow start after a deploy',
  about: '100 calls a second; everything fails at first, and ever less over 20 s.',
  columns: ['success', 'requestsPerCall', 'toldP50', 'okP99', 'recoveryMs', 'peak1000'],
  runs: (depth) =>
    spread(depth, (who, seed) =>
      episode(who, seed, SPREADS[who], {
        lastsMs: 20_000,
        afterMs: 10_000,
        server: ({ from }) => slowStart(from, 20_000),
      }),
    ),
};

const PARTIAL: Scenario = {
  id: 'P',
  title: 'Partial failure',
  about: 'Each attempt fails by chance, for 60 s, at 100 calls a second.',
  columns: ['success', 'requestsPerCall', 'toldP50', 'okP99', 'opened'],
  runs: (depth) =>
    BOTH.flatMap((who) =>
      byChance(depth, depth === 'full' ? [0.3, 0.5, 0.7, 0.8, 0.9] : [0.5, 0.8], (rate) => `${rate}, ${who}`, {
        ...SPREADS[who],
        untilMs: 60_000,
      }),
    ),
};

const QUIET: Scenario = {
  id: 'Q',
  title: 'Quiet tabs and bursts',
  about: 'A call every 5 s, or 20 at once every 10 s; each attempt fails by chance.',
  columns: ['success', 'requestsPerCall', 'okP99', 'opened'],
  runs: (depth) => [
    // Tabs that know nothing of each other, so that a row rests on enough calls.
    ...byChance(depth, [0.3, 0.5, 0.7, 0.8], (rate) => `quiet, ${rate}`, { clients: 20, rate: 0.2, untilMs: 300_000 }),
    ...byChance(depth, [0.3, 0.5, 0.7, 0.8], (rate) => `bursts, ${rate}`, {
      clients: 5,
      rate: 0.1,
      burst: 20,
      untilMs: 300_000,
    }),
  ],
};

const SILENCE: Scenario = {
  id: 'S',
  title: 'Silence by chance',
  about: 'Some attempts are never answered, for 60 s, at 100 calls a second.',
  columns: ['success', 'requestsPerCall', 'toldP50', 'okP99', 'opened'],
  runs: (depth) =>
    BOTH.flatMap((who) =>
      byChance(depth, [0.1, 0.3], (rate) => `${rate}, ${who}`, { ...SPREADS[who], untilMs: 60_000 }, HANG),
    ),
};

const PAGE: Scenario = {
  id: 'B',
  title: 'A page that loads ten things into a blip',
  about: 'Ten calls at once, the first of a tab, at the moment an outage begins.',
  columns: ['success', 'requestsOverall', 'toldP50', 'okP99'],
  runs: (depth) =>
    [0.3, 1, 2, 3, 5].flatMap((seconds) =>
      SEEDS[depth].map((seed) => {
        const fault = { from: 0, until: seconds * 1_000 };
        // Several tabs at the same time, so that a row rests on more than one draw.
        const traffic = { clients: 20, rate: 20, burst: 10, untilMs: 1 };
        return { variant: `${seconds} s`, seed, fault, traffic, server: () => down(fault.from, fault.until) };
      }),
    ),
};

const SPARE_OR_FIND: Scenario = {
  id: 'T1',
  title: 'To spare a service, or to find it again',
  about:
    'The outage of C2 by 502, met by 100 processes, with the longest interval between two probes shorter or longer than the default of 4 s.',
  onlyOurs: true,
  columns: ['requestsPerCall', 'toldP50', 'soonAfterP95', 'peak1000'],
  runs: (depth) => SEEDS[depth].map((seed) => outage('502', '100 processes', 30, seed)),
};

const END_OR_WAIT: Scenario = {
  id: 'T2',
  title: 'To end what is silent, or to wait for it',
  about:
    'The silent outage of C2, met by 100 processes; and a service that is well and takes 14 to 45 s for an answer. By default no attempt is ended.',
  onlyOurs: true,
  columns: ['success', 'requestsPerCall', 'toldP50'],
  runs: (depth) => [
    ...SEEDS[depth].map((seed) => outage('hang', '100 processes', 30, seed)),
    ...SEEDS[depth].map((seed) =>
      always('slow answers', seed, { clients: 20, rate: 0.1, untilMs: 60_000 }, () => slow(14_000, 45_000)),
    ),
  ],
};

export const SCENARIOS: readonly Scenario[] = [
  C1,
  C2,
  C2_LENGTHS,
  C2B,
  C3,
  C3_DEEPER,
  C4,
  C8,
  C9,
  C10,
  C11,
  PARTIAL,
  QUIET,
  SILENCE,
  PAGE,
  SPARE_OR_FIND,
  END_OR_WAIT,
];
