import { type Engine, echoOf, endOf, errorOf, nameOf, type Point, type Surroundings, shapeOf } from './point.ts';

// Redirects: modes, methods, counts, and what crosses to another origin.

const to = ({ origin, key }: Surroundings, target: string, status = 302): string =>
  `${origin}/redirect?cors&status=${status}&key=${key}&to=${encodeURIComponent(target)}`;

const BROWSERS: readonly Engine[] = ['chromium', 'firefox', 'webkit'];

/** Node says what it was. */
const HIDDEN = { why: 'a browser hides whether it was this or a broken connection', engines: BROWSERS };

const CODES = [301, 302, 303, 307, 308];

const LOCATIONS: readonly (readonly [what: string, location: string, refusedIn?: readonly Engine[]])[] = [
  ['data:', 'data:,a', BROWSERS],
  ['an unknown scheme', 'unknown:thing', BROWSERS],
  ['no URL', 'http://[', BROWSERS],
  ['an empty text', '', ['firefox']],
  ['a blocked port', 'http://127.0.0.1:25/', BROWSERS],
  ['a fragment', '/text#part'],
  ['letters that are percent-encoded', '/text?q=%C3%BC'],
];

export const redirects: readonly Point[] = [
  ...CODES.flatMap((code) =>
    ['GET', 'POST', 'PUT', 'HEAD'].map(
      (method): Point => ({
        title: `follows a ${code} of a ${method} with the method and body that the engine chooses`,
        known: { redirected: true, status: 200 },
        run: async (fetch, site) => {
          const init = method === 'GET' || method === 'HEAD' ? { method } : { method, body: 'x' };
          const response = await fetch(to(site, `/echo?key=${site.key}`, code), init);
          const { redirected, status } = response;
          return { redirected, status, echo: method === 'HEAD' ? '' : await echoOf(response) };
        },
      }),
    ),
  ),
  ...CODES.flatMap((code) =>
    (['manual', 'error'] as const).map(
      (redirect): Point => ({
        title: `treats a ${code} in mode ${redirect} as the engine does`,
        run: async (fetch, site) => {
          const call = fetch(to(site, '/text', code), { redirect });
          const end = await call.then(shapeOf, async (error) => errorOf(Promise.reject(error)));
          return { end, count: (await site.seen()).count };
        },
      }),
    ),
  ),
  ...[19, 20].map(
    (left): Point => ({
      title: `follows or refuses ${left + 1} redirects as the engine does`,
      known: left === 19 ? 'status 200' : /^TypeError/,
      ...(left === 20 && { retried: HIDDEN }),
      run: async (fetch, { origin, key }) => endOf(fetch(`${origin}/hops?left=${left}&key=${key}`)),
    }),
  ),
  ...LOCATIONS.map(
    ([what, location, refusedIn]): Point => ({
      title: `follows or refuses a redirect to ${what} as the engine does`,
      ...(refusedIn !== undefined && { retried: { ...HIDDEN, engines: refusedIn } }),
      // What WebKitGTK does with an empty one was not measured.
      ...(location === '' && { except: ['webkit'] }),
      run: async (fetch, site) => {
        const call = fetch(to(site, location));
        return call.then(shapeOf, async (error) => errorOf(Promise.reject(error)));
      },
    }),
  ),
  {
    title: 'gives a redirect that leads nowhere as it is',
    run: async (fetch, { origin, key }) => shapeOf(await fetch(`${origin}/redirect?key=${key}`)),
  },
  {
    title: 'takes no authorization along to another origin',
    known: { method: 'GET', headers: { 'x-own': '1' } },
    run: async (fetch, site) =>
      echoOf(
        await fetch(to(site, `${site.other}/echo?cors&key=${site.key}`), {
          headers: { authorization: 'Bearer own', 'x-own': '1' },
        }),
      ),
  },
  {
    title: 'takes authorization along within an origin',
    known: { headers: { authorization: 'Bearer own' } },
    run: async (fetch, site) =>
      echoOf(await fetch(to(site, `/echo?key=${site.key}`), { headers: { authorization: 'Bearer own' } })),
  },
  {
    title: 'goes to another origin and back as the engine does',
    run: async (fetch, site) => {
      const back = `${site.other}/redirect?cors&key=${site.key}&to=${encodeURIComponent(`${site.origin}/echo?cors&key=${site.key}`)}`;
      const response = await fetch(to(site, back)).catch(nameOf);
      if (typeof response === 'string') return response;
      return [response.type, response.redirected, await echoOf(response)];
    },
  },
  {
    title: 'sends a body along with a 307 to another origin',
    known: { method: 'POST', body: 'x' },
    run: async (fetch, site) =>
      echoOf(await fetch(to(site, `${site.other}/echo?cors&key=${site.key}`, 307), { method: 'POST', body: 'x' })),
  },
  {
    title: 'treats a stream that a 307 asks for again as the engine does',
    run: async (fetch, site) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('x'));
          controller.close();
        },
      });
      const init = { method: 'PUT', body, duplex: 'half' } as RequestInit;
      return endOf(fetch(to(site, `/echo?key=${site.key}`, 307), init));
    },
  },
];
