import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deadPort, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts';

let upstream: ScriptedUpstream;
beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

const codeOf = (error: unknown): unknown =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined;
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('scripted upstream', () => {
  it('answers 200 ok without a script', async () => {
    const response = await fetch(upstream.url);
    expect([response.status, await response.text()]).toEqual([200, 'ok']);
  });

  it('plays one step per request and repeats the last', async () => {
    upstream.play(503, { status: 201, headers: { 'x-a': ['1', '2'] }, body: 'made' });
    const answers = [];
    for (let i = 0; i < 3; i++) {
      const response = await fetch(upstream.url);
      answers.push([response.status, response.headers.get('x-a'), await response.text()]);
    }
    expect(answers).toEqual([
      [503, null, 'status 503'],
      [201, '1, 2', 'made'],
      [201, '1, 2', 'made'],
    ]);
  });

  it('starts a new script at its first step', async () => {
    upstream.play(500, 501);
    await fetch(upstream.url);
    upstream.play(502, 504);
    expect((await fetch(upstream.url)).status).toBe(502);
    upstream.play();
    expect((await fetch(upstream.url)).status).toBe(200);
  });

  it('takes its script at the start too', async () => {
    const other = await startUpstream(418);
    try {
      expect((await fetch(other.url)).status).toBe(418);
    } finally {
      await other.close();
    }
  });

  it('remembers what arrived', async () => {
    await fetch(`${upstream.url}/path?query`, { method: 'PUT', body: 'hello', headers: { 'x-mine': 'yes' } });
    expect(upstream.requests).toHaveLength(1);
    expect(upstream.requests[0]).toMatchObject({ method: 'PUT', path: '/path?query', socket: 1 });
    expect(upstream.requests[0]?.headers['x-mine']).toBe('yes');
    expect(upstream.requests[0]?.body.toString()).toBe('hello');
    expect(Math.abs(performance.now() - (upstream.requests[0]?.at ?? 0))).toBeLessThan(5_000);
  });

  it('answers after a delay', async () => {
    upstream.play({ delayMs: 20, body: 'late' });
    const start = performance.now();
    expect(await (await fetch(upstream.url)).text()).toBe('late');
    // Timers may fire up to a millisecond early by this clock.
    expect(performance.now() - start).toBeGreaterThanOrEqual(19);
  });

  it('hands the request, the response and the body to a function', async () => {
    upstream.play((request, response, body) => {
      response.end(`${request.method} ${body.toString()}`);
    });
    expect(await (await fetch(upstream.url, { method: 'POST', body: 'b' })).text()).toBe('POST b');
  });

  it('resets', async () => {
    upstream.play('reset');
    expect(codeOf(await failure(fetch(upstream.url)))).toBe('ECONNRESET');
  });

  it('closes without an answer', async () => {
    upstream.play('close');
    const ended = new Promise<string>((resolve, reject) => {
      const port = Number(new URL(upstream.url).port);
      const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
      socket.once('error', reject);
      socket.once('data', (chunk) => resolve(String(chunk)));
      socket.once('end', () => resolve('FIN'));
    });
    expect(await ended).toBe('FIN');
  });

  it('cuts a body short', async () => {
    upstream.play('cut');
    const response = await fetch(upstream.url);
    expect(response.headers.get('content-length')).toBe('1000');
    expect(await failure(response.text())).toBeInstanceOf(TypeError);
  });

  it('sends headers and a first chunk and then hangs', async () => {
    upstream.play('headers-then-hang');
    const response = await fetch(upstream.url);
    const reader = response.body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first');
    const next = reader?.read().then(
      () => 'more',
      () => 'error',
    );
    expect(await Promise.race([next, new Promise((resolve) => setTimeout(resolve, 20, 'nothing'))])).toBe('nothing');
  });

  it('ends hanging and delayed requests when it closes, and forgets their sockets', async () => {
    upstream.play('hang', { delayMs: 60_000 });
    const hanging = [failure(fetch(upstream.url)), failure(fetch(upstream.url))];
    while (upstream.requests.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect([upstream.openSockets, upstream.socketsSeen]).toEqual([2, 2]);
    await upstream.close();
    for (const error of await Promise.all(hanging)) expect(error).toBeInstanceOf(TypeError);
    expect([upstream.openSockets, upstream.socketsSeen]).toEqual([0, 2]);
  });

  it('closes at the end of an `await using` block', async () => {
    let url: string;
    {
      await using scoped = await startUpstream();
      url = scoped.url;
      expect((await fetch(url)).status).toBe(200);
    }
    expect(codeOf(await failure(fetch(url)))).toBe('ECONNREFUSED');
  });

  it('finds ports on which nothing listens', async () => {
    const ports = await Promise.all(Array.from({ length: 10 }, deadPort));
    for (const port of ports) expect(codeOf(await failure(fetch(`http://127.0.0.1:${port}`)))).toBe('ECONNREFUSED');
  });
});
