import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserPage, inBrowsers, type Which } from '../support/browser.ts';
import { htmlPage, openSite, type Site } from '../support/site.ts';
import { bundlePage } from './bundle-page.ts';
import type { Part } from './stage.ts';
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
      await page.until(() => 'stage' in window);
    });
    afterAll(async () => {
      await page?.close();
      await site?.close();
    });
    afterEach(async () => {
      await page.unhover();
      await remove('photos', 'music');
      await isShowing();
      await page.evaluate(() => [window.stage.takeLog(), window.stage.takeLoud()]);
    });

    const upsert = (id: string, ...parts: Part[]) =>
      page.evaluate(
        (given) => {
          for (const part of given.parts) window.stage.upsert(given.id, part);
        },
        { id, parts },
      );
    const remove = (...ids: string[]) =>
      page.evaluate((given) => {
        for (const id of given) window.stage.remove(id);
      }, ids);
    const log = async () => {
      const all = await page.evaluate(() => window.stage.takeLog());
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
      await upsert('photos', { title: 'Photos', body: 'before', actions: ACTIONS });
      await isShowing('Try now');
      await page.evaluate(() => {
        window.stage.remove('photos');
        window.stage.upsert('photos', { title: 'Photos once more' });
      });
      await isShowing('Photos once more');
      expect((await texts()).join()).not.toMatch(/before|Try now/);
      expect(await log()).toEqual([]);
    });

    test('is never there when it went before it came', async () => {
      await page.evaluate(() => {
        window.stage.upsert('photos', { title: 'Photos' });
        window.stage.remove('photos');
        window.stage.remove('never');
        window.stage.upsert('music', { title: 'Music' });
      });
      await isShowing('Music');
    });

    // What Radix shows is what the app renders: it has none of its own.
    if (subject.name !== 'radix')
      test('outlives the toasts of the library itself', async () => {
        await upsert('photos', { title: 'Photos' });
        await isShowing('Photos');
        await page.evaluate(() => window.stage.plain('Saved'));
        await isShowing('Photos', 'Saved');
        await isShowing('Photos');
        await upsert('photos', { title: 'Photos is back', tone: 'success' });
        await page.evaluate(() => window.stage.plain('Saved'));
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

    test('interrupts nobody, unless it is asked to', async () => {
      await upsert('photos', { title: 'Photos', tone: 'error', announce: 'polite' });
      await isShowing('Photos');
      await upsert('photos', { title: 'Photos still', tone: 'error' });
      await isShowing('Photos still');
      expect(await page.evaluate(() => window.stage.takeLoud())).toEqual([]);
      await upsert('music', { title: 'Not saved', tone: 'error', announce: 'assertive' });
      await isShowing('Photos still', 'Not saved');
      if (subject.canInterrupt) await page.until(() => window.stage.takeLoud().join().includes('Not saved'));
      else expect(await page.evaluate(() => window.stage.takeLoud())).toEqual([]);
    });

    if (subject.region === 'own')
      test('speaks only when there is something new', async () => {
        await upsert('photos', { title: 'Photos', announce: 'polite' });
        await isShowing('Photos');
        expect(await regionOf('Photos')).toBe('polite');
        await upsert('photos', { title: 'Photos', body: 'We’ll try again in 10 seconds.' });
        await isShowing('10 seconds');
        expect([await regionOf('Photos'), await regionOf('We’ll try again in 10 seconds.')]).toEqual(['off', 'off']);
      });

    test('says nothing when nothing but the number of those who wait has changed', async () => {
      const view = { title: 'Photos', body: 'We’ll try again in 10 seconds.', actions: ACTIONS };
      await upsert('photos', { ...view, announce: 'polite', waiting: '50 requests are waiting.' });
      await isShowing('10 seconds');
      // What it says at its entrance it may take back after a while.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
      await upsert('photos', { ...view, waiting: '49 requests are waiting.' });
      await page.evaluate(() => window.stage.takeSpoken());
      for (const n of [40, 30, 20, 10, 2]) await upsert('photos', { ...view, waiting: `${n} requests are waiting.` });
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1_500)));
      expect(await page.evaluate(() => window.stage.takeSpoken())).toBe(0);
      // Nor does it ask for the seconds: whoever shows them has to hide them from those who listen.
      expect(await log()).toEqual([]);
    });

    if (subject.region === 'own')
      test('holds the notice while the pointer or the focus is inside', async () => {
        await upsert('photos', { title: 'Photos', actions: ACTIONS });
        await isShowing('Try now');
        await atRest();
        await page.hover('button', { text: 'Try now' });
        await page.until(() => window.stage.takeLog().includes('hold photos'));
        await page.unhover();
        await page.until(() => window.stage.takeLog().includes('release photos'));
        await page.evaluate(() =>
          [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Try now')?.focus(),
        );
        await page.until(() => window.stage.takeLog().includes('hold photos'));
        await remove('photos');
        await page.until(() => window.stage.takeLog().includes('release photos'));
      });

    test('leaves no complaint', async () => {
      expect(await page.complaints()).toEqual([]);
    });
  });
});
