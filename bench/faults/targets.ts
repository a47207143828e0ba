import { BARE, OURS } from '../peers/names.ts';
import { byVariant, COLUMNS } from './columns.ts';
import type { Result } from './run.ts';
import type { Done } from './worker.ts';

type Key = keyof typeof COLUMNS;

/** One thing that steadyfetch is to hold. */
interface Target {
  readonly scenario: string;
  readonly variant: string;
  readonly key: Key;
  readonly is: 'at most' | 'at least';
  readonly limit: number | Beside;
  /** As shipped, if nothing else is said. */
  readonly contender?: string;
}

/** What another contender reaches on the same traces. */
interface Beside {
  readonly contender: string;
  /** By how much we may fall short of it. */
  readonly less: number;
}

const limit =
  (is: Target['is']) =>
  (scenario: string, variant: string, key: Key, limit: Target['limit'], contender?: string): Target => ({
    scenario,
    variant,
    key,
    is,
    limit,
    ...(contender !== undefined && { contender }),
  });
const atMost = limit('at most');
const atLeast = limit('at least');

const AS_BARE: Beside = { contender: BARE, less: 0 };
/** A budget may cost 0.3 points of success where half of all retries would be wanted. */
const withoutBudget = (contender: string): Beside => ({ contender, less: 0.003 });

/** A silent probe gets its second before a call fails because of it. */
const AT_ONCE_MS = 2_000;

const TARGETS: readonly Target[] = [
  atLeast('C1', '30 %', 'success', withoutBudget('steadyfetch, unlimited budget')),
  atLeast(
    'C1',
    '30 %',
    'success',
    withoutBudget('steadyfetch, 3 attempts, unlimited budget'),
    'steadyfetch, 3 attempts',
  ),
  ...[OURS, 'steadyfetch, 3 attempts'].flatMap((contender) =>
    ['10 %', '30 %'].map((rate) => atMost('C1', rate, 'opened', 0, contender)),
  ),
  ...['502', 'refused'].flatMap((failure) => [
    atMost('C2', `${failure}, 100 processes`, 'requestsPerCall', 0.35),
    atMost('C2-lengths', `${failure}, 100 processes`, 'requestsPerCall', 0.35),
    atMost('C2-lengths', `${failure}, 100 processes`, 'recoveryMs', 500),
    atMost('C2-lengths', `${failure}, 100 processes`, 'recoveryMsMax', 1_000),
    atMost('C2-lengths', `${failure}, 100 processes`, 'failedAfterMax', 0.005),
    atMost('C2-lengths', `${failure}, 100 processes`, 'toldP50', 2_500),
    atMost('C2-lengths', `${failure}, 100 processes`, 'peak1000Max', 2),
    atMost('C2', `${failure}, one process`, 'requestsPerCall', 0.15),
    atMost('C2-lengths', `${failure}, one process`, 'recoveryMsMax', 200),
    atMost('C2', `${failure}, one process`, 'toldP50', 500),
  ]),
  atMost('C2', 'hang, one process', 'requestsPerCall', 0.5),
  atMost('C2', 'hang, one process', 'toldP50', 15_000),
  atMost('C2', 'hang, one process', 'toldLateP50', AT_ONCE_MS),
  atMost('C2b', '20 calls', 'requestsPerCall', 1.15),
  ...['one process', '100 processes'].flatMap((spread) => [
    atLeast('C3', spread, 'goodput', AS_BARE),
    atMost('C3', spread, 'earlyRetries', 0),
    atMost('C3', spread, 'requestsPerCall', 1.1),
    atLeast('C9', spread, 'success', AS_BARE),
    atLeast('C11', spread, 'success', AS_BARE),
    ...['30 %', '50 %', '70 %', '80 %'].map((rate) => atLeast('P', `${rate}, ${spread}`, 'success', AS_BARE)),
  ]),
  ...['quiet', 'bursts'].flatMap((who) =>
    ['30 %', '50 %', '70 %', '80 %'].map((rate) => atLeast('Q', `${who}, ${rate}`, 'success', AS_BARE)),
  ),
];

export interface Checked extends Target {
  readonly value: number;
  readonly bound: number;
  readonly met: boolean;
}

/** Compares what was measured with what was promised. What was not run is not checked. */
export function checkTargets(done: readonly Done[], targets = TARGETS): Checked[] {
  return targets.flatMap((target) => {
    const value = measured(done, target, target.contender ?? OURS);
    const bound = boundOf(done, target);
    if (value === undefined || bound === undefined) return [];
    const met = target.is === 'at most' ? value <= bound + 1e-9 : value >= bound - 1e-9;
    return [{ ...target, value, bound, met }];
  });
}

function boundOf(done: readonly Done[], target: Target): number | undefined {
  if (typeof target.limit === 'number') return target.limit;
  const beside = measured(done, target, target.limit.contender);
  return beside === undefined ? undefined : beside - target.limit.less;
}

function measured(done: readonly Done[], { scenario, variant, key }: Target, contender: string): number | undefined {
  const ran = done.filter(({ job }) => job.scenario === scenario && job.contender === contender);
  const results: Result[] | undefined = byVariant(ran.flatMap(({ results }) => results)).get(variant);
  return results && COLUMNS[key].of(results);
}

const besideText = ({ contender, less }: Beside): string =>
  ` (${contender}${less === 0 ? '' : `, less ${(less * 100).toFixed(1)} points`})`;

export function targetTable(checked: readonly Checked[]): string {
  const rows = checked.map(({ scenario, variant, key, is, limit, contender, value, bound, met }) => {
    const { label, show } = COLUMNS[key];
    const worst = key.endsWith('Max') ? `${COLUMNS[key.slice(0, -3) as Key].label}, ${label}` : label;
    const promised = `${is} ${show(bound)}${typeof limit === 'number' ? '' : besideText(limit)}`;
    const who = contender === undefined || contender === OURS ? '' : ` (${contender.replace('steadyfetch, ', '')})`;
    return `| ${scenario.replace('-lengths', ', 25-35 s')}: ${variant}${who} | ${worst} | ${promised} | ${show(value)} | ${met ? 'met' : '**not met**'} |`;
  });
  return [
    '## Targets',
    '',
    '| scenario | what | target | measured | |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
