import type { Draw } from '../draw.ts';
import { answer, healthy, refused } from '../replies.ts';
import { every, get, inOrder } from '../traffic.ts';
import type { Allowance, Call, Outage, Reply, Scene, World } from '../world.ts';

const FROM = 20_000;

/** What a whole origin that is down says. */
const outageReply = (draw: Draw): Reply =>
  draw.pick([answer(502, 5), answer(503, 5), answer(504, 20), refused(3), answer(502, draw.log(5, 100))]);

/** An origin that is down for a while, after some calls that were well. */
function outage(
  draw: Draw,
  lengthMs: number,
  calls: readonly Call[],
  requests: Allowance,
  savedWithinMs?: number,
): Scene {
  const well = healthy(draw);
  const fails = outageReply(draw);
  const until = FROM + lengthMs;
  const during: Outage = { from: FROM, until, ...(savedWithinMs !== undefined && { savedWithinMs }) };
  return {
    server: () => (ask) => (ask.at >= FROM && ask.at < until ? fails : well(ask)),
    calls,
    requests,
    outage: during,
  };
}

const warmUp = (draw: Draw): Call[] =>
  every(draw, draw.log(500, 3_000), [0, FROM - 100], (at, n) => get(at, `/warm/${n}`));

/** Retries that are sent before it is known that all is down. */
const EARLY: Allowance = { ratio: 1, extra: 6 };

const world = (name: string, about: string, draw: World['draw'], scenes = 1): World => ({
  name,
  about,
  group: 'outage',
  scenes,
  draw,
});

const userCalls = (draw: Draw): Call[] =>
  Array.from({ length: draw.between(2, 3) }, (_, n) =>
    get(FROM + 200 + n * draw.between(100, 4_000), `/view/${n}`, { importance: 'user' }),
  );

/** One probe a second for as long as somebody waits. */
const ONE_A_SECOND: Allowance = { ratio: 1, extra: 6 + 30 };

const WHERE = { routes: 'fifty routes', ids: 'ids', slugs: 'ever new slugs' };

/** Worlds in which a whole origin is away, and what bare fetch loses can be saved. */
export const OUTAGES: readonly World[] = [
  world(
    'one click into an outage',
    'one call, the upstream is back in 0.5 to 4 s',
    (draw) => {
      const lengthMs = draw.between(500, 4_000);
      const warm = draw.chance(0.5) ? warmUp(draw) : [];
      return outage(draw, lengthMs, [...warm, get(FROM + 1, '/orders/7')], EARLY, 1_500);
    },
    10,
  ),
  world(
    'twelve warm calls into 3 s',
    'a page of twelve calls, the upstream is back in 3 s',
    (draw) =>
      outage(
        draw,
        3_000,
        [
          ...warmUp(draw),
          ...Array.from({ length: 12 }, (_, n) => get(FROM + 1 + n * draw.between(0, 20), `/page/${n}`)),
        ],
        EARLY,
        2_000,
      ),
    4,
  ),
  world(
    'user calls into 30 s',
    'two or three calls with importance user, the upstream is back in 30 s',
    (draw) => outage(draw, 30_000, [...warmUp(draw), ...inOrder(userCalls(draw))], ONE_A_SECOND, 1_500),
    6,
  ),
  world(
    'user calls into 30 s, maxWaitMs',
    'the same with circuit.maxWaitMs of 60 s',
    (draw) => ({
      ...outage(draw, 30_000, [...warmUp(draw), ...inOrder(userCalls(draw))], ONE_A_SECOND, 1_500),
      options: { circuit: { maxWaitMs: 60_000 } },
    }),
    6,
  ),
  world(
    'page of 50 into 3 s',
    'fifty paths at once, the upstream is back in 3 s',
    (draw) =>
      outage(
        draw,
        3_000,
        [
          ...warmUp(draw),
          ...Array.from({ length: 50 }, (_, n) => get(FROM + 1 + draw.between(0, 3) * n, `/part-${n}/data`)),
        ].sort((a, b) => a.at - b.at),
        EARLY,
        1_500,
      ),
    2,
  ),
  ...([0.5, 5, 50] as const).flatMap((perSecond) =>
    (['routes', 'ids', 'slugs'] as const).map((paths) => down(paths, perSecond)),
  ),
];

/** Nobody waits for 30 s by default: these are about the requests that the upstream gets. */
function down(paths: 'routes' | 'ids' | 'slugs', perSecond: number): World {
  return world(`down 30 s, ${perSecond}/s, ${paths}`, `a whole origin is down, met through ${WHERE[paths]}`, (draw) => {
    const pathOf = (n: number) => {
      if (paths === 'routes') return `/route-${draw.between(0, 49)}`;
      return paths === 'ids' ? `/items/${draw.between(0, 9_999)}` : `/articles/${slug(draw)}-${n}`;
    };
    return outage(
      draw,
      30_000,
      every(draw, 1_000 / perSecond, [FROM - 10_000, FROM + 40_000], (at, n) => get(at, pathOf(n))),
      EARLY,
    );
  });
}

const slug = (draw: Draw): string =>
  Array.from({ length: 3 }, () => draw.pick(['amber', 'birch', 'cedar', 'dune', 'elm', 'fern', 'gorse', 'heath'])).join(
    '-',
  );
