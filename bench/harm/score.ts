import type { Outcome, Ran } from './run.ts';
import type { Call, Scenario } from './world.ts';

/** What one contender came to, beside bare fetch. */
export interface Score {
  readonly calls: number;
  readonly ok: number;
  readonly bareOk: number;
  readonly bothOk: number;
  /** Calls that bare fetch completes and this contender does not, where chance decides nothing. */
  readonly lost: number;
  /** Calls that have not settled after ten minutes, and have with bare fetch. */
  readonly endless: number;
  /** Calls that chance decides about. */
  readonly chance: { readonly calls: number; readonly ok: number; readonly bareOk: number };
  /** Of the calls that both complete: how much later than with bare fetch. */
  readonly lateMs: readonly number[];
  /** Of the same calls: how much of that counts. */
  readonly overdueMs: readonly number[];
  readonly requests: number;
  readonly bareRequests: number;
  readonly allowedRequests: number;
  /** Calls that should be saved, and those that were, in time. */
  readonly toSave: number;
  readonly saved: number;
}

export function scoreOf(scenario: Scenario, bare: Ran, ran: Ran): Score {
  const { calls, outage } = scenario;
  const pairs = calls.map((call, id) => ({
    call,
    bare: bare.outcomes[id] as Outcome,
    own: ran.outcomes[id] as Outcome,
  }));
  const count = (of: (pair: (typeof pairs)[number]) => boolean | undefined): number => pairs.filter(of).length;
  const saveBy = outage?.savedWithinMs === undefined ? Number.NEGATIVE_INFINITY : outage.until + outage.savedWithinMs;
  const bareRequests = requestsOf(scenario, bare);
  const both = pairs.filter(({ bare, own }) => bare.isOk && own.isOk);
  return {
    calls: calls.length,
    ok: count(({ own }) => own.isOk),
    bareOk: count(({ bare }) => bare.isOk),
    bothOk: both.length,
    lost: count(({ call, bare, own }) => !call.isByChance && bare.isOk && !own.isOk),
    endless: count(({ bare, own }) => Number.isFinite(bare.endedAt) && !Number.isFinite(own.endedAt)),
    chance: {
      calls: count(({ call }) => call.isByChance),
      ok: count(({ call, own }) => call.isByChance && own.isOk),
      bareOk: count(({ call, bare }) => call.isByChance && bare.isOk),
    },
    lateMs: both.map(({ bare, own }) => own.endedAt - bare.endedAt),
    overdueMs: both.map(({ call, bare, own }) => (scenario.isShared ? 0 : overdueMs(call, bare, own))),
    requests: requestsOf(scenario, ran),
    bareRequests,
    allowedRequests: scenario.requests.ratio * bareRequests + scenario.requests.extra,
    toSave: Number.isFinite(saveBy) ? count(({ bare }) => !bare.isOk) : 0,
    saved: count(({ bare, own }) => !bare.isOk && own.isOk && own.endedAt <= saveBy),
  };
}

/** What has failed and is well again may be noticed at the next probe: 4 s, drawn from ± 10 %, after the one before. */
const NOTICED_MS = 4_400;

function overdueMs({ backAt = [] }: Call, bare: Outcome, own: Outcome): number {
  const back = Math.max(...backAt.filter((at) => at <= bare.startedAt));
  return Math.max(0, own.endedAt - Math.max(bare.endedAt, back + NOTICED_MS));
}

function requestsOf({ outage }: Scenario, { asked }: Ran): number {
  return outage === undefined ? asked.length : asked.filter(({ at }) => at >= outage.from && at < outage.until).length;
}

/** Several scores as one. */
export function together(scores: readonly Score[]): Score {
  const sum = (of: (score: Score) => number): number => scores.reduce((total, score) => total + of(score), 0);
  return {
    calls: sum(({ calls }) => calls),
    ok: sum(({ ok }) => ok),
    bareOk: sum(({ bareOk }) => bareOk),
    bothOk: sum(({ bothOk }) => bothOk),
    lost: sum(({ lost }) => lost),
    endless: sum(({ endless }) => endless),
    chance: {
      calls: sum(({ chance }) => chance.calls),
      ok: sum(({ chance }) => chance.ok),
      bareOk: sum(({ chance }) => chance.bareOk),
    },
    lateMs: scores.flatMap(({ lateMs }) => lateMs),
    overdueMs: scores.flatMap(({ overdueMs }) => overdueMs),
    requests: sum(({ requests }) => requests),
    bareRequests: sum(({ bareRequests }) => bareRequests),
    allowedRequests: sum(({ allowedRequests }) => allowedRequests),
    toSave: sum(({ toSave }) => toSave),
    saved: sum(({ saved }) => saved),
  };
}
