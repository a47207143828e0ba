import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env, platform } from 'node:process';

export const root = resolve(import.meta.dirname, '..');
export const cache = join(root, '.cache');

/** Runs a command in plain sight, and returns its exit code. */
export function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: platform === 'win32', ...options });
  return status;
}

/** Runs a command that ends in vitest, and counts what vitest says of it. */
export function runTests(name, command, args, options) {
  const report = join(cache, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = run(command, [...args, ...reporters], options);
  const { passed, failed } = existsSync(report) ? countTests(readJson(report)) : { passed: 0, failed: 0 };
  // What ends badly has failed whatever it counted, and so has what counted nothing.
  const unexplained = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: unexplained ? 1 : failed };
}

/** A file that did not load has failed; where nothing may be skipped, so has a skipped test. */
function countTests({ numPassedTests, numFailedTests, numPendingTests, testResults }) {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const skipped = env.CI ? numPendingTests : 0;
  return { passed: numPassedTests, failed: numFailedTests + unloaded.length + skipped };
}

export const readJson = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

export const sum = (counts) =>
  counts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed }), { passed: 0, failed: 0 });

export const inWords = ({ passed, failed }) => `${passed} passed, ${failed} failed`;
