import { readdirSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const WEB = join(import.meta.dirname, 'web');
const DIST = join(import.meta.dirname, '../../dist');
const FILM = join(import.meta.dirname, '../streaming/media/pinwheel');

/** How long the button of the page makes the site fail. */
const OUTAGE_MS = 10_000;

/** Neither the tag nor the worker needs more than this. */
const POLICY = "default-src 'self'";
/** Its script stands in the page itself. */
const ONE_FILE = '/one-file.html';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webm': 'video/webm',
};

export interface SmallSite {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** From now on, and for so long, every request is answered like this, as by a gateway whose service is down. */
  fail(ms: number, status?: number): void;
  /** Ends that. */
  repair(): void;
}

/** The site of a bakery: files, one answer for its script, one form, and the button that makes all of it fail. */
export function createSite(): SmallSite {
  const files = readFiles();
  let failing: { readonly until: number; readonly status: number } | undefined;
  const fail = (ms: number, status = 502) => {
    failing = { until: Date.now() + ms, status };
  };

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== ONE_FILE) response.setHeader('content-security-policy', POLICY);
    response.setHeader('cache-control', 'no-store');
    if (failing !== undefined && Date.now() < failing.until) {
      response.writeHead(failing.status, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>');
    } else if (request.method === 'POST') {
      if (pathname === '/fail') fail(OUTAGE_MS);
      response.writeHead(303, { location: pathname === '/order' ? '/thanks.html' : '/' }).end();
    } else if (pathname === '/old.html') {
      response.writeHead(302, { location: '/thanks.html' }).end();
    } else if (pathname === '/api/bread') {
      response.setHeader('content-type', TYPES['.js'] ?? '').end(JSON.stringify(['Rye', 'Spelt', 'Sourdough']));
    } else {
      sendFile(files.get(pathname === '/' ? '/index.html' : pathname), extname(pathname), request, response);
    }
  }

  return {
    handle,
    fail,
    repair() {
      failing = undefined;
    },
  };
}

/** By their paths, with the two scripts of the library and the film as one file. */
function readFiles(): ReadonlyMap<string, Buffer> {
  const files = new Map(readdirSync(WEB).map((name) => [`/${name}`, readFileSync(join(WEB, name))]));
  for (const name of ['steadyfetch.global.js', 'steadyfetch.service-worker.js']) {
    files.set(`/${name}`, readFileSync(join(DIST, name)));
  }
  const parts = ['init', 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((part) => readFileSync(join(FILM, `${part}.webm`)));
  return files.set('/film.webm', Buffer.concat(parts));
}

/** Whole, or the part that a player asks for. */
function sendFile(
  file: Buffer | undefined,
  type: string,
  { headers }: IncomingMessage,
  response: ServerResponse,
): void {
  if (file === undefined) {
    response.writeHead(404).end('There is nothing here.');
    return;
  }
  response.setHeader('content-type', TYPES[type || '.html'] ?? 'application/octet-stream');
  response.setHeader('accept-ranges', 'bytes');
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (from === undefined) {
    response.end(file);
    return;
  }
  const end = Math.min(to ? Number(to) : Number.POSITIVE_INFINITY, file.length - 1);
  response.setHeader('content-range', `bytes ${from}-${end}/${file.length}`);
  response.writeHead(206).end(file.subarray(Number(from), end + 1));
}
