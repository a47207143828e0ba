import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { env, platform } from 'node:process';

export const root = resolve(import.meta.dirname, '..');
export const cache = join(root, '.cache');

/** Runs a command in plain sight, and returns its exit code. */
export function run(command, args, options = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: platform === 'win32', ...options });
  return status;
}

/** Runs a command that ends in vitest. Returns how many tests passed, and what it says of each that did not. */
export function runTests(name, command, args, options) {
  const report = join(cache, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const exitCode = run(command, [...args, ...reporters], options);
  const { passed, failures } = existsSync(report) ? readReport(readJson(report)) : { passed: 0, failures: [] };
  // What ends badly has failed whatever it counted, and so has what counted nothing.
  const unexplained = failures.length === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failures: unexplained ? [`${name} ended with exit code ${exitCode}`] : failures };
}

/** A file that did not load has failed; where nothing may be skipped, so has a skipped test. */
function readReport({ numPassedTests, testResults }) {
  const bad = env.CI ? ['failed', 'pending', 'skipped', 'todo'] : ['failed'];
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    if (status === 'failed' && assertionResults.length === 0) return [`${file} did not load: ${message}`];
    return assertionResults
      .filter(({ status }) => bad.includes(status))
      .map(({ fullName, status, failureMessages }) => `${file}: ${fullName}\n${failureMessages?.join('\n') || status}`);
  });
  return { passed: numPassedTests, failures };
}

export const readJson = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));

export const sum = (results) => ({
  passed: results.reduce((total, { passed }) => total + passed, 0),
  failures: results.flatMap(({ failures }) => failures),
});

export const inWords = ({ passed, failures }) => `${passed} passed, ${failures.length} failed`;
