import { beforeAll, describe, expect, it } from 'vitest';
import { createSteadyFetch } from '../../src/index.ts';
import { startUpstream } from '../support/scripted-upstream.ts';
import { observe, type Scenario } from './observe.ts';
import { type AnyFetch, AT_ONCE_MS, bareFetch, QUICK, setupFor, subjects } from './subjects.ts';

interface InvalidScenario extends Scenario {
  readonly title: string;
}

const locked = (): ReadableStream => {
  const stream = new Blob(['x']).stream();
  stream.getReader();
  return stream;
};
const throwing = (what: string): object => ({
  get [what]() {
    throw new RangeError(`no ${what} for you`);
  },
});
const init = (title: string, bad: unknown): InvalidScenario => ({ title, args: ({ url }) => [url, bad] });
const input = (title: string, bad: unknown, ...rest: unknown[]): InvalidScenario => ({
  title,
  args: () => [bad, ...rest],
});

const scenarios: InvalidScenario[] = [
  { title: 'no arguments', args: () => [] },
  input('undefined', undefined),
  input('null', null),
  input('an empty string', ''),
  input('a symbol', Symbol('url')),
  input('an object', {}),
  input('a number', 5),
  input('a relative URL', '/relative'),
  input('a URL that is none', 'http://['),
  input('a host that is none', 'http://a b/'),
  input('a port that is none', 'http://127.0.0.1:99999/'),
  input('a forbidden port', 'http://127.0.0.1:6667/'),
  input('a forbidden port, in a POST', 'http://127.0.0.1:6667/', { method: 'POST', body: 'x' }),
  input('credentials in the URL', 'http://user:secret@127.0.0.1/'),
  input('an unknown scheme', 'foo:bar'),
  input('ftp:', 'ftp://127.0.0.1/'),
  input('javascript:', 'javascript:1'),
  input('about:blank', 'about:blank'),
  input('file:', 'file:///etc/hostname'),
  input('a data: URL that is none', 'data:text/plain'),
  input('a blob: URL that is none', 'blob:nodedata:00000000-0000-0000-0000-000000000000'),
  input('a blob: URL with POST', 'blob:nodedata:00000000-0000-0000-0000-000000000000', { method: 'POST' }),
  init('a string as init', 'POST'),
  init('a number as init', 1),
  init('true as init', true),
  init('a GET with a body', { body: 'x' }),
  init('a HEAD with a body', { method: 'HEAD', body: 'x' }),
  init('an empty method', { method: '' }),
  init('a method with a space', { method: 'GE T' }),
  init('TRACE', { method: 'TRACE' }),
  init('CONNECT', { method: 'connect' }),
  init('a symbol as method', { method: Symbol('m') }),
  init('a bad header name', { headers: { 'bad name': '1' } }),
  init('a bad header value', { headers: { a: 'line\nbreak' } }),
  init('a header value beyond latin1', { headers: { a: '☃' } }),
  init('header pairs of three', { headers: [['a', 'b', 'c']] }),
  init('a number as headers', { headers: 5 }),
  init('a used stream', { method: 'POST', body: locked(), duplex: 'half' }),
  init('a stream without duplex', { method: 'POST', body: new Blob(['x']).stream() }),
  init('an unknown mode', { mode: 'nonsense' }),
  init("mode 'navigate'", { mode: 'navigate' }),
  init('an unknown cache mode', { cache: 'nonsense' }),
  init("cache: 'only-if-cached'", { cache: 'only-if-cached' }),
  init('unknown credentials', { credentials: 'nonsense' }),
  init('an unknown redirect mode', { redirect: 'nonsense' }),
  init('an unknown referrer policy', { referrerPolicy: 'nonsense' }),
  init('a referrer that is no URL', { referrer: 'http://[' }),
  init('a window', { window: {} }),
  init("duplex: 'full'", { duplex: 'full' }),
  init('a signal that is none', { signal: 'signal' }),
  init('an object without listeners as signal', { signal: { aborted: false } }),
  init('init.method that throws', throwing('method')),
  init('init.headers that throws', throwing('headers')),
  init('init.body that throws', throwing('body')),
  init('init.signal that throws', throwing('signal')),
  {
    title: 'an input that throws',
    args: () => [
      {
        toString() {
          throw new RangeError('no string for you');
        },
      },
    ],
  },
  { title: 'a used Request', args: ({ url }) => [used(new Request(url, { method: 'POST', body: 'x' }))] },
  {
    title: 'a used Request beside an init',
    args: ({ url }) => [used(new Request(url, { method: 'PUT', body: 'x' })), {}],
  },
  {
    title: 'a Request being read',
    args: ({ url }) => {
      const request = new Request(url, { method: 'POST', body: 'x' });
      request.body?.getReader();
      return [request];
    },
  },
  {
    title: 'a Request with a body that becomes a GET',
    args: ({ url }) => [new Request(url, { method: 'POST', body: 'x' }), { method: 'GET' }],
  },
];

function used(request: Request): Request {
  void request.text();
  return request;
}

describe.each(subjects)('what %s refuses', (_, subject) => {
  const setup = setupFor(subject);
  // The first call of a process loads the engine, which takes longer than any refusal.
  beforeAll(async () => {
    await bareFetch('data:,warm');
  });

  it.each(scenarios)('is refused as by fetch, at once: $title', async (scenario) => {
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ error: {}, seen: [] });
    const start = performance.now();
    const given = await observe(setup.fetch, setup.upstream, scenario);
    expect(performance.now() - start).toBeLessThan(AT_ONCE_MS);
    expect(given).toEqual(expected);
  });

  it('is refused the second time as it was the first', async () => {
    const scenario: Scenario = { args: () => ['http://127.0.0.1:6667/'] };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    // A circuit that counted these as failures of the upstream would open on the way.
    for (let n = 0; n < 30; n++) expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it('is refused by a rejection, never thrown', () => {
    for (const scenario of scenarios) {
      const call = setup.fetch(...scenario.args(setup.upstream));
      call.catch(() => {});
      expect(call).toBeInstanceOf(Promise);
    }
  });

  it('is refused once when two calls share a Request with a body', async () => {
    const request = new Request(setup.upstream.url, { method: 'POST', body: 'x' });
    const [first, second] = await Promise.allSettled([setup.fetch(request), setup.fetch(request)]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(setup.upstream.requests).toHaveLength(1);
  });
});

describe('what no retry can help', () => {
  it.each(scenarios)('is asked of the inner fetch once at most: $title', async (scenario) => {
    let calls = 0;
    const steady = createSteadyFetch({
      ...QUICK,
      fetch: (input, init) => {
        calls += 1;
        return (bareFetch as typeof globalThis.fetch)(input, init);
      },
    });
    const upstream = await startUpstream();
    try {
      expect(await observe(steady as AnyFetch, upstream, scenario)).toMatchObject({ error: {} });
      expect(calls).toBeLessThanOrEqual(1);
    } finally {
      steady.close();
      await upstream.close();
    }
  });
});
