// All that has to hold, one step after the other; none keeps the next from being run and counted. `.ci/run matrix` runs one step alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, execPath } from 'node:process';
import { installPackages } from './apt.mjs';
import { cache, inWords, readJson, root, run, runTests, sum } from './count.mjs';
import { installNodes, runMatrix } from './matrix.mjs';

const PACKAGES = [
  ...['chromium', 'firefox-esr', 'webkit2gtk-driver', 'xvfb'],
  ...['nginx', 'haproxy', 'apache2', 'squid', 'varnish', 'prometheus'],
  ...['orca', 'speech-dispatcher', 'at-spi2-core', 'dbus'],
];

/** A step without tests counts as one. */
const count = (isGood, complaint) => (isGood ? { passed: 1, failures: [] } : { passed: 0, failures: [complaint] });

function check(command, ...args) {
  const exitCode = run(command, args);
  return count(exitCode === 0, `${[command, ...args].join(' ')} ended with exit code ${exitCode}`);
}

const script = (name) => [`npm run ${name}`, () => check('npm', 'run', name)];
const suite = (name) => [`npm run test:${name}`, () => runTests(name, 'npm', ['run', `test:${name}`, '--'])];

/** What all others need, all at once. */
const INSTALL = [
  ['npm ci', () => check('npm', 'ci')],
  ['system packages', () => count(installPackages(...PACKAGES), 'Failed to install the system packages')],
  ['other Nodes', () => count(installNodes(), 'Failed to install the other Nodes')],
];
/** Others find that this was done before, and do not build. */
const BUILD = [script('build')];
const CHECKS = [
  ...Object.keys(readJson(root, 'package.json').scripts)
    .filter((name) => name.startsWith('check:'))
    .map(script),
  ['npm test', () => runTests('test', 'npm', ['test', '--'])],
  suite('slow'),
  ['matrix', runMatrix],
  script('bench:check'),
  ['npm run proof', () => check('npm', 'run', 'proof', '--', '--quick')],
  ...['browser', 'spoken', 'runtimes', 'consumers', 'gateways'].map(suite),
];

const STEPS = Object.fromEntries([...INSTALL, ...BUILD, ...CHECKS]);
const fileOf = (name, extension) => join(cache, 'steps', `${name.replaceAll(/\W+/g, '-')}.${extension}`);

/** In a process of its own. What it says is shown when it has ended, so that no other step comes between. */
async function play([name]) {
  const started = performance.now();
  const [log, counted] = [fileOf(name, 'log'), fileOf(name, 'json')];
  rmSync(counted, { force: true });
  const output = openSync(log, 'w');
  const child = spawn(execPath, [import.meta.filename, name], { cwd: root, stdio: ['ignore', output, output] });
  const [exitCode] = await once(child, 'exit');
  closeSync(output);
  const { passed, failures } = existsSync(counted)
    ? readJson(counted)
    : count(false, `${name} ended with exit code ${exitCode}`);
  const seconds = Math.round((performance.now() - started) / 1000);
  const said = readFileSync(log, 'utf8').trim();
  console.log(`\n# ${name}\n\n${said}`);
  // A test tells what was wrong; of a command that failed, the last lines do.
  const told = failures.map((failure) => (failure.includes('\n') ? failure : [failure, ...lastLines(said)].join('\n')));
  return { name, result: { passed, failures: told }, seconds };
}

const lastLines = (text) => text.split('\n').slice(-LINES);

/** How many lines of a failure are shown at the end. */
const LINES = 12;

/** The last lines of a log are what is looked at first; the whole of a failure is further up. */
function shorten(failure) {
  const [title, ...lines] = failure.split('\n');
  return [title, ...lines.slice(0, LINES).map((line) => `  ${line.slice(0, 300)}`)].join('\n');
}

mkdirSync(join(cache, 'steps'), { recursive: true });
const [, , alone] = argv;
if (alone !== undefined) {
  const result = STEPS[alone]();
  writeFileSync(fileOf(alone, 'json'), JSON.stringify(result));
  process.exitCode = result.failures.length > 0 ? 1 : 0;
} else {
  const results = await Promise.all(INSTALL.map(play));
  // One at a time: what browsers do in a given time depends on what else the machine does.
  for (const step of [...BUILD, ...CHECKS]) results.push(await play(step));
  const total = sum(results.map(({ result }) => result));
  if (total.failures.length > 0) console.log(`\n# What failed\n\n${total.failures.map(shorten).join('\n\n')}`);
  console.log('\n# All steps\n');
  for (const { name, result, seconds } of results) console.log(`${name}: ${inWords(result)} (${seconds} s)`);
  process.exitCode = total.failures.length > 0 || total.passed === 0 ? 1 : 0;
  console.log(`\n${inWords(total)}`);
}
