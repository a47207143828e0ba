import { describe, expectTypeOf, it } from 'vitest';
import {
  createSteadyFetch,
  type RetryContext,
  type SteadyCallOptions,
  type SteadyInit,
  type SteadyOptions,
} from '../../src/index.ts';

const steady = createSteadyFetch();

describe('init.steady, to TypeScript', () => {
  it('is optional', () => {
    expectTypeOf<SteadyInit['steady']>().toEqualTypeOf<SteadyCallOptions | undefined>();
    expectTypeOf({}).toExtend<SteadyCallOptions>();
  });

  it('takes every option of a call beside what fetch takes', () => {
    const call = (): Promise<Response> =>
      steady('/', {
        method: 'PUT',
        signal: AbortSignal.timeout(1),
        steady: {
          maxAttempts: 2,
          timeout: { attemptMs: 1, totalMs: 2 },
          idempotent: true,
          idempotencyKey: 'key',
          body: () => 'again',
          upstream: 'api',
          circuit: false,
          throwOnFailure: true,
          shouldRetry: ({ verdict }) => verdict.kind === 'bad-gateway' || undefined,
          notice: { importance: 'user', label: 'Invoice', surface: 'inline' },
        },
      });
    expectTypeOf(call).returns.resolves.toEqualTypeOf<Response>();
    expectTypeOf<{ timeout: false; idempotencyKey: true; notice: false }>().toExtend<SteadyCallOptions>();
  });

  it('takes a fresh body of any kind that fetch takes', () => {
    expectTypeOf<() => NonNullable<RequestInit['body']>>().toExtend<NonNullable<SteadyCallOptions['body']>>();
    expectTypeOf<() => ReadableStream>().toExtend<NonNullable<SteadyCallOptions['body']>>();
  });

  it('takes a fresh body that comes later', () => {
    expectTypeOf<() => Promise<NonNullable<RequestInit['body']>>>().toExtend<NonNullable<SteadyCallOptions['body']>>();
    // @ts-expect-error a body must come of it
    expectTypeOf<() => Promise<number>>().toExtend<NonNullable<SteadyCallOptions['body']>>();
  });

  it('refuses what is none of its options', () => {
    const calls = (): unknown[] => [
      // @ts-expect-error there is no such option
      steady('/', { steady: { retries: 3 } }),
      // @ts-expect-error a number is no timeout
      steady('/', { steady: { timeout: 5 } }),
      // @ts-expect-error a circuit can only be switched off
      steady('/', { steady: { circuit: true } }),
      // @ts-expect-error there is no such importance
      steady('/', { steady: { notice: { importance: 'urgent' } } }),
      // @ts-expect-error text is no number
      steady('/', { steady: { maxAttempts: '3' } }),
      // @ts-expect-error a body is made, not given
      steady('/', { steady: { body: 'x' } }),
      // @ts-expect-error it must give a body
      steady('/', { steady: { body: () => 5 } }),
      // @ts-expect-error undefined is not an option left out
      steady('/', { steady: { maxAttempts: undefined } }),
    ];
    void calls;
  });
});

describe('the options of createSteadyFetch, to TypeScript', () => {
  it('are optional, readonly, and may be switched off in parts', () => {
    expectTypeOf(createSteadyFetch).parameter(0).toEqualTypeOf<SteadyOptions | undefined>();
    expectTypeOf<{
      readonly retry: { readonly maxAttempts: 2 };
      readonly budget: false;
      readonly timeout: false;
      readonly circuit: false;
      readonly idempotencyKey: true;
      readonly trustedProxies: readonly ['a'];
    }>().toExtend<SteadyOptions>();
  });

  it('take upstreams by name or by function', () => {
    createSteadyFetch({ upstreams: { 'http://a.test': { retry: { maxAttempts: 1 } } } });
    createSteadyFetch({ upstreams: (key) => (key.endsWith('.test') ? { circuit: false } : undefined) });
    // @ts-expect-error what is said for all cannot be said for one
    createSteadyFetch({ upstreams: { a: { random: Math.random } } });
  });

  it('are refused where they are none', () => {
    // @ts-expect-error there is no such option
    createSteadyFetch({ retries: 3 });
    // @ts-expect-error there is no such option
    createSteadyFetch({ retry: { attempts: 3 } });
    // @ts-expect-error jitter is always full
    createSteadyFetch({ retry: { jitter: 'full' } });
    // @ts-expect-error a retry cannot be switched off: one attempt is what that means
    createSteadyFetch({ retry: false });
  });

  it('tell shouldRetry about the failure', () => {
    createSteadyFetch({
      retry: {
        shouldRetry(context) {
          expectTypeOf(context).toEqualTypeOf<RetryContext>();
          expectTypeOf(context.response).toEqualTypeOf<Response | undefined>();
          expectTypeOf(context.error).toBeUnknown();
          return undefined;
        },
      },
    });
  });

  it('take the answer of shouldRetry at once or later, with or without a time', () => {
    createSteadyFetch({ retry: { shouldRetry: async () => true } });
    createSteadyFetch({ retry: { shouldRetry: () => ({ afterMs: 5 }) } });
    createSteadyFetch({ retry: { shouldRetry: async () => ({ afterMs: 5 }) } });
    // @ts-expect-error a number says neither whether nor in which unit
    createSteadyFetch({ retry: { shouldRetry: () => 5 } });
    // @ts-expect-error a time has a unit
    createSteadyFetch({ retry: { shouldRetry: () => ({ after: 5 }) } });
  });

  it('switch second attempts off with false, and with nothing else', () => {
    createSteadyFetch({ retry: { hedgeAfterMs: false } });
    // @ts-expect-error true is no time
    createSteadyFetch({ retry: { hedgeAfterMs: true } });
  });
});
