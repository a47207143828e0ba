import type { Fate } from '../../faults/fate.ts';
import { brownOut } from '../../faults/servers.ts';
import type { Draw } from '../draw.ts';
import { answer, badStatus, healthy, ok } from '../replies.ts';
import { every, get, inOrder, post } from '../traffic.ts';
import type { Ask, Call, Reply, Server, World } from '../world.ts';

const BY_CHANCE = { isByChance: true } as const;
const TWO_MINUTES: readonly [number, number] = [0, 120_000];

const world = (name: string, about: string, draw: World['draw']): World => ({
  name,
  about,
  group: 'chance',
  isPart: true,
  draw,
});

const mixed = (draw: Draw): Call[] =>
  inOrder(
    every(draw, draw.log(150, 1_500), TWO_MINUTES, (at) =>
      get(
        at,
        draw.pick([`/items/${draw.between(0, 50)}`, '/orders', '/me', `/search?q=${draw.between(0, 9)}`]),
        BY_CHANCE,
      ),
    ),
    every(draw, draw.log(2_000, 9_000), TWO_MINUTES, (at, n) => post(at, '/orders', `order ${n}`, BY_CHANCE)),
  );

/** Worlds in which chance decides what fails. */
export const CHANCE: readonly World[] = [
  world('partial failure', '30 % of all attempts fail, at every route', (draw) => {
    const well = healthy(draw);
    const fails = badStatus(draw);
    return {
      server: () => (ask) => (ask.luck < 0.3 ? fails : well(ask)),
      calls: mixed(draw),
      // 1 + 0.3 + 0.09 + 0.027, and some luck.
      requests: { ratio: 1.5, extra: 6 },
    };
  }),
  world('one route at 50 %', 'half of the attempts at one route fail, others are well', (draw) => {
    const well = healthy(draw);
    const fails = badStatus(draw);
    return {
      server: () => (ask) => (ask.url.pathname === '/flaky' && ask.luck < 0.5 ? fails : well(ask)),
      calls: inOrder(
        every(draw, draw.log(300, 3_000), TWO_MINUTES, (at) => get(at, '/flaky', BY_CHANCE)),
        every(draw, draw.log(500, 6_000), TWO_MINUTES, (at, n) => get(at, `/items/${n}`)),
      ),
      requests: { ratio: 2, extra: 6 },
    };
  }),
];

/** The calls share what the server can do: which of them fail depends on how often it was asked. */
export const SHARED: readonly World[] = [
  {
    name: 'quota of the whole API',
    about: 'so many answers in ten seconds for all routes together, then 429',
    group: 'chance',
    draw: (draw) => {
      const well = healthy(draw);
      const gap = draw.log(200, 800);
      const quota = Math.max(2, Math.round((10_000 / gap) * (draw.between(60, 95) / 100)));
      return {
        server: () => quotaOf(quota, well),
        calls: every(draw, gap, [0, 60_000], (at, n) =>
          get(at, draw.pick(['/items', '/orders', `/items/${n}`]), BY_CHANCE),
        ),
        isShared: true,
        requests: { ratio: 1.6, extra: 6 },
      };
    },
  },
  {
    name: 'overloaded server',
    about: 'a server that can answer half to nine tenths of the calls, and turns the others away with 503',
    group: 'chance',
    draw: (draw) => {
      const gap = draw.log(60, 200);
      const perSecond = (1_000 / gap) * (draw.between(50, 90) / 100);
      const queue = draw.between(2, 12);
      const retryAfter = draw.pick([1, 2, 5]);
      const well = healthy(draw);
      return {
        server: () => {
          const fate = brownOut(0, 90_000, perSecond, queue, retryAfter);
          return (ask) => replyOf(ask, fate({ ...ask, origin: ask.url.origin }), well);
        },
        calls: every(draw, gap, [0, 60_000], (at, n) => get(at, draw.pick(['/items', `/items/${n}`]), BY_CHANCE)),
        isShared: true,
        requests: { ratio: 1.5, extra: 6 },
      };
    },
  },
];

function quotaOf(quota: number, well: Server): Server {
  let window = 0;
  let used = 0;
  return (ask) => {
    const current = Math.floor(ask.at / 10_000);
    if (current !== window) [window, used] = [current, 0];
    const seconds = Math.ceil(((current + 1) * 10_000 - ask.at) / 1_000);
    return used++ < quota ? well(ask) : answer(429, 5, { 'retry-after': String(seconds) });
  };
}

/** A fate of the faults' servers as a reply of ours. */
function replyOf(ask: Ask, fate: Fate, well: Server): Reply {
  if (fate.kind !== 'answer') return well(ask);
  const { status, afterMs, retryAfter } = fate;
  if (status === 200) return ok(ask, afterMs);
  return answer(status, afterMs, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
}
