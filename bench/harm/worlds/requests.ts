import type { Draw } from '../draw.ts';
import { answer, badStatus, healthy, ok, under } from '../replies.ts';
import { call, every, get, inOrder, post } from '../traffic.ts';
import type { Call, World } from '../world.ts';
import { forGood, part, partly, type Span } from './part.ts';

/** Some requests fail for good, as their query, method, body or headers show. */
export const REQUESTS: readonly World[] = [
  badSearch('one bad search', 'one query always fails, another is well, and each has a time in it', (q, at) =>
    get(at, `/search?q=${q}&_=${at}`),
  ),
  badSearch('one bad search, a header of its own', 'the same, and each call has a header of its own', (q, at, n) =>
    get(at, `/search?q=${q}`, { headers: { 'x-nonce': `${q}${n}` } }),
  ),
  part('one bad record in a paged list', 'one page of a list always fails', (draw, span) => {
    const pages = draw.between(4, 30);
    const bad = String(draw.between(1, pages));
    return partly(
      draw,
      { reply: badStatus(draw), isHit: ({ url }) => url.searchParams.get('page') === bad },
      every(draw, draw.log(200, 2_000), span, (at, n) => get(at, `/records?page=${1 + (n % pages)}&size=50`)),
    );
  }),
  part('one tenant, by header', 'one tenant of twenty is broken, at the same address as all', (draw, span) =>
    partly(
      draw,
      { reply: badStatus(draw), isHit: ({ headers }) => headers.get('x-tenant') === '3' },
      every(draw, draw.log(300, 2_000), span, (at) =>
        get(at, '/orders', { headers: { 'x-tenant': String(draw.chance(0.3) ? 3 : draw.between(0, 19)) } }),
      ),
    ),
  ),
  part('HEAD is not implemented', 'HEAD gets 501 or 405, GET of the same is well', (draw, span) => {
    const status = draw.pick([501, 405]);
    return partly(
      draw,
      { reply: answer(status, 10), isHit: isHead, failing: 0 },
      every(draw, draw.log(500, 4_000), span, (at, n) => call(at, 'HEAD', `/files/${n % 9}`, { wants: status })),
      every(draw, draw.log(500, 4_000), span, (at, n) => get(at, `/files/${n % 9}`)),
    );
  }),
  part('HEAD fails', 'HEAD gets 502, GET of the same is well', (draw, span) =>
    partly(
      draw,
      { reply: answer(502, 10), isHit: isHead, failing: 3 },
      every(draw, draw.log(500, 4_000), span, (at, n) => call(at, 'HEAD', `/files/${n % 3}`)),
      every(draw, draw.log(500, 4_000), span, (at, n) => get(at, `/files/${n % 3}`)),
    ),
  ),
  part('read-only', 'writes fail while the database is read-only, reads of the same are well', (draw, span) =>
    partly(
      draw,
      { reply: badStatus(draw), isHit: ({ method }) => method !== 'GET', failing: 5 },
      every(draw, draw.log(500, 6_000), span, (at, n) =>
        call(at, draw.pick(['PUT', 'DELETE', 'PATCH']), `/items/${n % 5}`, { body: `state ${n % 2}` }),
      ),
      every(draw, draw.log(500, 6_000), span, (at, n) => get(at, `/items/${n % 5}`)),
    ),
  ),
  part('404s among 502s', 'a dead route beside one where 404 is a good answer', (draw, span) => {
    const well = healthy(draw);
    const fails = badStatus(draw);
    return {
      server: () => (ask) => {
        if (under('/dead')(ask)) return fails;
        return ask.url.pathname.startsWith('/known/no') ? answer(404, 15) : well(ask);
      },
      calls: inOrder(
        every(draw, draw.log(500, 2_000), span, (at) => get(at, '/dead')),
        every(draw, draw.log(500, 6_000), span, (at, n) =>
          n % 2 === 0 ? get(at, `/known/no-${n}`, { wants: 404 }) : get(at, `/known/${n}`),
        ),
      ),
      requests: forGood(1),
    };
  }),
  part('GraphQL', 'one URL, POST; one operation fails, the others are well', (draw, span) => {
    const isIdempotent = draw.chance(0.5);
    return graphQl(
      draw,
      span,
      ({ body }) => body.includes('"Recommended"'),
      (at, operationName, n) =>
        post(
          at,
          '/graphql',
          JSON.stringify({ operationName, query: `query ${operationName} { id }`, variables: { n } }),
          {
            ...(isIdempotent && { idempotent: true }),
            headers: { 'content-type': 'application/json' },
          },
        ),
    );
  }),
  part('GraphQL over GET', 'one path; one operation in the query fails, the others are well', (draw, span) =>
    graphQl(
      draw,
      span,
      ({ url }) => url.searchParams.get('operationName') === 'Recommended',
      (at, operationName, n) =>
        get(at, `/graphql?operationName=${operationName}&variables=${encodeURIComponent(JSON.stringify({ n }))}`),
    ),
  ),
  part('search as you type', 'each key stroke aborts the call before, all is well', (draw) => {
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

const isHead = ({ method }: { readonly method: string }): boolean => method === 'HEAD';

const graphQl = (
  draw: Draw,
  span: Span,
  isHit: Parameters<typeof partly>[1]['isHit'],
  query: (at: number, operationName: string, n: number) => Call,
) =>
  partly(
    draw,
    { reply: badStatus(draw), isHit, failing: 3 },
    every(draw, draw.log(500, 3_000), span, (at, n) => query(at, 'Recommended', n % 3)),
    every(draw, draw.log(500, 8_000), span, (at, n) => query(at, 'Cart', n)),
    every(draw, draw.log(2_000, 12_000), span, (at) => query(at, 'Me', 0)),
  );

function badSearch(name: string, what: string, search: (q: 'a' | 'b', at: number, n: number) => Call): World {
  return part(name, what, (draw, span) =>
    partly(
      draw,
      { reply: badStatus(draw), isHit: ({ url }) => url.searchParams.get('q') === 'a', failing: 4 },
      every(draw, draw.log(400, 3_000), span, (at, n) => search('a', at, n)),
      every(draw, draw.log(500, 6_000), span, (at, n) => search('b', at, n)),
    ),
  );
}
