import type { Evidence } from '../model/evidence.ts';

/** A browser gets it where the app asks for it. */
export const DEFAULT_EVIDENCE: Evidence | undefined = undefined;
