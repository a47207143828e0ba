import { PEERS } from '../peers/index.ts';
import type { Peer, Setup } from '../peers/peer.ts';

/** One library in one setup. */
export interface Contender {
  readonly key: string;
  readonly peer: Peer;
  readonly setup: Setup;
}

/** All libraries, as shipped and tuned alike; bare fetch has nothing to tune. Ours first, to stand beside everybody. */
export const CONTENDERS: readonly Contender[] = PEERS.flatMap((peer) =>
  (peer.name === 'bare fetch' ? (['shipped'] as const) : (['shipped', 'tuned'] as const)).map((setup) => ({
    key: peer.name === 'bare fetch' ? peer.name : `${peer.name}, ${setup}`,
    peer,
    setup,
  })),
);

export const contenderOf = (key: string): Contender => {
  const found = CONTENDERS.find((contender) => contender.key === key);
  if (found === undefined) throw new Error(`No contender ${key}`);
  return found;
};
