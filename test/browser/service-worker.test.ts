import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createSite } from '../../examples/small-site/site.ts';
import { type BrowserPage, inBrowsers } from './support/browser.ts';
import { openSite } from './support/site.ts';

// The small site as people host it, with the worker that a site without a build hosts. Needs `npm run build:js` first.

interface Arrival {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Its server can fail, or be away. */
async function openBakery() {
  const small = createSite();
  const wire: Arrival[] = [];
  const site = await openSite(
    {},
    {
      handle(request, response) {
        wire.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
        small.handle(request, response);
      },
    },
  );
  const sent = (path: string, method = 'GET') => wire.filter((each) => each.path === path && each.method === method);
  return { ...site, ...small, sent, [Symbol.asyncDispose]: site.close };
}

/** Until the worker has taken the page. */
const isServed = (page: BrowserPage) => page.until(() => navigator.serviceWorker.controller !== null);
/** Its first heading, also while it is on its way to the next page. */
const heading = (page: BrowserPage) =>
  expect.poll(() => page.evaluate(() => document.querySelector('h1')?.textContent).catch(() => undefined), {
    timeout: 20_000,
  });
const LONG = { timeoutMs: 20_000 };

declare global {
  interface Window {
    askedAt: number;
  }
}

inBrowsers((browser) => {
  test('shows a page of its own during an outage, and the real one by itself when it is over', async () => {
    await using bakery = await openBakery();
    await using page = await browser.open(bakery.origin);
    await isServed(page);
    // For ten seconds.
    await page.click('button', { text: 'Make this site fail' });
    await heading(page).toBe('No answer from the service right now');
    const shown = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      name: document.querySelector('bdi')?.textContent,
      scripts: document.scripts.length,
      width: getComputedStyle(document.body).maxWidth,
      path: location.pathname,
    }));
    expect(shown).toEqual({
      lang: 'en',
      name: 'Corner bakery',
      scripts: 0,
      width: '544px',
      path: '/',
    });
    expect((await page.complaints()).filter((each) => !/Failed to load resource/.test(each))).toEqual([]);
    await heading(page).toBe('Corner bakery');
  });

  // Firefox shows its own page as soon as its own first request finds no server, as it does without a worker.
  test('shows it where there is no server at all, as far as the browser lets it', async () => {
    await using bakery = await openBakery();
    await using page = await browser.open(bakery.origin);
    await isServed(page);
    await bakery.pause();
    await page.goto(`${bakery.origin}/thanks.html`).catch(() => {});
    if (browser.name === 'firefox') {
      await page.until(() => document.URL.startsWith('about:neterror'));
      return;
    }
    await heading(page).toBe('No answer from the service right now');
    await bakery.resume();
    await heading(page).toBe('Thank you');
  });

  test.each([502, 503, 504])(
    'keeps the status of a page that fails with %d, after it has been asked for again',
    async (status) => {
      await using bakery = await openBakery();
      await using page = await browser.open(bakery.origin);
      await isServed(page);
      bakery.fail(60_000, status);
      await page.goto(`${bakery.origin}/thanks.html`);
      const shown = await page.evaluate(() => ({
        status: (
          performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming & { responseStatus?: number }
        ).responseStatus,
        title: document.title,
      }));
      expect(shown).toEqual({ status, title: 'Corner bakery – No answer from the service right now' });
      expect(bakery.sent('/thanks.html').length).toBeGreaterThan(1);
      bakery.repair();
      await page.click('a', { text: 'Try now' });
      await heading(page).toBe('Thank you');
    },
  );

  test('leaves a navigation a navigation for the server, at every attempt and over redirects', async () => {
    await using bakery = await openBakery();
    await using page = await browser.open(bakery.origin);
    await isServed(page);
    bakery.fail(700);
    await page.goto(`${bakery.origin}/thanks.html`);
    await heading(page).toBe('Thank you');
    await page.goto(`${bakery.origin}/old.html`);
    expect(await page.evaluate(() => location.pathname)).toBe('/thanks.html');
    const navigations = [...bakery.sent('/thanks.html'), ...bakery.sent('/old.html')];
    expect(navigations.length).toBeGreaterThan(3);
    const modes = navigations.map(({ headers }) => headers['sec-fetch-mode']);
    // The browser itself sends the first attempt. What Firefox makes of the same request in a worker's own fetch, no worker can change.
    const isFirst = navigations.map(({ headers }) => headers['service-worker-navigation-preload'] === 'true');
    expect(isFirst.filter(Boolean).length).toBe(3);
    for (const [at, mode] of modes.entries()) {
      expect(mode).toBe(browser.name === 'firefox' && !isFirst[at] ? 'same-origin' : 'navigate');
      expect(navigations[at]?.headers['sec-fetch-dest']).toBe(isFirst[at] ? 'document' : 'empty');
    }
  });

  test('heals images and says so in a notice of the page', async () => {
    await using bakery = await openBakery();
    await using page = await browser.open(bakery.origin);
    await isServed(page);
    await page.until(() => document.querySelector('steady-notices') !== null);
    await bakery.pause();
    await page.click('#photos');
    await page.evaluate(() => {
      window.askedAt = performance.now();
    });
    await page.until(
      () =>
        document
          .querySelector('steady-notices')
          ?.shadowRoot?.querySelector('.card')
          ?.textContent?.includes('Corner bakery'),
      undefined,
      LONG,
    );
    // Longer than a part of a page waits that is not shown late.
    await page.until(() => performance.now() - window.askedAt > 8_000, undefined, LONG);
    await bakery.resume();
    await page.until(
      () =>
        [...document.images].every(
          ({ complete, naturalWidth, src }) => src.includes('?') && complete && naturalWidth > 0,
        ),
      undefined,
      LONG,
    );
    await page.until(
      () =>
        /You can use Corner bakery again|connection is back/.test(
          document.querySelector('steady-notices')?.shadowRoot?.querySelector('.card')?.textContent ?? '',
        ),
      undefined,
      LONG,
    );
  });

  test('heals a film that asks for parts', async () => {
    await using bakery = await openBakery();
    await using page = await browser.open(bakery.origin);
    await isServed(page);
    bakery.fail(2_000);
    const duration = await page.evaluate(async () => {
      const video = document.createElement('video');
      video.muted = true;
      video.src = '/film.webm?again';
      return new Promise((resolve) => {
        video.onerror = () => resolve(video.error?.message);
        video.oncanplay = () => resolve(video.videoWidth > 0);
      });
    });
    expect(duration).toBe(true);
    const asked = bakery.sent('/film.webm?again');
    expect(asked.length).toBeGreaterThan(1);
    for (const { headers } of asked) expect(headers.range).toMatch(/^bytes=\d+-/);
  });

  test('leaves forms and calls of scripts alone', async () => {
    await using bakery = await openBakery();
    await using page = await browser.open(bakery.origin);
    await isServed(page);
    bakery.fail(60_000);
    const statuses = await page.evaluate(async () => {
      window.steadyfetch.restore();
      const get = (await fetch('/api/bread')).status;
      const request = new XMLHttpRequest();
      request.open('GET', '/api/bread');
      await new Promise((resolve) => {
        request.onloadend = resolve;
        request.send();
      });
      return [get, request.status];
    });
    expect(statuses).toEqual([502, 502]);
    expect(bakery.sent('/api/bread').length).toBe(2);
    await page.evaluate(() => (document.querySelector('form[action="/order"]') as HTMLFormElement).submit());
    await heading(page).toBe('Bad Gateway');
    expect(bakery.sent('/order', 'POST').length).toBe(1);
  });

  describe('a page believes', () => {
    test('no message of other code', async () => {
      await using bakery = await openBakery();
      await using page = await browser.open(bakery.origin);
      await isServed(page);
      await page.until(() => document.querySelector('steady-notices') !== null);
      const isShown = await page.evaluate(async () => {
        const call = { at: Date.now(), callId: 1, url: '/x', supportIds: [] };
        const verdict = {
          kind: 'bad-gateway',
          fault: 'unknown',
          transient: true,
          reached: 'maybe',
          status: 502,
          evidence: [],
        };
        const events = [
          { type: 'call.started', ...call },
          {
            type: 'call.settled',
            ...call,
            outcome: 'failed',
            settledBecause: 'attempts',
            verdict,
            attempts: 4,
            elapsedMs: 1,
          },
        ];
        const data = { steadyfetch: 'events', worker: '1', events };
        navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data }));
        window.dispatchEvent(new MessageEvent('message', { data }));
        const center = await window.steadyfetch.notices;
        return (center?.getSnapshot().length ?? 0) > 0;
      });
      expect(isShown).toBe(false);
    });
  });
});
