import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createControl } from '../../examples/streaming/server/control.ts';
import { createGateway } from '../../examples/streaming/server/gateway.ts';
import { createService } from '../../examples/streaming/server/service.ts';
import { Troubles } from '../../examples/streaming/server/trouble.ts';

// The server of the streaming site, without its pages.

let origin: string;
let troubles: Troubles;
let close: () => Promise<void>;

beforeEach(async () => {
  troubles = new Troubles();
  const gateway = createGateway(createService(), troubles);
  const control = createControl(troubles);
  const server = createServer((request, response) => {
    const handler = request.url === '/gateway' ? control : gateway;
    handler(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    troubles.repair();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});
afterEach(() => close());

const get = async (path: string) => {
  const response = await fetch(origin + path);
  return { status: response.status, body: await response.text(), headers: response.headers };
};
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(origin + path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('the service', () => {
  test('has films, in parts, and nothing that leads elsewhere', async () => {
    const films: { id: string }[] = JSON.parse((await get('/api/films')).body);
    expect(films.length).toBeGreaterThan(0);
    for (const { id } of films) {
      const part = await get(`/video/${id}/1.webm`);
      expect([part.status, part.headers.get('content-type')]).toEqual([200, 'video/webm']);
    }
    for (const path of ['/video/none/1.webm', '/video/..%2f..%2fmain.ts', '/video/', '/api/none']) {
      expect((await get(path)).status, path).toBe(404);
    }
  });

  test('keeps one list, and refuses what is no film', async () => {
    expect(await (await post('/api/list', { film: 'pinwheel', saved: true })).json()).toEqual(['pinwheel']);
    expect(await (await post('/api/list', { film: 'pinwheel', saved: false })).json()).toEqual([]);
    for (const body of [{ film: 'none', saved: true }, 'not json', 'null']) {
      expect((await post('/api/list', body)).status).toBe(400);
    }
  });

  test('writes a comment once for each key, however often it comes', async () => {
    const key = { 'idempotency-key': 'one' };
    await post('/api/comments', { text: 'Fine' }, key);
    await post('/api/comments', { text: 'Fine' }, key);
    await post('/api/comments', { text: 'Fine' }, { 'idempotency-key': 'two' });
    expect(JSON.parse((await get('/api/comments')).body)).toHaveLength(2);
    expect((await post('/api/comments', { text: '   ' })).status).toBe(400);
  });
});

describe('the gateway', () => {
  test('fails as gateways do, until it is repaired', async () => {
    troubles.begin('bad-gateway', null);
    expect(await get('/api/films')).toMatchObject({ status: 502, body: expect.stringContaining('502 Bad Gateway') });
    troubles.begin('unavailable', 20_000);
    const refused = await get('/api/films');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '20']);
    troubles.begin('outage', null);
    await expect(get('/api/films')).rejects.toThrow(TypeError);
    troubles.repair();
    expect((await get('/api/films')).status).toBe(200);
  });

  test('says 504 of what was done all the same', async () => {
    troubles.begin('gateway-timeout', null);
    expect((await post('/api/list', { film: 'pinwheel', saved: true })).status).toBe(504);
    troubles.repair();
    expect(JSON.parse((await get('/api/list')).body)).toEqual(['pinwheel']);
  });
});

describe('the control', () => {
  test('breaks and repairs, and refuses what it does not know', async () => {
    expect((await post('/gateway', { kind: 'bad-gateway' })).status).toBe(204);
    expect(troubles.current).toEqual({ kind: 'bad-gateway', untilMs: null });
    expect((await post('/gateway', { kind: null })).status).toBe(204);
    expect(troubles.current).toBeUndefined();
    for (const body of [
      { kind: 'earthquake' },
      { kind: 'outage', forMs: -1 },
      { kind: 'outage', forMs: 'long' },
      'x',
    ]) {
      expect((await post('/gateway', body)).status).toBe(400);
    }
    expect(troubles.current).toBeUndefined();
  });

  test('notifies its listeners, now and at every change', async () => {
    const response = await fetch(`${origin}/gateway`);
    const lines = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await lines?.read())?.value).toBe('data: null\n\n');
    troubles.begin('slow', null);
    expect((await lines?.read())?.value).toContain('"kind":"slow"');
    await lines?.cancel();
  });
});
