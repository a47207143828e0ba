import { join } from 'node:path';
import { nodes } from './support/nodes.ts';
import { app, describeProgram, titlesIn } from './support/programs.ts';

const titles = [
  ...(await titlesIn('scenarios.mjs')),
  ...(await titlesIn('cards.mjs')),
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

/** The first version fills a row of the table of support, if there is one. */
const runners: [name: string, args: string[], versions: string[], row?: string][] = [
  ['vitest with jsdom', vitest('jsdom'), ['20', '22', '24', '26'], 'Vitest with jsdom'],
  ['vitest with happy-dom', vitest('happy-dom'), ['20', '22', '24', '26'], 'Vitest with happy-dom'],
  ['jest with jsdom and the fetch of Node', jest('./dom/jest-jsdom-with-fetch.mjs'), ['20', '24'], 'Jest with jsdom'],
  ['jest with jsdom and a polyfilled fetch', jest('jsdom'), ['24']],
  ['jest with happy-dom', jest('@happy-dom/jest-environment'), ['24'], 'Jest with happy-dom'],
];

for (const [name, args, versions, row] of runners) {
  for (const [at, version] of versions.entries()) {
    describeProgram(`${name} on Node ${version}`, titles, () => [nodes[version] ?? version, ...args], {
      env: (origin) => ({ ORIGIN: origin }),
      ...(at === 0 && row !== undefined ? { row } : {}),
    });
  }
}
