import { setTimeout as pause } from 'node:timers/promises';
import type { Answer, Call } from '../peers/peer.ts';
import { openContender } from './contenders.ts';
import { digestOf } from './content.ts';
import type { Ending, Order, Read } from './ledger.ts';
import { BODY_KINDS, kindOf, METHODS, methodOf, orderCall, takes } from './order-bodies.ts';

/** The task of a child, as its arguments. */
export interface ClientTask {
  readonly contender: string;
  readonly what: 'reads' | 'orders';
  /** Up to the number of the call. One after the other, with a client each. */
  readonly urls: readonly string[];
  readonly calls: number;
}

/** For each of the URLs. */
export type ClientResult = readonly (readonly Read[])[];

/** Longer than any of the contenders tries: five retries, from one second doubling, are 31 s. */
const HUNG_MS = 40_000;
const AT_ONCE = 6;
const ORDER_EVERY_MS = 20;

const task = JSON.parse(process.argv[2] ?? '') as ClientTask;
const open = await openContender(task.contender);
const results: Read[][] = [];
for (const url of task.urls) results.push(await (task.what === 'reads' ? reads(open(), url) : orders(url)));
process.on('disconnect', () => process.exit());
process.send?.(results satisfies ClientResult);

async function reads(call: Call, url: string): Promise<Read[]> {
  const done: Read[] = [];
  let next = 0;
  const lane = async () => {
    while (next < task.calls) {
      const id = next++;
      const { ending, body } = await ended(() => call(`${url}/${id}`));
      done.push({ id, ending, ...(body !== undefined && { digest: digestOf(new Uint8Array(body)) }) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return done;
}

/** At a steady pace, whatever becomes of the orders before. A client for each kind: a breaker that one opens leaves the others. */
async function orders(url: string): Promise<Order[]> {
  const clients = METHODS.map(() => new Map(BODY_KINDS.map((kind) => [kind, open()])));
  const clientFor = (id: number) => clients[METHODS.indexOf(methodOf(id))]?.get(kindOf(id)) as Call;
  const peer = task.contender.replace(/, (shipped|tuned)$/, '');
  const placed: Promise<Order>[] = [];
  for (let id = 0; id < task.calls; id++) {
    if (takes(peer, kindOf(id))) placed.push(place(clientFor(id), peer, `${url}/${id}`, id));
    await pause(ORDER_EVERY_MS);
  }
  return Promise.all(placed);
}

async function place(call: Call, peer: string, url: string, id: number): Promise<Order> {
  // Types say that a URL goes first; where the documentation takes a Request, too, the call may have one.
  const ask = call as (...args: ReturnType<typeof orderCall>) => Promise<Answer>;
  const { ending } = await ended(async () => ask(...orderCall(peer, url, id)));
  return { id, ending };
}

/** Waits until a call has ended, body and all. Libraries differ in whether a bad answer rejects; here both have failed. */
async function ended(ask: () => Promise<Answer>): Promise<{ ending: Ending; body?: ArrayBuffer }> {
  const read = async (): Promise<{ ending: Ending; body?: ArrayBuffer }> => {
    const answer = await ask();
    const body = await answer.arrayBuffer();
    return answer.ok ? { ending: 'well', body } : { ending: 'failed' };
  };
  const limit = new AbortController();
  return Promise.race([
    read().catch(() => ({ ending: 'failed' as const })),
    pause(HUNG_MS, { ending: 'hung' as const }, { signal: limit.signal }),
  ]).finally(() => limit.abort());
}

// Libraries let unawaited promises reject.
process.on('unhandledRejection', () => {});
