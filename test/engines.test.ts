import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { OPOSSUM, P_RETRY } from '../lean/facts.ts';
import { lean } from '../lean/plugin.ts';
import { ENGINES } from '../tsup.config.ts';
import { inspectEngines } from './engines.ts';

const src = join(import.meta.dirname, '../src');
const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
const sources = paths.filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'));

test('the library runs in Chrome 92, Firefox 90 and Safari 15', () => {
  expect(ENGINES).toEqual(['chrome92', 'firefox90', 'safari15']);
  expect(sources).toContain('index.ts');
  expect(sources.flatMap((path) => inspectEngines(path, readFileSync(join(src, path), 'utf8')))).toEqual([]);
});

test.each([
  ['opossum', OPOSSUM],
  ['p-retry', P_RETRY],
] as const)('the %s that is bundled for browsers runs there, too', async (name, facts) => {
  const { outputFiles } = await build({
    entryPoints: [`node_modules/${name}/index.js`],
    bundle: true,
    write: false,
    format: 'esm',
    target: ENGINES,
    platform: 'browser',
    plugins: [lean(name, facts)],
  });
  expect(inspectEngines(name, outputFiles[0]?.text ?? '')).toEqual([]);
  expect(outputFiles[0]?.text).toContain('export');
});

// A check that cannot fail proves nothing: what follows shows it failing, and what it lets pass.
describe('what an older engine cannot run', () => {
  test.each([
    ['list.at(-1)', 'uses at without asking whether it is there'],
    ['list.findLast(isOdd)', 'uses findLast without asking whether it is there'],
    ['list.toSorted()', 'uses toSorted without asking whether it is there'],
    ['list.with(0, 1)', 'uses with without asking whether it is there'],
    ['Object.hasOwn(a, "b")', 'uses hasOwn without asking whether it is there'],
    ['Object.groupBy(list, key)', 'uses groupBy without asking whether it is there'],
    ['structuredClone(a)', 'uses structuredClone without asking whether it is there'],
    ['crypto.randomUUID()', 'uses randomUUID without asking whether it is there'],
    ['new WeakRef(a)', 'uses WeakRef without asking whether it is there'],
    ['new FinalizationRegistry(f)', 'uses FinalizationRegistry without asking whether it is there'],
    ['AbortSignal.any([a, b])', 'uses any without asking whether it is there'],
    ['AbortSignal.timeout(5)', 'uses timeout without asking whether it is there'],
    ['signal.throwIfAborted()', 'uses throwIfAborted without asking whether it is there'],
    ['reject(signal?.reason)', 'uses reason without asking whether it is there'],
    ['Response.json({})', 'uses json without asking whether it is there'],
    ['root.adoptedStyleSheets = []', 'uses adoptedStyleSheets without asking whether it is there'],
    ['element.showPopover()', 'uses showPopover without asking whether it is there'],
    ["new Error('a', { cause: b })", 'gives an error a cause by its constructor'],
    ['class A { static { f(); } }', 'has a static block'],
    ['await f();', 'awaits at the top'],
    ['/[a&&b]/v', 'has a regular expression with a new flag: /[a&&b]/v'],
    ['/a/gd', 'has a regular expression with a new flag: /a/gd'],
    ['/(?<=a)b/', 'has a regular expression that looks behind: /(?<=a)b/'],
    ['/(?<!a)b/', 'has a regular expression that looks behind: /(?<!a)b/'],
    ["element.matches(':focus-visible')", 'asks for :focus-visible without a try'],
    ["element.querySelector('a:has(b)')", 'asks for a:has(b) without a try'],
    ['`@media print { a { color: color-mix(in srgb, red, blue); } }`', 'has a style sheet with color-mix('],
    ['`@media print {} a { rotate: 5deg; }`', 'has a style sheet with rotate:'],
    ['`@media print {} @layer a {}`', 'has a style sheet with @layer'],
    ['`@media print {} a { height: 5dvh; }`', 'has a style sheet with 5dvh'],
  ])('%s', (source, complaint) => {
    expect(inspectEngines('a.ts', source)).toEqual([`a.ts ${complaint}`]);
  });

  test.each([
    "if (typeof WeakRef === 'function') new WeakRef(a);",
    "if (typeof crypto.randomUUID === 'function') crypto.randomUUID();",
    "if ('popover' in element) element.popover = 'manual';",
    'element.showPopover?.();',
    'const reason = signal.reason === undefined ? abortError() : signal.reason;',
    'interface A { at(index: number): string; popover: string }',
    'type A = WeakRef<B>;',
    'const event = { at: 5, reason: 3, timeout: 7 };',
    'event.at; error.reason; options.timeout;',
    'JSON.parse(text); response.json(); Promise.any([]);',
    '/(?<name>a)/u.exec(text)?.groups?.name;',
    'async function f() { await g(); }',
    "new UpstreamError('a', { verdict });",
    "try { element.matches(':focus-visible'); } catch {}",
    '`@media print {} @supports (color: color-mix(in srgb, red, red)) { a { color: color-mix(in srgb, red, red); } } a { transform: rotate(5deg); }`',
  ])('but: %s', (source) => {
    expect(inspectEngines('a.ts', source)).toEqual([]);
  });
});
