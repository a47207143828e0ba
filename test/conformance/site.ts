import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

/** What the server has seen under one key. */
export interface Seen {
  /** Requests, preflights not among them. */
  readonly count: number;
  readonly preflights: number;
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
  const preflights = new Map<string, number>();
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
    // One that an app sends asks for nothing.
    if (request.headers['access-control-request-method'] !== undefined) {
      preflights.set(key, (preflights.get(key) ?? 0) + 1);
      response.writeHead(204).end();
      return;
    }
    if (url.pathname === '/seen') {
      const isClosed = ![...unfinished.values()].includes(key);
      const seen = { count: counts.get(key) ?? 0, preflights: preflights.get(key) ?? 0, isClosed } satisfies Seen;
      response.end(JSON.stringify(seen));
      return;
    }
    counts.set(key, (counts.get(key) ?? 0) + 1);
    unfinished.set(response, key);
    response.on('close', () => unfinished.delete(response));
    await answer(url, request, response, counts.get(key) ?? 0);
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
  response.setHeader('access-control-expose-headers', 'x-open');
}

/** How often a slow answer goes on. */
const TRICKLE_MS = 20;

const ENCODERS: Readonly<Record<string, (text: string) => Buffer>> = {
  gzip: gzipSync,
  br: brotliCompressSync,
  deflate: deflateSync,
};

async function answer(url: URL, request: IncomingMessage, response: ServerResponse, count: number): Promise<void> {
  switch (url.pathname) {
    case '/hang':
      // Whether the client hangs up shows only where its body is read.
      request.resume();
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
      if (url.searchParams.has('to')) response.setHeader('location', url.searchParams.get('to') ?? '');
      response.writeHead(Number(url.searchParams.get('status') ?? 302)).end();
      return;
    case '/status':
      response.writeHead(Number(url.searchParams.get('code')), { 'content-type': 'text/plain', 'x-own': 'yes' });
      response.end();
      return;
    // `headers` is a list of pairs, and `body` has one byte for each letter.
    case '/answer': {
      const headers: [string, string][] = JSON.parse(url.searchParams.get('headers') ?? '[]');
      for (const [name, value] of headers) response.appendHeader(name, value);
      response.statusCode = Number(url.searchParams.get('status') ?? 200);
      if (url.searchParams.has('text')) response.statusMessage = url.searchParams.get('text') ?? '';
      response.end(url.searchParams.get('body') ?? 'hello', 'latin1');
      return;
    }
    case '/encoded': {
      const encoding = url.searchParams.get('as') ?? '';
      const bytes = ENCODERS[encoding]?.('hello '.repeat(500)) ?? Buffer.alloc(0);
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': encoding });
      response.end(url.searchParams.has('broken') ? bytes.subarray(0, 10).fill(7, 4) : bytes);
      return;
    }
    case '/chunks':
      for (const chunk of ['one ', 'two ', 'three']) response.write(chunk);
      response.end();
      return;
    case '/early-hints':
      response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' }, () => response.end('hello'));
      return;
    case '/half-headers':
      request.socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-half');
      return;
    case '/cached':
      response.setHeader('cache-control', 'max-age=600');
      response.setHeader('etag', '"same"');
      if (request.headers['if-none-match'] === '"same"') response.writeHead(304).end();
      else response.end(`answer ${count}`);
      return;
    // Some failures, and then all is well.
    case '/flaky': {
      const step = url.searchParams.get('step') ?? '';
      if (count > Number(url.searchParams.get('times') ?? 1)) response.end('well');
      else if (step === 'reset') request.socket.resetAndDestroy();
      else response.writeHead(Number(step)).end('failure');
      return;
    }
    case '/hops': {
      const left = Number(url.searchParams.get('left'));
      const [key, cors] = [url.searchParams.get('key'), url.searchParams.has('cors') ? '&cors' : ''];
      const to = left === 0 ? `/text?key=${key}${cors}` : `/hops?left=${left - 1}&key=${key}${cors}`;
      response.writeHead(302, { location: to }).end();
      return;
    }
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
