import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { compile, compileModule } from 'svelte/compiler';
import { type BundleOptions, bundle } from '../support/site.ts';

/** Styles that a module imports are part of the page as soon as the module is. */
const styles: Plugin = {
  name: 'styles',
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: `document.head.append(Object.assign(document.createElement('style'), { textContent: ${JSON.stringify(await readFile(path, 'utf8'))} }));`,
    }));
  },
};

const svelte: Plugin = {
  name: 'svelte',
  setup({ initialOptions, onLoad }) {
    initialOptions.conditions = ['svelte', 'module'];
    const compiled = (js: { code: string }) => ({ contents: js.code, loader: 'js' }) as const;
    onLoad({ filter: /\.svelte$/ }, async ({ path: filename }) =>
      compiled(compile(await readFile(filename, 'utf8'), { filename, css: 'injected' }).js),
    );
    onLoad({ filter: /\.svelte\.js$/ }, async ({ path: filename }) =>
      compiled(compileModule(await readFile(filename, 'utf8'), { filename }).js),
    );
  },
};

/** One of `pages/`, ready for a browser. */
export const bundlePage = (file: string, options: BundleOptions = {}): Promise<string> =>
  bundle(`test/browser/sinks/pages/${file}`, { plugins: [styles, svelte], ...options });
