import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSteadyFetch, reportOf, type SteadyInit, type SteadyOptions } from '../../src/index.ts';
import type { NoticeSink } from '../../src/notices/index.ts';
import {
  collectSink,
  consoleSink,
  notistackSink,
  reactHotToastSink,
  reactToastifySink,
  sonnerSink,
  viewStore,
} from '../../src/sinks/index.ts';
import { instantClock, scriptedFetch, virtualClock } from '../../src/testing/index.ts';
import { callers, stand } from '../notices/stand.ts';
import { seeded } from '../support/random.ts';
import { type ScriptedUpstream, startUpstream } from '../support/scripted-upstream.ts';

const URL = 'http://upstream.test/';

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await upstream.close();
});

const again = (options: SteadyOptions = {}) =>
  createSteadyFetch({ clock: instantClock(), random: seeded(1), ...options });

/** Everything that a stand-in for a toast library is given, in words. */
function recorder() {
  const given: string[] = [];
  const take = (value: unknown, depth = 0): void => {
    if (typeof value === 'string') given.push(value);
    else if (typeof value === 'object' && value !== null && depth < 12) {
      for (const each of Object.values(value)) take(each, depth + 1);
    }
  };
  const library: object = new Proxy(() => 'id', {
    get: () => library,
    apply: (_target, _this, values: unknown[]) => {
      for (const value of values) take(value);
      return 'id';
    },
  });
  return { given, take, library: library as never };
}

const createElement = ((type: unknown, props: unknown, ...children: unknown[]) => ({ type, props, children })) as never;

const SINKS: Record<string, (kit: ReturnType<typeof recorder>) => NoticeSink> = {
  collectSink: ({ take }) => {
    const sink = collectSink();
    return {
      ...sink,
      upsert(view) {
        sink.upsert(view);
        take(sink.shown());
      },
    };
  },
  consoleSink: ({ take }) => consoleSink({ info: take }),
  viewStore: ({ take }) => {
    const store = viewStore();
    store.subscribe(take);
    return store;
  },
  sonnerSink: ({ library }) => sonnerSink(library),
  'sonnerSink with elements': ({ library }) => sonnerSink(library, createElement),
  reactHotToastSink: ({ library }) => reactHotToastSink(library, createElement),
  reactToastifySink: ({ library }) => reactToastifySink(library, createElement),
  notistackSink: ({ library }) => notistackSink(library, createElement),
};

/** Controls, line breaks, halves of characters, and everything that turns the text around it, except the isolates of our own sentences. */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u00AD\u180E\u200B\u2060\uFEFF]/u;

describe.each(Object.keys(SINKS))('%s', (name) => {
  test('is given no name or reference with a control, a line break or a turn of direction', async () => {
    const page = '<html><script>alert(1)</script>\u202Eegap</html>';
    const headers = { 'x-request-id': 'two words<b>', 'cf-ray': '8f2c' };
    const world = stand(() => new Response(page, { status: 502, headers }), {
      label: () => 'Pho\u202Etos\u0000\r\nfor you\u2066',
    });
    const kit = recorder();
    world.center.connect(SINKS[name]?.(kit) as NoticeSink);
    const notice = { importance: 'user', label: 'In\u2066voice\n\u202E7\u2028' } as const;
    const calls = callers(world.steady, 2, undefined, { steady: { notice } });
    await world.clock.advance(60_000);
    await Promise.all(calls);
    const words = kit.given.join('\u241E');
    expect(words).toContain('Pho tos for you');
    expect(words).not.toMatch(HARMFUL);
    expect(words).not.toMatch(/script|alert|egap|two words/);
  });
});

describe('a page of a gateway', () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 'a'));

  test.each<[string, (upstream: ScriptedUpstream) => void]>([
    [
      'of 50 MB, zipped to 50 kB,',
      (site) => site.play({ status: 503, headers: { 'content-encoding': 'gzip' }, body: bomb }, 200),
    ],
    [
      'without an end',
      (site) =>
        site.play((_request, response) => {
          response.writeHead(503, { 'content-type': 'text/html' });
          const more = () => {
            while (response.write('<p>'.repeat(10_000)));
          };
          response.on('drain', more);
          more();
        }, 200),
    ],
  ])('%s holds up no retry, and is not read to its end', async (_what, play) => {
    play(upstream);
    const before = process.memoryUsage().rss;
    const response = await again()(upstream.url);
    expect([response.status, upstream.requests.length]).toEqual([200, 2]);
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
  });

  test('in a million pieces is read for a hundred of them at most', async () => {
    const clock = virtualClock();
    let pulled = 0;
    const pieces = () =>
      new ReadableStream({
        type: 'bytes',
        pull: (controller) => {
          if (++pulled > 1_000_000) controller.close();
          else controller.enqueue(new Uint8Array([60]));
        },
      });
    const fetch = scriptedFetch(() => new Response(pieces(), { status: 503 }), 200);
    const steady = createSteadyFetch({ fetch, clock, random: seeded(1) });
    expect((await clock.runUntil(steady(URL))).status).toBe(200);
    await clock.advance(60_000);
    expect(pulled).toBeGreaterThan(0);
    expect(pulled).toBeLessThan(300);
  });
});

describe('names that objects have by themselves', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];

  test.each(NAMES)('are upstreams like others: %s', async (name) => {
    const steady = again({ fetch: scriptedFetch(503, 200, 'repeat'), upstreams: { other: { throwOnFailure: true } } });
    expect((await steady(URL, { steady: { upstream: name } })).status).toBe(200);
    expect(steady.upstreams().map((each) => each.upstream)).toEqual([name]);
    const named = JSON.parse(`{ ${JSON.stringify(name)}: { "retry": { "maxAttempts": 1 } } }`);
    const once = again({ fetch: scriptedFetch(503, 'repeat'), upstreams: named });
    const response = await once(URL, { steady: { upstream: name } });
    expect(reportOf(response)?.attempts).toHaveLength(1);
  });

  test.each([
    '{ "__proto__": { "polluted": true } }',
    '{ "constructor": { "prototype": { "polluted": true } } }',
    '{ "retry": { "__proto__": { "polluted": true } } }',
    '{ "upstreams": { "a": { "__proto__": { "polluted": true } } } }',
    '{ "upstreams": { "a": { "retry": { "__proto__": { "polluted": true, "maxAttempts": 9 } } } } }',
  ])('change no other object, as options: %s', async (json) => {
    for (const act of [
      () =>
        createSteadyFetch({ fetch: scriptedFetch(200, 'repeat'), ...JSON.parse(json) })(URL, {
          steady: { upstream: 'a' },
        }),
      () => createSteadyFetch({ fetch: scriptedFetch(200, 'repeat'), upstreams: () => JSON.parse(json) })(URL),
      () => createSteadyFetch({ fetch: scriptedFetch(200, 'repeat') })(URL, { steady: JSON.parse(json) }),
    ]) {
      await Promise.resolve()
        .then(act)
        .catch(() => {});
    }
    expect('polluted' in {}).toBe(false);
    expect('maxAttempts' in {}).toBe(false);
  });
});

describe('an idempotency key', () => {
  const EVIL = 'a\r\nx-evil: 1';
  const NOT_SENT: [string, SteadyOptions, SteadyInit][] = [
    ['of one call', {}, { steady: { idempotencyKey: EVIL } }],
    ['that the app makes', { idempotencyKey: { create: () => EVIL } }, {}],
    ['that the app makes later', { idempotencyKey: { create: (async () => EVIL) as never } }, {}],
    ['whose header has line breaks', { idempotencyKey: { header: 'x-key\r\nx-evil' } }, {}],
  ];

  test.each(NOT_SENT)('%s adds no header: the call rejects, and nothing is sent', async (_what, options, init) => {
    const call = async () => again(options)(upstream.url, { method: 'POST', body: 'x', ...init });
    await expect(call()).rejects.toThrow();
    expect(upstream.requests).toHaveLength(0);
  });

  test('goes where a redirect leads, as every header of bare fetch does that is not a credential', async () => {
    await using other = await startUpstream();
    upstream.play({ status: 307, headers: { location: `${other.url}/there` } });
    const init = { method: 'POST', body: 'x', headers: { authorization: 'secret', 'x-mine': 'yes' } };
    await fetch(upstream.url, init);
    await again()(upstream.url, { ...init, steady: { idempotencyKey: 'order-7' } });
    const seen = other.requests.map(({ headers }) => [
      headers.authorization,
      headers['x-mine'],
      headers['idempotency-key'],
    ]);
    expect(seen).toEqual([
      [undefined, 'yes', undefined],
      [undefined, 'yes', 'order-7'],
    ]);
    await again()(upstream.url, { ...init, redirect: 'manual', steady: { idempotencyKey: 'order-8' } });
    expect(other.requests).toHaveLength(2);
  });
});

test('nothing is logged, whatever fails', async () => {
  const printed = (['debug', 'info', 'log', 'warn', 'error', 'trace', 'table', 'dir'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation(() => {}),
  );
  const outputs = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'));
  const answers = [502, 404, new TypeError('fetch failed'), 503, new Response('<html>', { status: 504 })];
  let count = 0;
  const world = stand(() => {
    const answer = answers[count++ % answers.length] ?? 200;
    return answer instanceof Response ? answer.clone() : answer;
  });
  const calls = [
    ...callers(world.steady, 5, undefined, { steady: { notice: { importance: 'user' } } }),
    ...callers(world.steady, 5, 'https://api.test/orders', { method: 'POST', body: 'x' }),
  ];
  await world.clock.advance(120_000);
  await Promise.all(calls);
  world.steady.close();
  await world.clock.advance(60_000);
  expect(count).toBeGreaterThan(10);
  expect([...printed, ...outputs].flatMap(({ mock }) => mock.calls)).toEqual([]);
});

describe('no source of ours', () => {
  const src = join(import.meta.dirname, '../../src');
  const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    // Comments may name what code may not use.
    .map((path) => [path, readFileSync(join(src, path), 'utf8').replaceAll(/^\s*(\/?\*|\/\/).*$/gm, '')] as const);
  const using = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([path]) => path);
  /** Sends a message to itself, over a channel that no other code has an end of. */
  const ownChannel = 'testing/turns.ts';

  test.each<[string, RegExp]>([
    [
      'listens to messages of other code',
      /BroadcastChannel|MessageChannel|MessagePort|onmessage|EventSource|WebSocket/,
    ],
    [
      'makes code or HTML of text',
      /\beval\b|new Function|innerHTML|outerHTML|insertAdjacentHTML|DOMParser|document\.write|srcdoc|createContextualFragment|setHTML/,
    ],
    ['stores anything', /localStorage|sessionStorage|indexedDB|document\.cookie|\bcaches\b/],
    ['sends or hears custom events, which other code could send too', /CustomEvent/],
  ])('%s', (_what, pattern) => {
    expect(using(pattern).filter((path) => path !== ownChannel)).toEqual([]);
  });

  test('sends messages or gets any, except a service worker and its pages, who check them', () => {
    const parts = ['serve.ts', 'with-worker.ts'].map((name) => `service-worker/${name}`);
    // For tests alone, to itself, over a channel that no other code has.
    expect(using(/postMessage|addEventListener\('message'/).sort()).toEqual([...parts, 'testing/turns.ts']);
  });

  test('listens on the page, the document or a signal to anything but these', () => {
    const types = sources.flatMap(([, text]) =>
      [...text.matchAll(/addEventListener\??\.?(?:call)?\((?:globalThis, )?(?:'(\w+)'|(\w+))/g)].map(
        ([, type, name]) => type ?? name ?? '',
      ),
    );
    const known = ['abort', 'online', 'offline', 'beforeunload', 'pagehide', 'pageshow', 'TYPE', 'type'];
    const ofNotices = ['click', 'pointerenter', 'pointerleave', 'focusin', 'focusout', 'keydown', 'fullscreenchange'];
    const ofPanel = ['toggle', 'visibilitychange'];
    const ofScripts = ['DOMContentLoaded', 'fetch', 'message', 'install', 'activate'];
    expect(new Set(types)).toEqual(new Set([...known, ...ofNotices, ...ofPanel, ...ofScripts, 'disconnect']));
  });

  test('prints anything but an error in code of the app, once, and what is wrong with a script tag', () => {
    const ofApps = ['client.ts', 'show-notices-later.ts', 'notices/guard.ts', 'history/keep-history.ts'];
    const printing = using(/console\.(?!ts\b)/);
    expect(printing.sort()).toEqual([...ofApps, 'script-tag/index.ts', 'script-tag/install.ts'].sort());
  });
});
