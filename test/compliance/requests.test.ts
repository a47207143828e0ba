import { describe, expect, it } from 'vitest';
import { observe, type Scenario } from './observe.ts';
import { bareFetch, quickSubjects, setupFor, subjects } from './subjects.ts';

/** What the server must see, so that two equal failures do not pass for success. */
interface RequestScenario extends Scenario {
  readonly title: string;
  readonly sees: { method?: string; path?: string; body?: string; headers?: Record<string, string> };
}

const streamOf = (...chunks: string[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });

/** An init whose members are inherited getters, as those of a class instance or a Request are: spreading it loses them. */
class InheritedInit {
  get method(): string {
    return 'PUT';
  }
  get headers(): Record<string, string> {
    return { 'x-inherited': 'yes' };
  }
  get body(): string {
    return 'inherited';
  }
}

const bytes = new TextEncoder().encode('bytes');

const scenarios: RequestScenario[] = [
  { title: 'a string', args: ({ url }) => [`${url}/string?q=1#hash`], sees: { method: 'GET', path: '/string?q=1' } },
  { title: 'a URL', args: ({ url }) => [new URL('/url', url)], sees: { path: '/url' } },
  {
    title: 'an object that turns into a URL string',
    args: ({ url }) => [{ toString: () => `${url}/object` }],
    sees: { path: '/object' },
  },
  {
    title: 'a URL with spaces and umlauts',
    args: ({ url }) => [`${url}/a b/ä?ö=%`],
    sees: { path: '/a%20b/%C3%A4?%C3%B6=%' },
  },
  { title: 'a Request', args: ({ url }) => [new Request(`${url}/request`)], sees: { method: 'GET', path: '/request' } },
  {
    title: 'a Request with a body',
    args: ({ url }) => [new Request(url, { method: 'POST', body: 'text', headers: { 'x-a': '1' } })],
    sees: { method: 'POST', body: 'text', headers: { 'x-a': '1', 'content-type': 'text/plain;charset=UTF-8' } },
  },
  {
    title: 'a Request with a body, in an idempotent method',
    args: ({ url }) => [new Request(url, { method: 'PUT', body: 'text' })],
    sees: { method: 'PUT', body: 'text', headers: { 'content-length': '4' } },
  },
  {
    title: 'a Request with a stream',
    args: ({ url }) => [new Request(url, { method: 'PUT', body: streamOf('a', 'b'), duplex: 'half' } as RequestInit)],
    sees: { method: 'PUT', body: 'ab', headers: { 'transfer-encoding': 'chunked' } },
  },
  {
    title: 'a Request and an init that overrides parts of it',
    args: ({ url }) => [
      new Request(url, { method: 'POST', body: 'old', headers: { 'x-old': '1' } }),
      { method: 'PUT', headers: { 'x-new': '2' } },
    ],
    sees: { method: 'PUT', body: 'old', headers: { 'x-new': '2' } },
  },
  {
    title: 'a Request and an init with a body',
    args: ({ url }) => [new Request(url, { method: 'POST', body: 'old', headers: { 'x-old': '1' } }), { body: 'new' }],
    sees: { method: 'POST', body: 'new', headers: { 'x-old': '1' } },
  },
  {
    title: 'a Request and an empty init',
    args: ({ url }) => [new Request(url, { method: 'POST', body: 'text' }), {}],
    sees: { method: 'POST', body: 'text' },
  },
  {
    title: 'a Request as init',
    args: ({ url }) => [
      `${url}/target`,
      new Request(`${url}/ignored`, { method: 'DELETE', headers: { 'x-from': 'init' } }),
    ],
    sees: { method: 'DELETE', path: '/target', headers: { 'x-from': 'init' } },
  },
  {
    title: 'an init whose members are inherited',
    args: ({ url }) => [url, new InheritedInit()],
    sees: { method: 'PUT', body: 'inherited', headers: { 'x-inherited': 'yes' } },
  },
  {
    title: 'an init without a prototype',
    args: ({ url }) => [url, Object.assign(Object.create(null), { method: 'PUT', body: 'x' })],
    sees: { method: 'PUT', body: 'x' },
  },
  { title: 'undefined as init', args: ({ url }) => [url, undefined], sees: { method: 'GET' } },
  { title: 'null as init', args: ({ url }) => [url, null], sees: { method: 'GET' } },
  { title: 'a function as init', args: ({ url }) => [url, () => {}], sees: { method: 'GET' } },
  {
    title: 'an init full of undefined',
    args: ({ url }) => [
      url,
      { method: undefined, headers: undefined, body: undefined, signal: undefined, steady: undefined },
    ],
    sees: { method: 'GET', body: '' },
  },
  {
    title: 'an init with unknown keys',
    args: ({ url }) => [url, { agent: {}, timeout: 5, next: { revalidate: 1 }, cf: {} }],
    sees: { method: 'GET' },
  },
  {
    title: 'every harmless init member',
    args: ({ url }) => [
      url,
      {
        mode: 'cors',
        credentials: 'include',
        cache: 'no-store',
        redirect: 'follow',
        referrer: '',
        referrerPolicy: 'no-referrer',
        integrity: '',
        keepalive: true,
        priority: 'high',
        window: null,
      },
    ],
    sees: { method: 'GET', headers: { 'cache-control': 'no-cache' } },
  },
  {
    title: 'headers as an object',
    args: ({ url }) => [url, { headers: { 'X-Obj': '1', Accept: 'a/b' } }],
    sees: { headers: { 'x-obj': '1', accept: 'a/b' } },
  },
  {
    title: 'headers as pairs, one of them twice',
    args: ({ url }) => [
      url,
      {
        headers: [
          ['x-p', '1'],
          ['X-P', '2'],
        ],
      },
    ],
    sees: { headers: { 'x-p': '1, 2' } },
  },
  {
    title: 'headers as Headers',
    args: ({ url }) => [url, { headers: new Headers({ 'x-h': '1' }) }],
    sees: { headers: { 'x-h': '1' } },
  },
  {
    title: 'headers as a Map',
    args: ({ url }) => [url, { headers: new Map([['x-map', '1']]) }],
    sees: { headers: { 'x-map': '1' } },
  },
  {
    title: 'a content type of its own',
    args: ({ url }) => [url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }],
    sees: { headers: { 'content-type': 'application/json' } },
  },
  {
    title: 'an ArrayBuffer',
    args: ({ url }) => [url, { method: 'PUT', body: bytes.slice().buffer }],
    sees: { body: 'bytes' },
  },
  { title: 'a typed array', args: ({ url }) => [url, { method: 'PUT', body: bytes }], sees: { body: 'bytes' } },
  {
    title: 'part of a buffer, through a DataView',
    args: ({ url }) => [url, { method: 'PUT', body: new DataView(bytes.slice().buffer, 1, 3) }],
    sees: { body: 'yte' },
  },
  {
    title: 'a Node Buffer',
    args: ({ url }) => [url, { method: 'PUT', body: Buffer.from('buffer') }],
    sees: { body: 'buffer' },
  },
  {
    title: 'a Blob',
    args: ({ url }) => [url, { method: 'PUT', body: new Blob(['bl', 'ob'], { type: 'x/y' }) }],
    sees: { body: 'blob', headers: { 'content-type': 'x/y', 'content-length': '4' } },
  },
  {
    title: 'a form with a field and a file',
    args: ({ url }) => {
      const form = new FormData();
      form.append('field', 'value');
      form.append('file', new Blob(['content']), 'name.txt');
      return [url, { method: 'PUT', body: form }];
    },
    sees: { headers: { 'content-type': 'multipart/form-data; boundary=BOUNDARY' } },
  },
  {
    title: 'URLSearchParams',
    args: ({ url }) => [url, { method: 'PUT', body: new URLSearchParams({ a: '1', b: 'ä' }) }],
    sees: { body: 'a=1&b=%C3%A4', headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' } },
  },
  {
    title: 'a stream',
    args: ({ url }) => [url, { method: 'POST', body: streamOf('one ', 'two'), duplex: 'half' }],
    sees: { body: 'one two', headers: { 'transfer-encoding': 'chunked' } },
  },
  {
    title: 'a stream, in an idempotent method',
    args: ({ url }) => [url, { method: 'PUT', body: streamOf('one ', 'two'), duplex: 'half' }],
    sees: { method: 'PUT', body: 'one two', headers: { 'transfer-encoding': 'chunked' } },
  },
  {
    title: 'an async iterable',
    args: ({ url }) => {
      async function* body() {
        yield new TextEncoder().encode('iter');
        yield new TextEncoder().encode('able');
      }
      return [url, { method: 'PUT', body: body(), duplex: 'half' }];
    },
    sees: { body: 'iterable' },
  },
  {
    title: 'a body that is only good as a string',
    args: ({ url }) => [url, { method: 'PUT', body: { toString: () => 'stringified' } }],
    sees: { body: 'stringified' },
  },
  {
    title: 'an empty body',
    args: ({ url }) => [url, { method: 'POST', body: '' }],
    sees: { headers: { 'content-length': '0' } },
  },
  {
    title: 'a POST without a body',
    args: ({ url }) => [url, { method: 'POST' }],
    sees: { headers: { 'content-length': '0' } },
  },
  {
    title: 'null as body',
    args: ({ url }) => [url, { method: 'POST', body: null }],
    sees: { headers: { 'content-length': '0' } },
  },
  {
    title: 'a body of 300 kB',
    args: ({ url }) => [url, { method: 'PUT', body: 'x'.repeat(300_000) }],
    sees: { headers: { 'content-length': '300000' } },
  },
  { title: 'HEAD', args: ({ url }) => [url, { method: 'HEAD' }], sees: { method: 'HEAD' } },
  { title: 'OPTIONS', args: ({ url }) => [url, { method: 'OPTIONS' }], sees: { method: 'OPTIONS' } },
  { title: 'PATCH', args: ({ url }) => [url, { method: 'PATCH', body: 'p' }], sees: { method: 'PATCH' } },
  { title: 'a method in lower case', args: ({ url }) => [url, { method: 'delete' }], sees: { method: 'DELETE' } },
  {
    title: 'a deep-frozen init',
    args: ({ url }) => [
      url,
      Object.freeze({ method: 'PUT', headers: Object.freeze({ 'x-f': '1' }), body: 'f', steady: Object.freeze({}) }),
    ],
    sees: { method: 'PUT', headers: { 'x-f': '1' } },
  },
  {
    title: 'a deep-frozen init beside a Request',
    args: ({ url }) => [
      new Request(url, { method: 'PUT', body: 'f' }),
      Object.freeze({ headers: Object.freeze([Object.freeze(['x-f', '1'])]) }),
    ],
    sees: { method: 'PUT', headers: { 'x-f': '1' } },
  },
  {
    title: 'a subclass of Request',
    args: ({ url }) => {
      class Mine extends Request {}
      return [new Mine(url, { method: 'PUT', body: 'mine' })];
    },
    sees: { method: 'PUT', body: 'mine' },
  },
];

/** Bodies that can change after the call. */
const mutable: [string, () => { body: unknown; spoil(): void }][] = [
  [
    'bytes',
    () => {
      const body = new TextEncoder().encode('then.');
      return { body, spoil: () => void body.set(new TextEncoder().encode('later')) };
    },
  ],
  [
    'a buffer',
    () => {
      const bytes = new TextEncoder().encode('then.');
      return { body: bytes.buffer, spoil: () => void bytes.set(new TextEncoder().encode('later')) };
    },
  ],
  [
    'URLSearchParams',
    () => {
      const body = new URLSearchParams({ at: 'then.' });
      return { body, spoil: () => body.set('at', 'later') };
    },
  ],
  [
    'a form',
    () => {
      const body = new FormData();
      body.set('at', 'then.');
      return { body, spoil: () => body.set('at', 'later') };
    },
  ],
];

describe.each(subjects)('the request that %s sends', (_, subject) => {
  const setup = setupFor(subject);

  it.each(scenarios)('is that of fetch, given $title', async (scenario) => {
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ response: { status: 200 }, seen: [scenario.sees] });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it('is made of what the arguments were at the moment of the call', async () => {
    const scenario: Scenario = {
      args: ({ url }) => {
        const target = new URL('/then', url);
        const headers = new Headers({ 'x-at': 'then' });
        const body = new TextEncoder().encode('then');
        const init = { method: 'PUT', headers, body };
        queueMicrotask(() => {
          target.pathname = '/later';
          headers.set('x-at', 'later');
          body.set(new TextEncoder().encode('late'));
          init.method = 'DELETE';
        });
        return [target, init];
      },
    };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected.seen).toMatchObject([{ method: 'PUT', path: '/then', headers: { 'x-at': 'then' }, body: 'then' }]);
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it('reads the body of a Request, which is then used', async () => {
    const request = new Request(setup.upstream.url, { method: 'POST', body: 'once' });
    const call = setup.fetch(request);
    expect(request.bodyUsed).toBe(true);
    await call;
    expect(request.bodyUsed).toBe(true);
    await expect(request.text()).rejects.toThrow(TypeError);
  });

  it('leaves a Request without a body good for another call', async () => {
    const request = new Request(setup.upstream.url);
    await Promise.all([setup.fetch(request), setup.fetch(request)]);
    await setup.fetch(request);
    expect(request.bodyUsed).toBe(false);
    expect(setup.upstream.requests).toHaveLength(3);
  });

  it('leaves the body of a Request unread where init brings another', async () => {
    const request = new Request(setup.upstream.url, { method: 'POST', body: 'old' });
    const expected = request.clone();
    await bareFetch(expected, { body: 'new' });
    await setup.fetch(request, { body: 'new' });
    expect(request.bodyUsed).toBe(expected.bodyUsed);
  });

  it('leaves what it was given as it was', async () => {
    const headers = { 'x-a': '1' };
    const init = { method: 'PUT', headers, body: 'x', extra: 1 };
    await setup.fetch(setup.upstream.url, init);
    expect(init).toEqual({ method: 'PUT', headers: { 'x-a': '1' }, body: 'x', extra: 1 });
  });

  it('sends a stream as it comes, not when it ends', async () => {
    let end = (): void => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('first'));
        end = () => {
          controller.enqueue(new TextEncoder().encode('second'));
          controller.close();
        };
      },
    });
    const call = setup.fetch(setup.upstream.url, { method: 'POST', body, duplex: 'half' });
    // Without streaming, this waits for ever: the stream ends only after the request has arrived.
    while (setup.upstream.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    end();
    await call;
    expect(setup.upstream.requests[0]?.body.toString()).toBe('firstsecond');
  });

  it('goes through the dispatcher that init names', async () => {
    const { dispatcher, paths } = watchingDispatcher();
    const response = await setup.fetch(`${setup.upstream.url}/dispatched`, { dispatcher });
    expect(await response.text()).toBe('ok');
    expect(paths).toEqual(['/dispatched']);
  });

  it.each([
    ['without a body', { method: 'GET' }],
    ['with a body', { method: 'PUT', body: 'x' }],
  ])('goes through the dispatcher of a Request %s as often as with fetch', async (_, init: object) => {
    const theirs = watchingDispatcher();
    await bareFetch(new Request(`${setup.upstream.url}/r`, { ...init, dispatcher: theirs.dispatcher } as RequestInit));
    const ours = watchingDispatcher();
    await setup.fetch(new Request(`${setup.upstream.url}/r`, { ...init, dispatcher: ours.dispatcher } as RequestInit));
    expect(ours.paths).toEqual(theirs.paths);
  });
});

describe.each(quickSubjects)('the last request that %s sends', (_, subject) => {
  const setup = setupFor(subject);

  // Bare fetch sends one request, which is the first and the last; where there are more, they must be alike.
  it.each([
    ['the URL', ({ url }) => url.searchParams.set('page', '2')],
    ['the method', ({ init }) => Reflect.set(init, 'method', 'DELETE')],
    ['the body', ({ init }) => Reflect.set(init, 'body', 'later')],
    ['the headers', ({ init }) => init.headers.set('x-at', 'later')],
    ['a header object', ({ init }) => Reflect.set(init, 'headers', { 'x-at': 'later' })],
  ] as [string, (args: { url: URL; init: { headers: Headers } }) => void][])(
    'is the first once more, whatever the caller did meanwhile to %s',
    async (_, meddle) => {
      const url = new URL('/list?page=1', setup.upstream.url);
      const init = { method: 'PUT', headers: new Headers({ 'x-at': 'then' }), body: 'then' };
      setup.upstream.play(503, 200);
      const call = setup.fetch(url, init);
      meddle({ url, init });
      await call;
      for (const { method, path, headers, body } of setup.upstream.requests) {
        expect([method, path, headers['x-at'], body.toString()]).toEqual(['PUT', '/list?page=1', 'then', 'then']);
      }
    },
  );

  it.each(mutable)('is the first once more, whatever the caller did meanwhile inside %s', async (_, make) => {
    const { body, spoil } = make();
    setup.upstream.play(503, 200);
    const call = setup.fetch(setup.upstream.url, { method: 'PUT', body });
    spoil();
    await call;
    for (const { body } of setup.upstream.requests) {
      expect(body.toString()).toContain('then.');
      expect(body.toString()).not.toContain('later');
    }
  });
});

/** What Node's fetch takes as `init.dispatcher`: here, the one it uses anyway, with an ear on it. */
function watchingDispatcher(): { dispatcher: object; paths: string[] } {
  const paths: string[] = [];
  const slot = Object.getOwnPropertySymbols(globalThis)
    .filter((symbol) => symbol.description?.startsWith('undici.globalDispatcher.'))
    .sort((a, b) => String(a.description).localeCompare(String(b.description)))
    .at(-1);
  const real = Reflect.get(globalThis, slot ?? '') as { dispatch(options: { path: string }, handler: object): boolean };
  const dispatcher = {
    dispatch(options: { path: string }, handler: object): boolean {
      paths.push(options.path);
      return real.dispatch(options, handler);
    },
  };
  return { dispatcher, paths };
}
