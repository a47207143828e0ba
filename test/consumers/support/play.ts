import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Browser } from '../../browser/support/browser.ts';
import { htmlPage, openSite, type SiteOptions } from '../../browser/support/site.ts';
import type { App } from './app.ts';

/** What came of one consumer. */
export interface Outcome {
  /** The folder of `dist/` that it took. */
  readonly build: string;
  /** What was run. */
  readonly ran: string;
}

/** A service that answers twice with 503. */
const twice503: SiteOptions = { answer: (_, count) => (count <= 2 ? 503 : 200) };

/** What the app has seen of it. */
const end = { status: 200, body: 'status 200', told: 'Can’t use the service right now' };

/** Runs a program, and gives it the address of the service. */
export async function playProgram(app: App, command: readonly string[]): Promise<Outcome> {
  await using site = await openSite({}, twice503);
  const out = await app.run([...command, `${site.origin}/flaky`]);
  const { from, ...ended } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { from?: string };
  expect(ended).toEqual(end);
  expect(site.wire).toHaveLength(3);
  return { build: from === undefined ? '' : folderOf([from]), ran: '503, 503, 200 and a notice' };
}

/** Serves what a bundler has written, and opens it. */
export async function playPage(browser: Browser, folder: string): Promise<Outcome> {
  const files = await filesOf(folder);
  await using site = await openSite({ '/': htmlPage(), ...files, ...index(files) }, twice503);
  await using page = await browser.open(`${site.origin}/`);
  await page.until(() => 'called' in window);
  expect(await page.evaluate(() => (window as unknown as { called: Promise<unknown> }).called)).toEqual(end);
  expect(site.wire).toHaveLength(3);
  return { build: await buildOf(folder), ran: `503, 503, 200 and a notice, in ${browser.name}` };
}

const index = (files: Readonly<Record<string, string>>) =>
  files['/index.html'] === undefined ? {} : { '/': files['/index.html'] };

async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const texts = paths.map(async (path) => [path.slice(folder.length), await readFile(path, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** By the source maps that a bundler has written. */
export async function buildOf(folder: string): Promise<string> {
  const maps = Object.entries(await filesOf(folder)).filter(([path]) => path.endsWith('.map'));
  return folderOf(maps.flatMap(([, text]) => (JSON.parse(text) as { sources: string[] }).sources));
}

/** One folder, or all that were mixed. */
export function folderOf(paths: readonly string[]): string {
  const folders = paths.flatMap((path) => /steadyfetch\/(dist(?:\/[\w-]+)?)\/[\w.-]+s$/.exec(path)?.[1] ?? []);
  return [...new Set(folders)].sort().join(', ');
}
