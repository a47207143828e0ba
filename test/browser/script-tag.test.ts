import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createSite } from '../../examples/small-site/site.ts';
import { type BrowserPage, inBrowsers } from './support/browser.ts';
import { openSite, type SiteOptions } from './support/site.ts';

// One HTML file with one script tag, and the very file that a site hosts. Needs `npm run build:js` first.

const DIST = join(import.meta.dirname, '../../dist');
const NONCE = 'cmFuZG9t';
const STRICT = `default-src 'none'; script-src 'nonce-${NONCE}'; connect-src 'self'; img-src 'self'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;

let script: string;
let german: string;
beforeAll(async () => {
  script = await readFile(join(DIST, 'steadyfetch.global.js'), 'utf8');
  german = await readFile(join(DIST, 'locales/de.js'), 'utf8');
});

const WATCH = `window.said = []; console.warn = (...all) => said.push(all.map(String).join(' ')); window.native = window.fetch;`;

/** In the head, before there is a body. */
const pageWith = (attributes: string, before: string, after: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
<script nonce="${NONCE}">${WATCH}${before}</script>
<script nonce="${NONCE}" src="/steadyfetch.global.js" ${attributes}></script>${after}<body><h1>Shop</h1></body></html>`;

interface Opening extends SiteOptions {
  /** A script that runs before ours. */
  readonly before?: string;
  /** HTML behind it. */
  readonly after?: string;
}

const open = (attributes: string, { before = '', after = '', ...options }: Opening = {}) =>
  openSite(
    {
      '/': pageWith(attributes, before, after),
      '/steadyfetch.global.js': script,
      '/locales/de.js': german,
      '/broken.js': '}',
    },
    { csp: STRICT, ...options },
  );

declare global {
  interface Window {
    native: typeof fetch;
    said: string[];
    ends: (string | number)[];
    cardText(): string;
  }
}

/** Makes calls, and does not mind how they end. */
const ask = (page: BrowserPage, urls: string[]) =>
  page.evaluate((all) => {
    window.ends = [];
    window.cardText = () =>
      document.querySelector('steady-notices')?.shadowRoot?.querySelector('.card')?.textContent ?? '';
    for (const url of all)
      void fetch(url).then(
        ({ status }) => window.ends.push(status),
        () => window.ends.push('failed'),
      );
  }, urls);
const said = (page: BrowserPage) => page.evaluate(() => window.said);

inBrowsers((browser) => {
  test('heals fetches while the server is down, and says so, under a strict policy', async () => {
    await using site = await open('data-notices data-label="Orders"', { answer: () => 200 });
    await using page = await browser.open(site.origin);
    await page.until(() => document.querySelector('steady-notices') !== null);
    await site.pause();
    await ask(page, ['/orders', '/stock']);
    await page.until(() => window.cardText().includes('Orders'));
    await site.resume();
    await page.until(() => window.ends.length === 2);
    expect(await page.evaluate(() => window.ends)).toEqual([200, 200]);
    await page.until(() => /You can use Orders again|The connection is back/.test(window.cardText()));
    const complaints = await page.complaints();
    expect(complaints.filter((each) => !/Failed to load resource|ERR_CONNECTION/.test(each))).toEqual([]);
    expect(await said(page)).toEqual([]);
  });

  test('is all that the page of the guide needs: users see that its server is down, and that it is back', async () => {
    const bakery = createSite();
    await using site = await openSite({}, { handle: bakery.handle });
    await using page = await browser.open(`${site.origin}/one-file.html`);
    await page.until(() => document.querySelectorAll('li').length === 3);
    const shows = (text: string) =>
      page.until(
        (wanted) => document.querySelector('steady-notices')?.shadowRoot?.textContent?.includes(wanted),
        text,
        { timeoutMs: 30_000 },
      );
    bakery.fail(600_000);
    await shows('No answer from Corner bakery right now');
    bakery.repair();
    await shows('You can use Corner bakery again');
    expect((await page.complaints()).filter((each) => !/Failed to load resource/.test(each))).toEqual([]);
  });

  test('shows no notice without data-notices, and retries all the same', async () => {
    await using site = await open('', { answer: (_, count) => (count < 3 ? 503 : 200) });
    await using page = await browser.open(site.origin);
    await ask(page, ['/orders']);
    await page.until(() => window.ends.length === 1, undefined, { timeoutMs: 15_000 });
    expect(await page.evaluate(() => window.ends)).toEqual([200]);
    expect(await page.evaluate(() => document.querySelector('steady-notices'))).toBe(null);
    expect(await page.evaluate(() => window.steadyfetch.notices === undefined)).toBe(true);
  });

  test('speaks the language of data-locale', async () => {
    await using site = await open('data-notices data-locale="/locales/de.js"', { answer: () => 502 });
    await using page = await browser.open(site.origin);
    await ask(page, ['/orders']);
    await page.until(() => window.cardText().includes('Dienst'));
    const languages = await page.evaluate(() =>
      [...(document.querySelector('steady-notices')?.shadowRoot?.querySelectorAll('.card') ?? [])].map(
        (card) => (card as HTMLElement).lang,
      ),
    );
    expect(languages).toEqual(['de']);
  });

  test.each(['/broken.js', '/nothing.js', '/steadyfetch.global.js'])(
    'speaks English where data-locale is %s, and says why',
    async (path) => {
      await using site = await open(`data-notices data-locale="${path}"`, {
        answer: ({ path: asked }) => (asked === path ? 404 : 502),
      });
      await using page = await browser.open(site.origin);
      await ask(page, ['/orders']);
      await page.until(() => /the service/i.test(window.cardText()));
      expect(await said(page)).toContainEqual(
        expect.stringContaining(
          `data-locale must be the address of a catalogue that can be loaded, got "${site.origin}${path}". Notices are in English.`,
        ),
      );
    },
  );

  test('leaves other origins alone unless data-origins names them', async () => {
    const headers = { 'access-control-allow-origin': '*' };
    await using api = await openSite({}, { answer: () => ({ status: 503, headers }) });
    const csp = STRICT.replace("connect-src 'self'", `connect-src 'self' ${api.origin}`);
    for (const [attributes, isNamed] of [
      ['data-notices', false],
      [`data-notices data-origins="${api.origin}"`, true],
    ] as const) {
      const before = api.wire.length;
      await using site = await open(attributes, { csp });
      await using page = await browser.open(site.origin);
      await ask(page, [`${api.origin}/track`]);
      await page.until(() => window.ends.length === 1, undefined, { timeoutMs: 20_000 });
      expect(api.wire.length - before > 1).toBe(isNamed);
      if (isNamed) await page.until(() => window.cardText() !== '');
      else expect(await page.evaluate(() => window.cardText())).toBe('');
    }
  });

  test('complains about wrong attributes in the console, and fetch works', async () => {
    await using site = await open('data-notices="no" data-label="" data-locale="" data-origins="shop"', {
      answer: () => 200,
    });
    await using page = await browser.open(site.origin);
    await ask(page, ['/orders']);
    await page.until(() => window.ends.length === 1);
    expect(await page.evaluate(() => window.ends)).toEqual([200]);
    expect((await said(page)).map((each) => each.replace(/, such as .*(?=, got)/, '')).sort()).toEqual([
      'steadyfetch: data-label must be what users call your service, got ""',
      'steadyfetch: data-locale must be the address of a catalogue, got ""',
      'steadyfetch: data-notices must be an attribute without a value, got "no"',
      'steadyfetch: data-origins must be origins with a space between them, got "shop"',
    ]);
  });

  test('says so where the worker of data-worker cannot be registered, and fetch works', async () => {
    await using site = await open('data-worker="/nothing.js"', {
      answer: ({ path }) => (path === '/orders' ? 200 : 404),
    });
    await using page = await browser.open(site.origin);
    await page.until(() => window.said.length > 0);
    expect(await said(page)).toEqual([
      expect.stringContaining(
        `data-worker must be the address of a script that can be registered, got "${site.origin}/nothing.js"`,
      ),
    ]);
    await ask(page, ['/orders']);
    await page.until(() => window.ends.length === 1);
    expect(await page.evaluate(() => window.ends)).toEqual([200]);
  });

  test('of two tags the second does nothing but say so', async () => {
    const second = `<script nonce="${NONCE}">window.first = fetch</script><script nonce="${NONCE}" src="/steadyfetch.global.js" data-notices></script>`;
    await using site = await open('data-notices', { after: second });
    await using page = await browser.open(site.origin);
    await page.until(() => document.querySelector('steady-notices') !== null);
    expect(await page.evaluate(() => Reflect.get(window, 'first') === fetch)).toBe(true);
    expect(await page.evaluate(() => document.querySelectorAll('steady-notices').length)).toBe(1);
    expect(await said(page)).toEqual([
      'steadyfetch: window.steadyfetch exists already, so this script tag does nothing.',
    ]);
  });

  test('restore() puts the original fetch back, takes the cards away and ends what waits', async () => {
    await using site = await open('data-notices', { answer: ({ path }) => (path === '/down' ? 503 : 200) });
    await using page = await browser.open(site.origin);
    expect(
      await page.evaluate(() => window.fetch !== window.native && window.fetch === window.steadyfetch.client),
    ).toBe(true);
    await ask(page, ['/down']);
    await page.until(() => window.cardText() !== '');
    await page.evaluate(() => {
      window.steadyfetch.restore();
      window.steadyfetch.restore();
    });
    expect(
      await page.evaluate(() => [window.fetch === window.native, document.querySelector('steady-notices')]),
    ).toEqual([true, null]);
    await page.until(() => window.ends.length === 1);
    const before = site.wire.length;
    expect(await page.evaluate(() => fetch('/down').then(({ status }) => status))).toBe(503);
    expect(site.wire.length - before).toBe(1);
  });

  test('what wraps fetch later calls ours once, and stays after restore()', async () => {
    await using site = await open('', { answer: (_, count) => (count === 1 ? 503 : 200) });
    await using page = await browser.open(site.origin);
    const seen = await page.evaluate(async () => {
      const ours = window.fetch;
      let calls = 0;
      const wrapper: typeof fetch = (...given) => {
        calls++;
        return ours(...given);
      };
      window.fetch = wrapper;
      const healed = (await fetch('/orders')).status;
      window.steadyfetch.restore();
      const after = (await fetch('/orders')).status;
      return [healed, after, calls, window.fetch === wrapper];
    });
    expect(seen).toEqual([200, 200, 2, true]);
    expect(site.wire.length).toBe(3);
  });

  test.each([
    ['cannot be replaced', "Object.defineProperty(window, 'fetch', { value: fetch, writable: false });"],
    ['is missing', 'delete window.fetch;'],
  ])('a page whose fetch %s is left as it is, and told so', async (_what, before) => {
    await using site = await open('data-notices', { before });
    await using page = await browser.open(site.origin);
    expect(await page.evaluate(() => [typeof fetch, document.querySelector('steady-notices')])).toEqual([
      before.startsWith('delete') ? 'undefined' : 'function',
      null,
    ]);
    expect(await said(page)).toEqual([expect.stringContaining('this page keeps its own fetch')]);
  });
});
