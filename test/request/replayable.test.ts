import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCloneableBody, isIdempotent, isReplayableBody, normalizeMethod } from '../../src/request/replayable.ts';

describe('a method', () => {
  test.each([
    [undefined, 'GET'],
    ['get', 'GET'],
    ['Head', 'HEAD'],
    ['options', 'OPTIONS'],
    ['pOsT', 'POST'],
    ['put', 'PUT'],
    ['delete', 'DELETE'],
    ['patch', 'patch'],
    ['query', 'query'],
    ['Custom', 'Custom'],
  ])('given as %s is sent as %s', (given, sent) => {
    expect(normalizeMethod(given)).toBe(sent);
  });

  test('is normalized as Request does it', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'getpostputheadlPATCH'), minLength: 1, maxLength: 7 });
    // Not `query`: newer engines normalize it as well, and a method that older ones send as it stands is no QUERY to them.
    const known = fc.mixedCase(fc.constantFrom('get', 'head', 'post', 'put', 'delete', 'options'));
    fc.assert(
      fc.property(fc.oneof(letters, known), (method) => {
        expect(normalizeMethod(method)).toBe(new Request('http://a.test/', { method }).method);
      }),
    );
  });

  test.each([
    ['GET', true],
    ['HEAD', true],
    ['OPTIONS', true],
    ['TRACE', true],
    ['PUT', true],
    ['DELETE', true],
    ['QUERY', true],
    ['POST', false],
    ['PATCH', false],
    ['CONNECT', false],
    ['query', false],
    ['', false],
  ])('of %j may be repeated: %s', (method, expected) => {
    expect(isIdempotent(method)).toBe(expected);
  });
});

describe('a body', () => {
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a string', 'text'],
    ['an ArrayBuffer', new ArrayBuffer(2)],
    ['a typed array', new Uint8Array(2)],
    ['a DataView', new DataView(new ArrayBuffer(2))],
    ['a Buffer', Buffer.from('x')],
    ['a Blob', new Blob(['x'])],
    ['a File', new File(['x'], 'x.txt')],
    ['a FormData', new FormData()],
    ['a URLSearchParams', new URLSearchParams('a=1')],
    ["another realm's ArrayBuffer", runInNewContext('new ArrayBuffer(2)')],
    ["another realm's array", runInNewContext('[1, 2]')],
    ['a number, which fetch writes out', 12],
    ['a plain object, which fetch writes out', { a: 1 }],
    ['a generator, which fetch writes out', [1].values()],
    ['a function, which fetch writes out', () => undefined],
  ])('can be sent again when it is %s', (_, body) => {
    expect(isReplayableBody(body)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['a ReadableStream', new ReadableStream()],
    ["a polyfill's stream", { getReader: () => undefined }],
    ['a Node stream', Readable.from(['x'])],
    ['an old FormData of Node', { pipe: () => undefined }],
    ['a callable stream', Object.assign(() => undefined, { pipe: () => undefined })],
    ['an async generator', (async function* () {})()],
    ["another realm's async generator", runInNewContext('(async function* () {})()')],
  ])('can be sent only once when it is %s', (_, body) => {
    expect(isReplayableBody(body)).toBe(false);
  });

  test('of a Request can be cloned unless it is a stream of Node', () => {
    expect([new ReadableStream(), null, undefined, Readable.from(['x'])].map(isCloneableBody)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('is examined without being touched', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        expect(typeof isReplayableBody(body)).toBe('boolean');
      }),
    );
  });
});
