import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSite } from '../../examples/streaming/site.ts';
import type { BrowserPage, Look } from './support/browser.ts';
import { launchChromium } from './support/chromium.ts';

// Takes the pictures of the streaming site: `npm run screenshots:streaming`. With `-- FOLDER` it takes all there are, into that folder.

const [folder = join(import.meta.dirname, '../../docs/images/streaming')] = process.argv.slice(2);
const takesAll = process.argv.length > 2;

// Smaller for the guides, as files of a picture with a film in it are large.
const DESKTOP = takesAll ? { width: 1280, height: 800 } : { width: 1060, height: 664 };
const PHONE = { width: 390, height: 844 };
const FOR_DOCS = ['stalled-plain-light-desktop', 'unknown-react-dark-desktop', 'stalled-plain-dark-phone'];

const site = await startSite();
const browser = await launchChromium();
await mkdir(folder, { recursive: true });

const press = (page: BrowserPage, name: string) =>
  page.evaluate((wanted) => {
    const buttons = [...document.querySelectorAll<HTMLElement>('#backstage button')];
    buttons.find(({ textContent }) => textContent?.startsWith(wanted))?.click();
  }, name);

/** The words of a notice, whoever shows it. */
const says = (page: BrowserPage, words: string) =>
  page.until(
    (wanted) => {
      const root = document.querySelector('steady-notices')?.shadowRoot ?? document.querySelector('section[aria-live]');
      return root?.textContent?.includes(wanted);
    },
    words,
    { patienceMs: 15_000 },
  );

const SCENES: Readonly<Record<string, (page: BrowserPage) => Promise<void>>> = {
  async calm() {},
  async stalled(page) {
    await press(page, 'Long outage');
    await page.until(() => document.querySelector('.state')?.textContent?.startsWith('Cuts'));
    await page.evaluate(() => {
      const video = document.querySelector('video') as HTMLVideoElement;
      video.currentTime = video.buffered.end(video.buffered.length - 1) - 0.3;
    });
    await says(page, 'Waiting for more video');
  },
  async unknown(page) {
    await press(page, 'Lost answers');
    await page.until(() => document.querySelector('.state')?.textContent?.startsWith('Answers 504'));
    await page.evaluate(() => document.querySelector<HTMLElement>('.save')?.click());
    await says(page, 'We don’t know if “My list” was saved');
  },
};

async function take(name: string, path: string, look: Look, scene: (page: BrowserPage) => Promise<void>) {
  await fetch(`${site.url}/gateway`, { method: 'POST', body: '{"kind": null}' });
  await using page = await browser.open(site.url + path, look);
  await page.until(() => document.querySelectorAll('.films li').length === 3, undefined, { patienceMs: 15_000 });
  // The one whose pictures are small as files.
  await page.evaluate(() => document.querySelectorAll<HTMLElement>('.films button')[2]?.click());
  await page.until(() => document.querySelector('h1')?.textContent === 'Test pattern');
  await page.evaluate(() => document.querySelector('video')?.play());
  await page.until(() => (document.querySelector('.ahead')?.textContent ?? '').startsWith('8 s'));
  await scene(page);
  // Entrances are over.
  await page.until(() => {
    const shadow = document.querySelector('steady-notices')?.shadowRoot?.getAnimations() ?? [];
    const toasts = [...document.querySelectorAll('[data-sonner-toast]')].flatMap((toast) => toast.getAnimations());
    return [...shadow, ...toasts].every(
      ({ playState, effect }) =>
        playState === 'finished' || effect?.getTiming().iterations === Number.POSITIVE_INFINITY,
    );
  });
  await writeFile(join(folder, `${name}.png`), await page.screenshot());
}

for (const [scene, act] of Object.entries(SCENES)) {
  for (const [page, path] of [['react', '/'] as const, ['plain', '/plain.html'] as const]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [device, viewport] of [['desktop', DESKTOP] as const, ['phone', PHONE] as const]) {
        const name = `${scene}-${page}-${colorScheme}-${device}`;
        if (takesAll || FOR_DOCS.includes(name)) await take(name, path, { colorScheme, viewport }, act);
      }
    }
  }
}

await browser.close();
await site.close();
