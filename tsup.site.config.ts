// Files for sites without a build: each is one script that holds all that it needs. They are made of `dist/browser`, so they come after it.
import { copyFile, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { defineConfig } from 'tsup';
import { twins } from './lean/twins.ts';
import { ENGINES } from './tsup.config.ts';

const DEPENDENCIES = ['opossum', 'p-retry'];
const { version, license } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string; license: string };

export default defineConfig({
  entry: {
    'steadyfetch.global': 'src/script-tag/index.ts',
    'steadyfetch.service-worker': 'src/worker-script/index.ts',
  },
  tsconfig: 'src/tsconfig.json',
  format: 'iife',
  outExtension: () => ({ js: '.js' }),
  target: ENGINES,
  platform: 'browser',
  minify: true,
  noExternal: [/.*/],
  banner: { js: `/*! steadyfetch ${version}, ${license} */` },
  esbuildPlugins: [twins(['browser', 'production'])],
  esbuildOptions(options) {
    options.alias = Object.fromEntries(DEPENDENCIES.map((name) => [name, resolve(`dist/browser/${name}.js`)]));
  },
  async onSuccess() {
    for (const name of DEPENDENCIES) await copyFile(`dist/browser/${name}.LICENSE.txt`, `dist/${name}.LICENSE.txt`);
  },
});
