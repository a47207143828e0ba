import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Edit, edited } from '../bench/policy/build.ts';
import { ABLATIONS, SWEEPS } from '../bench/policy/changes.ts';
import { differences, differenceTable } from '../bench/policy/compare.ts';
import { tradeOffs } from '../bench/policy/curves.ts';
import { type Answers, QUESTIONS, type Question } from '../bench/policy/questions.ts';
import { drawCurves } from '../bench/summary/plot.ts';
import { resolveOptions } from '../src/options/resolve.ts';

const sourceOf = ({ file }: Edit): string => readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8');

describe('a policy without one of its rules', () => {
  const edits = ABLATIONS.flatMap(({ name, edits = [] }) => edits.map((edit) => [name, edit] as const));

  test.each(edits)('finds the rule where it stands: %s', (_name, edit) => {
    const source = sourceOf(edit);
    expect(edited(source, edit)).not.toBe(source);
  });

  test('is refused if the rule is gone, or stands there twice', () => {
    const edit = { file: 'rules/x.ts', from: 'a', to: 'b' };
    expect(edited('a c', edit)).toBe('b c');
    expect(() => edited('c', edit)).toThrow('rules/x.ts has 0 times: a');
    expect(() => edited('a a', edit)).toThrow('rules/x.ts has 2 times: a');
  });

  test('has a name of its own', () => {
    const names = [...ABLATIONS.map(({ name }) => name), ...SWEEPS.map(({ parameter }) => parameter)];
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a sweep', () => {
  test.each(SWEEPS.map((sweep) => [sweep.parameter, sweep] as const))(
    'of %s holds the shipped value, and only possible ones',
    (_, sweep) => {
      expect(sweep.values.map(({ value }) => value)).toContain(sweep.shipped);
      for (const { options } of sweep.values) expect(() => resolveOptions(options)).not.toThrow();
    },
  );
});

describe('what is told of a change', () => {
  const ask = (key: Question['key'], better: Question['better'], notable: number): Question => ({
    world: 'fleet',
    key,
    better,
    notable,
  });
  const questions = [ask('success', 'more', 0.01), ask('toldP50', 'less', 100), ask('recoveryMs', 'less', 100)];

  test('is what differs notably, worse before better, the most first', () => {
    const all = differences([0.5, 1_000, 0], [0.6, 1_200, 5_000], questions);
    expect(all.map(({ question, isWorse }) => [question.key, isWorse])).toEqual([
      ['recoveryMs', true],
      ['toldP50', true],
      ['success', false],
    ]);
  });

  test('is nothing where the difference is small, or nothing was measured', () => {
    expect(differences([0.5, undefined, 0], [0.505, 3_000, 99], questions)).toEqual([]);
  });

  test('is a row, with both sides', () => {
    const table = differenceTable([['no room', differences([0.5, 1_000, 0], [0.4, 500, 0], questions)]]);
    expect(table).toContain(
      '| no room | outage, a fleet: success 50.0 % → 40.0 % | outage, a fleet: told of failure, p50 1.0 s → 500 ms |',
    );
  });

  test('is drawn with a point for each value, and ours among them', () => {
    const answers = (n: number): Answers => QUESTIONS.map((_, at) => n + at);
    const values = [1, 2, 3].map((value) => ({ value, isShipped: value === 2, answers: answers(value) }));
    const curves = tradeOffs([{ parameter: 'circuit.releaseRatio', values }]);
    const svg = drawCurves({ title: 'Title', subtitle: [], curves });
    expect(svg.match(/<circle class="area"/g)).toHaveLength(2);
    expect(svg.match(/<circle class="area mine"/g)).toHaveLength(1);
  });

  test('rests on worlds that are each run once: their questions stand together', () => {
    const worlds = QUESTIONS.map(({ world }) => world).filter((world, n, all) => world !== all[n - 1]);
    expect(new Set(worlds).size).toBe(worlds.length);
  });
});
