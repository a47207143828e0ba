import { type ChildProcess, spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderOf } from '../../consumers/support/play.ts';
import { startOrigin } from './origin.ts';
import { ENDS, note } from './table.ts';

/** The app that has the library, and all runtimes, installed. */
export const app = join(import.meta.dirname, '../app');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end. One that does not end by itself is ended, and has the code `null`. */
export function run(
  command: readonly string[],
  env: Record<string, string> = {},
  ms = 120_000,
  cwd = app,
): Promise<Ended> {
  const child = start(command, env, cwd);
  const out: string[] = [];
  const err: string[] = [];
  child.stdout?.on('data', (chunk) => out.push(String(chunk)));
  child.stderr?.on('data', (chunk) => err.push(String(chunk)));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out: out.join(''), err: err.join('') });
    });
  });
}

export function start(
  [program = '', ...args]: readonly string[],
  env: Record<string, string> = {},
  cwd = app,
): ChildProcess {
  return spawn(program, args, {
    cwd,
    // What vitest tells its own children is no business of these.
    env: { ...withoutVitest(process.env), NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const withoutVitest = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VITEST|NODE_ENV|NODE_OPTIONS|TEST$|FORCE_COLOR)/.test(name)),
  );

/** What a program of the app says in its last line. */
interface Report {
  /** By title: `passed`, or what was wrong. */
  readonly results: Readonly<Record<string, string>>;
  readonly unhandled: readonly string[];
  /** The file that the package's name led to. */
  readonly from: string;
}

/** What a file of the app exports. */
export const load = (file: string): Promise<Record<string, unknown>> => import(pathToFileURL(join(app, file)).href);

/** The titles of the scenarios in a file of the app. Asked in a process of its own: some change the globals. */
export async function titlesIn(file: string, node: string = process.execPath): Promise<string[]> {
  const script = `import('./${file}').then(({ scenarios }) => console.log(JSON.stringify(Object.keys(scenarios))))`;
  const { out, err } = await run([node, '--eval', script]);
  if (out === '') throw new Error(err);
  return JSON.parse(out) as string[];
}

/** One test for each scenario that a program plays, and two for how it ends. `row` is the one that it fills in the table of support. */
export function describeProgram(
  name: string,
  titles: readonly string[],
  command: (origin: string) => readonly string[],
  { env = () => ({}), row }: { readonly env?: (origin: string) => Record<string, string>; readonly row?: string } = {},
) {
  describe(name, () => {
    let ended: Ended;
    let report: Report | undefined;
    beforeAll(async () => {
      await using origin = await startOrigin();
      const file = join(app, '.cache', `${name.replaceAll(/\W+/g, '-')}.json`);
      await rm(file, { force: true });
      ended = await run(command(origin.url), { REPORT: file, ...env(origin.url) });
      const line = ended.out.split('\n').findLast((text) => text.startsWith('{"results"'));
      const text = line ?? (await readFile(file, 'utf8').catch(() => undefined));
      report = text === undefined ? undefined : (JSON.parse(text) as Report);
      if (row === undefined || report === undefined) return;
      const end = ended.code === 0 ? 'passed' : `ended with ${ended.code}`;
      note({ name: row, build: folderOf([report.from]), results: { ...report.results, [ENDS]: end } });
    });

    it(ENDS, () => {
      expect(ended).toMatchObject({ code: 0 });
    });
    it('has no error outside a promise', () => {
      expect(report?.unhandled).toEqual([]);
    });
    for (const title of titles) {
      it(title, () => {
        const result = report?.results[title] ?? ended.err;
        // As the message, too: a matcher shows the beginning only.
        expect(result, result).toMatch(/^(passed|not here)$/);
      });
    }
  });
}
