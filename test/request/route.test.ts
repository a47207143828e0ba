import { describe, expect, test } from 'vitest';
import { requestKey as keyOf, routeKey, targetKey } from '../../src/request/route.ts';

const URL = 'http://a.test/orders?page=2';

const requestKey = (method: string, url: string, headers: Headers | undefined, body: unknown): number =>
  keyOf(targetKey(method, url, body), headers);

describe('a request', () => {
  test('has the same key each time', () => {
    expect(requestKey('GET', URL, undefined, undefined)).toBe(requestKey('GET', URL, undefined, null));
    expect(requestKey('POST', URL, undefined, '{"a":1}')).toBe(requestKey('POST', URL, undefined, '{"a":1}'));
  });

  test.each<[string, Parameters<typeof requestKey>]>([
    ['method', ['HEAD', URL, undefined, undefined]],
    ['path', ['GET', 'http://a.test/order?page=2', undefined, undefined]],
    ['query', ['GET', 'http://a.test/orders?page=3', undefined, undefined]],
    ['text body', ['GET', URL, undefined, '{"a":1}']],
    ['header', ['GET', URL, new Headers({ 'x-tenant': 'b' }), undefined]],
  ])('has another key with another %s', (_, other) => {
    expect(requestKey(...other)).not.toBe(requestKey('GET', URL, undefined, undefined));
  });

  test('is not told apart by the time that keeps caches out, in seconds or milliseconds', () => {
    const at = (name: string, time: number) =>
      requestKey('GET', `${URL}&${name}=${time}&sort=up`, undefined, undefined);
    expect(at('t', 1_764_400_000_000)).toBe(at('t', 1_764_400_000_001));
    expect(at('t', 1_764_400_000)).toBe(at('t', 1_764_400_001));
    expect(at('t', 12)).not.toBe(at('t', 13));
    expect(at('_', 12)).toBe(at('_', 13));
    const plain = requestKey('GET', URL, undefined, undefined);
    expect(requestKey('GET', `${URL}&_=12`, undefined, undefined)).toBe(plain);
  });

  test('is not told apart by headers that differ from call to call', () => {
    const traced = (id: string) =>
      requestKey('GET', URL, new Headers({ traceparent: id, 'x-request-id': id }), undefined);
    expect(traced('a')).toBe(traced('b'));
    expect(traced('a')).toBe(requestKey('GET', URL, undefined, undefined));
  });

  test('is not told apart by a body that is no text', () => {
    expect(requestKey('PUT', URL, undefined, new Uint8Array([1]))).toBe(
      requestKey('PUT', URL, undefined, new Uint8Array([2])),
    );
  });

  test('is told apart by its first 4096 characters, so that a long body costs no more', () => {
    const long = 'x'.repeat(4_096);
    expect(requestKey('POST', URL, undefined, `${long}a`)).toBe(requestKey('POST', URL, undefined, `${long}b`));
    expect(requestKey('POST', URL, undefined, `${long.slice(1)}a`)).not.toBe(
      requestKey('POST', URL, undefined, `${long.slice(1)}b`),
    );
  });
});

describe('a route', () => {
  test.each([
    ['http://a.test/orders?page=1', 'http://a.test/orders?page=2'],
    ['http://a.test/orders#top', 'http://a.test/orders'],
    ['http://a.test/orders/1', 'http://a.test/orders/2'],
    ['http://a.test/orders/1/lines', 'http://a.test/orders/23/lines'],
    ['http://a.test/u/6f1c2b9e-7a34-4a63', 'http://a.test/u/00000000-0000-4000'],
    ['http://a.test/u/ann@a.test', 'http://a.test/u/bob@b.test'],
    [`http://a.test/f/${'a'.repeat(33)}`, `http://a.test/f/${'b'.repeat(40)}`],
    ['http://a.test/orders?new', 'http://a.test/orders'],
    ['http://a.test/orders/0', 'http://a.test/orders/9'],
    ['http://a.test/f/abcdefg8', 'http://a.test/f/12'],
  ])('is that of %s and of %s', (one, other) => {
    expect(routeKey('GET', one)).toBe(routeKey('GET', other));
  });

  test.each([
    ['http://a.test/orders', 'http://a.test/users'],
    ['http://a.test/v1/orders', 'http://a.test/v2/orders'],
    ['http://a.test/orders/1', 'http://a.test/orders'],
    ['http://a.test/orders/1', 'http://a.test/orders/latest'],
    ['http://a.test/orders/1', 'http://a.test/orders/'],
    ['http://a.test/catalogue', 'http://a.test/customers'],
    ['http://a.test/sign-out', 'http://a.test/sign-ups'],
    ['http://a.test/f/abcdef7', 'http://a.test/f/12'],
    [`http://a.test/f/${'a'.repeat(32)}`, `http://a.test/f/${'b'.repeat(32)}`],
    ['orders', 'users'],
  ])('of %s is not that of %s', (one, other) => {
    expect(routeKey('GET', one)).not.toBe(routeKey('GET', other));
  });

  test('is another one with another method', () => {
    expect(routeKey('GET', URL)).not.toBe(routeKey('PUT', URL));
  });
});
