import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import { seeded } from '../test/support/random.ts';

// A process of its own, so that the memory and the event loop that are measured are those of the client alone.

const PAGE = `<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center>${'<hr>'.repeat(200)}</body></html>`;

type Fault = (request: IncomingMessage, response: ServerResponse) => void;

const answer =
  (status: number, headers: Record<string, string> = {}, body = PAGE): Fault =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);

const OK = answer(200, {}, 'x'.repeat(2_000));

/** Ten chunks, one each 20 ms. */
const drip: Fault = (_request, response) => {
  response.writeHead(200);
  let chunks = 0;
  const timer = setInterval(() => {
    if (++chunks < 10) response.write('x'.repeat(100));
    else response.end();
  }, 20);
  response.once('close', () => clearInterval(timer));
};

const cut: Fault = (_request, response) => {
  response.writeHead(200, { 'content-length': 1_000 });
  response.write('0123456789', () => response.destroy());
};

const reset: Fault = ({ socket }) => socket.resetAndDestroy();
const close: Fault = ({ socket }) => socket.destroy();
const hang: Fault = () => {};

const FAULTS: readonly Fault[] = [
  ...[502, 503, 504, 500].map((status) => answer(status)),
  answer(503, { 'retry-after': '1' }),
  answer(429, { 'retry-after': '0' }),
  ...[reset, close, cut, hang, drip, drip],
];

const UPLOADED = createHash('sha1');

/** `/upload` takes a body of any size and answers with its length and hash; `/download?bytes=` sends so much. */
function stream(request: IncomingMessage, response: ServerResponse): boolean {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  if (pathname === '/upload') {
    const hash = UPLOADED.copy();
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      hash.update(chunk);
    });
    request.on('end', () => response.end(JSON.stringify({ bytes, hash: hash.digest('hex') })));
    return true;
  }
  if (pathname !== '/download') return false;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let left = Number(searchParams.get('bytes'));
  const body = new Readable({
    read() {
      if (left <= 0) this.push(null);
      else this.push(chunk.subarray(0, Math.min(left, chunk.length)));
      left -= chunk.length;
    },
  });
  pipeline(body, response, () => {});
  return true;
}

const random = seeded(Number(process.argv[2] ?? 1));
const startedAt = performance.now();

/** Each is down now and then for a while, and otherwise fails now and then. */
const SERVERS = [
  { share: 0.1, everyMs: Number.POSITIVE_INFINITY, downMs: 0, down: OK },
  { share: 0.3, everyMs: 6_000, downMs: 1_500, down: answer(502) },
  { share: 0.05, everyMs: 5_000, downMs: 800, down: reset },
];

const ports = await Promise.all(
  SERVERS.map(async ({ share, everyMs, downMs, down }) => {
    const server = createServer((request, response) => {
      if (stream(request, response)) return;
      request.resume();
      const isDown = (performance.now() - startedAt) % everyMs < downMs;
      const fault = random() < share ? FAULTS[Math.floor(random() * FAULTS.length)] : OK;
      (isDown ? down : (fault ?? OK))(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }),
);
process.send?.(ports);
process.on('disconnect', () => process.exit());
