/** What is asked of a request. */
interface RequestFacts {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
  readonly cache: string;
  /** Empty for what scripts ask for themselves, with `fetch` or `XMLHttpRequest`. */
  readonly destination: string;
  readonly headers: { get(name: string): string | null };
}

/** Pages that wait for these show them late. The others hold up the page, so they wait as long as a program should. */
const SHOWN_LATE = ['image', 'video', 'audio', 'track'];

/**
 * Pages, images, scripts and media of the worker's own origin. Everything else the browser handles as if there were no worker: calls of
 * scripts have a client on the page or mean to see each failure, and a stream of events has no end.
 */
export const isHandled = ({ method, url, cache, destination, headers }: RequestFacts, origin: string): boolean =>
  method === 'GET' &&
  destination !== '' &&
  cache !== 'only-if-cached' &&
  new URL(url).origin === origin &&
  !(headers.get('accept') ?? '').includes('text/event-stream');

export const isNavigation = ({ mode }: Pick<RequestFacts, 'mode'>): boolean => mode === 'navigate';

export const isShownLate = ({ destination }: Pick<RequestFacts, 'destination'>): boolean =>
  SHOWN_LATE.includes(destination);
