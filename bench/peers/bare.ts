import type { FetchLike, Peer } from './peer.ts';

const over = (fetch: FetchLike) => fetch;

export const bare: Peer = {
  name: 'bare fetch',
  version: `Node ${process.versions.node}`,
  setups: { shipped: 'no retries', tuned: 'no retries' },
  breaker: false,
  caveats: [],
  over,
  alone: () => over(globalThis.fetch),
};
