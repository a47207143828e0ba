import type { Draw } from '../draw.ts';
import { answer, badStatus, failingWhere, failure, healthy, ok, opaque, SILENCE, under } from '../replies.ts';
import { call, every, get, inOrder, post } from '../traffic.ts';
import type { Allowance, Call, Reply, Scene, Server, World } from '../world.ts';

const MINUTE: readonly [number, number] = [0, 60_000];

/** What fails, fails for good: so many requests that fail may each be sent three more times before that is known. */
export const forGood = (failing: number): Allowance => ({ ratio: 1.1, extra: 3 * failing });

/** One thing that fails beside others that are well. */
const beside = (
  draw: Draw,
  fails: Reply | Server,
  isHit: Parameters<typeof failingWhere>[0],
  calls: readonly (readonly Call[])[],
  failing = 1,
): Scene => {
  const well = healthy(draw);
  return {
    server: () => failingWhere(isHit, fails, well),
    calls: inOrder(...calls),
    requests: forGood(failing),
  };
};

const world = (name: string, about: string, draw: World['draw']): World => ({
  name,
  about,
  group: 'part of an origin fails',
  isPart: true,
  draw,
});

/** Worlds in which one route, or several, fail for good beside others that are well. */
export const ROUTES: readonly World[] = [
  world('dead route', 'one GET route fails and is polled, another one is well', (draw) =>
    beside(draw, failure(draw), under('/dead'), [
      every(draw, draw.log(400, 2_000), MINUTE, (at) => get(at, '/dead')),
      every(draw, draw.log(500, 12_000), MINUTE, (at) => get(at, '/orders')),
    ]),
  ),
  world('dead POST route', 'one POST route fails, reads of others are well', (draw) =>
    beside(draw, badStatus(draw), under('/events'), [
      every(draw, draw.log(500, 4_000), MINUTE, (at, n) => post(at, '/events', `event ${n}`)),
      every(draw, draw.log(1_000, 8_000), MINUTE, (at, n) => get(at, draw.pick(['/orders', '/me', `/orders/${n}`]))),
    ]),
  ),
  world('several dead routes', 'two to six GET routes fail at once, two are well', (draw) => {
    const dead = draw.between(2, 6);
    const fails = Array.from({ length: dead }, () => failure(draw));
    return beside(
      draw,
      ({ url }) => fails[Number(url.pathname.at(-1))] as Reply,
      ({ url }) => url.pathname.startsWith('/dead-'),
      [
        ...fails.map((_, n) => every(draw, draw.log(700, 5_000), MINUTE, (at) => get(at, `/dead-${n}`))),
        every(draw, draw.log(500, 12_000), MINUTE, (at) => get(at, '/orders')),
        every(draw, draw.log(500, 12_000), MINUTE, (at, n) => post(at, '/cart', `line ${n}`)),
      ],
      dead,
    );
  }),
  world('gateway time-out', 'one route answers 504 after 3 to 60 s, others are well', (draw) =>
    beside(draw, answer(504, draw.pick([3_000, 5_000, 10_000, 30_000, 60_000])), under('/search'), [
      every(draw, draw.log(2_000, 10_000), MINUTE, (at, n) => get(at, `/search?page=${n % 3}`)),
      every(draw, draw.log(500, 5_000), MINUTE, (at, n) => get(at, `/items/${n}`)),
    ]),
  ),
  world('silent route', 'one route never answers, others are well', (draw) =>
    beside(draw, SILENCE, under('/export'), [
      every(draw, draw.log(3_000, 20_000), MINUTE, (at) => get(at, '/export')),
      every(draw, draw.log(500, 5_000), MINUTE, (at, n) => get(at, `/items/${n}`)),
    ]),
  ),
  world('blocked beacon', 'an ad blocker stops the beacon on the own origin', (draw) => {
    const isPost = draw.chance(0.5);
    return beside(draw, opaque(1), under('/collect'), [
      every(draw, draw.log(500, 5_000), MINUTE, (at, n) =>
        isPost ? post(at, '/collect', `view ${n}`) : get(at, `/collect?view=${n}`),
      ),
      every(draw, draw.log(1_000, 8_000), MINUTE, (at) => get(at, '/api/me')),
    ]);
  }),
  world('CORS error on one route', 'the browser tells nothing of one route, others are well', (draw) =>
    beside(draw, opaque(draw.log(20, 200)), under('/legacy'), [
      every(draw, draw.log(500, 6_000), MINUTE, (at, n) => get(at, `/legacy/${n}`)),
      every(draw, draw.log(500, 6_000), MINUTE, (at, n) => get(at, `/items/${n}`)),
    ]),
  ),
  world('one of many APIs', 'many APIs behind one gateway, one of them is dead', (draw) => {
    const apis = draw.between(6, 20);
    const dead = draw.between(0, apis - 1);
    return beside(
      draw,
      failure(draw),
      under(`/api-${dead}`),
      Array.from({ length: apis }, (_, api) =>
        every(draw, draw.log(1_000, 10_000), MINUTE, (at, n) =>
          n % 4 === 3 ? post(at, `/api-${api}/things`, `thing ${n}`) : get(at, `/api-${api}/things/${n % 5}`),
        ),
      ),
      5,
    );
  }),
  world('polling widgets', 'widgets poll at rates of their own, one of them fails', (draw) => {
    const widgets = draw.between(3, 8);
    const dead = draw.between(0, widgets - 1);
    return beside(
      draw,
      failure(draw),
      under(`/widgets/${dead}`),
      Array.from({ length: widgets }, (_, widget) =>
        every(draw, draw.log(500, 15_000), MINUTE, (at) => get(at, `/widgets/${widget}`)),
      ),
    );
  }),
  world('webhooks', 'one customer’s hook is dead, the others’ are well', (draw) => {
    const hooks = draw.between(3, 12);
    const isQuiet = draw.chance(0.3);
    return beside(
      draw,
      badStatus(draw),
      under('/hooks/0'),
      Array.from({ length: hooks }, (_, hook) =>
        every(draw, draw.log(hook === 0 || !isQuiet ? 500 : 5_000, 12_000), MINUTE, (at, n) =>
          post(at, `/hooks/${hook}`, `event ${n}`),
        ),
      ),
    );
  }),
  world('login down', 'the login fails, public pages are well', (draw) =>
    beside(draw, badStatus(draw), under('/login'), [
      every(draw, draw.log(500, 8_000), MINUTE, (at, n) => post(at, '/login', `user ${n}`)),
      every(draw, draw.log(500, 5_000), MINUTE, (at, n) => get(at, `/pages/${n % 7}`)),
    ]),
  ),
  world('one bad item', 'one item of a list always fails, the others are well', (draw) => {
    const items = draw.between(5, 40);
    const bad = draw.between(0, items - 1);
    return beside(draw, badStatus(draw), under(`/items/${bad}`), [
      every(draw, draw.log(200, 3_000), MINUTE, (at) =>
        get(at, `/items/${draw.chance(0.3) ? bad : draw.between(0, items - 1)}`),
      ),
    ]);
  }),
  world('one bad record in a paged list', 'one page of a list always fails', (draw) => {
    const pages = draw.between(4, 30);
    const bad = String(draw.between(1, pages));
    return beside(draw, badStatus(draw), ({ url }) => url.searchParams.get('page') === bad, [
      every(draw, draw.log(200, 2_000), MINUTE, (at, n) => get(at, `/records?page=${1 + (n % pages)}&size=50`)),
    ]);
  }),
  world('one bad search', 'one query always fails, another is well, and each has a time in it', (draw) => {
    const searches = every(draw, draw.log(400, 3_000), MINUTE, (at) => get(at, `/search?q=a&_=${at}`));
    return beside(
      draw,
      badStatus(draw),
      ({ url }) => url.searchParams.get('q') === 'a',
      [searches, every(draw, draw.log(500, 6_000), MINUTE, (at) => get(at, `/search?q=b&_=${at}`))],
      4,
    );
  }),
  world('health check', 'the health check always says 503, all else is well', (draw) =>
    beside(draw, answer(503, 5), under('/healthz'), [
      every(draw, draw.log(1_000, 10_000), MINUTE, (at) => get(at, '/healthz')),
      every(draw, draw.log(500, 8_000), MINUTE, (at, n) => get(at, `/items/${n}`)),
    ]),
  ),
  world('HEAD is not implemented', 'HEAD gets 501 or 405, GET of the same is well', (draw) => {
    const status = draw.pick([501, 405]);
    return beside(draw, answer(status, 10), ({ method }) => method === 'HEAD', [
      every(draw, draw.log(500, 4_000), MINUTE, (at, n) => call(at, 'HEAD', `/files/${n % 9}`, { wants: status })),
      every(draw, draw.log(500, 4_000), MINUTE, (at, n) => get(at, `/files/${n % 9}`)),
    ]);
  }),
  world('HEAD fails', 'HEAD gets 502, GET of the same is well', (draw) =>
    beside(
      draw,
      answer(502, 10),
      ({ method }) => method === 'HEAD',
      [
        every(draw, draw.log(500, 4_000), MINUTE, (at, n) => call(at, 'HEAD', `/files/${n % 3}`)),
        every(draw, draw.log(500, 4_000), MINUTE, (at, n) => get(at, `/files/${n % 3}`)),
      ],
      3,
    ),
  ),
  world('one tenant', 'one tenant of twenty is broken, told by its path', (draw) =>
    beside(
      draw,
      badStatus(draw),
      under('/t/3'),
      [
        every(draw, draw.log(300, 2_000), MINUTE, (at, n) =>
          get(at, `/t/${draw.chance(0.2) ? 3 : draw.between(0, 19)}/orders/${n % 3}`),
        ),
        every(draw, draw.log(2_000, 6_000), MINUTE, (at, n) => post(at, `/t/${n % 20}/orders`, `order ${n}`)),
      ],
      3,
    ),
  ),
  world('one tenant, by header', 'one tenant of twenty is broken, at the same address as all', (draw) =>
    beside(draw, badStatus(draw), ({ headers }) => headers.get('x-tenant') === '3', [
      every(draw, draw.log(300, 2_000), MINUTE, (at) =>
        get(at, '/orders', { headers: { 'x-tenant': String(draw.chance(0.3) ? 3 : draw.between(0, 19)) } }),
      ),
    ]),
  ),
  world('404s among 502s', 'a dead route beside one where 404 is a good answer', (draw) => {
    const well = healthy(draw);
    const fails = badStatus(draw);
    return {
      server: () => (ask) => {
        if (under('/dead')(ask)) return fails;
        return ask.url.pathname.startsWith('/known/no') ? answer(404, 15) : well(ask);
      },
      calls: inOrder(
        every(draw, draw.log(500, 2_000), MINUTE, (at) => get(at, '/dead')),
        every(draw, draw.log(500, 6_000), MINUTE, (at, n) =>
          n % 2 === 0 ? get(at, `/known/no-${n}`, { wants: 404 }) : get(at, `/known/${n}`),
        ),
      ),
      requests: forGood(1),
    };
  }),
  world('GraphQL', 'one URL, POST; one operation fails, the others are well', (draw) => {
    const isIdempotent = draw.chance(0.5);
    const query = (at: number, name: string, n: number): Call =>
      post(at, '/graphql', JSON.stringify({ operationName: name, query: `query ${name} { id }`, variables: { n } }), {
        ...(isIdempotent && { idempotent: true }),
        headers: { 'content-type': 'application/json' },
      });
    const dead = every(draw, draw.log(500, 3_000), MINUTE, (at, n) => query(at, 'Recommended', n % 3));
    return beside(
      draw,
      badStatus(draw),
      ({ body }) => body.includes('"Recommended"'),
      [dead, every(draw, draw.log(500, 8_000), MINUTE, (at, n) => query(at, 'Cart', n))],
      3,
    );
  }),
  world('GraphQL over GET', 'one path; one operation in the query fails, the others are well', (draw) => {
    const query = (at: number, name: string, n: number): Call =>
      get(at, `/graphql?operationName=${name}&variables=${encodeURIComponent(JSON.stringify({ n }))}`);
    return beside(
      draw,
      badStatus(draw),
      ({ url }) => url.searchParams.get('operationName') === 'Recommended',
      [
        every(draw, draw.log(500, 3_000), MINUTE, (at, n) => query(at, 'Recommended', n % 3)),
        every(draw, draw.log(500, 8_000), MINUTE, (at, n) => query(at, 'Cart', n)),
      ],
      3,
    );
  }),
  world('maintenance', 'one part answers 503 with Retry-After, the others are well', (draw) => {
    const seconds = draw.pick([1, 5, 30, 120, 3_600]);
    const isDate = draw.chance(0.3);
    return {
      ...beside(draw, () => maintenance(seconds, isDate), under('/billing'), [
        every(draw, draw.log(500, 5_000), MINUTE, (at, n) => get(at, `/billing/${n % 2}`)),
        every(draw, draw.log(500, 6_000), MINUTE, (at, n) => get(at, `/orders/${n}`)),
        every(draw, draw.log(2_000, 9_000), MINUTE, (at, n) => post(at, '/orders', `order ${n}`)),
      ]),
      requests: forGood(2),
    };
  }),
  world('search over its quota', 'a search box gets 429 with Retry-After, a POST beside it is well', (draw) => {
    const seconds = draw.pick([1, 10, 30, 60]);
    return beside(
      draw,
      answer(429, 10, { 'retry-after': String(seconds) }),
      under('/search'),
      [
        every(draw, draw.log(300, 2_000), MINUTE, (at, n) => get(at, `/search?q=${'abcdefgh'.slice(0, 1 + (n % 8))}`)),
        every(draw, draw.log(1_000, 6_000), MINUTE, (at, n) => post(at, '/cart', `line ${n}`)),
      ],
      8,
    );
  }),
  world('search as you type', 'each key stroke aborts the call before, all is well', (draw) => {
    const well = healthy(draw);
    const gap = draw.log(80, 400);
    const slow = draw.log(200, 900);
    return {
      server: () => (ask) => (ask.url.pathname === '/search' ? ok(ask, slow) : well(ask)),
      calls: inOrder(
        every(draw, gap, [0, 20_000], (at, n) => get(at, `/search?q=${n}`, n % 8 === 7 ? {} : { abortAfterMs: gap })),
        every(draw, draw.log(500, 3_000), [0, 20_000], (at, n) => get(at, `/items/${n}`)),
      ),
      requests: { ratio: 1, extra: 0 },
    };
  }),
];

function maintenance(seconds: number, isDate: boolean): Reply {
  const retryAfter = isDate ? new Date(Date.now() + seconds * 1_000).toUTCString() : String(seconds);
  return answer(503, 8, { 'retry-after': retryAfter });
}
