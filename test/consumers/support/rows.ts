import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import type { Browser } from '../../browser/support/browser.ts';
import { type App, asCommonJs, emptyApp, node, npmApp, type Packages } from './app.ts';
import { FRAMEWORKS } from './frameworks.ts';
import { buildOf, folderOf, type Outcome, playPage, playProgram } from './play.ts';

/** What uses the package in its own way. */
export interface Row {
  readonly name: string;
  /** Exactly these, so that a run can be repeated. */
  readonly packages: Packages;
  /** The folder of `dist/` that it has to take. */
  readonly build: string;
  /** Played only with `CONSUMERS=all`: it brings hundreds of packages, or others stand for it. */
  readonly isExtra?: true;
  play(row: Row, browser: () => Promise<Browser>): Promise<Outcome>;
}

const folderFor = ({ name }: Row): string => name.toLowerCase().replaceAll(/[^\w.]+/g, '-');

/** A production build of a page, with nothing set but source maps, in a browser. */
const bundled = (
  name: string,
  packages: Packages,
  build: (app: App) => Promise<unknown>,
  { out = 'out', ...more }: { readonly out?: string; readonly isExtra?: true } = {},
): Row => ({
  name,
  packages,
  build: 'dist/browser',
  ...more,
  async play(row, browser) {
    const app = await npmApp(folderFor(row), packages);
    await app.add('call.js', 'page.js', 'index.html');
    await build(app);
    return playPage(await browser(), join(app.folder, out));
  },
});

const vite = (version: string, more?: { readonly isExtra: true }): Row => {
  const options = ['build', '--sourcemap', '--outDir', 'out', '--emptyOutDir'];
  return bundled(`Vite ${version}`, { vite: version }, (app) => app.tool('vite/bin/vite.js', ...options), more);
};

/** A program in one file, which runs in Node with nothing beside it. */
const bundledForNode = (name: string, packages: Packages, build: (app: App) => Promise<unknown>): Row => ({
  name,
  packages,
  build: 'dist/bundled',
  async play(row) {
    const app = await npmApp(folderFor(row), packages);
    await app.add('call.js', 'main.js');
    await build(app);
    const out = join(app.folder, 'out');
    return { ...(await playProgram(app, [execPath, join(out, 'main.mjs')])), build: await buildOf(out) };
  },
});

const rollup = { rollup: '4.68.8', '@rollup/plugin-node-resolve': '16.0.3' };
const rollupWith = async (app: App, input: string, output: string, resolve: string): Promise<void> => {
  const config = `import { nodeResolve } from '@rollup/plugin-node-resolve';
    const output = { file: 'out/${output}', format: 'es', sourcemap: true };
    export default { input: '${input}', output, plugins: [nodeResolve(${resolve})] };`;
  await app.add({ 'rollup.config.js': config });
  await app.tool('rollup/dist/bin/rollup', '--config', '--failAfterWarnings');
};

/** One package manager, on one Node, with `import` and with `require`. */
const managed = (
  name: string,
  packages: Packages,
  version: string,
  install: (app: App, tool: string) => Promise<readonly string[]>,
): Row => ({
  name: `${name} on Node ${version}`,
  packages,
  build: 'dist, dist/cjs',
  async play(row) {
    const [[tool = ''] = []] = Object.entries(packages).map(([each]) => [each]);
    const tools = await npmApp(`tool-${tool.replaceAll(/\W+/g, '-')}`, packages);
    const app = await emptyApp(folderFor(row), {});
    await app.add('call.js', 'imports.mjs', 'requires.cjs');
    await asCommonJs(app);
    const run = await install(app, join(tools.folder, 'node_modules', tool));
    const imported = await playProgram(app, [...run, 'imports.mjs']);
    const required = await playProgram(app, [...run, 'requires.cjs']);
    return { build: `${imported.build}, ${required.build}`, ran: `import and require: ${imported.ran}` };
  },
});

const yarn1 = (version: string): Row =>
  managed('Yarn 1.22.22', { yarn: '1.22.22' }, version, async (app, yarn) => {
    await app.run([
      node(version),
      join(yarn, 'bin/yarn.js'),
      'install',
      '--no-lockfile',
      '--non-interactive',
      '--cache-folder=.yarn-cache',
    ]);
    return [node(version)];
  });

const pnpm = (version: string): Row =>
  managed('pnpm 10.34.8, engine-strict', { pnpm: '10.34.8' }, version, async (app, tool) => {
    const install = ['install', '--config.engine-strict=true', '--no-lockfile', '--prefer-offline'];
    await app.run([node(version), join(tool, 'bin/pnpm.cjs'), ...install]);
    return [node(version)];
  });

const yarn4 = (version: string): Row =>
  managed('Yarn 4.18.1, PnP', { '@yarnpkg/cli-dist': '4.18.1' }, version, async (app, tool) => {
    const settings = ['nodeLinker: pnp', 'pnpMode: strict', 'enableTelemetry: false', 'enableGlobalCache: false'];
    await app.add({ '.yarnrc.yml': `${settings.join('\n')}\n` });
    const yarn = [node(version), join(tool, 'bin/yarn.js')];
    await app.run([...yarn, 'install', '--no-immutable']);
    return [...yarn, 'node'];
  });

const addTsconfig = (app: App, files: readonly string[], options: object): Promise<void> => {
  const strict = { strict: true, skipLibCheck: false, types: [], target: 'es2022', lib: ['es2022', 'dom'] };
  return app.add({ 'tsconfig.json': JSON.stringify({ files, compilerOptions: { ...strict, ...options } }) });
};

/** All declarations, read by that compiler, in every way of finding them that it has. */
const typed = (version: string, more?: { readonly isExtra: true }): Row => ({
  name: `TypeScript ${version}`,
  packages: { typescript: version },
  build: 'dist, dist/cjs',
  ...more,
  async play(row) {
    const app = await npmApp(folderFor(row), row.packages);
    const { exports } = JSON.parse(
      await readFile(join(app.folder, 'node_modules/steadyfetch/package.json'), 'utf8'),
    ) as { exports: object };
    // These need MSW and OpenTelemetry, and are tried where those are.
    const others = ['./msw', './otel', './package.json'];
    const entries = Object.keys(exports).filter((path) => !others.includes(path));
    const all = entries.map((path, at) => `export * as entry${at} from 'steadyfetch${path.slice(1)}';`).join('\n');
    const own = await readFile(join(import.meta.dirname, '../app/types.ts'), 'utf8');
    for (const extension of ['ts', 'mts', 'cts']) await app.add({ [`types.${extension}`]: `${own}${all}\n` });
    const compile = async (files: readonly string[], options: object): Promise<string> => {
      await addTsconfig(app, files, { noEmit: true, exactOptionalPropertyTypes: true, listFiles: true, ...options });
      return app.tool('typescript/bin/tsc', '-p', '.');
    };
    const read = [
      await compile(['types.mts', 'types.cts'], { module: 'node16' }),
      await compile(['types.mts', 'types.cts'], { module: 'nodenext' }),
      await compile(['types.ts'], { module: 'esnext', moduleResolution: 'bundler' }),
    ];
    const build = folderOf(
      read
        .join('\n')
        .split('\n')
        .filter((path) => !path.includes('/locales/')),
    );
    return { build, ran: `types of ${entries.length} entries: node16, nodenext, bundler` };
  },
});

export const ROWS: readonly Row[] = [
  {
    name: '<script type="module">, no bundler',
    packages: {},
    build: 'dist/browser',
    async play(row, browser) {
      const app = await npmApp(folderFor(row), {});
      const home = '/node_modules/steadyfetch/dist/browser';
      await app.add('call.js', 'page.js', 'index.html');
      const call = await readFile(join(app.folder, 'call.js'), 'utf8');
      const path = (_: string, entry = '/index') => `'.${home}${entry}.js'`;
      await writeFile(join(app.folder, 'call.js'), call.replaceAll(/'steadyfetch(\/[\w-]+)?'/g, path));
      return { ...(await playPage(await browser(), app.folder)), build: folderOf([`${home}/index.js`]) };
    },
  },
  bundled('Parcel 2.16.4', { parcel: '2.16.4' }, (app) =>
    app.tool('parcel/lib/bin.js', 'build', 'index.html', '--dist-dir', 'out', '--no-cache'),
  ),
  vite('5.4.21'),
  vite('6.4.6', { isExtra: true }),
  vite('7.3.8', { isExtra: true }),
  vite('8.4.0'),
  bundled('webpack 5.113.0', { webpack: '5.113.0', 'webpack-cli': '7.3.1' }, (app) =>
    app.tool(
      ...(['webpack-cli/bin/cli.js', '--entry', './page.js', '--mode', 'production'] as const),
      ...['--devtool', 'source-map', '--output-path', 'out', '--output-filename', 'page.js'],
    ),
  ),
  bundled('Rspack 2.3.4', { '@rspack/core': '2.3.4', '@rspack/cli': '2.2.8' }, async (app) => {
    const config = `export default { entry: './page.js', mode: 'production', devtool: 'source-map',
      output: { path: import.meta.dirname + '/out', filename: 'page.js' } };`;
    await app.add({ 'rspack.config.mjs': config });
    await app.tool('@rspack/cli/bin/rspack.js', 'build');
  }),
  bundled('Rollup 4.68.8, browser', rollup, (app) => rollupWith(app, 'page.js', 'page.js', '{ browser: true }')),
  bundledForNode("Rollup 4.68.8, exportConditions: ['node']", rollup, (app) =>
    rollupWith(app, 'main.js', 'main.mjs', "{ exportConditions: ['node'] }"),
  ),
  bundled('esbuild 0.28.2, browser', { esbuild: '0.28.2' }, (app) =>
    app.tool('esbuild/bin/esbuild', 'page.js', '--bundle', '--sourcemap', '--format=esm', '--outdir=out'),
  ),
  bundledForNode('esbuild 0.28.2, platform=node, format=esm', { esbuild: '0.28.2' }, (app) =>
    app.tool(
      ...(['esbuild/bin/esbuild', 'main.js', '--bundle', '--sourcemap', '--platform=node'] as const),
      ...['--format=esm', '--outfile=out/main.mjs'],
    ),
  ),
  {
    name: 'Jest 30.5.2',
    packages: { jest: '30.5.2' },
    build: 'dist/cjs',
    async play(row) {
      const app = await npmApp(folderFor(row), row.packages, { type: 'commonjs' });
      const example = join(import.meta.dirname, '../../../examples/testing/shop.jest.cjs');
      const from = join(import.meta.dirname, '../app/from.test.cjs');
      await app.add({ 'shop.test.js': await readFile(example, 'utf8'), 'from.test.js': await readFile(from, 'utf8') });
      await app.tool('jest/bin/jest.js');
      return { build: folderOf([await readFile(join(app.folder, 'from.txt'), 'utf8')]), ran: "the guide's tests" };
    },
  },
  {
    name: 'TypeScript 6.0.3, module: node16, CommonJS',
    packages: { typescript: '6.0.3' },
    build: 'dist/cjs',
    async play(row) {
      const app = await npmApp(folderFor(row), row.packages, { type: 'commonjs' });
      await app.add('call.js', 'requires.cjs');
      await addTsconfig(app, ['call.js'], { module: 'node16', allowJs: true, checkJs: true, outDir: 'out' });
      await app.tool('typescript/bin/tsc', '-p', '.');
      await app.add({ 'call.cjs': await readFile(join(app.folder, 'out/call.js'), 'utf8') });
      return playProgram(app, [execPath, 'requires.cjs']);
    },
  },
  typed('5.4.4'),
  typed('5.9.3', { isExtra: true }),
  typed('7.0.2'),
  yarn1('20'),
  yarn4('20'),
  pnpm('20'),
  ...FRAMEWORKS,
];
