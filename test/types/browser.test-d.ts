import { describe, expectTypeOf, it } from 'vitest';
import { createSteadyFetch, type SteadyCallOptions } from '../../src/index.ts';

// Names that only lib.dom has. The other files of this folder hold without it: see tsconfig.node.json.
describe('a steady fetch, to TypeScript in a browser', () => {
  it('is the fetch of a window and of a worker', () => {
    const steady = createSteadyFetch();
    expectTypeOf(steady).toExtend<Window['fetch']>();
    expectTypeOf(steady).toExtend<WindowOrWorkerGlobalScope['fetch']>();
    expectTypeOf(steady).toExtend<(input: RequestInfo | URL, init?: RequestInit) => Promise<Response>>();
    expectTypeOf<() => BodyInit>().toExtend<NonNullable<SteadyCallOptions['body']>>();
    window.fetch = steady;
  });
});
