// Fails where a link of the built site leads nowhere: `npm run check:docs`. What typedoc makes of headings is its own.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const SITE = join(import.meta.dirname, 'site');
/** A script of the page fills it. */
const FILLED_LATER = 'hierarchy.html';

const names = readdirSync(SITE, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
const pages = new Map(
  names.filter((name) => name.endsWith('.html')).map((name) => [name, readFileSync(join(SITE, name), 'utf8')]),
);
const anchors = new Map(
  [...pages].map(([name, page]) => [name, new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
);

let links = 0;
const dead = new Set<string>();
for (const [name, page] of pages) {
  for (const [, link = ''] of page.matchAll(/ (?:href|src)="([^"]+)"/g)) {
    if (/^[a-z]+:/.test(link)) continue;
    links += 1;
    const [path = '', anchor] = link.split('#').map(decodeURIComponent);
    const to = path === '' ? name : posix.join(posix.dirname(name), path.split('?')[0] ?? '');
    const leads = !anchor || to === FILLED_LATER || anchors.get(to)?.has(anchor) !== false;
    if (!existsSync(join(SITE, to)) || !leads) dead.add(`${name}: ${link} leads nowhere`);
  }
}
console.log([...dead, `${links} links on ${pages.size} pages, ${dead.size} of them dead`].join('\n'));
process.exitCode = dead.size > 0 || links === 0 ? 1 : 0;
