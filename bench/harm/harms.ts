import { quantile } from '../faults/measure.ts';
import { type Score, together } from './score.ts';

/** A call that bare fetch completes may come so much later, at the 95th percentile. */
const LATE_MS = 300;
/** Where chance decides: successes may be so much fewer than those of bare fetch. */
const BY_CHANCE = 0.01;
/** So many of the calls that an outage hits should be saved. */
const SAVED = 0.98;

export interface Variation {
  readonly seed: number;
  readonly score: Score;
}

export interface Harm {
  readonly kind: 'lost' | 'endless' | 'late' | 'requests' | 'not saved';
  readonly what: string;
  /** Of the variation in which it happened. Without one, it is a matter of all of them together. */
  readonly seed?: number;
}

/** Everything that is worse than with bare fetch, or falls short of what is asked for. Nothing is good. */
export function harmsOf(variations: readonly Variation[]): Harm[] {
  const all = together(variations.map(({ score }) => score));
  // Then a single variation says nothing about them.
  const areRequestsByChance = all.chance.calls > 0;
  return [
    ...variations.flatMap(({ seed, score }) =>
      [...lost(score), ...endless(score), ...late(score), ...(areRequestsByChance ? [] : requests(score))].map(
        (harm) => ({
          ...harm,
          seed,
        }),
      ),
    ),
    ...lostByChance(all),
    ...notSaved(all),
    ...(areRequestsByChance ? requests(all) : []),
  ];
}

const harmIf = (isHarm: boolean, kind: Harm['kind'], what: string): Harm[] => (isHarm ? [{ kind, what }] : []);

const lost = ({ lost, calls }: Score): Harm[] =>
  harmIf(lost > 0, 'lost', `${lost} of ${calls} calls are lost that bare fetch completes`);

const endless = ({ endless, calls }: Score): Harm[] =>
  harmIf(endless > 0, 'endless', `${endless} of ${calls} calls have not settled after ten minutes`);

const lostByChance = ({ chance: { ok, bareOk } }: Score): Harm[] =>
  harmIf(ok < bareOk * (1 - BY_CHANCE), 'lost', `${ok} calls succeed, with bare fetch ${bareOk}`);

function late({ overdueMs }: Score): Harm[] {
  const ms = quantile(overdueMs, 0.95) ?? 0;
  return harmIf(ms > LATE_MS, 'late', `calls come ${Math.round(ms)} ms later (p95)`);
}

const requests = ({ requests, allowedRequests, bareRequests }: Score): Harm[] =>
  harmIf(
    requests > allowedRequests,
    'requests',
    `${requests} requests, with bare fetch ${bareRequests}; allowed are ${Math.floor(allowedRequests)}`,
  );

const notSaved = ({ saved, toSave }: Score): Harm[] =>
  harmIf(saved < toSave * SAVED, 'not saved', `${saved} of ${toSave} calls are saved in time`);
