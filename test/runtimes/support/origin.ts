import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deadPort } from '../../support/scripted-upstream.ts';

/** One request as it arrived. */
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  body: string;
  /** Did the client go away before it had its answer? */
  gone: boolean;
}

export interface Origin {
  /** `http://127.0.0.1:port`, without a slash. */
  readonly url: string;
  /** What arrived under one name, in order. */
  seen(name: string): readonly Seen[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** More than any client reads ahead: a connection is only free again when this has been read or thrown away. */
const BIG = 'x'.repeat(128 * 1024);

/** Pages of every origin may ask: jsdom and happy-dom keep to CORS. */
const OPEN = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-expose-headers': 'retry-after',
  'content-type': 'text/plain',
};

/**
 * A server that is told what to do by the path, because its client runs in another process:
 *
 * `/plan/NAME/STEP,STEP...`: one step per request of that name, and the last repeats. A step is a status, or `503big` with a long
 * body, `503after30` with a `Retry-After`, `late500` (200 after 500 ms), `hang`, `stream` (200, a first chunk and then nothing) or `echo`.
 *
 * `/outage/NAME/STATUS/MS/...`: that status until so long after the first request of that name, or until
 * `/end/NAME`, and then 200.
 *
 * `/seen/NAME`: what arrived under that name, as JSON.
 *
 * `/dead`: an address where nothing listens.
 */
export async function startOrigin(): Promise<Origin> {
  const names = new Map<string, { readonly startedAt: number; ended: boolean; readonly seen: Seen[] }>();

  const dead = `http://127.0.0.1:${await deadPort()}/`;

  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const [, kind = '', name = '', ...rest] = (url.split('?')[0] ?? '').split('/').map(decodeURIComponent);
    if (request.method === 'OPTIONS') {
      response.writeHead(204, OPEN).end();
      return;
    }
    if (kind === 'seen') {
      answer(response, 200, JSON.stringify(names.get(name)?.seen ?? []));
      return;
    }
    if (kind === 'dead') {
      answer(response, 200, dead);
      return;
    }
    const known = names.get(name) ?? { startedAt: performance.now(), ended: false, seen: [] };
    names.set(name, known);
    if (kind === 'end') {
      known.ended = true;
      answer(response, 200, 'ended');
      return;
    }
    const seen: Seen = { method: request.method ?? '', url, headers: request.headers, body: '', gone: false };
    const step = kind === 'outage' ? outageStep(rest, known) : planStep(rest, known.seen.length);
    known.seen.push(seen);
    response.once('close', () => {
      seen.gone = !response.writableFinished;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.body = Buffer.concat(chunks).toString();
      perform(step, seen, request, response);
    });
  });
  server.keepAliveTimeout = 60_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: (name) => names.get(name)?.seen ?? [],
    close,
    [Symbol.asyncDispose]: close,
  };
}

function outageStep([status = '502', ms = '0']: string[], outage: { startedAt: number; ended: boolean }): string {
  return !outage.ended && performance.now() - outage.startedAt < Number(ms) ? status : '200';
}

function planStep([plan = '']: string[], position: number): string {
  const steps = plan.split(',');
  return steps[Math.min(position, steps.length - 1)] || '200';
}

function perform(step: string, seen: Seen, request: IncomingMessage, response: ServerResponse): void {
  const [, word = '', number = ''] = /^([a-z]*)(\d*)/.exec(step) ?? [];
  if (word === 'hang') return;
  if (word === 'reset') request.socket.resetAndDestroy();
  else if (word === 'echo') {
    answer(response, 200, JSON.stringify({ method: seen.method, headers: seen.headers, body: seen.body }));
  } else if (word === 'stream') {
    response.writeHead(200, OPEN);
    response.write('first');
  } else if (word === 'late') {
    const timer = setTimeout(() => answer(response, 200, 'ok'), Number(number));
    response.once('close', () => clearTimeout(timer));
  } else {
    const status = Number(number);
    const [, after] = /after(\d+)/.exec(step) ?? [];
    const body = status === 200 ? 'ok' : `status ${status}`;
    answer(response, status, step.includes('big') ? body + BIG : body, after);
  }
}

function answer(response: ServerResponse, status: number, body: string, retryAfter?: string): void {
  response.writeHead(status, {
    ...OPEN,
    'content-length': Buffer.byteLength(body),
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  response.end(body);
}
