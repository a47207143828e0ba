// What a benchmark needs, from a fresh clone: the peers, and the library as it is published.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const npm = (...args) =>
  execFileSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });

const lock = new URL('package-lock.json', import.meta.url);
const installed = new URL('node_modules/.package-lock.json', import.meta.url);

// npm warns of peers that ask for a newer Node; those listed here have been run on this one.
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs)
  npm('ci', '--prefix', 'bench', '--loglevel', 'error');
npm('run', 'build:js');
