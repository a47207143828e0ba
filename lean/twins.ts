import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/** Where a module has a twin for one of these variants, `clock.browser.ts` beside `clock.ts`, it is taken instead. */
export const twins = (variants: readonly string[]): Plugin => ({
  name: `twins for ${variants.join(', ') || 'nothing'}`,
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, resolveDir }) => {
      const twin = variants
        .map((variant) => resolve(resolveDir, path.replace(/\.ts$/, `.${variant}.ts`)))
        .find((each) => existsSync(each));
      return twin === undefined ? undefined : { path: twin };
    });
  },
});

/** Packages that lie beside the files of a build. */
export const besideUs = (extension: string, names: readonly string[]): Plugin => ({
  name: `${names.join(', ')} beside us`,
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(?:${names.join('|')})$`) }, ({ path }) => ({
      path: `./${path}.${extension}`,
      external: true,
    }));
  },
});
