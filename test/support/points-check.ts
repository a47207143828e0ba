import { expect } from 'vitest';
import type { Point } from './points.ts';

/** Holds one fetch to the other, and both to what is known. */
export function expectSame({ known }: Point, bare: unknown, ours: unknown): void {
  if (known !== undefined) expect({ end: bare }).toMatchObject({ end: asPattern(known) });
  expect(ours).toEqual(bare);
}

/** Regular expressions stand for strings that match them. */
function asPattern(known: unknown): unknown {
  if (known instanceof RegExp) return expect.stringMatching(known);
  if (Array.isArray(known)) return known.map(asPattern);
  if (typeof known !== 'object' || known === null) return known;
  return Object.fromEntries(Object.entries(known).map(([name, value]) => [name, asPattern(value)]));
}
