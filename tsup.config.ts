import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';
import { OPOSSUM, P_RETRY } from './lean/facts.ts';
import { lean } from './lean/plugin.ts';
import { besideUs, twins } from './lean/twins.ts';

/** By name, because `es2021` would also turn private fields, which all of these know, into slow maps. */
export const ENGINES = ['chrome92', 'firefox90', 'safari15'];

const ENTRIES = {
  index: 'src/index.ts',
  evidence: 'src/evidence/index.ts',
  // Files of their own, so that an app that imports nothing else from the core carries nothing else of it.
  errors: 'src/model/errors.ts',
  report: 'src/call/report.ts',
  notices: 'src/notices/index.ts',
  dom: 'src/dom/index.ts',
  history: 'src/history/index.ts',
  sinks: 'src/sinks/index.ts',
  react: 'src/react/index.ts',
  'service-worker': 'src/service-worker/index.ts',
  testing: 'src/testing/index.ts',
  msw: 'src/msw/index.ts',
  otel: 'src/otel/index.ts',
};

/** The same on every platform, so there is one of them. */
const CATALOGS = Object.fromEntries(
  ['ar', 'de', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt-BR', 'zh-Hans', 'check'].map((name) => [
    `locales/${name}`,
    `src/notices/text/locales/${name}.ts`,
  ]),
);

const OURS: Options = {
  entry: ENTRIES,
  tsconfig: 'src/tsconfig.json',
  format: 'esm',
  target: ENGINES,
  platform: 'neutral',
  splitting: true,
  external: ['opossum', 'p-retry', 'react', 'msw', '@opentelemetry/api'],
};

/** Builds that import nothing: the two dependencies lie beside them, without what we have no use for. */
const SELF_CONTAINED = [
  // For browsers: without evidence and without checks of options.
  { folder: 'dist/browser', format: 'esm', variants: ['browser', 'production'] },
  // The same for the development of a site: options are checked.
  { folder: 'dist/development', format: 'esm', variants: ['browser'] },
  // For servers whose code is bundled, and for native apps: with everything.
  { folder: 'dist/bundled', format: 'esm', variants: [] },
  { folder: 'dist/cjs', format: 'cjs', variants: [] },
] as const;

const selfContained = ({ folder, format, variants }: (typeof SELF_CONTAINED)[number]): Options => ({
  ...OURS,
  entry: format === 'cjs' ? { ...ENTRIES, ...CATALOGS } : ENTRIES,
  outDir: folder,
  format,
  // What CommonJS modules share would have to be rewritten for older engines; nothing of it has an identity that matters.
  splitting: format === 'esm',
  external: ['react', 'msw', '@opentelemetry/api'],
  noExternal: ['opossum', 'p-retry'],
  esbuildPlugins: [twins(variants), besideUs(format === 'cjs' ? 'cjs' : 'js', ['opossum', 'p-retry'])],
  ...(folder === 'dist/bundled' ? { onSuccess: forBundlersAlone } : {}),
});

/**
 * Nitro, and Nuxt with it, leaves out of its bundle what it takes for a file that Node runs. Of a package it then copies the file that bundlers
 * take, and Node looks for the other one. Without a `type` beside them, it bundles these.
 */
const forBundlersAlone = () => writeFile('dist/bundled/package.json', '{ "sideEffects": false }\n');

/** One dependency as it lies beside self-contained builds, with its licence. */
async function leanBuild(
  name: string,
  licence: string,
  facts: Parameters<typeof lean>[1],
): Promise<readonly Options[]> {
  const text = await readFile(`node_modules/${name}/package.json`, 'utf8');
  const { version, license } = JSON.parse(text) as { version: string; license: string };
  return SELF_CONTAINED.map(({ folder, format }) => ({
    entry: { [name]: `node_modules/${name}/index.js` },
    outDir: folder,
    format,
    target: ENGINES,
    platform: 'browser',
    noExternal: [/.*/],
    esbuildPlugins: [lean(name, facts)],
    minify: true,
    banner: {
      js: `/*! ${name} ${version}, ${license} (${name}.LICENSE.txt), without the parts that steadyfetch does not use */`,
    },
    // What imports it is a file of an ES module by its package, and takes all that it exports for the default.
    footer: format === 'cjs' ? { js: 'module.exports = module.exports.default;' } : {},
    onSuccess: () => copyFile(`node_modules/${name}/${licence}`, `${folder}/${name}.LICENSE.txt`),
  }));
}

/** What the command line is built on. Written in CommonJS, it lies beside ours, as a file of its own, with its license. */
async function commandLine(name: string): Promise<Options> {
  const text = await readFile(`node_modules/${name}/package.json`, 'utf8');
  const { version, license } = JSON.parse(text) as { version: string; license: string };
  return {
    entry: { [name]: `node_modules/${name}/esm.mjs` },
    format: 'esm',
    target: 'node20.19',
    platform: 'node',
    noExternal: [/.*/],
    minify: true,
    removeNodeProtocol: false,
    banner: {
      js: `/*! ${name} ${version}, ${license} (${name}.LICENSE.txt) */
import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);`,
    },
    onSuccess: () => copyFile(`node_modules/${name}/LICENSE`, `dist/${name}.LICENSE.txt`),
  };
}

const NODE_ENTRIES = { ...ENTRIES, ...CATALOGS };

export default defineConfig([
  {
    // For Node, Deno and Bun: with everything, and with the installed opossum and p-retry. The command line shares its files.
    ...OURS,
    entry: { ...NODE_ENTRIES, cli: 'cli/run.ts' },
    external: [...(OURS.external ?? []), /^node:/],
    removeNodeProtocol: false,
    esbuildPlugins: [besideUs('js', ['commander'])],
    // tsup hands the compiler a `baseUrl`, which TypeScript 6 only takes with this.
    dts: { entry: NODE_ENTRIES, compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  await commandLine('commander'),
  ...SELF_CONTAINED.map(selfContained),
  ...(await leanBuild('opossum', 'LICENSE', OPOSSUM)),
  ...(await leanBuild('p-retry', 'license', P_RETRY)),
]);
