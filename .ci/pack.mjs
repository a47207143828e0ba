import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { platform } from 'node:process';
import { root } from './count.mjs';

/**
 * The package as it is published, in a folder: where it lies, and the paths in it. It has to be built before.
 *
 * @param {string} folder
 * @returns {{ tarball: string, paths: readonly string[] }}
 */
export function pack(folder) {
  mkdirSync(folder, { recursive: true });
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const out = execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: platform === 'win32' });
  const [{ filename, files }] = JSON.parse(out);
  return { tarball: join(folder, filename), paths: files.map(({ path }) => path) };
}
