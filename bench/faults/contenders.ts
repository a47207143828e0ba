import { createSteadyFetch, type SteadyOptions } from '../../dist/index.js';
import { PEERS } from '../peers/index.ts';
import { BARE, OURS } from '../peers/names.ts';
import type { Peer, Setup } from '../peers/peer.ts';
import { steady } from '../peers/steady.ts';
import type { Depth } from './scenarios.ts';

/** One library in one setup. */
export interface Contender {
  readonly key: string;
  readonly peer: Peer;
  readonly setup: Setup;
  readonly over: Peer['over'];
  /** How many draws its numbers rest on: what targets speak of needs more than one. */
  readonly depth: Depth;
  /** The scenarios that ask for it; all without. */
  readonly only?: readonly string[];
}

const keyOf = ({ name }: Peer, setup: Setup): string => (name === BARE ? name : `${name}, ${setup}`);
const hasTargets = (key: string): boolean => key === BARE || key === OURS;

/** The same as ours except for one thing, where a target is a comparison with it. */
const ours = (only: string, what: string, options: SteadyOptions): Contender => ({
  key: `steadyfetch, ${what}`,
  peer: steady,
  setup: 'shipped',
  over: (fetch) => createSteadyFetch({ ...options, fetch }),
  depth: 'full',
  only: [only],
});

/** All libraries, as shipped and tuned alike; bare fetch has nothing to tune. Ours first, to compare with each. */
export const CONTENDERS: readonly Contender[] = PEERS.flatMap((peer) => [
  ...(peer.name === BARE ? (['shipped'] as const) : (['shipped', 'tuned'] as const)).map((setup): Contender => {
    const key = keyOf(peer, setup);
    return { key, peer, setup, over: peer.over, depth: hasTargets(key) ? 'full' : 'quick' };
  }),
  ...(peer === steady
    ? [
        ours('C1', 'unlimited budget', { budget: false }),
        ours('C1', '3 attempts', { retry: { maxAttempts: 3 } }),
        ours('C1', '3 attempts, unlimited budget', { retry: { maxAttempts: 3 }, budget: false }),
        ...[1, 2, 8, 16].map((seconds) =>
          ours('T1', `maxOpenMs ${seconds} s`, { circuit: { maxOpenMs: seconds * 1_000 } }),
        ),
        ...[5, 10, 20, 40].map((seconds) =>
          ours('T2', `attemptMs ${seconds} s`, { timeout: { attemptMs: seconds * 1_000 } }),
        ),
      ]
    : []),
]);

export const contenderOf = (key: string): Contender => {
  const found = CONTENDERS.find((contender) => contender.key === key);
  if (found === undefined) throw new Error(`No contender ${key}`);
  return found;
};
