import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import { type Facts, specialize } from '../lean/specialize.ts';

const lean = async (source: string, facts: Partial<Facts>): Promise<string> => {
  const specialized = specialize(source, { always: [], never: [], unused: [], ...facts });
  return (await transform(specialized, { minifySyntax: true, minifyWhitespace: true })).code.trim();
};

test.each<[name: string, source: string, facts: Partial<Facts>, expected: string]>([
  ['a branch that is never taken goes', 'if (a.b) f(); else g();', { never: ['a.b'] }, 'g();'],
  ['and so does the question where the answer is known', 'if (a.b) f(); else g();', { always: ['a.b'] }, 'f();'],
  ['what is known is known wherever it stands', 'f(a.b, () => a.b);', { always: ['a.b'] }, 'f(!0,()=>!0);'],
  ['but not what only looks alike', 'f(a.bc, a.b.c);', { always: ['a.bc'] }, 'f(!0,a.b.c);'],
  ['an assignment to it goes', 'a.b = f() ?? 1; g();', { never: ['a.b'] }, 'g();'],
  ['also of what is only set when it is not there', 'a.b ??= f(); g();', { never: ['a.b'] }, 'g();'],
  ['a declaration of the same name stays', 'const b = f(); if (b) g();', { never: ['b'] }, 'const b=f();'],
  ['a call without effect goes, whatever it is given', 'f(1, g()); f(2); h();', { never: ['f(…'] }, 'h();'],
  ['but not what comes after it', 'x = f(1) || g();', { never: ['f(…'] }, 'x=g();'],
  [
    'an unused member is removed',
    'class A { a() {} get b() { return 1; } static c() {} d() {} }',
    { unused: ['a', 'b', 'c'] },
    'class A{d(){}}',
  ],
])('%s', async (_, source, facts, expected) => {
  expect(await lean(source, facts)).toBe(expected);
});

test('a fact about nothing is an error: it was true of another version', () => {
  const facts = { always: ['a.c'], never: ['a.b'], unused: ['d'] };
  expect(() => specialize('f(a.b);', facts)).toThrow('not to be found in this version: a.c, d');
});
