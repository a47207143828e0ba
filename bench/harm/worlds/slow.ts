import { healthy, ok } from '../replies.ts';
import { call, every, get, inOrder, post } from '../traffic.ts';
import type { Ask, World } from '../world.ts';

const world = (name: string, about: string, draw: World['draw']): World => ({
  name,
  about,
  group: 'slow',
  isPart: true,
  draw,
});

const REPORT_S = [14, 25, 45, 90] as const;

/** Nothing fails, and some answers take long. */
export const SLOW: readonly World[] = [
  world('all is well', 'quick answers at 2 to 20 calls a second', (draw) => {
    const well = healthy(draw);
    return {
      server: () => well,
      calls: inOrder(
        every(draw, draw.log(50, 500), [0, 15_000], (at, n) => get(at, `/items/${n % 30}`)),
        every(draw, draw.log(500, 4_000), [0, 15_000], (at, n) => post(at, '/orders', `order ${n}`)),
      ),
      requests: { ratio: 1, extra: 0 },
    };
  }),
  world('long reports', 'three reports of 14 to 90 s, one after the other', (draw) => {
    const afterMs = draw.pick(REPORT_S) * 1_000;
    const isPost = draw.chance(0.25);
    return {
      server: () => (ask) => ok(ask, afterMs),
      calls: [0, 1, 2].map((n) =>
        isPost ? post(n * (afterMs + 2_000), '/reports', `report ${n}`) : get(n * (afterMs + 2_000), `/reports/${n}`),
      ),
      // A lone silent read may be asked a second time beside the first.
      requests: { ratio: 1, extra: isPost ? 0 : 3 },
    };
  }),
  world('long reports beside a busy API', 'three reports of 14 to 90 s beside quick calls', (draw) => {
    const afterMs = draw.pick(REPORT_S) * 1_000;
    const well = healthy(draw);
    return {
      server: () => (ask) => (ask.url.pathname.startsWith('/reports') ? ok(ask, afterMs) : well(ask)),
      calls: inOrder(
        every(draw, 20_000, [0, 60_000], (at, n) => get(at, `/reports/${n}`)),
        every(draw, draw.log(200, 3_000), [0, 90_000], (at, n) => get(at, `/items/${n}`)),
      ),
      // Until the route is known to be slow, each report gets one or two attempts beside the first.
      requests: { ratio: 1, extra: 6 },
    };
  }),
  world('uploads', 'PUT and POST of 20 to 60 s on a slow line', (draw) => {
    const method = draw.pick(['PUT', 'POST', 'PUT']);
    const times = [0, 1, 2].map(() => draw.between(20_000, 60_000));
    return {
      server: () => (ask) => ok(ask, times[Number(ask.url.pathname.at(-1))] as number),
      calls: times.map((_, n) => call(1 + n * 65_000, method, `/files/${n}`, { body: 'x'.repeat(200) })),
      requests: { ratio: 1, extra: 0 },
    };
  }),
  world('uploads beside reads', 'uploads of 20 to 60 s while pages are read', (draw) => {
    const well = healthy(draw);
    const times = [0, 1, 2].map(() => draw.between(20_000, 60_000));
    return {
      server: () => (ask) =>
        ask.method === 'GET' ? well(ask) : ok(ask, times[Number(ask.url.pathname.at(-1))] as number),
      calls: inOrder(
        times.map((_, n) => call(1 + n * 10_000, draw.pick(['PUT', 'POST']), `/files/${n}`, { body: 'x'.repeat(200) })),
        every(draw, draw.log(500, 4_000), [0, 60_000], (at, n) => get(at, `/items/${n}`)),
      ),
      requests: { ratio: 1, extra: 0 },
    };
  }),
  world('cold start', 'a page of 12 calls wakes the server in 5 to 40 s, then it is warm', (draw) => {
    const coldMs = draw.pick([5_000, 15_000, 40_000]);
    const well = healthy(draw);
    return {
      server: () => {
        let readyAt: number | undefined;
        return (ask) => {
          readyAt ??= ask.at + coldMs;
          return ask.at < readyAt ? ok(ask, readyAt - ask.at + 20) : well(ask);
        };
      },
      calls: inOrder(
        Array.from({ length: 12 }, (_, n) => get(5 + n * draw.between(0, 20), `/page/${n}`)),
        every(draw, draw.log(500, 3_000), [coldMs + 1_000, coldMs + 30_000], (at, n) => get(at, `/items/${n}`)),
      ),
      // One of the twelve may look whether the server still hears: not all of them.
      requests: { ratio: 1.1, extra: 2 },
    };
  }),
  world('long polling', 'answers come after 25 to 55 s, the next poll follows at once', (draw) => {
    const times = Array.from({ length: 6 }, () => draw.between(25_000, 55_000));
    const starts = times.map((_, n) => 10 + times.slice(0, n).reduce((sum, ms) => sum + ms + 10, 0));
    const well = healthy(draw);
    return {
      server: () => (ask) =>
        ask.url.pathname === '/poll' ? ok(ask, times[Number(ask.url.searchParams.get('since'))] as number) : well(ask),
      calls: inOrder(
        starts.map((at, n) => get(at, `/poll?since=${n}`)),
        draw.chance(0.5) ? every(draw, draw.log(1_000, 9_000), [0, 150_000], (at, n) => get(at, `/items/${n}`)) : [],
      ),
      requests: { ratio: 1.1, extra: 2 },
    };
  }),
  world('server-sent events', 'headers at once, a body without an end', (draw) => {
    const everyMs = draw.log(500, 20_000);
    const well = healthy(draw);
    return {
      server: () => (ask) =>
        ask.url.pathname === '/events' ? { kind: 'answer', status: 200, afterMs: 30, everyMs } : well(ask),
      calls: inOrder(
        [get(10, '/events', { lines: Math.ceil(120_000 / everyMs) })],
        every(draw, draw.log(1_000, 8_000), [0, 60_000], (at, n) => get(at, `/items/${n}`)),
      ),
      requests: { ratio: 1, extra: 0 },
    };
  }),
  world('slow route among quick ones', 'one route takes 8 s in the middle, the others are quick', (draw) => {
    const well = healthy(draw);
    return {
      // From 4 s to 16 s, the middle at 8 s; the same work takes the same time again.
      server: () => (ask) => (ask.url.pathname.startsWith('/slow/') ? ok(ask, slowness(ask)) : well(ask)),
      calls: inOrder(
        every(draw, draw.log(2_000, 8_000), [0, 60_000], (at, n) => get(at, `/slow/${n}`)),
        every(draw, draw.log(300, 3_000), [0, 60_000], (at, n) => get(at, `/items/${n}`)),
      ),
      requests: { ratio: 1.1, extra: 3 },
    };
  }),
];

/** It belongs to what is asked for, not to the attempt. */
const slowness = ({ call }: Ask): number => Math.round(4_000 * 4 ** (((call * 0x9e3779b1) >>> 0) / 2 ** 32));
