import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import type { Metafile } from 'esbuild';
import { folderOf } from '../../consumers/support/play.ts';
import { readSupported, SUPPORTED } from './supported.ts';

// The table of what works where: each suite notes what came of its scenarios, and at the end of the run they are put together.

/** What one runtime has shown. */
export interface Shown {
  readonly name: string;
  /** The folder of `dist/` that it took. */
  readonly build: string;
  /** By the title of the scenario: `passed`, or what was wrong. */
  readonly results: Readonly<Record<string, string>>;
}

/** The scenario of every program that has to end by itself. */
export const ENDS = 'ends by itself';

/** What people rely on, by the scenario that shows it. */
const COLUMNS = {
  '503, 503, 200': 'answers after two 503s with what comes third',
  'a POST goes out once': 'sends a POST once, and answers with its 502',
  'the errors of fetch': 'rejects as fetch does where nothing listens',
  'the reason of an abort': 'rejects with the reason of the signal when it aborts a wait',
  TimeoutError: 'ends at the deadline while the server is silent',
  'calls wait out an outage': 'brings forty calls of one client through an outage',
  'the process ends': ENDS,
  notices: 'tells people what is going on',
  'a card': 'shows a notice on the page, and takes it away',
};

const ROWS = [
  ...['20', '22', '24', '26'].map((version) => `Node ${version}`),
  'Deno',
  'Bun',
  'Cloudflare Workers (workerd)',
  'Vercel Edge (@edge-runtime/vm)',
  'Chromium',
  'Firefox',
  'WebKit (WebKitGTK)',
  'React Native 0.88 (Metro, Hermes)',
  ...['jsdom', 'happy-dom'].flatMap((page) => [`Vitest with ${page}`, `Jest with ${page}`]),
];

/** The folder of `dist/` that a bundle of esbuild's has taken. */
export const entryFolder = ({ inputs }: Metafile): string =>
  folderOf(Object.keys(inputs).filter((path) => path.endsWith('/index.js')));

const folder = join(import.meta.dirname, '../app/.cache/shown');

export function note(shown: Shown): void {
  if (!ROWS.includes(shown.name)) throw new Error(`The table has no row ${shown.name}`);
  writeFileSync(join(folder, `${shown.name.replaceAll(/\W+/g, '-')}.json`), JSON.stringify(shown));
}

/** `yes`, `no` where it failed, and nothing where there is no such thing. */
function cellOf(shown: Shown | undefined, title: string): string {
  const result = shown?.results[title];
  if (result === undefined || result === 'not here') return '';
  return result === 'passed' ? 'yes' : 'no';
}

function renderTable(all: readonly Shown[]): string {
  const head = ['where', 'build', ...Object.keys(COLUMNS)];
  const rows = ROWS.map((name) => {
    const shown = all.find((each) => each.name === name);
    const cells = Object.values(COLUMNS).map((title) => cellOf(shown, title));
    return [name, shown === undefined ? 'not run' : `\`${shown.build}\``, ...cells];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export function setup(): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

/** Fails a whole run whose table is not the one that the README shows. */
export function teardown(): void {
  const all = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Shown);
  const table = renderTable(all);
  console.log(`\n${table}\n`);
  if (env['SUPPORT_RECORD']) writeFileSync(SUPPORTED, `${table}\n`);
  if (all.length < ROWS.length && !env['CI']) return;
  if (readSupported() === table) return;
  console.error('This is not the table of the README: npm run docs:runtimes');
  process.exitCode = 1;
}
