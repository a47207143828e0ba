import { describe, expect, test } from 'vitest';
import { createSteadyFetch } from '../../src/index.ts';
import { recordEvents, type ScriptedAnswer, scriptedFetch, settled, virtualClock } from '../../src/testing/index.ts';

const URL = 'http://a.test/';
const textOf = async (response: Response) => `${response.status} ${await response.text()}`;

describe('a scripted fetch answers', () => {
  test('in order: with a status, with parts of a response, with a response, with what a function makes', async () => {
    const fetch = scriptedFetch(
      503,
      { status: 502, headers: { server: 'nginx' }, body: 'page' },
      Response.json([1]),
      ({ method, url }) => new Response(`${method} ${url}`),
      async () => 404,
      204,
    );
    expect(await textOf(await fetch(URL))).toBe('503 status 503');
    const second = await fetch(URL);
    expect([second.headers.get('server'), await textOf(second)]).toEqual(['nginx', '502 page']);
    expect(await (await fetch(URL)).json()).toEqual([1]);
    expect(await textOf(await fetch(URL, { method: 'PUT' }))).toBe(`200 PUT ${URL}`);
    expect((await fetch(URL)).status).toBe(404);
    expect((await fetch(URL)).body).toBe(null);
  });

  test('with an error, thrown or made by a function', async () => {
    const error = new TypeError('fetch failed');
    const fetch = scriptedFetch(
      error,
      () => error,
      async () => Promise.reject(error),
    );
    for (let n = 0; n < 3; n++) expect(await fetch(URL).catch((thrown) => thrown)).toBe(error);
  });

  test('with an error that names the request, once the script is over', async () => {
    const fetch = scriptedFetch(200);
    await fetch(URL);
    await expect(fetch(`${URL}more`, { method: 'POST', body: 'x' })).rejects.toThrow(
      'steadyfetch: POST http://a.test/more is request 2, and the script has 1 answers; end it with "repeat" to repeat the last one',
    );
  });

  test('with that error, which a client hands on at once and does not retry', async () => {
    const clock = virtualClock();
    const fetch = scriptedFetch(503);
    const error = await clock.runUntil(createSteadyFetch({ fetch, clock })(URL).catch((thrown) => thrown));
    expect(error.message).toContain('is request 2, and the script has 1 answers');
    expect(fetch.requests).toHaveLength(2);
  });

  test('with the last answer again and again where that is asked for, each time with a body of its own', async () => {
    const fetch = scriptedFetch(502, new Response('here'), 'repeat');
    await fetch(URL);
    for (let n = 0; n < 3; n++) expect(await textOf(await fetch(URL))).toBe('200 here');
  });
});

describe('a scripted fetch keeps what was sent', () => {
  test('as requests, whose bodies can be read', async () => {
    const fetch = scriptedFetch(200, 'repeat');
    await fetch(new Request(URL, { method: 'PUT', body: 'one', headers: { 'x-a': '1' } }));
    await fetch(URL, { method: 'POST', body: JSON.stringify({ two: 2 }) });
    const [first, second] = fetch.requests;
    expect([first?.method, first?.headers.get('x-a'), await first?.text()]).toEqual(['PUT', '1', 'one']);
    expect(await second?.json()).toEqual({ two: 2 });
  });

  test('also for an answer that reads the body', async () => {
    const fetch = scriptedFetch(async (request) => new Response(`read ${await request.text()}`));
    expect(await textOf(await fetch(URL, { method: 'POST', body: 'it' }))).toBe('200 read it');
    expect(await fetch.requests[0]?.text()).toBe('it');
  });

  test('and has consumed the body, as the real one has', async () => {
    const request = new Request(URL, { method: 'POST', body: 'x' });
    await scriptedFetch(200)(request);
    expect(request.bodyUsed).toBe(true);
    const stream = new ReadableStream({ pull: (controller) => controller.error(new Error('the file is gone')) });
    const upload = { method: 'POST', body: stream, duplex: 'half' } as RequestInit;
    await expect(scriptedFetch(200)(URL, upload)).rejects.toThrow('the file is gone');
  });

  test('and rejects what the real one rejects', async () => {
    await expect(scriptedFetch(200)('http://')).rejects.toThrow(TypeError);
    await expect(scriptedFetch(200)(URL, { body: 'a GET has none' })).rejects.toThrow(TypeError);
  });
});

describe('an abort', () => {
  test('before the request sends nothing', async () => {
    const fetch = scriptedFetch(200);
    expect(await fetch(URL, { signal: AbortSignal.abort('early') }).catch((reason) => reason)).toBe('early');
    expect(fetch.requests).toHaveLength(0);
  });

  test.each<[string, ScriptedAnswer, RequestInit]>([
    ['a hang', 'hang', {}],
    ['a function that has not answered', () => new Promise<Response>(() => {}), {}],
    ['an upload', 200, { method: 'POST', body: new ReadableStream({}), duplex: 'half' } as RequestInit],
  ])('ends %s with its reason', async (_what, answer, init) => {
    const abort = new AbortController();
    const call = scriptedFetch(answer)(URL, { ...init, signal: abort.signal }).catch((reason) => reason);
    await settled();
    abort.abort('enough');
    expect(await call).toBe('enough');
  });

  test('by the signal of a Request ends it, too', async () => {
    const abort = new AbortController();
    const call = scriptedFetch('hang')(new Request(URL, { signal: abort.signal })).catch((reason) => reason);
    abort.abort('enough');
    expect(await call).toBe('enough');
  });
});

describe('what is no script is refused', () => {
  test.each<[unknown[], string]>([
    [[200, 99], 'script[1] must be a status from 200 to 599, a Response, an Error, "hang" or a function, got 99'],
    [['hangs'], 'script[0] must be'],
    [[null], 'script[0] must be'],
    [[{ body: 'no status' }], 'script[0] must be'],
    [[Response.error()], 'script[0] must be'],
    [['repeat'], 'script must be at least one answer before "repeat"'],
    [['repeat', 200], 'script[0] must be'],
  ])('%j', (script, message) => {
    expect(() => scriptedFetch(...(script as number[]))).toThrow(message);
  });

  test('also where a function makes it', async () => {
    await expect(scriptedFetch(() => undefined as never)(URL)).rejects.toThrow('the answer of a function must be');
  });
});

test('a record of events listens until it is stopped', async () => {
  const steady = createSteadyFetch({ fetch: scriptedFetch(200, 'repeat') });
  const told = recordEvents(steady);
  await steady(URL);
  told.stop();
  await steady(URL);
  expect(told.of('call.started')).toHaveLength(1);
});
