import { evidence } from '../../src/evidence/index.ts';
import type { Scenario, World } from './world.ts';

const ONE = (world: World) => world.call('/item');
const bytes = (text: string) => new TextEncoder().encode(text);
const streamOf = (text: string) => new Response(text).body as ReadableStream;

/** Four different requests of one route fail, and the circuit opens: those that come then wait. */
async function openCircuit(world: World): Promise<void> {
  for (const id of ['/items/1', '/items/2', '/items/3', '/items/4']) {
    world.call(id, { steady: { maxAttempts: 1 } });
    await world.clock.advance(400);
  }
}

/** Whatever a call can go through. Short ones: each is run again for each of its points and each fault. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'a GET that is nothing but a URL', steps: [{}], run: async (world) => world.call('/item', { isBare: true }) },
  { name: 'a GET', steps: [{}], run: async (world) => ONE(world) },
  {
    name: 'a GET without limits',
    steps: [{ status: 503 }, {}],
    run: async (world) => world.call('/item', { isUnlimited: true }),
  },
  { name: '503, 503, 200', steps: [{ status: 503 }, { status: 503 }, {}], run: async (world) => ONE(world) },
  { name: '502 at each attempt', steps: [{ status: 502 }], run: async (world) => ONE(world) },
  {
    name: '502 at each attempt, thrown',
    steps: [{ status: 502 }],
    options: () => ({ throwOnFailure: true, retry: { maxAttempts: 2 } }),
    run: async (world) => ONE(world),
  },
  { name: 'a network error, then 200', steps: [{ code: 'ECONNRESET' }, {}], run: async (world) => ONE(world) },
  { name: 'network errors', steps: [{ code: 'ECONNREFUSED' }], run: async (world) => ONE(world) },
  { name: '404', steps: [{ status: 404 }], run: async (world) => ONE(world) },
  {
    name: 'Retry-After, which others of the route keep to',
    steps: [{ status: 429, headers: { 'retry-after': '2' } }, {}],
    run: async (world) => {
      ONE(world);
      await world.clock.advance(50);
      ONE(world);
    },
  },
  {
    name: 'Retry-After that is too long',
    steps: [{ status: 503, headers: { 'retry-after': '120' } }],
    run: async (world) => ONE(world),
  },
  {
    name: 'error pages that are long, cut and endless',
    steps: [
      { status: 502, page: 'long' },
      { status: 502, page: 'cut' },
      { status: 504, page: 'stalled' },
      { page: 'cut' },
    ],
    run: async (world) => ONE(world),
  },
  {
    name: 'an attempt that meets its limit, then 200',
    steps: [{ hangs: true }, {}],
    run: async (world) => world.call('/item', { steady: { timeout: { attemptMs: 1_000, totalMs: 30_000 } } }),
  },
  { name: 'an attempt that meets the deadline', steps: [{ hangs: true }], run: async (world) => ONE(world) },
  {
    name: 'a silent attempt, and another beside it',
    steps: [{ latencyMs: 20_000 }, {}],
    options: () => ({ retry: { hedgeAfterMs: 1_000 } }),
    run: async (world) => ONE(world),
  },
  {
    name: 'a silent attempt, and a failing one beside it',
    steps: [{ status: 502, latencyMs: 2_000 }, { status: 503, latencyMs: 10 }, {}],
    options: () => ({ retry: { hedgeAfterMs: 1_000 } }),
    run: async (world) => world.call('/item', { isUnlimited: true }),
  },
  {
    name: 'an open circuit, and an upstream that comes back',
    steps: [...Array(5).fill({ status: 502 }), {}],
    run: async (world) => {
      await openCircuit(world);
      for (let n = 0; n < 2; n++) world.call('/items/1');
      world.call('/items/1', { method: 'POST', body: 'x' });
    },
  },
  {
    name: 'an open circuit, and an upstream that stays down',
    steps: [{ code: 'ECONNREFUSED' }],
    run: async (world) => {
      await openCircuit(world);
      for (let n = 0; n < 2; n++) world.call('/items/1', { steady: { notice: { importance: 'user' } } });
    },
  },
  {
    name: 'an isolated circuit',
    steps: [{}],
    run: async (world) => {
      world.act('isolate');
      ONE(world);
    },
  },
  {
    name: 'offline, and back',
    steps: [{ code: 'ENETUNREACH' }, {}],
    run: async (world) => {
      world.network.set(false);
      ONE(world);
      await world.clock.advance(3_000);
      world.network.set(true);
    },
  },
  {
    name: 'offline, for longer than the call may take',
    steps: [{ code: 'ENETUNREACH' }],
    run: async (world) => {
      world.network.set(false);
      ONE(world);
      await world.clock.advance(40_000);
      world.network.set(true);
    },
  },
  {
    name: 'a POST with a key that the app makes',
    steps: [{ status: 503 }, {}],
    options: ({ ports }) => ({
      idempotencyKey: { create: () => ports.async('key', 'POST', async () => 'key') },
    }),
    run: async (world) => world.call('/items', { method: 'POST', body: 'x' }),
  },
  {
    name: 'a POST without a key',
    steps: [{ status: 503 }],
    run: async (world) => world.call('/items', { method: 'POST', body: 'x' }),
  },
  {
    name: 'a POST that never arrived',
    steps: [{ code: 'ECONNREFUSED' }, { status: 201 }],
    run: async (world) => world.call('/items', { method: 'POST', body: 'x' }),
  },
  {
    name: 'a Request with a body',
    steps: [{ status: 503 }, { code: 'ECONNRESET' }, {}],
    run: async (world) => world.call('/item', { method: 'PUT', body: bytes('x'), asRequest: true }),
  },
  {
    name: 'a stream as body',
    steps: [{ status: 503 }],
    run: async (world) =>
      world.call('/item', { method: 'PUT', body: streamOf('x'), duplex: 'half' } as Parameters<World['call']>[1]),
  },
  {
    name: 'a function that makes a body at once',
    steps: [{ status: 502 }, {}],
    run: async (world) =>
      world.call('/item', { method: 'PUT', steady: { body: () => world.ports.sync('body', 'sync', () => 'x') } }),
  },
  {
    name: 'a function that promises a stream',
    steps: [{ status: 502 }, { code: 'ECONNRESET' }, {}],
    run: async (world) => {
      const body = () => world.ports.async('body', 'async', async () => streamOf('x'));
      world.call('/item', { method: 'PUT', steady: { body } });
    },
  },
  {
    name: 'an app that decides about retries',
    steps: [{ status: 404 }, { status: 502 }, { code: 'ECONNRESET' }, {}],
    options: ({ ports }) => ({
      retry: { shouldRetry: () => ports.async('shouldRetry', 'client', async () => ({ afterMs: 100 })) },
    }),
    run: async (world) => {
      const shouldRetry = () => world.ports.sync('shouldRetry', 'call', () => undefined);
      world.call('/item', { steady: { shouldRetry } });
    },
  },
  {
    name: 'evidence that is loaded at the first failure',
    steps: [{ status: 502 }, { status: 503, headers: { 'retry-after': '1' } }, {}],
    options: ({ ports }) => ({ evidence: () => ports.async('evidence', '', async () => ({ evidence })) }),
    run: async (world) => ONE(world),
  },
  {
    name: 'upstreams that the app names and sets up',
    steps: [{ status: 503 }, {}],
    options: ({ ports }) => ({
      upstream: (url) => ports.sync('upstream', url.pathname, () => url.origin),
      upstreams: (key) => ports.sync('upstreams', key, () => ({ retry: { maxAttempts: 3 } })),
    }),
    run: async (world) => {
      ONE(world);
      await world.clock.advance(1);
      ONE(world);
    },
  },
  {
    name: 'calls that are cancelled while they wait',
    steps: [{ status: 503 }],
    run: async (world) => {
      ONE(world);
      ONE(world);
      await world.clock.advance(6);
      world.act('cancel');
    },
  },
  {
    name: 'a client that is closed, with one call that waits and one in flight',
    steps: [{ status: 503 }, { latencyMs: 500 }],
    run: async (world) => {
      ONE(world);
      await world.clock.advance(6);
      ONE(world);
      await world.clock.advance(5);
      world.act('close');
      ONE(world);
    },
  },
  {
    name: 'a user who does not want to wait',
    steps: [{ status: 503 }, { status: 503 }, {}],
    options: () => ({ retry: { baseDelayMs: 4_000 } }),
    run: async (world) => {
      for (let n = 0; n < 2; n++) ONE(world);
      await world.clock.advance(10);
      world.act('retry now');
    },
  },
  {
    name: 'a page that is looked at again',
    steps: [{ status: 502 }, {}],
    options: () => ({ retry: { baseDelayMs: 8_000 } }),
    run: async (world) => {
      world.page.set(false);
      ONE(world);
      await world.clock.advance(1_500);
      world.page.set(true);
    },
  },
  {
    name: 'two calls with one signal',
    steps: [{ status: 502 }, { latencyMs: 100 }],
    run: async (world) => {
      ONE(world);
      world.call('/other', { sharesSignal: true });
    },
  },
];
