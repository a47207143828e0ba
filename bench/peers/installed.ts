import { readFileSync } from 'node:fs';

/** The version that stands in `bench/node_modules`: a package's exports need not let its own manifest be imported. */
export function installed(name: string): string {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}
