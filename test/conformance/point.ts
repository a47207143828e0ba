import type { SteadyFetch, SteadyOptions } from '../../src/index.ts';
import type { Seen } from './site.ts';

// What `fetch` does at its edges, point by point. Each point runs once with the engine's own fetch and once with ours in its place,
// in Node and in browsers, and both must come to the same.

export type Engine = 'node' | 'chromium' | 'firefox' | 'webkit';

export type Fetch = typeof globalThis.fetch;

/** The clients that are put in the place of the engine's own fetch. */
export const CLIENTS = {
  'without retries and circuit': { retry: { maxAttempts: 1 }, circuit: false },
  'with time limits': { retry: { maxAttempts: 1 }, circuit: false, timeout: { attemptMs: 50_000, totalMs: 55_000 } },
  'on the defaults': {},
} as const satisfies Record<string, SteadyOptions>;

export interface Point {
  readonly title: string;
  /** What the engine's own fetch comes to in every engine, or a part of it: a point that does not get that far proves nothing. */
  readonly known?: unknown;
  /** Engines where the point means nothing, with the reason beside it. */
  readonly except?: readonly Engine[];
  /** Where the defaults send more requests than the engine alone, and why. All else is the same. */
  readonly retried?: { readonly why: string; readonly engines?: readonly Engine[] };
  /** Does it depend on chance how many requests arrive? */
  readonly isUncounted?: true;
  run(fetch: Fetch, site: Surroundings): Promise<unknown>;
}

/** What a point finds around it. */
export interface Surroundings {
  /** Without a slash. */
  readonly origin: string;
  readonly other: string;
  /** No other run of a point has the same. */
  readonly key: string;
  /** Asks the server, with the engine's own fetch. */
  seen(): Promise<Seen>;
}

export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export const nameOf = (error: unknown): string =>
  error instanceof Error || error instanceof DOMException ? error.name : String(error);

/** How something ended, in words that two runs can share. */
export const endOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => (value instanceof Response ? `status ${value.status}` : 'done'),
    (error) => `${nameOf(error)}: ${Object(error).message}`,
  );

/** Fails slowly where nothing happens, and says so. */
export const inTime = <Value>(promise: Promise<Value>): Promise<Value | 'never'> =>
  Promise.race([promise, sleep(4_000).then(() => 'never' as const)]);

export async function isClosedSoon(site: Surroundings): Promise<boolean> {
  for (let look = 0; look < 60; look++) {
    if ((await site.seen()).isClosed) return true;
    await sleep(50);
  }
  return false;
}

export async function arrived(site: Surroundings, count = 1): Promise<void> {
  while ((await site.seen()).count < count) await sleep(10);
}

/** All of an error that an app can see, except where it was made. */
export const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'none',
    (error: unknown) => {
      if (!(error instanceof Error || error instanceof DOMException)) return { thrown: String(error) };
      const { name, message } = error;
      return { class: error.constructor.name, name, message, keys: Object.keys(error), text: String(error) };
    },
  );

/** All of a response that an app can see. */
export async function shapeOf(response: Response): Promise<object> {
  const { status, statusText, ok, type, redirected, bodyUsed } = response;
  const headers = [...response.headers].filter(([name]) => !['date', 'connection', 'keep-alive'].includes(name));
  const url = response.url.replace(/\?.*/, '');
  const hasBody = response.body !== null;
  const text = await response.text().catch((error) => nameOf(error));
  return { status, statusText, ok, type, redirected, bodyUsed, url, headers, hasBody, text, isUsed: response.bodyUsed };
}

type Echo = { readonly method: string; readonly headers: Record<string, string>; readonly body: string };

/** What the server received, except what names the run itself. */
export async function echoOf(response: Response): Promise<Echo> {
  const echo: Echo = await response.json();
  // The boundary of a form is drawn anew each time, and not always as long.
  const boundary = /boundary=([-\w]+)/.exec(echo.headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return echo;
  delete echo.headers['content-length'];
  return JSON.parse(JSON.stringify(echo).replaceAll(boundary, 'BOUNDARY'));
}

/** What a point came to with one fetch, and how many requests arrived meanwhile. */
export interface Played {
  readonly result: unknown;
  readonly count: number;
}

/** Are calls of this client sent again in this point? */
export const isRetried = ({ retried }: Point, client: keyof typeof CLIENTS, engine: Engine): boolean =>
  retried !== undefined && client === 'on the defaults' && retried.engines?.includes(engine) !== false;

async function playPoint(point: Point, fetch: Fetch, at: Pick<Surroundings, 'origin' | 'other'>): Promise<Played> {
  const key = Math.random().toString(36).slice(2);
  // The engine's own, also where ours has taken its place.
  const bare = globalThis.fetch;
  const seen = async () => (await bare(`${at.origin}/seen?key=${key}`)).json() as Promise<Seen>;
  const result = await point.run(fetch, { ...at, key, seen });
  return { result, count: (await seen()).count };
}

/** With the engine's own fetch, and with ours. What fails again and again gets a client of its own. */
export async function playBoth(
  point: Point,
  steady: SteadyFetch,
  open: () => SteadyFetch,
  at: Pick<Surroundings, 'origin' | 'other'>,
): Promise<{ readonly bare: Played; readonly ours: Played }> {
  const bare = await playPoint(point, fetch, at);
  if (point.retried === undefined) return { bare, ours: await playPoint(point, steady, at) };
  const own = open();
  const ours = await playPoint(point, own, at);
  own.close();
  return { bare, ours };
}
