import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserPage } from '../browser/support/browser.ts';
import { CHROMIUM, launchChromium } from '../browser/support/chromium.ts';
import { openSite, type Site } from '../browser/support/site.ts';

// The clients of clients.test.ts that need a page, in Chromium: over the package as it is installed, against a real server. What hls.js plays
// is a playlist of real segments.

type Variant = 'bare' | 'both' | 'recipe';
declare global {
  interface Window {
    play(name: string, url: string, variant: Variant): Promise<unknown>;
  }
}

const isMissing = !existsSync(CHROMIUM) && !env['CI'];

const SEGMENTS = 4;
const PLAYLIST = [
  '#EXTM3U',
  '#EXT-X-VERSION:3',
  '#EXT-X-TARGETDURATION:1',
  ...Array.from({ length: SEGMENTS }, (_, index) => `#EXTINF:0.99846,\n${index}.aac`),
  '#EXT-X-ENDLIST',
].join('\n');
/** A second of silence: 43 frames of AAC at 44.1 kHz, each with a header (ADTS) of seven bytes. */
const FRAME = [0xff, 0xf1, 0x50, 0x40, 0x01, 0xbf, 0xfc, 0x00, 0xc8, 0x00, 0x80, 0x23, 0x80];
const SEGMENT = Buffer.from(Array.from({ length: 43 }, () => FRAME).flat());

const ANSWERS = {
  swr: { requests: 1, end: { tea: 'green' } },
  hls: { requests: 1 + SEGMENTS, end: SEGMENTS },
};

let script: string;
let site: Site;
let browser: Browser;
let page: BrowserPage;
/** Of the server's answers, how often each path was asked for. */
const counts = new Map<string, number>();

function handle({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const [, state = '', , , file = ''] = url.split('/');
  if (state === '') response.setHeader('content-type', 'text/html').end('<script src="/page.js" defer></script>');
  else if (state === 'page.js') response.setHeader('content-type', 'text/javascript').end(script);
  else {
    const count = (counts.get(url) ?? 0) + 1;
    counts.set(url, count);
    const isDown = state === 'down' || (state === 'flaky' && count < 3);
    if (isDown) response.writeHead(503).end();
    else if (file.endsWith('.aac')) response.setHeader('content-type', 'audio/aac').end(SEGMENT);
    else if (file.endsWith('.m3u8')) response.setHeader('content-type', 'application/vnd.apple.mpegurl').end(PLAYLIST);
    else response.setHeader('content-type', 'application/json').end('{"tea":"green"}');
  }
}

/** What the client gives the app, and how many requests that took. */
async function play(name: string, state: 'up' | 'down' | 'flaky', variant: Variant) {
  const path = `/${state}/${name}/${variant}`;
  const end = await page.evaluate(
    ([name = '', url = '', variant = '']) => window.play(name, url, variant as Variant),
    [name, site.origin + path, variant],
  );
  return { end, requests: requestsFor(path) };
}
const requestsFor = (path: string): number =>
  [...counts].filter(([url]) => url.startsWith(path)).reduce((sum, [, count]) => sum + count, 0);

describe.skipIf(isMissing)('in a page', () => {
  beforeAll(async () => {
    const app = fileURLToPath(new URL('./app', import.meta.url));
    const { outputFiles } = await build({
      entryPoints: ['in-page.mjs'],
      absWorkingDir: app,
      bundle: true,
      write: false,
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'silent',
    });
    script = outputFiles[0]?.text ?? '';
    site = await openSite({}, { handle });
    browser = await launchChromium();
    page = await browser.open(site.origin);
    await page.until(() => window.play !== undefined);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  describe.each(['swr', 'hls'] as const)('%s', (name) => {
    test('gives the same answer as over bare fetch, for the same requests', async () => {
      expect(await play(name, 'up', 'bare')).toEqual(ANSWERS[name]);
      expect(await play(name, 'up', 'both')).toEqual(ANSWERS[name]);
      expect(await play(name, 'up', 'recipe')).toEqual(ANSWERS[name]);
    });

    test('gets its answer from a server that fails twice for each path', async () => {
      const { end, requests } = ANSWERS[name];
      expect(await play(name, 'flaky', 'recipe')).toEqual({ end, requests: 3 * requests });
    });

    test('ends with the same error as over bare fetch, after four requests by the recipe', async () => {
      const bare = await play(name, 'down', 'bare');
      expect(bare.end).toMatchObject({ error: 'Error', status: 503 });
      const recipe = await play(name, 'down', 'recipe');
      expect(recipe).toEqual({ end: bare.end, requests: 4 });
    });
  });

  test('swr goes on asking where its own retries are left on, and does not by the recipe', async () => {
    await play('swr', 'down', 'both');
    await expect.poll(() => requestsFor('/down/swr/both'), { timeout: 30_000 }).toBeGreaterThan(4);
    expect(requestsFor('/down/swr/recipe')).toBe(4);
  });
});
