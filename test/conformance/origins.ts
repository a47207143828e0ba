import { echoOf, endOf, errorOf, type Point, shapeOf } from './point.ts';

// Other origins, preflights, credentials and caches. Node's fetch knows none of these, and gives every answer.

const PREFLIGHTED: readonly (readonly [what: string, init: RequestInit, preflights: number])[] = [
  ['a GET', {}, 0],
  ['a POST of text', { method: 'POST', body: 'x' }, 0],
  ['a PUT', { method: 'PUT', body: 'x' }, 1],
  ['a DELETE', { method: 'DELETE' }, 1],
  ['a header of its own', { headers: { 'x-own': '1' } }, 1],
  [
    'a content type that is not simple',
    { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
    1,
  ],
  ['a language', { headers: { 'accept-language': 'eo' } }, 0],
  ['authorization', { headers: { authorization: 'Bearer own' } }, 1],
];

const CACHES: readonly RequestCache[] = ['default', 'no-store', 'reload', 'no-cache', 'force-cache'];

export const origins: readonly Point[] = [
  ...PREFLIGHTED.map(
    ([what, init, preflights]): Point => ({
      title: `asks another origin as the engine does before ${what}`,
      except: ['node'],
      known: { preflights, count: 1 },
      run: async (fetch, site) => {
        const echo = await echoOf(await fetch(`${site.other}/echo?cors&key=${site.key}`, init));
        const { count, preflights } = await site.seen();
        return { echo, count, preflights };
      },
    }),
  ),
  ...['GET', 'POST'].map(
    (method): Point => ({
      title: `rejects a ${method} to another origin that lets no page read, with the engine's error`,
      except: ['node'],
      ...(method === 'GET' && { retried: { why: 'a browser hides whether it was this or a broken connection' } }),
      known: { name: 'TypeError' },
      run: async (fetch, { other, key }) => errorOf(fetch(`${other}/text?key=${key}`, { method })),
    }),
  ),
  {
    title: 'rejects a POST whose preflight is refused with the engine’s error, and sends nothing',
    except: ['node'],
    known: { end: { name: 'TypeError' }, count: 0, preflights: 1 },
    run: async (fetch, site) => {
      const init = { method: 'POST', headers: { 'x-own': '1' } };
      const end = await errorOf(fetch(`${site.other}/text?key=${site.key}`, init));
      const { count, preflights } = await site.seen();
      return { end, count, preflights };
    },
  },
  {
    title: 'gives the headers of another origin that are exposed',
    except: ['node'],
    known: {
      type: 'cors',
      headers: [
        ['content-type', 'text/plain'],
        ['x-open', '1'],
      ],
    },
    run: async (fetch, { other, key }) => {
      const headers = encodeURIComponent(
        JSON.stringify([
          ['x-open', '1'],
          ['x-shut', '2'],
          ['content-type', 'text/plain'],
        ]),
      );
      const shape = await shapeOf(await fetch(`${other}/answer?cors&key=${key}&headers=${headers}`));
      const seen = (shape as { headers: [string, string][] }).headers;
      return { ...shape, headers: seen.filter(([name]) => name.startsWith('x-') || name === 'content-type') };
    },
  },
  {
    title: 'gives an opaque response in mode no-cors',
    except: ['node'],
    known: { type: 'opaque', status: 0, text: '', url: '' },
    run: async (fetch, { other, key }) => shapeOf(await fetch(`${other}/text?key=${key}`, { mode: 'no-cors' })),
  },
  {
    title: 'drops in mode no-cors what is not simple',
    run: async (fetch, { other, key }) => {
      const init = { mode: 'no-cors', headers: { 'x-own': '1', accept: 'a/b' } } as const;
      return [
        await endOf(fetch(`${other}/text?key=${key}`, init)),
        await endOf(fetch(`${other}/text?key=${key}`, { ...init, method: 'PUT' })),
      ];
    },
  },
  ...(['omit', 'same-origin', 'include'] as const).flatMap((credentials) =>
    (['origin', 'other'] as const).map(
      (where): Point => ({
        title: `sends cookies with the credentials ${credentials} to ${where === 'origin' ? 'its own' : 'another'} origin`,
        known: { method: 'GET' },
        run: async (fetch, site) => {
          await fetch(`${site[where]}/cookie?cors&key=${site.key}`, { credentials });
          const echo = await echoOf(await fetch(`${site[where]}/echo?cors&key=${site.key}`, { credentials }));
          // Cookies of other points are there, too.
          const hasCookie = (echo.headers['cookie'] ?? '').includes(site.key);
          return { method: echo.method, hasCookie };
        },
      }),
    ),
  ),
  ...CACHES.map(
    (cache): Point => ({
      title: `uses the cache in mode ${cache} as the engine does`,
      run: async (fetch, site) => {
        const url = `${site.origin}/cached?key=${site.key}`;
        const texts = [await (await fetch(url)).text(), await (await fetch(url, { cache })).text()];
        return { texts, count: (await site.seen()).count };
      },
    }),
  ),
  {
    title: 'finds with only-if-cached what is in the cache',
    except: ['node', 'webkit'],
    known: { texts: ['answer 1', 'answer 1'], count: 1 },
    run: async (fetch, site) => {
      const url = `${site.origin}/cached?key=${site.key}`;
      const init = { cache: 'only-if-cached', mode: 'same-origin' } as const;
      const texts = [await (await fetch(url)).text(), await (await fetch(url, init)).text()];
      return { texts, count: (await site.seen()).count };
    },
  },
  {
    title: 'gives a 304 to an app that asked with a condition of its own',
    known: { status: 304, text: '' },
    run: async (fetch, { origin, key }) =>
      shapeOf(await fetch(`${origin}/cached?key=${key}`, { headers: { 'if-none-match': '"same"' } })),
  },
];
