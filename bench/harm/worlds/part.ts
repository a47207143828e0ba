import type { Draw } from '../draw.ts';
import { healthy } from '../replies.ts';
import { inOrder } from '../traffic.ts';
import type { Allowance, Ask, Call, Reply, Scene, Server, World } from '../world.ts';

export const MINUTE: readonly [number, number] = [0, 60_000];

/** Each request that fails for good may be sent three more times before that is known. */
export const forGood = (failing: number): Allowance => ({ ratio: 1.1, extra: 3 * failing });

/** What fails, and for which requests. */
export interface Fault {
  readonly reply: Reply | Server;
  readonly isHit: (ask: Ask) => boolean;
  /** So many different requests fail. */
  readonly failing?: number;
}

/** A part fails for good, everything else is well. */
export function partly(
  draw: Draw,
  { reply, isHit, failing = 1 }: Fault,
  ...calls: readonly (readonly Call[])[]
): Scene {
  const well = healthy(draw);
  const fails = typeof reply === 'function' ? reply : () => reply;
  return {
    server: () => (ask) => (isHit(ask) ? fails : well)(ask),
    calls: inOrder(...calls),
    requests: forGood(failing),
  };
}

/** A world on the app's own origin of which a part fails. */
export const part = (name: string, about: string, draw: World['draw']): World => ({
  name,
  about,
  group: 'a part fails',
  isPart: true,
  draw,
});
