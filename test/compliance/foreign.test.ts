import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { ScriptedUpstream, Step } from '../support/scripted-upstream.ts';
import { describeError, observe, type Scenario } from './observe.ts';
import { type AnyFetch, AT_ONCE_MS, bareFetch, setupFor, subjects } from './subjects.ts';

/** A signal that is none of the engine's own: a polyfill's, jsdom's, or another realm's. */
interface ForeignSignal {
  readonly signal: object;
  /** Without the reason, where the signal knows none. */
  abort(reason?: unknown): void;
  readonly knowsReasons: boolean;
}

class PolyfilledSignal extends EventTarget {
  aborted = false;
  reason: unknown;
}

const eventTarget = (): ForeignSignal => {
  const signal = new PolyfilledSignal();
  return {
    signal,
    knowsReasons: true,
    abort(reason) {
      signal.aborted = true;
      signal.reason = reason;
      signal.dispatchEvent(new Event('abort'));
    },
  };
};

/** As `abort-controller` has it, which is older than reasons. */
const withoutReason = (): ForeignSignal => {
  const signal = Object.assign(new EventTarget(), { aborted: false });
  return {
    signal,
    knowsReasons: false,
    abort() {
      signal.aborted = true;
      signal.dispatchEvent(new Event('abort'));
    },
  };
};

const HAND_MADE = `() => {
  const listeners = new Set();
  const signal = {
    aborted: false,
    reason: undefined,
    addEventListener(type, listener) { listeners.add(listener); },
    removeEventListener(type, listener) { listeners.delete(listener); },
  };
  return {
    signal,
    knowsReasons: true,
    abort(reason) {
      signal.aborted = true;
      signal.reason = reason;
      for (const listener of [...listeners]) (listener.handleEvent ?? listener).call(signal, { type: 'abort', target: signal });
    },
  };
}`;
const handMade: () => ForeignSignal = runInNewContext(HAND_MADE);

const signals: [string, () => ForeignSignal][] = [
  ['a polyfill on EventTarget', eventTarget],
  ['a polyfill older than reasons', withoutReason],
  ["another realm's", handMade],
  [
    'a real one behind a proxy',
    () => {
      const controller = new AbortController();
      const signal = new Proxy(controller.signal, {});
      return { signal, knowsReasons: true, abort: (reason) => controller.abort(reason) };
    },
  ],
];

/** One that every engine takes. */
function real(knowsReasons: boolean): ForeignSignal {
  const controller = new AbortController();
  const abort = (reason: unknown): void => (knowsReasons ? controller.abort(reason) : controller.abort());
  return { signal: controller.signal, knowsReasons, abort };
}

interface Ending {
  readonly status?: number;
  readonly error?: unknown;
  readonly isReason?: boolean;
}

type Moment = 'before the call' | 'in flight' | 'in the body' | 'never';
const moments: Moment[] = ['before the call', 'in flight', 'in the body', 'never'];
const scripts: Record<Moment, Step> = {
  'before the call': 200,
  'in flight': 'hang',
  'in the body': 'headers-then-hang',
  never: 200,
};
const reason = new RangeError('enough');

async function callWith(
  fetch: AnyFetch,
  upstream: ScriptedUpstream,
  moment: Moment,
  foreign: ForeignSignal,
): Promise<Ending> {
  upstream.play(scripts[moment]);
  const before = upstream.requests.length;
  if (moment === 'before the call') foreign.abort(reason);
  let settled = false;
  const call = fetch(upstream.url, { signal: foreign.signal }).finally(() => {
    settled = true;
  });
  call.catch(() => {});
  if (moment === 'in flight') {
    while (!settled && upstream.requests.length === before) await new Promise((resolve) => setImmediate(resolve));
    foreign.abort(reason);
  }
  try {
    const response = await call;
    const read = response.text();
    if (moment === 'in the body') foreign.abort(reason);
    await read;
    return { status: response.status };
  } catch (error) {
    return { error: describeError(error), isReason: error === reason };
  }
}

describe.each(subjects)('what is foreign to the engine, under %s', (_, subject) => {
  const setup = setupFor(subject);

  describe.each(moments)('a signal aborted %s', (moment) => {
    it.each(signals)('is obeyed or refused as by fetch, or obeyed where fetch refuses it: %s', async (_, make) => {
      const theirs = await callWith(bareFetch, setup.upstream, moment, make());
      const start = performance.now();
      const foreign = make();
      const ours = await callWith(setup.fetch, setup.upstream, moment, foreign);
      expect(performance.now() - start).toBeLessThan(AT_ONCE_MS);
      // Engines differ in what they take for a signal. A refusal is a TypeError, and the reason here is none.
      const refused = theirs.isReason === false && JSON.stringify(theirs.error).includes('TypeError');
      const obeyed = await callWith(bareFetch, setup.upstream, moment, real(foreign.knowsReasons));
      expect(refused ? [theirs, obeyed] : [theirs]).toContainEqual(ours);
    });
  });

  it("rejects with another realm's error itself", async () => {
    const controller = new AbortController();
    const alien: unknown = runInNewContext('new Error("from elsewhere")');
    setup.upstream.play('hang');
    const call = setup.fetch(setup.upstream.url, { signal: controller.signal });
    call.catch(() => {});
    while (setup.upstream.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    controller.abort(alien);
    await expect(call).rejects.toBe(alien);
  });

  const foreign: [string, Scenario['args']][] = [
    ['a Request behind a proxy', ({ url }) => [new Proxy(new Request(`${url}/proxy`, { headers: { a: 'b' } }), {})]],
    [
      "another realm's Request",
      ({ url }) => [
        runInNewContext('({ url, method: "PUT", headers: {}, toString: () => url })', { url: `${url}/realm` }),
      ],
    ],
    ['a Request-like object', ({ url }) => [{ url, method: 'PUT', headers: {}, signal: undefined, clone() {} }]],
    [
      "another realm's URL",
      ({ url }) => [runInNewContext('({ href: url, toString: () => url })', { url: `${url}/url` })],
    ],
    [
      "another realm's init",
      ({ url }) => [url, runInNewContext('({ method: "PUT", body: "x", headers: { a: "b" } })')],
    ],
    ["another realm's header pairs", ({ url }) => [url, { headers: runInNewContext('[["a", "b"]]') }]],
    ["another realm's bytes", ({ url }) => [url, { method: 'PUT', body: runInNewContext('Uint8Array.of(97, 98)') }]],
    [
      "another realm's buffer",
      ({ url }) => [url, { method: 'PUT', body: runInNewContext('Uint8Array.of(97, 98).buffer') }],
    ],
    [
      'headers that only iterate',
      ({ url }) => [
        url,
        {
          headers: {
            *[Symbol.iterator]() {
              yield ['a', 'b'];
            },
          },
        },
      ],
    ],
    [
      'a Blob-like body',
      ({ url }) => {
        const blob = new Blob(['blob']);
        return [
          url,
          {
            method: 'PUT',
            body: {
              [Symbol.toStringTag]: 'Blob',
              type: 'x/y',
              size: 4,
              stream: () => blob.stream(),
              arrayBuffer: () => blob.arrayBuffer(),
            },
          },
        ];
      },
    ],
    ['a frozen Request', ({ url }) => [Object.freeze(new Request(url, { method: 'PUT', body: 'x' }))]],
    ['an init behind a proxy', ({ url }) => [url, new Proxy({ method: 'PUT', body: 'x' }, {})]],
  ];

  it.each(foreign)('is taken or refused as by fetch, at once: %s', async (_, args) => {
    const expected = await observe(bareFetch, setup.upstream, { args });
    const start = performance.now();
    expect(await observe(setup.fetch, setup.upstream, { args })).toEqual(expected);
    expect(performance.now() - start).toBeLessThan(AT_ONCE_MS);
  });
});
