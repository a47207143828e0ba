// All that has to hold, one step after the other; none keeps the next from being run and counted.
import { installPackages } from './apt.mjs';
import { inWords, readJson, root, run, runTests, sum } from './count.mjs';
import { runMatrix } from './matrix.mjs';

/** A step without tests counts as one. */
const check = (command, ...args) => (run(command, args) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

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
  ['matrix', runMatrix],
];

const results = steps.map(([name, act]) => {
  console.log(`\n# ${name}\n`);
  const started = performance.now();
  const counts = act();
  return { name, counts, seconds: Math.round((performance.now() - started) / 1000) };
});

console.log('\n# All steps\n');
for (const { name, counts, seconds } of results) console.log(`${name}: ${inWords(counts)} (${seconds} s)`);
const total = sum(results.map(({ counts }) => counts));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`\n${inWords(total)}`);
