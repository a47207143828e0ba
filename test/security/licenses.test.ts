import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

// What an app gets beside our code, and under which license. The bundled copies need `npm run build:js` first.

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifestOf = (name: string) => JSON.parse(read(`node_modules/${name}/package.json`));

/** Permissive, and without duties beyond keeping the text of the license. */
const ALLOWED = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];

/** Everything that `npm install steadyfetch` brings, also what dependencies need. */
function runtimeDependencies(): string[] {
  const found = new Set<string>();
  const add = (names: Record<string, string> = {}): void => {
    for (const name of Object.keys(names)) {
      if (found.has(name)) continue;
      found.add(name);
      add(manifestOf(name).dependencies);
    }
  };
  add(JSON.parse(read('package.json')).dependencies);
  return [...found].sort();
}

test('every package that an app gets with ours has an allowed license, whose text it brings along, and no install script', () => {
  const names = runtimeDependencies();
  expect(names).toEqual(['is-network-error', 'opossum', 'p-retry']);
  for (const name of names) {
    const { license, scripts = {} } = manifestOf(name);
    expect(ALLOWED, name).toContain(license);
    expect(
      readdirSync(join(root, 'node_modules', name)).some((file) => /^licen[cs]e/i.test(file)),
      name,
    ).toBe(true);
    expect(
      Object.keys(scripts).filter((script) => /^(pre|post)?install$/.test(script)),
      name,
    ).toEqual([]);
  }
});

test('every copy of another package in what is built has the text of its license beside it', () => {
  const copies = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /(^|\/)(opossum|p-retry)\.c?js$/.test(path));
  expect(copies.length).toBeGreaterThanOrEqual(4);
  for (const path of copies) {
    const name = path.includes('opossum') ? 'opossum' : 'p-retry';
    const license = readdirSync(join(root, 'node_modules', name)).find((file) => /^licen[cs]e/i.test(file)) ?? '';
    const copied = join('dist', path.replace(/[^/]+$/, `${name}.LICENSE.txt`));
    expect(read(copied), path).toBe(read(`node_modules/${name}/${license}`));
    // p-retry's own dependency is left out, so its license is not due.
    expect(read(join('dist', path)), path).not.toContain('Network request failed');
  }
});

test('the copy of the library that the command line is built on has an allowed license, whose text lies beside it', () => {
  const { version, license } = manifestOf('commander');
  expect(ALLOWED).toContain(license);
  expect(read('dist/commander.js')).toContain(`/*! commander ${version}, ${license} (commander.LICENSE.txt) */`);
  expect(read('dist/commander.LICENSE.txt')).toBe(read('node_modules/commander/LICENSE'));
});

test('every file for sites without a build names what it holds, with the text of its license beside it', () => {
  for (const file of readdirSync(join(root, 'dist')).filter((name) => /^steadyfetch\..*\.js$/.test(name))) {
    const text = read(join('dist', file));
    for (const [name, license] of [
      ['opossum', 'LICENSE'],
      ['p-retry', 'license'],
    ] as const) {
      const { version } = manifestOf(name);
      expect(text, file).toContain(`/*! ${name} ${version}, ${manifestOf(name).license} (${name}.LICENSE.txt)`);
      expect(read(`dist/${name}.LICENSE.txt`)).toBe(read(`node_modules/${name}/${license}`));
    }
    expect(text, file).not.toContain('Network request failed');
  }
});

test('the lock file pins every package by the hash of its content, from one registry', () => {
  // The copy in which the newest dependencies are tried has no lock file.
  if (!existsSync(join(root, 'package-lock.json'))) return;
  const packages = Object.entries<{ link?: boolean; integrity?: string; resolved?: string }>(
    JSON.parse(read('package-lock.json')).packages,
  ).filter(([path, { link }]) => path !== '' && link !== true);
  expect(packages.length).toBeGreaterThan(100);
  const loose = packages.filter(
    ([, { integrity = '', resolved = '' }]) =>
      !/^sha512-/.test(integrity) || !/^(https:\/\/registry\.npmjs\.org\/|$)/.test(resolved),
  );
  expect(loose.map(([path]) => path)).toEqual([]);
});

test('our own package runs nothing when it is installed', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
  expect(Object.keys(scripts).filter((name) => hooks.includes(name))).toEqual([]);
});
