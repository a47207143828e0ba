import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plain, tables } from '../docs.ts';

// Other people's clients over the package as it is installed, against a real server that is well and one that is not.

interface Client {
  readonly call: (fetch: typeof globalThis.fetch, url: string, ownRetries: boolean) => Promise<unknown>;
  readonly answer?: unknown;
  readonly type?: string;
  readonly isRead?: boolean;
  readonly marks?: string;
}

const app = new URL('./app/', import.meta.url);
type Post = (fetch: typeof globalThis.fetch, url: string, options: { maxRetries?: number }) => Promise<unknown>;
const { CLIENTS, POSTS }: { CLIENTS: Record<string, Client>; POSTS: Record<string, Post> } = await import(
  new URL('clients.mjs', app).href
);
const { createSteadyFetch } = await import(new URL('node_modules/steadyfetch/dist/index.js', app).href);

const MARKS = ['x-stainless-retry-count', 'x-retry-count'];
const TEA = { tea: 'green' };
const server = createServer((request, response) => {
  const [, state = '', name = '', variant = ''] = decodeURIComponent(request.url ?? '').split(/[/?]/);
  const key = `${state} ${name} ${variant}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const header of MARKS) if (Number(request.headers[header]) > 0) marks.set(key, header);
  request.resume();
  const { answer = TEA, type = 'application/json' } = CLIENTS[name] ?? {};
  if (state === 'down') response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{}}');
  else
    response.writeHead(200, { 'content-type': type }).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
});
const counts = new Map<string, number>();
/** With which header a retry said that it is one. */
const marks = new Map<string, string>();
let origin: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

/** What the client gives the app, and how many requests that took. */
async function play(name: string, state: 'up' | 'down', variant: 'bare' | 'both' | 'recipe') {
  const { call, isRead = false } = CLIENTS[name] as Client;
  const steady = createSteadyFetch({ retry: { maxAttempts: 4 }, ...(isRead ? { idempotent: true } : {}) });
  const url = `${origin}/${state}/${encodeURIComponent(name)}/${variant}`;
  const end = await call(variant === 'bare' ? fetch : steady, url, variant !== 'recipe').catch(
    ({ name: error, status, statusCode, response }) => ({
      error,
      status: status ?? statusCode ?? response?.status,
    }),
  );
  steady.close();
  return { end, requests: counts.get(`${state} ${name} ${variant}`) };
}

describe.each(Object.keys(CLIENTS))('%s', (name) => {
  test('gives the same answer as over bare fetch, for one request', async () => {
    const bare = await play(name, 'up', 'bare');
    expect(bare.end).not.toHaveProperty('error');
    expect(bare.requests).toBe(1);
    expect(await play(name, 'up', 'both')).toEqual(bare);
    expect(await play(name, 'up', 'recipe')).toEqual(bare);
  });

  test.concurrent('ends with the same error as over bare fetch, after four requests by the recipe', {
    timeout: 120_000,
  }, async () => {
    const [bare, recipe] = await Promise.all([play(name, 'down', 'bare'), play(name, 'down', 'recipe')]);
    expect(bare.end).toHaveProperty('error');
    expect(recipe).toEqual({ end: bare.end, requests: 4 });
    expect(marks.get(`down ${name} bare`)).toBe(CLIENTS[name]?.marks);
  });
});

/** Who retries, by the rows of the guide: the SDK's own options, and what the client is created with. */
const WHO_RETRIES = {
  'neither: `maxRetries: 0`': [{ maxRetries: 0 }],
  'the SDK, over bare `fetch`': [{}],
  'the SDK, over steadyfetch': [{}, {}],
  'the SDK, over steadyfetch with `retry: { maxAttempts: 1 }`': [{}, { retry: { maxAttempts: 1 } }],
  'steadyfetch: `maxRetries: 0`': [{ maxRetries: 0 }, {}],
  'steadyfetch: `maxRetries: 0` and `idempotent: true`': [{ maxRetries: 0 }, { idempotent: true }],
  'both: `idempotent: true`': [{}, { idempotent: true }],
} as const;

test('a POST of an SDK to a dead server is sent as often as the guide says', { timeout: 120_000 }, async () => {
  const rows = Object.entries(WHO_RETRIES).map(async ([who, [options, given]]) => {
    const sent = Object.entries(POSTS).map(async ([name, post]) => {
      const steady = given && createSteadyFetch({ retry: { maxAttempts: 4 }, ...given });
      const key = `${name} ${who}`;
      const url = `${origin}/down/${encodeURIComponent(name)}/${encodeURIComponent(who)}`;
      await expect(post(steady ?? fetch, url, options), key).rejects.toMatchObject({ status: 503 });
      steady?.close();
      return String(counts.get(`down ${key}`));
    });
    return [who, ...(await Promise.all(sent))];
  });
  const guide = tables(await readFile(new URL('../../docs/clients.md', import.meta.url), 'utf8'), 'who retries');
  expect(await Promise.all(rows)).toEqual(guide[0]?.rows);
  expect(guide[0]?.header.slice(1).map(plain)).toEqual(Object.keys(POSTS));
});
