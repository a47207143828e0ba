// Puts the results of the benchmarks into the guides, so that no figure is typed by hand.
import { figureOf, holds, quote } from '../bench/summary/claims.ts';
import type { Read } from '../bench/summary/results.ts';
import { VIEWS } from '../bench/summary/views.ts';

const REGION = /^<!-- bench: (.+?) -->\n[\s\S]*?^<!-- \/bench -->$/gm;
const FIGURE = /<!-- figure: ([^>]+?) -->[\s\S]*?<!-- \/ -->/g;
const CLAIM = /<!-- holds: (.+?) -->/g;

/**
 * Between `<!-- bench: glance -->` and `<!-- /bench -->` stands that view of the results, or that section of a file of results, as in
 * `overhead.md#1000 upstreams`. Between `<!-- figure: load: steadyfetch -->` and `<!-- / -->` stands one figure.
 */
export function syncResults(page: string, read: Read): string {
  return page
    .replace(REGION, (_, source: string) => {
      const content = contentOf(source, read);
      return `<!-- bench: ${source} -->\n${content === '' ? '' : `\n${content}\n\n`}<!-- /bench -->`;
    })
    .replace(FIGURE, (_, source: string) => `<!-- figure: ${source} -->${figureOf(read, source)}<!-- / -->`);
}

function contentOf(source: string, read: Read): string {
  if (/^\w+$/.test(source)) {
    if (!(source in VIEWS)) throw new Error(`There is no view ${source}`);
    return VIEWS[source as keyof typeof VIEWS](read);
  }
  return quote(read, source);
}

/** What a page says before `<!-- holds: load: steadyfetch < bare fetch -->` and the results do not. */
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
