import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Makes JavaScript of what runs in the many processes, which then start in a fraction of the time. Libraries are left where
 * they are, ours included: what is measured is what is published.
 */
export async function buildLabs(entries: readonly URL[]): Promise<void> {
  await build({
    entryPoints: entries.map((entry) => fileURLToPath(entry)),
    // As deep as the sources, so that paths seen from a file stay right.
    outdir: here('../.cache'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [
      {
        name: 'dist stays outside',
        setup({ onResolve }) {
          onResolve({ filter: /\/dist\/\w+\.js$/ }, ({ path }) => ({
            path: pathToFileURL(here(`../../dist/${path.slice(path.lastIndexOf('/') + 1)}`)).href,
            external: true,
          }));
        },
      },
    ],
    logLevel: 'warning',
  });
}
