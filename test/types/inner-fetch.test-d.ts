import nodeFetch from 'node-fetch';
import { describe, it } from 'vitest';
import { createSteadyFetch } from '../../src/index.ts';

/** As React Native 0.86 declares its own. */
declare const nativeFetch: (input: string | Request, init?: RequestInit) => Promise<Response>;

describe('a fetch whose types are not those of the platform, to TypeScript', () => {
  it('has to be cast', () => {
    // @ts-expect-error its Request, its Response and their bodies are classes and streams of its own
    createSteadyFetch({ fetch: nodeFetch });
    createSteadyFetch({ fetch: nodeFetch as unknown as typeof fetch });
    // @ts-expect-error it takes no URL
    createSteadyFetch({ fetch: nativeFetch });
    createSteadyFetch({ fetch: nativeFetch as typeof fetch });
  });
});
