import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyFetch, type SteadyOptions } from '../src/index.ts';
import { differences } from './conformance/check.ts';
import { CLIENTS, playBoth } from './conformance/point.ts';
import { POINTS } from './conformance/points.ts';
import { openPointsSite, type PointsSite } from './conformance/site.ts';

// A drop-in fetch does at its edges what Node's fetch does. test/browser/drop-in.test.ts asks the same of browsers.

const clients = Object.entries(CLIENTS) as [keyof typeof CLIENTS, SteadyOptions][];

describe.each(clients)('a client %s', (client, options) => {
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
      const results = await playBoth(point, steady, () => createSteadyFetch(options), site);
      site.endAll();
      expect(differences(point, client, 'node', results)).toEqual([]);
    });
  }
});
