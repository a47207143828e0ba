import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchChromium } from './support/chromium.ts';
import { bundle, htmlPage, openSite } from './support/site.ts';

// Takes the pictures of the guide to the status panel, as a part of `npm run screenshots`. What was built runs for 45 s against
// three services: one works, one fails now and then, and one stops answering after 20 s.

const folder = join(import.meta.dirname, '../../docs/images/status');
const TRAFFIC_MS = 45_000;
const DOWN_AFTER_MS = 20_000;

const CSS = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 1.5rem; background: light-dark(#f5f6f8, #15171c); }
steady-status { --steady-status-font: "Liberation Sans", "DejaVu Sans", sans-serif; }
`;

const startedAt = Date.now();
const failing = { status: 503, headers: { 'x-request-id': '8f2c41d0' } };
const site = await openSite(
  {
    '/': htmlPage({ css: true }),
    '/page.css': CSS,
    '/page.js': await bundle('test/browser/status/page.ts', { from: 'dist' }),
  },
  {
    answer: ({ path }, count) => {
      const isDown = Date.now() - startedAt > DOWN_AFTER_MS;
      if (path.startsWith('/Photos') && isDown) return failing;
      if (path.startsWith('/Search') && count % 9 === 0) return 502;
      return { status: 200, delayMs: 20 + (count % 5) * 15 };
    },
  },
);
const browser = await launchChromium();
await mkdir(folder, { recursive: true });

await Promise.all(
  (['light', 'dark'] as const).map(async (colorScheme) => {
    await using page = await browser.open(site.origin, { colorScheme, viewport: { width: 720, height: 900 } });
    await page.until(() => window.panel !== undefined);
    await page.evaluate(() => {
      // As much in one minute as else in ten.
      window.panel.open({}, { windowMs: 60_000, maxFailures: 4 });
      setInterval(() => {
        void window.panel.ask(1 + Math.round(Math.random() * 3), '/Orders/list');
        void window.panel.ask(1 + Math.round(Math.random() * 2), '/Search/all');
        for (const route of ['list', 'map', 'albums']) void window.panel.ask(1, `/Photos/${route}`);
      }, 500);
    });
    await sleep(TRAFFIC_MS);
    await page.evaluate(() => {
      // That of the service that is down, which is the last one.
      window.panel.$<HTMLDetailsElement>('li:last-child > details').open = true;
    });
    await page.until(
      () => window.panel.texts('.state').includes('Not answering') && window.panel.texts('ol li').length > 0,
      undefined,
      { timeoutMs: 30_000 },
    );
    const height = await page.evaluate(() => document.documentElement.getBoundingClientRect().height);
    await writeFile(join(folder, `${colorScheme}.png`), await page.screenshot({ x: 0, y: 0, width: 720, height }));
  }),
);

await browser.close();
await site.close();
