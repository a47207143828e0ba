import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { deadPort, type ScriptedUpstream, type Step } from '../support/scripted-upstream.ts';
import { describeError, observe, type Scenario } from './observe.ts';
import { bareFetch, quickSubjects, setupFor, subjects } from './subjects.ts';

const raw =
  (text: string): Step =>
  (request) => {
    request.socket.end(text);
  };

const failures: [title: string, step: Step, error: object][] = [
  ['a reset connection', 'reset', { message: 'fetch failed', cause: { code: 'ECONNRESET' } }],
  ['a closed connection', 'close', { message: 'fetch failed', cause: { code: 'UND_ERR_SOCKET' } }],
  ['an answer that is no HTTP', raw('garbage\r\n\r\n'), { message: 'fetch failed' }],
  ['an answer that ends in its headers', raw('HTTP/1.1 200 OK\r\nx-a: '), { message: 'fetch failed' }],
  ['headers without end', raw(`HTTP/1.1 200 OK\r\nx-a: ${'x'.repeat(40_000)}\r\n\r\n`), { message: 'fetch failed' }],
];

/** Where the engine makes an error of a status: Node's does so of 407, and says nothing of why. */
const lasting: typeof failures = [...failures, ['a 407', 407, {}]];

const bodyFailures: [title: string, step: Step][] = [
  ['a body cut short', 'cut'],
  ['a body cut short in its first byte', raw('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n')],
  ['a chunked body cut short', raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n')],
  ['a chunked body that is none', raw('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnonsense\r\n')],
  ['a body that is not compressed as announced', { headers: { 'content-encoding': 'gzip' }, body: 'not gzip' }],
];

const post = { method: 'POST', body: 'order' };

describe.each(subjects)('a failure under %s that must not be sent again', (_, subject) => {
  const setup = setupFor(subject);

  it.each(failures)('is the error of fetch, after a single request: a POST and %s', async (_, step, error) => {
    const scenario: Scenario = { args: ({ url }) => [url, post], script: [step] };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ error: { class: 'TypeError', ...error }, seen: [{ body: 'order' }] });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it('is the error of fetch, and the Request used: a posted Request and a reset', async () => {
    const scenario: Scenario = { args: ({ url }) => [new Request(url, post)], script: ['reset'] };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ error: { message: 'fetch failed' }, bodyUsed: [true, true], seen: [{}] });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it('is the error of fetch: a stream and a reset', async () => {
    const scenario: Scenario = {
      args: ({ url }) => [url, { method: 'PUT', body: new Blob(['once']).stream(), duplex: 'half' }],
      script: ['reset'],
    };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ error: { message: 'fetch failed' }, seen: [{ body: 'once' }] });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it.each([
    ['an Error', new RangeError('no more')],
    ['a string', 'no more'],
    ['undefined', undefined],
  ])('is the error of fetch: a stream that fails itself, with %s', async (_, why) => {
    const run = async (fetch: typeof bareFetch): Promise<unknown> => {
      const body = new ReadableStream({
        pull(controller) {
          controller.error(why);
        },
      });
      const call = fetch(setup.upstream.url, { method: 'POST', body, duplex: 'half' });
      return await call.then(
        (response) => response.status,
        (error: unknown) => [error === why, describeError(error)],
      );
    };
    expect(await run(setup.fetch)).toEqual(await run(bareFetch));
  });

  it.each(bodyFailures)('is that of fetch, in the body, after a single request: %s', async (_, step) => {
    const scenario: Scenario = { args: ({ url }) => [url], script: [step] };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ response: { status: 200, bodyError: { class: 'TypeError' } }, seen: [{}] });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });
});

describe.each(quickSubjects)('a failure under %s that lasts', (_, subject) => {
  const setup = setupFor(subject);
  let dead: string;
  beforeEach(async () => {
    dead = `http://127.0.0.1:${await deadPort()}`;
  });

  const toDeadPort: [string, (dead: string) => unknown[]][] = [
    ['a GET', (url) => [url]],
    ['a HEAD', (url) => [url, { method: 'HEAD' }]],
    ['a POST', (url) => [url, post]],
    ['a Request', (url) => [new Request(url)]],
    ['a Request with a body', (url) => [new Request(url, { method: 'PUT', body: 'x' })]],
    ['a posted Request', (url) => [new Request(url, post)]],
    ['a stream', (url) => [url, { method: 'PUT', body: new Blob(['x']).stream(), duplex: 'half' }]],
  ];
  it.each(toDeadPort)('is the error of fetch: %s to a port on which nothing listens', async (_, args) => {
    const scenario: Scenario = { args: () => args(dead) };
    const expected = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({
      error: { class: 'TypeError', name: 'TypeError', message: 'fetch failed', cause: { code: 'ECONNREFUSED' } },
    });
    expect(await observe(setup.fetch, setup.upstream, scenario)).toEqual(expected);
  });

  it.each(lasting)('is the error of fetch, after requests all alike: a GET and %s', async (_, step, error) => {
    const scenario: Scenario = { args: ({ url }) => [url, { headers: { 'x-a': '1' } }], script: [step] };
    const { seen: theirs, ...expected } = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ error: { class: 'TypeError', ...error } });
    const { seen, ...given } = await observe(setup.fetch, setup.upstream, scenario);
    expect(given).toEqual(expected);
    for (const again of seen) expect(again).toEqual(theirs[0]);
  });

  it('is the error of fetch, and the Request used: a PUT and a reset', async () => {
    const scenario: Scenario = {
      args: ({ url }) => [new Request(url, { method: 'PUT', body: 'x' })],
      script: ['reset'],
    };
    const { seen: theirs, ...expected } = await observe(bareFetch, setup.upstream, scenario);
    expect(expected).toMatchObject({ bodyUsed: [true, true] });
    const { seen, ...given } = await observe(setup.fetch, setup.upstream, scenario);
    expect(given).toEqual(expected);
    for (const again of seen) expect(again).toEqual(theirs[0]);
  });

  it('is the error of fetch: a server that does not speak TLS', async () => {
    const url = setup.upstream.url.replace('http:', 'https:');
    const code = async (fetch: typeof bareFetch): Promise<unknown> => {
      const error = await fetch(url).catch((thrown: unknown) => thrown);
      return error instanceof TypeError && (error.cause as NodeJS.ErrnoException).code;
    };
    const expected = await code(bareFetch);
    expect(expected).toBeTypeOf('string');
    expect(await code(setup.fetch)).toBe(expected);
  });

  const integrity = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  it.each([
    ['fits', integrity('ok')],
    ['does not fit', integrity('something else')],
  ])('is that of fetch, or none: an integrity that %s', async (_, expectedIntegrity) => {
    const scenario: Scenario = { args: ({ url }: ScriptedUpstream) => [url, { integrity: expectedIntegrity }] };
    const { seen: __, ...expected } = await observe(bareFetch, setup.upstream, scenario);
    const { seen: ___, ...given } = await observe(setup.fetch, setup.upstream, scenario);
    expect(given).toEqual(expected);
  });
});
