import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defineSteadyStatus, mountStatus, type StatusWords } from '../../src/dom/index.ts';
import { createSteadyFetch } from '../../src/index.ts';
import { type BrowserPage, inBrowsers, type Look } from './support/browser.ts';
import { bundle, htmlPage, openSite, type Reply, type Site } from './support/site.ts';

/** A busy machine may take its time. */
const PATIENT = { timeoutMs: 30_000 };

const BODY = '<main><button id="first">First</button><textarea id="field" aria-label="Ticket"></textarea></main>';

const ARABIC: Partial<StatusWords> = { lang: 'ar', dir: 'rtl', title: 'حالة الخدمات', working: 'تعمل' };

const FAILING: Reply = { status: 503, headers: { 'x-request-id': '8f2c41d0' } };

let site: Site;
let isDown = true;
beforeAll(async () => {
  site = await openSite(
    {
      '/': htmlPage({ body: BODY }),
      '/axe': htmlPage({ body: `${BODY}<script src="/axe.js"></script>` }),
      '/page.js': await bundle('test/browser/status/page.ts'),
      '/axe.js': await readFile('node_modules/axe-core/axe.min.js', 'utf8'),
    },
    {
      csp: "default-src 'self'; require-trusted-types-for 'script'",
      answer: ({ path }) => {
        if (path.startsWith('/missing')) return 404;
        return isDown && path.startsWith('/photos') ? FAILING : 200;
      },
    },
  );
});
afterAll(() => site.close());
beforeEach(() => {
  isDown = true;
});

test('is safe to call where there is no document', () => {
  expect(() => defineSteadyStatus()).not.toThrow();
  const steady = createSteadyFetch();
  expect(() => mountStatus(steady)()).not.toThrow();
});

inBrowsers((browser) => {
  const open = async (look: Look = {}, url = site.origin): Promise<BrowserPage> => {
    const page = await browser.open(url, look);
    await page.until(() => window.panel !== undefined, undefined, PATIENT);
    return page;
  };
  /** A page of a service that works, and one that does not. */
  const openOutage = async (look: Look = {}, url = site.origin): Promise<BrowserPage> => {
    const page = await open(look, url);
    await page.evaluate(() => {
      window.panel.open({ label: (upstream) => (upstream === 'photos' ? 'Photos' : undefined) });
      void window.panel.ask(3, '/orders/1');
      // Several routes, so that it is not one of them that fails.
      const askAll = () => {
        for (const path of ['list', 'map', 'search']) void window.panel.ask(1, `/photos/${path}?token=secret`);
      };
      askAll();
      setInterval(askAll, 500);
    });
    await page.until(() => window.panel.texts('.state').includes('Not answering'), undefined, PATIENT);
    return page;
  };
  /** Browsers themselves complain of each failed request. */
  const complaints = async (page: BrowserPage) => (await page.complaints()).filter((each) => !each.includes('503'));
  const focused = (page: BrowserPage) =>
    page.evaluate(() => {
      const element = window.panel.root()?.activeElement ?? document.activeElement;
      return element?.id || element?.part.value || element?.localName;
    });
  const openFailures = async (page: BrowserPage) => {
    await page.click('summary', { text: 'Last failures' });
    await page.until(() => window.panel.texts('ol li').length > 0, undefined, PATIENT);
  };

  describe('during an outage', () => {
    test('shows who works and who does not, in words and numbers', async () => {
      await using page = await openOutage();
      const seen = await page.evaluate(async () => {
        // A check may be under way.
        while (!window.panel.texts('.state').includes('Not answering')) await new Promise(requestAnimationFrame);
        return [...window.panel.root().querySelectorAll('.upstream')].map((row) => ({
          name: row.querySelector('.name')?.textContent,
          state: row.querySelector('.state')?.textContent,
          tone: row.getAttribute('data-tone'),
          numbers: Object.fromEntries(
            [...row.querySelectorAll<HTMLElement>('dl > div:not([hidden])')].map((each) => [
              each.querySelector('dt')?.textContent,
              each.querySelector('dd')?.textContent,
            ]),
          ),
          chart: row.querySelector('svg[role=img]')?.getAttribute('aria-label'),
          bars: ['.good', '.bad'].map((path) => row.querySelector(path)?.getAttribute('d') !== ''),
        }));
      });
      const byName = new Map(seen.map((each) => [each.name, each]));
      expect(byName.get('orders')).toMatchObject({
        state: 'Working',
        tone: 'success',
        numbers: {
          'Failed requests': '0%',
          'Answer time': expect.stringMatching(/^\d+(\.\d)? m?s/),
          'Waiting calls': '0',
        },
        chart: 'Requests in 10 minutes: 3. Failed: 0.',
        bars: [true, false],
      });
      expect(byName.get('orders')?.numbers).not.toHaveProperty('Next check');
      expect(byName.get('Photos')).toMatchObject({
        state: 'Not answering',
        tone: 'error',
        numbers: {
          'Failed requests': '100%',
          'Answer time': '–',
          'Next check': expect.stringMatching(/^(now|\d+ sec)$/),
        },
        chart: expect.stringMatching(/^Requests in 10 minutes: \d+\. Failed: \d+\. Most failed around \d+:\d\d:\d\d/),
        bars: [false, true],
      });
      expect(await complaints(page)).toEqual([]);
    });

    test('counts down to the next check without a word, and says once when it works again', async () => {
      await using page = await openOutage();
      await page.until(() => window.panel.heard.length > 0, undefined, PATIENT);
      isDown = false;
      await page.evaluate(() => window.panel.steady.retryNow('photos'));
      await page.evaluate(() => window.panel.ask(1, '/photos/1'));
      await page.until(() => window.panel.texts('.state').includes('Working, with failures'), undefined, PATIENT);
      await page.until(() => window.panel.heard.length > 1, undefined, PATIENT);
      expect(await page.evaluate(() => window.panel.heard)).toEqual([
        'Photos: Not answering',
        'Photos: Working, with failures',
      ]);
    });

    test('shows the last failures with what support asks for, and no URL', async () => {
      await using page = await openOutage();
      await openFailures(page);
      const [line = ''] = await page.evaluate(() => window.panel.texts('ol li'));
      expect(line).toMatch(/\d+:\d\d:\d\d.*GET 503 service-unavailable, attempt \d.*status:503.*x-request-id:8f2c41d0/);
      expect(await page.evaluate(() => window.panel.root().textContent)).not.toContain('secret');
    });

    test('keeps the focus and what is open while it changes', async () => {
      await using page = await openOutage();
      await openFailures(page);
      await page.press('Tab');
      expect(await focused(page)).toBe('copy');
      const before = await page.evaluate(() => window.panel.texts('summary').join());
      await page.evaluate(() => window.panel.ask(3, '/photos/2'));
      await page.until((text) => window.panel.texts('summary').join() !== text, before, PATIENT);
      expect(await focused(page)).toBe('copy');
      expect(await page.evaluate(() => window.panel.texts('ol li').length)).toBeGreaterThan(3);
    });

    test('says that the app itself has switched an upstream off', async () => {
      await using page = await open();
      await page.evaluate(() => {
        window.panel.open();
        window.panel.steady.isolate('orders');
      });
      await page.until(() => window.panel.texts('.state').includes('Switched off by this app'), undefined, PATIENT);
      expect(await page.evaluate(() => window.panel.$('[data-tone=info] .name').textContent)).toBe('orders');
    });
  });

  describe('what is copied', () => {
    /** What is on the clipboard, as a person would get it into a ticket. */
    const paste = async (page: BrowserPage) => {
      await page.click('#field');
      await page.press('Control+v');
      await page.until(() => document.querySelector('textarea')?.value, undefined, PATIENT);
      return page.evaluate(() => document.querySelector('textarea')?.value ?? '');
    };

    test.each(['with a clipboard', 'without one'])('is the story of the upstream, %s', async (how) => {
      // Only names of this machine are trusted without https.
      await using page = await openOutage({}, how === 'without one' ? site.at('photos.test') : site.origin);
      expect(await page.evaluate(() => 'clipboard' in navigator)).toBe(how === 'with a clipboard');
      await openFailures(page);
      await page.click('[part=copy]');
      await page.until(() => window.panel.copyTexts.has('Copied'), undefined, PATIENT);
      expect(await focused(page)).toBe('copy');
      // Together with what else is said at that moment.
      await page.until(() => window.panel.heard.some((text) => text.includes('Copied')), undefined, PATIENT);
      expect(await page.evaluate(() => window.panel.root().querySelector('textarea'))).toBe(null);
      await page.until(() => window.panel.texts('[part=copy]').includes('Copy details'), undefined, PATIENT);
      const text = await paste(page);
      expect(text.split('\n').slice(0, 3)).toEqual([
        'Photos (photos)',
        expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        expect.stringMatching(/^(Not answering|Checking)$/),
      ]);
      expect(text).toMatch(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z GET 503 service-unavailable · attempt 1 · status:503 · x-request-id:8f2c41d0$/m,
      );
      expect(text).not.toContain('secret');
    });
  });

  describe('for every eye', () => {
    test.each([
      ['light', 1280],
      ['dark', 1280],
      ['dark', 390],
    ] as const)('has nothing that axe finds fault with: %s, %i px wide', async (colorScheme, width) => {
      await using page = await openOutage({ colorScheme, viewport: { width, height: 844 } }, `${site.origin}/axe`);
      await openFailures(page);
      await page.evaluate((scheme) => {
        document.documentElement.style.colorScheme = scheme;
      }, colorScheme);
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: typeof import('axe-core') };
        const found = await axe.run(document.querySelector('steady-status') as HTMLElement);
        return [
          ...found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`),
          ...(found.passes.some(({ id }) => id === 'color-contrast') ? [] : ['contrast was not looked at']),
        ];
      });
      expect(violations).toEqual([]);
    });

    test('fits into a narrow page, and moves nothing', async () => {
      await using page = await openOutage({ viewport: { width: 320, height: 1_200 } });
      await openFailures(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      expect(await page.evaluate(() => window.panel.root().getAnimations().length)).toBe(0);
    });

    test('has a shape for each state, and a chart with colors of the system under forced colors', async () => {
      await using page = await openOutage({ forcedColors: true });
      const shapes = await page.evaluate(() =>
        [...window.panel.root().querySelectorAll('.shape')].map((each) => each.getAttribute('d')),
      );
      expect(new Set(shapes).size).toBe(shapes.length);
      const [good, bad] = await page.evaluate(() =>
        ['.good', '.bad'].map((each) => getComputedStyle(window.panel.$(each)).fill),
      );
      expect(good).not.toBe(bad);
    });

    test('is said in the words of the app, from right to left where its language is', async () => {
      await using page = await open();
      await page.evaluate((words) => {
        window.panel.open({ words });
        return window.panel.ask(1, '/orders/1');
      }, ARABIC);
      await page.until(() => window.panel.texts('.state').length > 0, undefined, PATIENT);
      const seen = await page.evaluate(() => {
        const [mark, state] = ['.mark', '.state'].map((each) => window.panel.$(each).getBoundingClientRect().left);
        const { lang, dir, ariaLabel } = window.panel.$('section');
        return { isMirrored: (mark ?? 0) > (state ?? 0), state: window.panel.texts('.state'), lang, dir, ariaLabel };
      });
      expect(seen).toEqual({ isMirrored: true, state: ['تعمل'], lang: 'ar', dir: 'rtl', ariaLabel: 'حالة الخدمات' });
    });
  });

  describe('in the page', () => {
    test('stands where the app puts it, says that there is nothing yet, and shows names as text', async () => {
      await using page = await open();
      const nothing = await page.evaluate(() => {
        const place = document.createElement('div');
        document.body.prepend(place);
        window.panel.open({ container: place, label: () => '<img src=x onerror=alert(1)>' });
        return [place.firstElementChild?.localName, window.panel.texts('.nothing')];
      });
      expect(nothing).toEqual(['steady-status', ['No requests yet']]);
      await page.evaluate(() => window.panel.ask(1, '/orders/1'));
      await page.until(() => window.panel.texts('.name').length > 0, undefined, PATIENT);
      expect(await page.evaluate(() => window.panel.texts('.name'))).toEqual(['<img src=x onerror=alert(1)>']);
      expect(await page.evaluate(() => window.panel.$('.nothing').hidden)).toBe(true);
      expect(await complaints(page)).toEqual([]);
    });

    test('takes a client as well as a history, and leaves nothing behind', async () => {
      await using page = await open();
      const seen = await page.evaluate(async () => {
        const { steady } = window.panel;
        const unmount = window.panel.mountStatus(steady);
        const host = document.querySelector('steady-status');
        const mounted = window.panel.listeners;
        await window.panel.ask(1, '/orders/1');
        unmount();
        unmount();
        return [mounted, window.panel.listeners, host?.isConnected, host?.shadowRoot?.childElementCount];
      });
      expect(seen).toEqual([1, 0, false, 0]);
    });

    test('is an element too, which may be written before it is known, and keeps what it counted when it is moved', async () => {
      await using page = await open();
      const seen = await page.evaluate(async () => {
        const early = document.createElement('steady-status');
        Object.assign(early, { source: window.panel.steady, label: () => 'Orders' });
        document.body.append(early);
        window.panel.defineSteadyStatus();
        const counted = async () => {
          await window.panel.ask(1, '/orders/1');
          early.remove();
          document.body.prepend(early);
          return [
            early.shadowRoot?.querySelector('.name')?.textContent,
            early.shadowRoot?.querySelector('.chart')?.ariaLabel,
          ];
        };
        const first = await counted();
        const second = await counted();
        early.remove();
        await Promise.resolve();
        return { first, second, left: window.panel.listeners };
      });
      expect(seen).toEqual({
        first: ['Orders', 'Requests in 10 minutes: 1. Failed: 0.'],
        second: ['Orders', 'Requests in 10 minutes: 2. Failed: 0.'],
        left: 0,
      });
    });

    test('refuses what it cannot use', async () => {
      await using page = await open();
      const refused = await page.evaluate(() =>
        [{ container: 'body' }, { label: 'Orders' }, { words: { lang: 'no language' } }].map((options) => {
          try {
            window.panel.mountStatus(window.panel.steady, options as never);
            return 'none';
          } catch (error) {
            return String(error);
          }
        }),
      );
      expect(refused).toEqual([
        expect.stringContaining('container must be an element or a shadow root, got "body"'),
        expect.stringContaining('label must be a function, got "Orders"'),
        expect.stringContaining('words.lang must be a language tag'),
      ]);
      expect(await page.evaluate(() => document.querySelector('steady-status'))).toBe(null);
    });
  });
});
