import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ARABIC, ARABIC_MORE, SCENES, type Scene } from './dom/scenes.ts';
import type { BrowserPage, Look } from './support/browser.ts';
import { launchChromium } from './support/chromium.ts';
import { bundle, htmlPage, openSite } from './support/site.ts';

// Takes the pictures of the guide: `npm run screenshots`. They look the same whenever and wherever they are taken.

const FOLDER = join(import.meta.dirname, '../../docs/images/notices');

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

const BODY = `<header><strong>Album</strong><a href="#">Photos</a><a href="#">Shared</a></header>
<main><h1>Holidays</h1>${'<figure></figure>'.repeat(40)}</main>`;

const browser = await launchChromium();
const site = await openSite({
  '/': htmlPage({ body: BODY, css: true }),
  '/arabic': htmlPage({ body: BODY, css: true, lang: 'ar', dir: 'rtl' }),
  '/page.css': CSS,
  '/page.js': await bundle('test/browser/dom/page.ts'),
});
await mkdir(FOLDER, { recursive: true });

async function take(name: string, look: Look, scenes: readonly Scene[], act?: (page: BrowserPage) => Promise<void>) {
  const path = scenes[0]?.lang === 'ar' ? '/arabic' : '/';
  // Nothing moves, so that nothing is caught on its way.
  await using page = await browser.open(site.origin + path, look);
  await page.until(() => window.center !== undefined);
  if (path === '/arabic') {
    await page.evaluate((more) => {
      window.unmount();
      window.center.more = more;
      window.unmount = window.mountNotices(window.center);
    }, ARABIC_MORE);
  }
  for (const scene of scenes) await page.evaluate((shown) => window.center.show(shown), scene);
  await act?.(page);
  await page.until(() =>
    window
      .shadow()
      .getAnimations()
      .every(({ playState, effect }) => playState === 'finished' || effect?.getTiming().iterations === Infinity),
  );
  await page.evaluate(() => {
    for (const animation of window.shadow().getAnimations()) {
      animation.pause();
      animation.currentTime = 300;
    }
  });
  const { width, height } = look.viewport ?? DESKTOP;
  const card = await page.evaluate(() => window.$('section').getBoundingClientRect().toJSON());
  const top = Math.max(0, card.top - 72);
  const side = width > 1000 ? 120 : 0;
  const clip = {
    x: Math.max(0, card.left - side),
    y: top,
    width: Math.min(width, card.width + side),
    height: height - top,
  };
  await writeFile(join(FOLDER, `${name}.png`), await page.screenshot(clip));
}

for (const [phase, scene] of Object.entries(SCENES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await take(`${phase}-${colorScheme}-desktop`, { colorScheme, viewport: DESKTOP }, [scene]);
    await take(`${phase}-${colorScheme}-phone`, { colorScheme, viewport: PHONE }, [scene]);
  }
}
const openDetails = (page: BrowserPage) => page.click('.more');
for (const colorScheme of ['light', 'dark'] as const) {
  await take(`details-${colorScheme}-desktop`, { colorScheme }, [SCENES.waiting], openDetails);
  await take(`two-${colorScheme}-desktop`, { colorScheme }, [SCENES.failed, { ...SCENES.waiting, id: 'sf:2' }]);
}
await take('details-light-phone', { viewport: PHONE }, [SCENES.waiting], openDetails);
await take('arabic-light-desktop', {}, [ARABIC]);
await take('arabic-dark-phone', { colorScheme: 'dark', viewport: PHONE }, [ARABIC]);
await take('zoomed-light', { viewport: ZOOMED }, [SCENES.waiting]);
await take('zoomed-dark', { viewport: ZOOMED, colorScheme: 'dark' }, [SCENES.failed]);
await take('reduced-motion-light', { reducedMotion: true }, [SCENES.waiting]);
await take('forced-colors', { forcedColors: true, colorScheme: 'dark' }, [SCENES.waiting]);

await browser.close();
await site.close();
