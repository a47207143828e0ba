import { quantile } from '../faults/measure.ts';
import { type Score, together } from './score.ts';

/** A call that bare fetch completes may come so much later, at the 95th percentile. */
const LATE_MS = 300;
/** Where chance decides: successes may be so much fewer than those of bare fetch. */
const BY_CHANCE = 0.01;
/** So many of the calls that an outage hits are to be saved. */
const SAVED = 0.98;

export interface Variation {
  readonly seed: number;
  readonly score: Score;
}

export interface Harm {
  readonly what: string;
  /** Of the variation in which it happened. Without one, it is a matter of all of them together. */
  readonly seed?: number;
}

/** How much later calls come than with bare fetch. */
export const lateP95 = ({ lateMs }: Score): number | undefined => quantile(lateMs, 0.95);

/** Everything that is worse than with bare fetch, or falls short of what was promised. Empty is good. */
export function harmsOf(variations: readonly Variation[]): Harm[] {
  const all = together(variations.map(({ score }) => score));
  const isByChance = all.chance.bareOk > 0;
  const each = variations.flatMap(({ seed, score }) => harmsIn(score, !isByChance).map((what) => ({ what, seed })));
  return [...each, ...harmsTogether(all, isByChance).map((what) => ({ what }))];
}

function harmsIn(score: Score, areRequestsSure: boolean): string[] {
  const { lost, calls } = score;
  const late = lateP95(score) ?? 0;
  return [
    ...(lost > 0 ? [`${lost} of ${calls} calls are lost that bare fetch completes`] : []),
    ...(late > LATE_MS ? [`calls come ${Math.round(late)} ms later (p95)`] : []),
    ...(areRequestsSure ? harmsOfRequests(score) : []),
  ];
}

function harmsTogether(all: Score, isByChance: boolean): string[] {
  const { chance, toSave, saved } = all;
  return [
    ...(chance.ok < chance.bareOk * (1 - BY_CHANCE)
      ? [`${chance.ok} calls succeed, with bare fetch ${chance.bareOk}`]
      : []),
    ...(saved < toSave * SAVED ? [`${saved} of ${toSave} calls are saved in time`] : []),
    ...(isByChance ? harmsOfRequests(all) : []),
  ];
}

const harmsOfRequests = ({ requests, allowedRequests, bareRequests }: Score): string[] =>
  requests > allowedRequests
    ? [`${requests} requests, with bare fetch ${bareRequests}; allowed are ${Math.floor(allowedRequests)}`]
    : [];
