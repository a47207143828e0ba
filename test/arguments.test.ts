import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyInit } from '../src/index.ts';
import { recordEvents, scriptedFetch, settled, type VirtualClock, virtualClock } from '../src/testing/index.ts';
import { toggle } from './support/toggle.ts';

const ADDRESS = 'http://upstream.test/a?b=c';

/** What one call is made with, and what the caller does with it right afterwards. */
interface Given {
  readonly input: RequestInfo | URL;
  readonly init?: SteadyInit;
  readonly change: () => void;
}

/** Arguments that only JavaScript would give. */
const loose = (input: unknown, init: object | undefined, change: () => void = () => {}): Given =>
  ({ input, init, change }) as Given;

/** Everything that the engine reads from the arguments of `fetch`, as plain data. The reading begins at once. */
async function read(input: RequestInfo | URL, init?: RequestInit) {
  const request = new Request(input, init);
  const { url, method, credentials, redirect, cache, mode, referrer, referrerPolicy, integrity, keepalive } = request;
  const headers = Object.fromEntries(request.headers);
  const isForm = headers['content-type']?.startsWith('multipart/') === true;
  // The boundary of a form is drawn anew each time.
  if (isForm) headers['content-type'] = 'multipart/form-data';
  const settings = { credentials, redirect, cache, mode, referrer, referrerPolicy, integrity, keepalive };
  const body = isForm ? [...(await request.formData())] : await request.text();
  return { url, method, headers, body, settings };
}

/** A fetch that reads its arguments as the engine does, at once. */
function readingFetch(statusOf: (sent: number) => number) {
  const seen: ReturnType<typeof read>[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    seen.push(read(input, init));
    await seen.at(-1);
    return new Response('', { status: statusOf(seen.length) });
  };
  return Object.assign(fetch, { seen });
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Bytes that another realm made: no `instanceof` of ours knows them. */
const foreignBytes = (text: string): Uint8Array<ArrayBuffer> =>
  runInNewContext('Uint8Array.from(codes)', { codes: [...bytesOf(text)] });

const put = (body: unknown, change: () => void): Given => loose(ADDRESS, { method: 'PUT', body }, change);

/** Counts as a string, but is another one from the second time on. */
const stringOnce = (first: string, later: string) => {
  let asked = 0;
  return { toString: () => (asked++ === 0 ? first : later) };
};

const cases: [string, () => Given][] = [
  [
    'a URL object that is moved',
    () => {
      const input = new URL(ADDRESS);
      const change = () => {
        input.pathname = '/changed';
        input.search = '';
      };
      return { input, change };
    },
  ],
  [
    'a Headers object that is changed',
    () => {
      const headers = new Headers({ 'x-a': 'first', 'x-b': 'kept' });
      const change = () => {
        headers.set('x-a', 'changed');
        headers.delete('x-b');
        headers.set('x-c', 'added');
      };
      return { input: ADDRESS, init: { headers }, change };
    },
  ],
  [
    'a plain object of headers that is changed',
    () => {
      const headers: Record<string, string> = { 'x-a': 'first' };
      const change = () => {
        headers['x-a'] = 'changed';
        headers['x-c'] = 'added';
      };
      return { input: ADDRESS, init: { headers }, change };
    },
  ],
  [
    'a list of headers whose pairs are changed',
    () => {
      const headers: [string, string][] = [
        ['x-a', 'first'],
        ['x-b', 'kept'],
      ];
      const change = () => {
        (headers[0] as [string, string])[1] = 'changed';
        headers.pop();
      };
      return { input: ADDRESS, init: { headers }, change };
    },
  ],
  [
    'a Map of headers that is changed',
    () => {
      const headers = new Map([['x-a', 'first']]);
      return loose(ADDRESS, { headers }, () => headers.set('x-a', 'changed'));
    },
  ],
  [
    'a Request whose headers are changed',
    () => {
      const input = new Request(ADDRESS, { headers: { 'x-a': 'first' } });
      return { input, change: () => input.headers.set('x-a', 'changed') };
    },
  ],
  [
    'a Uint8Array that is refilled',
    () => {
      const body = bytesOf('first');
      return put(body, () => body.fill(120));
    },
  ],
  [
    'a part of a larger buffer that is refilled',
    () => {
      const buffer = bytesOf('..first..');
      return put(buffer.subarray(2, 7), () => buffer.fill(120));
    },
  ],
  [
    'an ArrayBuffer that is refilled',
    () => {
      const bytes = bytesOf('first');
      return put(bytes.buffer, () => bytes.fill(120));
    },
  ],
  [
    'a DataView that is refilled',
    () => {
      const body = new DataView(bytesOf('first').buffer);
      return put(body, () => body.setUint8(0, 120));
    },
  ],
  [
    'URLSearchParams that are changed',
    () => {
      const body = new URLSearchParams({ a: 'first' });
      return put(body, () => body.append('a', 'added'));
    },
  ],
  [
    'FormData that is changed',
    () => {
      const body = new FormData();
      body.append('a', 'first');
      const change = () => {
        body.set('a', 'changed');
        body.append('b', 'added');
      };
      return put(body, change);
    },
  ],
  [
    'a text body whose init is changed throughout',
    () => {
      const init: RequestInit = { method: 'PUT', body: 'first', credentials: 'include', redirect: 'follow' };
      const change = () => {
        init.method = 'DELETE';
        init.body = 'changed';
        init.credentials = 'omit';
        init.redirect = 'error';
        init.cache = 'no-store';
        init.referrer = '';
        init.headers = { 'x-c': 'added' };
      };
      return { input: ADDRESS, init, change };
    },
  ],
  ['headers that can be iterated once', () => loose(ADDRESS, { headers: new Headers({ 'x-a': 'first' }).entries() })],
  [
    'headers from a generator',
    () =>
      loose(ADDRESS, {
        headers: (function* () {
          yield ['x-a', 'first'];
          yield ['x-b', 'second'];
        })(),
      }),
  ],
  [
    'headers of another realm that are changed',
    () => {
      const headers = runInNewContext(`(() => {
        const pairs = [['x-a', 'first']];
        return { get: () => 'first', entries: () => pairs.values(), [Symbol.iterator]: () => pairs.values(), pairs };
      })()`);
      return loose(ADDRESS, { headers }, () => {
        headers.pairs[0][1] = 'changed';
      });
    },
  ],
  [
    "another realm's Uint8Array that is refilled",
    () => {
      const body = foreignBytes('first');
      return put(body, () => body.fill(120));
    },
  ],
  [
    "another realm's ArrayBuffer that is refilled",
    () => {
      const bytes = foreignBytes('first');
      return put(bytes.buffer, () => bytes.fill(120));
    },
  ],
  [
    'a URL class of another realm whose address is changed',
    () => {
      const input = runInNewContext(`new (class URL {
        href = ${JSON.stringify(ADDRESS)};
        toString() { return this.href; }
      })()`);
      return loose(input, undefined, () => {
        input.href = 'http://upstream.test/changed';
      });
    },
  ],
  [
    'an address that is a string only when asked',
    () => loose(stringOnce(ADDRESS, 'http://upstream.test/changed'), undefined),
  ],
  ['a body that is a string only when asked', () => put(stringOnce('first', 'changed'), () => {})],
  [
    'a method that is a string only when asked',
    () => loose(ADDRESS, { method: stringOnce('PUT', 'DELETE'), body: 'first' }),
  ],
];

describe('the arguments of a call are what they were when it was made', () => {
  test.each(cases)('in every attempt after a failure: %s', async (_name, make) => {
    const expected = await readGiven(make());
    const clock = virtualClock();
    const fetch = readingFetch((sent) => (sent < 3 ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });

    const { input, init, change } = make();
    const call = steady(input, init);
    change();

    expect((await clock.runUntil(call)).status).toBe(200);
    expect(await Promise.all(fetch.seen)).toEqual([expected, expected, expected]);
  });

  test.each(cases)('in an attempt that the circuit kept waiting: %s', async (_name, make) => {
    const expected = await readGiven(make());
    const clock = virtualClock();
    let failuresLeft = Number.POSITIVE_INFINITY;
    const fetch = readingFetch(() => (failuresLeft-- > 0 ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    await untilOpen(steady, clock, () => {
      const { input, init } = make();
      return steady(input, { ...init, steady: { maxAttempts: 1, idempotent: true } });
    });
    fetch.seen.length = 0;
    failuresLeft = 1;

    const { input, init, change } = make();
    const call = steady(input, init);
    change();

    expect((await clock.runUntil(call)).status).toBe(200);
    expect(await Promise.all(fetch.seen)).toEqual([expected, expected]);
  });

  test.each(cases)('in a retry that waited for the network: %s', async (_name, make) => {
    const expected = await readGiven(make());
    const clock = virtualClock();
    const network = toggle(false);
    const online = { isOnline: network.isOn, subscribe: network.subscribe };
    const answering = readingFetch(() => 200);
    const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      const response = await answering(input, init);
      if (network.isOn()) return response;
      throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENETUNREACH' }) });
    };
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5, online });

    const { input, init, change } = make();
    const call = steady(input, init);
    change();
    await clock.advance(20_000);
    expect(answering.seen).toHaveLength(1);
    network.set(true);

    expect((await clock.runUntil(call)).status).toBe(200);
    expect(await Promise.all(answering.seen)).toEqual([expected, expected]);
  });

  test('and a repeated request really waits while the circuit is open, so that the caller has time to change them', async () => {
    const clock = virtualClock();
    const fetch = readingFetch(() => 502);
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    await untilOpen(steady, clock, () => steady(ADDRESS, { steady: { maxAttempts: 1 } }));
    const sent = fetch.seen.length;
    const call = steady(ADDRESS).catch(() => {});
    await settled();
    expect(fetch.seen).toHaveLength(sent);
    await clock.runUntil(call);
  });
});

describe('members of init', () => {
  const MEMBERS: Record<string, unknown> = {
    method: 'PUT',
    headers: { 'x-a': 'first' },
    body: 'first',
    credentials: 'include',
    cache: 'no-store',
    redirect: 'follow',
    referrer: '',
    referrerPolicy: 'origin',
    integrity: '',
    keepalive: false,
    mode: 'cors',
    signal: new AbortController().signal,
    steady: { maxAttempts: 2 },
  };

  test.each([
    ['by a call that succeeds at once', 200],
    ['by a call that is sent again', 502],
  ])('are read once, and before the call returns, %s', async (_name, first) => {
    const clock = virtualClock();
    const fetch = readingFetch((sent) => (sent === 1 ? first : 200));
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const reads: Record<string, number> = {};
    const late: string[] = [];
    let hasReturned = false;
    const init = {};
    for (const [name, value] of Object.entries(MEMBERS)) {
      const get = () => {
        reads[name] = (reads[name] ?? 0) + 1;
        if (hasReturned) late.push(name);
        return value;
      };
      Object.defineProperty(init, name, { enumerable: true, get });
    }
    const call = steady(ADDRESS, init);
    hasReturned = true;
    expect((await clock.runUntil(call)).status).toBe(200);
    expect(late).toEqual([]);
    expect(reads).toEqual(Object.fromEntries(Object.keys(MEMBERS).map((name) => [name, 1])));
  });

  test('count as they are found on a prototype, too', async () => {
    const clock = virtualClock();
    const fetch = readingFetch((sent) => (sent === 1 ? 502 : 200));
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const state = { method: 'PUT', body: 'first' };
    class Settings {
      get method() {
        return state.method;
      }
      get body() {
        return state.body;
      }
    }
    const call = steady(ADDRESS, new Settings());
    state.method = 'DELETE';
    state.body = 'changed';
    await clock.runUntil(call);
    for (const seen of fetch.seen) expect(await seen).toMatchObject({ method: 'PUT', body: 'first' });
    expect(fetch.seen).toHaveLength(2);
  });

  test('replace no signal afterwards: the one that was given rules the call', async () => {
    const clock = virtualClock();
    const steady = createSteadyFetch({ fetch: scriptedFetch(502, 'repeat'), clock, random: () => 0.5 });
    const given = new AbortController();
    const other = new AbortController();
    const init: RequestInit = { signal: given.signal };
    const call = steady(ADDRESS, init).catch((error) => error);
    init.signal = other.signal;
    other.abort('other');
    await settled();
    given.abort('given');
    expect(await call).toBe('given');
  });
});

describe('init.steady', () => {
  test('is what it was when the call was made', async () => {
    const clock = virtualClock();
    const fetch = scriptedFetch(502, 502, 200, 'repeat');
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const told = recordEvents(steady);
    const asked: string[] = [];
    const notice = { label: 'first' };
    const init = {
      method: 'POST',
      steady: {
        maxAttempts: 3,
        idempotent: true,
        timeout: { totalMs: 30_000 },
        notice,
        shouldRetry: () => {
          asked.push('first');
          return undefined;
        },
      },
    };
    const call = steady(ADDRESS, init);
    Object.assign(init.steady, { maxAttempts: 1, idempotent: false, timeout: { totalMs: 1 } });
    init.steady.shouldRetry = () => {
      asked.push('changed');
      return undefined;
    };
    notice.label = 'changed';

    expect((await clock.runUntil(call)).status).toBe(200);
    expect(asked).toEqual(['first', 'first']);
    const labels = told.events.map((event) => ('notice' in event && event.notice ? event.notice.label : undefined));
    expect(new Set(labels)).toEqual(new Set(['first']));
    for (const { maxAttempts } of told.of('attempt.started')) expect(maxAttempts).toBe(3);
  });

  test('reaches no inner fetch', async () => {
    const clock = virtualClock();
    const inits: unknown[] = [];
    const script = scriptedFetch(502, 200);
    const fetch: typeof script = Object.assign((input: RequestInfo | URL, init?: RequestInit) => {
      inits.push(init);
      return script(input, init);
    }, script);
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    await clock.runUntil(steady(ADDRESS, { steady: { notice: { label: 'mine' } } }));
    for (const init of inits) expect('steady' in Object(init)).toBe(false);
    expect(inits).toHaveLength(2);
  });
});

const readGiven = ({ input, init }: Given) => read(input, init);

/** Fails with the same request, again and again, until the client says that its circuit is open. */
async function untilOpen(
  steady: ReturnType<typeof createSteadyFetch>,
  clock: VirtualClock,
  fail: () => Promise<Response>,
): Promise<void> {
  let isOpen = false;
  const off = steady.on('circuit.opened', () => {
    isOpen = true;
  });
  for (let n = 0; n < 40 && !isOpen; n++) {
    await clock.advance(400);
    await clock.runUntil(fail().catch(() => {}));
  }
  off();
  expect(isOpen).toBe(true);
}
