import { axios } from './axios.ts';
import { bare } from './bare.ts';
import { cockatiel } from './cockatiel.ts';
import { effect } from './effect.ts';
import { fetchRetry } from './fetch-retry.ts';
import { got } from './got.ts';
import { ky } from './ky.ts';
import { ofetch } from './ofetch.ts';
import { pRetryOpossum } from './p-retry-opossum.ts';
import type { Peer } from './peer.ts';
import { steady } from './steady.ts';
import { undici } from './undici.ts';
import { upFetch } from './up-fetch.ts';
import { wretch } from './wretch.ts';

export const PEERS: readonly Peer[] = [
  bare,
  steady,
  cockatiel,
  pRetryOpossum,
  effect,
  ky,
  ofetch,
  fetchRetry,
  wretch,
  upFetch,
  axios,
  got,
  undici,
];

/** What has to be known of each beside its figures. */
export const peerNotes = (peers: readonly Peer[]) =>
  Object.fromEntries(peers.map(({ name, version, setups, caveats }) => [name, { version, setups, caveats }]));
