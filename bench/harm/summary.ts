import { CONTENDERS } from './contenders.ts';
import { type Harm, harmsOf, type Variation } from './harms.ts';
import { type Score, together } from './score.ts';
import type { World } from './world.ts';

/** What came of a world: the variations of each contender. */
export interface Played {
  readonly world: World;
  readonly variations: Readonly<Record<string, readonly Variation[]>>;
}

/** One contender over all worlds. */
export interface Summary {
  readonly name: string;
  /** In how many worlds it does each kind of harm. */
  readonly harmed: Readonly<Record<string, number>>;
  /** Of the calls that bare fetch completes: the share that this contender loses. */
  readonly lost: number;
  /** Of the calls that bare fetch loses to chance or to an outage: the share that this contender completes. */
  readonly saved: number;
  /** Over those of bare fetch. */
  readonly requests: number;
}

export const KINDS: readonly Harm['kind'][] = ['lost', 'endless', 'late', 'requests', 'not saved'];

export const contendersIn = (played: readonly Played[]): string[] =>
  CONTENDERS.filter((name) => played.some(({ variations }) => (variations[name]?.length ?? 0) > 0));

export const scoreIn = ({ variations }: Played, name: string): Score =>
  together((variations[name] ?? []).map(({ score }) => score));

export function summaryOf(name: string, played: readonly Played[]): Summary {
  const all = together(played.map((each) => scoreIn(each, name)));
  const savable = together(
    played.filter(({ world }) => ['outage', 'chance'].includes(world.group)).map((each) => scoreIn(each, name)),
  );
  const kinds = played.map(({ variations }) => kindsOf(harmsOf(variations[name] ?? [])));
  return {
    name,
    harmed: Object.fromEntries(KINDS.map((kind) => [kind, kinds.filter((each) => each.has(kind)).length])),
    lost: share(all.bareOk - all.bothOk, all.bareOk),
    saved: share(savable.ok - savable.bothOk, savable.calls - savable.bareOk),
    requests: share(all.requests, all.bareRequests),
  };
}

export const kindsOf = (harms: readonly Harm[]): ReadonlySet<Harm['kind']> => new Set(harms.map(({ kind }) => kind));

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
