// What the runtimes' suite needs, from a fresh clone: the runtimes, and the library as it is published.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../.ci/count.mjs';
import { nodeProgram } from '../../.ci/matrix.mjs';
import { pack } from '../../.ci/pack.mjs';

const app = join(import.meta.dirname, 'app');
const run = (command, ...args) =>
  execFileSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  });

const installed = join(app, 'node_modules/.package-lock.json');
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(join(app, 'package-lock.json')).mtimeMs) {
  run('npm', 'ci', '--prefix', app, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  // Puts the program for this machine in its place, which it has brought with it.
  run('npm', 'rebuild', 'bun', '--prefix', app, '--ignore-scripts=false');
}

run('npm', 'run', 'build:js');
const cache = join(app, '.cache');
const { tarball } = pack(cache);
const home = join(app, 'node_modules/steadyfetch');
rmSync(home, { recursive: true, force: true });
mkdirSync(home);
run('tar', '-xzf', tarball, '-C', home, '--strip-components=1');

const nodes = Object.fromEntries([22, 24, 26].map((version) => [version, nodeProgram(version)]));
writeFileSync(
  join(cache, 'nodes.json'),
  JSON.stringify({ ...nodes, [process.versions.node.split('.')[0]]: process.execPath }),
);
