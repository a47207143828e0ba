import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { createSteadyFetch, type SteadyOptions } from '../../src/index.ts';
import { startUpstream } from '../support/scripted-upstream.ts';
import { bareFetch, setupFor, subjects } from './subjects.ts';

describe.each(subjects)('the function %s', (_, subject) => {
  const setup = setupFor(subject);

  it('is called fetch and takes one argument', () => {
    expect([typeof setup.fetch, setup.fetch.name, setup.fetch.length]).toEqual(['function', 'fetch', 1]);
    expect([bareFetch.name, bareFetch.length]).toEqual(['fetch', 1]);
  });

  it('returns a promise of the engine', async () => {
    const call = setup.fetch(setup.upstream.url);
    expect(Object.getPrototypeOf(call)).toBe(Promise.prototype);
    await call;
  });

  it('does not care what it is called on', async () => {
    const { fetch, upstream } = setup;
    const client = { fetch };
    const calls = [
      fetch.call(undefined, upstream.url),
      fetch.call(null, upstream.url),
      fetch.call(globalThis, upstream.url),
      fetch.call({ fetch: 'mine' }, upstream.url),
      fetch.call(Object.freeze(['x']), upstream.url),
      fetch.apply('string', [upstream.url]),
      fetch.bind(undefined)(upstream.url),
      client.fetch(upstream.url),
      Reflect.apply(fetch, Symbol('this'), [upstream.url]),
    ];
    for (const response of await Promise.all(calls)) expect(response.status).toBe(200);
  });

  it('works as a callback, which is passed more than fetch takes', async () => {
    const responses = await Promise.all([`${setup.upstream.url}/a`].map((url) => setup.fetch(url, undefined)));
    expect(responses.map((response) => response.status)).toEqual([200]);
    expect((await Reflect.apply(setup.fetch, undefined, [setup.upstream.url, {}, 'third', 4])).status).toBe(200);
  });

  it('answers many calls at once, each with its own answer', async () => {
    setup.upstream.play((request, response) => response.end(request.url));
    const paths = Array.from({ length: 50 }, (_, n) => `/${n}`);
    const texts = await Promise.all(
      paths.map(async (path) => (await setup.fetch(`${setup.upstream.url}${path}`)).text()),
    );
    expect(texts).toEqual(paths);
  });

  it('uses connections again as fetch does', async () => {
    const sockets = async (fetch: typeof bareFetch): Promise<number> => {
      const upstream = await startUpstream();
      for (let n = 0; n < 5; n++) await (await fetch(upstream.url)).text();
      await upstream.close();
      return upstream.socketsSeen;
    };
    expect(await sockets(setup.fetch)).toBe(await sockets(bareFetch));
  });
});

describe('createSteadyFetch', () => {
  // Bundlers and minifiers rename functions, and the engine's own is no constructor in any browser.
  it('makes a function that is called fetch and constructs nothing, also when minified', async () => {
    const file = join(import.meta.dirname, '../../.cache/minified-client.mjs');
    const contents = "export { createSteadyFetch } from './src/index.ts'; export const bare = () => fetch('data:,a');";
    const stdin = { contents, resolveDir: join(import.meta.dirname, '../..') };
    await build({ stdin, outfile: file, bundle: true, minify: true, format: 'esm', packages: 'external' });
    const minified: { createSteadyFetch: typeof createSteadyFetch } = await import(pathToFileURL(file).href);
    for (const create of [createSteadyFetch, minified.createSteadyFetch]) {
      const fetch = create();
      expect([fetch.name, fetch.length, 'prototype' in fetch]).toEqual(['fetch', 1, false]);
      expect(() => Reflect.construct(fetch, ['data:,a'])).toThrow(TypeError);
      fetch.close();
    }
  });

  it('takes deep-frozen options and does not write to them', async () => {
    const upstream = await startUpstream(503, 200);
    const options = deepFreeze<SteadyOptions>({
      retry: { maxAttempts: 3, baseDelayMs: 1 },
      budget: { capacity: 5 },
      timeout: { attemptMs: 1_000 },
      circuit: { openMs: 500 },
      upstreams: { [upstream.url]: { retry: { maxAttempts: 2 }, circuit: { openMs: 1_000 } } },
      trustedProxies: ['proxy'],
    });
    const steady = createSteadyFetch(options);
    try {
      const response = await steady(upstream.url, deepFreeze({ headers: { a: 'b' }, steady: { maxAttempts: 2 } }));
      expect(response.status).toBe(200);
      expect(upstream.requests).toHaveLength(2);
    } finally {
      steady.close();
      await upstream.close();
    }
  });

  it('makes functions that do not share anything', async () => {
    const [one, other] = [createSteadyFetch(), createSteadyFetch()];
    one.close();
    expect(await (await other('data:,still')).text()).toBe('still');
    other.close();
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
