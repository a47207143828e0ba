import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { differences } from '../conformance/check.ts';
import { CLIENTS } from '../conformance/point.ts';
import { POINTS } from '../conformance/points.ts';
import { openPointsSite, type PointsSite } from '../conformance/site.ts';
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
        const results = await page.evaluate((asked) => window.compare(asked), given);
        site.endAll();
        expect(differences(point, client, engine.name, results)).toEqual([]);
      });
    }
  });
});
