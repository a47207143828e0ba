import { readFile } from 'node:fs/promises';
import { beforeAll, expect, test } from 'vitest';
import { ASKS_AGAIN_S, outagePage } from '../../src/outage-page/index.ts';
import { inBrowsers } from './support/browser.ts';
import { openSite } from './support/site.ts';

// The page as a file of a gateway, which sends it under the policy of its site.

const OUTAGE = outagePage({ label: 'Shop', languages: ['en', 'ar', 'ja'] })
  // So that the page stays while it is looked at.
  .replace(`content="${ASKS_AGAIN_S}"`, 'content="3000"');
const SENT = outagePage({ label: 'Shop', languages: ['de'], about: 'sent' });

let axe: string;
beforeAll(async () => {
  axe = await readFile('node_modules/axe-core/axe.min.js', 'utf8');
});

inBrowsers((browser) => {
  test.each([
    ['that asks again', OUTAGE, ['meta-refresh']],
    ['after a form was sent', SENT, []],
  ])('axe finds no fault with the page %s, except that it asks again by itself', async (_what, html, faults) => {
    await using site = await openSite({ '/': html, '/axe.js': axe }, { csp: false });
    await using page = await browser.open(site.origin);
    const found = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.src = '/axe.js';
      await new Promise((resolve) => {
        script.onload = resolve;
        document.head.append(script);
      });
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const { violations } = await axe.run(document);
      return violations.map(({ id }) => id);
    });
    expect(found).toEqual(faults);
  });

  test('the page is whole without styles, where a policy forbids them', async () => {
    await using site = await openSite({ '/': OUTAGE }, { csp: "default-src 'none'" });
    await using page = await browser.open(site.origin);
    const shown = await page.evaluate(() => ({
      text: document.body.innerText,
      width: getComputedStyle(document.body).maxWidth,
      arabic: getComputedStyle(document.querySelector('[lang=ar]') as Element).direction,
    }));
    expect(shown).toMatchObject({ width: 'none', arabic: 'rtl' });
    expect(shown.text).toContain('No answer from the service right now');
    expect(shown.text).toContain('サービスから現在応答がありません');
  });
});
