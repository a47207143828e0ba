import { beforeAll, expect, test } from 'vitest';
import { inBrowsers } from './support/browser.ts';
import { bundle, htmlPage, openSite } from './support/site.ts';

// The strictest policies that pages have, and a gateway and names that are not to be trusted.

/** Images only for the icon, which browsers ask for by themselves. Only scripts with a nonce, no inline styles, and no text that becomes HTML or code, not even by a policy of the app. */
const NONCE = 'cmFuZG9t';
const STRICT = `default-src 'none'; script-src 'nonce-${NONCE}'; connect-src 'self'; img-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;
const EVIL = '<img src=x onerror="document.title=1">\u202E\u2066\nPhotos';
const GATEWAY_PAGE = '<!doctype html><html><script>document.title = 1</script><h1>502 from the gateway</h1></html>';

let files: Record<string, string>;
beforeAll(async () => {
  files = {
    '/': htmlPage().replace('<script ', `<script nonce="${NONCE}" `),
    '/page.js': await bundle('test/browser/notices/page.ts'),
  };
});

inBrowsers((browser) => {
  test('under nonces and Trusted Types a whole outage is shown, and nothing that others wrote is more than text', async () => {
    let isDown = true;
    const answer = () => (isDown ? { status: 502, headers: { 'content-type': 'text/html' }, body: GATEWAY_PAGE } : 200);
    await using site = await openSite(files, { csp: STRICT, answer });
    await using page = await browser.open(`${site.origin}/`);
    await page.until(() => window.show !== undefined);
    await page.evaluate((name) => {
      window.show.open({}, { label: () => name });
      window.show.ask(3);
    }, EVIL);
    await page.until(() => window.show.$('.card') !== null);
    await page.click('.more');
    const shown = await page.evaluate(() => {
      const card = window.show.$('.card');
      return {
        text: card?.textContent ?? '',
        images: card?.querySelectorAll('img, script, iframe, h1').length,
        title: document.title,
      };
    });
    expect(shown).toMatchObject({ images: 0, title: 'Test page' });
    expect(shown.text).toContain('<img src=x onerror=');
    expect(shown.text).not.toMatch(/[\u202E\u2066\n]|502 from the gateway/);
    isDown = false;
    await page.click('.action', { text: 'Try now' });
    await page.until(() => window.show.ends.length === 3);
    expect(await page.evaluate(() => window.show.ends)).toEqual(['200', '200', '200']);
    const complaints = await page.complaints();
    // Chromium itself writes a line for every answer that is an error.
    expect(complaints.filter((text) => !/^Failed to load resource: .* 502/.test(text))).toEqual([]);
  });

  // A policy that is not in force proves nothing.
  test('and that policy refuses what it should', async () => {
    await using site = await openSite(files, { csp: STRICT });
    await using page = await browser.open(`${site.origin}/`);
    const refused = await page.evaluate(() => {
      const style = document.createElement('style');
      style.textContent = 'html { inline-size: 7px }';
      document.head.append(style);
      const isTrustedTypes = 'trustedTypes' in window;
      let isHtmlRefused = false;
      try {
        document.createElement('div').innerHTML = '<b>x</b>';
      } catch {
        isHtmlRefused = true;
      }
      return {
        isStyleRefused: getComputedStyle(document.documentElement).inlineSize !== '7px',
        isHtml: isHtmlRefused === isTrustedTypes,
      };
    });
    expect(refused).toEqual({ isStyleRefused: true, isHtml: true });
  });
});
