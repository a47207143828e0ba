import { luckOf } from '../faults/chance.ts';
import { now } from '../faults/virtual-time.ts';
import type { Ask, Reply, Server } from './world.ts';

/** The header by which a request says which call it belongs to. Every library sends it along. */
export const CALL_HEADER = 'x-request-id';

/** How long engines wait for headers. */
const ENGINE_GIVES_UP_MS = 300_000;

/** A request, and what it came to. */
export interface Asked extends Ask {
  readonly reply: Reply;
}

/** What stands behind `fetch`: answers like an engine's own, but in virtual time, and keeps a record of what it was asked. */
export class VirtualServer {
  readonly asked: Asked[] = [];
  readonly #server: Server;
  readonly #seed: number;
  readonly #attempts = new Map<number, number>();

  constructor(server: Server, seed: number) {
    this.#server = server;
    this.#seed = seed;
  }

  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const request = input instanceof Request ? input : undefined;
    const signal = init.signal ?? request?.signal;
    signal?.throwIfAborted();
    const method = (init.method ?? request?.method ?? 'GET').toUpperCase();
    const headers = new Headers(init.headers ?? request?.headers);
    const call = Number(headers.get(CALL_HEADER));
    const attempt = (this.#attempts.get(call) ?? 0) + 1;
    this.#attempts.set(call, attempt);
    const body = await textOf(init.body ?? request?.body);
    const ask: Ask = {
      at: now(),
      method,
      url: new URL(request?.url ?? String(input)),
      body,
      headers,
      call,
      attempt,
      luck: luckOf(this.#seed, call, attempt),
    };
    const reply = this.#server(ask);
    this.asked.push({ ...ask, reply });
    return respond(reply, method, signal ?? undefined);
  };
}

async function textOf(body: BodyInit | null | undefined): Promise<string> {
  if (typeof body === 'string') return body;
  return body === null || body === undefined ? '' : new Response(body).text();
}

async function respond(reply: Reply, method: string, signal: AbortSignal | undefined): Promise<Response> {
  if (reply.kind === 'silence') {
    await passed(ENGINE_GIVES_UP_MS, signal);
    throw failed('UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error');
  }
  await passed(reply.afterMs, signal);
  if (reply.kind === 'error')
    throw reply.isOpaque
      ? new TypeError('Failed to fetch')
      : failed('ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.1:443');
  const { status, headers = {}, body = '', everyMs } = reply;
  const isEmpty = method === 'HEAD' || status === 204 || status === 304;
  const content = everyMs === undefined ? body : endless(everyMs, signal);
  return new Response(isEmpty ? null : content, { status, headers });
}

function passed(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** A line now and then, until the reader has had enough or the signal aborts. */
function endless(everyMs: number, signal: AbortSignal | undefined): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      timer = setInterval(() => controller.enqueue(encoder.encode('data: 1\n')), everyMs);
      const onAbort = () => {
        clearInterval(timer);
        controller.error(signal?.reason);
      };
      if (signal?.aborted) onAbort();
      signal?.addEventListener('abort', onAbort, { once: true });
    },
    cancel: () => clearInterval(timer),
  });
}

const failed = (code: string, text: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(text), { code }) });
