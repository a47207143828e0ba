import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BrowserPage, inBrowsers } from '../support/browser.ts';
import type { Site } from '../support/site.ts';
import { openHarness } from './harness-site.ts';
import { SCENARIOS } from './scenarios.ts';

// What a page puts on top of everything: modal dialogs and full screen.

const BODY = `<main>
<dialog id="one"><button id="inside">Inside</button></dialog>
<dialog id="two"><button>Two</button></dialog>
<div id="player"><video></video><button id="play">Play</button></div>
<video id="film"></video>
<button id="full">Full screen</button>
</main>`;
const CSS = `#player, #film { inline-size: 300px; block-size: 200px; background: #333 }
dialog { inline-size: 90vw; block-size: 90vh }`;

let site: Site;
beforeAll(async () => {
  site = await openHarness(BODY, CSS);
});
afterAll(() => site.close());

inBrowsers((browser) => {
  const open = async (): Promise<BrowserPage> => {
    const page = await browser.open(site.origin);
    await page.until(() => window.center !== undefined);
    await page.evaluate((scenario) => {
      window.clicks = [];
      for (const id of ['one', 'two', 'player']) {
        document.getElementById(id)?.addEventListener('click', () => window.clicks.push(id));
      }
      window.center.show(scenario);
    }, SCENARIOS.waiting);
    return page;
  };
  const showModal = (page: BrowserPage, id: string) =>
    page.evaluate((given) => (document.getElementById(given) as HTMLDialogElement).showModal(), id);
  const close = (page: BrowserPage, id: string) =>
    page.evaluate((given) => (document.getElementById(given) as HTMLDialogElement).close(), id);
  /** Real clicks on "Try now" and then on ×. Returns what came of them, and what the page noticed. */
  const clickAll = async (page: BrowserPage) => {
    await page.click('.action', { text: 'Try now' });
    await page.click('.dismiss');
    await page.until(() => window.shadow().querySelector('.card') === null);
    const asked = await page.evaluate(() => window.center.asked.filter((each) => /^(run|dismiss)/.test(each)));
    return [asked, await page.evaluate(() => window.clicks)];
  };
  const WORKED = [['run retry-now', 'dismiss sf:1'], []];
  /** The elements that hold our host, or what stands for it, from the outermost. */
  const holders = (page: BrowserPage) =>
    page.evaluate(() =>
      [...document.querySelectorAll('steady-notices')].map(
        ({ parentElement }) => parentElement?.id || parentElement?.localName,
      ),
    );
  /** Puts an element in full screen as pages do, by a click, and waits until it is. */
  const goFullscreen = async (page: BrowserPage, id: string) => {
    await page.evaluate((given) => {
      const button = document.getElementById('full') as HTMLElement;
      button.onclick = () => document.getElementById(given)?.requestFullscreen();
    }, id);
    await page.click('#full');
    await page.until((given) => document.fullscreenElement?.id === given, id);
  };

  describe('under a modal dialog', () => {
    test('can be clicked when the dialog has opened after it', async () => {
      await using page = await open();
      await showModal(page, 'one');
      expect(await clickAll(page)).toEqual(WORKED);
    });

    test('can be clicked when the dialog was open before it, and is heard there', async () => {
      await using page = await open();
      await page.evaluate(() => window.center.hide('sf:1'));
      await page.until(() => window.$('section').hidden);
      await showModal(page, 'one');
      await page.evaluate(
        (scenario) =>
          window.center.show({ ...scenario, announce: { text: 'Photos is away.', politeness: 'assertive' } }),
        SCENARIOS.waiting,
      );
      await page.until(() => document.querySelector('#one steady-notices') === window.shadow().host);
      await page.until(() => window.$('[aria-live=assertive]').textContent === 'Photos is away.');
      expect(await clickAll(page)).toEqual(WORKED);
    });

    test('goes back when the dialog closes, and leaves nothing in it', async () => {
      await using page = await open();
      await page.click('.more');
      const isSame = await page.evaluate(() => {
        const card = window.$('.card');
        (document.getElementById('one') as HTMLDialogElement).showModal();
        return new Promise((resolve) => setTimeout(() => resolve(card === window.$('.card')), 50));
      });
      expect(isSame).toBe(true);
      expect(await holders(page)).toEqual(['one', 'body']);
      expect(await page.evaluate(() => window.$('.more').ariaExpanded)).toBe('true');
      await close(page, 'one');
      await page.until(() => document.querySelectorAll('steady-notices').length === 1);
      expect(await clickAll(page)).toEqual(WORKED);
      expect(await page.complaints()).toEqual([]);
    });

    test('is in the topmost of several, whatever their order in the page', async () => {
      await using page = await open();
      await showModal(page, 'two');
      await showModal(page, 'one');
      await page.until(() => document.querySelector('#one steady-notices') !== null);
      expect(await holders(page)).toEqual(['one', 'body']);
      await close(page, 'one');
      await page.until(() => document.querySelector('#two steady-notices') !== null);
      expect(await clickAll(page)).toEqual(WORKED);
    });

    test('can be clicked when the dialog stands in the shadow root of a component, and after that', async () => {
      await using page = await open();
      await page.evaluate(() => {
        const root = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
        root.append(Object.assign(document.createElement('dialog'), { textContent: 'Hello' }));
        const button = root.querySelector('dialog')?.appendChild(document.createElement('button'));
        button?.addEventListener('click', () => root.querySelector('dialog')?.close());
        Object.assign(button ?? {}, { textContent: 'Close it' });
        root.querySelector('dialog')?.showModal();
      });
      await page.click('.action', { text: 'Try now' });
      await page.click('button', { text: 'Close it' });
      await page.click('.action', { text: 'Stop' });
      await page.click('.dismiss');
      const asked = await page.evaluate(() => window.center.asked.filter((each) => /^(run|dismiss)/.test(each)));
      expect(asked).toEqual(['run retry-now', 'run cancel', 'dismiss sf:1']);
    });

    test('comes back when the app removes the dialog without closing it', async () => {
      await using page = await open();
      await showModal(page, 'one');
      await page.until(() => document.querySelector('#one steady-notices') !== null);
      await page.evaluate(() => document.getElementById('one')?.remove());
      expect(await holders(page)).toEqual(['body']);
      expect(await clickAll(page)).toEqual(WORKED);
    });

    test('is hidden by Escape while it has the focus, and the dialog stays', async () => {
      await using page = await open();
      await showModal(page, 'one');
      await page.press('Alt+t');
      await page.press('Escape');
      await page.until(() => window.shadow().querySelector('.card') === null);
      const isOpen = () => (document.getElementById('one') as HTMLDialogElement).open;
      expect(await page.evaluate(isOpen)).toBe(true);
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('inside');
      await page.press('Escape');
      expect(await page.evaluate(isOpen)).toBe(false);
    });

    test('is taken away from there, too', async () => {
      await using page = await open();
      await showModal(page, 'one');
      await page.until(() => document.querySelector('#one steady-notices') !== null);
      await page.evaluate(() => window.unmount());
      expect(await holders(page)).toEqual([]);
      await close(page, 'one');
      expect(await page.complaints()).toEqual([]);
    });
  });

  describe('over full screen', () => {
    test('can be clicked in a player that holds its controls, without pausing it, and after that', async () => {
      await using page = await open();
      await goFullscreen(page, 'player');
      await page.click('.action', { text: 'Stop' });
      expect(await page.evaluate(() => window.clicks)).toEqual([]);
      await page.evaluate(() => document.exitFullscreen());
      await page.until(() => document.querySelectorAll('steady-notices').length === 1);
      await page.click('.action', { text: 'Try now' });
      await page.click('.dismiss');
      await page.until(() => window.shadow().querySelector('.card') === null);
      const asked = await page.evaluate(() => window.center.asked.filter((each) => /^(run|dismiss)/.test(each)));
      expect(asked).toEqual(['run cancel', 'run retry-now', 'dismiss sf:1']);
    });

    test('can be read over a bare video, which takes all clicks: there are no dead buttons, and live ones after that', async () => {
      await using page = await open();
      const buttons = () =>
        page.evaluate(
          () =>
            [...window.shadow().querySelectorAll('button')].filter((each) => each.getClientRects().length > 0).length,
        );
      await goFullscreen(page, 'film');
      expect(await page.evaluate(() => window.shadow().querySelector('.card')?.getClientRects().length)).toBe(1);
      expect(await buttons()).toBe(0);
      await page.evaluate(() => document.exitFullscreen());
      await page.until(() => document.fullscreenElement === null);
      expect(await clickAll(page)).toEqual(WORKED);
    });

    test('can be clicked over the whole page', async () => {
      await using page = await open();
      await page.evaluate(() => {
        (document.getElementById('full') as HTMLElement).onclick = () => document.documentElement.requestFullscreen();
      });
      await page.click('#full');
      await page.until(() => document.fullscreenElement === document.documentElement);
      expect(await holders(page)).toEqual(['body']);
      expect(await clickAll(page)).toEqual(WORKED);
    });
  });
});

declare global {
  interface Window {
    /** What of the page was clicked. */
    clicks: string[];
  }
}
