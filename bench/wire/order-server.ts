import type { IncomingMessage, ServerResponse } from 'node:http';
import { luckOf } from '../faults/chance.ts';
import { digestOf } from './content.ts';
import type { Entry } from './ledger.ts';

export const FAILING_SHARE = 0.4;
export const ORDERS = 320;

/** Chosen so that just that share fails, in each way about as often. */
const SEED = 8;

/** What can happen to the first request of an order. In all but the last, the work is done. */
const MISHAPS = ['answer lost', '502', '504', 'turned away'] as const;

export type Mishap = (typeof MISHAPS)[number];

/** Belongs to the order, so that every contender meets the same. */
export function mishapOf(id: number): Mishap | undefined {
  if (luckOf(SEED, id, 1) >= FAILING_SHARE) return undefined;
  return MISHAPS[Math.floor(luckOf(SEED, id, 2) * MISHAPS.length)];
}

/** Takes orders at `/{run}/{id}`: does the work, and then may fail to say so. */
export class OrderServer {
  readonly #ledgers = new Map<string, Map<number, Entry>>();

  ledger(run: string): Map<number, Entry> {
    const ledger = this.#ledgers.get(run) ?? new Map<number, Entry>();
    this.#ledgers.set(run, ledger);
    return ledger;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, run = '', idText = ''] = request.url?.split('/') ?? [];
    const id = Number(idText);
    const ledger = this.ledger(run);
    const entry = ledger.get(id) ?? { requests: 0, done: [] };
    ledger.set(id, entry);
    entry.requests++;
    const mishap = entry.requests === 1 ? mishapOf(id) : undefined;

    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // The caller has gone before it had said what it wants: nothing to do for it.
      return;
    }
    if (mishap === 'turned away') return void response.writeHead(503, { 'retry-after': '1' }).end('busy');
    entry.done.push(digestOf(Buffer.concat(chunks)));
    if (mishap === 'answer lost') return void response.socket?.destroy();
    if (mishap !== undefined) return void response.writeHead(Number(mishap)).end('bad gateway');
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"done":true}');
  }
}
