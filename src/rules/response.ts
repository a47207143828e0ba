import type { ResponseLike } from '../model/evidence.ts';

/** Is it a response? Told by shape. */
export function isResponse(outcome: unknown): outcome is ResponseLike {
  try {
    const { status, headers } = Object(outcome);
    return Number.isInteger(status) && typeof headers?.get === 'function';
  } catch {
    return false;
  }
}

/** In characters. A longer header is not read. */
const MAX_HEADER_LENGTH = 2048;

/** Reads a header: `null` where there is none, `''` where it is absurd. Never throws. */
export function headerOf({ headers }: ResponseLike, name: string): string | null {
  try {
    const value: unknown = headers.get(name);
    if (value === null || value === undefined) return null;
    return typeof value === 'string' && value.length <= MAX_HEADER_LENGTH ? value : '';
  } catch {
    // Not every polyfill's headers keep their promises.
    return '';
  }
}
