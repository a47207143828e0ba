import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { PARTS, type Part } from './parts.ts';

// `npm run proof` shows all properties again, in half an hour; with `--quick` in a few minutes, as CI does. `--only faults` runs the
// parts whose file has that in its name.

const root = resolve(import.meta.dirname, '..');
const form = process.argv.includes('--quick') ? 'quick' : 'full';
const only = process.argv[process.argv.indexOf('--only') + 1 || Number.POSITIVE_INFINITY] ?? '';

interface Result {
  readonly part: Part;
  readonly runs: number;
  readonly seconds: number;
  /** What went wrong, in the words of the part. */
  readonly failures: readonly string[];
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** Runs a program to its end, and returns what it prints. */
function run(args: readonly string[], env: Readonly<Record<string, string>>) {
  return new Promise<{ readonly code: number | null; readonly output: string }>((done) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    });
    let output = '';
    const keep = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('close', (code) => done({ code, output }));
  });
}

async function prove(part: Part): Promise<Result> {
  const startedAt = performance.now();
  const env = part[form] ?? {};
  const isSuite = part.file.endsWith('.test.ts');
  const report = join(root, '.cache', `proof-${basename(part.file)}.json`);
  rmSync(report, { force: true });
  const suite = ['node_modules/vitest/vitest.mjs', 'run', part.file, '--reporter=default', '--reporter=json'];
  const { code, output } = isSuite
    ? await run([...suite, `--outputFile.json=${report}`], env)
    : await run(['--expose-gc', '--import', 'tsx', part.file, ...(part.args?.[form] ?? [])], env);
  const read: Report | undefined = isSuite && existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  const stated = [...output.matchAll(/^\W*runs: (\d+)/gm)].at(-1)?.[1];
  const runs = Number(part.runs === undefined ? (stated ?? read?.numPassedTests ?? 0) : env[part.runs]);
  const failures = read === undefined ? (output.match(/^wrong: .*$/gm) ?? []) : failuresOf(read);
  // What ends badly has failed whatever it says, and so has what ran nothing.
  const isUnexplained = failures.length === 0 && (code !== 0 || !(runs > 0) || (isSuite && !read?.numPassedTests));
  const unexplained = [`ended with exit code ${code}`, ...output.trim().split('\n').slice(-20)];
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  return { part, runs, seconds, failures: isUnexplained ? unexplained : failures };
}

function failuresOf({ testResults }: Report): string[] {
  return testResults.flatMap(({ message, assertionResults }) => {
    if (assertionResults.length === 0) return [message];
    return assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages = [] }) => [fullName, ...failureMessages.map(shorten)].join('\n'));
  });
}

const shorten = (message: string): string => message.split('\n').slice(0, 30).join('\n');

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

mkdirSync(join(root, '.cache'), { recursive: true });
const parts = PARTS.filter(({ file }) => file.includes(only));
const results = new Map<Part, Result>();
const left = parts.values();
/** Takes one part after another, for as long as there are any. */
async function work(): Promise<void> {
  for (const part of left) {
    console.log(`${part.property} (${part.file}) ...`);
    const result = await prove(part);
    results.set(part, result);
    if (result.failures.length === 0) continue;
    console.log(
      `\n${part.file} failed:\n\n${result.failures.join('\n\n')}\n\nTo see it again: ${part.again ?? part.file}\n`,
    );
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
const inOrder = parts.flatMap((part) => results.get(part) ?? []);
const rows = inOrder.map(({ part, runs, seconds, failures }) => [
  part.property,
  String(runs),
  failures.length === 0 ? 'holds' : 'FAILED',
  `${seconds} s`,
  part.file,
]);
console.log(`\n${table([['property', 'runs', 'result', 'time', 'file'], ...rows])}`);
// Nothing run shows nothing.
if (inOrder.length === 0 || inOrder.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
