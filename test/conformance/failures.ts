import { endOf, errorOf, type Point, shapeOf } from './point.ts';

// What fails, and may be sent again: only then do the defaults send more requests than the engine alone.

const STATUS = { why: 'the status says that it may pass' };

const failure = (status: string | number, times = 1): string => `/flaky?step=${status}&times=${times}`;

export const failures: readonly Point[] = [
  ...[500, 502, 503, 504].map(
    (status): Point => ({
      title: `sends a POST once that meets a ${status}, and gives it`,
      known: { status, text: 'failure' },
      run: async (fetch, site) => {
        const response = await fetch(`${site.origin}${failure(status)}&key=${site.key}`, { method: 'POST', body: 'x' });
        return shapeOf(response);
      },
    }),
  ),
  ...[500, 501, 502, 503, 504, 505].map(
    (status): Point => ({
      title: `gives a ${status} that lasts, of a GET`,
      known: { status, text: 'failure' },
      ...(status !== 501 && status !== 505 && { retried: STATUS }),
      run: async (fetch, site) => {
        const response = await fetch(`${site.origin}${failure(status, 99)}&key=${site.key}`);
        return shapeOf(response);
      },
    }),
  ),
  {
    title: 'rejects a POST that is reset with the engine’s error',
    isUncounted: true,
    known: { name: 'TypeError' },
    run: async (fetch, { origin, key }) =>
      errorOf(fetch(`${origin}${failure('reset', 99)}&key=${key}`, { method: 'POST' })),
  },
  {
    title: 'rejects a GET that is reset each time with the engine’s error',
    isUncounted: true,
    known: { name: 'TypeError' },
    // Counted in test/resends.test.ts: browsers repeat it by themselves, as often as they have idle connections.
    run: async (fetch, { origin, key }) => errorOf(fetch(`${origin}${failure('reset', 99)}&key=${key}`)),
  },
  {
    title: 'rejects a call to a dead port with the engine’s error',
    known: { name: 'TypeError' },
    run: async (fetch) => errorOf(fetch('http://127.0.0.1:1/')),
  },
  {
    title: 'answers the next call as ever',
    known: 'status 200',
    run: async (fetch, { origin, key }) => endOf(fetch(`${origin}/text?after=failures&key=${key}`)),
  },
];
