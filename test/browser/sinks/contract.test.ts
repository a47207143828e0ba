import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserPage, inBrowsers, type Which } from '../support/browser.ts';
import { htmlPage, openSite, type Site } from '../support/site.ts';
import { bundlePage } from './bundle-page.ts';
import type { Part } from './harness.ts';
import { SUBJECTS } from './subjects.ts';

// What every sink has to do with the real library, whichever it is.

const bundles = new Map<string, Promise<string>>();
const bundleOnce = (file: string): Promise<string> => {
  const bundled = bundles.get(file) ?? bundlePage(file);
  bundles.set(file, bundled);
  return bundled;
};

const ACTIONS = { 'retry-now': 'Try now', cancel: 'Stop trying', dismiss: 'Hide' };

inBrowsers((browser) => {
  describe.each(SUBJECTS)('$name', (subject) => {
    let site: Site;
    let page: BrowserPage;
    beforeAll(async () => {
      site = await openSite({ '/': htmlPage(), '/page.js': await bundleOnce(subject.page) }, { csp: false });
      page = await browser.open(site.origin);
      await page.until(() => 'harness' in window);
    });
    afterAll(async () => {
      await page?.close();
      await site?.close();
    });
    afterEach(async () => {
      await page.unhover();
      await remove('photos', 'music');
      await isShowing();
      await page.evaluate(() => [window.harness.takeLog(), window.harness.takeLoud()]);
    });

    const upsert = (id: string, ...parts: Part[]) =>
      page.evaluate(
        (given) => {
          for (const part of given.parts) window.harness.upsert(given.id, part);
        },
        { id, parts },
      );
    const remove = (...ids: string[]) =>
      page.evaluate((given) => {
        for (const id of given) window.harness.remove(id);
      }, ids);
    const log = async () => {
      const all = await page.evaluate(() => window.harness.takeLog());
      return all.filter((line) => !/^(hold|release) /.test(line));
    };
    /** Waits until there are as many toasts as texts, and each holds its own. */
    const isShowing = (...texts: string[]) =>
      page.until(
        (given) => {
          const shown = [...document.querySelectorAll(given.toast)].map((element) => element.textContent ?? '');
          return (
            shown.length === given.texts.length &&
            given.texts.every((text) => shown.some((each) => each.includes(text)))
          );
        },
        { toast: subject.toast, texts },
      );
    const atRest = () =>
      page.evaluate(async (toast) => {
        const frame = () => new Promise(requestAnimationFrame);
        // Some set out only in the second frame.
        for (let calm = 0; calm < 3; calm++) {
          await frame();
          const moving = [...document.querySelectorAll(toast)].flatMap((each) => each.getAnimations({ subtree: true }));
          if (moving.some(({ playState }) => playState === 'running')) calm = -1;
        }
      }, subject.toast);
    /** Clicks what has stopped moving, and leaves before it goes. */
    const click = async (selector: string, which?: Which) => {
      await atRest();
      await page.click(selector, which);
      await page.unhover();
    };
    const texts = () =>
      page.evaluate(
        (selector) => [...document.querySelectorAll(selector)].map((element) => element.textContent ?? ''),
        subject.toast,
      );
    /** Marks the element, or tells whether it is still the same. */
    const mark = () =>
      page.evaluate((selector) => {
        const element = document.querySelector(selector) as HTMLElement;
        const isMarked = element.dataset['marked'] === 'yes';
        element.dataset['marked'] = 'yes';
        return isMarked;
      }, subject.toast);
    /** Who speaks when this text appears: `polite`, `assertive`, or `off`. */
    const regionOf = (text: string) =>
      page.evaluate(
        (given) => {
          const holders = [...document.querySelectorAll(`${given.toast} *`)].filter(
            ({ textContent }) => textContent === given.text,
          );
          const region = holders.at(-1)?.closest('[aria-live], [role=status], [role=alert]');
          return region?.getAttribute('aria-live') ?? region?.getAttribute('role') ?? 'off';
        },
        { toast: subject.toast, text },
      );

    test('shows one toast, however often it is told', async () => {
      const parts = Array.from({ length: 50 }, (_, index) => ({ title: `Photos ${index + 1}` }));
      await upsert('photos', ...parts);
      await isShowing('Photos 50');
      expect(await texts()).toHaveLength(1);
    });

    test('shows each notice in a toast of its own', async () => {
      await upsert('photos', { title: 'Photos' });
      await upsert('music', { title: 'Music' });
      await isShowing('Photos', 'Music');
      await remove('photos');
      await isShowing('Music');
    });

    test('changes it in place', async () => {
      await upsert('photos', { title: 'Photos', body: 'We’ll try again in 10 seconds.', tone: 'warning' });
      await isShowing('in 10 seconds');
      await mark();
      await upsert('photos', { title: 'Photos', body: 'Trying again now…', tone: 'progress' });
      await isShowing('Trying again now…');
      expect(await mark()).toBe(true);
      expect((await texts()).join()).not.toContain('10 seconds');
    });

    test('takes back actions that are no longer offered', async () => {
      await upsert('photos', { title: 'Photos', actions: ACTIONS });
      await isShowing('Try now');
      await upsert('photos', { title: 'Photos is back', tone: 'success' });
      await isShowing('Photos is back');
      expect((await texts()).join()).not.toContain('Try now');
      expect((await texts()).join()).not.toContain('Stop trying');
    });

    test('offers what can be done, and stays open when it is done', async () => {
      await upsert('photos', { title: 'Photos', actions: ACTIONS });
      await isShowing('Try now');
      await click('button', { text: 'Try now' });
      if (subject.actions === 'all') await click('button', { text: 'Stop trying' });
      expect(await log()).toEqual(subject.actions === 'all' ? ['run retry-now', 'run cancel'] : ['run retry-now']);
      await upsert('photos', { title: 'Photos still' });
      await isShowing('Photos still');
    });

    test('shows what has no effect for now, without its effect', async () => {
      await upsert('photos', { title: 'Photos', actions: { 'retry-now': 'Trying…' }, disabled: ['retry-now'] });
      await isShowing('Trying…');
      await click('button', { text: 'Trying…' });
      await isShowing('Trying…');
      expect(await log()).toEqual([]);
    });

    test('says that it was closed by a person, and stays closed', async () => {
      await upsert('closed', { title: 'Photos', actions: ACTIONS });
      await isShowing('Photos');
      await click(subject.close('closed'));
      await isShowing();
      expect(await log()).toEqual(['dismiss closed']);
      await upsert('closed', { title: 'Photos again' });
      await upsert('music', { title: 'Music' });
      await isShowing('Music');
      expect(await log()).toEqual([]);
    });

    test('goes when it is told to, and takes that for no wish of the person', async () => {
      await upsert('photos', { title: 'Photos' });
      await isShowing('Photos');
      await upsert('photos', { title: 'Photos is back', tone: 'success' });
      await isShowing('Photos is back');
      await remove('photos');
      await isShowing();
      expect(await log()).toEqual([]);
    });

    test('comes back when it has just gone, with nothing of what it was', async () => {
      await upsert('photos', { title: 'Photos', body: 'Words of then', actions: ACTIONS });
      await isShowing('Try now');
      await page.evaluate(() => {
        window.harness.remove('photos');
        window.harness.upsert('photos', { title: 'Photos once more' });
      });
      await isShowing('Photos once more');
      expect((await texts()).join()).not.toMatch(/Words of then|Try now/);
      expect(await log()).toEqual([]);
    });

    test('is never there when it went before it came', async () => {
      await page.evaluate(() => {
        window.harness.upsert('photos', { title: 'Photos' });
        window.harness.remove('photos');
        window.harness.remove('never');
        window.harness.upsert('music', { title: 'Music' });
      });
      await isShowing('Music');
    });

    // What Radix shows is what the app renders: it has none of its own.
    if (subject.name !== 'radix')
      test('outlives the toasts of the library itself', async () => {
        await upsert('photos', { title: 'Photos' });
        await isShowing('Photos');
        await page.evaluate(() => window.harness.plain('Saved'));
        await isShowing('Photos', 'Saved');
        await isShowing('Photos');
        await upsert('photos', { title: 'Photos is back', tone: 'success' });
        await page.evaluate(() => window.harness.plain('Saved'));
        await isShowing('Photos is back', 'Saved');
        await isShowing('Photos is back');
        expect(await log()).toEqual([]);
      });

    test('shows text as text', async () => {
      const title = '<img src="x" onerror="document.title = `hacked`"> & <b>bold</b>';
      await upsert('photos', { title, body: title, actions: { 'retry-now': title } });
      await isShowing(title);
      const inside = `${subject.toast} :is(img, b)`;
      expect(await page.evaluate((selector) => document.querySelectorAll(selector).length, inside)).toBe(0);
      expect(await page.evaluate(() => document.title)).toBe('Test page');
    });

    test('interrupts no announcement, unless it is asked to', async () => {
      await upsert('photos', { title: 'Photos', tone: 'error', announce: 'polite' });
      await isShowing('Photos');
      await upsert('photos', { title: 'Photos still', tone: 'error' });
      await isShowing('Photos still');
      expect(await page.evaluate(() => window.harness.takeLoud())).toEqual([]);
      await upsert('music', { title: 'Not saved', tone: 'error', announce: 'assertive' });
      await isShowing('Photos still', 'Not saved');
      if (subject.canInterrupt) await page.until(() => window.harness.takeLoud().join().includes('Not saved'));
      else expect(await page.evaluate(() => window.harness.takeLoud())).toEqual([]);
    });

    if (subject.region === 'own')
      test('speaks only when there is something new', async () => {
        await page.evaluate(() => window.harness.takeSaid());
        const all: string[] = [];
        await upsert('photos', { title: 'Photos', announce: 'polite' });
        await isShowing('Photos');
        await upsert('photos', { title: 'Photos', body: 'We’ll try again in 10 seconds.' });
        await isShowing('10 seconds');
        expect([await regionOf('Photos'), await regionOf('We’ll try again in 10 seconds.')]).toEqual(['off', 'off']);
        await upsert('music', { title: 'Music', announce: 'polite' });
        await expect
          .poll(async () => {
            all.push(...(await page.evaluate(() => window.harness.takeSaid())));
            return all.join(' ');
          })
          .toBe('Photos Music');
      });

    if (subject.region === 'own')
      test('is hidden from assistive technology until it was announced, so that the library does not speak it too', async () => {
        const isHidden = () =>
          page.evaluate(
            ({ toast }) =>
              [...document.querySelectorAll(`${toast} [aria-hidden=true]`)].some((e) =>
                e.textContent?.includes('Photos'),
              ),
            { toast: subject.toast },
          );
        await upsert('photos', { title: 'Photos', announce: 'polite' });
        await isShowing('Photos');
        await expect.poll(isHidden).toBe(false);
      });

    test('says nothing when nothing but the number of those who wait has changed', async () => {
      const view = { title: 'Photos', body: 'We’ll try again in 10 seconds.', actions: ACTIONS };
      await upsert('photos', { ...view, announce: 'polite', waiting: '50 requests are waiting.' });
      await isShowing('10 seconds');
      // What it says at its entrance it may take back after a while.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 10_000)));
      await upsert('photos', { ...view, waiting: '49 requests are waiting.' });
      await page.evaluate(() => window.harness.takeSpoken());
      for (const n of [40, 30, 20, 10, 2]) await upsert('photos', { ...view, waiting: `${n} requests are waiting.` });
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
      expect(await page.evaluate(() => window.harness.takeSpoken())).toBe(0);
      // Nor does it ask for the seconds: a sink that shows them has to hide them from screen readers.
      expect(await log()).toEqual([]);
    });

    if (subject.region === 'own')
      test('holds the notice while the pointer or the focus is inside', async () => {
        await upsert('photos', { title: 'Photos', actions: ACTIONS });
        await isShowing('Try now');
        await atRest();
        await page.hover('button', { text: 'Try now' });
        await page.until(() => window.harness.takeLog().includes('hold photos'));
        await page.unhover();
        await page.until(() => window.harness.takeLog().includes('release photos'));
        await page.evaluate(() =>
          [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Try now')?.focus(),
        );
        await page.until(() => window.harness.takeLog().includes('hold photos'));
        await remove('photos');
        await page.until(() => window.harness.takeLog().includes('release photos'));
      });

    // What Radix shows is in the example, and the others can show one line.
    if (subject.region === 'own') {
      /** All that can be pressed, in CSS px: the smaller side. */
      const sizes = () =>
        page.evaluate(
          (selector) =>
            [...document.querySelectorAll(`${selector} :is(button, summary)`)].map((element) => {
              const { width, height } = element.getBoundingClientRect();
              return Math.round(Math.min(width, height));
            }),
          subject.toast,
        );

      test('explains itself on request, with what support may ask for', async () => {
        const part = { title: 'Photos', actions: ACTIONS, support: 'Code: 503 · Reference: 8f2c41d0' };
        await upsert('photos', part);
        await isShowing('What does this mean?');
        await click('summary');
        await page.until(() => document.querySelector('details')?.innerText.includes('What happened'));
        expect(await page.evaluate(() => document.querySelector('details')?.innerText)).toMatch(
          /it said “not now”.*What you can do.*Reference: 8f2c41d0/s,
        );
        await upsert('photos', { ...part, body: 'Trying again now…' });
        await isShowing('Trying again now…');
        await atRest();
        const isInside = await page.evaluate((toast) => {
          const [outer, inner] = [document.querySelector(toast), document.querySelector('details[open]')];
          return outer && inner && inner.getBoundingClientRect().bottom <= outer.getBoundingClientRect().bottom;
        }, subject.toast);
        expect(isInside).toBe(true);
        await upsert('photos', { title: 'Photos is back', tone: 'success' });
        await isShowing('Photos is back');
        expect(await page.evaluate(() => document.querySelector('details'))).toBe(null);
      });

      test('can be hit with a mouse, and with a finger where there is no mouse', async () => {
        await upsert('photos', { title: 'Photos', actions: ACTIONS });
        await isShowing('Try now');
        await atRest();
        expect(await sizes()).toHaveLength(4);
        expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(24);
        await page.evaluate(() => {
          const { matchMedia: own } = window;
          const coarse = (query: string) => own(query === '(pointer: coarse)' ? 'all' : query);
          window.matchMedia = Object.assign(coarse, { own });
        });
        await upsert('photos', { title: 'Photos', body: 'With a finger', actions: ACTIONS });
        await isShowing('With a finger');
        await atRest();
        expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(44);
        await page.evaluate(() => Object.assign(window, { matchMedia: Reflect.get(window.matchMedia, 'own') }));
      });

      test('has its × in a corner, and it covers no text', async () => {
        await upsert('photos', { title: 'Photos '.repeat(12), actions: ACTIONS });
        await isShowing('Try now');
        await atRest();
        const covers = await page.evaluate(
          (given) => {
            const button = document.querySelector(given.close) as Element;
            let card = button.parentElement as Element;
            while (getComputedStyle(card).backgroundColor === 'rgba(0, 0, 0, 0)') card = card.parentElement as Element;
            const [close, toast] = [button.getBoundingClientRect(), card.getBoundingClientRect()];
            const range = document.createRange();
            const title = [...document.querySelectorAll(`${given.toast} *`)].filter(({ textContent }) =>
              textContent?.startsWith('Photos Photos'),
            );
            range.selectNodeContents(title.at(-1) as Element);
            const isOver = [...range.getClientRects()].some(
              (line) =>
                line.left < close.right &&
                close.left < line.right &&
                line.top < close.bottom &&
                close.top < line.bottom,
            );
            const isInCorner =
              close.top < toast.top + 24 && Math.min(toast.right - close.right, close.left - toast.left) < 24;
            return { isOver, isInCorner };
          },
          { toast: subject.toast, close: subject.close('photos') },
        );
        expect(covers).toEqual({ isOver: false, isInCorner: true });
      });
    }

    if (subject.name === 'sonner')
      test('has the more important one in front, whichever came last', async () => {
        const front = () =>
          page.until(() =>
            document.querySelector('[data-front=true]:not([data-removed=true])')?.textContent?.includes('Not saved'),
          );
        await page.evaluate(() => window.harness.rank('saved', 'photos', 'music'));
        await upsert('saved', { title: 'Not saved', tone: 'error', announce: 'assertive' });
        await upsert('photos', { title: 'Photos' });
        await isShowing('Not saved', 'Photos');
        await front();
        await upsert('music', { title: 'Music' });
        await isShowing('Not saved', 'Photos', 'Music');
        await front();
        await page.evaluate(() => window.harness.rank());
        await remove('saved');
        await isShowing('Photos', 'Music');
        expect(await log()).toEqual([]);
      });

    test('leaves no complaint', async () => {
      expect(await page.complaints()).toEqual([]);
    });
  });
});
