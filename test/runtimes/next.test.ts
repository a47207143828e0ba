import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { env, execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, launchChromium } from '../browser/support/chromium.ts';
import { deadPort } from '../support/scripted-upstream.ts';
import { type Origin, startOrigin } from './support/origin.ts';
import { app, run, start } from './support/programs.ts';

const home = join(app, '.cache/next');
const next = [execPath, join(app, 'node_modules/next/dist/bin/next')];
const isMissing = !existsSync(CHROMIUM) && !env['CI'];
if (isMissing) console.warn(`SKIPPED: there is no ${CHROMIUM}, so nothing is known about components of the browser`);
const quiet = { NEXT_TELEMETRY_DISABLED: '1' };

describe('Next.js', () => {
  let origin: Origin;
  let server: ChildProcess;
  let address: string;
  let names = 0;

  beforeAll(async () => {
    origin = await startOrigin();
    // What it has compiled before lies there too, and need not be compiled again.
    await cp(join(app, 'next'), home, { recursive: true });
    const built = await run([...next, 'build', home], quiet, 400_000);
    expect(built).toMatchObject({ code: 0 });
    const port = await deadPort();
    server = start([...next, 'start', home, '-H', '127.0.0.1', '-p', String(port)], { ...quiet, ORIGIN: origin.url });
    address = `http://127.0.0.1:${port}`;
    await new Promise<void>((resolve, reject) => {
      server.stdout?.on('data', (chunk) => {
        if (String(chunk).includes('Ready')) resolve();
      });
      server.once('close', () => reject(new Error('Next.js has ended')));
    });
  }, 500_000);
  afterAll(async () => {
    server?.kill('SIGKILL');
    await origin.close();
  });

  /** Asks a page whose components each make one call, and counts what arrives. */
  async function render(client: string, ...steps: string[]): Promise<{ shown: string[]; requests: number }> {
    const name = `n${names++}`;
    const query = new URLSearchParams({ client, plan: `/plan/${name}/${steps.join(',')}` });
    const html = await (await fetch(`${address}/render?${query}`)).text();
    return {
      shown: [...html.matchAll(/<p>(.*?)<\/p>/gs)].map(([, text = '']) => text),
      requests: origin.seen(name).length,
    };
  }

  it('asks once for what three components of one render need, as with fetch', async () => {
    const bare = await render('bare', '200');
    expect(bare).toEqual({ shown: ['200 ok', '200 ok', '200 ok'], requests: 1 });
    expect(await render('steady', '200')).toEqual(bare);
  });

  it('asks again in the next render', async () => {
    const name = `n${names++}`;
    const query = new URLSearchParams({ client: 'steady', plan: `/plan/${name}/200` });
    for (let renders = 1; renders <= 3; renders++) {
      await (await fetch(`${address}/render?${query}`)).text();
      expect(origin.seen(name).length).toBe(renders);
    }
  });

  it('really sends its retries in a render, and is not answered with the failure it knows', async () => {
    const { shown, requests } = await render('steady', '502', '200');
    expect(shown).toEqual(['200 ok', '200 ok', '200 ok']);
    expect(requests).toBeGreaterThanOrEqual(2);
    expect(requests).toBeLessThanOrEqual(4);
  });

  it('shows a final failure with its body in every component', async () => {
    const { shown } = await render('steady', '500');
    expect(shown).toEqual(['500 status 500', '500 status 500', '500 status 500']);
  });

  it('retries in a route handler', async () => {
    const name = `n${names++}`;
    const query = new URLSearchParams({ plan: `/plan/${name}/502,200` });
    expect(await (await fetch(`${address}/handler?${query}`)).json()).toBe('200 ok');
    expect(origin.seen(name).length).toBe(2);
  });

  it('retries in the edge runtime', async () => {
    const name = `n${names++}`;
    const query = new URLSearchParams({ url: `${origin.url}/plan/${name}/502,200` });
    expect(await (await fetch(`${address}/edge?${query}`)).json()).toBe('200 ok');
    expect(origin.seen(name).length).toBe(2);
  });

  it('retries in the proxy, which Next.js called middleware before', async () => {
    const name = `n${names++}`;
    const query = new URLSearchParams({ plan: `/plan/${name}/502,200` });
    expect(await (await fetch(`${address}/proxied?${query}`)).json()).toBe('200 ok');
    expect(origin.seen(name).length).toBe(2);
  });

  it.skipIf(isMissing)(
    'retries in a component of the browser, and in a server action',
    { timeout: 120_000 },
    async () => {
      const [read, saved] = [`n${names++}`, `n${names++}`];
      const query = new URLSearchParams({ read: `${origin.url}/plan/${read}/502,200`, save: `/plan/${saved}/502,200` });
      const browser = await launchChromium();
      try {
        await using page = await browser.open(`${address}/client?${query}`);
        const shows = (id: string) =>
          page.until((of) => document.getElementById(of)?.textContent === '200 ok', id, { timeoutMs: 60_000 });
        await shows('read');
        await page.click('button', { text: 'Save' });
        await shows('saved');
      } finally {
        await browser.close();
      }
      expect(origin.seen(read).map(({ method }) => method)).toEqual(['GET', 'GET']);
      expect(origin.seen(saved).map(({ method }) => method)).toEqual(['PUT', 'PUT']);
    },
  );
});
