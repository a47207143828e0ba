import fc from 'fast-check';
import { expect, test } from 'vitest';
import { akamaiReference, supportIds } from '../../src/evidence/support-ids.ts';
import { anyText } from '../support/any-text.ts';

test.each<[string, string]>([
  ['cf-ray', '8c2f0a1b2c3d4e5f-FRA'],
  ['x-amz-cf-id', 'Zs3-NUvBNx7u8Yz_PhuZ9Ug=='],
  ['x-amzn-requestid', '8a0c2d6e-1f4b-4d3a-9a57-0c1d2e3f4a5b'],
  ['x-amz-apigw-id', 'DkXqBGZLDoEF5Lw='],
  ['x-vercel-id', 'fra1::iad1::5pnkg-1700000000000-abcdef012345'],
  ['x-azure-ref', '20261122T120000Z-r1b2c3d4e5f6'],
  ['x-nf-request-id', '01HF0000000000000000000000'],
  ['fly-request-id', '01HF0000000000000000000000-fra'],
  ['x-request-id', 'a b:c'],
  ['x-correlation-id', '42'],
  ['x-varnish', '32770 3'],
])('%s is an id for support', (name, value) => {
  expect(supportIds(new Headers({ [name]: value }))).toEqual([`${name}:${value}`]);
});

test('they come in a fixed order, each once', () => {
  const headers = new Headers({ 'x-request-id': 'r', 'cf-ray': 'c', etag: 'e' });
  expect(supportIds(headers)).toEqual(['cf-ray:c', 'x-request-id:r']);
});

test.each(['<b>1</b>', '"1"', "it's", '1&2', '{1}', 'ü', '', 'a'.repeat(129)])('%j is not shown', (value) => {
  expect(supportIds({ get: (name) => (name === 'x-request-id' ? value : null) })).toEqual([]);
});

test.each<[string, string]>([
  ['plain', 'Reference #6.2d351ab8.1557333295.a4e16ab<br>'],
  ['in character references', 'Reference&#32;&#35;6&#46;2d351ab8&#46;1557333295&#46;a4e16ab\n'],
])('of Akamai it is in the page: %s', (_, page) => {
  expect(supportIds(new Headers(), page)).toEqual(['akamai-reference:6.2d351ab8.1557333295.a4e16ab']);
  expect(akamaiReference(page)).toEqual(['6.2d351ab8.1557333295.a4e16ab', '6']);
});

test.each(['Reference #6', 'Reference #6.zz.1.1', 'Reference: 6.2d351ab8.1557333295.a4e16ab', 'Reference #1234.a.1.a'])(
  '%j is no reference',
  (page) => {
    expect(akamaiReference(page)).toBeUndefined();
  },
);

test('headers that break their promises cost nothing but themselves', () => {
  const headers = {
    get: (name: string) => (name === 'cf-ray' ? '1' : name === 'x-request-id' ? (5 as never) : broken()),
  };
  expect(supportIds(headers)).toEqual(['cf-ray:1']);
});

function broken(): never {
  throw new Error();
}

test('whatever comes, it is short and harmless', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 300 }), fc.string({ maxLength: 300 }), (value, body) => {
      for (const id of supportIds({ get: () => value }, body)) expect(id).toMatch(/^[\w-]+:[^<>&"'`\\]{1,128}$/);
    }),
  );
});
