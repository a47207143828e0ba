// A shop and its stock are called many times a second. For a while the shop answers 503.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallReport, reportOf, type SteadyFetch } from 'steadyfetch';

/** How one call ended, and how many requests reached a server meanwhile. */
interface Settled {
  readonly status: number | undefined;
  /** Absent where the first attempt went well. */
  readonly report: CallReport | undefined;
}

export interface Outage {
  readonly calls: readonly Settled[];
  /** Requests that arrived. */
  readonly requests: number;
  /** Names of the servers by their origins. */
  readonly names: Readonly<Record<string, string>>;
}

const WARM_UP_MS = 4_000;
const AFTERWARDS_MS = 8_000;

export async function playOutage(steady: SteadyFetch, outageMs: number): Promise<Outage> {
  let isDown = false;
  let requests = 0;
  const serve = (statusOf: () => number) =>
    createServer((request, response) => {
      requests++;
      request.resume().on('end', () => response.writeHead(statusOf()).end());
    });
  const shop = await listen(serve(() => (isDown ? 503 : 200)));
  const stock = await listen(serve(() => 200));

  const pending: Promise<Settled>[] = [];
  const send = (url: string, method: string) => {
    const settled = steady(url, { method }).then(
      (response) => ({ status: response.status, report: reportOf(response) }),
      (error) => ({ status: undefined, report: reportOf(error) }),
    );
    pending.push(settled);
  };
  const play = async (ms: number) => {
    const end = performance.now() + ms;
    for (let tick = 0; performance.now() < end; tick++) {
      if (tick % 10 === 0) send(`${shop.url}/orders`, 'POST');
      send(`${shop.url}/catalogue/${tick}`, 'GET');
      send(`${stock.url}/items`, 'GET');
      await sleep(50);
    }
  };

  await play(WARM_UP_MS);
  isDown = true;
  await play(outageMs);
  isDown = false;
  await play(AFTERWARDS_MS);
  const calls = await Promise.all(pending);
  shop.close();
  stock.close();
  return { calls, requests, names: { [shop.url]: 'shop', [stock.url]: 'stock' } };
}

async function listen(server: Server): Promise<{ readonly url: string; close(): void }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
