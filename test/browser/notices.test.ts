import { setTimeout as pass } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { SteadyOptions } from '../../src/index.ts';
import type { NoticesOptions } from '../../src/notices/index.ts';
import { Lateness } from '../support/lateness.ts';
import { type BrowserPage, inBrowsers } from './support/browser.ts';
import { bundle, htmlPage, openSite, type Reply, type Site, type SiteOptions } from './support/site.ts';

// The whole of it in front of a person: real calls, real outages, real time, real cards.

const BODY = '<main><button id="first">First</button><input id="field" aria-label="Name"></main>';

const lateness = new Lateness();
let files: Record<string, string>;
beforeAll(async () => {
  files = { '/': htmlPage({ body: BODY }), '/page.js': await bundle('test/browser/notices/page.ts') };
});

/** Answers that a test changes as it goes. */
const serve = (answer: NonNullable<SiteOptions['answer']>, csp?: string): Promise<Site> =>
  openSite(files, csp === undefined ? { answer } : { answer, csp });

/** Down for so long from now. */
const downFor = (ms: number): NonNullable<SiteOptions['answer']> => {
  const until = Date.now() + ms;
  return () => (Date.now() < until ? 502 : 200);
};

/** Only a press sends a probe. */
const NO_PROBES: SteadyOptions = {
  circuit: { openMs: 40_000, maxOpenMs: 40_000, maxWaitMs: 45_000 },
};

const heard = (page: BrowserPage) => page.evaluate(() => window.show.heard.map(({ role, text }) => `${role}: ${text}`));
const seen = (page: BrowserPage) =>
  page.evaluate(() => {
    const { entrances, most, heard: said } = window.show;
    return { entrances, most, said: said.length };
  });
const title = (page: BrowserPage) => page.evaluate(() => window.show.text('.title'));
const phases = async (page: BrowserPage) => {
  const all = await page.evaluate(() => window.show.snapshots.flatMap((notices) => notices.map(({ phase }) => phase)));
  return all.filter((phase, index) => phase !== all[index - 1]);
};
/** How far a request may be from its promised time: timers of the page and of its server come late on a busy machine. */
const closeEnoughMs = async (page: BrowserPage) =>
  250 + lateness.worstMs + (await page.evaluate(() => window.show.lateness.worstMs));
const NOTHING = { entrances: 0, most: 0, said: 0 };

async function haveEnded(page: BrowserPage, count: number, end: string): Promise<void> {
  const ends = () => page.evaluate(() => window.show.ends);
  await expect.poll(ends, { timeout: 12_000, interval: 50 }).toHaveLength(count);
  expect(await ends()).toEqual(Array(count).fill(end));
}

inBrowsers((browser) => {
  const open = async (origin: string, options: SteadyOptions = {}, notices: NoticesOptions = {}) => {
    const page = await browser.open(`${origin}/`);
    await page.until(() => window.show !== undefined);
    await page.evaluate((given) => window.show.open(given.options, given.notices), { options, notices });
    return page;
  };
  const ask = (page: BrowserPage, count: number, url?: string, init?: RequestInit) =>
    page.evaluate((given) => window.show.ask(given.count, given.url, given.init), { count, url, init });

  test('a hiccup of 300 ms: nothing is shown, nothing is said', async () => {
    let answer = downFor(0);
    await using site = await serve((...given) => answer(...given));
    await using page = await open(site.origin);
    answer = downFor(300);
    await ask(page, 5);
    await haveEnded(page, 5, '200');
    await pass(1_500);
    expect(await seen(page)).toEqual(NOTHING);
  });

  test('fifty calls into a three-second outage: one card, 50 waiting to none, one good end', async () => {
    let answer = downFor(0);
    await using site = await serve((...given) => answer(...given));
    // Time for all fifty to fail before the card comes, also on a busy machine.
    await using page = await open(site.origin, {}, { timing: { revealUserMs: 1_800 } });
    // After two seconds the card may have been there too briefly for its end to be told.
    answer = downFor(3_000);
    // Chromium sends what it may keep one after another.
    await ask(page, 50, '/api', { cache: 'no-store' });
    await haveEnded(page, 50, '200');
    await page.until(() => window.show.text('.title') === 'You can use Photos again');
    await pass(300);
    const { ids, waiting } = await page.evaluate(() => {
      const all = window.show.snapshots.flat();
      return { ids: [...new Set(all.map(({ id }) => id))], waiting: all.map(({ counts }) => counts.waiting) };
    });
    expect(ids).toHaveLength(1);
    expect(waiting[0]).toBe(50);
    expect(waiting.at(-1)).toBe(0);
    expect(waiting).toEqual([...waiting].sort((a, b) => b - a));
    expect(await seen(page)).toMatchObject({ entrances: 1, most: 1 });
    const said = await heard(page);
    expect(said.filter((text) => text.includes('You can use'))).toHaveLength(1);
    expect(said.length).toBeLessThanOrEqual(3);
    expect(said.every((text) => text.startsWith('status: '))).toBe(true);
  });

  test('a longer outage: one card, paused with a true countdown to the next probe, then failed', async () => {
    await using site = await serve(() => 502);
    // By default, calls that a person waits for are more patient.
    await using page = await open(site.origin, { circuit: { maxWaitMs: 5_000 } });
    await ask(page, 5);
    await haveEnded(page, 5, '502');
    await page.until(() => window.show.text('.title') === 'Sorry, still no answer from Photos');
    const promised = await page.evaluate(() => [
      ...new Set(
        window.show.snapshots
          .flat()
          .filter(({ phase, counts }) => phase === 'paused' && counts.waiting > 0)
          .flatMap(({ nextAttemptAt }) => nextAttemptAt ?? []),
      ),
    ]);
    expect(promised.length).toBeGreaterThanOrEqual(1);
    // No call is left to send the one after the last.
    const last = Math.max(...site.wire.map(({ at }) => at));
    const limit = await closeEnoughMs(page);
    for (const at of promised.filter((each) => each < last)) {
      expect(Math.min(...site.wire.map((arrival) => Math.abs(arrival.at - at)))).toBeLessThan(limit);
    }
    expect((await phases(page)).filter((phase) => phase !== 'retrying' && phase !== 'waiting')).toEqual([
      'paused',
      'failed',
    ]);
    expect(await seen(page)).toMatchObject({ entrances: 1, most: 1 });
    expect(await page.evaluate(() => window.show.$('.action'))).toBe(null);
  });

  test('a countdown is true, and is not read aloud', async () => {
    await using site = await serve((_arrival, count) => {
      const wait: Reply = { status: 503, headers: { 'retry-after': '4' } };
      return count === 1 ? wait : 200;
    });
    await using page = await open(site.origin);
    await ask(page, 1);
    await page.until(() => window.show.text('.digits') !== '');
    const { promised, digits, now } = await page.evaluate(() => ({
      promised: window.show.center.getSnapshot()[0]?.nextAttemptAt ?? 0,
      digits: Number(window.show.text('.digits')),
      now: Date.now(),
    }));
    expect(Math.abs(digits - (promised - now) / 1_000)).toBeLessThanOrEqual(1);
    await expect.poll(() => site.wire.length, { timeout: 6_000, interval: 20 }).toBe(2);
    expect(Math.abs((site.wire[1]?.at ?? 0) - promised)).toBeLessThan(await closeEnoughMs(page));
    const { ticked, said } = await page.evaluate(() => {
      const shown = window.show.markup.map((markup) => /part="countdown"[^>]*>(\d+)</.exec(markup)?.[1]);
      return { ticked: new Set(shown.filter(Boolean)).size, said: window.show.heard.length };
    });
    expect(ticked).toBeGreaterThanOrEqual(3);
    expect(said).toBe(1);
  });

  test('a wait is said aloud once, however its digits tick', async () => {
    await using site = await serve(() => ({ status: 503, headers: { 'retry-after': '12' } }));
    await using page = await open(site.origin);
    await ask(page, 1);
    await page.until(() => window.show.text('.digits') !== '');
    await page.until(() => Number(window.show.text('.digits')) <= 8);
    expect(await heard(page)).toEqual([expect.stringMatching(/^status: Photos asked us to wait.*in 15 seconds/)]);
    expect(site.wire).toHaveLength(1);
  });

  test('"Try now" with fifty waiting: exactly one request on the wire until it succeeds', async () => {
    let isUp = false;
    let delayMs = 200;
    await using site = await serve(() => ({ status: isUp ? 200 : 502, delayMs }));
    await using page = await open(site.origin, NO_PROBES, { timing: { retryNowCooldownMs: 500 } });
    // Chromium sends what it may keep one after another.
    await ask(page, 50, '/api', { cache: 'no-store' });
    await page.until(() => {
      const [upstream] = window.show.steady.upstreams();
      return upstream?.waiting === 50 && upstream.inFlight === 0 && window.show.text('.action') === 'Try now';
    });
    await pass(300);
    const before = site.wire.length;

    // Long enough to look at the card meanwhile, also on a busy machine.
    delayMs = 3_000;
    await page.click('.action', { text: 'Try now' });
    await page.click('.action');
    expect(await page.evaluate(() => window.show.text('.when'))).toBe('Trying again now…');
    await page.until(() => window.show.center.getSnapshot()[0]?.busy === false);
    await pass(300);
    expect(site.wire).toHaveLength(before + 1);

    isUp = true;
    delayMs = 600;
    // The focus is still where the click left it.
    await page.press('Enter');
    await expect.poll(() => site.wire.length, { interval: 5 }).toBe(before + 2);
    await pass(200);
    expect(site.wire).toHaveLength(before + 2);
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('steady-notices');
    await haveEnded(page, 50, '200');
    expect(site.wire).toHaveLength(before + 51);
    expect((await heard(page)).filter((text) => text === 'status: Trying again now…')).toHaveLength(2);
  });

  test('a card that was closed stays closed, and the calls go on', async () => {
    let isUp = false;
    await using site = await serve(() => (isUp ? 200 : 502));
    await using page = await open(site.origin, NO_PROBES);
    await ask(page, 3);
    await page.click('.dismiss');
    await page.until(() => window.show.$('.card') === null);
    await ask(page, 10);
    await pass(1_500);
    isUp = true;
    await page.evaluate(() => window.show.steady.retryNow());
    await haveEnded(page, 13, '200');
    await pass(1_700);
    expect(await seen(page)).toMatchObject({ entrances: 1, most: 1, said: 1 });
  });

  test('a POST that got 504: sent once, "we don’t know", said at once, and no "Try now"', async () => {
    await using site = await serve(() => 504);
    await using page = await open(site.origin);
    await ask(page, 1, '/api', { method: 'POST', body: 'order' });
    await page.until(() => window.show.heard.length > 0);
    expect(await title(page)).toBe('We don’t know if that was saved');
    expect(await heard(page)).toEqual([expect.stringMatching(/^alert: We don’t know if that was saved/)]);
    expect(await page.evaluate(() => window.show.$('.action'))).toBe(null);
    await pass(1_000);
    expect(site.wire).toHaveLength(1);
  });

  test('offline with three upstreams: one card for the device, and one "back online"', async () => {
    const anyOrigin = { headers: { 'access-control-allow-origin': '*' } };
    await using site = await serve(() => anyOrigin, "default-src 'self'; connect-src *");
    await using page = await open(site.at('app.test'));
    await page.setOffline(true);
    await page.until(() => !navigator.onLine);
    for (const host of ['photos.test', 'music.test', 'films.test']) await ask(page, 2, `${site.at(host)}/api`);
    await page.until(() => window.show.text('.title') === 'You appear to be offline');
    await pass(2_000);
    expect(site.wire).toEqual([]);
    await page.setOffline(false);
    await haveEnded(page, 6, '200');
    await page.until(() => window.show.text('.title') === 'You’re back online');
    await pass(300);
    expect(await seen(page)).toMatchObject({ entrances: 1, most: 1 });
    expect((await heard(page)).filter((text) => text.includes('back online'))).toHaveLength(1);
    expect(await page.evaluate(() => [...new Set(window.show.snapshots.flat().map(({ id }) => id))])).toEqual([
      'steady:device',
    ]);
  });

  test('an outage that comes and goes in a hidden tab leaves no trace', async () => {
    let answer = downFor(0);
    await using site = await serve((...given) => answer(...given));
    await using page = await open(site.origin);
    await page.hide();
    await page.until(() => document.visibilityState === 'hidden');
    answer = downFor(1_500);
    await ask(page, 5);
    await haveEnded(page, 5, '200');
    await page.show();
    await pass(1_500);
    expect(await seen(page)).toEqual(NOTHING);
  });

  test('calls that break off because the page is being left are no failures, however long that takes', async () => {
    const next = {
      delayMs: 2_000,
      body: '<!doctype html><title>Next</title>',
      headers: { 'content-type': 'text/html' },
    };
    await using site = await serve(({ path }) => (path === '/next' ? next : 'hang'));
    await using page = await open(site.origin);
    await ask(page, 1);
    await ask(page, 1, '/api', { method: 'POST', body: 'order' });
    await expect.poll(() => site.wire.length).toBe(2);
    await page.goto(`${site.origin}/next`);
    expect(await page.evaluate(() => [document.title, sessionStorage.getItem('show')])).toEqual(['Next', null]);
  });

  test('nothing of a request is in what people see, hear, or find in the page', async () => {
    const paths = new Set<string>();
    const answer = { status: 502, body: 'CANARY', headers: { 'x-canary': 'CANARY', 'x-request-id': 'ref-1' } };
    await using site = await serve(({ path }) => {
      const isFirst = paths.size < paths.add(path).size;
      return isFirst ? 'cut' : answer;
    });
    const options = { circuit: false, retry: { maxAttempts: 2, baseDelayMs: 50 } } as const;
    await using page = await open(site.origin, options);
    const headers = { authorization: 'CANARY', 'x-secret': 'CANARY' };
    for (const init of [{ method: 'POST', body: 'CANARY' }, {}, { method: 'PUT', body: 'CANARY' }]) {
      await ask(page, 2, `/CANARY/${init.method}?token=CANARY#CANARY`, { ...init, headers });
    }
    await page.until(() => window.show.ends.length === 6);
    await page.click('.more');
    await page.until(() => window.show.text('.details').includes('ref-1'));
    const everything = await page.evaluate(() => {
      const { snapshots, heard: said, markup, center } = window.show;
      const views = center.getSnapshot().map((notice) => center.present(notice));
      return JSON.stringify([snapshots, said, markup, views]);
    });
    expect(everything).toContain('ref-1');
    expect(everything).not.toMatch(/canary|127\.0\.0\.1|https?:/i);
    expect((await page.complaints()).filter((text) => text.includes('steadyfetch') || text.includes('policy'))).toEqual(
      [],
    );
  });
});
