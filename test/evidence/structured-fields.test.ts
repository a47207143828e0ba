import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BareItem, parseMembers } from '../../src/evidence/structured-fields.ts';

const plain = (field: string) =>
  parseMembers(field)?.map(({ key, value, parameters }) => [key, value, Object.fromEntries(parameters)]);

describe('a field', () => {
  test.each<[string, string, unknown[]]>([
    ['a token', 'proxy', [[undefined, 'proxy', {}]]],
    ['a token with every sign', "*a!#$%&'*+-.^_`|~:/9", [[undefined, "*a!#$%&'*+-.^_`|~:/9", {}]]],
    ['a string', '"a, \\"b\\"; c=\\\\"', [[undefined, 'a, "b"; c=\\', {}]]],
    ['numbers', '1, -1, 0.5, -999999999999.999', [1, -1, 0.5, -999999999999.999].map((n) => [undefined, n, {}])],
    ['booleans', '?1, ?0', [true, false].map((b) => [undefined, b, {}])],
    [
      'bytes, a date and a display string, as text',
      ':YQ==:, @1659578233, %"f%c3%bc"',
      [':YQ==:', '@1659578233', '%"f%c3%bc"'].map((t) => [undefined, t, {}]),
    ],
    ['parameters', 'a;b;c=1; d="x";  *e-f_1.g=?0', [[undefined, 'a', { b: true, c: 1, d: 'x', '*e-f_1.g': false }]]],
    ['parameters, of which the last of a name counts', 'a;b=1;b=2', [[undefined, 'a', { b: 2 }]]],
    ['parameters of no consequence', 'a;constructor=1', [[undefined, 'a', Object.fromEntries([['constructor', 1]])]]],
    [
      'inner lists, whose members are not read here',
      '(a "b" 1;x);y=2, ()',
      [
        [undefined, undefined, { y: 2 }],
        [undefined, undefined, {}],
      ],
    ],
    [
      'a dictionary',
      'limit=10, a;b, c=(1 2);d',
      [
        ['limit', 10, {}],
        [undefined, 'a', { b: true }],
        ['c', undefined, { d: true }],
      ],
    ],
    [
      'white space around members',
      '  a \t,\tb \t ',
      [
        [undefined, 'a', {}],
        [undefined, 'b', {}],
      ],
    ],
  ])('may be %s', (_, field, members) => {
    expect(plain(field)).toEqual(members);
  });

  test.each([
    '',
    ' ',
    ',',
    'a,',
    ',a',
    'a,,b',
    'a b',
    'a ;b',
    'a;',
    'a;B',
    'a;b=',
    'a; =1',
    '\ta',
    'a=',
    'A=1',
    '"a',
    '"a\\"',
    '"\\a"',
    '"ü"',
    '"a\nb"',
    '1.',
    '.5',
    '1.2345',
    '1234567890123456',
    '1234567890123.1',
    '--1',
    '1.2.3',
    '?2',
    '?',
    ':a',
    ':ü:',
    '@1.5',
    '@',
    '%"%C3"',
    '%"%c"',
    '%"a',
    '(a',
    '(a,b)',
    '(a"b")',
    '(a b',
    '((a))',
    'ü',
    '{}',
    '<b>',
  ])('is no structured one: %j', (field) => {
    expect(parseMembers(field)).toBeUndefined();
  });

  test('of absurd length is not read', () => {
    expect(parseMembers('a'.repeat(2048))).toHaveLength(1);
    expect(parseMembers('a'.repeat(2049))).toBeUndefined();
  });
});

const ALPHA = 'abcdefghijklmnopqrstuvwxyz';
const text = (first: string, rest: string) =>
  fc
    .tuple(fc.constantFrom(...first), fc.string({ unit: fc.constantFrom(...rest), maxLength: 8 }))
    .map((parts) => parts.join(''));
const key = text(`${ALPHA}*`, `${ALPHA}0189_-.*`);
const token = text(`${ALPHA}XYZ*`, `${ALPHA}XYZ019!#$%&'*+-.^_\`|~:/`);
const string = fc.string({
  unit: fc.integer({ min: 32, max: 126 }).map((code) => String.fromCharCode(code)),
  maxLength: 12,
});
const integer = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }).map((n) => n || 0);
const decimal = fc.integer({ min: -999_999_999, max: 999_999_999 }).map((n) => n / 1000);

/** A value, and how it is written. RFC 9651 section 4.1. */
const bareItem: fc.Arbitrary<readonly [BareItem, string]> = fc.oneof(
  token.map((value) => [value, value] as const),
  string.map((value) => [value, `"${value.replace(/["\\]/g, '\\$&')}"`] as const),
  fc.oneof(integer, decimal).map((value) => [value || 0, String(value || 0)] as const),
  fc.boolean().map((value) => [value, value ? '?1' : '?0'] as const),
);
const parameters = fc.uniqueArray(fc.tuple(key, bareItem), { selector: ([name]) => name, maxLength: 4 });
const member = fc.record({ key: fc.option(key, { nil: undefined }), item: bareItem, parameters });

describe('properties', () => {
  test('what is written is read again', () => {
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 5 }), (members) => {
        const field = members
          .map(
            (each) =>
              (each.key === undefined ? '' : `${each.key}=`) +
              each.item[1] +
              each.parameters.map(([name, [, written]]) => `;${name}=${written}`).join(''),
          )
          .join(', ');
        expect(plain(field)).toEqual(
          members.map((each) => [
            each.key,
            each.item[0],
            Object.fromEntries(each.parameters.map(([name, [value]]) => [name, value])),
          ]),
        );
      }),
    );
  });

  test('anything at all is read or refused, and never throws', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom(...'"\\();,=?:@% \t*-.019aZ'), fc.string({ maxLength: 3 })), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(pieces, (parts) => {
        const members = parseMembers(parts.join(''));
        expect(members === undefined || members.length > 0).toBe(true);
      }),
    );
  });
});
