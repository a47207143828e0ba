import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BrowserPage, inBrowsers } from '../support/browser.ts';
import type { Site } from '../support/site.ts';
import { openHarness } from './harness-site.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

// Notices about a video, on the player itself.

const BODY = `<main><div id="player"><video></video><div id="controls"><button>Play</button></div></div>
<p>${'Comments. '.repeat(200)}</p></main>`;
const CSS = `#player { position: relative; inline-size: 640px; block-size: 360px; background: #333 }
video { inline-size: 100%; block-size: 100% }
#controls { position: absolute; inset: auto 0 0 0; block-size: 48px }`;

const PLAYBACK: Scenario = { ...SCENARIOS.waiting, id: 'sf:film', surface: 'playback' };

let site: Site;
beforeAll(async () => {
  site = await openHarness(BODY, CSS);
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
  const show = (page: BrowserPage, scenario: Scenario) => page.evaluate((shown) => window.center.show(shown), scenario);
  const cards = (page: BrowserPage) =>
    page.evaluate(() =>
      [...document.querySelectorAll('steady-notices')].map((element) => [
        element.parentElement?.id || element.parentElement?.localName,
        element.shadowRoot?.querySelectorAll('.card:not(.leaving)').length,
      ]),
    );
  const atRest = (page: BrowserPage) =>
    page.until(() => {
      const card = document.querySelector('#player steady-notices')?.shadowRoot?.querySelector('.card');
      return card?.getAnimations().length === 0;
    });
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
    await show(page, SCENARIOS.waiting);
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
    await atRest(page);
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

  test('it has one button, and explains itself once it has given up', async () => {
    await using page = await open();
    const shown = async (scenario: Scenario) => {
      await show(page, { ...scenario, surface: 'playback', id: 'sf:film' });
      return await page.evaluate(() =>
        [...(document.querySelector('#player steady-notices')?.shadowRoot?.querySelectorAll('button') ?? [])]
          .filter((button) => button.getClientRects().length > 0)
          .map(({ textContent, ariaLabel }) => textContent || ariaLabel),
      );
    };
    expect(await shown(SCENARIOS.waiting)).toEqual(['Try now', 'Hide message about Photos']);
    expect(await shown({ ...SCENARIOS.failed, actions: SCENARIOS.waiting.actions.slice(0, 1) })).toEqual([
      'Try now',
      'What does this mean?',
      'Hide message about Photos',
    ]);
  });

  test('a spinner turns around the seconds while the film waits, and shows that nothing is wrong for good', async () => {
    await using page = await open();
    await show(page, PLAYBACK);
    const looks = () => {
      const root = document.querySelector('#player steady-notices')?.shadowRoot;
      const [ring, digits, shape] = ['.ring', '.digits', '.shape'].map((each) => root?.querySelector(each) as Element);
      const middle = (element: Element | undefined) => {
        const { left, right, top, bottom } = (element as Element).getBoundingClientRect();
        return [(left + right) / 2, (top + bottom) / 2];
      };
      const apart = middle(digits).map((at, axis) =>
        Math.abs(at - (middle(ring?.parentElement ?? undefined)[axis] ?? 0)),
      );
      return {
        turns: ring?.getAnimations().some(({ effect }) => effect?.getTiming().iterations === Number.POSITIVE_INFINITY),
        isSign: shape !== undefined && getComputedStyle(shape).display !== 'none',
        apart: Math.max(...apart),
      };
    };
    const { apart, ...look } = await page.evaluate(looks);
    expect(look).toEqual({ turns: true, isSign: false });
    expect(apart).toBeLessThan(2);
    await show(page, { ...SCENARIOS.failed, surface: 'playback', id: 'sf:film' });
    expect(await page.evaluate(looks)).toMatchObject({ turns: false, isSign: true });
  });

  test('it leaves when the film goes on, which is said aloud, and the focus is where it was', async () => {
    await using page = await open();
    await page.evaluate(() => (document.querySelector('#controls button') as HTMLElement).focus());
    await show(page, PLAYBACK);
    await page.press('Alt+t');
    const recovered: Scenario = {
      ...SCENARIOS.recovered,
      id: 'sf:film',
      surface: 'playback',
      announce: { text: 'Playback is continuing.', politeness: 'polite' },
    };
    await page.evaluate(() => {
      const region = document.querySelector('#player steady-notices')?.shadowRoot?.querySelector('[aria-live=polite]');
      // What was said is there for a second only.
      new MutationObserver(() => window.heard.push(region?.textContent ?? '')).observe(region as Node, {
        childList: true,
      });
    });
    await show(page, recovered);
    await show(page, recovered);
    expect(await cards(page)).toEqual([
      ['player', 0],
      ['body', 0],
    ]);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Play');
    await page.until(() => window.heard.some((text) => text.startsWith('Playback is continuing.')));
  });

  test.each([
    { inlineSize: '390px', blockSize: '219px' },
    { inlineSize: '320px', blockSize: '180px' },
  ])('it fits into a small player: $inlineSize by $blockSize', async (size) => {
    await using page = await open();
    await page.evaluate(
      (given) => Object.assign((document.getElementById('player') as HTMLElement).style, given),
      size,
    );
    await show(page, {
      ...PLAYBACK,
      text: {
        title: 'Waiting for more video',
        body: '',
        detail: '',
        advice: '',
        when: 'We’ll check again in a few seconds.',
      },
    });
    await atRest(page);
    expect(await place(page)).toMatchObject({ isInside: true, overControls: 0 });
    await page.click('.action', { text: 'Try now' });
    await page.click('.dismiss');
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
