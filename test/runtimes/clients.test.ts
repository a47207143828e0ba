import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Other people's clients over the package as it is installed, against a real server that is well and one that is not.

interface Client {
  readonly call: (fetch: typeof globalThis.fetch, url: string, ownRetries: boolean) => Promise<unknown>;
  readonly answer?: unknown;
  readonly type?: string;
  readonly isRead?: boolean;
}

const app = new URL('./app/', import.meta.url);
const { CLIENTS }: { CLIENTS: Record<string, Client> } = await import(new URL('clients.mjs', app).href);
const { createSteadyFetch } = await import(new URL('node_modules/steadyfetch/dist/index.js', app).href);

const TEA = { tea: 'green' };
const server = createServer((request, response) => {
  const [, state = '', name = '', variant = ''] = decodeURIComponent(request.url ?? '').split(/[/?]/);
  const key = `${state} ${name} ${variant}`;
  counts.set(key, (counts.get(key) ?? 0) + 1);
  request.resume();
  const { answer = TEA, type = 'application/json' } = CLIENTS[name] as Client;
  if (state === 'down') response.writeHead(503, { 'content-type': 'application/json' }).end('{"error":{}}');
  else
    response.writeHead(200, { 'content-type': type }).end(typeof answer === 'string' ? answer : JSON.stringify(answer));
});
const counts = new Map<string, number>();
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
  });
});
