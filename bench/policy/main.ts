import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { haveDone } from '../measure/crew.ts';
import { buildWith } from './build.ts';
import { ABLATIONS, type Change, SWEEPS } from './changes.ts';
import { differences, differenceTable, nameOf, show } from './compare.ts';
import { type Swept, tradeOffs } from './curves.ts';
import { type Answers, QUESTIONS } from './questions.ts';
import type { Done, Job } from './worker.ts';

const SHIPPED: Change = { name: 'as shipped' };
const nameOfValue = (parameter: string, value: number): string => `${parameter}: ${value}`;
const changes: readonly Change[] = [
  SHIPPED,
  ...SWEEPS.flatMap(({ parameter, values }) =>
    values.map(({ value, options }) => ({ name: nameOfValue(parameter, value), options })),
  ),
  ...ABLATIONS,
];

const shippedLibrary = await buildWith(SHIPPED.name, []);
const jobs: Job[] = [];
for (const { name, options = {}, edits } of changes) {
  jobs.push({ name, options, library: edits === undefined ? shippedLibrary : await buildWith(name, edits) });
}
const done = await haveDone<Job, Done>(new URL('./worker.ts', import.meta.url), jobs);
const found = new Map(done.map(({ name, answers }) => [name, answers]));
rmSync(new URL('../../.cache/policy/', import.meta.url), { recursive: true });

const answersTo = (name: string): Answers => found.get(name) ?? [];
const shipped = answersTo(SHIPPED.name);
const swept: Swept[] = SWEEPS.map(({ parameter, values, shipped: own }) => ({
  parameter,
  values: values.map(({ value }) => ({
    value,
    isShipped: value === own,
    answers: answersTo(nameOfValue(parameter, value)),
  })),
}));

const report = [
  '# The policy, one thing at a time',
  '',
  'Each line is the library with one thing changed, in the same small worlds, with one draw each; only what is notably different is told.',
  'That a rule makes no difference here does not make it useless: these worlds have no aborts, no dates in `Retry-After`, no isolation by hand, no hidden tabs.',
  '',
  '## As shipped',
  '',
  '| what | |',
  '| --- | --: |',
  ...QUESTIONS.map((question, n) => `| ${nameOf(question)} | ${show(question, shipped[n])} |`),
  '',
  '## Without one of the rules',
  '',
  differenceTable(ABLATIONS.map(({ name }) => [name, differences(shipped, answersTo(name))])),
  '',
  '## Another value of one parameter',
  '',
  differenceTable(
    swept.flatMap(({ parameter, values }) =>
      values
        .filter(({ isShipped }) => !isShipped)
        .map(({ value, answers }) => [`\`${nameOfValue(parameter, value)}\``, differences(shipped, answers)] as const),
    ),
  ),
  '',
].join('\n');
console.log(report);

const results = new URL('../results/', import.meta.url);
mkdirSync(results, { recursive: true });
const data = {
  node: process.versions.node,
  questions: QUESTIONS.map(({ key, ...question }) => ({ ...question, key, name: nameOf({ key, ...question }) })),
  curves: tradeOffs(swept),
  answers: Object.fromEntries(changes.map(({ name }) => [name, answersTo(name).map((value) => value ?? null)])),
};
writeFileSync(new URL('policy.md', results), report);
writeFileSync(new URL('policy.json', results), `${JSON.stringify(data, rounded)}\n`);

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toFixed(4)) : value;
}
