// The same types once more for `require`: TypeScript takes a `.d.ts` of ours for that of an ES module.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

for (const path of readdirSync('dist', { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.d.ts')) continue;
  const types = readFileSync(join('dist', path), 'utf8');
  const target = join('dist/cjs', path.replace(/\.d\.ts$/, '.d.cts'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, types.replace(/((?:from|import)\s*\(?['"]\.{1,2}\/[^'"]+)\.js(['"])/g, '$1.cjs$2'));
}
