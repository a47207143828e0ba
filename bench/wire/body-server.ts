import type { IncomingMessage, ServerResponse } from 'node:http';
import { luckOf } from '../faults/chance.ts';
import { contentOf } from './content.ts';

export const BODY_BYTES = 1 << 20;
export const CUT_SHARE = 0.2;
export const READS = 30;

/** How a body is sent, and how it ends when it is cut. */
export interface Framing {
  readonly name: string;
  readonly chunked: boolean;
  /** `Connection: close`: the end of the connection is no surprise then. */
  readonly lastOfConnection: boolean;
  readonly cut: 'closed' | 'reset';
  /** Of the chance, chosen so that just that share of the first requests is cut, which the share of few calls seldom is. */
  readonly seed: number;
}

export const FRAMINGS: readonly Framing[] = [
  { name: 'Content-Length', chunked: false, lastOfConnection: false, cut: 'closed', seed: 6 },
  { name: 'chunked', chunked: true, lastOfConnection: false, cut: 'closed', seed: 7 },
  { name: 'chunked, `Connection: close`', chunked: true, lastOfConnection: true, cut: 'closed', seed: 9 },
  { name: 'chunked, `Connection: close`, reset', chunked: true, lastOfConnection: true, cut: 'reset', seed: 21 },
];

/** Serves large bodies at `/{run}/{framing}/{id}`, and cuts some of them half-way. */
export class BodyServer {
  readonly #contents = new Map<number, Buffer>();
  readonly #requests = new Map<string, number>();
  readonly #perRun = new Map<string, number>();

  requests(run: string, framing: number): number {
    return this.#perRun.get(`${run}/${framing}`) ?? 0;
  }

  content(id: number): Buffer {
    const content = this.#contents.get(id) ?? contentOf(id, BODY_BYTES);
    this.#contents.set(id, content);
    return content;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    const [, run = '', framingAt = '', idText = ''] = request.url?.split('/') ?? [];
    const id = Number(idText);
    const framing = FRAMINGS[Number(framingAt)];
    if (framing === undefined) return void response.writeHead(404).end();
    increment(this.#perRun, `${run}/${framingAt}`);
    const attempt = increment(this.#requests, request.url ?? '');

    const content = this.content(id);
    // Some clients ask for the rest of what was cut; servers of files can do that.
    const start = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const body = content.subarray(start);
    if (start > 0) {
      response.statusCode = 206;
      response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
    }
    response.setHeader('etag', `"${id}"`);
    if (!framing.chunked) response.setHeader('content-length', body.length);
    if (framing.lastOfConnection) response.setHeader('connection', 'close');

    if (luckOf(framing.seed, id, attempt) >= CUT_SHARE) return void response.end(body);
    response.write(body.subarray(0, body.length >> 1), () => {
      if (framing.cut === 'reset') response.socket?.resetAndDestroy();
      else response.socket?.destroy();
    });
  }
}

function increment(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
