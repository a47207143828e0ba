import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillRegion } from '../../../docs/region.ts';

/** What works where, as `npm run docs:runtimes` has written it down. */
export const SUPPORTED = join(import.meta.dirname, '../supported.md');
export const readSupported = (): string => readFileSync(SUPPORTED, 'utf8').trim();

/** Between `<!-- supported -->` and `<!-- /supported -->` stands that table. */
export const syncSupported = (page: string, read: () => string): string => fillRegion(page, 'supported', read);
