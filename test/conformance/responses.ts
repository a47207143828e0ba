import { endOf, errorOf, nameOf, type Point, type Surroundings, shapeOf } from './point.ts';

// Responses: their bodies, statuses and encodings, what an app may do with them, and what an engine notes of a call.

const text = (site: Surroundings, body: string, type = 'text/plain'): string =>
  `${site.origin}/answer?key=${site.key}&body=${encodeURIComponent(body)}&headers=${encodeURIComponent(
    JSON.stringify([['content-type', type]]),
  )}`;

const FORM = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n';

const READS: readonly (readonly [
  what: string,
  body: string,
  type: string,
  read: (response: Response) => Promise<unknown>,
])[] = [
  ['JSON', '{"a":[1]}', 'application/json', (response) => response.json()],
  ['JSON with a byte order mark', '\u00ef\u00bb\u00bf{"a":1}', 'application/json', (response) => response.json()],
  ['JSON that is none', '<html>', 'text/html', (response) => response.json()],
  ['JSON that is empty', '', 'application/json', (response) => response.json()],
  ['text with a byte order mark', '\u00ef\u00bb\u00bfa', 'text/plain', (response) => response.text()],
  ['text that is no UTF-8', '\u00ff\u00fea', 'text/plain', (response) => response.text()],
  ['bytes', '\u0000\u00ff', 'x/y', async (response) => [...new Uint8Array(await response.arrayBuffer())]],
  [
    'a Blob',
    'abc',
    'image/x-own;a=b',
    async (response) => {
      const blob = await response.blob();
      return [blob.type, blob.size, await blob.text()];
    },
  ],
  ['a form', 'a=1&b=%C3%BC', 'application/x-www-form-urlencoded', async (response) => [...(await response.formData())]],
  ['a form in parts', FORM, 'multipart/form-data; boundary=b', async (response) => [...(await response.formData())]],
  ['a form in parts that is none', 'nonsense', 'multipart/form-data; boundary=b', (response) => response.formData()],
  ['a form without a boundary', FORM, 'multipart/form-data', (response) => response.formData()],
  ['a form of another type', 'a=1', 'text/plain', (response) => response.formData()],
];

const STATUSES = [200, 201, 203, 206, 226, 299, 300, 400, 401, 402, 403, 405, 409, 410, 412, 413, 416, 421, 422, 451];

const URLS: readonly (readonly [what: string, url: string | ((site: Surroundings) => string), init?: RequestInit])[] = [
  ['data: with a type and base64', 'data:text/x-own;base64,aGVsbG8='],
  ['data: without a comma', 'data:text/plain'],
  ['data: that is no base64', 'data:;base64,=a'],
  ['data: of a POST', 'data:,a', { method: 'POST' }],
  ['data: of a HEAD', 'data:,a', { method: 'HEAD' }],
  ['data: in mode same-origin', 'data:,a', { mode: 'same-origin' }],
  ['about:blank', 'about:blank'],
  ['about:unknown', 'about:unknown'],
  ['a blob: that is revoked', 'blob:http://127.0.0.1/none'],
  ['a file:', 'file:///etc/hostname'],
  ['javascript:', 'javascript:1'],
  ['mailto:', 'mailto:a@b.test'],
  ['a host that is none', 'http://a b/'],
  ['a port that is none', 'http://127.0.0.1:99999/'],
  ['credentials without a password', ({ origin }) => origin.replace('//', '//user@')],
  ['a fragment', ({ origin, key }) => `${origin}/text?key=${key}#part`],
  ['letters that are percent-encoded', ({ origin, key }) => `${origin}/te xt/ü?key=${key}&q=ü"`],
  ['white space around it', ({ origin, key }) => ` \n${origin}/text?key=${key}\t `],
  ['capital letters in scheme and host', ({ origin, key }) => `${origin.replace('http', 'HTTP')}/text?key=${key}`],
];

export const responses: readonly Point[] = [
  ...READS.map(
    ([what, body, type, read]): Point => ({
      title: `reads ${what} as the engine does`,
      run: async (fetch, site) => {
        const response = await fetch(text(site, body, type));
        // Chromium has two messages for it, and chance decides which.
        const got = await read(response).catch(nameOf);
        return { got: JSON.parse(JSON.stringify(got)), isUsed: response.bodyUsed, again: await endOf(response.text()) };
      },
    }),
  ),
  ...STATUSES.map(
    (code): Point => ({
      title: `gives the response of a ${code}`,
      known: { status: code, text: 'why' },
      run: async (fetch, { origin, key }) =>
        shapeOf(await fetch(`${origin}/answer?status=${code}&body=why&key=${key}`)),
    }),
  ),
  ...['gzip', 'br', 'deflate'].flatMap((encoding): Point[] => [
    {
      title: `decodes ${encoding}`,
      known: { status: 200, text: 'hello '.repeat(500) },
      run: async (fetch, { origin, key }) => shapeOf(await fetch(`${origin}/encoded?as=${encoding}&key=${key}`)),
    },
    {
      title: `gives the engine's error where ${encoding} is broken`,
      run: async (fetch, site) => {
        const response = await fetch(`${site.origin}/encoded?broken&as=${encoding}&key=${site.key}`).catch(nameOf);
        if (typeof response === 'string') return { response, count: (await site.seen()).count };
        return { end: await endOf(response.text()), count: (await site.seen()).count };
      },
    },
  ]),
  ...['HEAD', 'OPTIONS'].map(
    (method): Point => ({
      title: `gives the response of a ${method}, with its content length`,
      known: { status: 200 },
      run: async (fetch, site) => shapeOf(await fetch(text(site, method === 'HEAD' ? 'hello' : ''), { method })),
    }),
  ),
  ...['chunks', 'early-hints'].map(
    (path): Point => ({
      title: `gives the response of /${path}`,
      known: { status: 200 },
      run: async (fetch, { origin, key }) => shapeOf(await fetch(`${origin}/${path}?key=${key}`)),
    }),
  ),
  ...URLS.map(
    ([what, url, init]): Point => ({
      title: `fetches or refuses ${what} as the engine does`,
      run: async (fetch, site) =>
        fetch(typeof url === 'string' ? url : url(site), init).then(shapeOf, async (error) =>
          errorOf(Promise.reject(error)),
        ),
    }),
  ),
  {
    title: 'gives a part of a blob: URL as the engine does',
    run: async (fetch) => {
      const url = URL.createObjectURL(new Blob(['from a blob'], { type: 'text/x-own' }));
      const ranges = ['bytes=5-', 'bytes=-4', 'bytes=50-', 'nonsense'];
      const parts = await Promise.all(ranges.map((range) => fetch(url, { headers: { range } }).then(shapeOf, nameOf)));
      const other = [await endOf(fetch(url, { method: 'POST' })), await endOf(fetch(url, { method: 'HEAD' }))];
      URL.revokeObjectURL(url);
      return JSON.parse(JSON.stringify([parts, other, await endOf(fetch(url))]).replaceAll(url, 'BLOB'));
    },
  },
  {
    title: 'tees a body, and both are the whole of it',
    known: [true, 'hello', 'hello'],
    run: async (fetch, { origin, key }) => {
      const response = await fetch(`${origin}/text?key=${key}`);
      const copies = response.body?.tee() ?? [];
      return [response.body?.locked, ...(await Promise.all(copies.map((copy) => new Response(copy).text())))];
    },
  },
  {
    title: 'locks and uses up a body as the engine does',
    run: async (fetch, { origin, key }) => {
      const response = await fetch(`${origin}/text?key=${key}`);
      const reader = response.body?.getReader();
      const states: unknown[] = [response.bodyUsed, response.body?.locked, await endOf(response.text())];
      await reader?.read();
      reader?.releaseLock();
      states.push(response.bodyUsed, response.body?.locked, await endOf(response.text()));
      try {
        response.clone();
      } catch (error) {
        states.push(nameOf(error));
      }
      return states;
    },
  },
  {
    title: 'cancels a body that is left unread',
    known: { isUsed: true, next: 'done' },
    run: async (fetch, { origin, key }) => {
      const response = await fetch(`${origin}/slow?key=${key}`);
      const next = await endOf(response.body?.cancel('enough') ?? Promise.reject(new Error('no body')));
      return { isUsed: response.bodyUsed, next };
    },
  },
  {
    title: 'gives a clone that outlives the first',
    known: ['hello', 'hello'],
    run: async (fetch, { origin, key }) => {
      const response = await fetch(`${origin}/text?key=${key}`);
      const copy = response.clone().clone();
      return [await response.text(), await copy.text()];
    },
  },
  {
    title: 'is a function like the engine’s, and gives a promise and a Response of it',
    known: ['function', 'fetch', 1, '[object Promise]', true, '[object Response]', true],
    run: async (fetch, { origin, key }) => {
      const call = fetch(`${origin}/text?key=${key}`);
      const response = await call;
      return [
        ...[typeof fetch, fetch.name, fetch.length, String(Object.prototype.toString.call(call))],
        ...[Object.getPrototypeOf(call) === Promise.prototype, String(Object.prototype.toString.call(response))],
        ...[Object.getPrototypeOf(response) === Response.prototype, Reflect.ownKeys(response).map(String)],
      ];
    },
  },
  {
    title: 'is no constructor',
    // Node's own is one, as every function is that is written in JavaScript.
    except: ['node'],
    known: ['TypeError', false],
    run: async (fetch, { origin, key }) => {
      try {
        await Reflect.construct(fetch, [`${origin}/text?key=${key}`]);
        return ['done', 'prototype' in fetch];
      } catch (error) {
        return [nameOf(error), 'prototype' in fetch];
      }
    },
  },
  {
    title: 'leaves Response, Request and Headers alone',
    known: ['error', 302, 201],
    run: async (fetch, { origin, key }) => {
      await fetch(`${origin}/text?key=${key}`);
      const made = [Response.error().type, Response.redirect(origin).status, Response.json({}, { status: 201 }).status];
      const members = [Response, Request, Headers].map((type) => [
        ...Reflect.ownKeys(type).map(String).sort(),
        ...Reflect.ownKeys(type.prototype).map(String).sort(),
      ]);
      return [...made, members];
    },
  },
  {
    title: 'leaves one entry of its time, as the engine does',
    run: async (fetch, site) => {
      performance.clearResourceTimings();
      const url = `${site.origin}/text?timing&key=${site.key}`;
      await (await fetch(url)).text();
      // An engine takes its time to note it.
      for (let look = 0; look < 100 && performance.getEntriesByName(url).length === 0; look++) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const entries = performance.getEntriesByName(url) as PerformanceResourceTiming[];
      return entries.map(({ entryType, initiatorType, responseStatus, encodedBodySize }) => ({
        ...{ entryType, initiatorType, responseStatus, encodedBodySize },
      }));
    },
  },
];
