import type { Ran } from './run.ts';
import type { Scene } from './world.ts';

/** What one contender came to in one variation of a world, beside bare fetch. */
export interface Score {
  readonly calls: number;
  readonly ok: number;
  /** Calls that bare fetch completes and this one does not, where chance decides nothing. */
  readonly lost: number;
  /** Calls that chance decides about: how many this one completes, and how many bare fetch. */
  readonly chance: { readonly ok: number; readonly bareOk: number };
  /** Of the calls that both complete: how much later than with bare fetch. */
  readonly lateMs: readonly number[];
  readonly requests: number;
  readonly bareRequests: number;
  readonly allowedRequests: number;
  /** Calls to be saved, and those that were, in time. */
  readonly toSave: number;
  readonly saved: number;
}

export function scoreOf(scene: Scene, bare: Ran, ran: Ran): Score {
  const { calls, outage } = scene;
  const pairs = calls.map((call, id) => ({
    call,
    bare: bare.outcomes[id] as Ran['outcomes'][number],
    own: ran.outcomes[id] as Ran['outcomes'][number],
  }));
  const byChance = pairs.filter(({ call }) => call.isByChance);
  const saveBy = outage?.savedWithinMs === undefined ? undefined : outage.until + outage.savedWithinMs;
  const toSave = pairs.filter(({ bare }) => saveBy !== undefined && !bare.isOk);
  const bareRequests = requestsOf(scene, bare);
  return {
    calls: calls.length,
    ok: pairs.filter(({ own }) => own.isOk).length,
    lost: pairs.filter(({ call, bare, own }) => !call.isByChance && bare.isOk && !own.isOk).length,
    chance: {
      ok: byChance.filter(({ own }) => own.isOk).length,
      bareOk: byChance.filter(({ bare }) => bare.isOk).length,
    },
    lateMs: pairs.filter(({ bare, own }) => bare.isOk && own.isOk).map(({ bare, own }) => own.endedAt - bare.endedAt),
    requests: requestsOf(scene, ran),
    bareRequests,
    allowedRequests: scene.requests.ratio * bareRequests + scene.requests.extra,
    toSave: toSave.length,
    saved: toSave.filter(({ own }) => own.isOk && own.endedAt <= (saveBy as number)).length,
  };
}

function requestsOf({ outage }: Scene, { asked }: Ran): number {
  return outage === undefined ? asked.length : asked.filter(({ at }) => at >= outage.from && at < outage.until).length;
}

const sum = (scores: readonly Score[], of: (score: Score) => number): number =>
  scores.reduce((total, score) => total + of(score), 0);

export const together = (scores: readonly Score[]): Score => ({
  calls: sum(scores, ({ calls }) => calls),
  ok: sum(scores, ({ ok }) => ok),
  lost: sum(scores, ({ lost }) => lost),
  chance: {
    ok: sum(scores, ({ chance }) => chance.ok),
    bareOk: sum(scores, ({ chance }) => chance.bareOk),
  },
  lateMs: scores.flatMap(({ lateMs }) => lateMs),
  requests: sum(scores, ({ requests }) => requests),
  bareRequests: sum(scores, ({ bareRequests }) => bareRequests),
  allowedRequests: sum(scores, ({ allowedRequests }) => allowedRequests),
  toSave: sum(scores, ({ toSave }) => toSave),
  saved: sum(scores, ({ saved }) => saved),
});
