import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningSite, startSite } from '../../examples/streaming/site.ts';
import { type BrowserPage, inBrowsers } from './support/browser.ts';

// The example as people use it: its real site, its real buttons, and what goes over the wire.

const SRC = join(import.meta.dirname, '../../src');

let site: RunningSite;
let wire: { readonly what: string; readonly key: string | undefined }[] = [];

beforeAll(async () => {
  site = await startSite({
    onRequest: ({ method, url = '', headers }: IncomingMessage) => {
      wire.push({ what: `${method} ${url}`, key: headers['idempotency-key'] as string | undefined });
    },
    vite: {
      cacheDir: join(import.meta.dirname, '../../.cache/test-streaming'),
      // What is tested is what stands in `src`, built or not.
      resolve: {
        alias: [
          { find: /^steadyfetch$/, replacement: join(SRC, 'index.ts') },
          { find: /^steadyfetch\/(.+)$/, replacement: join(SRC, '$1/index.ts') },
          { find: /^(opossum|p-retry)$/, replacement: join(SRC, '../dist/browser/$1.js') },
        ],
      },
    },
  });
});
afterAll(() => site.close());

beforeEach(async () => {
  await repair();
  wire = [];
});

const sent = (what: string) => wire.filter((request) => request.what === what);
const texts = (page: BrowserPage, selector: string) =>
  page.evaluate((wanted) => [...document.querySelectorAll(wanted)].map(({ textContent }) => textContent), selector);
const press = (page: BrowserPage, name: string) => page.click('#backstage button', { text: name });

const repair = () => fetch(`${site.url}/gateway`, { method: 'POST', body: '{"kind": null}' });

/** Right after a probe has failed: the next one must not find out that the site is back before the button is pressed. */
async function repairAfterProbe(): Promise<void> {
  const before = videoRequests();
  await expect.poll(videoRequests, { timeout: 12_000, interval: 20 }).toBeGreaterThan(before);
  await repair();
}

const videoRequests = () => wire.filter(({ what }) => what.startsWith('GET /video/')).length;

/** Chromium itself writes down every request that failed, and here they fail on purpose. */
const complaints = async (page: BrowserPage) =>
  (await page.complaints()).filter((each) => !each.startsWith('Failed to load resource'));

declare global {
  interface Window {
    /** First lines of all notices so far. */
    seen: string[];
    /** How much further than the time that has passed the film ever jumped, in seconds. */
    skipped: number;
  }
}

/** Runs in the page: remembers what comes and goes. */
function keepWatch(): void {
  window.seen = [];
  window.skipped = 0;
  const shadows = [...document.querySelectorAll('steady-notices')].map(({ shadowRoot }) => shadowRoot as ShadowRoot);
  for (const root of [document, ...shadows]) {
    new MutationObserver(() => {
      for (const { textContent } of root.querySelectorAll('[data-sonner-toast] [data-title], .card .title')) {
        if (textContent && window.seen.at(-1) !== textContent) window.seen.push(textContent);
      }
    }).observe(root, { childList: true, characterData: true, subtree: true });
  }
  const video = document.querySelector('video') as HTMLVideoElement;
  let before: { film: number; at: number } | undefined;
  video.addEventListener('seeking', () => {
    before = undefined;
  });
  video.addEventListener('timeupdate', () => {
    const now = { film: video.currentTime, at: performance.now() };
    const further = before === undefined ? 0 : now.film - before.film - (now.at - before.at) / 1_000;
    window.skipped = Math.max(window.skipped, further);
    before = now;
  });
}

const until = (page: BrowserPage, title: string) =>
  page.until((wanted) => window.seen.includes(wanted), title, { timeoutMs: 12_000 });
const filmAt = (page: BrowserPage) => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
const plays = (page: BrowserPage, beyond: number) =>
  page.until((at) => (document.querySelector('video')?.currentTime ?? 0) > at, beyond, { timeoutMs: 12_000 });

/** Moves on to where the buffer is about to end, to save waiting for it. Returns where it ends. */
const skipToEndOfBuffer = (page: BrowserPage) =>
  page.evaluate(() => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const end = video.buffered.end(video.buffered.length - 1);
    video.currentTime = end - 0.7;
    return end;
  });

const state = (page: BrowserPage, words: string) =>
  page.until((wanted) => document.querySelector('.state')?.textContent?.startsWith(wanted), words, {
    timeoutMs: 6_000,
  });

/** The card on the film, as people see it. */
const isOnFilm = (page: BrowserPage) =>
  page.evaluate(() => {
    const root = document.querySelector('.player steady-notices')?.shadowRoot;
    return root?.querySelector('.card:not(.leaving)') != null;
  });

/** Lets the connection break and the film run dry. Returns where its buffer ends. */
async function stall(page: BrowserPage): Promise<number> {
  await press(page, 'Long outage');
  await state(page, 'Cuts every connection');
  const end = await skipToEndOfBuffer(page);
  await until(page, 'Waiting for more video');
  return end;
}

inBrowsers((browser) => {
  // As high as it takes to have everything in sight.
  async function watch(path: string, viewport = { width: 1280, height: 1400 }): Promise<BrowserPage> {
    const page = await browser.open(site.url + path, { viewport });
    await page.until(() => document.querySelectorAll('.films li').length === 3, undefined, { timeoutMs: 15_000 });
    await page.until(() =>
      [...document.querySelectorAll('.log [data-tone=good]')].some((line) => line.textContent?.includes('/api/list')),
    );
    await page.evaluate(() => document.querySelector('video')?.play());
    await page.until(() => (document.querySelector('.ahead')?.textContent ?? '').startsWith('8 s'));
    await page.evaluate(keepWatch);
    return page;
  }

  test('plays on through a burst of failures, without a notice', async () => {
    await using page = await watch('/');
    const before = await filmAt(page);
    await press(page, 'Burst');
    await state(page, 'Answers 502');
    await page.until(
      () => document.querySelector('.state')?.textContent?.startsWith('The gateway is well'),
      undefined,
      {
        timeoutMs: 6_000,
      },
    );
    await page.until(() => document.querySelector('.log li[data-tone=bad]') !== null);
    await plays(page, before + 5);
    expect(await page.evaluate(() => window.seen)).toEqual([]);
    expect(await page.evaluate(() => window.skipped)).toBeLessThan(0.5);
    expect(await complaints(page)).toEqual([]);
  });

  test('says so when the film has to wait, and goes on by itself without leaving anything out', async () => {
    await using page = await watch('/');
    const end = await stall(page);
    const soFar = videoRequests();
    // Not sooner: what was seen for a moment only has no end that is worth telling.
    await expect.poll(videoRequests, { timeout: 8_000 }).toBeGreaterThan(soFar);
    // Where the machine is busy, the clock of the film runs on for a moment before the browser finds that nothing is there.
    expect(await filmAt(page)).toBeLessThan(end + 0.5);
    await press(page, 'Repair');
    await plays(page, end + 1);
    await expect.poll(() => isOnFilm(page)).toBe(false);
    expect(await page.evaluate(() => window.seen)).toEqual(['Waiting for more video']);
    expect(await page.evaluate(() => window.skipped)).toBeLessThan(0.5);
    expect(await complaints(page)).toEqual([]);
  });

  test('goes on at once when the user presses "Try now", and asks only once for that', async () => {
    await using page = await watch('/plain.html');
    const end = await stall(page);
    const asked = wire.findLast(({ what }) => what.startsWith('GET /video/'))?.what ?? '';
    await repairAfterProbe();
    const before = sent(asked).length;
    await page.click('button', { text: 'Try now' });
    await plays(page, end + 1);
    expect(sent(asked).length - before).toBe(1);
    expect(await page.evaluate(() => window.skipped)).toBeLessThan(0.5);
    expect(await complaints(page)).toEqual([]);
  });

  describe.each(['/', '/plain.html'])('on %s', (path) => {
    test('does not know whether a film was saved when the answer is lost, and does not send it again', async () => {
      await using page = await watch(path);
      const before = (await texts(page, '.list button')).length;
      await press(page, 'Lost answers');
      await state(page, 'Answers 504');
      await page.click('.save');
      await until(page, 'We don’t know if “My list” was saved');
      expect(sent('POST /api/list')).toHaveLength(1);
      await page.click('.action, [data-sonner-toast] button', { text: 'Check my list' });
      expect(await texts(page, '.told')).toEqual(['Checking your list…']);
      await press(page, 'Repair');
      await page.until((count) => document.querySelectorAll('.list button').length !== count, before, {
        timeoutMs: 12_000,
      });
      expect((await texts(page, '.told'))[0]).toMatch(/^“Slow light” is (not )?in your list\.$/);
      await page.until(
        () => {
          const shown = '[data-sonner-toast][data-visible=true] [data-title], .card:not(.leaving)';
          const roots = [...document.querySelectorAll('steady-notices')].map(({ shadowRoot }) => shadowRoot);
          return [...roots, document].every((root) => root?.querySelector(shown) === null);
        },
        undefined,
        { timeoutMs: 12_000 },
      );
      expect(sent('POST /api/list')).toHaveLength(1);
      expect(await complaints(page)).toEqual([]);
    });

    test('without steadyfetch the same burst ends the film, and with it again the film plays on', async () => {
      await using page = await watch(path);
      const broken = () => texts(page, '.broken:not([hidden]) p');
      const burst = async () => {
        // What was asked for before the switch is not what is tested.
        await page.until(() => (document.querySelector('video')?.currentTime ?? 9) < 4);
        await page.until(() => (document.querySelector('.ahead')?.textContent ?? '').startsWith('8 s'));
        await press(page, 'Burst');
        await state(page, 'Answers 502');
      };
      await press(page, 'Without steadyfetch');
      await burst();
      await expect.poll(broken, { timeout: 4_000 }).toEqual(['Something went wrong. Error 502']);
      await state(page, 'The gateway is well');
      await page.until(() => document.querySelector('.ahead')?.textContent === 'The film waits', undefined, {
        timeoutMs: 12_000,
      });
      await press(page, 'Without steadyfetch');
      await burst();
      await plays(page, 7);
      expect(await broken()).toEqual([]);
      expect(await page.evaluate(() => window.seen)).toEqual([]);
    });

    test('on a phone nothing lies on the film but what is about the film', async () => {
      await using page = await watch(path, { width: 390, height: 844 });
      const tap = (selector: string, text = '') =>
        page.evaluate(
          (which) => {
            const found = [...document.querySelectorAll<HTMLElement>(which.selector)];
            found.find(({ textContent }) => textContent?.startsWith(which.text))?.click();
          },
          { selector, text },
        );
      /** How far the nearest notice of the page is from the film, and whether the one on the film leaves the controls free. */
      const gaps = () =>
        page.evaluate(() => {
          const box = (element: Element) => element.getBoundingClientRect();
          const film = box(document.querySelector('.player') as Element);
          const cards = [...document.querySelectorAll('body > steady-notices')].flatMap(({ shadowRoot }) => [
            ...(shadowRoot?.querySelectorAll('.card') ?? []),
          ]);
          const beside = [...document.querySelectorAll('[data-sonner-toast]'), ...cards].map(box);
          const root = document.querySelector('.player steady-notices')?.shadowRoot;
          const onFilm = [...(root?.querySelectorAll('.card:not(.leaving)') ?? [])].map(box);
          const controls = box(document.querySelector('.controls') as Element);
          return {
            beside: beside.map(({ top }) => top >= film.bottom),
            onFilm: onFilm.map(
              ({ top, bottom, left, right }) =>
                top >= film.top && bottom <= controls.top && left >= film.left && right <= film.right,
            ),
          };
        });
      await tap('#backstage button', 'Lost answers');
      await state(page, 'Answers 504');
      await tap('.save');
      await until(page, 'We don’t know if “My list” was saved');
      await expect.poll(async () => (await gaps()).beside).toEqual([true]);
      await page.evaluate(() => scrollTo(0, 600));
      expect((await gaps()).beside).toEqual([true]);
      await tap('#backstage button', 'Long outage');
      await state(page, 'Cuts every connection');
      await skipToEndOfBuffer(page);
      await until(page, 'Waiting for more video');
      await expect.poll(async () => (await gaps()).onFilm).toEqual([true]);
      expect((await gaps()).beside).not.toContain(false);
      await repairAfterProbe();
      await page.click('.action', { text: 'Try now' });
      await expect.poll(() => isOnFilm(page), { timeout: 12_000 }).toBe(false);
    });
  });

  test('in full screen the notice is on the film, and its button works', async () => {
    await using page = await watch('/plain.html');
    await page.click('.controls button[aria-label="Full screen"]');
    await page.until(() => document.fullscreenElement?.className === 'player');
    await page.evaluate(() => document.querySelectorAll<HTMLElement>('.acts button')[5]?.click());
    await state(page, 'Cuts every connection');
    const end = await skipToEndOfBuffer(page);
    await until(page, 'Waiting for more video');
    await repairAfterProbe();
    await page.click('.action', { text: 'Try now' });
    await plays(page, end + 1);
    expect(await complaints(page)).toEqual([]);
  });

  test('sends a comment again, and it is there once', async () => {
    await using page = await watch('/plain.html');
    const text = `hello-${browser.name}`;
    await press(page, 'Lost answers');
    await state(page, 'Answers 504');
    await page.click('#text');
    for (const key of text) await page.press(key);
    await page.press('Enter');
    await page.until(() => document.querySelector('.pending em')?.textContent === 'Sending…');
    await expect.poll(() => sent('POST /api/comments').length, { timeout: 8_000 }).toBeGreaterThan(1);
    await press(page, 'Repair');
    await page.until(() => document.querySelector('.pending') === null, undefined, { timeoutMs: 10_000 });
    expect((await texts(page, '.comments li')).filter((each) => each === text)).toEqual([text]);
    expect(new Set(sent('POST /api/comments').map(({ key }) => key)).size).toBe(1);
    expect(await complaints(page)).toEqual([]);
  });

  test('says that the device is offline, and goes on when it is back', async () => {
    await using page = await watch('/plain.html');
    await press(page, 'Offline');
    const end = await skipToEndOfBuffer(page);
    await until(page, 'You appear to be offline');
    await press(page, 'Offline');
    await plays(page, end + 1);
    expect(await page.evaluate(() => window.seen.slice(0, 1))).toEqual(['You appear to be offline']);
    expect(await complaints(page)).toEqual([]);
  });

  test('stops when it is told to, and sends the comment when it is asked to', async () => {
    await using page = await watch('/');
    await press(page, 'Long outage');
    await state(page, 'Cuts every connection');
    const text = `later-${browser.name}`;
    await page.click('#text');
    for (const key of text) await page.press(key);
    await page.press('Enter');
    await page.until(
      () => [...document.querySelectorAll('button')].some(({ textContent }) => textContent === 'Stop trying'),
      undefined,
      { timeoutMs: 15_000 },
    );
    await page.click('[data-sonner-toast] button', { text: 'Stop trying' });
    await until(page, 'Stopped trying to reach Steady TV');
    await press(page, 'Repair');
    // What is sent before the gateway has heard of it would fail once more, and then wait.
    await state(page, 'The gateway is well');
    await page.click('[data-sonner-toast] button', { text: 'Try now' });
    await page.until(() => document.querySelector('.pending') === null, undefined, { timeoutMs: 10_000 });
    expect((await texts(page, '.comments li')).filter((each) => each === text)).toEqual([text]);
    expect(await complaints(page)).toEqual([]);
  });
});
