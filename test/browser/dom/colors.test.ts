import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { STYLE } from '../../../src/dom/style.ts';
import { type BrowserPage, inBrowsers } from '../support/browser.ts';
import { bundle, htmlPage, openSite, type Site } from '../support/site.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

// Colors in engines that know fewer functions than the page or we use.

/** What Chrome before 111 and 123, Firefox before 113 and 120, and Safari before 16.4 and 17.5 do not know: here nothing knows it. */
const outdated = (text: string) =>
  text.replaceAll('color-mix(', 'unknown-mix(').replaceAll('light-dark(', 'unknown-pair(');

const THEMES = {
  dark: '--steady-notices-background: #10243a; --steady-notices-text: #fff;',
  none: '',
  plain:
    '--steady-notices-button: #0f766e; --steady-notices-button-text: #fff; --steady-notices-background: #fffaf0; --steady-notices-text: #201a10; --steady-notices-muted: #4f4638; --steady-notices-border: #8a7d68;',
  button: '--steady-notices-button: color-mix(in srgb, #0f766e 90%, #000); --steady-notices-button-text: #fff;',
  pair: '--steady-notices-background: light-dark(#10243a, #0a1622); --steady-notices-text: #fff; --steady-notices-muted: #d5dce4;',
  all: '--mix: color-mix(in srgb, #10243a 95%, #fff); --steady-notices-background: var(--mix); --steady-notices-text: #fff; --steady-notices-muted: #e5e9ee; --steady-notices-button: #fff; --steady-notices-button-text: var(--mix); --steady-notices-border: #8fa3b8;',
} as const;
const ENGINES = { new: (text: string) => text, old: outdated } as const;

type Theme = keyof typeof THEMES;
type Age = keyof typeof ENGINES;

const CSS = `:root { color-scheme: light dark }
#player { position: relative; inline-size: 640px; block-size: 360px; background: #fff }
${Object.entries(THEMES)
  .map(([name, css]) => `.${name} steady-notices { ${css} }`)
  .join('\n')}`;

let site: Site;
beforeAll(async () => {
  const script = await bundle('test/browser/dom/page.ts');
  const body = '<main><div id="player"></div></main>';
  const pages = Object.entries(ENGINES).map(([age, translate]) => ({
    [`/${age}`]: htmlPage({ body, css: true }).replace('/page.js', `/${age}.js`).replace('/page.css', `/${age}.css`),
    [`/${age}.js`]: translate(script),
    [`/${age}.css`]: translate(CSS),
  }));
  site = await openSite(Object.assign({}, ...pages));
});
afterAll(() => site.close());

/** Runs in the page: how well each part can be told from what is behind it, as a ratio. */
function contrasts(): Record<string, number> {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const read = (color: string, [r, g, b]: readonly number[]): number[] => {
    if (canvas === null) return [];
    canvas.fillStyle = `rgb(${r} ${g} ${b})`;
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (color: readonly number[]) => {
    const [r = 0, g = 0, b = 0] = color
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  /** The page is as unlike the card as can be; over a film it is white. */
  const page = dark && window.shadow().querySelector('.playback') === null ? [0, 0, 0] : [255, 255, 255];
  const behind = (element: Element | null): number[] => {
    if (element === null || element.matches('section')) return page;
    return read(getComputedStyle(element).backgroundColor, behind(element.parentElement));
  };
  const ratio = (one: readonly number[], other: readonly number[]) => {
    const [bright = 0, dull = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (bright + 0.05) / (dull + 0.05);
  };
  const found: Record<string, number> = {};
  for (const element of window
    .shadow()
    .querySelectorAll('.title, .when, .waiting, .digits, .action, .more, .dismiss, dt, dd, .support')) {
    if (element.getClientRects().length === 0) continue;
    const ground = behind(element);
    const name = element.className || element.localName;
    found[name] = Math.min(found[name] ?? 99, ratio(read(getComputedStyle(element).color, ground), ground));
  }
  const mark = window.$('.mark');
  found['mark'] = ratio(read(getComputedStyle(mark).color, behind(mark)), behind(mark)) * 1.5;
  return found;
}

test('every color that old engines lack stands in a rule that they skip', () => {
  const withoutSupports = STYLE.replace(/@supports [^{]*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, '');
  expect(withoutSupports.length).toBeLessThan(STYLE.length);
  const functions = [...withoutSupports.matchAll(/[\w-]+(?=\()/g)].map(([name]) => name);
  const known = ['var', 'rgb', 'min', 'max', 'calc', 'env', 'inset', 'rotate', 'translateY', 'scale'];
  const selectors = ['is', 'not', 'where', 'host', 'nth-child', 'and', 'media', 'container'];
  expect([...new Set(functions)].filter((name) => ![...known, ...selectors].includes(name))).toEqual([]);
});

inBrowsers((browser) => {
  const open = async (age: Age, colorScheme: 'light' | 'dark'): Promise<BrowserPage> => {
    const page = await browser.open(`${site.origin}/${age}`, { colorScheme });
    await page.until(() => window.center !== undefined);
    return page;
  };
  /** Shows this on a page with this theme, with its details, on the player if that is what it is about. */
  const show = (page: BrowserPage, theme: string, scenario: Scenario) =>
    page.evaluate(
      (given) => {
        document.documentElement.className = given.theme;
        window.unmount();
        const playback = document.getElementById('player') as HTMLElement;
        window.unmount = window.mountNotices(window.center, given.scenario.surface === 'playback' ? { playback } : {});
        // The cards of the page are not asked for.
        if (given.scenario.surface === 'playback') document.querySelector('body > steady-notices')?.remove();
        window.center.show(given.scenario);
        if (!window.$('.more').hidden) window.$('.more').click();
      },
      { theme, scenario },
    );
  /** What cannot be read well. */
  const poor = async (page: BrowserPage) =>
    Object.entries(await page.evaluate(contrasts)).filter(([, ratio]) => ratio < 4.5);

  describe.each(['new', 'old'] as const)('in a %s engine', (age) => {
    test.each(['light', 'dark'] as const)(
      'everything can be read, whatever colors the page sets: %s',
      async (scheme) => {
        await using page = await open(age, scheme);
        for (const theme of Object.keys(THEMES)) {
          for (const scenario of [
            SCENARIOS.waiting,
            SCENARIOS.retrying,
            SCENARIOS.failed,
            SCENARIOS.recovered,
            SCENARIOS.offline,
          ]) {
            await show(page, theme, scenario);
            expect(await poor(page), `${theme}, ${scenario.phase}`).toEqual([]);
          }
        }
      },
    );

    test('everything can be read over a white film, whatever colors the page sets', async () => {
      await using page = await open(age, 'light');
      for (const theme of Object.keys(THEMES)) {
        for (const scenario of [SCENARIOS.waiting, SCENARIOS.retrying, SCENARIOS.failed]) {
          await show(page, theme, { ...scenario, surface: 'playback' });
          expect(await poor(page), `${theme}, ${scenario.phase}`).toEqual([]);
        }
      }
    });
  });

  test('colors that can all be read are used, and none of those that can not', async () => {
    const look = async (age: Age, theme: Theme) => {
      await using page = await open(age, 'light');
      await show(page, theme, SCENARIOS.waiting);
      return await page.evaluate(() => getComputedStyle(window.$('.card')).backgroundColor);
    };
    expect(await look('old', 'plain')).toBe('rgb(255, 250, 240)');
    expect(await look('new', 'pair')).toBe('rgb(16, 36, 58)');
    expect(await look('old', 'pair')).toBe('rgb(255, 255, 255)');
  });
});
