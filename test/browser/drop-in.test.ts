import { afterAll, beforeAll, describe, test } from 'vitest';
import { CLIENTS, POINTS } from '../support/points.ts';
import { expectSame } from '../support/points-check.ts';
import { openPointsSite, type PointsSite } from '../support/points-site.ts';
import { type EnginePage, inEngines } from './support/engines.ts';
import { bundle, htmlPage, SHIPPED } from './support/site.ts';

// A drop-in fetch does at its edges what the browser's own fetch does. test/wpt-points.test.ts asks the same of Node.

inEngines((engine) => {
  describe.each(Object.keys(CLIENTS) as (keyof typeof CLIENTS)[])('a client %s', (client) => {
    let site: PointsSite;
    let page: EnginePage;
    beforeAll(async () => {
      site = await openPointsSite({
        '/': htmlPage(),
        '/page.js': await bundle('test/browser/drop-in/page.ts', SHIPPED),
      });
      page = await engine.open(`${site.origin}/`);
      await page.until(() => window.compare !== undefined);
    });
    afterAll(async () => {
      await page?.close();
      await site?.close();
    });

    for (const point of POINTS.filter(({ except }) => !except?.includes(engine.name))) {
      test(point.title, async () => {
        const given = { title: point.title, client, other: site.other };
        const { bare, ours } = await page.evaluate((asked) => window.compare(asked), given);
        site.endAll();
        expectSame(point, bare, ours);
      });
    }
  });
});
