import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, expect, test } from 'vitest';
import type { Browser } from '../browser/support/browser.ts';
import { launchChromium } from '../browser/support/chromium.ts';
import { ROWS } from './support/rows.ts';

// The package as it is published, in everything that takes packages in its own way: npm run test:consumers.
// CONSUMERS=all plays those too that bring hundreds of packages; CONSUMERS='parcel|vite' those so named.

const wanted = env['CONSUMERS'] ?? '';
const rows = ROWS.filter(({ name, isExtra }) =>
  wanted === '' ? !isExtra : wanted === 'all' || new RegExp(wanted, 'i').test(name),
);

let launched: Promise<Browser> | undefined;
const browser = (): Promise<Browser> => {
  launched ??= launchChromium();
  return launched;
};

const results = new Map(rows.map(({ name, build }) => [name, `| ${name} | ${build} | | failed |`]));
afterAll(async () => {
  await (await launched)?.close();
  const table = ['| consumer | build | what was run | result |', '| --- | --- | --- | --- |', ...results.values()];
  console.log(`\n${table.join('\n')}\n`);
  await writeFile(join(import.meta.dirname, '../../.cache/consumers.md'), `${table.join('\n')}\n`);
});

test.concurrent.each(rows)('$name takes the right build, and it works', async (row) => {
  const { build, ran } = await row.play(row, browser);
  expect(build).toBe(row.build);
  results.set(row.name, `| ${row.name} | ${build} | ${ran} | passed |`);
});
