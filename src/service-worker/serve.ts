import { createSteadyFetch, isCircuitOpenError, type SteadyEvent } from '../index.ts';
import { ASKS_AGAIN_S, outagePage, PAGE_POLICY, pageLanguageOf } from '../outage-page/index.ts';
import { isHandled, isNavigation, isShownLate } from './handled.ts';
import { type EventsMessage, RETRY_NOW } from './messages.ts';

export interface ServeOptions {
  /** What people call the site, such as "Shop", for the page that they see while it does not answer. */
  readonly label?: string;
}

/** What is used of the events of a service worker, whose types the DOM's library does not have. */
interface FetchEvent extends Event {
  readonly request: Request;
  readonly clientId?: string;
  /** The answer that the browser has asked for meanwhile, where preloading is on. */
  readonly preloadResponse?: Promise<Response | undefined>;
  respondWith(response: Promise<Response>): void;
}
interface WorkerScope {
  readonly location: { readonly origin: string };
  readonly navigator: { readonly onLine?: boolean; readonly languages?: readonly string[] };
  readonly clients: { get(id: string): Promise<{ postMessage(message: unknown): void } | undefined> };
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** Longer waits are for users to decide on: an answer that asks for one is shown. */
const LONGEST_ASKED_WAIT_MS = 5_000;

/** The statuses of a gateway without a service. Other pages are the site's own, errors too. */
const OF_GATEWAYS = [502, 503, 504];

/**
 * Makes a service worker send failed requests of its pages again: for pages, images, scripts and media of its own origin.
 * To be called once, while the script of the worker runs.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export function serveSteadily({ label }: ServeOptions = {}): void {
  const scope = globalThis as unknown as WorkerScope;
  const { origin } = scope.location;
  const about = label === undefined ? {} : { label };
  // What is wrong with the label is said now, and not in an outage.
  outagePage(about);
  const preloads = new WeakMap<object, Promise<Response | undefined>>();
  const sent = new WeakSet<object>();
  const steady = createSteadyFetch({
    // The request itself and nothing else: with an init beside it, a navigation would be none any more.
    async fetch(input) {
      const request = input as Request;
      sent.add(request);
      const preload = preloads.get(request);
      preloads.delete(request);
      return (await preload) ?? fetch(request);
    },
    retry: { maxRetryAfterMs: LONGEST_ASKED_WAIT_MS, hedgeAfterMs: false },
  });
  const reporter = new Reporter(scope);
  steady.subscribe((event) => reporter.hear(event));

  async function load({ request, clientId }: FetchEvent): Promise<Response> {
    const importance = isShownLate(request) ? 'user' : 'view';
    const label = reporter.watch(clientId);
    try {
      return await steady(request, { steady: { notice: { importance, label } } });
    } finally {
      reporter.forget(label);
    }
  }

  async function navigate({ request, preloadResponse }: FetchEvent): Promise<Response> {
    const isDown = steady.upstreams().some(({ state }) => state !== 'closed');
    if (preloadResponse !== undefined && !isDown) preloads.set(request, preloadResponse);
    if (isDown) {
      // The browser has asked whatever is known here: if that went well, there is nothing to wait for.
      const early = await preloadResponse?.catch(() => undefined);
      if (early !== undefined && !OF_GATEWAYS.includes(early.status)) {
        steady.retryNow(origin);
        return early;
      }
    }
    const isOffline = () => scope.navigator.onLine === false;
    try {
      // No notice: the page that could show it is being left.
      const shouldRetry = () => (isOffline() ? false : undefined);
      const response = await steady(request, { steady: { notice: false, shouldRetry } });
      return OF_GATEWAYS.includes(response.status) ? page(response.status) : response;
    } catch (error) {
      if (request.signal.aborted || !(sent.has(request) || isCircuitOpenError(error))) throw error;
      return page(503, isOffline());
    }
  }

  async function answer(event: FetchEvent): Promise<Response> {
    const { request } = event;
    try {
      return await (isNavigation(request) ? navigate(event) : load(event));
    } catch (error) {
      // What failed before anything was sent is a fault of ours, and not of the network.
      if (sent.has(request) || request.signal.aborted || isCircuitOpenError(error)) throw error;
      return fetch(request);
    }
  }

  function page(status: number, isOffline = false): Response {
    const languages = [pageLanguageOf(scope.navigator.languages ?? [])];
    const html = outagePage({ ...about, languages, about: isOffline ? 'offline' : 'outage' });
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': PAGE_POLICY,
      'cache-control': 'no-store',
      'retry-after': String(ASKS_AGAIN_S),
    };
    return new Response(html, { status, headers });
  }

  scope.addEventListener('fetch', (event) => {
    if (isHandled(event.request, origin)) event.respondWith(answer(event));
  });
  scope.addEventListener('message', ({ data }) => {
    if (data === RETRY_NOW) steady.retryNow(origin);
  });
}

/** Posts the events of calls in trouble to the pages that they are for. Of calls that go well no page hears. */
class Reporter {
  readonly #scope: WorkerScope;
  readonly #worker = String(Math.random());
  /** Calls under way, by the label that they carry. */
  readonly #calls = new Map<
    string,
    { readonly clientId: string; readonly held: SteadyEvent[]; isInTrouble: boolean }
  >();
  #watched = 0;
  /** One after the other: a page must get events in their order. */
  #posting: Promise<unknown> = Promise.resolve();

  constructor(scope: WorkerScope) {
    this.#scope = scope;
  }

  /** The label for a call of this page. */
  watch(clientId = ''): string {
    const label = String(++this.#watched);
    this.#calls.set(label, { clientId, held: [], isInTrouble: false });
    return label;
  }

  forget(label: string): void {
    this.#calls.delete(label);
  }

  hear(event: SteadyEvent): void {
    const label = 'notice' in event && event.notice ? event.notice.label : undefined;
    const call = label === undefined ? undefined : this.#calls.get(label);
    if (label === undefined || call === undefined) return;
    call.held.push(event);
    call.isInTrouble ||= isTrouble(event);
    if (call.isInTrouble) this.#post(call.clientId, call.held.splice(0));
  }

  #post(clientId: string, events: readonly SteadyEvent[]): void {
    const message: EventsMessage = { steadyfetch: 'events', worker: this.#worker, events };
    this.#posting = this.#posting
      .then(() => this.#scope.clients.get(clientId))
      .then((client) => client?.postMessage(message))
      // A page that is gone needs no notice.
      .catch(() => {});
  }
}

const isTrouble = (event: SteadyEvent): boolean =>
  event.type === 'call.waiting' ||
  ('verdict' in event && event.verdict.kind !== 'ok' && event.verdict.kind !== 'aborted');
