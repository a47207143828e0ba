import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSite } from '../../examples/streaming/site.ts';
import type { BrowserPage, Look } from './support/browser.ts';
import { launchChromium } from './support/chromium.ts';

// Takes the pictures of the streaming site: `npm run screenshots:streaming`. With `-- FOLDER` it takes all there are, into that folder.

const [folder = join(import.meta.dirname, '../../docs/images/streaming')] = process.argv.slice(2);
const takesAll = process.argv.length > 2;

// Smaller for the guides, as files of a picture with a film in it are large.
const DESKTOP = takesAll ? { width: 1280, height: 800 } : { width: 1060, height: 740 };
const PHONE = { width: 390, height: 844 };
const FOR_DOCS = [
  'stalled-plain-light-desktop',
  'bare-plain-light-desktop',
  'unknown-react-dark-desktop',
  'stalled-plain-dark-phone',
];

const site = await startSite();
const browser = await launchChromium();
await mkdir(folder, { recursive: true });

const press = (page: BrowserPage, name: string) =>
  page.evaluate((wanted) => {
    const buttons = [...document.querySelectorAll<HTMLElement>('#backstage button')];
    buttons.find(({ textContent }) => textContent?.startsWith(wanted))?.click();
  }, name);

/** Words that can be read in the page, in any element. */
const says = (page: BrowserPage, words: string) =>
  page.until(
    (wanted) => {
      const shadows = [...document.querySelectorAll('steady-notices')].map(({ shadowRoot }) => shadowRoot);
      return [...shadows, document.body].some((root) => root?.textContent?.includes(wanted));
    },
    words,
    { timeoutMs: 25_000 },
  );

const trouble = (page: BrowserPage, button: string, state: string) =>
  press(page, button).then(() =>
    page.until((wanted) => document.querySelector('.state')?.textContent?.startsWith(wanted), state),
  );

const SCENARIOS: Readonly<Record<string, (page: BrowserPage) => Promise<void>>> = {
  async calm() {},
  // Until the buffer is empty by itself.
  async stalled(page) {
    await trouble(page, 'Long outage', 'Cuts');
    await says(page, 'Waiting for more video');
    await says(page, 'in a few seconds');
  },
  async bare(page) {
    await press(page, 'Without steadyfetch');
    const filmAt = (from: number, to: number) =>
      page.until(
        (range) => {
          const at = document.querySelector('video')?.currentTime ?? 0;
          return range.from < at && at < range.to;
        },
        { from, to },
        { timeoutMs: 15_000 },
      );
    // From its start again.
    await filmAt(0, 2);
    await filmAt(2, 60);
    await trouble(page, 'Burst', 'Answers 502');
    await page.until(() => document.querySelector('.broken:not([hidden]) p')?.textContent);
  },
  async unknown(page) {
    await trouble(page, 'Lost answers', 'Answers 504');
    await page.evaluate(() => document.querySelector<HTMLElement>('.save')?.click());
    await says(page, 'We don’t know if “My list” was saved');
  },
  async checked(page) {
    await SCENARIOS['unknown']?.(page);
    await press(page, 'Repair');
    await page.click('.action, [data-sonner-toast] button', { text: 'Check my list' });
    await says(page, 'in your list.');
  },
};

async function take(name: string, path: string, look: Look, scenario: (page: BrowserPage) => Promise<void>) {
  await fetch(`${site.url}/gateway`, { method: 'POST', body: '{"kind": null}' });
  await using page = await browser.open(site.url + path, look);
  await page.until(() => document.querySelectorAll('.films li').length === 3, undefined, { timeoutMs: 15_000 });
  // The one whose pictures are small as files.
  await page.evaluate(() => document.querySelectorAll<HTMLElement>('.films button')[2]?.click());
  await page.until(() => document.querySelector('h1')?.textContent === 'Test pattern');
  await page.until(() => (document.querySelector('.ahead')?.textContent ?? '').startsWith('8 s'));
  await scenario(page);
  // Entrances are over.
  await page.until(() => {
    const shadow = [...document.querySelectorAll('steady-notices')].flatMap(
      (element) => element.shadowRoot?.getAnimations() ?? [],
    );
    const toasts = [...document.querySelectorAll('[data-sonner-toast]')].flatMap((toast) => toast.getAnimations());
    return [...shadow, ...toasts].every(
      ({ playState, effect }) =>
        playState === 'finished' || effect?.getTiming().iterations === Number.POSITIVE_INFINITY,
    );
  });
  await writeFile(join(folder, `${name}.png`), await page.screenshot());
}

for (const [scenario, act] of Object.entries(SCENARIOS)) {
  for (const [page, path] of [['react', '/'] as const, ['plain', '/plain.html'] as const]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [device, viewport] of [['desktop', DESKTOP] as const, ['phone', PHONE] as const]) {
        const name = `${scenario}-${page}-${colorScheme}-${device}`;
        if (takesAll || FOR_DOCS.includes(name)) await take(name, path, { colorScheme, viewport }, act);
      }
    }
  }
}

await browser.close();
await site.close();
