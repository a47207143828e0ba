import { luckOf } from './chance.ts';
import { type Arrival, FAILURE_MS, type Fate, type Server } from './fate.ts';
import { now } from './virtual-time.ts';

/** What stands behind `fetch`, and keeps a record of what it was asked. */
export class Upstream {
  readonly arrivals: Arrival[] = [];
  /** Retries that came before the time which an answer to the same call had asked for. */
  earlyRetries = 0;
  readonly #server: Server;
  readonly #seed: number;
  readonly #attempts = new Map<number, number>();
  readonly #notBefore = new Map<number, number>();

  constructor(server: Server, seed: number) {
    this.#server = server;
    this.#seed = seed;
  }

  /** Answers like the engine's own fetch, but in virtual time. */
  readonly fetch = (input: unknown, init?: RequestInit): Promise<Response> => {
    const url = urlOf(input);
    const slash = url.lastIndexOf('/');
    const call = Number(url.slice(slash + 1));
    const attempt = (this.#attempts.get(call) ?? 0) + 1;
    this.#attempts.set(call, attempt);
    const at = now();
    const arrival = { at, origin: url.slice(0, slash), call, attempt, luck: luckOf(this.#seed, call, attempt) };
    this.arrivals.push(arrival);
    if (at < (this.#notBefore.get(call) ?? 0)) this.earlyRetries++;
    const signal = init?.signal ?? (input as { signal?: AbortSignal }).signal;
    return this.#answer(this.#server(arrival), call, signal ?? undefined);
  };

  #answer(fate: Fate, call: number, signal: AbortSignal | undefined): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const after = (ms: number, settle: () => void) => {
        const timer = setTimeout(() => {
          signal?.removeEventListener('abort', onAbort);
          settle();
        }, ms);
        const onAbort = () => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
      };
      switch (fate.kind) {
        case 'hang':
          after(ENGINE_GIVES_UP_MS, () => reject(failed('UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error')));
          break;
        case 'refused':
          after(FAILURE_MS, () => reject(failed('ECONNREFUSED', 'connect ECONNREFUSED 192.0.2.1:80')));
          break;
        case 'answer':
          after(fate.afterMs, () => {
            const { status, retryAfter } = fate;
            if (retryAfter !== undefined) this.#notBefore.set(call, now() + retryAfter * 1_000);
            resolve(new Response(null, { status, headers: headersOf(retryAfter) }));
          });
      }
    });
  }
}

/** How long Node's fetch waits for headers. */
const ENGINE_GIVES_UP_MS = 300_000;

const headersOf = (retryAfter: number | undefined): HeadersInit =>
  retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };

function failed(code: string, text: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(text), { code }) });
}

const urlOf = (input: unknown): string =>
  typeof input === 'object' && input !== null && 'url' in input ? String(input.url) : String(input);
