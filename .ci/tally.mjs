import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';

/** What vitest's JSON report comes to. A file that did not load has failed, and a skipped test has proved nothing. */
export function countTests(report) {
  const { numPassedTests: passed, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const broken = testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
  return { passed, failed: numFailedTests + numPendingTests + broken.length };
}

/** A run that ends badly has failed, whatever it counted; one that counted nothing too. */
export function countRun(reports, exitCode) {
  const counts = reports.map(countTests);
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  const unexplained = failed === 0 && (exitCode !== 0 || passed === 0);
  return { passed, failed: unexplained ? 1 : failed };
}

/** Sums what the steps of a whole run left behind: an exit code each in `NAME.check` or `NAME.suite`, reports in `NAME.*json`. */
function countSteps(folder) {
  const files = readdirSync(folder);
  const total = { passed: 0, failed: 0 };
  for (const file of files) {
    const [, name, kind] = /^(.*)\.(check|suite)$/.exec(file) ?? [];
    if (name === undefined) continue;
    const exitCode = Number(readFileSync(join(folder, file), 'utf8'));
    const reports = files.filter((report) => report.startsWith(`${name}.`) && report.endsWith('.json'));
    const check = exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    const { passed, failed } = kind === 'check' ? check : countRun(reports.map((report) => join(folder, report)), exitCode);
    if (failed > 0) console.log(`failed: ${name}`);
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  const { passed, failed } = countSteps(argv[2]);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
