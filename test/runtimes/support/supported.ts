import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What works where, as `npm run docs:runtimes` has written it down. */
export const SUPPORTED = join(import.meta.dirname, '../supported.md');
export const readSupported = (): string => readFileSync(SUPPORTED, 'utf8').trim();

const REGION = /^<!-- supported -->\n[\s\S]*?^<!-- \/supported -->$/gm;

/** Between `<!-- supported -->` and `<!-- /supported -->` stands that table. */
export const syncSupported = (page: string, read: () => string): string =>
  page.replace(REGION, () => `<!-- supported -->\n\n${read()}\n\n<!-- /supported -->`);
