import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { EventsMessage } from '../../src/service-worker/messages.ts';
import { serveSteadily } from '../../src/service-worker/serve.ts';

// The worker without a browser: what it does with each request. test/browser/service-worker.test.ts has real ones.

const ORIGIN = 'https://shop.test';

type Listener = (event: object) => void;
let listeners: Record<string, Listener[]>;
let sent: unknown[][];
let posted: unknown[];
let reply: (request: Request) => Promise<Response>;

beforeEach(() => {
  listeners = {};
  sent = [];
  posted = [];
  reply = async () => new Response('fine');
  vi.stubGlobal('location', { origin: ORIGIN, href: `${ORIGIN}/sw.js` });
  vi.stubGlobal('navigator', { languages: ['pt-PT'], onLine: true });
  vi.stubGlobal('clients', { get: async () => ({ postMessage: (message: unknown) => posted.push(message) }) });
  vi.stubGlobal('addEventListener', (type: string, listener: Listener) => {
    listeners[type] = [...(listeners[type] ?? []), listener];
  });
  vi.stubGlobal('fetch', (...given: [Request]) => {
    sent.push(given);
    return reply(...given);
  });
});
afterEach(() => vi.unstubAllGlobals());

/** Node's own requests have neither a destination nor the mode of a navigation. */
const requestOf = (path: string, { destination = 'image', mode = 'no-cors', ...init }: Record<string, string> = {}) =>
  Object.defineProperties(new Request(ORIGIN + path, init), {
    destination: { value: destination },
    mode: { value: mode },
  });
const PAGE = { destination: 'document', mode: 'navigate' };

/** What the worker answers; `undefined` where it leaves the request to the browser. */
function ask(request: Request, more: object = {}): Promise<Response> | undefined {
  let answer: Promise<Response> | undefined;
  const respondWith = (given: Promise<Response>) => {
    answer = given;
  };
  for (const listener of listeners['fetch'] ?? []) listener({ request, clientId: 'a', respondWith, ...more });
  return answer;
}

describe('a worker', () => {
  test.each([
    ['an image', requestOf('/a.webp')],
    ['a page', requestOf('/', PAGE)],
  ])('sends %s as it is, with nothing beside it', async (_what, request) => {
    serveSteadily();
    expect(await (await ask(request))?.text()).toBe('fine');
    expect(sent.map(([given, ...rest]) => [given === request, rest])).toEqual([[true, []]]);
    expect(posted).toEqual([]);
  });

  test('leaves a form to the browser', () => {
    serveSteadily();
    expect(ask(requestOf('/order', { ...PAGE, method: 'POST' }))).toBe(undefined);
    expect(sent).toEqual([]);
  });

  test('takes what the browser has asked for already', async () => {
    serveSteadily();
    const preloadResponse = Promise.resolve(new Response('early'));
    expect(await (await ask(requestOf('/', PAGE), { preloadResponse }))?.text()).toBe('early');
    expect(sent).toEqual([]);
    const none = Promise.resolve(undefined);
    expect(await (await ask(requestOf('/', PAGE), { preloadResponse: none }))?.text()).toBe('fine');
    expect(sent.length).toBe(1);
  });

  test('holds back no page that the browser got, while other requests wait for the server', async () => {
    vi.useFakeTimers();
    try {
      serveSteadily();
      reply = async () => new Response('', { status: 503 });
      const images = [1, 2, 3, 4, 5, 6].map((image) => ask(requestOf(`/${image}.webp`)));
      await vi.advanceTimersByTimeAsync(4_000);
      const waiting = ask(requestOf('/', PAGE), {
        preloadResponse: Promise.resolve(new Response('', { status: 502 })),
      });
      const isDone = vi.fn();
      void waiting?.then(isDone);
      await vi.advanceTimersByTimeAsync(0);
      expect(isDone).not.toHaveBeenCalled();
      reply = async () => new Response('fine');
      const preloadResponse = Promise.resolve(new Response('early'));
      expect(await (await ask(requestOf('/', PAGE), { preloadResponse }))?.text()).toBe('early');
      // And the others need not wait for the next probe to be due.
      await vi.advanceTimersByTimeAsync(1_500);
      for (const answer of [...images, waiting]) expect((await answer)?.status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test('tells a page of its requests in trouble from their beginning, and of no others', async () => {
    vi.useFakeTimers();
    try {
      serveSteadily();
      await ask(requestOf('/good.webp'));
      reply = async () => new Response('', { status: 503 });
      const answer = ask(requestOf('/a.webp'));
      await vi.advanceTimersByTimeAsync(50);
      reply = async () => new Response('fine');
      await vi.advanceTimersByTimeAsync(3_000);
      await answer;
      const events = (posted as EventsMessage[]).flatMap((message) => message.events);
      const urls = new Set(events.map((event) => 'url' in event && event.url));
      expect(urls).toEqual(new Set([`${ORIGIN}/a.webp`]));
      const types = events.map(({ type }) => type);
      expect([types[0], types.at(-1)]).toEqual(['call.started', 'call.settled']);
      expect(types).toContain('call.recovered');
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([404, 500, 501])('shows a page with the status %d as it is', async (status) => {
    reply = async () => new Response('of the site', { status });
    serveSteadily();
    // As an answer that no retry can change, so that nothing is waited for.
    vi.stubGlobal('navigator', { languages: [], onLine: false });
    const response = await ask(requestOf('/', PAGE));
    expect([response?.status, await response?.text()]).toEqual([status, 'of the site']);
  });

  test('says at once that the device is offline, in the language of the user', async () => {
    reply = async () => {
      throw new TypeError('Failed to fetch');
    };
    vi.stubGlobal('navigator', { languages: ['pt-PT'], onLine: false });
    serveSteadily({ label: 'Shop' });
    const response = await ask(requestOf('/', PAGE));
    const html = await response?.text();
    expect([response?.status, response?.headers.get('cache-control'), sent.length]).toEqual([503, 'no-store', 1]);
    expect(html).toContain('<html lang="pt-BR"');
    expect(html).toContain('Parece que não há conexão');
    expect(response?.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('sends what breaks its own code as if there were no worker', async () => {
    serveSteadily();
    const request = requestOf('/a.webp');
    let read = 0;
    Object.defineProperty(request, 'url', {
      get() {
        // Whether it is handled is decided by the first look.
        if (++read > 1) throw new RangeError('broken');
        return `${ORIGIN}/a.webp`;
      },
    });
    expect(await (await ask(request))?.text()).toBe('fine');
    expect(sent.map(([given]) => given === request)).toEqual([true]);
  });

  test('refuses a label that is none at once, and listens to nothing', () => {
    expect(() => serveSteadily({ label: ' ' })).toThrow('label must be what people call the site');
    expect(listeners).toEqual({});
  });

  test('of an example is that of the guide', async () => {
    await import('../../examples/small-site/own-worker.ts');
    expect([listeners['fetch']?.length, listeners['message']?.length]).toEqual([1, 1]);
  });
});
