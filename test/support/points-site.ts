import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the server has seen under one key. */
export interface Seen {
  /** Requests, preflights not among them. */
  readonly count: number;
  /** Is every connection of an unfinished answer gone? */
  readonly isClosed: boolean;
}

/** A server on loopback that answers as its paths say, and tells what it has seen. */
export interface PointsSite extends AsyncDisposable {
  /** Its pages are loaded from here. */
  readonly origin: string;
  /** The same server under another name, which makes it another origin. */
  readonly other: string;
  /** Ends every answer that is still under way. */
  endAll(): void;
  close(): Promise<void>;
}

/** Files by their path; everything else is for the points. */
export async function openPointsSite(files: Readonly<Record<string, string>> = {}): Promise<PointsSite> {
  const counts = new Map<string, number>();
  const unfinished = new Map<ServerResponse, string>();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const file = url.pathname === '/favicon.ico' ? '' : files[url.pathname];
    if (file !== undefined) {
      const isScript = url.pathname.endsWith('.js');
      response.setHeader('content-type', isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8');
      response.end(file);
      return;
    }
    const key = url.searchParams.get('key') ?? '';
    response.setHeader('cache-control', 'no-store');
    if (url.searchParams.has('cors')) allowCors(request, response);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    if (url.pathname === '/seen') {
      const isClosed = ![...unfinished.values()].includes(key);
      response.end(JSON.stringify({ count: counts.get(key) ?? 0, isClosed } satisfies Seen));
      return;
    }
    counts.set(key, (counts.get(key) ?? 0) + 1);
    unfinished.set(response, key);
    response.on('close', () => unfinished.delete(response));
    await answer(url, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    other: `http://localhost:${port}`,
    endAll: () => {
      for (const response of unfinished.keys()) response.destroy();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function allowCors({ headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('access-control-allow-origin', headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '');
  response.setHeader('access-control-allow-methods', headers['access-control-request-method'] ?? '');
}

/** How often a slow answer goes on. */
const TRICKLE_MS = 20;

async function answer(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
  switch (url.pathname) {
    case '/hang':
      return;
    case '/slow': {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('x'.repeat(2_048));
      const timer = setInterval(() => response.write('x'), TRICKLE_MS);
      response.on('close', () => clearInterval(timer));
      return;
    }
    case '/cut-body':
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '5000' });
      response.write('x'.repeat(2_048), () => setTimeout(() => response.destroy(), 50));
      return;
    case '/redirect':
      response.writeHead(Number(url.searchParams.get('status') ?? 302), { location: url.searchParams.get('to') ?? '' });
      response.end();
      return;
    case '/status':
      response.writeHead(Number(url.searchParams.get('code')), { 'content-type': 'text/plain', 'x-own': 'yes' });
      response.end();
      return;
    case '/cookie':
      response.setHeader('set-cookie', `${url.searchParams.get('key')}=1; path=/`);
      response.end();
      return;
    case '/echo': {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { host: _host, connection: _connection, ...headers } = request.headers;
      const body = Buffer.concat(chunks).toString('latin1');
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method: request.method, headers, body }));
      return;
    }
    default:
      response.setHeader('content-type', 'text/plain');
      response.end('hello');
  }
}
