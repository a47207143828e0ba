import type { Draw } from '../draw.ts';
import { answer, healthy, refused } from '../replies.ts';
import { backAt, every, get, idsOf, inOrder } from '../traffic.ts';
import type { Allowance, Call, Outage, Reply, Scenario, World } from '../world.ts';

const FROM = 20_000;

/** Retries that are sent before it is known that all is down. */
const EARLY: Allowance = { ratio: 1, extra: 12 };
/** And one probe a second for as long as a call waits. */
const ONE_A_SECOND: Allowance = { ratio: 1, extra: 6 + 30 };

/** Every request to the origin fails from `FROM` on, for so long. */
function outage(
  draw: Draw,
  lengthMs: number,
  calls: readonly Call[],
  requests: Allowance,
  savedWithinMs?: number,
): Scenario {
  const well = healthy(draw);
  const fails = wholeOriginDown(draw);
  const until = FROM + lengthMs;
  const during: Outage = { from: FROM, until, ...(savedWithinMs !== undefined && { savedWithinMs }) };
  return {
    server: () => (ask) => (ask.at >= FROM && ask.at < until ? fails : well(ask)),
    calls: backAt(until, calls),
    requests,
    outage: during,
  };
}

const wholeOriginDown = (draw: Draw): Reply =>
  draw.pick([answer(502, 5), answer(503, 5), answer(504, 20), refused(3), answer(502, draw.log(5, 100))]);

const warmUp = (draw: Draw): Call[] =>
  every(draw, draw.log(500, 3_000), [0, FROM - 100], (at, n) => get(at, `/warm/${n}`));

/** A page that loads so many paths nearly at once. */
const page = (draw: Draw, paths: number): Call[] =>
  Array.from({ length: paths }, (_, n) => get(FROM + draw.between(1, 200), `/part-${n}/data`));

const userCalls = (draw: Draw): Call[] =>
  Array.from({ length: draw.between(2, 3) }, (_, n) =>
    get(FROM + draw.between(100, 8_000), `/view/${n}`, { importance: 'user' }),
  );

const world = (name: string, about: string, scenarios: number, draw: World['draw']): World => ({
  name,
  about,
  group: 'outage',
  scenarios,
  draw,
});

const SAVED: readonly World[] = [
  world('one click into an outage', 'one call, the upstream is back in 0.5 to 4 s', 10, (draw) => {
    const lengthMs = draw.between(500, 4_000);
    const warm = draw.chance(0.5) ? warmUp(draw) : [];
    return outage(draw, lengthMs, [...warm, get(FROM + 1, '/orders/7')], EARLY, 1_500);
  }),
  world('twelve warm calls into 3 s', 'a page of twelve calls, the upstream is back in 3 s', 4, (draw) =>
    outage(draw, 3_000, inOrder(warmUp(draw), page(draw, 12)), EARLY, 2_000),
  ),
  world('page of 50 into 3 s', 'fifty paths at once, the upstream is back in 3 s', 2, (draw) =>
    outage(draw, 3_000, inOrder(warmUp(draw), page(draw, 50)), EARLY, 2_000),
  ),
  world('user calls into 25 s', 'two or three calls with importance user, the upstream is back in 25 s', 6, (draw) =>
    outage(draw, 25_000, inOrder(warmUp(draw), userCalls(draw)), ONE_A_SECOND, 1_500),
  ),
  world('user calls into 30 s, maxWaitMs', 'the same with circuit.maxWaitMs of 60 s', 6, (draw) => ({
    ...outage(draw, 30_000, inOrder(warmUp(draw), userCalls(draw)), ONE_A_SECOND, 1_500),
    options: { circuit: { maxWaitMs: 60_000 } },
  })),
];

/** How an app names what it asks for. */
const PATHS: Readonly<Record<string, (draw: Draw, idOf: (n: number) => string) => string>> = {
  'fifty routes': (draw) => `/route-${draw.between(0, 49)}`,
  ids: (draw, idOf) => `/items/${idOf(draw.between(0, 9_999))}`,
  'ids in queries': (draw, idOf) => `/item?id=${idOf(draw.between(0, 9_999))}`,
  'new slugs': (draw) => `/articles/${draw.some(5, WORDS).join('-')}`,
};
const WORDS = ['amber', 'birch', 'cedar', 'dune', 'elm', 'fern', 'gorse', 'heath'];

/** Calls wait for a few seconds by default, so an outage of 30 s is about what the upstream has to bear. */
const down = (perSecond: number, paths: string): World => ({
  ...world(
    `down 30 s, ${perSecond}/s, ${paths}`,
    `the whole origin is down, and called through ${paths}`,
    1,
    (draw) => {
      const idOf = idsOf(draw);
      const calls = every(draw, 1_000 / perSecond, [FROM - 5_000, FROM + 35_000], (at) =>
        get(at, PATHS[paths]?.(draw, idOf) ?? '/'),
      );
      return outage(draw, 30_000, calls, EARLY);
    },
  ),
  ...(perSecond === 50 && { isLarge: true }),
});

/** A whole origin is away. What bare fetch loses can be saved where the outage is short, and the upstream be spared where it is long. */
export const OUTAGES: readonly World[] = [
  ...SAVED,
  ...[0.5, 5, 50].flatMap((perSecond) => Object.keys(PATHS).map((paths) => down(perSecond, paths))),
];
