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
        ],
      },
    },
  });
});
afterAll(() => site.close());

beforeEach(async () => {
  await fetch(`${site.url}/gateway`, { method: 'POST', body: '{"kind": null}' });
  wire = [];
});

const sent = (what: string) => wire.filter((request) => request.what === what);
const texts = (page: BrowserPage, selector: string) =>
  page.evaluate((wanted) => [...document.querySelectorAll(wanted)].map(({ textContent }) => textContent), selector);
const press = (page: BrowserPage, name: string) => page.click('#backstage button', { text: name });

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
  const root = document.querySelector('steady-notices')?.shadowRoot ?? document;
  new MutationObserver(() => {
    for (const { textContent } of root.querySelectorAll('[data-sonner-toast] [data-title], .card .title')) {
      if (textContent && window.seen.at(-1) !== textContent) window.seen.push(textContent);
    }
  }).observe(root, { childList: true, characterData: true, subtree: true });
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
  page.until((wanted) => window.seen.includes(wanted), title, { patienceMs: 12_000 });
const filmAt = (page: BrowserPage) => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0);
const plays = (page: BrowserPage, beyond: number) =>
  page.until((at) => (document.querySelector('video')?.currentTime ?? 0) > at, beyond, { patienceMs: 12_000 });

/** Moves on to where the buffer is about to end: nobody wants to wait for it. Returns where it ends. */
const skipToEndOfBuffer = (page: BrowserPage) =>
  page.evaluate(() => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const end = video.buffered.end(video.buffered.length - 1);
    video.currentTime = end - 0.7;
    return end;
  });

const state = (page: BrowserPage, words: string) =>
  page.until((wanted) => document.querySelector('.state')?.textContent?.startsWith(wanted), words, {
    patienceMs: 6_000,
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
  async function watch(path: string): Promise<BrowserPage> {
    // As high as it takes to have everything in sight.
    const page = await browser.open(site.url + path, { viewport: { width: 1280, height: 1400 } });
    await page.until(() => document.querySelectorAll('.films li').length === 3, undefined, { patienceMs: 15_000 });
    await page.until(() =>
      [...document.querySelectorAll('.log [data-tone=good]')].some((line) => line.textContent?.includes('/api/list')),
    );
    await page.evaluate(() => document.querySelector('video')?.play());
    await page.until(() => (document.querySelector('.ahead')?.textContent ?? '').startsWith('8 s'));
    await page.evaluate(keepWatch);
    return page;
  }

  test('plays on through a burst of failures, and nobody hears of it', async () => {
    await using page = await watch('/');
    const before = await filmAt(page);
    await press(page, 'Burst');
    await state(page, 'Answers 502');
    await page.until(
      () => document.querySelector('.state')?.textContent?.startsWith('The gateway is well'),
      undefined,
      {
        patienceMs: 6_000,
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
    // A frame more is none that was left out.
    expect(await filmAt(page)).toBeLessThan(end + 0.04);
    await press(page, 'Repair');
    await until(page, 'Playback is continuing');
    await plays(page, end + 1);
    expect(await page.evaluate(() => window.seen)).toEqual(['Waiting for more video', 'Playback is continuing']);
    expect(await page.evaluate(() => window.skipped)).toBeLessThan(0.5);
    expect(await complaints(page)).toEqual([]);
  });

  test('goes on at once when somebody presses "Try now", and asks only once for that', async () => {
    await using page = await watch('/plain.html');
    const end = await stall(page);
    const asked = wire.findLast(({ what }) => what.startsWith('GET /video/'))?.what ?? '';
    await press(page, 'Repair');
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
      await press(page, 'Repair');
      await page.click('button', { text: 'Check my list' });
      await page.until((count) => document.querySelectorAll('.list button').length !== count, before);
      await page.until(() => {
        const root = document.querySelector('steady-notices')?.shadowRoot ?? document;
        return root.querySelector('[data-sonner-toast][data-visible=true] [data-title], .card:not(.leaving)') === null;
      });
      expect(sent('POST /api/list')).toHaveLength(1);
      expect(await complaints(page)).toEqual([]);
    });
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
    await page.until(() => document.querySelector('.pending') === null, undefined, { patienceMs: 10_000 });
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

  test('stops when it is told to, and goes on when it is asked to', async () => {
    await using page = await watch('/');
    const end = await stall(page);
    await page.until(
      () => [...document.querySelectorAll('button')].some(({ textContent }) => textContent === 'Stop trying'),
      undefined,
      { patienceMs: 12_000 },
    );
    await page.click('button', { text: 'Stop trying' });
    await until(page, 'Stopped trying to reach Steady TV');
    await press(page, 'Repair');
    await page.click('button', { text: 'Try now' });
    await plays(page, end + 1);
    expect(await complaints(page)).toEqual([]);
  });
});
