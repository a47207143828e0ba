import { describe, expectTypeOf, it } from 'vitest';
import { createSteadyFetch, type FetchLike, type SteadyFetch, type SteadyInit } from '../../src/index.ts';

const steady = createSteadyFetch();

describe('a steady fetch, to TypeScript', () => {
  it('is a fetch', () => {
    expectTypeOf(steady).toExtend<typeof globalThis.fetch>();
    expectTypeOf(steady).toExtend<typeof fetch>();
    expectTypeOf(steady).toExtend<FetchLike>();
    const replaced: { fetch: typeof globalThis.fetch } = { fetch: steady };
    globalThis.fetch = steady;
    void replaced;
  });

  it('is a fetch to clients that write its type by hand', () => {
    expectTypeOf(steady).toExtend<(url: string) => Promise<Response>>();
    expectTypeOf(steady).toExtend<
      (input: string | URL | globalThis.Request, init?: RequestInit) => Promise<Response>
    >();
    expectTypeOf(steady).toExtend<(request: Request) => Promise<Response>>();
    // As openapi-fetch, ky and others have it: only what they need of a response.
    expectTypeOf(steady).toExtend<(input: URL, init: { method: string }) => Promise<{ ok: boolean; status: number }>>();
    expectTypeOf(steady).toExtend<(...args: Parameters<typeof fetch>) => ReturnType<typeof fetch>>();
  });

  it('wraps any fetch, itself included', () => {
    createSteadyFetch({ fetch: globalThis.fetch });
    createSteadyFetch({ fetch: steady });
    createSteadyFetch({ fetch: async () => new Response() });
    createSteadyFetch({ fetch: async (input) => new Response(String(input)) });
    createSteadyFetch({ fetch: (input, init) => fetch(input, init) });
    // @ts-expect-error it must answer with a Response
    createSteadyFetch({ fetch: async () => 'text' });
  });

  it('takes what fetch takes', () => {
    expectTypeOf<Parameters<SteadyFetch>>().toEqualTypeOf<
      [input: string | URL | Request, init?: SteadyInit | undefined]
    >();
    expectTypeOf<Parameters<typeof fetch>>().toExtend<Parameters<SteadyFetch>>();
    expectTypeOf<RequestInit>().toExtend<SteadyInit>();
    expectTypeOf<SteadyInit>().toExtend<RequestInit>();
    const request = new Request('http://types.test');
    const calls = (): Promise<Response>[] => [
      steady('/relative'),
      steady(new URL('http://types.test')),
      steady(request),
      steady(request, { method: 'PUT' }),
      steady('/', request),
      steady('/', { signal: null, body: null, headers: [['a', 'b']] }),
      steady('/', { method: 'POST', body: new FormData(), headers: new Headers() }),
      steady('/', {}),
      steady('/', undefined),
    ];
    void calls;
  });

  it('gives what fetch gives', () => {
    expectTypeOf<ReturnType<SteadyFetch>>().toEqualTypeOf<Promise<Response>>();
    expectTypeOf<Awaited<ReturnType<SteadyFetch>>>().toEqualTypeOf<Response>();
    expectTypeOf<ReturnType<SteadyFetch>>().toEqualTypeOf<ReturnType<typeof fetch>>();
  });

  it('refuses what fetch refuses', () => {
    const calls = (): unknown[] => [
      // @ts-expect-error no input
      steady(),
      // @ts-expect-error a number is no input
      steady(5),
      // @ts-expect-error a number is no method
      steady('/', { method: 5 }),
      // @ts-expect-error init is an object
      steady('/', 'POST'),
    ];
    void calls;
  });
});
