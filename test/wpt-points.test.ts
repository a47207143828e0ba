import { afterAll, beforeAll, describe, test } from 'vitest';
import { createSteadyFetch, type SteadyFetch } from '../src/index.ts';
import { CLIENTS, POINTS, runPoint } from './support/points.ts';
import { expectSame } from './support/points-check.ts';
import { openPointsSite, type PointsSite } from './support/points-site.ts';

// A drop-in fetch does at its edges what Node's fetch does. test/browser/drop-in.test.ts asks the same of browsers.

describe.each(Object.entries(CLIENTS))('a client %s', (_how, options) => {
  let site: PointsSite;
  let steady: SteadyFetch;
  beforeAll(async () => {
    site = await openPointsSite();
    steady = createSteadyFetch(options);
  });
  afterAll(async () => {
    steady.close();
    await site.close();
  });

  for (const point of POINTS.filter(({ except }) => !except?.includes('node'))) {
    test(point.title, async () => {
      const bare = await runPoint(point, fetch, site);
      const ours = await runPoint(point, steady, site);
      site.endAll();
      expectSame(point, bare, ours);
    });
  }
});
