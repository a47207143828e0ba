import { quantile } from './measure.ts';
import type { Result as Run } from './run.ts';

/** Without its load: as it is kept. */
type Result = Omit<Run, 'load'>;

interface ColumnKind {
  readonly label: string;
  readonly of: (results: readonly Result[]) => number | undefined;
  readonly show: (value: number) => string;
}

const percent = (value: number): string => `${(value * 100).toFixed(value > 0.98 && value < 1 ? 2 : 1)} %`;
const times = (value: number): string => `${value.toFixed(2)}x`;
const perSecond = (value: number): string => `${value.toFixed(1)}/s`;
const count = (value: number): string => String(Math.round(value));
const time = (ms: number): string => {
  if (ms === Number.POSITIVE_INFINITY) return 'never';
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
};

type Measured = { readonly [Key in keyof Result as Result[Key] extends number | undefined ? Key : never]: unknown };

/** The median over the seeds and lengths of a variant. */
const median =
  (key: keyof Measured) =>
  (results: readonly Result[]): number | undefined =>
    quantile(values(results, key), 0.5);

const most =
  (key: keyof Measured) =>
  (results: readonly Result[]): number | undefined =>
    quantile(values(results, key), 1);

const values = (results: readonly Result[], key: keyof Measured): number[] =>
  results.map((result) => result[key] as number | undefined).filter((value) => value !== undefined);

/** Everything that a table can show. */
export const COLUMNS = {
  success: { label: 'success', of: median('success'), show: percent },
  successOverall: { label: 'success, whole run', of: median('successOverall'), show: percent },
  requestsPerCall: { label: 'requests per call', of: median('requestsPerCall'), show: times },
  requestsOverall: { label: 'requests per call', of: median('requestsOverall'), show: times },
  goodput: { label: 'goodput', of: median('goodput'), show: perSecond },
  toldP50: { label: 'failure after, p50', of: median('toldP50'), show: time },
  toldP99: { label: 'p99', of: median('toldP99'), show: time },
  toldLateP50: { label: 'second half, p50', of: median('toldLateP50'), show: time },
  okP50: { label: 'success, p50', of: median('okP50'), show: time },
  okP99: { label: 'success after, p99', of: median('okP99'), show: time },
  recoveryMs: { label: 'recovery', of: median('recoveryMs'), show: time },
  recoveryMsMax: { label: 'worst', of: most('recoveryMs'), show: time },
  failedAfter: { label: 'failed afterwards', of: median('failedAfter'), show: percent },
  failedAfterMax: { label: 'worst', of: most('failedAfter'), show: percent },
  soonAfterP95: { label: 'calls in the 5 s after it, p95', of: median('soonAfterP95'), show: time },
  peak100: { label: 'peak, 0.1 s', of: most('peak100'), show: times },
  peak1000: { label: 'peak, 1 s', of: median('peak1000'), show: times },
  peak1000Max: { label: 'worst', of: most('peak1000'), show: times },
  earlyRetries: { label: 'retries before Retry-After', of: median('earlyRetries'), show: count },
  opened: { label: 'circuit opened', of: most('opened'), show: count },
} as const satisfies Record<string, ColumnKind>;

/** The results of each variant, in the order of the runs. */
export function byVariant<Each extends Result>(results: readonly Each[]): Map<string, Each[]> {
  const groups = new Map<string, Each[]>();
  for (const result of results) groups.set(result.variant, [...(groups.get(result.variant) ?? []), result]);
  return groups;
}
