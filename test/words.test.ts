import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { bannedWords } from './words.ts';

const root = resolve(import.meta.dirname, '..');

/** Not our prose: translations, recorded answers, built files, and the list of the words itself. */
const SKIPPED = [
  /^src\/notices\/text\/locales\/(?!en|check|index)/,
  /^test\/fixtures\//,
  /^test\/words(\.test)?\.ts$/,
  /^docs\/(site|images)\//,
  /^bench\/raw\//,
  /(^|\/)(node_modules|dist|\.cache)\//,
];

interface Exception {
  readonly files: RegExp;
  readonly words: readonly string[];
  readonly why: string;
}

const EXCEPTIONS: readonly Exception[] = [
  {
    files: /^src\/(platform\/inner-fetch|otel\/otel-fetch)\.ts$/,
    words: ['beneath'],
    why: 'the key of a global symbol, which all versions of the package share',
  },
  { files: /^test\/gateways\/configs\/varnish\.ts$/, words: ['directors'], why: 'a module of Varnish' },
  { files: /^test\/notices\/voice\.test\.ts$/, words: ['theater'], why: 'a label that begins with "The"' },
];

const TEXT = /\.(tsx?|[cm]?js|md|html|css)$/;
const FOLDERS = ['bench', 'bin', 'cli', 'docs', 'examples', 'lean', 'proof', 'src', 'test'];

const walk = (path: string): string[] => {
  if (SKIPPED.some((skipped) => skipped.test(`${path}/`) || skipped.test(path))) return [];
  if (statSync(join(root, path)).isFile()) return TEXT.test(path) ? [path] : [];
  return readdirSync(join(root, path)).flatMap((name) => walk(`${path}/${name}`));
};

const files = [...FOLDERS.flatMap(walk), 'README.md', 'CODE_OF_CONDUCT.md', 'CONTRIBUTING.md', 'SECURITY.md'];
const found = files.flatMap((path) => {
  // The first line is the path: names of files count too.
  const text = `${path}\n${readFileSync(join(root, path), 'utf8')}`;
  return bannedWords(text).map((each) => ({ ...each, path, line: each.line - 1 }));
});
const allows =
  (path: string, word: string) =>
  ({ files, words }: Exception): boolean =>
    files.test(path) && words.includes(word);

test('no file has a word that we do not use', () => {
  expect(files.length).toBeGreaterThan(300);
  const complaints = found
    .filter(({ path, word }) => !EXCEPTIONS.some(allows(path, word)))
    .map(({ path, line, word, instead }) => `${path}:${line}: "${word}". Write: ${instead}`);
  expect(complaints).toEqual([]);
});

test('every exception to that is still needed', () => {
  const unused = EXCEPTIONS.flatMap(({ files, words }) =>
    words
      .filter((word) => !found.some((each) => each.word === word && files.test(each.path)))
      .map((word) => `${files}: ${word}`),
  );
  expect(unused).toEqual([]);
});

test('a banned word is found in prose, in names and in any form, and harmless words are not', () => {
  const words = (text: string) => bannedWords(text).map(({ word }) => word);
  expect(words('Nobody knows.\n\nIts behaviour shall be judged in place of ours.')).toEqual([
    'nobody',
    'judged',
    'shall',
    'in place of',
    'behaviour',
  ]);
  expect(words('runScene(SLEEPER_MS, colourOf)')).toEqual(['scene', 'sleeper', 'colour']);
  expect(words('interface Terms {}')).toEqual(['interface terms']);
  expect(words('a placeholder, the backstage, courtesy, terms, a cancelled call, but forever')).toEqual([]);
  expect(bannedWords('fine\nmend it')).toEqual([{ line: 2, word: 'mend', instead: 'fix or repair' }]);
});
