import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pass } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { lies, shownOf } from './shop/oracle.ts';
import type { Visit } from './shop/recording.ts';
import { type Person, SCENARIOS, type Scenario, seesTitle, TIMEOUT_MS } from './shop/scenarios.ts';
import { openShop, type ShopSite, shopFiles } from './shop/shop-site.ts';
import { titleOf } from './shop/words.ts';
import { type BrowserPage, inBrowsers } from './support/browser.ts';
import { lanes } from './support/lanes.ts';

// A shop that is visited while its services are in trouble: real requests, real time, what was built, in both browsers. An oracle gets the
// server's log, and everything that was shown and said. It finds what was not true of the log at any moment, what could not be read
// (a title that was there for less than a second), what ended without a word, and trouble that was kept from people. Times may be late by
// what the page itself stood still, which it measures.
//
// The page refreshes a list of its own service (Shop) and tips of a second one (Tips) every two seconds; a person presses buttons.
//
// - a pause of 120 s: 503 with `Retry-After`, longer than any call waits. It is said when to try again, and that it works.
// - an outage of 30 s: 502 all the time.
// - a pause of 20 s: 503 with `Retry-After`, which the calls wait for.
// - full screen, full screen of a bare video, a modal dialog: the card is on top and inside, and its buttons do what they say; a bare video
//   takes all clicks, so that there are none over it.
// - a deploy: 502, then 503 with `Retry-After`, then every other request meets an old instance.
// - one of two services is down: nothing is said about the other one.
// - a pointer rests on the card while the service comes back.
// - a blip of 2 s.
// - a POST got 504: "we don't know", also after another POST has gone well, until the person closes it.
// - 429 for a search, which waits, and for an order, which was refused and stays told while all else works.
// - a POST while the browser is offline: "not sent", beside what waits for the network. The clock of the page stands still while a request
//   fails offline: the library takes a failure within 30 ms as the proof, and a busy machine is slower.
// - slow answers: 8 s, for a search and for an order.

/** So many visits with one browser at a time: more would only keep each other waiting. */
const AT_ONCE = 4;

let files: Readonly<Record<string, string>>;
beforeAll(async () => {
  files = await shopFiles();
});

inBrowsers(
  (browser) => {
    const enter = lanes(AT_ONCE);
    test.each(SCENARIOS)('$name: all that is shown is true, can be read, and ends', async (scenario) => {
      using _lane = await enter();
      await using shop = await openShop(files, scenario);
      await using page = await browser.open(shop.site.at('app.test'), { ownWindow: true });
      const failure = await visit(page, shop, scenario).then(
        () => [],
        (error: Error) => [error.message],
      );
      // As text: drivers have their own ways with large values.
      const recording = await page.evaluate(() => JSON.stringify(window.shop.recording()));
      const story: Visit = { recording: JSON.parse(recording), log: shop.log() };
      await keep(`${browser.name} ${scenario.name}`, story);
      expect([...failure, ...lies(story)]).toEqual([]);
      const titles = shownOf(story.recording, ({ title }) => title).map(({ text }) => text);
      expect(titles.filter((title) => scenario.untold?.test(title))).toEqual([]);
      expect(inOrder(titles, scenario)).toEqual(scenario.told);
    });
  },
  { concurrent: true, timeout: 240_000 },
);

async function visit(page: BrowserPage, shop: ShopSite, { acts }: Scenario): Promise<void> {
  await page.until(() => window.shop !== undefined);
  await page.evaluate((tips) => window.shop.open(tips), shop.site.at('films.test'));
  shop.begin();
  const at = async (ms: number) => {
    while (shop.since() === undefined) await pass(20);
    await pass(Math.max(0, (shop.since() as number) + ms - Date.now()));
  };
  const sees: Person['sees'] = (...titles) => seesTitle(page, titles, { timeoutMs: TIMEOUT_MS });
  await acts({ page, at, sees, repair: () => shop.repair() });
  await page.until(() => window.shop.card() === undefined, undefined, { timeoutMs: 15_000 });
}

/** Those of the titles that were to be shown which were, as far as their order was right. */
function inOrder(titles: readonly string[], { told }: Scenario): readonly string[] {
  const found: string[] = [];
  for (const title of titles) {
    const key = titleOf(title)?.key;
    if (key !== undefined && key === told[found.length]) found.push(key);
  }
  return found;
}

/** For a look at how a visit went: `SHOP_STORIES=some/folder`. */
async function keep(name: string, story: Visit): Promise<void> {
  const folder = env['SHOP_STORIES'];
  if (folder !== undefined)
    await writeFile(join(folder, `${name.replaceAll(/\W+/g, '-')}.json`), JSON.stringify(story));
}
