import { isDeepStrictEqual } from 'node:util';
import { type CLIENTS, type Engine, isRetried, type Played, type Point } from './point.ts';

/** What one point came to, with each of the two. */
export interface Results {
  readonly bare: Played;
  readonly ours: Played;
}

/** In what the results are not as they must be, in words. */
export function differences(point: Point, client: keyof typeof CLIENTS, engine: Engine, results: Results): string[] {
  const { bare, ours } = results;
  const both = `bare fetch comes to ${JSON.stringify(bare)}, and ours to ${JSON.stringify(ours)}`;
  const found = [
    point.known !== undefined && !matches(point.known, bare.result) && `the engine does something else: ${both}`,
    !isDeepStrictEqual(ours.result, bare.result) && both,
    isRetried(point, client, engine)
      ? ours.count <= bare.count && `nothing is sent again: ${both}`
      : ours.count !== bare.count && !point.isUncounted && `the number of requests is another: ${both}`,
  ];
  return found.filter((each) => each !== false && each !== undefined);
}

/** Regular expressions stand for texts that match them, and an object for all that have its members. */
function matches(known: unknown, value: unknown): boolean {
  if (known instanceof RegExp) return typeof value === 'string' && known.test(value);
  if (typeof known !== 'object' || known === null) return Object.is(known, value);
  if (typeof value !== 'object' || value === null || Array.isArray(known) !== Array.isArray(value)) return false;
  return Object.entries(known).every(([name, member]) => matches(member, (value as Record<string, unknown>)[name]));
}
