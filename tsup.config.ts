import { copyFile, readFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'tsup';
import { OPOSSUM, P_RETRY } from './lean/facts.ts';
import { lean } from './lean/plugin.ts';

/** By name, because `es2021` would also turn private fields, which all of these know, into slow maps. */
export const ENGINES = ['chrome92', 'firefox90', 'safari15'];

/** One dependency as it is where there is no Node: bundled, without what we have no use for. Its licence lies beside it. */
async function leanBuild(name: string, licence: string, facts: Parameters<typeof lean>[1]): Promise<Options> {
  const text = await readFile(`node_modules/${name}/package.json`, 'utf8');
  const { version, license } = JSON.parse(text) as { version: string; license: string };
  return {
    entry: { [name]: `node_modules/${name}/index.js` },
    format: 'esm',
    target: ENGINES,
    platform: 'browser',
    noExternal: [/.*/],
    esbuildPlugins: [lean(name, facts)],
    minify: true,
    banner: {
      js: `/*! ${name} ${version}, ${license} (${name}.LICENSE.txt), without the parts that steadyfetch does not use */`,
    },
    onSuccess: () => copyFile(`node_modules/${name}/${licence}`, `dist/${name}.LICENSE.txt`),
  };
}

export default defineConfig([
  {
    // One build for every platform: what differs is behind `#opossum` and `#p-retry`, which the package's `imports` resolve.
    entry: {
      index: 'src/index.ts',
      // Files of their own, so that an app that imports nothing else from the core carries nothing else of it.
      errors: 'src/model/errors.ts',
      report: 'src/call/report.ts',
      notices: 'src/notices/index.ts',
      dom: 'src/dom/index.ts',
      sinks: 'src/sinks/index.ts',
      react: 'src/react/index.ts',
      'locales/ar': 'src/notices/text/locales/ar.ts',
      'locales/de': 'src/notices/text/locales/de.ts',
      'locales/es': 'src/notices/text/locales/es.ts',
      'locales/fr': 'src/notices/text/locales/fr.ts',
      'locales/it': 'src/notices/text/locales/it.ts',
      'locales/ja': 'src/notices/text/locales/ja.ts',
      'locales/nl': 'src/notices/text/locales/nl.ts',
      'locales/pl': 'src/notices/text/locales/pl.ts',
      'locales/pt-BR': 'src/notices/text/locales/pt-BR.ts',
      'locales/zh-Hans': 'src/notices/text/locales/zh-Hans.ts',
      'locales/check': 'src/notices/text/locales/check.ts',
    },
    tsconfig: 'src/tsconfig.json',
    format: 'esm',
    target: ENGINES,
    platform: 'neutral',
    external: ['#opossum', '#p-retry', 'react'],
    splitting: true,
    sourcemap: true,
    clean: ['!opossum.*', '!p-retry.*'],
    // tsup hands the compiler a `baseUrl`, which TypeScript 6 only takes with this.
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  await leanBuild('opossum', 'LICENSE', OPOSSUM),
  await leanBuild('p-retry', 'license', P_RETRY),
]);
