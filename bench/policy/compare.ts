import { COLUMNS } from '../faults/columns.ts';
import { type Answers, QUESTIONS, type Question, worldOf } from './questions.ts';

/** What a change of policy does to one answer. */
export interface Difference {
  readonly question: Question;
  readonly from: number;
  readonly to: number;
  readonly isWorse: boolean;
}

/** Everything that is notably different from the policy as shipped, the worst first. */
export function differences(shipped: Answers, changed: Answers, questions = QUESTIONS): Difference[] {
  const found = questions.flatMap((question, n) => {
    const [from, to] = [shipped[n], changed[n]];
    // Where nobody fails nobody is told of failure: neither better nor worse.
    if (from === undefined || to === undefined || Math.abs(to - from) < question.notable) return [];
    return [{ question, from, to, isWorse: to > from === (question.better === 'less') }];
  });
  const weight = ({ question, from, to }: Difference): number => Math.abs(to - from) / question.notable;
  return found.sort((a, b) => Number(b.isWorse) - Number(a.isWorse) || weight(b) - weight(a));
}

export const show = ({ key }: Question, value: number | undefined): string =>
  value === undefined ? '–' : COLUMNS[key].show(value);

const told = (all: readonly Difference[]): string =>
  all.map(({ question, from, to }) => `${nameOf(question)} ${show(question, from)} → ${show(question, to)}`).join('; ');

export const nameOf = (question: Question): string => `${worldOf(question).variant}: ${COLUMNS[question.key].label}`;

/** A row for each change: what becomes worse, and what better. */
export function differenceTable(
  rows: readonly (readonly [name: string, differences: readonly Difference[]])[],
): string {
  const lines = rows.map(([name, all]) => {
    const worse = told(all.filter(({ isWorse }) => isWorse));
    const better = told(all.filter(({ isWorse }) => !isWorse));
    return `| ${name} | ${worse || '–'} | ${better || '–'} |`;
  });
  return ['| change | worse | better |', '| --- | --- | --- |', ...lines].join('\n');
}
