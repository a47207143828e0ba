import type { Draw } from '../draw.ts';
import { healthy } from '../replies.ts';
import { idsOf, inOrder, ORIGIN } from '../traffic.ts';
import type { Allowance, Ask, Call, Reply, Scenario, Server, World } from '../world.ts';
import { renamed } from './rename.ts';

/** From when to when calls are made, in ms. */
export type Span = readonly [from: number, until: number];

export const spanOf = (draw: Draw): Span => [0, draw.between(30_000, 90_000)];

/** Retries that the budget of a new upstream allows, once. */
const FIRST_TOKENS = 10;

/** Each request that fails for good may be sent three more times before that is known. */
export const forGood = (failing: number): Allowance => ({ ratio: 1.1, extra: Math.max(FIRST_TOKENS, 3 * failing) });

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
): Scenario {
  const well = healthy(draw);
  const fails = typeof reply === 'function' ? reply : () => reply;
  return {
    server: () => (ask) => (isHit(ask) ? fails : well)(ask),
    calls: inOrder(...calls),
    requests: forGood(failing),
  };
}

/** Where the paths of an API begin. */
const BASES = ['', '', '/api', '/api/v1', '/v2/shop/public'] as const;

/** A world on the app's own origin of which a part fails. Where its paths begin and how it names its items is drawn, too. */
export const part = (name: string, about: string, scenario: (draw: Draw, span: Span) => Scenario): World => ({
  name,
  about,
  group: 'a part fails',
  isPart: true,
  draw: (draw) => {
    const base = `${ORIGIN}${draw.pick(BASES)}`;
    const idOf = idsOf(draw);
    return renamed(scenario(draw, spanOf(draw)), (url) =>
      url.replace(ORIGIN, base).replace(/(?<=\/)\d+(?=$|[/?])/g, (n) => idOf(Number(n))),
    );
  },
});
