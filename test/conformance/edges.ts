import {
  arrived,
  type Engine,
  echoOf,
  endOf,
  type Fetch,
  inTime,
  isClosedSoon,
  nameOf,
  type Point,
  type Surroundings,
  sleep,
} from './point.ts';

// Arguments that are refused, signals, bodies that are sent, and what the app itself forbids.

/** A buffer that was transferred. */
function detached(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

const WRONG_INTEGRITY = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

const INVALID: readonly (readonly [what: string, url: string, init: RequestInit])[] = [
  ['a URL that cannot be parsed', 'http://[', {}],
  ['a URL with credentials', 'http://user:secret@127.0.0.1/', {}],
  ['a method that is forbidden', '/text', { method: 'TRACE' }],
  ['a method that is no token', '/text', { method: 'a b' }],
  ['a header that is no token', '/text', { headers: { 'a b': '1' } }],
  ['a GET with a body', '/text', { body: 'x' }],
  ['the mode navigate', '/text', { mode: 'navigate' }],
  ['a mode that there is not', '/text', { mode: 'friendly' as 'cors' }],
  ['a cache mode that there is not', '/text', { cache: 'warm' as 'default' }],
  ['a redirect mode that there is not', '/text', { redirect: 'maybe' as 'follow' }],
  ['only-if-cached across origins', '/text', { cache: 'only-if-cached', mode: 'cors' }],
];

/** With what the engine's own fetch comes to in the end. */
const READERS: readonly (readonly [how: string, end: RegExp, read: (response: Response) => Promise<unknown>])[] = [
  ['text', /^AbortError/, (response) => response.text()],
  ['json', /^AbortError/, (response) => response.json()],
  ['arrayBuffer', /^AbortError/, (response) => response.arrayBuffer()],
  ['blob', /^AbortError/, (response) => response.blob()],
  [
    'a reader of its body',
    /^AbortError/,
    async (response) => {
      const reader = response.body?.getReader();
      while (!(await reader?.read())?.done);
    },
  ],
  // WebKit says TypeError of a clone.
  ['text of its clone', /Error/, (response) => response.clone().text()],
];

const BODIES: readonly (readonly [what: string, make: () => RequestInit])[] = [
  ['a string', () => ({ body: 'grüße' })],
  ['an empty string', () => ({ body: '' })],
  ['URLSearchParams', () => ({ body: new URLSearchParams({ a: '1', b: 'ü' }) })],
  ['a Blob', () => ({ body: new Blob(['abc'], { type: 'image/x-own' }) })],
  ['an ArrayBuffer', () => ({ body: new Uint8Array([65, 66]).buffer })],
  ['a part of an ArrayBuffer', () => ({ body: new Uint8Array([65, 66, 67]).subarray(1, 2) })],
  ['a DataView', () => ({ body: new DataView(new Uint8Array([65, 66, 67]).buffer, 1) })],
  ['a number', () => ({ body: 42 as unknown as string })],
  ['null', () => ({ body: null })],
  [
    'FormData',
    () => {
      const body = new FormData();
      body.append('a', '1');
      body.append('file', new Blob(['abc'], { type: 'text/plain' }), 'a.txt');
      return { body };
    },
  ],
];

/** What fails because the app wants it so. A browser gives for all of it the same error as for a lost connection. */
const FORBIDDEN: readonly (readonly [
  what: string,
  call: (site: Surroundings) => readonly [string, RequestInit],
  except?: Engine[],
])[] = [
  ['integrity that does not match', ({ origin, key }) => [`${origin}/text?key=${key}`, { integrity: WRONG_INTEGRITY }]],
  ['a redirect in mode error', ({ origin, key }) => [`${origin}/redirect?to=/text&key=${key}`, { redirect: 'error' }]],
  // Node's fetch knows no origin of its own.
  [
    'another origin in mode same-origin',
    ({ other, key }) => [`${other}/text?cors&key=${key}`, { mode: 'same-origin' }],
    ['node'],
  ],
  [
    'a redirect to another origin in mode same-origin',
    ({ origin, other, key }) => {
      const to = encodeURIComponent(`${other}/text?cors`);
      return [`${origin}/redirect?to=${to}&key=${key}`, { mode: 'same-origin' }];
    },
    ['node'],
  ],
  // Node's fetch has no cache, and WebKitGTK asks the server all the same.
  [
    'only-if-cached where nothing is cached',
    ({ origin, key }) => [`${origin}/text?key=${key}`, { cache: 'only-if-cached', mode: 'same-origin' }],
    ['node', 'webkit'],
  ],
  // A browser gives no sign that it was the port.
  ['a blocked port', () => ['http://127.0.0.1:25/', {}], ['chromium', 'firefox', 'webkit']],
  ['an unknown scheme', () => ['unknown:thing', {}]],
];

export const edges: readonly Point[] = [
  ...INVALID.flatMap(([what, url, init]): Point[] => {
    const call = (fetch: Fetch, { origin }: Surroundings, more: RequestInit = {}) =>
      fetch(url.startsWith('/') ? origin + url : url, { ...init, ...more });
    return [
      {
        title: `rejects ${what} with the engine's TypeError`,
        known: { end: /^TypeError/ },
        run: async (fetch, site) => ({ end: await endOf(call(fetch, site)) }),
      },
      {
        title: `rejects ${what} with the engine's TypeError, also when the signal has aborted`,
        known: { end: /^TypeError/ },
        run: async (fetch, site) => ({ end: await endOf(call(fetch, site, { signal: AbortSignal.abort() })) }),
      },
    ];
  }),
  {
    title: 'rejects without any argument, and never throws',
    known: { end: /^TypeError/ },
    run: async (fetch) => ({ end: await endOf(Reflect.apply(fetch, undefined, [])) }),
  },
  {
    title: 'rejects at once when the signal has aborted',
    known: ['rejected', 'next microtask'],
    // Node's fetch takes a few microtasks for it.
    except: ['node'],
    run: async (fetch, { origin, key }) => {
      const log: string[] = [];
      const call = fetch(`${origin}/text?key=${key}`, { signal: AbortSignal.abort() }).catch(() =>
        log.push('rejected'),
      );
      await Promise.all([call, Promise.resolve().then(() => log.push('next microtask'))]);
      return log;
    },
  },
  {
    title: 'rejects at once when the signal of a Request with a body has aborted, and uses up the body',
    known: { log: ['rejected', 'next microtask'], isUsed: true },
    except: ['node'],
    run: async (fetch, { origin, key }) => {
      const log: string[] = [];
      const request = new Request(`${origin}/echo?key=${key}`, {
        method: 'POST',
        body: 'x',
        signal: AbortSignal.abort(),
      });
      const call = fetch(request).catch(() => log.push('rejected'));
      await Promise.all([call, Promise.resolve().then(() => log.push('next microtask'))]);
      return { log, isUsed: request.bodyUsed };
    },
  },
  {
    title: 'sends nothing when the signal has aborted, and gives the reason',
    known: { end: 'AbortError', isReason: true, count: 0 },
    run: async (fetch, site) => {
      const signal = AbortSignal.abort();
      const calls = [1, 2, 3].map(() => fetch(`${site.origin}/text?key=${site.key}`, { signal }).catch((e) => e));
      const errors = await Promise.all(calls);
      const { count } = await site.seen();
      return { end: nameOf(errors[0]), isReason: errors.every((error) => error === signal.reason), count };
    },
  },
  {
    title: "gives the app's own reason when its signal aborts before the headers",
    known: { isReason: true },
    // WebKitGTK says AbortError, whatever the reason.
    except: ['webkit'],
    run: async (fetch, site) => {
      const controller = new AbortController();
      const reason = new Error('my own');
      const call = fetch(`${site.origin}/hang?key=${site.key}`, { signal: controller.signal });
      const end = call.catch((error) => error === reason);
      await arrived(site);
      controller.abort(reason);
      return { isReason: await inTime(end) };
    },
  },
  {
    title: 'hangs up when the signal aborts before the headers',
    known: { end: 'AbortError', isClosed: true },
    run: async (fetch, site) => {
      const controller = new AbortController();
      // By name: WebKitGTK has other words for it than the signal's reason has.
      const end = fetch(`${site.origin}/hang?key=${site.key}`, { signal: controller.signal }).then(String, nameOf);
      await arrived(site);
      controller.abort();
      return { end: await inTime(end), isClosed: await isClosedSoon(site) };
    },
  },
  {
    title: 'obeys the signal of a Request',
    known: 'AbortError',
    run: async (fetch, site) => {
      const controller = new AbortController();
      const call = fetch(new Request(`${site.origin}/hang?key=${site.key}`, { signal: controller.signal }));
      const end = call.then(String, nameOf);
      await arrived(site);
      controller.abort();
      return inTime(end);
    },
  },
  {
    title: 'obeys the signal of the init before that of the Request, and none when it is null',
    known: ['status 200', 'status 200', 'AbortError'],
    run: async (fetch, { origin, key }) => {
      const request = () => new Request(`${origin}/text?key=${key}`, { signal: AbortSignal.abort() });
      const other = await endOf(fetch(request(), { signal: new AbortController().signal }));
      const none = await endOf(fetch(request(), { signal: null }));
      return [other, none, (await endOf(fetch(request(), { cache: 'no-store' }))).split(':')[0]];
    },
  },
  ...READERS.map(
    ([how, end, read]): Point => ({
      title: `gives the engine's error when the signal aborts during ${how}, and hangs up`,
      known: { end, isClosed: true },
      run: async (fetch, site) => {
        const controller = new AbortController();
        const response = await fetch(`${site.origin}/slow?key=${site.key}`, { signal: controller.signal });
        const reading = endOf(read(response));
        await sleep(40);
        controller.abort();
        return { end: await inTime(reading), isClosed: await isClosedSoon(site) };
      },
    }),
  ),
  {
    title: 'rejects every way to read a body when the signal aborted before it was read',
    known: { ends: [/^AbortError/, /^AbortError/], isClosed: true },
    run: async (fetch, site) => {
      const ends: string[] = [];
      for (const [, , read] of READERS.slice(0, 2)) {
        const controller = new AbortController();
        const response = await fetch(`${site.origin}/slow?key=${site.key}`, { signal: controller.signal });
        controller.abort();
        ends.push(await inTime(endOf(read(response))));
      }
      return { ends, isClosed: await isClosedSoon(site) };
    },
  },
  {
    title: 'hangs up when the signal aborts and the body was not read',
    known: true,
    run: async (fetch, site) => {
      const controller = new AbortController();
      const response = await fetch(`${site.origin}/slow?key=${site.key}`, { signal: controller.signal });
      await sleep(40);
      controller.abort();
      return (await isClosedSoon(site)) && response.status === 200;
    },
  },
  {
    title: 'hangs up when the signal aborts after the headers of an opaque response',
    known: { type: 'opaque', isClosed: true },
    // Node has no opaque responses, and Firefox ESR itself crashes at it.
    except: ['node', 'firefox'],
    run: async (fetch, site) => {
      const controller = new AbortController();
      const url = `${site.other}/slow?key=${site.key}`;
      const { type } = await fetch(url, { mode: 'no-cors', signal: controller.signal });
      controller.abort();
      return { type, isClosed: await isClosedSoon(site) };
    },
  },
  {
    title: 'leaves a body alone that was complete when the signal aborted',
    known: 'hello',
    run: async (fetch, { origin, key }) => {
      const controller = new AbortController();
      const response = await fetch(`${origin}/text?key=${key}`, { signal: controller.signal });
      const text = await response.text();
      controller.abort();
      return text;
    },
  },
  {
    title: 'breaks off with the engine where a body breaks off',
    known: { end: /^TypeError/, count: 1 },
    run: async (fetch, site) => {
      const response = await fetch(`${site.origin}/cut-body?key=${site.key}`);
      return { end: await inTime(endOf(response.text())), count: (await site.seen()).count };
    },
  },
  ...BODIES.map(
    ([what, make]): Point => ({
      title: `sends ${what} as the engine does`,
      known: { method: 'POST' },
      run: async (fetch, { origin, key }) =>
        echoOf(await fetch(`${origin}/echo?key=${key}`, { method: 'POST', ...make() })),
    }),
  ),
  {
    title: 'sends a detached buffer, or refuses it, as the engine does',
    run: async (fetch, { origin, key }) => {
      const post = (body: BodyInit) => endOf(fetch(`${origin}/echo?key=${key}`, { method: 'POST', body }));
      return [await post(detached()), await post(detached().buffer)];
    },
  },
  {
    title: 'sends a body as it was at the call',
    known: ['AA', 'AA'],
    run: async (fetch, { origin, key }) => {
      const sent = async (bytes: Uint8Array<ArrayBuffer>, body: BodyInit) => {
        const call = fetch(`${origin}/echo?key=${key}`, { method: 'POST', body });
        bytes.fill(66);
        return (await echoOf(await call)).body;
      };
      const [bytes, buffer] = [new Uint8Array([65, 65]), new Uint8Array([65, 65])];
      return [await sent(bytes, bytes), await sent(buffer, buffer.buffer)];
    },
  },
  {
    title: 'sends headers as they were at the call',
    known: { headers: { 'x-one': '1', 'x-two': 'a, b' } },
    run: async (fetch, { origin, key }) => {
      const headers = new Headers([
        ['X-One', '1'],
        ['x-two', 'a'],
        ['x-two', 'b'],
      ]);
      const call = fetch(`${origin}/echo?key=${key}`, { headers });
      headers.set('x-one', '2');
      return echoOf(await call);
    },
  },
  {
    title: 'sends what all members of the init ask for',
    known: { method: 'PUT', body: 'x' },
    run: async (fetch, { origin, key }) =>
      echoOf(
        await fetch(`${origin}/echo?key=${key}`, {
          method: 'put',
          body: 'x',
          headers: { 'content-type': 'text/own', accept: 'text/any' },
          cache: 'no-cache',
          credentials: 'include',
          keepalive: true,
          referrerPolicy: 'no-referrer',
          redirect: 'follow',
        }),
      ),
  },
  {
    title: 'sends a Request with what the init changes of it',
    known: { method: 'POST', body: 'second' },
    run: async (fetch, { origin, key }) => {
      const request = new Request(`${origin}/echo?key=${key}`, {
        method: 'POST',
        body: 'first',
        headers: { 'x-own': 'yes' },
      });
      return echoOf(await fetch(request, { body: 'second' }));
    },
  },
  {
    title: 'uses up the body of a Request, and refuses it afterwards',
    known: { first: 'status 200', isUsed: true, second: /^TypeError/ },
    run: async (fetch, { origin, key }) => {
      const request = new Request(`${origin}/echo?key=${key}`, { method: 'POST', body: 'x' });
      const first = await endOf(fetch(request));
      return { first, isUsed: request.bodyUsed, second: await endOf(fetch(request)) };
    },
  },
  {
    title: 'sends what a getter of the init gives at first',
    known: { method: 'DELETE' },
    run: async (fetch, { origin, key }) => {
      let reads = 0;
      const init = {
        get method() {
          return reads++ === 0 ? 'DELETE' : 'PUT';
        },
      };
      return { method: (await echoOf(await fetch(`${origin}/echo?key=${key}`, init))).method };
    },
  },
  {
    title: 'takes a URL object, and anything that becomes a URL as text',
    known: ['status 200', 'status 200'],
    run: async (fetch, { origin, key }) => {
      const url = `${origin}/text?key=${key}`;
      const odd = { toString: () => url } as unknown as string;
      return [await endOf(fetch(new URL(url), undefined)), await endOf(fetch(odd, null as unknown as RequestInit))];
    },
  },
  {
    title: 'fetches data: and blob: URLs',
    known: ['data', 'blob'],
    run: async (fetch) => {
      const blob = URL.createObjectURL(new Blob(['blob']));
      const texts = [await (await fetch('data:,data')).text(), await (await fetch(blob)).text()];
      URL.revokeObjectURL(blob);
      return texts;
    },
  },
  {
    title: 'follows a redirect, and says so',
    known: { redirected: true, type: 'basic', path: '/text' },
    run: async (fetch, { origin, key }) => {
      const { redirected, type, url } = await fetch(`${origin}/redirect?to=/text&key=${key}`);
      return { redirected, type, path: new URL(url).pathname };
    },
  },
  {
    title: 'gives a redirect in mode manual as the engine does',
    run: async (fetch, { origin, key }) => {
      const { status, type, url } = await fetch(`${origin}/redirect?to=/text&key=${key}`, { redirect: 'manual' });
      return { status, type, path: new URL(url).pathname };
    },
  },
  ...[204, 205, 304, 404, 418, 500].map(
    (code): Point => ({
      title: `gives a ${code} with all that belongs to it`,
      known: { status: code, own: 'yes', ok: code < 300 },
      ...(code === 500 && { retried: { why: 'the status says that it may pass' } }),
      run: async (fetch, { origin, key }) => {
        const response = await fetch(`${origin}/status?code=${code}&key=${key}`);
        const { status, statusText, ok, type, bodyUsed } = response;
        const hasBody = response.body !== null;
        const own = response.headers.get('x-own');
        return { status, statusText, ok, type, bodyUsed, hasBody, own, text: await response.text() };
      },
    }),
  ),
  {
    title: 'lets a body be read once, and cloned before',
    known: { first: 'done', clone: 'done', second: /^TypeError/ },
    run: async (fetch, { origin, key }) => {
      const response = await fetch(`${origin}/text?key=${key}`);
      const copy = response.clone();
      return {
        first: await endOf(response.text()),
        clone: await endOf(copy.text()),
        second: await endOf(response.text()),
      };
    },
  },
  {
    title: 'sets cookies, and sends them',
    known: { cookie: true },
    // Node's fetch has no cookies.
    except: ['node'],
    run: async (fetch, { origin, key }) => {
      await fetch(`${origin}/cookie?key=${key}`);
      const { headers } = await echoOf(await fetch(`${origin}/echo`));
      return { cookie: (headers['cookie'] ?? '').includes(key) };
    },
  },
  ...FORBIDDEN.map(
    ([what, make, except]): Point => ({
      title: `rejects ${what} with the engine's error after one try`,
      known: { end: /^TypeError/ },
      ...(except === undefined ? {} : { except }),
      run: async (fetch, site) => {
        const [url, init] = make(site);
        const end = await inTime(endOf(fetch(url, init)));
        return { end, count: (await site.seen()).count };
      },
    }),
  ),
  {
    title: 'answers a good call after many that the app itself forbade',
    known: 'status 200',
    run: async (fetch, site) => {
      const { origin, key } = site;
      for (let count = 0; count < 12; count++) {
        await endOf(fetch(`${origin}/redirect?to=/text&key=${key}`, { redirect: 'error' }));
        await endOf(fetch(`${origin}/text?key=${key}`, { integrity: WRONG_INTEGRITY }));
      }
      return inTime(endOf(fetch(`${origin}/text?good&key=${key}`)));
    },
  },
];
