import { pathToFileURL } from 'node:url';
import { BARE } from '../peers/names.ts';
import type { Call, FetchLike, Peer } from '../peers/peer.ts';
import type { Connect } from './run.ts';

export { BARE };
export const OURS = 'steadyfetch';

/** Each library as its own readme sets it up. Loaded where it is wanted: most runs need two of them. */
const PEERS: Readonly<Record<string, () => Promise<Peer>>> = {
  cockatiel: async () => (await import('../peers/cockatiel.ts')).cockatiel,
  'p-retry + opossum': async () => (await import('../peers/p-retry-opossum.ts')).pRetryOpossum,
  ky: async () => (await import('../peers/ky.ts')).ky,
  ofetch: async () => (await import('../peers/ofetch.ts')).ofetch,
  'fetch-retry': async () => (await import('../peers/fetch-retry.ts')).fetchRetry,
  wretch: async () => (await import('../peers/wretch.ts')).wretch,
  'axios + axios-retry': async () => (await import('../peers/axios.ts')).axios,
};

export const CONTENDERS: readonly string[] = [BARE, OURS, ...Object.keys(PEERS)];

export async function connectTo(contender: string): Promise<Connect> {
  if (contender === BARE) return (fetch) => (url, init) => fetch(url, init);
  if (contender === OURS) return connectOurs();
  const peer = await PEERS[contender]?.();
  if (peer?.over === undefined) throw new Error(`No contender ${contender}`);
  return connectPeer(peer, peer.over);
}

/** The sources are those of this repository, unless `STEADY_SRC` names others. */
async function connectOurs(): Promise<Connect> {
  const { STEADY_SRC } = process.env;
  const folder = STEADY_SRC === undefined ? new URL('../../src', import.meta.url) : pathToFileURL(STEADY_SRC);
  const { createSteadyFetch } = (await import(`${folder.href}/index.ts`)) as typeof import('../../dist/index.js');
  return (fetch, { options, online }) => {
    const steady = createSteadyFetch({ ...options, fetch, ...(online && { online: online() }) });
    // As an app that shows notices does.
    steady.subscribe(() => {});
    return steady as Call;
  };
}

/** A library whose breaker is one client's gets a client for each origin, as its readme has it. */
function connectPeer(peer: Peer, over: NonNullable<Peer['over']>): Connect {
  return (fetch: FetchLike) => {
    const clients = new Map<string, Call>();
    return (url, init) => {
      const key = peer.breaker ? new URL(url).origin : '';
      const client = clients.get(key) ?? over(fetch, 'shipped');
      clients.set(key, client);
      return client(url, init);
    };
  };
}
