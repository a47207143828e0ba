import type { Draw } from '../draw.ts';
import { answer, badStatus, healthy, under } from '../replies.ts';
import { backAt, every, get, inOrder, post } from '../traffic.ts';
import type { Reply, Server, World } from '../world.ts';
import { forGood, part, partly } from './part.ts';

/** A part asks for peace, or is away for a while. */
export const PRESSURE: readonly World[] = [
  part('maintenance', 'one part answers 503 with Retry-After, the others are well', (draw, span) =>
    partly(
      draw,
      { reply: askedToWait(draw, 503, [1, 5, 30, 120, 3_600]), isHit: under('/billing'), failing: 2 },
      every(draw, draw.log(500, 5_000), span, (at, n) => get(at, `/billing/${n % 2}`)),
      every(draw, draw.log(500, 6_000), span, (at, n) => get(at, `/orders/${n}`)),
      every(draw, draw.log(2_000, 9_000), span, (at, n) => post(at, '/orders', `order ${n}`)),
    ),
  ),
  part('search over its quota', 'a search box gets 429 with Retry-After, a POST beside it is well', (draw, span) =>
    partly(
      draw,
      { reply: askedToWait(draw, 429, [1, 10, 30, 60]), isHit: under('/search'), failing: 8 },
      every(draw, draw.log(300, 2_000), span, (at, n) => get(at, `/search?q=${'abcdefgh'.slice(0, 1 + (n % 8))}`)),
      every(draw, draw.log(1_000, 6_000), span, (at, n) => post(at, '/cart', `line ${n}`)),
    ),
  ),
  part('429 without a time', 'one route gets 429 without a time, the other routes are well', (draw, span) =>
    partly(
      draw,
      { reply: answer(429, 10), isHit: under('/export'), failing: 3 },
      every(draw, draw.log(500, 4_000), span, (at, n) => get(at, `/export/${n % 3}`)),
      every(draw, draw.log(500, 6_000), span, (at, n) => get(at, `/items/${n}`)),
    ),
  ),
  part(
    'back sooner than said',
    'all routes say 503 and Retry-After of a minute or more, and are back in 2 to 15 s',
    (draw, span) => {
      const well = healthy(draw);
      const until = 5_000 + draw.log(2_000, 15_000);
      const fails = askedToWait(draw, 503, [60, 120, 600]);
      return {
        server: () => (ask) => (ask.at >= 5_000 && ask.at < until ? fails : well)(ask),
        calls: backAt(
          until,
          inOrder(
            every(draw, draw.log(500, 4_000), span, (at, n) => get(at, `/items/${n % 6}`)),
            every(draw, draw.log(2_000, 8_000), span, (at, n) => post(at, '/orders', `order ${n}`)),
          ),
        ),
        requests: forGood(6),
      };
    },
  ),
  part('route that comes back', 'one route fails for 5 to 30 s, then all are well', (draw, span) => {
    const well = healthy(draw);
    const fails = badStatus(draw);
    const until = 5_000 + draw.log(5_000, 30_000);
    return {
      server: () => (ask) => (under('/dead')(ask) && ask.at >= 5_000 && ask.at < until ? fails : well(ask)),
      calls: inOrder(
        every(draw, draw.log(300, 4_000), span, (at, n) => get(at, `/dead/${n % 4}`, { backAt: [until] })),
        every(draw, draw.log(500, 8_000), span, (at, n) => get(at, `/items/${n}`)),
      ),
      requests: forGood(4),
    };
  }),
  part('flapping route', 'one route is up and down in turn, another one is well', (draw, span) => {
    const well = healthy(draw);
    const fails = badStatus(draw);
    const halfMs = draw.log(1_000, 10_000);
    const ups = Array.from({ length: Math.ceil(span[1] / halfMs / 2) }, (_, n) => 2 * n * halfMs);
    return {
      server: () => (ask) => (under('/dead')(ask) && Math.floor(ask.at / halfMs) % 2 === 1 ? fails : well(ask)),
      calls: inOrder(
        every(draw, draw.log(300, 3_000), span, (at, n) => get(at, `/dead/${n}`, { backAt: ups })),
        every(draw, draw.log(500, 8_000), span, (at, n) => get(at, `/items/${n}`)),
      ),
      // What fails may be saved in the next half, by up to three more requests.
      requests: { ratio: 2, extra: 6 },
    };
  }),
];

/** An answer with Retry-After, in seconds or as a date. */
function askedToWait(draw: Draw, status: number, times: readonly number[]): Server {
  const seconds = draw.pick(times);
  const isDate = draw.chance(0.3);
  return (): Reply =>
    answer(status, 8, {
      'retry-after': isDate ? new Date(Date.now() + seconds * 1_000).toUTCString() : String(seconds),
    });
}
