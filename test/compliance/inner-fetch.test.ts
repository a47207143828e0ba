import { afterEach, describe, expect, it } from 'vitest';
import { createSteadyFetch, type FetchLike, type SteadyFetch, type SteadyOptions } from '../../src/index.ts';
import { type AnyFetch, QUICK } from './subjects.ts';

/** Where the inner `fetch` is the app's own, nothing must come between it and the caller either. */

interface Inner {
  readonly fetch: FetchLike;
  readonly calls: { self: unknown; args: unknown[] }[];
}

const ok = (): Response => new Response('inner');

/** Remembers how it was called, and answers with one result after the other; the last repeats. */
function recording(...results: (() => unknown)[]): Inner {
  const calls: Inner['calls'] = [];
  const fetch = function (this: unknown, ...args: unknown[]): unknown {
    calls.push({ self: this, args });
    return (results[Math.min(calls.length, results.length) - 1] ?? (async () => ok()))();
  };
  return { fetch: fetch as FetchLike, calls };
}

const opened: SteadyFetch[] = [];
const around = (inner: Inner, options: SteadyOptions = {}): AnyFetch => {
  const steady = createSteadyFetch({ ...QUICK, ...options, fetch: inner.fetch });
  opened.push(steady);
  return steady as AnyFetch;
};
afterEach(() => {
  for (const steady of opened.splice(0)) steady.close();
});

const url = 'http://inner.test/path';

describe.each([
  ['with timeouts', {}],
  ['with timeouts off', { timeout: false }],
] as [string, SteadyOptions][])('the inner fetch, %s', (_, options) => {
  it('is called on nothing, once', async () => {
    const inner = recording();
    const client = { steady: around(inner, options) };
    await client.steady(url);
    await client.steady(new Request(url));
    expect(inner.calls.map((call) => call.self)).toEqual([undefined, undefined]);
  });

  it.each([
    ['a string', url],
    ['a URL', new URL(url)],
    ['a Request', new Request(url)],
  ])('gets the very input: %s', async (_, input) => {
    const inner = recording();
    await around(inner, options)(input);
    expect(inner.calls[0]?.args[0]).toBe(input);
  });

  it('gets the keys of init that only it knows', async () => {
    const inner = recording();
    const [dispatcher, agent, next] = [{ dispatch() {} }, { agent: true }, { revalidate: 60 }];
    await around(inner, options)(url, { dispatcher, agent, next, compress: false });
    expect(inner.calls[0]?.args[1]).toMatchObject({ dispatcher, agent, next, compress: false });
    expect(Object(inner.calls[0]?.args[1]).agent).toBe(agent);
  });

  it('gets them with every attempt', async () => {
    const inner = recording(
      async () => new Response('busy', { status: 503 }),
      async () => ok(),
    );
    const dispatcher = { dispatch() {} };
    await around(inner, options)(url, { method: 'PUT', body: 'x', dispatcher });
    const inits = inner.calls.map((call) => call.args[1] as Record<string, unknown>);
    expect(inits.map(({ method, body, dispatcher }) => ({ method, body, dispatcher }))).toEqual([
      { method: 'PUT', body: 'x', dispatcher },
      { method: 'PUT', body: 'x', dispatcher },
    ]);
  });

  it('never sees init.steady', async () => {
    const inner = recording();
    const init = Object.freeze({ method: 'POST', steady: Object.freeze({ idempotent: true }), agent: 1 });
    await around(inner, options)(url, init);
    expect(inner.calls[0]?.args[1]).not.toHaveProperty('steady');
    expect(inner.calls[0]?.args[1]).toMatchObject({ method: 'POST', agent: 1 });
  });

  it('gets the members that init inherits', async () => {
    class Init {
      get method(): string {
        return 'PUT';
      }
      get headers(): object {
        return { 'x-a': '1' };
      }
      steady = {};
    }
    const inner = recording();
    await around(inner, options)(url, new Init());
    const init = Object(inner.calls[0]?.args[1]);
    expect([init.method, init.headers]).toEqual(['PUT', { 'x-a': '1' }]);
  });

  // A signal beside a Request makes a new Request of it, whose referrer is the page again.
  it.each([
    ['alone', undefined],
    ['beside a signal', { signal: new AbortController().signal }],
  ])('gets what amounts to the Request that was given, %s', async (_, init) => {
    const inner = recording(
      async () => new Response('busy', { status: 503 }),
      async () => ok(),
    );
    const request = new Request(url, {
      method: 'PUT',
      body: 'body',
      headers: { 'x-a': '1' },
      referrer: '',
      referrerPolicy: 'no-referrer',
      credentials: 'include',
      cache: 'no-store',
      redirect: 'manual',
      keepalive: true,
      mode: 'same-origin',
    });
    const traits = (it: Request): unknown => [
      it.url,
      it.method,
      [...it.headers],
      init === undefined && it.referrer,
      init === undefined && it.referrerPolicy,
      it.credentials,
      it.cache,
      it.redirect,
      it.keepalive,
      it.mode,
    ];
    const expected = traits(request);
    const effective: Request[] = [];
    const steady = createSteadyFetch({
      ...QUICK,
      ...options,
      fetch: (input, given) => {
        // Node 24 forgets the referrer in `new Request(request, undefined)`, but not when it fetches.
        effective.push(given === undefined && input instanceof Request ? input.clone() : new Request(input, given));
        return inner.fetch(input, given);
      },
    });
    opened.push(steady);
    await (steady as AnyFetch)(request, init);
    expect(effective.map(traits)).toEqual([expected, expected]);
    expect(await Promise.all(effective.map((it) => it.text()))).toEqual(['body', 'body']);
  });

  it('gives the very Response that the caller gets', async () => {
    const response = ok();
    const inner = recording(async () => response);
    expect(await around(inner, options)(url)).toBe(response);
    expect(response.bodyUsed).toBe(false);
  });

  it.each([
    ['the very error', new TypeError('fetch failed')],
    ['the very error of another realm', Object.assign(Object.create(null), { message: 'odd' })],
    ['the very string', 'broken'],
    ['undefined', undefined],
    ['null', null],
  ])('gives %s that the caller gets', async (_, error) => {
    const reject = (): Promise<never> => Promise.reject(error);
    await expect(around(recording(reject), options)(url)).rejects.toBe(error);
    await expect(around(recording(reject), options)(url, { method: 'POST' })).rejects.toBe(error);
  });

  it('may throw where it should reject', async () => {
    const error = new RangeError('synchronous');
    const inner = recording(() => {
      throw error;
    });
    await expect(around(inner, options)(url, { method: 'POST' })).rejects.toBe(error);
  });

  // Tests of apps are full of these.
  it.each([
    ['with nothing but what the test needs', { ok: true, json: async () => ({ a: 1 }) }],
    ['with a status', { ok: true, status: 200, headers: {}, text: async () => 'x' }],
    ['of a failure', { ok: false, status: 503, statusText: 'Busy' }],
    ['of a failure with headers in a Map', { ok: false, status: 503, headers: new Map([['retry-after', '0']]) }],
    [
      'of a failure with a Node stream',
      { ok: false, status: 502, headers: new Headers(), body: { pipe() {}, on() {} } },
    ],
    ['of a failure whose body is a string', { ok: false, status: 504, headers: new Headers(), body: 'oops' }],
    ['that is empty', {}],
  ])('may give a stand-in for a Response, %s', async (_, standIn) => {
    const inner = recording(async () => standIn);
    expect(await around(inner, options)(url)).toBe(standIn);
  });

  it('may give undefined, as mocks do', async () => {
    expect(
      await around(
        recording(async () => undefined),
        options,
      )(url),
    ).toBe(undefined);
    expect(
      await around(
        recording(() => undefined),
        options,
      )(url),
    ).toBe(undefined);
  });

  it('may be replaced on globalThis at any time', async () => {
    const steady = createSteadyFetch(options);
    opened.push(steady);
    const real = globalThis.fetch;
    const inner = recording();
    try {
      globalThis.fetch = inner.fetch as typeof globalThis.fetch;
      expect(await (await steady(url)).text()).toBe('inner');
    } finally {
      globalThis.fetch = real;
    }
    expect(await (await steady('data:,real')).text()).toBe('real');
    expect(inner.calls).toHaveLength(1);
  });
});

describe('where nothing must change, the inner fetch', () => {
  it.each([
    ['a GET', [url]],
    ['a GET with init', [url, { headers: { a: 'b' } }]],
    ['a POST', [url, { method: 'POST', body: 'x' }]],
    ['a Request', [new Request(url)]],
    ['a posted Request', [new Request(url, { method: 'POST', body: 'x' })]],
    ['a Request and init', [new Request(url), { headers: { a: 'b' } }]],
  ] as [string, unknown[]][])('gets the very arguments: %s', async (_, args) => {
    const inner = recording();
    await around(inner, { retry: { hedgeAfterMs: false } })(...args);
    expect(inner.calls[0]?.args[0]).toBe(args[0]);
    expect(inner.calls[0]?.args[1]).toBe(args[1]);
  });

  it('gets the very arguments of a POST with timeouts on, which bound only what may be sent again', async () => {
    const inner = recording();
    const init = { method: 'POST', body: 'x' };
    await around(inner)(url, init);
    expect(inner.calls[0]?.args[1]).toBe(init);
  });
});

it.each([
  ['nothing', undefined],
  ['an init', { headers: { a: '1' } }],
  ['an init with a signal', { signal: new AbortController().signal }],
])('can copy its init by spreading it, and is still stopped by the time limit: given %s', async (_, init) => {
  let stopped: unknown;
  const inner = (_input: unknown, given?: RequestInit) =>
    new Promise<Response>((_resolve, reject) => {
      const { signal } = { ...given };
      signal?.addEventListener('abort', () => {
        stopped = signal.reason;
        reject(signal.reason);
      });
    });
  const steady = createSteadyFetch({ fetch: inner as FetchLike, timeout: { attemptMs: 20, totalMs: 20 } });
  opened.push(steady);
  const error = await (init === undefined ? steady(url) : steady(url, init)).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'TimeoutError' });
  expect(stopped).toBe(error);
});
