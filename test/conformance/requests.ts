import { echoOf, endOf, errorOf, nameOf, type Point, shapeOf } from './point.ts';

// Methods, members of the init, Requests, and bodies.

const METHODS = [
  ...['get', 'head', 'post', 'put', 'delete', 'options', 'patch', 'PATCH', 'Get', 'chicken', 'QUERY'],
  ...['connect', 'TRACK', 'trace', '', 'a\nb', 'ł'],
];

/** Members that an engine takes, refuses or does not know. */
const MEMBERS: readonly (readonly [what: string, init: object])[] = [
  ['window: null', { window: null }],
  ['a window', { window: {} }],
  ['a priority', { priority: 'low' }],
  ['a priority that there is not', { priority: 'soon' }],
  ['a duplex that there is not', { duplex: 'full' }],
  ['a signal that is none', { signal: {} }],
  ['a signal that is text', { signal: 'now' }],
  ['a referrer that is no URL', { referrer: 'http://[' }],
  ['a referrer of another origin', { referrer: 'http://elsewhere.test/page' }],
  ['no referrer', { referrer: '' }],
  ['the referrer about:client', { referrer: 'about:client' }],
  ['a referrer policy that there is not', { referrerPolicy: 'seldom' }],
  ['credentials that there are not', { credentials: 'maybe' }],
  ['integrity that is no hash', { integrity: 'nonsense' }],
  ['an integrity that is no text', { integrity: Symbol('hash') }],
  ['the mode websocket', { mode: 'websocket' }],
  ['keepalive that is no boolean', { keepalive: 'yes' }],
  ['a HEAD with a body', { method: 'HEAD', body: 'x' }],
  ['a method that is a number', { method: 7 }],
  ['a method that cannot become text', { method: Symbol('GET') }],
  ['a body that cannot become text', { method: 'POST', body: Symbol('body') }],
  [
    'a getter that throws',
    Object.defineProperty({}, 'method', {
      get: () => {
        throw new RangeError('mine');
      },
      enumerable: true,
    }),
  ],
  [
    'members that are undefined',
    { method: undefined, headers: undefined, body: undefined, signal: undefined, mode: undefined },
  ],
  ['text as init', 'GET' as unknown as object],
];

const POLICIES: readonly ReferrerPolicy[] = [
  ...(['', 'no-referrer', 'no-referrer-when-downgrade', 'origin', 'origin-when-cross-origin'] as const),
  ...(['same-origin', 'strict-origin', 'strict-origin-when-cross-origin', 'unsafe-url'] as const),
];

const streamOf = (...chunks: unknown[]): ReadableStream =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
      controller.close();
    },
  });

const STREAMS: readonly (readonly [what: string, make: () => object])[] = [
  ['with duplex', () => ({ body: streamOf('one ', 'two'), duplex: 'half' })],
  ['without duplex', () => ({ body: streamOf('one') })],
  ['with keepalive', () => ({ body: streamOf('one'), duplex: 'half', keepalive: true })],
  ['that is empty', () => ({ body: streamOf(), duplex: 'half' })],
  ['of something else than bytes', () => ({ body: streamOf(7), duplex: 'half' })],
  [
    'that is locked',
    () => {
      const body = streamOf('one');
      body.getReader();
      return { body, duplex: 'half' };
    },
  ],
  [
    'that fails',
    () => ({ body: new ReadableStream({ pull: () => Promise.reject(new RangeError('mine')) }), duplex: 'half' }),
  ],
];

export const requests: readonly Point[] = [
  ...METHODS.map(
    (method): Point => ({
      title: `takes the method ${JSON.stringify(method)} as the engine does`,
      run: async (fetch, site) => {
        const call = fetch(`${site.origin}/echo?key=${site.key}`, { method });
        const got = await call.then(shapeOf, (error) => `${nameOf(error)}: ${error.message}`);
        return { got, count: (await site.seen()).count };
      },
    }),
  ),
  ...MEMBERS.map(
    ([what, init]): Point => ({
      title: `takes or refuses ${what} as the engine does`,
      run: async (fetch, site) => {
        const end = await errorOf(fetch(`${site.origin}/echo?key=${site.key}`, init));
        return { end, count: (await site.seen()).count };
      },
    }),
  ),
  ...POLICIES.flatMap((referrerPolicy) =>
    (['origin', 'other'] as const).map(
      (where): Point => ({
        title: `sends the referrer of the policy "${referrerPolicy}" to ${where === 'origin' ? 'its own' : 'another'} origin`,
        known: { method: 'GET' },
        run: async (fetch, site) => echoOf(await fetch(`${site[where]}/echo?cors&key=${site.key}`, { referrerPolicy })),
      }),
    ),
  ),
  ...STREAMS.map(
    ([what, make]): Point => ({
      title: `sends a stream as the engine does: ${what}`,
      run: async (fetch, { origin, key }) => {
        const call = fetch(`${origin}/echo?key=${key}`, { method: 'POST', ...make() });
        return call.then(echoOf, (error) => `${nameOf(error)}: ${error.message}`);
      },
    }),
  ),
  ...[60_000, 70_000].map(
    (size): Point => ({
      title: `sends ${size} bytes with keepalive as the engine does`,
      run: async (fetch, { origin, key }) => {
        const init = { method: 'POST', body: 'x'.repeat(size), keepalive: true };
        const call = fetch(`${origin}/echo?key=${key}`, init).then(echoOf);
        // Bytes on their way count against a limit, which the next to send some must find as it was.
        return endOf(call);
      },
    }),
  ),
  {
    title: 'sends a content type of the app before the one of the body',
    known: { headers: { 'content-type': 'text/own' } },
    run: async (fetch, { origin, key }) =>
      echoOf(
        await fetch(`${origin}/echo?key=${key}`, {
          method: 'POST',
          body: new URLSearchParams('a=1'),
          headers: { 'Content-Type': 'text/own' },
        }),
      ),
  },
  {
    title: 'marks the body of a Request as used at the call',
    known: [true, true],
    run: async (fetch, { origin, key }) => {
      const request = new Request(`${origin}/echo?key=${key}`, { method: 'PUT', body: 'x' });
      const call = fetch(request);
      const atOnce = request.bodyUsed;
      await (await call).text();
      return [atOnce, request.bodyUsed];
    },
  },
  {
    title: 'sends a clone of a Request, and then the Request',
    known: ['x', 'x'],
    run: async (fetch, { origin, key }) => {
      const request = new Request(`${origin}/echo?key=${key}`, { method: 'PUT', body: 'x' });
      const first = (await echoOf(await fetch(request.clone()))).body;
      return [first, (await echoOf(await fetch(request))).body];
    },
  },
  {
    title: 'refuses a Request whose body is being read',
    known: { name: 'TypeError' },
    run: async (fetch, { origin, key }) => {
      const request = new Request(`${origin}/echo?key=${key}`, { method: 'PUT', body: 'x' });
      request.body?.getReader();
      // Firefox has no body of a Request to read.
      if (request.body === undefined) return { name: 'TypeError' };
      return errorOf(fetch(request));
    },
  },
  {
    title: 'sends a Request with another method, other headers and no body as the engine does',
    run: async (fetch, { origin, key }) => {
      const make = () =>
        new Request(`${origin}/echo?key=${key}`, { method: 'PUT', body: 'x', headers: { 'x-a': '1' } });
      const inits: RequestInit[] = [{ method: 'POST' }, { headers: { 'x-b': '2' } }, { method: 'GET' }, { body: null }];
      return Promise.all(inits.map((init) => fetch(make(), init).then(echoOf, nameOf)));
    },
  },
  {
    title: 'takes a Request as init',
    known: { method: 'DELETE', headers: { 'x-a': '1' } },
    run: async (fetch, { origin, key }) => {
      const init = new Request(`${origin}/nowhere`, { method: 'DELETE', headers: { 'x-a': '1' } });
      return echoOf(await fetch(`${origin}/echo?key=${key}`, init));
    },
  },
];
