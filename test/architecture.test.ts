import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspect, LAYERS, type Sources } from './architecture.ts';

const src = join(import.meta.dirname, '../src');

function readSources(): Sources {
  const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  return Object.fromEntries(
    paths.filter((path) => /\.tsx?$/.test(path)).map((path) => [path, readFileSync(join(src, path), 'utf8')]),
  );
}

test('the sources follow all rules', () => {
  const sources = readSources();
  expect(Object.keys(sources)).toContain('index.ts');
  expect(inspect(sources)).toEqual([]);
});

// A rule that cannot fail proves nothing: what follows shows each one failing, and what it lets pass.
describe('who may import whom', () => {
  const may = (path: string, name: string) => inspect({ [path]: `import '${name}';` }).length === 0;

  test.each([
    ['model/a.ts', './b.ts', '../rules/b.ts'],
    ['rules/a.ts', '../model/b.ts', '../request/b.ts'],
    ['rules/a.ts', './b.ts', '../platform/clock.ts'],
    ['platform/a.ts', '../model/b.ts', '../rules/b.ts'],
    ['request/a.ts', '../model/b.ts', '../options/b.ts'],
    ['options/a.ts', '../request/b.ts', '../circuit/b.ts'],
    ['circuit/a.ts', '../options/b.ts', '../upstream/b.ts'],
    ['upstream/a.ts', '../circuit/b.ts', '../call/b.ts'],
    ['events/a.ts', '../model/b.ts', '../call/b.ts'],
    ['call/a.ts', '../events/b.ts', '../attempt/b.ts'],
    ['attempt/a.ts', '../call/b.ts', '../retry/b.ts'],
    ['retry/a.ts', '../attempt/b.ts', '../client.ts'],
    ['retry/a.ts', './b.ts', '../notices/index.ts'],
    ['client.ts', './version.ts', './index.ts'],
    ['client.ts', './retry/b.ts', './notices/index.ts'],
    ['index.ts', './model/b.ts', './package.json/../../package.json'],
    ['notices/a.ts', '../index.ts', '../client.ts'],
    ['notices/text/locales/en.ts', '../../../model/b.ts', '../../../retry/b.ts'],
    ['notices/a.ts', './b.ts', '../dom/index.ts'],
    ['dom/a.ts', '../notices/index.ts', '../notices/track/reduce.ts'],
    ['otel/index.ts', '../index.ts', '../model/event.ts'],
    ['react/index.ts', 'react/jsx-runtime', 'react-dom'],
    ['otel/index.ts', '@opentelemetry/api', '@opentelemetry/sdk-trace-base'],
    ['sinks/a.ts', './b.ts', 'react'],
    ['retry/retry.ts', 'p-retry', 'opossum'],
    ['circuit/breaker.ts', 'opossum', 'p-retry'],
  ])('%s: %s, but not %s', (path, allowed, forbidden) => {
    expect([may(path, allowed), may(path, forbidden)]).toEqual([true, false]);
  });

  test.each([
    "import type { A } from '../rules/b.ts';",
    "export type { A } from '../rules/b.ts';",
    "type A = import('../rules/b.ts').A;",
    "const a = () => import('../rules/b.ts');",
  ])('counts %s', (source) => {
    expect(inspect({ 'model/a.ts': source })).toContain('model/a.ts may not import rules/b.ts');
  });

  test('lets a folder import only folders that come before it', () => {
    const folders = Object.keys(LAYERS);
    for (const [at, folder] of folders.entries()) {
      expect(folders.slice(0, at)).toEqual(expect.arrayContaining([...(LAYERS[folder] ?? [])]));
    }
  });

  test('knows every folder', () => {
    expect(inspect({ 'shed/a.ts': '' })).toEqual(['shed/a.ts is in no known folder']);
  });

  test('finds a cycle, of types too', () => {
    const sources = {
      'rules/a.ts': "import { b } from './b.ts';",
      'rules/b.ts': "import type { C } from './c.ts';",
      'rules/c.ts': "import { a } from './a.ts';",
      'rules/d.ts': "import { a } from './a.ts';",
    };
    expect(inspect(sources)).toEqual(['rules/a.ts > rules/b.ts > rules/c.ts > rules/a.ts is a cycle']);
  });

  test('takes two ways to the same file for no cycle', () => {
    const sources = {
      'rules/a.ts': "import './b.ts'; import './c.ts';",
      'rules/b.ts': "import './c.ts';",
      'rules/c.ts': '',
    };
    expect(inspect(sources)).toEqual([]);
  });
});

describe('what a file may be', () => {
  test('a catalogue, which is as long as there are things to say', () => {
    const long = "'when.waiting': 'We’ll try again {in}.',\n".repeat(201);
    expect(inspect({ 'notices/text/locales/en.ts': long })).toEqual([]);
    expect(inspect({ 'notices/text/render.ts': long })).toHaveLength(1);
  });

  test('short, except for its documentation', () => {
    expect(inspect({ 'rules/a.ts': 'f();\n// why\n\n'.repeat(200) })).toEqual([]);
    expect(inspect({ 'rules/a.ts': 'f();\n'.repeat(201) })).toEqual([
      'rules/a.ts has 201 lines of code, more than 200',
    ]);
  });

  test.each([
    ['rules/utils.ts', '', 'is named "utils", which says nothing'],
    ['rules/helpers/a.ts', '', 'is named "helpers", which says nothing'],
    ['model/types.ts', '', 'is named "types", which says nothing'],
    ['rules/index.ts', "export { b } from './b.ts';", 'is a barrel'],
    ['rules/a.ts', "export { b } from './b.ts';", 'exports what belongs to another file'],
    ['index.ts', "export * from './events.ts';", 'has export *'],
    ['index.ts', "export * as events from './events.ts';", 'has export *'],
    ['rules/a.ts', 'export enum Color { Red }', 'has enum Color'],
    ['retry/index.ts', "export { b } from './b.ts';", 'is a barrel'],
    ['rules/a.ts', 'const now = Date.now();', 'is pure, and may not use Date.now'],
    ['rules/a.ts', 'const f = () => new Date();', 'is pure, and may not use new Date()'],
    ['rules/a.ts', 'const f = () => new Date;', 'is pure, and may not use new Date()'],
    ['rules/a.ts', 'const chance = Math.random;', 'is pure, and may not use Math.random'],
    ['rules/a.ts', 'const f = () => globalThis.name;', 'is pure, and may not use globalThis'],
    ['rules/a.ts', 'const ports = { fetch };', 'is pure, and may not use fetch'],
    ['rules/a.ts', 'const ports = { send: fetch };', 'is pure, and may not use fetch'],
    ['circuit/release.ts', 'const f = () => setTimeout(f, 1);', 'is pure, and may not use setTimeout'],
    ['retry/decide.ts', "import { send, type A } from './retry.ts';", 'is pure, and retry/retry.ts is not'],
    ['rules/a.ts', 'let count = 0;', 'keeps state in the module: count'],
    ['rules/a.ts', 'export var count = 0;', 'keeps state in the module: count'],
    [
      'rules/a.ts',
      'const seen = new Map<string, number>();',
      'keeps state in the module: seen, neither a ReadonlyMap nor a ReadonlySet',
    ],
    [
      'rules/a.ts',
      'export const seen = new Set();',
      'keeps state in the module: seen, neither a ReadonlyMap nor a ReadonlySet',
    ],
    [
      'rules/a.ts',
      'const reports = new WeakMap();',
      'keeps state in the module: reports, neither a ReadonlyMap nor a ReadonlySet',
    ],
    [
      'call/report.ts',
      'const reports = new Map();',
      'keeps state in the module: reports, neither a ReadonlyMap nor a ReadonlySet',
    ],
  ])('%s: %s', (path, source, complaint) => {
    expect(inspect({ [path]: source })).toEqual([`${path} ${complaint}`]);
  });

  test.each([
    ['rules/retry-types.ts', ''],
    ['index.ts', "export { createSteadyFetch } from './client.ts';"],
    ['notices/index.ts', "export { createNotices } from './center.ts';"],
    ['rules/a.ts', "const SAFE: ReadonlySet<string> = new Set(['GET']);"],
    ['rules/a.ts', 'const f = (now: number) => new Date(now);'],
    ['rules/a.ts', 'type Fetch = typeof globalThis.fetch;'],
    ['rules/a.ts', 'const f = (ports: { fetch: string }) => ports.fetch;'],
    ['retry/decide.ts', "import type { Call } from '../call/call.ts';"],
    ['retry/retry.ts', 'const f = () => setTimeout(f, 1);'],
    ['rules/a.ts', 'function f() { let count = 0; const seen = new Map(); }'],
    ['call/report.ts', 'const reports = new WeakMap<object, string>();'],
  ])('%s may hold: %s', (path, source) => {
    expect(inspect({ [path]: source })).toEqual([]);
  });
});
