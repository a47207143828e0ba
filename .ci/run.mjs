// All that has to hold, one step after the other; none keeps the next from being run and counted.
import { installPackages } from './apt.mjs';
import { inWords, readJson, root, run, runTests, sum } from './count.mjs';
import { runMatrix } from './matrix.mjs';

/** A step without tests counts as one. */
function check(command, ...args) {
  const exitCode = run(command, args);
  if (exitCode === 0) return { passed: 1, failures: [] };
  return { passed: 0, failures: [`${[command, ...args].join(' ')} ended with exit code ${exitCode}`] };
}

/** A suite that needs more than npm brings. */
function suite(name, ...packages) {
  installPackages(...packages);
  return runTests(name, 'npm', ['run', `test:${name}`, '--']);
}

const steps = [
  ['npm ci', () => check('npm', 'ci')],
  ...Object.keys(readJson(root, 'package.json').scripts)
    .filter((name) => name.startsWith('check:'))
    .map((name) => [name, () => check('npm', 'run', name)]),
  ['npm test', () => runTests('test', 'npm', ['test', '--'])],
  ['npm run test:browser', () => suite('browser', 'chromium', 'firefox-esr', 'webkit2gtk-driver', 'xvfb')],
  ['npm run test:gateways', () => suite('gateways', 'nginx', 'haproxy', 'apache2', 'squid', 'varnish')],
  [
    'npm run test:spoken',
    () => suite('spoken', 'orca', 'speech-dispatcher', 'at-spi2-core', 'dbus', 'xvfb', 'firefox-esr'),
  ],
  // It installs what it needs itself.
  ['npm run test:runtimes', () => suite('runtimes')],
  ['npm run bench:check', () => check('npm', 'run', 'bench:check')],
  ['npm run proof', () => check('npm', 'run', 'proof', '--', '--quick')],
  ['matrix', runMatrix],
];

/** The last lines of a log are what is looked at first; the whole of a failure is further up. */
function shorten(failure) {
  const [title, ...lines] = failure.split('\n');
  return [title, ...lines.slice(0, 12).map((line) => `  ${line.slice(0, 300)}`)].join('\n');
}

const results = steps.map(([name, act]) => {
  console.log(`\n# ${name}\n`);
  const started = performance.now();
  const result = act();
  return { name, result, seconds: Math.round((performance.now() - started) / 1000) };
});

const total = sum(results.map(({ result }) => result));
if (total.failures.length > 0) console.log(`\n# What failed\n\n${total.failures.map(shorten).join('\n\n')}`);
console.log('\n# All steps\n');
for (const { name, result, seconds } of results) console.log(`${name}: ${inWords(result)} (${seconds} s)`);
process.exitCode = total.failures.length > 0 || total.passed === 0 ? 1 : 0;
console.log(`\n${inWords(total)}`);
