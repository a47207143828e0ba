// Puts the examples and the results of the benchmarks into the pages that quote them, and draws the pictures.
// Run it with `npm run docs:sync`; test/docs.test.ts fails when it is due.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { pictures } from '../bench/summary/pictures.ts';
import { readResults } from '../bench/summary/results.ts';
import { readRecorded, syncResends } from '../test/resends/recorded.ts';
import { readSupported, syncSupported } from '../test/runtimes/support/supported.ts';
import { readHeard, syncHeard } from '../test/spoken/heard.ts';
import { syncResults } from './results.ts';

export const root = resolve(import.meta.dirname, '..');

/** Every page, by its path from the root. */
export function readPages(): Record<string, string> {
  const below = (folder: string, recursive: boolean): string[] =>
    readdirSync(join(root, folder), { recursive, encoding: 'utf8' })
      .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
      .filter((path) => path.endsWith('.md') && !path.startsWith('docs/site/'));
  const paths = [
    ...below('.', false),
    ...below('docs', true),
    ...below('examples', true),
    'bench/results/README.md',
  ].sort();
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** The folder of the pictures of the results. */
export const PICTURES = 'docs/images/bench';

export const readExample = (name: string): string => readFileSync(join(root, 'examples', name), 'utf8');

const QUOTE = /^<!-- (example|output): ([\w./-]+)(?:#([\w-]+))? -->\n+```(\w+)\n[\s\S]*?^```$/gm;

/** `<!-- example: retry.ts#custom -->` is followed by that region of the example; `<!-- output: retry.ts#custom -->`, by what it prints. */
export function sync(page: string, example: (name: string) => string): string {
  const bare = /^(<!-- (?:example|output): .* -->)\n+(?!\n*```)/m.exec(page);
  if (bare !== null) throw new Error(`No block of code follows ${bare[1]}`);
  return page.replace(QUOTE, (_, kind: string, name: string, region: string | undefined, language: string) => {
    const text = kind === 'output' ? outputOf(example(name), region) : regionOf(example(name), region ?? '');
    const quoted = region === undefined ? name : `${name}#${region}`;
    if (text === '') throw new Error(`There is no ${kind} ${quoted}`);
    return `<!-- ${kind}: ${quoted} -->\n\n\`\`\`${language}\n${text}\n\`\`\``;
  });
}

const OPENS = '(?:// |<!-- |# )';
const CLOSES = '(?: -->)?';

/** The lines between `// #region name` and `// #endregion name`, in the comments of any language. A region may have several pieces. */
export function regionOf(source: string, region: string): string {
  const pieces = source.matchAll(
    new RegExp(`^ *${OPENS}#region ${region}${CLOSES}\\n([\\s\\S]*?)^ *${OPENS}#endregion ${region}${CLOSES}$`, 'gm'),
  );
  return [...pieces].map(([, piece = '']) => dedent(piece.trimEnd())).join('\n\n');
}

/** What an example prints, as its `// Prints:` comments have it: all of them, or the one right behind a region. */
export function outputOf(source: string, region?: string): string {
  const comments = source.matchAll(/^(?:\/\/ #endregion ([\w-]+)\n)?\/\/ Prints:\n((?:\/\/.*\n)+)/gm);
  const wanted = [...comments].filter(([, after]) => region === undefined || region === after);
  return wanted
    .map(([, , comment = '']) => comment.replaceAll(/^\/\/ ?/gm, ''))
    .join('')
    .trimEnd();
}

function dedent(text: string): string {
  const indents = text.match(/^ *(?=\S)/gm)?.map(({ length }) => length) ?? [0];
  return text.replaceAll(new RegExp(`^ {${Math.min(...indents)}}`, 'gm'), '');
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  for (const [path, page] of Object.entries(readPages())) {
    const measured = syncHeard(syncResults(sync(page, readExample), readResults), readHeard);
    const synced = syncSupported(syncResends(measured, readRecorded), readSupported);
    if (synced === page) continue;
    writeFileSync(join(root, path), synced);
    console.log(`${path} now quotes the examples and results as they are`);
  }
  for (const [name, picture] of Object.entries(pictures(readResults))) {
    writeFileSync(join(root, PICTURES, name), picture);
  }
}
