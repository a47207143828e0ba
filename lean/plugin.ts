import { readFile, realpath } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { type Facts, specialize } from './specialize.ts';

/** Bundles a package without what the facts rule out. */
export function lean(name: string, facts: Readonly<Record<string, Facts>>): Plugin {
  return {
    name: `lean ${name}`,
    async setup({ onLoad, onResolve, onEnd }) {
      const home = await realpath(`node_modules/${name}`);
      const unread = new Set(Object.keys(facts));
      // opossum needs Node's `events`; elsewhere a small emitter of ours takes its place.
      onResolve({ filter: /^events$/ }, () => ({ path: resolve('lean/events.cjs') }));
      onLoad({ filter: /\.c?js$/ }, async ({ path }) => {
        const file = relative(home, path).replaceAll('\\', '/');
        const source = await readFile(path, 'utf8');
        unread.delete(file);
        return { contents: asModule(facts[file] === undefined ? source : specialize(source, facts[file])) };
      });
      onEnd(() => ({ errors: [...unread].map((file) => ({ text: `not to be found in this version: ${file}` })) }));
    },
  };
}

/** Of a CommonJS module a bundler takes everything, of an ES module only what is used. */
const asModule = (source: string): string =>
  source
    .replace(/^const (\w+) = require\('([^']+)'\)(.*);$/gm, "import $1_ from '$2';\nconst $1 = $1_$3;")
    .replace(/^module\.exports = (?:exports = )?(\w+);$/m, 'export default $1;')
    .replace(/^module\.exports = (?:exports = )?require\('([^']+)'\);$/m, "export { default } from '$1';");
