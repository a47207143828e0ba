import { answer, badStatus, failure, opaque, SILENCE, under } from '../replies.ts';
import { every, get, post } from '../traffic.ts';
import type { Reply, World } from '../world.ts';
import { part, partly } from './part.ts';

/** A route, or several, fail for good, as their paths show. */
export const ROUTES: readonly World[] = [
  part('dead route', 'one GET route fails and is polled, another one is well', (draw, span) =>
    partly(
      draw,
      { reply: failure(draw), isHit: under('/dead') },
      every(draw, draw.log(400, 2_000), span, (at) => get(at, '/dead')),
      every(draw, draw.log(500, 12_000), span, (at) => get(at, '/orders')),
    ),
  ),
  part('dead POST route', 'one POST route fails, reads of others are well', (draw, span) =>
    partly(
      draw,
      { reply: badStatus(draw), isHit: under('/events') },
      every(draw, draw.log(500, 4_000), span, (at, n) => post(at, '/events', `event ${n}`)),
      every(draw, draw.log(1_000, 8_000), span, (at, n) => get(at, draw.pick(['/orders', '/me', `/orders/${n}`]))),
    ),
  ),
  part('several dead routes', 'two to six GET routes fail at once, two are well', (draw, span) => {
    const fails = Array.from({ length: draw.between(2, 6) }, () => failure(draw));
    return partly(
      draw,
      {
        reply: ({ url }) => fails[Number(url.pathname.at(-1))] as Reply,
        isHit: ({ url }) => url.pathname.startsWith('/dead-'),
        failing: fails.length,
      },
      ...fails.map((_, n) => every(draw, draw.log(700, 5_000), span, (at) => get(at, `/dead-${n}`))),
      every(draw, draw.log(500, 12_000), span, (at) => get(at, '/orders')),
      every(draw, draw.log(500, 12_000), span, (at, n) => post(at, '/cart', `line ${n}`)),
    );
  }),
  part('gateway time-out', 'one route answers 504 after 3 to 60 s, others are well', (draw, span) =>
    partly(
      draw,
      { reply: answer(504, draw.pick([3_000, 5_000, 10_000, 30_000, 60_000])), isHit: under('/search'), failing: 3 },
      every(draw, draw.log(2_000, 10_000), span, (at, n) => get(at, `/search?page=${n % 3}`)),
      every(draw, draw.log(500, 5_000), span, (at, n) => get(at, `/items/${n}`)),
    ),
  ),
  part('silent route', 'one route never answers, others are well', (draw, span) =>
    partly(
      draw,
      { reply: SILENCE, isHit: under('/export') },
      every(draw, draw.log(3_000, 20_000), span, (at) => get(at, '/export')),
      every(draw, draw.log(500, 5_000), span, (at, n) => get(at, `/items/${n}`)),
    ),
  ),
  part(
    'silent route, own limit',
    'one route never answers, the app aborts after 2 to 10 s, others are well',
    (draw, span) => {
      const abortAfterMs = draw.between(2_000, 10_000);
      return partly(
        draw,
        { reply: SILENCE, isHit: under('/export') },
        every(draw, draw.log(1_000, 10_000), span, (at) => get(at, '/export', { abortAfterMs })),
        every(draw, draw.log(500, 5_000), span, (at, n) => get(at, `/items/${n}`)),
      );
    },
  ),
  part('blocked beacon', 'an ad blocker stops the beacon on the own origin', (draw, span) => {
    const isPost = draw.chance(0.5);
    return partly(
      draw,
      { reply: opaque(1), isHit: under('/collect') },
      every(draw, draw.log(500, 5_000), span, (at, n) =>
        isPost ? post(at, '/collect', `view ${n}`) : get(at, `/collect?view=${n}`),
      ),
      every(draw, draw.log(1_000, 8_000), span, (at) => get(at, '/api/me')),
    );
  }),
  part('CORS error on one route', 'the browser says nothing of one route, others are well', (draw, span) =>
    partly(
      draw,
      { reply: opaque(draw.log(20, 200)), isHit: under('/legacy') },
      every(draw, draw.log(500, 6_000), span, (at, n) => get(at, `/legacy/${n}`)),
      every(draw, draw.log(500, 6_000), span, (at, n) => get(at, `/items/${n}`)),
    ),
  ),
  part('one of many APIs', 'many APIs behind one gateway, one of them is dead', (draw, span) => {
    const apis = draw.between(6, 20);
    return partly(
      draw,
      { reply: failure(draw), isHit: under(`/api-${draw.between(0, apis - 1)}`), failing: 5 },
      ...Array.from({ length: apis }, (_, api) =>
        every(draw, draw.log(1_000, 10_000), span, (at, n) =>
          n % 4 === 3 ? post(at, `/api-${api}/things`, `thing ${n}`) : get(at, `/api-${api}/things/${n % 5}`),
        ),
      ),
    );
  }),
  part('polling widgets', 'widgets poll at rates of their own, one of them fails', (draw, span) => {
    const widgets = draw.between(3, 8);
    return partly(
      draw,
      { reply: failure(draw), isHit: under(`/widgets/${draw.between(0, widgets - 1)}`) },
      ...Array.from({ length: widgets }, (_, widget) =>
        every(draw, draw.log(500, 15_000), span, (at) => get(at, `/widgets/${widget}`)),
      ),
    );
  }),
  part('webhooks', 'the hook of one customer is dead, those of the others are well', (draw, span) => {
    const quickest = draw.chance(0.3) ? 5_000 : 500;
    return partly(
      draw,
      { reply: badStatus(draw), isHit: under('/hooks/0') },
      ...Array.from({ length: draw.between(3, 12) }, (_, hook) =>
        every(draw, draw.log(hook === 0 ? 500 : quickest, 12_000), span, (at, n) =>
          post(at, `/hooks/${hook}`, `event ${n}`),
        ),
      ),
    );
  }),
  part('login down', 'the login fails, public pages are well', (draw, span) =>
    partly(
      draw,
      { reply: badStatus(draw), isHit: under('/login') },
      every(draw, draw.log(500, 8_000), span, (at, n) => post(at, '/login', `user ${n}`)),
      every(draw, draw.log(500, 5_000), span, (at, n) => get(at, `/pages/${n % 7}`)),
    ),
  ),
  part('one bad item', 'one item of a list always fails, the others are well', (draw, span) => {
    const items = draw.between(5, 40);
    const bad = draw.between(0, items - 1);
    return partly(
      draw,
      { reply: badStatus(draw), isHit: under(`/items/${bad}`) },
      every(draw, draw.log(200, 3_000), span, (at) =>
        get(at, `/items/${draw.chance(0.3) ? bad : draw.between(0, items - 1)}`),
      ),
    );
  }),
  part('one tenant', 'one tenant of twenty is broken, seen in its path', (draw, span) =>
    partly(
      draw,
      { reply: badStatus(draw), isHit: under('/t/3'), failing: 3 },
      every(draw, draw.log(300, 2_000), span, (at, n) =>
        get(at, `/t/${draw.chance(0.2) ? 3 : draw.between(0, 19)}/orders/${n % 3}`),
      ),
      every(draw, draw.log(2_000, 6_000), span, (at, n) => post(at, `/t/${n % 20}/orders`, `order ${n}`)),
    ),
  ),
  part('health check', 'the health check always says 503, all else is well', (draw, span) =>
    partly(
      draw,
      { reply: answer(503, 5), isHit: under('/healthz') },
      every(draw, draw.log(1_000, 10_000), span, (at) => get(at, '/healthz')),
      every(draw, draw.log(500, 8_000), span, (at, n) => get(at, `/items/${n}`)),
    ),
  ),
];
