import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, expect, test } from 'vitest';
import { inEngines } from '../browser/support/engines.ts';
import { htmlPage, openSite } from '../browser/support/site.ts';
import { nodes } from './support/nodes.ts';
import { startOrigin } from './support/origin.ts';
import { app, describeProgram, titlesIn } from './support/programs.ts';
import { entryFolder, note } from './support/table.ts';

// Where an app arrives as one script: in browsers, and in an Edge runtime.

declare global {
  interface Window {
    playAll(origin: string): Promise<Record<string, string>>;
    played?: Record<string, string>;
  }
}

const NAMES = { chromium: 'Chromium', firefox: 'Firefox', webkit: 'WebKit (WebKitGTK)' };

async function bundleFor(conditions: readonly string[]) {
  const file = join(app, '.cache', `${['play-all', ...conditions].join('-')}.js`);
  const { metafile } = await build({
    entryPoints: [join(app, 'play-all.mjs')],
    bundle: true,
    outfile: file,
    target: 'es2022',
    metafile: true,
    conditions: [...conditions],
    logLevel: 'silent',
  });
  return { file, folder: entryFolder(metafile) };
}

const scenarios = await titlesIn('scenarios.mjs');
const titles = [...scenarios, ...(await titlesIn('cards.mjs'))];

const edge = await bundleFor(['edge-light', 'worker']);
describeProgram(
  'an Edge runtime',
  scenarios,
  (origin) => [nodes['20'] ?? process.execPath, join(app, 'edge.mjs'), edge.file, origin],
  { env: () => ({ BUILD: `steadyfetch/${edge.folder}/index.js` }), row: 'Vercel Edge (@edge-runtime/vm)' },
);

inEngines((engine) => {
  let results: Record<string, string> = {};
  beforeAll(async () => {
    const { file, folder } = await bundleFor([]);
    await using origin = await startOrigin();
    await using site = await openSite({ '/': htmlPage(), '/page.js': await readFile(file, 'utf8') }, { csp: false });
    await using page = await engine.open(site.origin);
    await page.evaluate((address) => {
      window.playAll(address).then((played) => {
        window.played = played;
      });
    }, origin.url);
    await page.until(() => window.played, undefined, { timeoutMs: 120_000 });
    results = (await page.evaluate(() => window.played)) ?? {};
    note({ name: NAMES[engine.name], build: folder, results });
  });
  test.each(titles)('%s', (title) => {
    expect(results[title], results[title]).toBe('passed');
  });
});
