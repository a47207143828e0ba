import type { ChildProcess } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Browser } from '../../browser/support/browser.ts';
import { htmlPage, openSite, type SiteOptions } from '../../browser/support/site.ts';
import { start } from '../../runtimes/support/programs.ts';
import type { App } from './app.ts';

/** What came of one consumer. */
export interface Outcome {
  /** The folder of `dist/` that it took. */
  readonly build: string;
  /** What was run. */
  readonly ran: string;
}

/** A service that answers twice with 503, and pages of other origins may ask it. */
const twice503: SiteOptions = {
  answer: (_, count) => ({ status: count <= 2 ? 503 : 200, headers: { 'access-control-allow-origin': '*' } }),
};

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
export async function playPage(browser: Browser, folder: string, csp?: string): Promise<Outcome> {
  const files = await filesOf(folder);
  const options = csp === undefined ? twice503 : { ...twice503, csp };
  await using site = await openSite({ '/': htmlPage(), ...files, ...index(files) }, options);
  await look(browser, `${site.origin}/`);
  expect(site.wire).toHaveLength(3);
  return { build: await buildOf(folder), ran: `503, 503, 200 and a notice, in ${browser.name}` };
}

async function look(browser: Browser, address: string): Promise<void> {
  await using page = await browser.open(address);
  await page.until(() => 'called' in window, undefined, { timeoutMs: 60_000 });
  expect(await page.evaluate(() => (window as unknown as { called: Promise<unknown> }).called)).toEqual(end);
}

/**
 * Starts the server that a framework has built. Its `/endpoint` makes a call and answers with its end, its `/rendered` is a page that shows
 * one that was made on the server, and its `/` is a page that makes one in the browser.
 */
export async function playServer(
  browser: Browser,
  command: readonly string[],
  port: number,
): Promise<{ readonly ran: string; readonly resolved: string }> {
  const server = start(command, { HOST: '127.0.0.1', PORT: String(port) });
  try {
    const home = await addressOf(server);
    const asked = async (path: string, ask: (address: string) => Promise<void>): Promise<void> => {
      await using site = await openSite({}, twice503);
      await ask(`${home}${path}?${new URLSearchParams({ service: `${site.origin}/flaky` })}`);
      expect(site.wire).toHaveLength(3);
    };
    const textOf = async (address: string): Promise<string> => (await fetch(address)).text();
    let resolved = '';
    await asked('/endpoint', async (address) => {
      const { from = '', ...answer } = JSON.parse(await textOf(address)) as { from?: string };
      expect(answer).toEqual(end);
      resolved = from;
    });
    await asked('/rendered', async (address) => {
      expect(await textOf(address)).toContain(`${end.body}, ${end.told}`);
    });
    await asked('/', (address) => look(browser, address));
    const ran = `503, 503, 200 and a notice: in an endpoint, in a page on the server, in ${browser.name}`;
    return { ran, resolved };
  } finally {
    server.kill('SIGKILL');
  }
}

/** Where a server says that it listens. */
function addressOf(server: ChildProcess): Promise<string> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said.push(String(chunk));
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(said.join('')) ?? [];
      if (address !== undefined) resolve(address);
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    server.once('error', reject);
    server.once('close', () => reject(new Error(`The server has ended:\n${said.join('')}`)));
  });
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
