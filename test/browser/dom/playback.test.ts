import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BrowserPage, inBrowsers } from '../support/browser.ts';
import type { Site } from '../support/site.ts';
import { SCENES, type Scene } from './scenes.ts';
import { openStage } from './stage-site.ts';

// Notices about a video, on the player itself.

const BODY = `<main><div id="player"><video></video><div id="controls"><button>Play</button></div></div>
<p>${'Comments. '.repeat(200)}</p></main>`;
const CSS = `#player { position: relative; inline-size: 640px; block-size: 360px; background: #333 }
video { inline-size: 100%; block-size: 100% }
#controls { position: absolute; inset: auto 0 0 0; block-size: 48px }`;

const PLAYBACK: Scene = { ...SCENES.waiting, id: 'sf:film', surface: 'playback' };

let site: Site;
beforeAll(async () => {
  site = await openStage(BODY, CSS);
});
afterAll(() => site.close());

inBrowsers((browser) => {
  const open = async (): Promise<BrowserPage> => {
    const page = await browser.open(site.origin);
    await page.until(() => window.center !== undefined);
    await page.evaluate(() => {
      window.unmount();
      const playback = document.getElementById('player') as HTMLElement;
      window.unmount = window.mountNotices(window.center, { playback });
    });
    return page;
  };
  const show = (page: BrowserPage, scene: Scene) => page.evaluate((shown) => window.center.show(shown), scene);
  const cards = (page: BrowserPage) =>
    page.evaluate(() =>
      [...document.querySelectorAll('steady-notices')].map((element) => [
        element.parentElement?.id || element.parentElement?.localName,
        element.shadowRoot?.querySelectorAll('.card:not(.leaving)').length,
      ]),
    );
  /** Where the card is within the player. */
  const place = (page: BrowserPage) =>
    page.evaluate(() => {
      const box = (element: Element | null | undefined) => (element as Element).getBoundingClientRect();
      const player = box(document.getElementById('player'));
      const card = box(document.querySelector('#player steady-notices')?.shadowRoot?.querySelector('.card'));
      return {
        isInside: card.top >= player.top && card.left >= player.left && card.right <= player.right,
        offCenter: Math.abs((card.left + card.right - player.left - player.right) / 2),
        overControls: Math.max(0, card.bottom - box(document.getElementById('controls')).top),
        share: (card.width * card.height) / (player.width * player.height),
      };
    });

  test('what is about the video is shown on the player, and the rest beside it', async () => {
    await using page = await open();
    await show(page, PLAYBACK);
    expect(await cards(page)).toEqual([
      ['player', 1],
      ['body', 0],
    ]);
    await show(page, SCENES.waiting);
    expect(await cards(page)).toEqual([
      ['player', 1],
      ['body', 1],
    ]);
    await show(page, { ...PLAYBACK, surface: 'app' });
    expect(await cards(page)).toEqual([
      ['player', 0],
      ['body', 2],
    ]);
    await page.evaluate(() => window.unmount());
    expect(await cards(page)).toEqual([]);
  });

  test('it is small, in the middle, and above the controls, and can be clicked', async () => {
    await using page = await open();
    await show(page, PLAYBACK);
    await page.until(() => document.querySelector('#player steady-notices')?.shadowRoot?.getAnimations().length === 0);
    const { isInside, offCenter, overControls, share } = await place(page);
    expect({ isInside, overControls }).toEqual({ isInside: true, overControls: 0 });
    expect(offCenter).toBeLessThan(1);
    expect(share).toBeLessThan(0.4);
    await page.click('.action', { text: 'Try now' });
    await page.click('.dismiss');
    const asked = await page.evaluate(() => window.center.asked.filter((each) => /^(run|dismiss)/.test(each)));
    expect(asked).toEqual(['run retry-now', 'dismiss sf:film']);
    expect(await page.complaints()).toEqual([]);
  });

  test('it goes into full screen with the player', async () => {
    await using page = await open();
    await show(page, PLAYBACK);
    await page.evaluate(() => {
      const button = document.querySelector('#controls button') as HTMLElement;
      button.onclick = () => document.getElementById('player')?.requestFullscreen();
    });
    await page.click('#controls button');
    await page.until(() => document.fullscreenElement?.id === 'player');
    await page.click('.action', { text: 'Try now' });
    expect(await page.evaluate(() => window.center.asked)).toContain('run retry-now');
    expect(await place(page)).toMatchObject({ isInside: true, overControls: 0 });
  });

  test('a player that is none is refused by name', async () => {
    await using page = await open();
    const complaint = await page.evaluate(() => {
      try {
        window.mountNotices(window.center, { playback: '#player' as unknown as Element });
        return 'none';
      } catch (error) {
        return String(error);
      }
    });
    expect(complaint).toBe('OptionsError: steadyfetch: playback must be an element, got "#player"');
  });
});
