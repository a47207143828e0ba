import type { SteadyEvent } from '../index.ts';
import type { NoticesClient } from '../notices/index.ts';
import { RETRY_NOW, readEvents } from './messages.ts';

/** A worker that the browser has ended reports nothing more: after this time without an event, its call counts as over. */
const SILENT_MS = 60_000;

/** Calls of the worker that are followed at once. Others are not shown. */
const MOST_CALLS = 1_000;

type Listener = (event: SteadyEvent, ageMs?: number) => unknown;
type CallEvent = Extract<SteadyEvent, { readonly callId: number }>;
interface OpenCall {
  readonly id: number;
  timer: ReturnType<typeof setTimeout>;
}

/**
 * The events of a client together with those of the service worker of its page, for `createNotices`: so notices show what keeps images
 * and other parts of the page. "Try now" concerns both. Does nothing where there are no service workers.
 */
export function withWorker(client: NoticesClient): NoticesClient {
  const { serviceWorker } = globalThis.navigator ?? {};
  if (serviceWorker === undefined) return client;
  const { origin } = location;
  const listeners = new Set<Listener>();
  const calls = new WorkerCalls((...event) => {
    for (const listener of listeners) listener(...event);
  });
  const onMessage = ({ data, source }: MessageEvent) => {
    const read = source === serviceWorker.controller ? readEvents(data, origin) : undefined;
    if (read !== undefined) calls.enter(read.worker, read.events);
  };
  return {
    subscribe(listener) {
      // A listener may be given twice.
      const own: Listener = (...event) => listener(...event);
      listeners.add(own);
      serviceWorker.addEventListener('message', onMessage);
      serviceWorker.startMessages();
      const unsubscribe = client.subscribe(listener);
      return () => {
        unsubscribe();
        listeners.delete(own);
        if (listeners.size > 0) return;
        serviceWorker.removeEventListener('message', onMessage);
        calls.close();
      };
    },
    retryNow(upstream) {
      client.retryNow(upstream);
      if (upstream === undefined || upstream === origin) serviceWorker.controller?.postMessage(RETRY_NOW);
    },
    cancel: (upstream, reason) => client.cancel(upstream, reason),
  };
}

/** The calls of workers under way. Their ids are made negative, because the client counts its own from 1. */
class WorkerCalls {
  readonly #listener: Listener;
  readonly #open = new Map<string, OpenCall>();
  #lastId = 0;

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  enter(worker: string, events: readonly CallEvent[]): void {
    const now = Date.now();
    for (const [at, event] of events.entries()) {
      const key = `${worker} ${event.callId}`;
      const known = this.#open.get(key);
      if (known === undefined && (event.type !== 'call.started' || this.#open.size >= MOST_CALLS)) continue;
      clearTimeout(known?.timer);
      const own = { ...event, callId: known?.id ?? --this.#lastId };
      if (event.type === 'call.settled') this.#open.delete(key);
      else this.#open.set(key, { id: own.callId, timer: setTimeout(() => this.#end(key, own), SILENT_MS) });
      const isPast = at < events.length - 1;
      if (isPast) this.#listener(own, Math.max(0, now - event.at));
      else this.#listener(own);
    }
  }

  close(): void {
    for (const { timer } of this.#open.values()) clearTimeout(timer);
    this.#open.clear();
  }

  #end(key: string, { type: _, ...last }: CallEvent): void {
    this.#open.delete(key);
    const { callId, upstream, method, url, replayable, supportIds } = last;
    const verdict = { kind: 'aborted', fault: 'unknown', transient: false, reached: 'maybe', evidence: [] } as const;
    this.#listener({
      ...{ type: 'call.settled', at: Date.now(), callId, upstream, method, url, replayable, supportIds },
      ...{ outcome: 'aborted', settledBecause: 'aborted', verdict, attempts: 1, elapsedMs: SILENT_MS },
    });
  }
}
