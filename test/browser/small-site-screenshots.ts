// Takes the pictures of docs/without-a-build.md: `npm run screenshots:small-site`, after a build.
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createSite } from '../../examples/small-site/site.ts';
import { launchChromium } from './support/chromium.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images/small-site');
const VIEWPORT = { width: 900, height: 640 };

const site = createSite();
const server = createServer(site.handle).listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
await mkdir(FOLDER, { recursive: true });
const browser = await launchChromium();
const page = await browser.open(origin, { viewport: VIEWPORT });
await page.until(() => navigator.serviceWorker.controller !== null);
await page.until(() => document.querySelector('steady-notices') !== null);

site.fail(600_000);
await page.click('#photos');
await page.until(
  () => document.querySelector('steady-notices')?.shadowRoot?.querySelector('.card')?.getAnimations().length === 0,
  undefined,
  { timeoutMs: 20_000 },
);
await writeFile(join(FOLDER, 'images-wait.png'), await page.screenshot());

await page.goto(`${origin}/thanks.html`);
await page.until(() => document.querySelector('bdi') !== null);
await writeFile(join(FOLDER, 'page.png'), await page.screenshot({ x: 0, y: 0, width: 900, height: 420 }));

// One file with one tag, while its server is down for ten seconds.
site.repair();
const single = await browser.open(`${origin}/one-file.html`, { viewport: { width: 900, height: 420 } });
const isAtRest = (title: string) =>
  single.until(
    (wanted) => {
      const card = document.querySelector('steady-notices')?.shadowRoot?.querySelector('.card');
      return card?.textContent?.includes(wanted) && card.getAnimations().length === 0;
    },
    title,
    { timeoutMs: 30_000 },
  );
await single.until(() => document.querySelector('li') !== null);
site.fail(10_000);
await isAtRest('Try now');
await writeFile(join(FOLDER, 'one-file-waits.png'), await single.screenshot());
await isAtRest('You can use Corner bakery again');
await writeFile(join(FOLDER, 'one-file-again.png'), await single.screenshot());

await browser.close();
server.close();
server.closeAllConnections();
