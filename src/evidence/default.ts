import type { Evidence } from '../model/evidence.ts';
import { evidence } from './evidence.ts';

/** Where a kilobyte more or less does not matter. Builds for browsers take `default.browser.ts` instead. */
export const DEFAULT_EVIDENCE: Evidence | undefined = evidence;
