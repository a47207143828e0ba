import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isRawOriginOf, originOf, parseUrl, rawOrigin } from '../../src/request/origin.ts';
import { anyText } from '../support/any-text.ts';
import { processorMs } from '../support/processor-time.ts';

afterEach(() => void vi.unstubAllGlobals());

describe('the raw origin', () => {
  test.each([
    ['http://a.test', 'http://a.test'],
    ['https://a.test/', 'https://a.test'],
    ['https://a.test:8443/path?query#hash', 'https://a.test:8443'],
    ['https://a.test?query', 'https://a.test'],
    ['https://a.test#hash', 'https://a.test'],
    ['https://a.test\\path', 'https://a.test'],
    ['HTTPS://A.Test/', 'HTTPS://A.Test'],
    ['http://[::1]:80/', 'http://[::1]:80'],
    ['http://user:secret@a.test/', 'http://user:secret@a.test'],
    ['http://ümlaut.test/', 'http://ümlaut.test'],
    ['http://a.test/with a space\n', 'http://a.test'],
  ])('of %j is %j', (url, raw) => {
    expect(rawOrigin(url)).toBe(raw);
  });

  test.each([
    [''],
    ['/path'],
    ['//a.test/'],
    ['a.test'],
    ['ftp://a.test/'],
    ['data:text/plain,http://a.test/'],
    ['blob:http://a.test/1'],
    ['http:a.test'],
    ['http:/a.test'],
    ['http:\\\\a.test'],
    ['http://'],
    ['http:///a.test'],
    [' http://a.test/'],
    ['\nhttp://a.test/'],
    ['ht\ntp://a.test/'],
    ['http://a\t.test/'],
    ['http://a.test\n/'],
    ['http://a.test '],
    ['http://a b/'],
    ['httpſ://a.test/'],
  ])('of %j is left to a real parser', (url) => {
    expect(rawOrigin(url)).toBeUndefined();
  });

  test('is known again in another URL of the same origin, and in no other', () => {
    const end = fc.constantFrom(
      '',
      '/',
      '/path',
      '?query',
      '#hash',
      '\\path',
      ':80',
      '.test',
      '@b.test',
      ' ',
      '\n/',
      '\t',
    );
    const host = fc.constantFrom('a', 'a.test', 'A.test', 'a.test:80', 'user@a.test', '[::1]');
    const url = fc.tuple(fc.constantFrom('http://', 'HTTP://', 'https://'), host, end).map((parts) => parts.join(''));
    fc.assert(
      fc.property(url, url, (one, other) => {
        const raw = rawOrigin(one);
        if (raw !== undefined) expect(isRawOriginOf(raw, other)).toBe(rawOrigin(other) === raw);
      }),
      { numRuns: 5_000 },
    );
  });

  test('is found in no time in a megabyte of host', () => {
    const startedAt = processorMs();
    rawOrigin(`http://${'a'.repeat(1e6)} `);
    expect(processorMs() - startedAt).toBeLessThan(2_000);
  });
});

describe('the origin', () => {
  test.each([
    ['HTTPS://A.Test', 'https://a.test'],
    ['http://a.test:80', 'http://a.test'],
    ['https://a.test:80', 'https://a.test:80'],
    ['http://user:secret@a.test', 'http://a.test'],
    ['http://ümlaut.test', 'http://xn--mlaut-jva.test'],
    ['http://[', undefined],
    ['http://a.test:99999', undefined],
    ['', undefined],
  ])('of %j is %j', (raw, origin) => {
    expect(originOf(raw)).toBe(origin);
  });

  test('is the beginning of the URL, in small letters, where the platform cannot tell, as in React Native', () => {
    class WithoutOrigin {
      get origin() {
        throw new Error('not implemented');
      }
    }
    vi.stubGlobal('URL', WithoutOrigin);
    expect(originOf('HTTPS://A.Test')).toBe('https://a.test');
  });

  test('read from the raw origin is the origin of the whole URL', () => {
    const piece = fc.constantFrom(...'aA1.:@/\\?#%[]- \t\n\u0001', '::1', '80', '443', '..', 'ü', '。', '%2e', 'ſ');
    const rest = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const scheme = fc.constantFrom('http://', 'https://', 'HTTP://', 'hTTps://', 'http:/', 'http:', ' http://');
    const written = fc.tuple(scheme, fc.oneof(rest, fc.string())).map(([start, end]) => start + end);
    const path = anyText().map((text) => encodeURI(text));
    const ordinary = fc
      .tuple(fc.constantFrom('http://', 'https://'), fc.domain(), path)
      .map(([start, host, end]) => `${start}${host}/${end}`);
    const url = fc.oneof(ordinary, written);
    fc.assert(
      fc.property(url, (text) => {
        const raw = rawOrigin(text);
        if (raw === undefined || !URL.canParse(text)) return;
        expect(originOf(raw)).toBe(new URL(text).origin);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a relative URL', () => {
  test.each<[string, object, string | undefined]>([
    ['the base of the page, wherever the page is', { document: { baseURI: 'http://a.test/b/' } }, 'http://a.test/b/x'],
    ['the address of a worker', { document: undefined }, 'http://c.test/x'],
    ['nothing on a server', { document: undefined, location: undefined }, undefined],
  ])('is resolved against %s', (_what, globals, expected) => {
    for (const [name, value] of Object.entries({ location: { href: 'http://c.test/' }, ...globals }))
      vi.stubGlobal(name, value);
    expect(parseUrl('x')?.href).toBe(expected);
  });
});
