import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as pass } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { lies, shownOf } from './shop/oracle.ts';
import type { Visit } from './shop/recording.ts';
import { PATIENCE_MS, type Person, SCENARIOS, type Scenario } from './shop/scenarios.ts';
import { openShop, type ShopSite, shopFiles } from './shop/shop-site.ts';
import { sourceFor, titleOf } from './shop/words.ts';
import { type BrowserPage, inBrowsers } from './support/browser.ts';
import { lanes } from './support/lanes.ts';

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
  const sees: Person['sees'] = (...titles) =>
    page.until(
      (source) =>
        window.shop
          .recording()
          .samples.at(-1)
          ?.cards.some(({ title }) => RegExp(source).test(title)),
      sourceFor(...titles),
      { patienceMs: PATIENCE_MS },
    );
  await acts({ page, at, sees, mend: () => shop.mend() });
  await page.until(() => window.shop.card() === undefined, undefined, { patienceMs: 15_000 });
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
