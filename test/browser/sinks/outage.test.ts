import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { inBrowsers } from '../support/browser.ts';
import { htmlPage } from '../support/site.ts';
import { bundlePage } from './bundle-page.ts';
import { SUBJECTS } from './subjects.ts';

// The wiring of the examples as it is, with the defaults of the library and the clock of the browser.

// Long enough for its end to be told: a card that was seen for a moment only goes without a word.
const OUTAGE_MS = 3_000;
// Not so many that the retry budget is the limit on a slow machine.
const CALLS = 20;

/** An app and its service. The service is out from the first call to it, for three seconds. */
async function openService(script: string) {
  const texts: Record<string, [type: string, text: string]> = {
    '/outage': ['text/html; charset=utf-8', htmlPage()],
    '/page.js': ['text/javascript; charset=utf-8', script],
    '/favicon.ico': ['image/x-icon', ''],
  };
  let backAt = Number.POSITIVE_INFINITY;
  const server = createServer((request, response) => {
    const page = texts[request.url ?? ''];
    if (page !== undefined) {
      response.writeHead(200, { 'content-type': page[0] }).end(page[1]);
      return;
    }
    backAt = Math.min(backAt, performance.now() + OUTAGE_MS);
    response.writeHead(performance.now() < backAt ? 502 : 200, { 'cache-control': 'no-store' }).end('an answer');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

declare global {
  interface Window {
    outage: { told: string[]; ids: string[]; toasts: number; most: number };
  }
}

inBrowsers((browser) => {
  test.each(SUBJECTS)('$name reports an outage once, and its end once', async (subject) => {
    await using service = await openService(await bundlePage(subject.page));
    await using page = await browser.open(`${service.origin}/outage`);
    await page.until(() => 'wire' in window);
    await page.evaluate((toast) => {
      const seen = { told: [] as string[], ids: [] as string[], toasts: 0, most: 0 };
      window.outage = seen;
      window.wire.notices.connect({
        upsert: ({ id, notice }) => {
          seen.ids.push(id);
          if (seen.told.at(-1) !== notice.phase) seen.told.push(notice.phase);
        },
        remove: (id) => seen.told.push(`removed ${id}`),
      });
      const known = new WeakSet<Element>();
      new MutationObserver(() => {
        const toasts = [...document.querySelectorAll(toast)];
        seen.most = Math.max(seen.most, toasts.length);
        for (const each of toasts) {
          if (!known.has(each)) seen.toasts++;
          known.add(each);
        }
      }).observe(document, { subtree: true, childList: true });
    }, subject.toast);

    const statuses = await page.evaluate(async (calls) => {
      const call = () => window.wire.steady('/things', { steady: { notice: { importance: 'user' } } });
      const responses = await Promise.all(Array.from({ length: calls }, call));
      return responses.map(({ status }) => status);
    }, CALLS);
    expect(statuses).toEqual(Array(CALLS).fill(200));

    await page.until(() => window.outage.told.at(-1) === 'recovered');
    await page.until((given) => document.querySelector(given.toast)?.textContent?.includes(given.words), {
      toast: subject.toast,
      words: 'You can use',
    });
    const { told, ids, toasts, most } = await page.evaluate(() => window.outage);
    expect({ toasts, most, ids: new Set(ids).size }).toEqual({ toasts: 1, most: 1, ids: 1 });
    expect(told.filter((phase) => phase === 'recovered')).toHaveLength(1);
    expect(told.filter((phase) => phase === 'failed' || phase.startsWith('removed'))).toEqual([]);
    // That the service answered with 502 is what the browser itself writes down.
    expect((await page.complaints()).filter((line) => !line.startsWith('Failed to load resource'))).toEqual([]);
  });
});
