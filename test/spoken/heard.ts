import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillRegion } from '../../docs/region.ts';

/** What was heard, as `npm run docs:spoken` has written it down. */
export interface Recorded {
  versions: Readonly<Record<string, string>>;
  /** Sentences, by what happened and by what showed it. */
  heard: Record<string, Readonly<Record<string, readonly string[]>>>;
}

export const readHeard = (): Recorded => JSON.parse(readFileSync(join(import.meta.dirname, 'heard.json'), 'utf8'));

/** Between `<!-- heard -->` and `<!-- /heard -->` stands what was heard, as a table. */
export const syncHeard = (page: string, read: () => Recorded): string =>
  fillRegion(page, 'heard', () => renderHeard(read()));

function renderHeard({ versions, heard }: Recorded): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rows = Object.entries(heard).flatMap(([scenario, bySubject]) =>
    Object.entries(bySubject).map(([subject, sentences]) => [scenario, `\`${subject}\``, sentences.join('<br>')]),
  );
  const head = ['what happens', 'shown with', 'spoken, in this order'];
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return [`${programs.join(' with ')}:`, '', ...table].join('\n');
}
