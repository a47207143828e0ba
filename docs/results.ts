// Puts the results of the benchmarks into the guides, so that no figure is typed by hand.
import { figureOf, holds } from '../bench/summary/claims.ts';
import type { Read } from '../bench/summary/results.ts';
import { VIEWS } from '../bench/summary/views.ts';

const REGION = /^<!-- bench: (\w+) -->\n[\s\S]*?^<!-- \/bench -->$/gm;
const FIGURE = /<!-- figure: ([^>]+?) -->[\s\S]*?<!-- \/ -->/g;
const CLAIM = /<!-- holds: (.+?) -->/g;

/**
 * Fills `<!-- bench: glance -->` to `<!-- /bench -->` with that table of the results, and `<!-- figure: load: steadyfetch -->` to
 * `<!-- / -->` with one figure.
 */
export function syncResults(page: string, read: Read): string {
  return page
    .replace(REGION, (_, name: string) => `<!-- bench: ${name} -->\n\n${viewOf(name)(read)}\n\n<!-- /bench -->`)
    .replace(FIGURE, (_, source: string) => `<!-- figure: ${source} -->${figureOf(read, source)}<!-- / -->`);
}

function viewOf(name: string): (read: Read) => string {
  if (!(name in VIEWS)) throw new Error(`There is no view ${name}`);
  return VIEWS[name as keyof typeof VIEWS];
}

/** Claims of a page, as in `<!-- holds: load: steadyfetch < bare fetch -->`, that the results do not support. */
export function falseClaims(page: string, read: Read): string[] {
  return [...page.matchAll(CLAIM)].map(([, claim = '']) => claim).filter((claim) => !holds(read, claim));
}

/** Figures with a unit outside of what is filled in: they were typed by hand. */
export function typedFigures(page: string): string[] {
  const typed = page
    .replaceAll(REGION, '')
    .replaceAll(FIGURE, '')
    .replaceAll(/`[^`]*`|\]\([^)]*\)|<!--.*?-->/g, '');
  return [...typed.matchAll(/[\d.]+ ?(?:%|x\b|ms\b|s\b|µs|kB|MB|bytes|times)/g)].map(([figure]) => figure);
}
