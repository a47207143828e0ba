import { describe, expect, test } from 'vitest';
import type { Evidence, ResponseLike } from '../../src/model/evidence.ts';
import { classifyWith } from '../../src/rules/classify.ts';
import { defined } from '../../src/rules/defined.ts';
import { hasOwn } from '../../src/rules/has-own.ts';
import { networkFailure } from '../../src/rules/network-failure.ts';
import { headerOf, isResponse } from '../../src/rules/response.ts';
import { askedWait } from '../../src/rules/retry-after.ts';

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const withHeader = (get: () => unknown) => ({ status: 200, headers: { get } }) as unknown as ResponseLike;

describe('a response', () => {
  test('is told by its shape', () => {
    for (const outcome of [new Response(), withHeader(() => null)]) expect(isResponse(outcome)).toBe(true);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a status alone', { status: 200 }],
    ['a status that is no number', { status: '200', headers: new Headers() }],
    ['headers that cannot be read', { status: 200, headers: {} }],
    ['what cannot even be looked at', revoked()],
  ])('is not %s', (_what, outcome) => {
    expect(isResponse(outcome)).toBe(false);
  });
});

describe('a header', () => {
  test.each<[string, () => unknown, string | null]>([
    ['is what it is', () => 'value', 'value'],
    ['is null where there is none', () => null, null],
    ['is null where a mock gives nothing', () => undefined, null],
    ['may have 2048 characters', () => 'x'.repeat(2_048), 'x'.repeat(2_048)],
    ['that is longer is not read', () => 'x'.repeat(2_049), ''],
    ['that is no text is not read', () => ['x'], ''],
    [
      'that cannot be read is empty',
      () => {
        throw new Error('no');
      },
      '',
    ],
  ])('%s', (_what, get, value) => {
    expect(headerOf(withHeader(get), 'x')).toBe(value);
  });
});

test('an error that cannot even be looked at proves nothing', () => {
  expect(networkFailure(revoked())).toMatchObject({ reached: 'maybe', evidence: ['network:unknown'] });
});

test.each([
  [new TypeError('Failed to fetch'), 'network:opaque'],
  [new TypeError('fetch failed', { cause: new Error('refused') }), 'network:unknown'],
  [new TypeError('Network request failed'), 'network:unknown'],
  [new Error('Failed to fetch'), 'network:unknown'],
])('%o is told as %s', (error, evidence) => {
  expect(networkFailure(error).evidence).toEqual([evidence]);
});

test('a status that no table has is told by its class', () => {
  const kindOf = (status: number) => classifyWith(undefined, new Response(null, { status }), {}).kind;
  expect([418, 499, 501, 599].map(kindOf)).toEqual(['client-error', 'client-error', 'server-error', 'server-error']);
});

test('without evidence the status is all there is to tell, unless the server asks for a wait', () => {
  const evidenceOf = (headers: Record<string, string>) =>
    classifyWith(undefined, new Response(null, { status: 503, headers }), { now: 0 }).evidence;
  expect(evidenceOf({})).toEqual(['status:503']);
  expect(evidenceOf({ 'retry-after': '7' })).toEqual(['status:503', 'header:retry-after']);
});

test('no wait is read where none is asked for', () => {
  expect(askedWait(new Response(), { now: 0 })).toBeUndefined();
});

test('what is undefined counts as left out', () => {
  expect(defined<{ a?: number; b?: number }>({ a: 1, b: undefined })).toEqual({ a: 1 });
  expect(Object.keys(defined<{ b?: number }>({ b: undefined }))).toEqual([]);
  expect(defined(undefined)).toEqual({});
});

test('what an object has itself is told from what it inherits', () => {
  expect([hasOwn({ a: undefined }, 'a'), hasOwn({}, 'toString')]).toEqual([true, false]);
});

test('who is at fault is for the evidence to say where the server failed, and the caller where it did not', () => {
  const evidence: Evidence = {
    readAnswer: () => ({ fault: 'gateway', evidence: [] }),
    readError: () => ({ fault: 'network', reached: 'maybe', transient: true, evidence: [] }),
    supportIds: () => [],
  };
  const faultOf = (status: number) => classifyWith(evidence, new Response(null, { status }), {}).fault;
  expect([499, 500, 502].map(faultOf)).toEqual(['caller', 'gateway', 'gateway']);
});
