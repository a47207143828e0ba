import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PhraseKey } from '../../src/notices/text/catalog.ts';
import { en } from '../../src/notices/text/locales/en.ts';
import { bundlePage } from '../browser/sinks/bundle-page.ts';
import { bundle, htmlPage, openSite, type Reply, type Site } from '../browser/support/site.ts';
import type { Recorded } from './heard.ts';
import { NEEDS, openScreenReader, READY, type ScreenReader, versions } from './screen-reader.ts';

// What a person who listens gets to hear: the screen reader Orca in Firefox, real outages, real time.

const SUBJECTS = [
  { name: '<steady-notices>', script: () => bundle('test/spoken/pages/steady-notices.ts', { from: 'dist' }) },
  { name: 'sonner', script: () => bundlePage('sonner.tsx', { from: 'dist' }) },
  { name: 'react-hot-toast', script: () => bundlePage('react-hot-toast.tsx', { from: 'dist' }) },
] as const;

/** What a sentence begins with, by the catalogue: one of these titles. */
const titled = (...keys: PhraseKey[]): RegExp =>
  new RegExp(`^(?:${keys.map((key) => String(en[key]).replaceAll(/\{service\}/gi, '[Tt]he service')).join('|')})\\.`);

// Which of several things that are true is told first depends on how busy the machine is.
const WAITING = titled('bad-gateway.title', 'unavailable.title', 'paused.title');
const GIVEN_UP = titled('failed.title');
const WORKING_AGAIN = titled('recovered.title');
const UNKNOWN = titled('outcome-unknown.title');

const POLL_EVERY_MS = 2_000;
const POLLS = 4;

/** What begins the outage, and what ends it; between them that the calls were given up, if they were. */
function expectAnOutage(heard: readonly string[]): void {
  expect(heard[0]).toMatch(WAITING);
  expect(heard.at(-1)).toMatch(WORKING_AGAIN);
  for (const text of heard.slice(1, -1)) expect(text).toMatch(GIVEN_UP);
  expect(heard.length).toBeLessThanOrEqual(3);
}

const body = `<main><h1>Shop</h1><button>Buy</button></main>${READY}`;

const missing = Object.keys(NEEDS).filter((name) => !existsSync(NEEDS[name] as string));
const isSkipped = missing.length > 0 && !process.env['CI'];
if (isSkipped) console.warn(`\n!!! SKIPPED: install ${missing.join(', ')} to hear what screen readers speak !!!\n`);

describe.skipIf(isSkipped)('Orca with Firefox', () => {
  let reader: ScreenReader;
  const recorded: Recorded = { versions: {}, heard: {} };
  beforeAll(async () => {
    reader = await openScreenReader();
    recorded.versions = versions();
  });
  afterAll(async () => {
    await reader?.[Symbol.asyncDispose]();
    // `npm run docs:spoken` asks for it.
    if (process.env['SPOKEN_RECORD'])
      await writeFile(join(import.meta.dirname, 'heard.json'), `${JSON.stringify(recorded, null, 2)}\n`);
  });

  describe.each(SUBJECTS)('$name', ({ name, script }) => {
    let site: Site;
    let answer: Reply = 200;
    beforeAll(async () => {
      const files = { '/outage': htmlPage({ body }), '/page.js': await script() };
      site = await openSite(files, { csp: false, answer: () => answer });
    });
    afterAll(() => site?.close());

    /** Plays a scenario on a page that has just been opened, and returns what was heard of it, in order. */
    const hear = async (scenario: string, play: (page: Page) => Promise<void>): Promise<readonly string[]> => {
      answer = 200;
      const page = await reader.open(`${site.origin}/outage`);
      await play(page);
      await reader.isSilent();
      const heard = reader.heard();
      recorded.heard[scenario] = { ...recorded.heard[scenario], [name]: heard };
      // Nothing cuts off what is being said.
      expect(reader.cut()).toEqual([]);
      return heard;
    };

    test('speaks of an outage when it begins and when it is over, once each', async () => {
      const heard = await hear('three GETs in an outage that ends', async (page) => {
        answer = 502;
        await page.evaluate(() => {
          const { steady } = window.wire;
          for (const id of [1, 2, 3]) void steady(`/api/${id}`, { steady: { notice: { importance: 'user' } } });
        });
        await reader.hears(WAITING);
        answer = 200;
        // On a busy machine the first calls may have been given up by now.
        await page.evaluate(() => void window.wire.steady('/api/4', { steady: { notice: { importance: 'user' } } }));
        await reader.hears(WORKING_AGAIN);
      });
      expectAnOutage(heard);
    });

    test('speaks of a write whose outcome is not known, once', async () => {
      const heard = await hear('a POST that is answered with 504', async (page) => {
        answer = 504;
        await page.evaluate(() => void window.wire.steady('/api', { method: 'POST', body: 'an order' }));
        await reader.hears(UNKNOWN);
      });
      expect(heard).toEqual([expect.stringMatching(UNKNOWN)]);
    });

    test('says no sentence twice on a page that polls through an outage', async () => {
      const heard = await hear('a page that polls through an outage that ends', async (page) => {
        answer = 502;
        await page.evaluate((everyMs) => {
          setInterval(() => void window.wire.steady('/api'), everyMs);
        }, POLL_EVERY_MS);
        await reader.hears(WAITING);
        await sleep(POLLS * POLL_EVERY_MS);
        answer = 200;
        await reader.hears(WORKING_AGAIN);
      });
      expectAnOutage(heard);
    });
  });
});
