import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { argv, env } from 'node:process';
import { Stryker } from '@stryker-mutator/core';

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** A mutant that no test can tell from the code, or that none should: by its line, before and after. */
interface Known {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly because: string;
}

const FOLDERS: Readonly<Record<string, string>> = {
  rules: 'src/rules',
  circuit: 'src/circuit',
  retry: 'src/retry',
  request: 'src/request',
  upstream: 'src/upstream',
  track: 'src/notices/track',
};
/** What is mutated where nothing has changed, or no history tells what has: the rules that harm most where they are wrong. */
const SAMPLE = ['src/retry/decide.ts', 'src/upstream/retry-budget.ts', 'src/circuit/significance.ts'];
/** More changed lines would take more than three minutes. */
const MOST_LINES = 150;
const LEAST_KILLED = 0.9;

const known: readonly Known[] = JSON.parse(readFileSync('test/mutants/known.json', 'utf8'));

async function mutate(patterns: readonly string[], incrementalFile?: string): Promise<readonly MutantResult[]> {
  const incremental = incrementalFile === undefined ? {} : { incremental: true, incrementalFile };
  const stryker = new Stryker({ configFile: 'stryker.config.json', mutate: [...patterns], ...incremental });
  return (await stryker.runMutationTest()).filter(({ status }) => status !== 'Ignored' && status !== 'CompileError');
}

const isKilled = ({ status }: MutantResult): boolean => status === 'Killed' || status === 'Timeout';

/** The line of a mutant, before and after. Of longer pieces of code the beginning is enough to know them again. */
function changeOf({ fileName, location, replacement = '' }: MutantResult): Omit<Known, 'because'> {
  const { start, end } = location;
  const lines = readFileSync(fileName, 'utf8').split('\n');
  const before = (lines[start.line - 1] ?? '').slice(0, start.column - 1);
  const after = (lines[end.line - 1] ?? '').slice(end.column - 1);
  const original = lines
    .slice(start.line - 1, end.line)
    .join('\n')
    .slice(start.column - 1);
  const text = original.slice(0, original.length - after.length);
  const short = (code: string) => code.replace(/\s+/g, ' ').trim().slice(0, 200);
  return { file: relative('.', fileName), from: short(before + text + after), to: short(before + replacement + after) };
}

const isSame = (one: Omit<Known, 'because'>, other: Omit<Known, 'because'>): boolean =>
  one.file === other.file && one.from === other.from && one.to === other.to;

/** Says what has survived and is not known, and what is known and has not survived. Returns whether all is well. */
function checkAll(name: string, results: readonly MutantResult[], isWhole: boolean): boolean {
  const survivors = results.filter((each) => !isKilled(each)).map(changeOf);
  const unknown = survivors.filter((each) => !known.some((listed) => isSame(listed, each)));
  const killed = results.filter(isKilled);
  const share = killed.length / Math.max(1, results.length);
  console.log(`\n${name}: ${killed.length} of ${results.length} mutants killed (${(100 * share).toFixed(1)} %)`);
  for (const { file, from, to } of unknown) console.error(`survived: ${file}\n  - ${from}\n  + ${to}`);
  if (!isWhole) return unknown.length === 0;
  // A mutant may run out of time on a busy machine.
  const timedOut = results.filter(({ status }) => status === 'Timeout').map(changeOf);
  const stale = known.filter(
    (listed) =>
      listed.file.startsWith(`${FOLDERS[name]}/`) && ![...survivors, ...timedOut].some((each) => isSame(each, listed)),
  );
  for (const { file, from, to } of stale) console.error(`listed, but killed or gone: ${file}\n  - ${from}\n  + ${to}`);
  return unknown.length === 0 && stale.length === 0 && share >= LEAST_KILLED;
}

/** Lines changed since a commit, as patterns; `undefined` where the history does not reach so far. */
function changedSince(commit: string): readonly string[] | undefined {
  let diff: string;
  try {
    diff = execFileSync('git', ['diff', '--unified=0', '--diff-filter=d', commit, '--', ...Object.values(FOLDERS)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return undefined;
  }
  let file = '';
  const patterns: string[] = [];
  let count = 0;
  for (const line of diff.split('\n')) {
    if (line.startsWith('+++ b/')) file = line.slice('+++ b/'.length);
    const [, from, lines = '1'] = /^@@ .* \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
    if (from === undefined || lines === '0') continue;
    count += Number(lines);
    patterns.push(`${file}:${from}-${Number(from) + Number(lines) - 1}`);
  }
  return count > MOST_LINES ? [] : patterns;
}

async function checkChanges(commit: string): Promise<boolean> {
  const changed = changedSince(commit) ?? [];
  const patterns = changed.length > 0 ? changed : SAMPLE;
  console.log(`Mutates ${patterns.join(', ')}`);
  return checkAll('changes', await mutate(patterns), false);
}

async function checkFolders(names: readonly string[]): Promise<boolean> {
  let isWell = true;
  for (const name of names) {
    // The tests that are run: see vitest.config.ts beside this.
    env['MUTATED'] = name;
    const results = await mutate([`${FOLDERS[name]}/**/*.ts`], `.cache/mutants/${name}.json`);
    isWell = checkAll(name, results, true) && isWell;
  }
  return isWell;
}

const [mode, commit = 'HEAD~1'] = argv.slice(2);
const isWell = await (mode === '--since'
  ? checkChanges(commit)
  : checkFolders(argv.length > 2 ? argv.slice(2) : Object.keys(FOLDERS)));
process.exitCode = isWell ? 0 : 1;
