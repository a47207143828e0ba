import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserPage, Look } from './support/browser.ts';
import { launchChromium } from './support/chromium.ts';
import { bundle, htmlPage, openSite, type Reply } from './support/site.ts';

// Takes the pictures of the guides: `npm run screenshots`. With `-- FOLDER` it takes all there are, into that folder.
// What was built runs on its defaults, against a server that really fails: each picture shows what a person would see.

const [folder = join(import.meta.dirname, '../../docs/images/notices')] = process.argv.slice(2);
const takesAll = process.argv.length > 2;
const FOR_DOCS = [
  ...['waiting-light-desktop', 'asked-to-wait-dark-phone', 'unknown-light-desktop', 'recovered-light-desktop'],
  ...['two-light-desktop', 'details-light-phone', 'arabic-light-desktop', 'forced-colors'],
];

const DESKTOP = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };
/** What 1280x1024 leaves of itself at 400 %. */
const ZOOMED = { width: 320, height: 256 };

const CSS = `
:root { color-scheme: light dark; --line: light-dark(#e3e5ea, #32363f); }
body { margin: 0; font: 16px/1.5 "Liberation Sans", Arial, sans-serif; background: light-dark(#f5f6f8, #15171c); color: light-dark(#22252c, #e6e8ec); }
steady-notices { --steady-notices-font: "Liberation Sans", "DejaVu Sans", sans-serif; }
header { display: flex; gap: 1.5rem; align-items: center; padding: .875rem 1.5rem; border-block-end: 1px solid var(--line); background: light-dark(#fff, #1b1e24); }
header a { color: inherit; text-decoration: none; opacity: .75; }
main { padding: 1.5rem; display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); }
h1 { grid-column: 1 / -1; margin: 0; font-size: 1.5rem; }
figure { margin: 0; border-radius: .75rem; aspect-ratio: 4 / 3; background: light-dark(#dfe3ea, #2a2e37); }
figure:nth-of-type(3n) { background: light-dark(#d5dde2, #26323a); }
figure:nth-of-type(4n) { background: light-dark(#e4dfd8, #37312a); }
`;
const words = { en: ['Album', 'Photos', 'Shared', 'Holidays'], ar: ['ألبوم', 'الصور', 'مشترك', 'العطلات'] };
const body = ([name, one, two, title]: readonly string[]) =>
  `<header><strong>${name}</strong><a href="#">${one}</a><a href="#">${two}</a></header>
<main><h1>${title}</h1>${'<figure></figure>'.repeat(40)}</main>`;

/** What the service does for a picture, by the first part of the path. A number of ms is when it works again. */
const open = { 'access-control-allow-origin': '*', 'x-request-id': '8f2c41d0' };
const down: Reply = { status: 503, headers: open };
const SERVICES: Readonly<Record<string, (sinceMs: number) => Reply>> = {
  down: () => down,
  asked: () => ({ status: 503, headers: { ...open, 'retry-after': '20' } }),
  recovers: (sinceMs) => (sinceMs < 4_000 ? down : { status: 200, headers: open }),
  hangs: (sinceMs) => (sinceMs < 3_500 ? down : 'hang'),
  silent: () => 'hang',
  lost: () => ({ status: 504, headers: open }),
  cut: () => 'cut',
};
const firstAt = new Map<string, number>();

const site = await openSite(
  {
    '/': htmlPage({ body: body(words.en), css: true }),
    '/arabic': htmlPage({ body: body(words.ar), css: true, lang: 'ar', dir: 'rtl' }),
    '/page.css': CSS,
    '/page.js': await bundle('test/browser/album/page.ts', { from: 'dist' }),
  },
  {
    csp: "default-src 'self'; connect-src *",
    // `/down/light-desktop/1`: each picture meets a service of its own.
    answer: ({ path, at }) => {
      const [, service = '', picture = ''] = path.split('/');
      const since = firstAt.get(service + picture) ?? at;
      firstAt.set(service + picture, since);
      return SERVICES[service]?.(at - since) ?? 404;
    },
  },
);
const browser = await launchChromium();
await mkdir(folder, { recursive: true });

const until = (page: BrowserPage, phases: readonly string[]) =>
  page.until((wanted) => wanted.includes(window.card()?.dataset['phase'] ?? ''), phases, { timeoutMs: 60_000 });
const load = (page: BrowserPage, service: string, name: string, count = 3, host = site.origin) =>
  page.evaluate(
    (urls) => window.album.load(urls),
    Array.from({ length: count }, (_, index) => `${host}/${service}/${name}/${index}`),
  );

/** Down for long enough that there is a next attempt to wait for. */
async function waiting(page: BrowserPage, name: string) {
  await load(page, 'down', name);
  await page.until(
    () =>
      /waiting|paused/.test(window.card()?.dataset['phase'] ?? '') &&
      window.card()?.querySelector('.digits')?.textContent,
    undefined,
    { timeoutMs: 20_000 },
  );
}

type Act = (page: BrowserPage, name: string) => Promise<unknown>;

const SCENARIOS: Readonly<Record<string, Act>> = {
  waiting,
  // Long enough for "Stop trying".
  long: async (page, name) => {
    await load(page, 'down', name);
    await page.until(() => window.card()?.querySelectorAll('.action').length === 2, undefined, { timeoutMs: 30_000 });
  },
  'asked-to-wait': async (page, name) => {
    await load(page, 'asked', name, 1);
    await until(page, ['waiting', 'paused']);
  },
  retrying: async (page, name) => {
    await load(page, 'hangs', name);
    await page.click('.action', { text: 'Try now' });
    await until(page, ['retrying']);
  },
  slow: async (page, name) => {
    await load(page, 'silent', name, 1);
    await until(page, ['slow']);
  },
  offline: async (page, name) => {
    await page.setOffline(true);
    await load(page, 'down', name, 1);
    await until(page, ['offline']);
  },
  recovered: async (page, name) => {
    await load(page, 'recovers', name);
    await until(page, ['recovered']);
    // The ring of the countdown is gone.
    await page.until(
      () => Number.parseFloat(getComputedStyle(window.card()?.querySelector('.ring') as Element).strokeDasharray) === 0,
    );
  },
  failed: async (page, name) => {
    await load(page, 'down', name, 1);
    await until(page, ['failed']);
  },
  unknown: async (page, name) => {
    await page.evaluate((url) => window.album.save(url), `${site.origin}/lost/${name}/1`);
    await until(page, ['failed']);
  },
  two: async (page, name) => {
    await load(page, 'down', name, 2, site.at('photos.test'));
    await waiting(page, name);
    await page.evaluate((url) => window.album.save(url), `${site.at('music.test')}/lost/${name}/1`);
    await page.until(
      () => window.card()?.parentElement?.querySelectorAll('.card:not(.leaving)').length === 2,
      undefined,
      { timeoutMs: 20_000 },
    );
  },
  details: async (page, name) => {
    await waiting(page, name);
    await page.click('.more');
  },
};

async function take(name: string, look: Look, act: Act, path = '/') {
  if (!takesAll && !FOR_DOCS.includes(name)) return;
  await using page = await browser.open(site.origin + path, look);
  await page.until(() => window.album !== undefined);
  await act(page, name);
  await page.until(() =>
    window
      .card()
      ?.getAnimations()
      .every(({ playState }) => playState === 'finished'),
  );
  const { width, height } = look.viewport ?? DESKTOP;
  const card = await page.evaluate(() => window.card()?.parentElement?.getBoundingClientRect().toJSON());
  const top = Math.max(0, card.top - 72);
  const side = width > 1_000 ? 120 : 0;
  const x = Math.max(0, card.left - side);
  const clip = { x, y: top, width: Math.min(width - x, card.width + side), height: height - top };
  await writeFile(join(folder, `${name}.png`), await page.screenshot(clip));
}

const LOOKS: Readonly<Record<string, Look>> = {
  'light-desktop': { colorScheme: 'light', viewport: DESKTOP },
  'light-phone': { colorScheme: 'light', viewport: PHONE },
  'dark-desktop': { colorScheme: 'dark', viewport: DESKTOP },
  'dark-phone': { colorScheme: 'dark', viewport: PHONE },
};
for (const [scenario, act] of Object.entries(SCENARIOS)) {
  await Promise.all(Object.entries(LOOKS).map(([look, how]) => take(`${scenario}-${look}`, how, act)));
}
await Promise.all([
  take('arabic-light-desktop', {}, waiting, '/arabic'),
  take('arabic-dark-phone', { colorScheme: 'dark', viewport: PHONE }, waiting, '/arabic'),
  take('zoomed-light', { viewport: ZOOMED }, waiting),
  take('zoomed-dark', { viewport: ZOOMED, colorScheme: 'dark' }, waiting),
  take('reduced-motion-light', { reducedMotion: true }, waiting),
  take('forced-colors', { forcedColors: true, colorScheme: 'dark' }, waiting),
]);

await browser.close();
await site.close();
