import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { build } from 'esbuild';
import { publish } from '../measure/results.ts';
import { table } from '../measure/table.ts';
import { PEERS } from '../peers/index.ts';

interface Entry {
  readonly name: string;
  /** What an app writes to use it. */
  readonly code: string;
  readonly breaker: boolean;
}

interface Size extends Entry {
  readonly minified: number;
  readonly gzip: number;
  readonly brotli: number;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const browser = (name: string) => JSON.stringify(here(`../../dist/browser/${name}.js`));
const core = `export { createSteadyFetch } from ${browser('index')};`;
const notices = `${core} export { createNotices } from ${browser('notices')};`;

/** What apps import, and the bytes that it may take, brotli. */
const TARGETS: readonly { readonly name: string; readonly code: string; readonly most: number }[] = [
  { name: 'the core: createSteadyFetch', code: core, most: 12_000 },
  { name: 'core and notices', code: notices, most: 23_500 },
  {
    name: 'core, notices and dom',
    code: `${notices} export { mountNotices } from ${browser('dom')};`,
    most: 28_500,
  },
  { name: 'classify alone', code: `export { classify } from ${browser('index')};`, most: 7_000 },
  { name: 'reportOf alone', code: `export { reportOf } from ${browser('index')};`, most: 200 },
  { name: 'isCircuitOpenError alone', code: `export { isCircuitOpenError } from ${browser('index')};`, most: 200 },
];

const manifest = JSON.parse(await readFile(here('../../package.json'), 'utf8')) as {
  exports: Record<string, { default: string } | string>;
};

/** All that an entry point has; React is there already, in an app that uses it. */
const OURS: readonly Entry[] = Object.entries(manifest.exports).flatMap(([key, value]): Entry[] => {
  if (typeof value === 'string') return [];
  const name = key === '.' ? 'steadyfetch' : `steadyfetch${key.slice(1)}`;
  return [{ name, code: `export * from ${JSON.stringify(here(`../../${value.default}`))}`, breaker: key === '.' }];
});

/** Of ours what the first example of the readme imports; of the peers what the adapters here do. */
const USED: readonly Entry[] = [
  { name: 'steadyfetch', code: core, breaker: true },
  {
    name: 'cockatiel',
    code: "export { ConsecutiveBreaker, ExponentialBackoff, retry, handleAll, circuitBreaker, wrap } from 'cockatiel'",
    breaker: true,
  },
  {
    name: 'p-retry + opossum',
    code: "export { default as pRetry } from 'p-retry'; export { default as CircuitBreaker } from 'opossum'",
    breaker: true,
  },
  {
    name: 'effect',
    code: `export { Effect, Layer, ManagedRuntime, Schedule } from 'effect';
      export { FetchHttpClient, HttpClient, HttpClientRequest, HttpClientResponse } from 'effect/http';
      export { CircuitBreaker } from 'effect/persistence'`,
    breaker: true,
  },
  { name: 'ky', code: "export { default } from 'ky'", breaker: false },
  { name: 'ofetch', code: "export { ofetch } from 'ofetch'", breaker: false },
  { name: 'fetch-retry', code: "export { default } from 'fetch-retry'", breaker: false },
  {
    name: 'wretch',
    code: "export { default } from 'wretch'; export { retry } from 'wretch/middlewares'",
    breaker: false,
  },
  { name: 'up-fetch', code: "export { up } from 'up-fetch'", breaker: false },
  {
    name: 'axios + axios-retry',
    code: "export { default } from 'axios'; export { default as axiosRetry } from 'axios-retry'",
    breaker: false,
  },
];

async function sizeOf(entry: Entry): Promise<Size> {
  const { outputFiles } = await build({
    stdin: { contents: entry.code, resolveDir: here('..') },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['react'],
    legalComments: 'none',
    // opossum asks for Node's emitter: in a browser that is the package of that name, or what people alias it to.
    alias: entry.name === 'p-retry + opossum' ? { events: here('../../lean/events.cjs') } : {},
    logLevel: 'warning',
    // Entry points name the chunks they share, and what a chunk does not give them may go.
    logOverride: { 'ignored-bare-import': 'silent' },
  });
  const code = (outputFiles[0] as { contents: Uint8Array }).contents;
  const [gzipped, brotlied] = await Promise.all([promisify(gzip)(code, { level: 9 }), promisify(brotliCompress)(code)]);
  return { ...entry, minified: code.length, gzip: gzipped.length, brotli: brotlied.length };
}

const ours = await Promise.all(OURS.map(sizeOf));
const used = await Promise.all(USED.map(sizeOf));
const targets = await Promise.all(
  TARGETS.map(async ({ name, code, most }) => ({ most, ...(await sizeOf({ name, code, breaker: false })) })),
);

publish({
  name: 'size',
  title: 'Size in a browser',
  keep: true,
  summary: {
    versions: Object.fromEntries(PEERS.map(({ name, version }) => [name, version])),
    sizes: [...ours, ...used].map(({ code: _, ...size }) => size),
  },
  text: `
Bytes that a browser gets: bundled and minified by esbuild with everything included, dependencies too, as ES2022.

## Targets

${table(
  ['what', 'at most', 'steadyfetch', 'met'],
  targets.map(({ name, most, brotli }) => [
    `${name}, brotli bytes`,
    String(most),
    String(brotli),
    brotli <= most ? 'yes' : 'no',
  ]),
)}

## By entry point, everything it exports

Entry points share code: two of them together are smaller than their sum.

${sizeTable(ours)}

## Side by side: what it takes to retry, and to break a circuit where one can

opossum needs Node's \`events\` in a browser; it is counted with the small emitter that we give it, not with the 2.1 kB of the
package that bundlers would take. got and undici do not run in browsers.

${sizeTable([...used].sort((a, b) => a.brotli - b.brotli))}
`,
});

function sizeTable(sizes: readonly Size[]): string {
  return table(
    ['', 'minified', 'gzip', 'brotli', 'breaker'],
    sizes.map(({ name, minified, gzip, brotli, breaker }) => [
      name,
      String(minified),
      String(gzip),
      String(brotli),
      breaker ? 'yes' : '',
    ]),
  );
}
