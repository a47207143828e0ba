import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineSteadyNotices, mountNotices } from '../../src/dom/index.ts';
import { FakeCenter } from './dom/fake-center.ts';
import { ARABIC, PARTIAL, SCENARIOS, type Scenario } from './dom/scenarios.ts';
import { type BrowserPage, inBrowsers, type Look } from './support/browser.ts';
import { bundle, htmlPage, openSite, type Site } from './support/site.ts';

const BODY = `<main><button id="first">First</button><input id="field" aria-label="Name">
<p>${'Some text. '.repeat(200)}</p><button id="last">Last</button></main>`;

const NO_POPOVER = `for (const name of ['popover', 'showPopover', 'hidePopover']) delete HTMLElement.prototype[name];
`;

/** Without what Chrome 92, Firefox 90 or Safari 15 lack. */
const OLD_ENGINE = `${NO_POPOVER}
for (const { prototype } of [Document, ShadowRoot]) delete prototype.adoptedStyleSheets;
for (const name of ['at', 'findLast', 'toSorted']) delete Array.prototype[name];
delete CSSStyleSheet.prototype.replaceSync;
delete Object.hasOwn;
delete HTMLElement.prototype.inert;
const { matches } = Element.prototype;
Element.prototype.matches = function (selector) {
  if (selector.includes(':focus-visible')) throw new SyntaxError(selector);
  return matches.call(this, selector);
};
`;

const announcing = (text: string, politeness: 'polite' | 'assertive' = 'polite'): Scenario => ({
  ...SCENARIOS.waiting,
  announce: { text, politeness },
});

let site: Site;
let oldSite: Site;
beforeAll(async () => {
  const script = await bundle('test/browser/dom/page.ts');
  site = await openSite({
    '/': htmlPage({ body: BODY }),
    '/page.js': script,
    '/old': htmlPage({ body: BODY }).replace('/page.js', '/old.js'),
    '/old.js': NO_POPOVER + script,
    '/arabic': htmlPage({ body: BODY, lang: 'ar', dir: 'rtl' }),
    '/worker.js': await bundle('test/browser/dom/worker.ts'),
    '/axe.js': await readFile('node_modules/axe-core/axe.min.js', 'utf8'),
  });
  // Where style sheets cannot be adopted, the policy must allow style elements.
  const oldPages = { '/': htmlPage({ body: BODY }), '/page.js': OLD_ENGINE + script };
  oldSite = await openSite(oldPages, { csp: "default-src 'self'; style-src 'unsafe-inline'" });
});
afterAll(() => Promise.all([site.close(), oldSite.close()]));

test('is safe to import and to call where there is no document', () => {
  expect(() => defineSteadyNotices()).not.toThrow();
  expect(() => mountNotices(new FakeCenter())()).not.toThrow();
});

const show = (page: BrowserPage, scenario: Scenario) => page.evaluate((shown) => window.center.show(shown), scenario);
const asked = (page: BrowserPage) => page.evaluate(() => window.center.asked);
const heard = (page: BrowserPage) => page.evaluate(() => window.heard);
/** What has the focus, in the page or among the notices. */
const focused = (page: BrowserPage) =>
  page.evaluate(() => {
    const element = window.shadow()?.activeElement ?? document.activeElement;
    return element?.id || element?.part.value || element?.localName;
  });

inBrowsers((browser) => {
  const open = async (path = '/', look: Look = {}): Promise<BrowserPage> => {
    const page = await browser.open(path.startsWith('/') ? site.origin + path : path, look);
    await page.until(() => window.center !== undefined);
    return page;
  };

  describe('what is said aloud', () => {
    test('has its regions in the page, empty, before there is anything to say', async () => {
      await using page = await open();
      const regions = () =>
        [...window.shadow().querySelectorAll('[aria-live]')].map((each) => [
          each.ariaLive,
          each.ariaAtomic,
          each.textContent,
          getComputedStyle(each).display,
        ]);
      expect(await page.evaluate(regions)).toEqual([
        ['polite', 'true', '', 'block'],
        ['assertive', 'true', '', 'block'],
      ]);
    });

    test('is said a moment later, and forgotten after a second', async () => {
      await using page = await open();
      const atOnce = await page.evaluate((scenario) => {
        window.center.show(scenario);
        return window.$('[aria-live=polite]').textContent;
      }, announcing('Photos is away.'));
      expect(atOnce).toBe('');
      await page.until(() => window.heard.length === 2);
      expect(await heard(page)).toEqual(['polite: Photos is away.', 'polite: ']);
    });

    test('is said by the region that fits, and two things at once are both said', async () => {
      await using page = await open();
      await page.evaluate(
        ({ one, two, urgent }) => {
          window.center.show(one);
          window.center.show({ ...two, id: 'sf:2' });
          window.center.show({ ...urgent, id: 'sf:3' });
        },
        { one: announcing('One.'), two: announcing('Two.'), urgent: announcing('Not saved.', 'assertive') },
      );
      await page.until(() => window.heard.length >= 2);
      expect((await heard(page)).slice(0, 2)).toEqual(['polite: One. Two.', 'assertive: Not saved.']);
    });

    test('is said once, however often the same view is given', async () => {
      await using page = await open();
      await page.evaluate((scenario) => {
        window.center.show(scenario);
        window.center.repeat();
      }, announcing('Once.'));
      await page.until(() => window.heard.length > 0);
      expect((await heard(page))[0]).toBe('polite: Once.');
    });

    test('is nothing at all while the digits tick', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      const changes = await page.evaluate(async () => {
        let texts = 0;
        const watch = new MutationObserver((records) => {
          texts += records.length;
        });
        watch.observe(window.$('.words'), { childList: true, characterData: true, attributes: true, subtree: true });
        const digits = [];
        for (let seconds = 10; seconds > 0; seconds--) {
          window.center.tick(seconds);
          digits.push(window.$('.digits').textContent);
        }
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { texts, digits };
      });
      expect(changes).toEqual({ texts: 0, digits: ['10', '9', '8', '7', '6', '5', '4', '3', '2', '1'] });
      expect(await heard(page)).toEqual([]);
      expect(await page.evaluate(() => window.$('.digits').closest('[aria-hidden=true]') !== null)).toBe(true);
    });
  });

  describe('a card', () => {
    test('is one, however often its notice changes, and changes in place', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      const result = await page.evaluate(({ waiting, retrying }) => {
        const [card, title, button] = [window.$('.card'), window.$('.title').firstChild, window.$('button')];
        for (let count = 0; count < 25; count++) {
          window.center.show(waiting);
          window.center.show(retrying);
        }
        return {
          cards: window.shadow().querySelectorAll('.card').length,
          isSame:
            card === window.$('.card') && title === window.$('.title').firstChild && button === window.$('button'),
          when: window.$('.when').textContent,
          actions: [...window.shadow().querySelectorAll('.action')].map((each) => each.textContent),
        };
      }, SCENARIOS);
      expect(result).toEqual({
        cards: 1,
        isSame: true,
        when: 'Trying again now…',
        actions: ['Trying…', 'Stop trying'],
      });
    });

    test('shows what others wrote as text', async () => {
      await using page = await open();
      const title = '<img src=x onerror=alert(1)> isn’t answering';
      await show(page, { ...SCENARIOS.waiting, text: { ...SCENARIOS.waiting.text, title } });
      expect(await page.evaluate(() => window.$('.title').textContent)).toBe(title);
      expect(await page.evaluate(() => window.shadow().querySelectorAll('img').length)).toBe(0);
    });

    test('explains itself on request', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      const details = () => [window.$('.more').ariaExpanded, window.$('.details').innerText];
      expect(await page.evaluate(details)).toEqual(['false', '']);
      await page.click('.more');
      const [isOpen, text] = await page.evaluate(details);
      expect(isOpen).toBe('true');
      expect(text).toMatch(/It’s too busy.*Where the problem is.*What you can do.*Code: 503 · Reference: 8f2c41d0/s);
      await show(page, SCENARIOS.retrying);
      expect((await page.evaluate(details))[0]).toBe('true');
    });

    test.each(['with a clipboard', 'without one'])('gives its details to support, %s', async (how) => {
      // Only names of this machine are trusted without https.
      await using page = await open(how === 'without one' ? site.at('photos.test') : '/');
      expect(await page.evaluate(() => 'clipboard' in navigator)).toBe(how === 'with a clipboard');
      await show(page, SCENARIOS.failed);
      await page.click('.more');
      // In a low window the details scroll, and the focus brings it into view.
      await page.evaluate(() => window.$('[part=copy]').focus());
      await page.press('Enter');
      await page.until(() => window.heard.includes('polite: Copied'), undefined, { timeoutMs: 30_000 });
      expect(await page.evaluate(() => window.$('[part=copy]').textContent)).toMatch(/^(Copied|Copy details)$/);
      expect(await focused(page)).toBe('copy');
      // It says again what it does.
      await page.until(() => window.$('[part=copy]').textContent === 'Copy details', undefined, { timeoutMs: 30_000 });
      await page.evaluate(() => {
        const ticket = document.createElement('textarea');
        document.querySelector('main')?.prepend(ticket);
        ticket.focus();
      });
      await page.press('Control+v');
      await page.until(() => document.querySelector('textarea')?.value, undefined, { timeoutMs: 30_000 });
      expect(await page.evaluate(() => document.querySelector('textarea')?.value.split('\n'))).toEqual([
        SCENARIOS.failed.text.title,
        expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        SCENARIOS.failed.text.support,
        expect.stringMatching(/^gateway-timeout, failed, attempts: \d+$/),
      ]);
      expect(await page.complaints()).toEqual([]);
    });

    test('is held while the pointer or the focus is inside', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      await page.hover('.title');
      await page.press('Alt+t');
      await page.unhover();
      await page.press('Tab');
      expect(await asked(page)).toEqual(['hold sf:1']);
      await page.press('Alt+t');
      expect(await asked(page)).toEqual(['hold sf:1', 'release sf:1']);
    });

    test('shows no digits for a time that has no end', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      const shown = await page.evaluate(() =>
        [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 7].map((seconds) => {
          window.center.tick(seconds);
          return [window.$('.digits').textContent, window.$('.ring').getAttribute('stroke-dasharray')];
        }),
      );
      expect(shown).toEqual([
        ['', '0 1'],
        ['', '0 1'],
        ['', '0 1'],
        ['7', '0.35 1'],
      ]);
    });

    test('keeps the focus where it is when a button is busy, and near when it is gone', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      await page.press('Alt+t');
      await show(page, SCENARIOS.retrying);
      expect(await focused(page)).toBe('action action-retry-now');
      await page.press('Enter');
      expect(await asked(page)).not.toContain('run retry-now');
      await show(page, SCENARIOS.recovered);
      expect(await focused(page)).toBe('card');
    });

    test('leaves although the page is not visible', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      await page.hide();
      await page.evaluate(() => window.center.hide('sf:1'));
      await page.until(() => window.$('.card') === null && window.$('section').hidden);
    });

    test('can come back while it leaves', async () => {
      await using page = await open();
      await page.evaluate((scenario) => {
        window.center.show(scenario);
        window.center.hide(scenario.id);
        window.center.show(scenario);
      }, SCENARIOS.waiting);
      await page.until(() => window.shadow().querySelectorAll('.card').length === 1);
      expect(await page.evaluate(() => window.$('.card').inert || window.$('section').hidden)).toBe(false);
    });
  });

  describe('with the keyboard alone', () => {
    test('is reached after the main content, tried, and hidden', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      await page.evaluate(() => document.getElementById('last')?.focus());
      await page.press('Tab');
      // Firefox stops at what scrolls, too.
      if ((await focused(page)) === 'region') await page.press('Tab');
      expect(await focused(page)).toBe('action action-retry-now');
      await page.press('Enter');
      await page.press('Escape');
      expect(await focused(page)).toBe('last');
      expect(await asked(page)).toEqual(['hold sf:1', 'run retry-now', 'dismiss sf:1', 'release sf:1']);
    });

    test('is reached by the hotkey from anywhere, and left by it', async () => {
      await using page = await open();
      await page.evaluate(() => document.getElementById('field')?.focus());
      await page.press('Alt+t');
      expect(await focused(page)).toBe('field');
      await show(page, SCENARIOS.waiting);
      expect(await focused(page)).toBe('field');
      await page.press('Alt+t');
      expect(await focused(page)).toBe('action action-retry-now');
      await page.press('Alt+t');
      expect(await focused(page)).toBe('field');
    });

    test('leaves the hotkey to an app that has used it', async () => {
      await using page = await open();
      await page.evaluate(() => {
        const field = document.getElementById('field');
        field?.addEventListener('keydown', (event) => event.preventDefault());
        field?.focus();
      });
      await show(page, SCENARIOS.waiting);
      await page.press('Alt+t');
      expect(await focused(page)).toBe('field');
    });

    test('can be tried with the space bar, which players listen for everywhere', async () => {
      await using page = await open();
      await page.evaluate(() =>
        document.addEventListener('keydown', (event) => event.key === ' ' && event.preventDefault()),
      );
      await show(page, SCENARIOS.waiting);
      await page.press('Alt+t');
      await page.press('Space');
      expect(await asked(page)).toContain('run retry-now');
    });

    test('does no harm when that from where the focus came is gone', async () => {
      await using page = await open();
      await page.evaluate(() => document.getElementById('field')?.focus());
      await show(page, SCENARIOS.waiting);
      await page.press('Alt+t');
      await page.evaluate(() => document.getElementById('field')?.remove());
      await page.press('Escape');
      expect(await focused(page)).toBe('body');
    });

    test('takes a hotkey of your own, or none, and no nonsense', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      const tryKey = (hotkey: string | false, init: KeyboardEventInit) =>
        page.evaluate(
          (given) => {
            window.unmount();
            window.unmount = window.mountNotices(window.center, { hotkey: given.hotkey });
            const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true, ...given.init });
            document.body.dispatchEvent(event);
            return [event.defaultPrevented, window.$('section').getAttribute('aria-keyshortcuts')];
          },
          { hotkey, init },
        );
      expect(await tryKey('Alt+T', { key: '†', code: 'KeyT', altKey: true })).toEqual([true, 'Alt+T']);
      expect(await tryKey('Alt+T', { key: 't', code: 'KeyT' })).toEqual([false, 'Alt+T']);
      // The key that is T elsewhere is Y on a Dvorak keyboard.
      expect(await tryKey('Alt+T', { key: 'y', code: 'KeyT', altKey: true })).toEqual([false, 'Alt+T']);
      expect(await tryKey('F8', { key: 'F8', code: 'F8' })).toEqual([true, 'F8']);
      expect(await tryKey('Control+Shift+9', { key: ')', code: 'Digit9', ctrlKey: true, shiftKey: true })).toEqual([
        true,
        'Control+Shift+9',
      ]);
      expect(await tryKey(false, { key: 't', altKey: true })).toEqual([false, null]);
      const complaint = (options: object) =>
        page.evaluate((given) => {
          try {
            window.mountNotices(window.center, given);
            return 'none';
          } catch (error) {
            return String(error);
          }
        }, options);
      for (const hotkey of ['T', 'Shift+T', 'alt+t', 'Alt+', '', 'none', 5]) {
        expect(await complaint({ hotkey })).toContain('hotkey must be false, or keys such as "Alt+T"');
      }
      expect(await complaint({ container: 'body' })).toBe(
        'OptionsError: steadyfetch: container must be an element or a shadow root, got "body"',
      );
    });
  });

  describe('for every eye', () => {
    test.each([
      ['light', 1280],
      ['light', 390],
      ['dark', 1280],
      ['dark', 390],
    ] as const)('has nothing that axe finds fault with, in any phase: %s, %i px wide', async (colorScheme, width) => {
      await using page = await open('/', { colorScheme, reducedMotion: true, viewport: { width, height: 844 } });
      await page.evaluate(async (scheme) => {
        document.documentElement.style.colorScheme = scheme;
        const script = document.createElement('script');
        script.src = '/axe.js';
        document.head.append(script);
        await new Promise((resolve) => script.addEventListener('load', resolve));
      }, colorScheme);
      for (const [phase, scenario] of Object.entries(SCENARIOS)) {
        await show(page, scenario);
        await page.evaluate(() => window.$('.more').ariaExpanded === 'false' && window.$('.more').click());
        const violations = await page.evaluate(async () => {
          const { axe } = window as unknown as { axe: typeof import('axe-core') };
          const found = await axe.run(document.querySelector('steady-notices') as HTMLElement);
          return [
            ...found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`),
            ...(found.passes.some(({ id }) => id === 'color-contrast') ? [] : ['contrast was not looked at']),
          ];
        });
        expect(violations, phase).toEqual([]);
      }
    });

    test('moves nothing when motion is to be reduced', async () => {
      await using page = await open('/', { reducedMotion: true });
      await show(page, SCENARIOS.retrying);
      expect(await page.evaluate(() => window.shadow().getAnimations().length)).toBe(0);
      await show(page, SCENARIOS.waiting);
      const visible = () => [window.$('.digits').checkVisibility(), window.$('.ring').checkVisibility()];
      expect(await page.evaluate(visible)).toEqual([false, false]);
    });

    test('keeps its outlines under forced colors', async () => {
      await using page = await open('/', { forcedColors: true });
      await show(page, SCENARIOS.waiting);
      const outlines = await page.evaluate(() =>
        ['.card', '.action', '.dismiss'].map((selector) => {
          const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(window.$(selector));
          return borderTopWidth !== '0px' && borderTopColor !== backgroundColor;
        }),
      );
      expect(outlines).toEqual([true, true, true]);
    });

    test('fits into a page at 400 %, and leaves most of it', async () => {
      await using page = await open('/', { viewport: { width: 320, height: 256 } });
      await show(page, {
        ...SCENARIOS.waiting,
        text: { ...SCENARIOS.waiting.text, title: 'Donaudampfschifffahrt'.repeat(5) },
      });
      const sizes = await page.evaluate(() => {
        const section = window.$('section');
        const { left, right, height } = section.getBoundingClientRect();
        const overflow = Math.max(
          document.documentElement.scrollWidth - 320,
          section.scrollWidth - section.clientWidth,
        );
        const beyond = right - document.documentElement.clientWidth;
        return { left, beyond, height, overflow, scrolls: section.scrollHeight > section.clientHeight };
      });
      expect(sizes).toMatchObject({ left: 0, beyond: 0, overflow: 0, scrolls: true });
      expect(sizes.height).toBeLessThanOrEqual(0.4 * 256 + 1);
    });

    test.each([
      { width: 320, height: 256 },
      { width: 390, height: 844 },
    ])('does not cover what has the focus: %o', async (viewport) => {
      await using page = await open('/', { viewport });
      await show(page, SCENARIOS.waiting);
      const gaps = [];
      for (const id of ['last', 'first', 'last']) {
        gaps.push(
          await page.evaluate((target) => {
            const element = document.getElementById(target) as HTMLElement;
            window.scrollTo(0, target === 'last' ? document.body.scrollHeight : 0);
            element.focus();
            const [one, other] = [element, window.$('section')].map((each) => each.getBoundingClientRect());
            return one && other ? Math.max(other.top - one.bottom, one.top - other.bottom) : 0;
          }, id),
        );
        await page.press('Shift');
      }
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    });

    test('has buttons big enough to hit', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      await page.click('.more');
      const least = await page.evaluate(() =>
        Math.min(
          ...[...window.shadow().querySelectorAll('button')].flatMap((button) => {
            const { width, height } = button.getBoundingClientRect();
            return [width, height];
          }),
        ),
      );
      expect(least).toBeGreaterThanOrEqual(24);
    });

    test('says each sentence in its language where a translation has a gap', async () => {
      await using page = await open('/arabic');
      await show(page, PARTIAL);
      await page.click('.more');
      const spans = await page.evaluate(() =>
        [...window.$('.card').querySelectorAll('span[lang]')].map((span) => [
          span.parentElement?.className,
          span.getAttribute('lang'),
          span.getAttribute('dir'),
          span.textContent,
        ]),
      );
      expect(spans).toEqual([
        ['when', 'en', 'ltr', SCENARIOS.waiting.text.when],
        ['when', 'ar', 'rtl', 'ما أدخلته ما زال هنا.'],
        ['action', 'en', 'ltr', 'Stop trying'],
      ]);
      expect(await page.evaluate(() => window.$('.when').textContent)).toBe(PARTIAL.text.when);
      const explained = await page.evaluate(() => [window.$('dl').lang, window.$('dl').dir]);
      expect(explained).toEqual(['en', 'ltr']);
    });

    test('stands on the other side where one reads from right to left', async () => {
      await using page = await open('/arabic');
      await show(page, ARABIC);
      await page.until(() => window.$('.card').getAnimations().length === 0);
      const [left, mark, dismiss] = await page.evaluate(() =>
        ['section', '.mark', '.dismiss'].map((selector) => window.$(selector).getBoundingClientRect().left),
      );
      expect(left).toBe(0);
      expect(mark).toBeGreaterThan(dismiss ?? 0);
    });
  });

  describe('in the page', () => {
    test('is above everything else, and violates no policy', async () => {
      await using page = await open();
      await show(page, SCENARIOS.waiting);
      expect(await page.evaluate(() => window.$('section').matches(':popover-open'))).toBe(true);
      await page.click('.more');
      await page.click('.action', { text: 'Stop' });
      await page.click('.dismiss');
      await page.until(() => window.$('.card') === null);
      expect(await page.evaluate(() => window.$('section').matches(':popover-open'))).toBe(false);
      expect(await asked(page)).toEqual(expect.arrayContaining(['run cancel', 'dismiss sf:1']));
      expect(await page.evaluate(() => document.querySelectorAll('[style]').length)).toBe(0);
      expect(await page.complaints()).toEqual([]);
    });

    test('works where there are no popovers', async () => {
      await using page = await open('/old');
      await show(page, SCENARIOS.waiting);
      await page.click('.action', { text: 'Try now' });
      await page.click('.dismiss');
      await page.until(() => window.$('section').hidden);
      expect(await page.complaints()).toEqual([]);
    });

    test('works in the oldest engines that are supported', async () => {
      await using page = await open(oldSite.origin);
      await page.evaluate(() => document.getElementById('last')?.focus());
      await show(page, SCENARIOS.waiting);
      const looks = await page.evaluate(() => {
        const { position, width } = getComputedStyle(window.$('section'));
        return [position, Number.parseFloat(width) < innerWidth, getComputedStyle(window.$('.card')).display];
      });
      expect(looks).toEqual(['fixed', true, 'flex']);
      await page.click('.action', { text: 'Try now' });
      await page.click('.dismiss');
      await page.until(() => window.$('section').hidden);
      expect(await page.complaints()).toEqual([]);
    });

    test('is safe to import, and a center to make, at the top level of a worker', async () => {
      await using page = await open();
      const shown = await page.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const worker = new Worker('/worker.js', { type: 'module' });
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => reject(new Error(message));
          }),
      );
      expect(shown).toBe(0);
    });

    test('leaves nothing behind', async () => {
      await using page = await open();
      await page.evaluate(() => document.getElementById('field')?.focus());
      await show(page, SCENARIOS.waiting);
      await show(page, { ...SCENARIOS.waiting, id: 'sf:2' });
      await page.press('Alt+t');
      const left = await page.evaluate(async (scenario) => {
        const host = document.querySelector('steady-notices');
        window.center.show(scenario);
        window.center.hide('sf:2');
        window.unmount();
        window.unmount();
        await new Promise((resolve) => setTimeout(resolve, 250));
        const key = new KeyboardEvent('keydown', { key: 't', altKey: true, bubbles: true, cancelable: true });
        document.body.dispatchEvent(key);
        return [host?.isConnected, host?.shadowRoot?.childElementCount, window.center.listeners, key.defaultPrevented];
      }, announcing('Never said.'));
      expect(left).toEqual([false, 0, 0, false]);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('field');
      expect((await asked(page)).filter((each) => each.startsWith('release'))).toHaveLength(1);
      expect(await heard(page)).toEqual([]);
    });

    test('is an element too, which may be written before it is known, moved, and given another center', async () => {
      await using page = await open();
      const seen = await page.evaluate(async (scenario) => {
        window.unmount();
        window.defineSteadyNotices();
        const frame = document.createElement('div');
        document.body.append(frame);
        const early = document.createElement('steady-notices');
        // As if it had been set before the element was defined.
        Object.defineProperty(early, 'center', { value: window.center, configurable: true, writable: true });
        window.center.show(scenario);
        frame.append(early);
        const count = () => [early.shadowRoot?.querySelectorAll('.card').length, window.center.listeners];
        const shown = count();
        document.body.prepend(early);
        const moved = count();
        early.center = undefined;
        const without = count();
        early.center = window.center;
        return { shown, moved, without, again: count() };
      }, SCENARIOS.waiting);
      expect(seen).toEqual({ shown: [1, 2], moved: [1, 2], without: [0, 0], again: [1, 2] });
    });
  });
});
