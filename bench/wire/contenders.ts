import type { Call, Peer } from '../peers/peer.ts';

/** Each library by itself: what the others do to a process cannot keep it alive, or make it slow. */
const LOADERS: Readonly<Record<string, () => Promise<Peer>>> = {
  'bare fetch': async () => (await import('../peers/bare.ts')).bare,
  steadyfetch: async () => (await import('../peers/steady.ts')).steady,
  cockatiel: async () => (await import('../peers/cockatiel.ts')).cockatiel,
  'p-retry + opossum': async () => (await import('../peers/p-retry-opossum.ts')).pRetryOpossum,
  effect: async () => (await import('../peers/effect.ts')).effect,
  ky: async () => (await import('../peers/ky.ts')).ky,
  ofetch: async () => (await import('../peers/ofetch.ts')).ofetch,
  'fetch-retry': async () => (await import('../peers/fetch-retry.ts')).fetchRetry,
  wretch: async () => (await import('../peers/wretch.ts')).wretch,
  'up-fetch': async () => (await import('../peers/up-fetch.ts')).upFetch,
  'axios + axios-retry': async () => (await import('../peers/axios.ts')).axios,
  got: async () => (await import('../peers/got.ts')).got,
  'undici RetryAgent': async () => (await import('../peers/undici.ts')).undici,
};

/** No library: bare fetch, and where others wait for their next attempt a timer. What it takes is Node's, and the machine's. */
export const CONTROL = 'a timer alone (control)';

const control: Call = (url, init) => {
  const { signal } = init ?? {};
  if (!signal) return fetch(url);
  return new Promise((_, reject) => {
    const timer = setTimeout(reject, 60_000);
    const leave = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
  });
};

/** Ours as shipped, over a newer fetch than that of Node 20: an error that the inner fetch does not report is lost to all above it. */
export const OURS_OVER_UNDICI = "steadyfetch over undici's fetch";

async function oursOverUndici(): Promise<() => Call> {
  const [{ createSteadyFetch }, { fetch }] = await Promise.all([import('../../dist/index.js'), import('undici')]);
  return () => createSteadyFetch({ fetch: fetch as unknown as typeof globalThis.fetch });
}

/** Makes clients of the contender with this key, on the transport that its library has in Node. */
export async function openContender(key: string): Promise<() => Call> {
  if (key === CONTROL) return () => control;
  if (key === OURS_OVER_UNDICI) return oursOverUndici();
  const [, name = '', setup = 'shipped'] = /^(.*?)(?:, (shipped|tuned))?$/.exec(key) ?? [];
  const load = LOADERS[name];
  if (load === undefined) throw new RangeError(`there is no ${name}`);
  const { alone } = await load();
  return () => alone(setup as 'shipped' | 'tuned');
}
