import { copyFile, readFile } from 'node:fs/promises';
import { defineConfig } from 'tsup';

const opossum = JSON.parse(await readFile('node_modules/opossum/package.json', 'utf8')) as { version: string };

export default defineConfig([
  {
    // One build for every platform: what differs is behind `#opossum`, which the package's `imports` resolve.
    entry: {
      index: 'src/index.ts',
      notices: 'src/notices/index.ts',
      dom: 'src/dom/index.ts',
      sinks: 'src/sinks/index.ts',
      react: 'src/react/index.ts',
      'locales/de': 'src/notices/locales/de.ts',
    },
    tsconfig: 'src/tsconfig.json',
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['#opossum', 'p-retry', 'react'],
    splitting: true,
    sourcemap: true,
    clean: ['!opossum.*'],
    // tsup hands the compiler a `baseUrl`, which TypeScript 6 only takes with this.
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  {
    // opossum needs Node's `events`. Where there is no Node, its place is taken by this bundle.
    entry: { opossum: 'node_modules/opossum/index.js' },
    format: 'esm',
    target: 'es2022',
    platform: 'browser',
    noExternal: [/.*/],
    esbuildOptions: (options) => {
      options.alias = { events: './src/opossum/events.cjs' };
    },
    minify: true,
    banner: {
      js: `/*! opossum ${opossum.version}, Apache-2.0 (opossum.LICENSE.txt), bundled unchanged but for an own emitter in place of Node's */`,
    },
    onSuccess: () => copyFile('node_modules/opossum/LICENSE', 'dist/opossum.LICENSE.txt'),
  },
]);
