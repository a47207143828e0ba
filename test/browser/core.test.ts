import { setTimeout as pass } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BrowserPage, inBrowsers } from './support/browser.ts';
import { bundle, htmlPage, openSite, type Reply, SHIPPED, type Site, type SiteOptions } from './support/site.ts';

// What only a browser can show: its own word on the network, its tabs, its referrers, its errors, its policies.

let files: Record<string, string>;
beforeAll(async () => {
  files = {
    '/': htmlPage(),
    '/other': '<!doctype html><title>Other page</title>',
    '/page.js': await bundle('test/browser/core/page.ts', SHIPPED),
    '/worker.js': await bundle('test/browser/core/worker.ts', SHIPPED),
  };
});

const serve = (answer: NonNullable<SiteOptions['answer']>): Promise<Site> => openSite(files, { answer });

const told = (page: BrowserPage, type: string) =>
  page.evaluate((wanted) => window.app.story.filter((event) => event.type === wanted).length, type);
const ends = (page: BrowserPage) => page.evaluate(() => window.app.ends);

/** Waits until the wire is as it should be. */
async function arrived(site: Site, count: number): Promise<void> {
  await expect.poll(() => site.wire.length, { timeout: 5_000, interval: 10 }).toBe(count);
}

inBrowsers((browser) => {
  const open = async (origin: string): Promise<BrowserPage> => {
    const page = await browser.open(`${origin}/`);
    await page.until(() => window.app !== undefined);
    return page;
  };

  describe('while the browser is offline', () => {
    test('each call makes its first attempt only; on return everything goes out, spread', async () => {
      await using site = await serve(() => 200);
      await using page = await open(site.at('app.test'));
      await page.evaluate(() => {
        let draws = 0;
        window.app.open({ random: () => (draws++ % 8) / 8 });
      });
      await page.setOffline(true);
      await page.until(() => window.app.story.some(({ type }) => type === 'network.offline'));
      await page.evaluate(() => {
        for (let count = 0; count < 8; count++) void window.app.call('/api');
      });
      await page.until(() => window.app.story.filter(({ type }) => type === 'call.waiting').length === 8);
      await pass(300);
      expect(await told(page, 'attempt.started')).toBe(8);
      expect(site.wire).toEqual([]);

      await page.setOffline(false);
      await page.until(() => window.app.ends.length === 8);
      expect(await ends(page)).toEqual(Array(8).fill('200'));
      expect(await told(page, 'attempt.started')).toBe(16);
      expect(await told(page, 'network.online')).toBe(1);
      const [first = 0, last = 0] = [site.wire[0]?.at, site.wire.at(-1)?.at];
      expect(last - first).toBeGreaterThan(500);
      expect(last - first).toBeLessThan(2_000);
    });

    test('a call that broke off when the network went waits for its return, and then needs one attempt more', async () => {
      await using site = await serve((_arrival, count) => (count === 1 ? { delayMs: 400, headers: {} } : 200));
      await using page = await open(site.at('app.test'));
      await page.evaluate(() => {
        // What fails while one is offline fails at once.
        const cut: typeof fetch = async (input, init) => {
          const response = await fetch(input, init);
          if (!navigator.onLine) throw new TypeError('cut');
          return response;
        };
        window.app.open({ fetch: cut, retry: { baseDelayMs: 20 } });
        void window.app.call('/api');
      });
      await arrived(site, 1);
      await page.setOffline(true);
      await page.until(() => window.app.story.some(({ type }) => type === 'call.waiting'));
      await pass(500);
      expect(await told(page, 'attempt.started')).toBe(1);
      await page.setOffline(false);
      await page.until(() => window.app.ends.length === 1);
      expect(await ends(page)).toEqual(['200']);
      expect(await told(page, 'attempt.started')).toBe(2);
    });

    test('a POST is not held back, and fails with the browser’s own error', async () => {
      await using site = await serve(() => 200);
      await using page = await open(site.at('app.test'));
      await page.setOffline(true);
      await page.until(() => !navigator.onLine);
      const result = await page.evaluate(async () => {
        const init = { method: 'POST', body: 'order' };
        const bare = await fetch('/api', init).then(String, String);
        await window.app.call('/api', init);
        return { bare, ends: window.app.ends };
      });
      expect(result.bare).toContain('TypeError');
      expect(result.ends).toEqual([result.bare]);
      expect(await told(page, 'attempt.started')).toBe(1);
      expect(site.wire).toEqual([]);
    });
  });

  test('a second attempt beside a silent one reaches the server, though the first may still fill the cache', async () => {
    const slow: Reply = { delayMs: 15_000, headers: { 'cache-control': 'max-age=60' } };
    await using site = await serve((_arrival, count) => (count === 1 ? slow : 200));
    await using page = await open(site.origin);
    await page.evaluate(() => {
      window.app.open({ retry: { hedgeAfterMs: 300 } });
      void window.app.call('/api');
    });
    await page.until(() => window.app.ends.length === 1, undefined, { timeoutMs: 10_000 });
    expect(await ends(page)).toEqual(['200']);
    expect(site.wire).toHaveLength(2);
  });

  test('becoming visible again wakes exactly one waiting call, and the others follow when it succeeds', async () => {
    let isUp = false;
    await using site = await serve(() => (isUp ? { delayMs: 400 } : 502));
    await using page = await open(site.origin);
    await page.evaluate(() => {
      const circuit = { openMs: 50_000, maxOpenMs: 50_000, maxWaitMs: 58_000 };
      window.app.open({ circuit, retry: { baseDelayMs: 50_000, maxDelayMs: 50_000 }, random: () => 0.999 });
      for (let count = 0; count < 3; count++) void window.app.call('/api');
    });
    // The first probe comes soon, and the next one only after `openMs`.
    await page.until(() => window.app.story.filter(({ type }) => type === 'retry.scheduled').length === 4);
    isUp = true;
    await page.hide();
    await page.until(() => document.visibilityState === 'hidden');
    // Right after a request no call would be woken.
    await pass(1_100);
    expect(site.wire).toHaveLength(4);
    await page.show();
    await arrived(site, 5);
    await pass(300);
    expect(site.wire).toHaveLength(5);
    await page.until(() => window.app.ends.length === 3);
    expect(await ends(page)).toEqual(Array(3).fill('200'));
    expect(site.wire).toHaveLength(7);
  });

  describe('a call', () => {
    test('that meets a 502 is sent again, and gets the response of the browser itself', async () => {
      await using site = await serve((_arrival, count) => (count < 3 ? 502 : { body: 'here you are' }));
      await using page = await open(site.origin);
      const result = await page.evaluate(async () => {
        const response = await window.app.steady('/api?page=1');
        const report = window.app.reportOf(response);
        const { status, url, type, redirected } = response;
        const verdicts = report?.attempts.map(({ verdict }) => verdict.kind);
        return { status, url, type, redirected, verdicts, text: await response.text() };
      });
      expect(result).toEqual({
        status: 200,
        url: `${site.origin}/api?page=1`,
        type: 'basic',
        redirected: false,
        verdicts: ['bad-gateway', 'bad-gateway', 'ok'],
        text: 'here you are',
      });
      expect(site.wire.map(({ path }) => path)).toEqual(Array(3).fill('/api?page=1'));
    });

    test('with a Request that has a body sends the whole of it each time', async () => {
      await using site = await serve((_arrival, count) => (count < 3 ? 503 : 200));
      await using page = await open(site.origin);
      await page.evaluate(async () => {
        window.app.open({ retry: { baseDelayMs: 20 } });
        const body = 'all of it '.repeat(1_000);
        await window.app.call(new Request('/api', { method: 'PUT', body, headers: { 'x-kind': 'photo' } }));
      });
      expect(await ends(page)).toEqual(['200']);
      expect(site.wire.map(({ method, headers, body }) => [method, headers['x-kind'], body.length])).toEqual(
        Array(3).fill(['PUT', 'photo', 10_000]),
      );
    });

    test('that is a POST is sent once', async () => {
      await using site = await serve(() => 502);
      await using page = await open(site.origin);
      await page.evaluate(() => window.app.call('/api', { method: 'POST', body: 'order' }));
      expect(await ends(page)).toEqual(['502']);
      expect(site.wire).toHaveLength(1);
    });

    test.each(['in flight', 'while it waits'])('that is aborted %s settles at once, with the reason', async (when) => {
      const isInFlight = when === 'in flight';
      await using site = await serve(() => (isInFlight ? 'hang' : 502));
      await using page = await open(site.origin);
      const end = page.evaluate(
        async (type) => {
          window.app.open({ retry: { baseDelayMs: 50_000, maxDelayMs: 50_000 }, random: () => 0.999 });
          const reason = { mine: true };
          const controller = new AbortController();
          const started = new Promise<void>((resolve) =>
            window.app.steady.subscribe((event) => event.type === type && setTimeout(resolve, 100)),
          );
          const call = window.app.steady('/api', { signal: controller.signal }).catch((error) => error === reason);
          await started;
          controller.abort(reason);
          // At once is before any timer, on every machine.
          const later = new Promise<'later'>((resolve) => setTimeout(resolve, 0, 'later'));
          return Promise.race([call, later]);
        },
        isInFlight ? 'attempt.started' : 'retry.scheduled',
      );
      expect(await end).toBe(true);
      expect(site.wire).toHaveLength(1);
      if (isInFlight) await expect.poll(() => site.wire[0]?.isBrokenOff).toBe(true);
    });

    test('to a server that lets no other page read fails as it does without us', async () => {
      await using other = await serve(() => 200);
      await using site = await openSite(files, { csp: false });
      await using page = await open(site.origin);
      const result = await page.evaluate(async (url) => {
        window.app.open({ retry: { baseDelayMs: 20 } });
        const caught: unknown[] = [];
        await fetch(url).catch((error) => caught.push(error));
        await window.app.steady(url).catch((error) => caught.push(error));
        const prototypes = caught.map((error) => Object.getPrototypeOf(error) === TypeError.prototype);
        return { texts: caught.map(String), prototypes, keys: caught.map((error) => Object.keys(error as object)) };
      }, `${other.origin}/api`);
      expect(result.prototypes).toEqual([true, true]);
      expect(result.texts[1]).toBe(result.texts[0]);
      expect(result.keys[1]).toEqual(result.keys[0]);
    });
  });

  // Any init beside a Request resets its referrer, and a time limit needs one.
  test('a Request keeps its referrer and its policy, however often it is sent', async () => {
    await using site = await serve((_arrival, count) => (count % 3 === 2 ? 502 : 200));
    await using page = await open(site.origin);
    const referrers = (init: RequestInit) =>
      page.evaluate(async (given) => {
        window.app.open({ retry: { baseDelayMs: 20 } });
        await fetch(new Request('/api', given));
        await window.app.call(new Request('/api', given));
      }, init);
    await referrers({});
    await referrers({ referrer: '/album', referrerPolicy: 'unsafe-url' });
    await referrers({ referrer: '/album', referrerPolicy: 'origin' });
    await referrers({ referrer: '/album', referrerPolicy: 'no-referrer' });
    await referrers({ referrer: '', referrerPolicy: 'unsafe-url' });
    const itself = `${site.origin}/`;
    const album = `${site.origin}/album`;
    const told = [itself, album, itself, undefined, undefined].flatMap((each) => [each, each, each]);
    expect(site.wire.map(({ headers }) => headers.referer)).toEqual(told);
  });

  test('a page that is left takes its calls along, and sends nothing after them', async () => {
    await using site = await serve(() => 'hang');
    await using page = await open(site.origin);
    await page.evaluate(() => {
      const story: string[] = [];
      const note = (what: string) => sessionStorage.setItem('story', String(story.push(what) && story));
      // The longest backoff.
      window.app.open({ random: () => 0.99 });
      window.app.steady.subscribe(({ type }) => note(type));
      for (const type of ['beforeunload', 'pagehide']) window.addEventListener(type, () => note(type));
      for (const method of ['GET', 'POST']) void window.app.call('/api', { method });
    });
    await arrived(site, 2);
    await page.goto(`${site.origin}/other`);
    await expect.poll(() => site.wire.every(({ isBrokenOff }) => isBrokenOff)).toBe(true);
    const story = String(await page.evaluate(() => sessionStorage.getItem('story'))).split(',');
    // Both browsers let the calls fail, and the page hear of it; Firefox as soon as the way out begins.
    const ended = story.indexOf('attempt.ended');
    expect(ended).toBeGreaterThan(story.indexOf(browser.name === 'firefox' ? 'beforeunload' : 'pagehide'));
    expect(await page.complaints()).toEqual([]);
  });

  describe("under the policy `default-src 'self'`", () => {
    test('what was built does all it does, and nothing complains', async () => {
      const built = { ...files, '/page.js': await bundle('test/browser/core/page.ts', { from: 'dist', minify: true }) };
      await using site = await openSite(built, { answer: (_arrival, count) => (count <= 11 ? 502 : 200) });
      await using page = await open(site.origin);
      await page.evaluate(() => {
        for (let count = 0; count < 10; count++) void window.app.call('/api');
      });
      await page.until(() => window.app.ends.length === 10);
      expect(await ends(page)).toEqual(Array(10).fill('200'));
      const complaints = await page.complaints();
      // Chromium itself writes a line for every answer that is an error.
      expect(complaints.filter((text) => !/^Failed to load resource: .* 502/.test(text))).toEqual([]);
    });

    test('a worker is as good a place as a page', async () => {
      await using site = await serve((_arrival, count) => (count === 1 ? 502 : 200));
      await using page = await open(site.origin);
      const status = await page.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const worker = new Worker('/worker.js', { type: 'module' });
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = reject;
          }),
      );
      expect(status).toBe(200);
      expect(site.wire).toHaveLength(2);
    });
  });
});
