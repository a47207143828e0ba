import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Step } from '../support/scripted-upstream.ts';
import { describeError, observe, type Scenario } from './observe.ts';
import { bareFetch, quickSubjects, setupFor, subjects } from './subjects.ts';

interface ResponseScenario extends Scenario {
  readonly title: string;
  readonly gets: object;
}

const get =
  (init?: unknown): Scenario['args'] =>
  ({ url }) => [url, init];
const simple = (title: string, step: Step, gets: object, init?: unknown): ResponseScenario => ({
  title,
  args: get(init),
  script: [step],
  gets,
});

const scenarios: ResponseScenario[] = [
  simple('200', { body: 'hello' }, { status: 200, ok: true, statusText: 'OK', text: 'hello', redirected: false }),
  simple('201 with headers', { status: 201, headers: { location: '/new', 'x-a': ['1', '2'] } }, { status: 201 }),
  simple('203', 203, { status: 203, ok: true }),
  simple('204', 204, { status: 204, hasBody: false, text: '' }),
  simple('205', { status: 205, body: '' }, { status: 205 }),
  simple('206', { status: 206, headers: { 'content-range': 'bytes 0-1/10' }, body: 'ab' }, { status: 206, text: 'ab' }),
  simple(
    '304',
    { status: 304, headers: { etag: '"x"' } },
    { status: 304, ok: false, hasBody: false },
    {
      headers: { 'if-none-match': '"x"' },
    },
  ),
  simple('300', 300, { status: 300 }),
  simple('302 without a location', { status: 302, body: 'where?' }, { status: 302, redirected: false, text: 'where?' }),
  simple(
    'an answer to HEAD',
    { headers: { 'content-length': '10' } },
    { status: 200, hasBody: false, text: '' },
    {
      method: 'HEAD',
    },
  ),
  simple('an empty body', { body: '' }, { status: 200, text: '' }),
  simple('a body of 1 MB', { body: 'x'.repeat(1_000_000) }, { status: 200 }),
  simple(
    'a compressed body',
    { headers: { 'content-encoding': 'gzip' }, body: gzipSync('unpacked') },
    { text: 'unpacked' },
  ),
  simple('bytes that are no text', { body: Uint8Array.of(0xff, 0xfe, 0) }, { status: 200 }),
  simple('cookies', { headers: { 'set-cookie': ['a=1', 'b=2'] } }, { status: 200 }),
  simple('an unknown status', 299, { status: 299, ok: true }),
  simple(
    'an early hint first',
    (_, response) => response.writeEarlyHints({ link: '</a>; rel=preload' }, () => response.end('x')),
    {
      status: 200,
      text: 'x',
    },
  ),
  simple('a status text of its own', (_, response) => response.writeHead(200, 'Fine Thanks').end('x'), {
    statusText: 'Fine Thanks',
  }),
  simple('no status text', (_, response) => response.writeHead(200, ' ').end('x'), { status: 200 }),
  simple(
    'a chunked body',
    (_, response) => {
      response.write('a');
      response.end('b');
    },
    { text: 'ab' },
  ),
];

/** Never sent again, whatever the method. */
const finalStatuses = [
  400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 415, 417, 418, 422, 423, 424, 426, 428, 431, 451, 501,
  505, 506, 507, 508, 510, 511, 525, 526,
];

describe.each(subjects)('the response that %s gives', (_, subject) => {
  const setup = setupFor(subject);

  it.each(scenarios)('is that of fetch, for $title', async (scenario) => {
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ response: scenario.gets });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it('is that of fetch, after a single request, for statuses that no retry can help', async () => {
    for (const status of finalStatuses) {
      const scenario: Scenario = { args: get(), script: [{ status, headers: { 'x-why': 'test' }, body: 'because' }] };
      const expected = await observe(bareFetch, setup.upstream, scenario);
      expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
    }
  });

  it.each([408, 421, 425, 429, 500, 502, 503, 504, 520, 524, 530, 599])(
    'is that of fetch, for a POST answered %i, after as many requests',
    async (status) => {
      const scenario: Scenario = {
        args: get({ method: 'POST', body: 'order' }),
        script: [{ status, headers: { 'x-why': 'test' }, body: 'failure' }],
      };
      const expected = await observe(bareFetch, setup.upstream, scenario);
      expect(expected).toMatchObject({ response: { status, ok: false, text: 'failure' } });
      expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
    },
  );

  it('is a Response of the engine with nothing added', async () => {
    const response = await setup.fetch(setup.upstream.url);
    expect(response).toBeInstanceOf(Response);
    expect(Object.prototype.toString.call(response)).toBe('[object Response]');
    expect(Reflect.ownKeys(response)).toEqual(Reflect.ownKeys(await bareFetch(setup.upstream.url)));
  });

  it('reads as text, JSON, bytes, blob and form', async () => {
    const { upstream, fetch } = setup;
    upstream.play({ headers: { 'content-type': 'application/json' }, body: '{"a":[1]}' });
    expect(await (await fetch(upstream.url)).json()).toEqual({ a: [1] });
    expect(await (await fetch(upstream.url)).text()).toBe('{"a":[1]}');
    expect(Buffer.from(await (await fetch(upstream.url)).arrayBuffer()).toString()).toBe('{"a":[1]}');
    const blob = await (await fetch(upstream.url)).blob();
    expect([blob.type, await blob.text()]).toEqual(['application/json', '{"a":[1]}']);
    upstream.play({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'k=v' });
    expect((await (await fetch(upstream.url)).formData()).get('k')).toBe('v');
  });

  it('reads as a form with files', async () => {
    const form = ['--b', 'content-disposition: form-data; name="f"; filename="n.txt"', '', 'content', '--b--', ''];
    setup.upstream.play({ headers: { 'content-type': 'multipart/form-data; boundary=b' }, body: form.join('\r\n') });
    const file = (await (await setup.fetch(setup.upstream.url)).formData()).get('f');
    expect(file).toBeInstanceOf(File);
    expect(await (file as File).text()).toBe('content');
  });

  it('reports bad JSON as fetch does', async () => {
    const { upstream, fetch } = setup;
    upstream.play({ body: '<html>' });
    const read = (response: Response): Promise<unknown> => response.json().catch(describeError);
    expect(await read(await fetch(upstream.url))).toEqual(await read(await bareFetch(upstream.url)));
  });

  it('can be read once', async () => {
    const response = await setup.fetch(setup.upstream.url);
    expect(response.bodyUsed).toBe(false);
    await response.text();
    expect(response.bodyUsed).toBe(true);
    await expect(response.text()).rejects.toThrow(TypeError);
  });

  it('can be cloned, and both read', async () => {
    const response = await setup.fetch(setup.upstream.url);
    const clone = response.clone();
    expect(await Promise.all([clone.text(), response.text()])).toEqual(['ok', 'ok']);
    expect(clone.url).toBe(`${setup.upstream.url}/`);
  });

  it('can be cancelled unread', async () => {
    setup.upstream.play('headers-then-hang');
    const response = await setup.fetch(setup.upstream.url);
    await response.body?.cancel();
    expect(response.bodyUsed).toBe(true);
  });

  it('can be left unread', async () => {
    setup.upstream.play({ body: 'x'.repeat(500_000) });
    expect((await setup.fetch(setup.upstream.url)).bodyUsed).toBe(false);
  });

  it('gives each chunk as it is sent, and never waits for the end of an endless stream', async () => {
    let events: ServerResponse | undefined;
    setup.upstream.play((_, response) => {
      events = response;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
    });
    const response = await setup.fetch(setup.upstream.url);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let n = 1; n <= 5; n++) {
      // The next is sent only once the last was read: a buffer anywhere on the way would stop the game.
      events?.write(`data: ${n}\n\n`);
      expect(await reader?.read()).toEqual({ done: false, value: `data: ${n}\n\n` });
    }
    await reader?.cancel();
  });

  it('iterates', async () => {
    setup.upstream.play({ body: 'iterate' });
    const response = await setup.fetch(setup.upstream.url);
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) text += Buffer.from(chunk);
    expect(text).toBe('iterate');
  });

  it.each(['text/plain,hi', 'text/plain;base64,aGk=', ',plain', 'application/json,%7B%7D', 'text/plain,a%20b#hash'])(
    'is that of fetch, for data:%s',
    async (data) => {
      const scenario: Scenario = { args: () => [`data:${data}`] };
      const expected = await observe(bareFetch, setup.upstream, scenario);
      expect(expected).toMatchObject({ response: { status: 200, hasBody: true }, seen: [] });
      expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
    },
  );

  it('is that of fetch, for a blob: URL, whole and in part', async () => {
    const url = URL.createObjectURL(new Blob(['from a blob'], { type: 'text/x-blob' }));
    try {
      for (const init of [undefined, { headers: { range: 'bytes=5-' } }]) {
        const scenario: Scenario = { args: () => [url, init] };
        const expected = await observe(bareFetch, setup.upstream, scenario);
        if (init === undefined) expect(expected).toMatchObject({ response: { text: 'from a blob' } });
        expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
      }
    } finally {
      URL.revokeObjectURL(url);
    }
  });
});

describe.each(quickSubjects)('the last response that %s gives', (_, subject) => {
  const setup = setupFor(subject);

  it.each([408, 421, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 530, 599])(
    'is that of fetch, for a GET answered %i for good',
    async (status) => {
      const scenario: Scenario = {
        args: get(),
        script: [{ status, headers: { 'x-why': 'test', 'content-type': 'application/json' }, body: '{"why":"test"}' }],
      };
      const { seen: _, ...expected } = await observe(bareFetch, setup.upstream, scenario);
      expect(expected).toMatchObject({ response: { status, text: '{"why":"test"}' } });
      const { seen, ...given } = await observe(setup.fetch, setup.upstream, scenario);
      expect(given).toEqual(expected);
      for (const again of seen) expect(again).toEqual(seen[0]);
    },
  );

  it('is that of fetch, for a PUT of every replayable body answered 503 for good', async () => {
    const form = new FormData();
    form.append('f', new Blob(['file']), 'n.txt');
    for (const body of ['text', Uint8Array.of(1, 2), new Blob(['b']), new URLSearchParams('a=1'), form]) {
      const scenario: Scenario = { args: get({ method: 'PUT', body }), script: [503] };
      const { seen: theirs, ...expected } = await observe(bareFetch, setup.upstream, scenario);
      const { seen, ...given } = await observe(setup.fetch, setup.upstream, scenario);
      expect(given).toEqual(expected);
      for (const again of seen) expect(again).toEqual(theirs[0]);
    }
  });

  it('is that of fetch, for a Request with a body answered 503 for good', async () => {
    const scenario: Scenario = {
      args: ({ url }) => [new Request(url, { method: 'PUT', body: 'again' })],
      script: [503],
    };
    const { seen: theirs, ...expected } = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ bodyUsed: [true, true] });
    const { seen, ...given } = await observe(setup.fetch, setup.upstream, scenario);
    expect(given).toEqual(expected);
    for (const again of seen) expect(again).toEqual(theirs[0]);
  });

  it('is that of fetch, for a stream answered 503, which is sent once', async () => {
    const scenario: Scenario = {
      args: ({ url }) => [url, { method: 'PUT', body: new Blob(['streamed']).stream(), duplex: 'half' }],
      script: [503],
    };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ response: { status: 503, text: 'status 503' }, seen: [{ body: 'streamed' }] });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it('streams too, where the status is 503', async () => {
    let source: ServerResponse | undefined;
    setup.upstream.play((_, response) => {
      source = response;
      response.writeHead(503).write('first');
    });
    const response = await setup.fetch(setup.upstream.url, { method: 'POST' });
    expect(response.status).toBe(503);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('first');
    source?.end('second');
    expect((await reader?.read())?.value).toBe('second');
  });
});
