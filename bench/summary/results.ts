import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../results/', import.meta.url);

/** The text of a file of results, such as `faults.md`. `undefined` if it was not measured. */
export type Read = (name: string) => string | undefined;

export const readResults: Read = (name) => {
  const file = new URL(name, folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};

export function need(read: Read, file: string): string {
  const text = read(file);
  if (text === undefined) throw new Error(`There are no results ${file}`);
  return text;
}

/** The text under a heading, up to the next of its rank. A path leads into headings below: `C1: Independent 502s/30 %`. */
export function section(text: string, path: string): string {
  return path.split('/').reduce((within, heading) => {
    const found = sections(within).find(({ title }) => title === heading);
    if (found === undefined) throw new Error(`There is no section ${path}`);
    return found.text;
  }, text);
}

/** All sections of the highest rank there is below the title of the file. */
export function sections(text: string): { readonly title: string; readonly text: string }[] {
  const rank = text.match(/^##+(?= )/gm)?.reduce((a, b) => (a.length <= b.length ? a : b)) ?? '##';
  return text
    .split(new RegExp(`^${rank} `, 'm'))
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { title: part.slice(0, end).trim(), text: part.slice(end + 1).trim() };
    });
}

export interface Grid {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The first table of a text, or the one whose first column is headed so. A column headed only "worst" is the worst of the one before it. */
export function grid(text: string, first?: string): Grid {
  const tables = [...text.matchAll(/(?:^\|.*\n?)+/gm)].map(([lines]) => lines.trim().split('\n').map(cellsOf));
  const [head = [], , ...rows] = tables.find(([head]) => first === undefined || head?.[0] === first) ?? [];
  if (rows.length === 0) throw new Error('There is no table');
  return { head: head.map((title, at) => (title === 'worst' ? `${head[at - 1]}, worst` : title)), rows };
}

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** `undefined` if there is no such row. A column has to exist. */
export function cellOf({ head, rows }: Grid, row: string, column: string): string | undefined {
  const at = head.indexOf(column);
  if (at < 0) throw new Error(`There is no column ${column}`);
  return rows.find(([name]) => name === row)?.[at];
}

const FACTORS: Readonly<Record<string, number>> = { '%': 0.01, s: 1_000 };

/** The number that a cell shows, times in milliseconds and shares of 1; of a median with quartiles, the median. */
export function numberIn(cell: string): number {
  if (cell === 'never') return Number.POSITIVE_INFINITY;
  const [, digits, unit = ''] = /^(-?[\d.]+) ?(%|ms|s|x|\/s)?(?= |$)/.exec(cell) ?? [];
  if (digits === undefined) throw new Error(`There is no number in ${cell}`);
  return Number(digits) * (FACTORS[unit] ?? 1);
}

/** A markdown table. Columns of figures are aligned right. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;
  const rules = head.map((_, at) =>
    rows.every((row) => /^(-?\d\S*( \S+)?|never|)$/.test(row[at] ?? '')) ? '--:' : '---',
  );
  return [line(head), line(rules), ...rows.map(line)].join('\n');
}
