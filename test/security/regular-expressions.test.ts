import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

// Headers, bodies, addresses, labels and error texts come from outside: no expression may take much longer than it takes to read them once.

const src = join(import.meta.dirname, '../../src');

/** Every regular expression of a source, as it is written. */
function expressionsIn(source: string): { readonly literals: RegExp[]; readonly made: number } {
  const literals: RegExp[] = [];
  let made = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      literals.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    }
    if (ts.isIdentifier(node) && node.text === 'RegExp' && !ts.isTypeNode(node.parent)) made++;
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest, true));
  return { literals, made };
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
const found = files.flatMap((path) =>
  expressionsIn(readFileSync(join(src, path), 'utf8')).literals.map((expression) => ({ path, expression })),
);

const COMMON = [
  ...' \t\n\u0000aZ09_-+"\'\\.,;=:/<>&#%@()[]{}é\u202E\u00A0',
  'a ',
  '. ',
  'a.',
  'a-',
  'a,',
  '0.',
  '1:',
  ' ,',
  '\r\n',
];
// So small at first, because some double their time with each character.
const SIZES = [20, 24, 26, 100, 300, 1_000, 3_000, 30_000, 120_000];
/** Reading 120 000 characters takes well below a millisecond; to go back for each of them takes a second. */
const LIMIT_MS = 200;

/** What could be repeated, and what could stand before it: taken from the words of the expression itself. */
function attacksOn({ source }: RegExp): { readonly before: string; readonly pump: string }[] {
  const text = source.replaceAll(/\\[bBdDsSwWpP](\{\w+\})?/g, ' ').replaceAll(/\\(.)/g, '$1');
  const words = [...new Set(text.match(/[^\s()[\]{}|?*+^$]+/g) ?? [])].slice(0, 8);
  const pumps = new Set([...COMMON, ...words, ...text.replaceAll(/[\sa-z\d]/gi, '')]);
  return ['', ...words.slice(0, 2)].flatMap((before) => [...pumps].map((pump) => ({ before, pump })));
}

/** The first text that takes too long; each size is tried only after the smaller one was quick. */
function slowText(expression: RegExp): string | undefined {
  const spend = (text: string): number => {
    const since = performance.now();
    if (expression.global) text.replace(expression, '');
    else expression.test(text);
    return performance.now() - since;
  };
  for (const { before, pump } of attacksOn(expression)) {
    for (const size of SIZES) {
      const text = `${before}${pump.repeat(Math.ceil(size / pump.length))}\u0000`;
      // Another program may have had the processor meanwhile.
      for (let run = 1; spend(text) > LIMIT_MS; run++) if (run === 3) return `${before}${pump}... (${size})`;
    }
  }
  return undefined;
}

test('all of them are found, and none is made of a text', () => {
  expect(found.length).toBeGreaterThan(100);
  const made = files.filter((path) => expressionsIn(readFileSync(join(src, path), 'utf8')).made > 0);
  expect(made).toEqual([]);
});

test('each reads 120 000 characters in a time that does not grow with their square', { timeout: 120_000 }, () => {
  const slow = found.flatMap(({ path, expression }) => {
    const text = slowText(expression);
    return text === undefined ? [] : [`${path}: ${expression} on ${JSON.stringify(text)}`];
  });
  expect(slow).toEqual([]);
});

// A check that cannot fail proves nothing.
describe('the check', { timeout: 90_000 }, () => {
  test.each([/(a+)+$/, /(?:\s|\s)+x/, /\s+$/, /,*;/, /<title>.*<\/title>/, /(\d+)\.(\d*)x/])(
    'finds that %s is slow',
    (expression) => {
      expect(slowText(expression)).toEqual(expect.any(String));
    },
  );

  test.each([/^\s+/, /a+b?/, /\s+/g, /^[\w.:-]{1,64}$/])('finds that %s is quick', (expression) => {
    expect(slowText(expression)).toBeUndefined();
  });
});
