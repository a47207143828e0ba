import { join } from 'node:path';
import { nodes } from './support/nodes.ts';
import { app, describeProgram, titlesIn } from './support/programs.ts';

const titles = [
  ...(await titlesIn('scenarios.mjs')),
  'shows a notice on the page, and takes it away',
  'does with a signal of the page what fetch does with it',
  'ends a wait when a signal of the page aborts',
  'retries on the polyfill that sits on XMLHttpRequest',
  'hands out a final 503 of that polyfill, its body unread',
  'rejects as that polyfill does',
  'aborts an attempt of that polyfill',
  'keeps a deadline on that polyfill',
];

const vitest = (environment: string): string[] => [
  join(app, 'node_modules/vitest/vitest.mjs'),
  'run',
  '--config=dom/vitest.config.mjs',
  `--environment=${environment}`,
];
const jest = (environment: string): string[] => [
  '--experimental-vm-modules',
  join(app, 'node_modules/jest/bin/jest.js'),
  '--config=dom/jest.config.mjs',
  // Where fetch does not know the signals of the page, what is on its way cannot be broken off.
  '--forceExit',
  `--env=${environment}`,
];

const runners: [name: string, args: string[], versions: string[]][] = [
  ['vitest with jsdom', vitest('jsdom'), ['20', '22', '24', '26']],
  ['vitest with happy-dom', vitest('happy-dom'), ['20', '22', '24', '26']],
  ['jest with jsdom and the fetch of Node', jest('./dom/jest-jsdom-with-fetch.mjs'), ['20', '24']],
  ['jest with jsdom and a polyfilled fetch', jest('jsdom'), ['24']],
  ['jest with happy-dom', jest('@happy-dom/jest-environment'), ['24']],
];

for (const [name, args, versions] of runners) {
  for (const version of versions) {
    describeProgram(
      `${name} on Node ${version}`,
      titles,
      () => [nodes[version] ?? version, ...args],
      (origin) => ({ ORIGIN: origin }),
    );
  }
}
