import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** A rule that has no option, changed where it stands. */
export interface Edit {
  /** Below `src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Makes the change, or says that the rule is no longer there. */
export function edited(source: string, { file, from, to }: Edit): string {
  const parts = source.split(from);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${from}`);
  return parts.join(to);
}

/** The library as it is published, but for the changes. Returns where it lies. */
export async function buildWith(name: string, edits: readonly Edit[]): Promise<string> {
  // Within the package, so that its own `imports` hold.
  const outfile = `${ROOT}.cache/policy/${name.replace(/\W+/g, '-')}.js`;
  await build({
    entryPoints: [`${ROOT}src/index.ts`],
    tsconfig: `${ROOT}src/tsconfig.json`,
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    external: ['#opossum', 'p-retry'],
    logLevel: 'error',
    plugins: [
      {
        name: 'edits',
        setup({ onLoad }) {
          for (const file of new Set(edits.map((edit) => edit.file))) {
            const path = `${ROOT}src/${file}`;
            onLoad({ filter: new RegExp(`${path.replace(/[.\\/]/g, '\\$&')}$`) }, async () => {
              const source = await readFile(path, 'utf8');
              return { contents: edits.filter((edit) => edit.file === file).reduce(edited, source), loader: 'ts' };
            });
          }
        },
      },
    ],
  });
  return outfile;
}
