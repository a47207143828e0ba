import { arrived, errorOf, inTime, isClosedSoon, nameOf, type Point, type Surroundings } from './point.ts';

// Signals: at every moment of a call, with every kind of reason.

const REASONS: readonly (readonly [what: string, make: () => unknown[]])[] = [
  ['none', () => []],
  ['undefined', () => [undefined]],
  ['null', () => [null]],
  ['a text', () => ['enough']],
  ['false', () => [false]],
  ['an object', () => [{ because: 'enough' }]],
  ['a TypeError', () => [new TypeError('mine')]],
  ['a TimeoutError', () => [new DOMException('mine', 'TimeoutError')]],
];

type Start = (site: Surroundings) => readonly [url: string, init: RequestInit];

/** Where a call can be that an app aborts. */
const MOMENTS: readonly (readonly [when: string, start: Start])[] = [
  ['before the headers', ({ origin, key }) => [`${origin}/hang?key=${key}`, {}]],
  ['within the headers', ({ origin, key }) => [`${origin}/half-headers?key=${key}`, {}]],
  ['of a POST', ({ origin, key }) => [`${origin}/hang?key=${key}`, { method: 'POST', body: 'x'.repeat(200_000) }]],
  ['of another origin', ({ other, key }) => [`${other}/hang?cors&key=${key}`, {}]],
];

export const aborts: readonly Point[] = [
  ...REASONS.flatMap(([what, make]): Point[] => [
    {
      title: `gives the reason of a signal that has aborted: ${what}`,
      // WebKitGTK says AbortError, whatever the reason.
      except: ['webkit'],
      known: { isReason: true, count: 0 },
      run: async (fetch, site) => {
        const signal = AbortSignal.abort(...make());
        const call = fetch(`${site.origin}/text?key=${site.key}`, { signal });
        const isReason = await call.catch((error) => error === signal.reason);
        return { isReason, count: (await site.seen()).count };
      },
    },
    {
      title: `gives the reason of a signal that aborts in the same turn: ${what}`,
      except: ['webkit'],
      isUncounted: true,
      known: { isReason: true },
      run: async (fetch, { origin, key }) => {
        const controller = new AbortController();
        const call = fetch(`${origin}/text?key=${key}`, { signal: controller.signal });
        controller.abort(...make());
        return { isReason: await call.catch((error) => error === controller.signal.reason) };
      },
    },
    {
      title: `gives the engine's error of a body when the signal aborts: ${what}`,
      run: async (fetch, { origin, key }) => {
        const controller = new AbortController();
        const response = await fetch(`${origin}/slow?key=${key}`, { signal: controller.signal });
        const reading = errorOf(response.text());
        controller.abort(...make());
        return inTime(reading);
      },
    },
  ]),
  ...MOMENTS.map(
    ([when, start]): Point => ({
      title: `gives AbortError and hangs up when the signal aborts ${when}`,
      known: { end: 'AbortError', isClosed: true },
      run: async (fetch, site) => {
        const controller = new AbortController();
        const [url, init] = start(site);
        const end = fetch(url, { ...init, signal: controller.signal }).then(String, nameOf);
        await arrived(site);
        controller.abort();
        return { end: await inTime(end), isClosed: await isClosedSoon(site) };
      },
    }),
  ),
  {
    // Firefox does not hang up in the end.
    title: 'gives AbortError when the signal aborts after a redirect',
    known: 'AbortError',
    run: async (fetch, site) => {
      const controller = new AbortController();
      const url = `${site.origin}/redirect?key=${site.key}&to=/hang?key=${site.key}`;
      const end = fetch(url, { signal: controller.signal }).then(String, nameOf);
      await arrived(site, 2);
      controller.abort();
      return inTime(end);
    },
  },
  {
    title: 'obeys a signal of any of several',
    known: 'AbortError',
    run: async (fetch, site) => {
      const controller = new AbortController();
      const signal = AbortSignal.any([new AbortController().signal, controller.signal]);
      const end = fetch(`${site.origin}/hang?key=${site.key}`, { signal }).then(String, nameOf);
      await arrived(site);
      controller.abort();
      return inTime(end);
    },
  },
  {
    title: 'obeys a signal that times out',
    known: 'TimeoutError',
    except: ['webkit'],
    run: async (fetch, { origin, key }) =>
      inTime(fetch(`${origin}/hang?key=${key}`, { signal: AbortSignal.timeout(300) }).then(String, nameOf)),
  },
  {
    title: 'aborts one of two calls with the same URL, and leaves the other',
    known: ['AbortError', 200],
    run: async (fetch, site) => {
      const controller = new AbortController();
      const hanging = fetch(`${site.origin}/hang?key=${site.key}`, { signal: controller.signal }).then(String, nameOf);
      await arrived(site);
      const other = fetch(`${site.origin}/text?key=${site.key}`, { signal: new AbortController().signal });
      controller.abort();
      return [await inTime(hanging), (await other).status];
    },
  },
  {
    title: 'errors both copies of a body when the signal aborts',
    run: async (fetch, { origin, key }) => {
      const controller = new AbortController();
      const response = await fetch(`${origin}/slow?key=${key}`, { signal: controller.signal });
      const copy = response.clone();
      const ends = [response.text(), copy.text()].map((reading) => inTime(reading.then(String, nameOf)));
      controller.abort();
      return Promise.all(ends);
    },
  },
];
