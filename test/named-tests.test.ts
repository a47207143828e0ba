import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { claimsIn, titlesIn, unheldClaims } from './named-tests.ts';

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string | undefined =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;

test.each([['docs/reliability.md', 100]])('every test that %s names exists', (page, atLeast) => {
  const claims = claimsIn(read(page) ?? '');
  expect(claims.length).toBeGreaterThanOrEqual(atLeast);
  expect(unheldClaims(claims, read)).toEqual([]);
});

test('docs/reliability.md numbers the 45 known pitfalls', () => {
  const numbers = [...(read('docs/reliability.md') ?? '').matchAll(/^\| (\d+) \|/gm)].map(([, number]) =>
    Number(number),
  );
  expect(numbers).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
});

const PAGE = `
| what | held by |
| --- | --- |
| a | \`test/a.test.ts\`: “group › works”; “alone” |
| b | \`test/a.test.ts\`: “works” |
| c | \`test/b.test.ts\`: “works” |
| d | Nothing. |
| e | Cannot occur: there is no cache. |
| f | \`test/a.test.ts\`: “group › skipped” |

| other | table |
| --- | --- |
| g | Nothing. |
`;
const TESTS = `
describe('group', () => { test('works', () => {}); test.skip('skipped', () => {}); });
test.each([1])('alone', () => {});
`;

test('a test that was renamed, moved, skipped or never written is found', () => {
  const claims = claimsIn(PAGE);
  expect(claims.map(({ claim }) => claim)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect(unheldClaims(claims, (file) => (file === 'test/a.test.ts' ? TESTS : undefined))).toEqual([
    'b: test/a.test.ts has no test “works”',
    'c: there is no test/b.test.ts',
    'd: neither a test nor a reason',
    'f: test/a.test.ts has no test “group › skipped”',
  ]);
});

test('titles are read from tests, groups, tables of cases and shared scenarios', () => {
  const source = `
    describe.each(X)('with %s', () => { it.x; test.each([1])(\`\${n} is fine\`, f); });
    export const scenarios = { async 'ends'() {} };
    add('takes its time', f);
    const points = [{ title: 'is sent', claim }];`;
  expect([...titlesIn('a.ts', source)]).toEqual([`with %s › \${n} is fine`, 'ends', 'takes its time', 'is sent']);
});
