import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { type Facts, specialize } from './specialize.ts';

/** Bundles a package without what the facts rule out. */
export function lean(name: string, facts: Readonly<Record<string, Facts>>): Plugin {
  const home = resolve('node_modules', name);
  return {
    name: `lean ${name}`,
    setup: ({ onLoad, onResolve }) => {
      // opossum needs Node's `events`; elsewhere a small emitter of ours takes its place.
      onResolve({ filter: /^events$/ }, () => ({ path: resolve('lean/events.cjs') }));
      onLoad({ filter: /\.c?js$/ }, async ({ path }) => {
        const known = facts[relative(home, path).replaceAll('\\', '/')];
        const source = await readFile(path, 'utf8');
        return { contents: asModule(known === undefined ? source : specialize(source, known)) };
      });
    },
  };
}

/** Of a CommonJS module a bundler takes everything, of an ES module only what is used. */
const asModule = (source: string): string =>
  source
    .replace(/^const (\w+) = require\('([^']+)'\)(.*);$/gm, "import $1_ from '$2';\nconst $1 = $1_$3;")
    .replace(/^module\.exports = (?:exports = )?(\w+);$/m, 'export default $1;')
    .replace(/^module\.exports = (?:exports = )?require\('([^']+)'\);$/m, "export { default } from '$1';");
