import { setTimeout as pass } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BrowserPage, inBrowsers } from './support/browser.ts';
import { bundle, htmlPage, openSite, type Site, type SiteOptions } from './support/site.ts';

// A browser's word that it is offline may explain a failure and delay a retry. It never keeps a call from its first attempt.

/** Answers its paths itself, and has never heard of a network. */
const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  if (new URL(event.request.url).pathname === '/cached') event.respondWith(new Response('from the worker'));
});
`;

let files: Record<string, string>;
beforeAll(async () => {
  files = {
    '/': htmlPage(),
    '/page.js': await bundle('test/browser/core/page.ts'),
    '/sw.js': WORKER,
  };
});

const serve = (answer: NonNullable<SiteOptions['answer']> = () => 200): Promise<Site> => openSite(files, { answer });

const story = (page: BrowserPage) => page.evaluate(() => window.app.story.map(({ type }) => type as string));

inBrowsers((browser) => {
  const open = async (origin: string): Promise<BrowserPage> => {
    const page = await browser.open(`${origin}/`);
    await page.until(() => window.app !== undefined);
    return page;
  };

  describe('while the browser says that it is offline', () => {
    test('a call that a service worker answers succeeds at its first attempt', async () => {
      await using site = await serve();
      // Only a page from loopback may have a service worker here.
      await using page = await open(site.origin);
      await page.evaluate(async () => {
        await navigator.serviceWorker.register('/sw.js');
        await navigator.serviceWorker.ready;
      });
      await page.until(() => navigator.serviceWorker.controller !== null);
      await page.evaluate(() => {
        // Loopback needs no network, and a client may leave it out of account: this one may not.
        const online = { isOnline: () => navigator.onLine, subscribe: () => () => {} };
        window.app.open({ online });
      });
      await page.setOffline(true);
      await page.until(() => !navigator.onLine);
      const texts = await page.evaluate(async () => {
        const get = () => window.app.steady('/cached').then((response) => response.text());
        return Promise.all([get(), get(), get()]);
      });
      expect(texts).toEqual(Array(3).fill('from the worker'));
      const types = await story(page);
      expect(types.filter((type) => type === 'attempt.started')).toHaveLength(3);
      expect(types).not.toContain('call.waiting');
      expect(site.wire).toEqual([]);
    });

    test('calls succeed at their first attempt when it is wrong', async () => {
      await using site = await serve();
      await using page = await open(site.at('app.test'));
      const ends = await page.evaluate(async () => {
        Object.defineProperty(navigator, 'onLine', { get: () => false });
        window.dispatchEvent(new Event('offline'));
        window.app.open();
        await Promise.all([window.app.call('/api'), window.app.call('/api', { method: 'POST', body: 'order' })]);
        return window.app.ends;
      });
      expect(ends).toEqual(['200', '200']);
      expect(await story(page)).not.toContain('call.waiting');
      expect(site.wire.map(({ method }) => method).sort()).toEqual(['GET', 'POST']);
    });
  });

  describe('while the browser is offline', () => {
    test('a GET makes its first attempt, and its retry waits for the return', async () => {
      await using site = await serve();
      await using page = await open(site.at('app.test'));
      await page.evaluate(() => window.app.open({ retry: { baseDelayMs: 20 } }));
      await page.setOffline(true);
      await page.until(() => !navigator.onLine);
      await page.evaluate(() => void window.app.call('/api'));
      await page.until(() => window.app.story.some(({ type }) => type === 'call.waiting'));
      const before = await story(page);
      expect(before.indexOf('attempt.ended')).toBeLessThan(before.indexOf('call.waiting'));
      // Many times as long as a retry would wait while online.
      await pass(500);
      expect((await story(page)).filter((type) => type === 'attempt.started')).toHaveLength(1);
      expect(site.wire).toEqual([]);

      await page.setOffline(false);
      await page.until(() => window.app.ends.length === 1);
      expect(await page.evaluate(() => window.app.ends)).toEqual(['200']);
      expect((await story(page)).filter((type) => type === 'attempt.started')).toHaveLength(2);
      expect(site.wire).toHaveLength(1);
    });

    test.each(['absolute', 'relative'] as const)(
      "a POST to a URL that is %s rejects with the browser's own error, and its verdict says that it was not sent",
      async (where) => {
        await using site = await serve();
        await using page = await open(site.at('app.test'));
        await page.setOffline(true);
        await page.until(() => !navigator.onLine);
        const { bare, ours, verdicts } = await page.evaluate(
          async (url) => {
            // A browser fails it at once. A clock that stands still keeps a busy machine from blurring that.
            const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
            window.app.open({ clock: { now: () => 0, wallNow: () => Date.now(), sleep } });
            const init = { method: 'POST', body: 'order' };
            const bare = await fetch(url, init).then(String, String);
            const error = await window.app.steady(url, init).then(String, (error) => error);
            const report = window.app.reportOf(error);
            return { bare, ours: String(error), verdicts: report?.attempts.map(({ verdict }) => verdict) };
          },
          where === 'relative' ? '/api' : `${site.at('app.test')}/api`,
        );
        expect(bare).toContain('TypeError');
        expect(ours).toBe(bare);
        expect(verdicts).toMatchObject([{ kind: 'network', reached: 'no' }]);
        expect(verdicts?.[0]).toHaveProperty('evidence', expect.arrayContaining(['network:offline']));
        expect(site.wire).toEqual([]);
      },
    );
  });

  test('a blocked beacon on the own origin holds no other call', async () => {
    await using site = await serve();
    await using page = await open(site.at('app.test'));
    await page.block('/beacon');
    const { ends, apiMs, blocked } = await page.evaluate(async () => {
      const init = { method: 'POST', body: 'seen', keepalive: true };
      const blocked = await fetch('/beacon', init).then(String, String);
      const ends: string[] = [];
      const apiMs: number[] = [];
      for (let count = 0; count < 8; count++) {
        // As tracking scripts do: sent again and again, without a user waiting for them.
        void window.app.call(count % 2 === 0 ? '/beacon' : '/beacon?image', count % 2 === 0 ? init : undefined);
        await new Promise((resolve) => setTimeout(resolve, 100));
        const startedAt = performance.now();
        ends.push(await window.app.steady(`/api/${count % 3}`).then(({ status }) => String(status), String));
        apiMs.push(performance.now() - startedAt);
      }
      return { ends, apiMs, blocked };
    });
    expect(blocked).toContain('TypeError');
    expect(ends).toEqual(Array(8).fill('200'));
    // A call that a circuit holds waits for a second at least, also on a quick machine.
    expect(Math.min(...apiMs)).toBeLessThan(1_000);
    expect(site.wire.filter(({ path }) => path.startsWith('/api'))).toHaveLength(8);
    expect(site.wire.filter(({ path }) => path.startsWith('/beacon'))).toHaveLength(0);
    const held = await page.evaluate(() =>
      window.app.story.filter((event) => event.type === 'call.waiting' && event.url.includes('/api')),
    );
    expect(held).toEqual([]);
  });
});
