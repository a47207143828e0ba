import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { app, run } from './support/programs.ts';

// The guide's own test file, under Jest, with the package as it is published.
const folder = join(app, '.cache/jest');
const example = join(import.meta.dirname, '../../examples/testing/shop.jest.cjs');

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  await copyFile(example, join(folder, 'shop.test.cjs'));
  const config = { rootDir: '.', testMatch: ['**/*.test.cjs'], moduleFileExtensions: ['cjs', 'mjs', 'js', 'json'] };
  await writeFile(join(folder, 'jest.config.json'), JSON.stringify({ ...config, transform: {} }));
});

describe.each([
  ['node', 'node'],
  ['jsdom and the fetch of Node', join(app, 'dom/jest-jsdom-with-fetch.mjs')],
])("users' tests in Jest with %s", (_name, environment) => {
  test.each([
    ['as they are', []],
    ['with timers that are faked before anything is loaded', ['--fakeTimers={"enableGlobally":true}']],
  ])('pass %s, and Jest ends by itself', async (_how, more) => {
    const jest = [join(app, 'node_modules/jest/bin/jest.js'), `--config=${join(folder, 'jest.config.json')}`];
    const flags = [`--env=${environment}`, '--json', ...more];
    const { code, out, err } = await run([process.execPath, '--experimental-vm-modules', ...jest, ...flags]);
    expect(code, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ success: true, numPassedTests: 2, numFailedTests: 0 });
  });
});
