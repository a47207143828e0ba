import { setTimeout as pass } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { lies, shownOf } from './shop/oracle.ts';
import type { LogLine, Visit } from './shop/recording.ts';
import { type Person, type Scenario, SCENARIOS } from './shop/scenarios.ts';
import { inBrowsers } from './support/browser.ts';
import { bundle, htmlPage, openSite, type Reply, type Site } from './support/site.ts';

const BODY = `<main>
<button id="search">Search</button>
<button id="order">Order</button>
<button id="again">Order again</button>
<button id="subscribe">Subscribe</button>
<button id="checkout">Check out</button>
<dialog id="basket"><button id="delivery">Delivery</button><button id="leave">Close</button></dialog>
<div id="player"><video id="film"></video><button id="full">Full screen</button></div>
</main>`;
const CSS = `#film { inline-size: 300px; block-size: 150px; background: #333 }
dialog { inline-size: 60vw; block-size: 60vh }`;

let files: Record<string, string>;
beforeAll(async () => {
  files = {
    '/': htmlPage({ body: BODY, css: true }),
    '/page.css': CSS,
    '/page.js': await bundle('test/browser/shop/page.ts', { from: 'dist' }),
  };
});

/** Both services, whose trouble begins when it is let loose. */
async function openShop({ answer }: Scenario) {
  const backAt = new Map<number, number>();
  let since = Number.POSITIVE_INFINITY;
  let before = 0;
  const site: Site = await openSite(files, {
    csp: "default-src 'self'; connect-src *",
    answer({ method, path, headers, at }, count) {
      const service = headers.host?.startsWith('app.test') ? 'Shop' : 'Tips';
      const reply = at < since ? undefined : answer?.({ service, method, path, elapsedMs: at - since, count: count - before });
      const given: Exclude<Reply, number> = typeof reply === 'number' ? { status: reply } : (reply ?? { delayMs: 20 });
      if (typeof given === 'string') return given;
      const seconds = given.headers?.['retry-after'];
      if (seconds !== undefined) backAt.set(count, at + Number(seconds) * 1_000);
      return { ...given, headers: { ...given.headers, 'access-control-allow-origin': '*' } };
    },
  });
  const log = (): LogLine[] =>
    site.wire.map(({ headers, at, answered }, index) => {
      const back = backAt.get(index + 1);
      const call = Number(/call=(\d+)/.exec(headers.accept ?? '')?.[1]);
      return { call, at, ...(answered && { answered }), ...(back === undefined ? {} : { backAt: back }) };
    });
  const begin = () => {
    since = Date.now();
    before = site.wire.length;
    return since;
  };
  return { site, log, begin, [Symbol.asyncDispose]: () => site.close() };
}

const sees = (title: string): boolean => {
  const { samples } = window.shop.recording();
  return samples.at(-1)?.cards.some((card) => card.title.startsWith(title)) === true;
};

inBrowsers(
  (browser) => {
    test.each(SCENARIOS)('$name: all that is shown is true, can be read, and ends', async (scenario) => {
      await using shop = await openShop(scenario);
      await using page = await browser.open(shop.site.at('app.test'), { ownWindow: true });
      await page.until(() => window.shop !== undefined);
      await page.evaluate((tips) => window.shop.open(tips), shop.site.at('films.test'));
      const since = shop.begin();
      const person: Person = {
        page,
        log: shop.log,
        at: async (ms) => void (await pass(Math.max(0, since + ms - Date.now()))),
        sees: (title, patienceMs) => page.until(sees, title, patienceMs === undefined ? {} : { patienceMs }),
      };
      const failure = await scenario.acts(person).then(() => [], (error: Error) => [error.message]);
      const isQuiet = () => (window.shop.recording().samples.at(-1)?.cards.length ?? 0) === 0;
      await page.until(isQuiet, undefined, { patienceMs: 15_000 }).catch(() => {});
      const visit: Visit = { recording: await page.evaluate(() => window.shop.recording()), log: shop.log() };
      if (process.env['SHOP_STORY']) await tell(`${browser.name} ${scenario.name}`, visit);
      expect([...failure, ...lies(visit)]).toEqual([]);
      const titles = shownOf(visit, ({ title }) => title).map(({ text }) => text);
      expect(titles.filter((title) => scenario.untold?.test(title))).toEqual([]);
      expect(titles).toEqual(expect.arrayContaining([...scenario.told]));
    });
  },
  { concurrent: true, timeout: 170_000 },
);

async function tell(name: string, { recording, log }: Visit): Promise<void> {
  const { writeFile } = await import('node:fs/promises');
  await writeFile(`${process.env['SHOP_STORY']}/${name.replaceAll(' ', '-')}.json`, JSON.stringify({ recording, log }));
}
