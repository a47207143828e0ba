import { readFileSync } from 'node:fs';
import { createSteadyFetch, type SteadyOptions } from '../../dist/index.js';
import type { FetchLike, Peer, Setup } from './peer.ts';
import { TUNED } from './tuning.ts';

const manifest = new URL('../../package.json', import.meta.url);

const SETUPS: Record<Setup, SteadyOptions> = {
  shipped: {},
  tuned: {
    retry: { maxAttempts: 1 + TUNED.retries, baseDelayMs: TUNED.firstDelayMs, maxDelayMs: TUNED.maxDelayMs },
  },
};

const over = (fetch: FetchLike, setup: Setup) => createSteadyFetch({ ...SETUPS[setup], fetch });

export const steady: Peer = {
  name: 'steadyfetch',
  version: (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version,
  setups: { shipped: 'defaults', tuned: 'defaults, retries as the others, circuit and budget left as they are' },
  breaker: true,
  caveats: ['one client keeps a circuit and a budget per origin, so it also pays for finding them'],
  over,
  alone: (setup) => over(globalThis.fetch, setup),
};
