// Builds `dist/`, unless it lies there as these very sources were built before. `--no-types` leaves out the types, which take longest.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv, chdir, execPath } from 'node:process';

chdir(join(import.meta.dirname, '..'));

const SOURCES = [
  'src',
  'cli',
  'lean',
  'tsup.config.ts',
  'tsup.site.config.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];
const DEPENDENCIES = ['opossum', 'p-retry', 'commander'].map((name) => `node_modules/${name}/package.json`);
const NOTE = '.cache/build.json';

const filesIn = (path) => {
  if (!existsSync(path)) return [];
  return statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesIn(`${path}/${name}`)) : [path];
};

function digestOf(...paths) {
  const hash = createHash('sha256');
  for (const path of paths.flatMap(filesIn).sort()) hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest('hex');
}

const hasTypes = !argv.includes('--no-types');
const sources = digestOf(...SOURCES, ...DEPENDENCIES);
const last = existsSync(NOTE) ? JSON.parse(readFileSync(NOTE, 'utf8')) : {};
const isCurrent = last.sources === sources && last.output === digestOf('dist') && (last.hasTypes || !hasTypes);

if (!isCurrent) {
  rmSync(NOTE, { force: true });
  if (hasTypes) rmSync('dist', { recursive: true, force: true });
  const run = (...args) => execFileSync(execPath, args, { stdio: 'inherit' });
  run('node_modules/tsup/dist/cli-default.js', '--silent', ...(hasTypes ? [] : ['--no-dts']));
  run('node_modules/tsup/dist/cli-default.js', '--silent', '--config', 'tsup.site.config.ts');
  if (hasTypes) run('lean/cjs-types.mjs');
  mkdirSync(dirname(NOTE), { recursive: true });
  writeFileSync(NOTE, JSON.stringify({ sources, output: digestOf('dist'), hasTypes }));
}
