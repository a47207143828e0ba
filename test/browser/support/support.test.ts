import { expect, test } from 'vitest';
import { inBrowsers } from './browser.ts';
import { htmlPage, openSite } from './site.ts';

const PAGE = `
document.querySelector('main').attachShadow({ mode: 'open' }).innerHTML =
  '<button>No</button><button>Yes</button>';
const log = (what) => { document.title += ' ' + what; };
document.title = '';
for (const button of document.querySelector('main').shadowRoot.querySelectorAll('button')) {
  button.onclick = () => log(button.textContent);
  button.onpointerenter = () => log('enter');
  button.onpointerleave = () => log('leave');
}
document.onkeydown = (event) => log((event.altKey ? 'Alt+' : '') + event.key);
document.onvisibilitychange = () => log(document.visibilityState);
`;

inBrowsers((browser) => {
  test('acts on a page as a person would', async () => {
    await using site = await openSite({ '/': htmlPage({ body: '<main></main>' }), '/page.js': PAGE });
    await using page = await browser.open(site.origin);
    await page.click('button', { text: 'Yes' });
    await page.unhover();
    await page.press('Alt+t');
    await page.press('Escape');
    expect((await page.evaluate(() => document.title)).replace(' Alt+Alt', '')).toBe('enter Yes leave Alt+t Escape');
    await page.setViewport({ width: 320, height: 256 });
    expect(await page.evaluate((side: 'innerWidth') => window[side], 'innerWidth' as const)).toBe(320);
    await page.hide();
    await page.until(() => document.title.endsWith('hidden'));
    expect(await page.complaints()).toEqual([]);
  });

  test('hears what a page complains about', async () => {
    const body = '<p style="color: red">no</p>';
    await using site = await openSite({
      '/': htmlPage({ body }),
      '/page.js': 'console.error("oh"); throw Error("ah")',
    });
    await using page = await browser.open(site.origin);
    await page.until(() => document.readyState === 'complete');
    expect((await page.complaints()).join('\n')).toMatch(/oh.*ah.*style-src-attr/s);
  });

  test('looks at a page in many ways', async () => {
    const queries = ['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)', '(forced-colors: active)'];
    const matching = (asked: string[]) => asked.map((query) => matchMedia(query).matches);
    await using site = await openSite({ '/': htmlPage(), '/page.js': '' });
    await using plain = await browser.open(site.origin);
    await using special = await browser.open(site.origin, {
      colorScheme: 'dark',
      reducedMotion: true,
      forcedColors: true,
    });
    expect(await plain.evaluate(matching, queries)).toEqual([false, false, false]);
    const seen = await special.evaluate(matching, queries);
    // Under forced colors Firefox takes the scheme from the colors.
    expect(browser.name === 'firefox' ? seen.slice(1) : seen.slice(0)).not.toContain(false);
  });
});
