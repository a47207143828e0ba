import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  request as sendRequest,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { GATEWAY_TIMEOUT_MS, type Weather } from './scenario.ts';

/** A flaky upstream behind a gateway, both real servers on loopback. */
export interface World {
  /** Of the gateway: the app never meets the upstream itself. */
  readonly url: string;
  /** Requests that arrived at the gateway. */
  readonly sent: number;
  /** Requests that the upstream saw. */
  readonly seen: number;
  /** POSTs that the upstream saw more than once. */
  readonly seenTwice: number;
  become(weather: Weather): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const upstream = new Upstream();
  const port = await upstream.open(0);
  let sent = 0;
  const gateway = createServer((request, response) => {
    sent++;
    forward(request, response, port);
  });
  const gatewayPort = await listen(gateway, 0);
  return {
    url: `http://127.0.0.1:${gatewayPort}`,
    get sent() {
      return sent;
    },
    get seen() {
      return upstream.seen;
    },
    get seenTwice() {
      return upstream.seenTwice;
    },
    async become(weather) {
      upstream.turn(weather);
      if (weather.kind === 'down') await upstream.close();
      else if (!upstream.isOpen) await upstream.open(port);
    },
    async close() {
      await stop(gateway);
      if (upstream.isOpen) await upstream.close();
    },
  };
}

class Upstream {
  seen = 0;
  #weather: Weather['kind'] = 'healthy';
  #since = 0;
  #backAt = 0;
  readonly #posts = new Map<string, number>();
  #server: Server | undefined;

  get isOpen(): boolean {
    return this.#server !== undefined;
  }

  get seenTwice(): number {
    return [...this.#posts.values()].filter((times) => times > 1).length;
  }

  turn({ kind, lastsMs }: Weather): void {
    this.#weather = kind;
    this.#since = this.seen;
    this.#backAt = Date.now() + lastsMs;
  }

  async open(port: number): Promise<number> {
    this.#server = createServer((request, response) => this.#answer(request, response));
    return listen(this.#server, port);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server !== undefined) await stop(server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    this.seen++;
    const { method, url = '' } = request;
    if (method === 'POST') this.#posts.set(url, (this.#posts.get(url) ?? 0) + 1);
    const isUnlucky = this.#weather === 'flaky' && (this.seen - this.#since) % 2 === 1;
    request.resume();
    request.once('end', async () => {
      if (isUnlucky) request.socket.resetAndDestroy();
      else if (this.#weather === 'overloaded')
        response.writeHead(503, { 'retry-after': dateAfter(this.#backAt) }).end();
      else if (this.#weather !== 'hangs') {
        await sleep(20 + 40 * Math.random());
        response.end('done');
      }
    });
  }
}

/** HTTP dates know no fractions of a second, and too early would be too soon. */
const dateAfter = (epochMs: number): string => new Date(Math.ceil(epochMs / 1_000) * 1_000).toUTCString();

/** What every reverse proxy does. 502: the upstream gave no answer. 504: it gave none in time. */
function forward(request: IncomingMessage, response: ServerResponse, port: number): void {
  const { method, url, headers } = request;
  let tooLate = false;
  // A connection of its own for each request: one kept alive might be a dead one, and blame the weather for it.
  const onward = sendRequest({ host: '127.0.0.1', port, method, path: url, headers, agent: false });
  onward.setTimeout(GATEWAY_TIMEOUT_MS, () => {
    tooLate = true;
    onward.destroy();
  });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  onward.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(tooLate ? 504 : 502).end();
  });
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}

async function listen(server: Server, port: number): Promise<number> {
  for (;;) {
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    } catch (error) {
      // After the outage the upstream wants its port back, which some other program may hold for a moment.
      if (port === 0) throw error;
      await sleep(20);
    }
  }
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
