import type { SteadyFetch, SteadyOptions } from '../../dist/index.js';
import { BARE } from '../peers/names.ts';
import type { Call, FetchLike, Peer, Setup } from '../peers/peer.ts';

/** One thing that is measured: a client of a library, set up one way. */
export interface Subject {
  readonly name: string;
  /** Loads this library and no other. */
  readonly open: (fetch: FetchLike) => Promise<Call>;
}

export const OURS = 'steadyfetch';
export const OURS_UNHEDGED = 'steadyfetch, no hedging';
export const OURS_HEARD = 'steadyfetch, a listener';
export const OURS_NOTICED = 'steadyfetch, notices';
export const OURS_BESIDE_FAILURES = 'steadyfetch, other routes failing';
/** The base of all ratios: the readme's retry and breaker, and no more. */
export const BASE = 'cockatiel';

/** Clients that take a fetch; peers as tuned, for then all of them have the same to do. */
export const SUBJECTS: readonly Subject[] = [
  peer(BARE, async () => (await import('../peers/bare.ts')).bare),
  steady(OURS_UNHEDGED, { retry: { hedgeAfterMs: false } }),
  steady(OURS, {}),
  steady(OURS_HEARD, {}, (client) => client.subscribe(() => {})),
  steady(OURS_NOTICED, {}, connectNotices),
  { name: OURS_BESIDE_FAILURES, open: besideFailures },
  peer(BASE, async () => (await import('../peers/cockatiel.ts')).cockatiel, 'shipped'),
  peer('cockatiel, tuned', async () => (await import('../peers/cockatiel.ts')).cockatiel),
  peer('p-retry + opossum', async () => (await import('../peers/p-retry-opossum.ts')).pRetryOpossum),
  peer('effect', async () => (await import('../peers/effect.ts')).effect),
  peer('ky', async () => (await import('../peers/ky.ts')).ky),
  peer('ofetch', async () => (await import('../peers/ofetch.ts')).ofetch),
  peer('fetch-retry', async () => (await import('../peers/fetch-retry.ts')).fetchRetry),
  peer('wretch', async () => (await import('../peers/wretch.ts')).wretch),
  peer('up-fetch', async () => (await import('../peers/up-fetch.ts')).upFetch),
  peer('axios + axios-retry', async () => (await import('../peers/axios.ts')).axios),
];

/** And those on transports of their own, against a real server. */
export const NATIVES: readonly Subject[] = [
  alone('axios + axios-retry, http adapter', async () => (await import('../peers/axios.ts')).axios),
  alone('got', async () => (await import('../peers/got.ts')).got),
  alone('undici RetryAgent', async () => (await import('../peers/undici.ts')).undici),
];

/** The same as bare fetch: how far the two are apart is how far the measurement can be off. */
export const CONTROL: Subject = peer('bare fetch, again', async () => (await import('../peers/bare.ts')).bare);

/** What a time limit costs the engine, with or without a library. */
export const SIGNALLED: Subject = {
  name: 'bare fetch, with a signal',
  open: async (fetch) => (url) => fetch(url, { signal: new AbortController().signal }),
};

export function subjectNamed(name: string): Subject {
  const subject = [...SUBJECTS, ...NATIVES, CONTROL, SIGNALLED].find((candidate) => candidate.name === name);
  if (subject === undefined) throw new RangeError(`there is no ${name}`);
  return subject;
}

function peer(name: string, load: () => Promise<Peer>, setup: Setup = 'tuned'): Subject {
  return {
    name,
    async open(fetch) {
      const { over } = await load();
      if (over === undefined) throw new TypeError(`${name} takes no fetch`);
      return over(fetch, setup);
    },
  };
}

function alone(name: string, load: () => Promise<Peer>): Subject {
  return { name, open: async () => (await load()).alone('tuned') };
}

/** More than are remembered of one upstream. */
const FAILING_ROUTES = 300;

/** Before the first call to an origin, so many other routes of it have failed that no more fit into what is remembered. */
async function besideFailures(fetch: FetchLike): Promise<Call> {
  const isDead = (input: unknown) => String(input).includes('/dead-');
  const answer: FetchLike = (input, init) =>
    isDead(input) ? Promise.resolve(new Response(null, { status: 502 })) : fetch(input, init);
  const client = await steady('', { retry: { maxAttempts: 1 } }).open(answer);
  const known = new Set<string>();
  const begin = async (origin: string, url: string) => {
    known.add(origin);
    for (let n = 0; n < FAILING_ROUTES; n++) await client(`${origin}/dead-${routeName(n)}`);
    return client(url);
  };
  return (url) => {
    const origin = url.slice(0, url.indexOf('/', 'https://'.length));
    return known.has(origin) ? client(url) : begin(origin, url);
  };
}

/** Without digits, which would make an id of it. */
const routeName = (n: number): string => [...String(n)].map((digit) => 'abcdefghij'[Number(digit)]).join('');

function steady(name: string, options: SteadyOptions, prepare?: (client: SteadyFetch) => unknown): Subject {
  return {
    name,
    async open(fetch) {
      const { createSteadyFetch } = await import('../../dist/index.js');
      const client = createSteadyFetch({ ...options, fetch });
      await prepare?.(client);
      return client;
    },
  };
}

async function connectNotices(client: SteadyFetch): Promise<void> {
  const { createNotices } = await import('../../dist/notices.js');
  createNotices(client).connect({ upsert() {}, remove() {} });
}
