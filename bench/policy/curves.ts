import type { Curve } from '../summary/plot.ts';
import { nameOf, show } from './compare.ts';
import { type Answers, QUESTIONS, type Question } from './questions.ts';

/** Two answers that pull in different directions when one parameter is turned. */
interface TradeOff {
  readonly parameter: string;
  readonly x: readonly [Question['world'], Question['key']];
  readonly y: readonly [Question['world'], Question['key']];
  readonly title: string;
  readonly unit: (value: number) => string;
}

const seconds = (value: number): string => `${value / 1_000} s`;

const TRADE_OFFS: readonly TradeOff[] = [
  {
    parameter: 'circuit.maxOpenMs',
    x: ['fleet', 'requestsPerCall'],
    y: ['fleet', 'toldP50'],
    title: 'Longest time between probes',
    unit: seconds,
  },
  {
    parameter: 'circuit.maxWaitMs',
    x: ['fleet', 'toldP50'],
    y: ['fleet', 'recoveryMs'],
    title: 'Longest wait for the upstream',
    unit: seconds,
  },
  {
    parameter: 'timeout.attemptMs',
    x: ['hang', 'requestsPerCall'],
    y: ['hang', 'toldP99'],
    title: 'Limit of one attempt',
    unit: seconds,
  },
  {
    parameter: 'circuit.releaseRatio',
    x: ['fleet', 'peak1000'],
    y: ['fleet', 'okP99'],
    title: 'Waiting calls let go for each success',
    unit: String,
  },
  {
    parameter: 'budget.perSuccess',
    x: ['half', 'requestsPerCall'],
    y: ['half', 'success'],
    title: 'Retries earned by a success',
    unit: String,
  },
  {
    parameter: 'circuit.surprise',
    x: ['fleet', 'requestsPerCall'],
    y: ['most', 'success'],
    title: 'How unlikely a run must be to open',
    unit: (value) => value.toExponential(),
  },
];

export interface Swept {
  readonly parameter: string;
  readonly values: readonly { readonly value: number; readonly isShipped: boolean; readonly answers: Answers }[];
}

/** What is paid for what, for each parameter that has a price. `npm run docs:sync` draws it. */
export function tradeOffs(sweeps: readonly Swept[]): Curve[] {
  return TRADE_OFFS.flatMap(({ parameter, x, y, title, unit }) => {
    const swept = sweeps.find((sweep) => sweep.parameter === parameter);
    if (swept === undefined) return [];
    const [atX, atY] = [indexOf(...x), indexOf(...y)];
    const points = swept.values.map(({ value, isShipped, answers }) => ({
      x: answers[atX] ?? 0,
      y: answers[atY] ?? 0,
      name: unit(value),
      ours: isShipped,
    }));
    const axis = (at: number, values: readonly number[]) => axisOf(at, Math.min(...values), Math.max(...values));
    return [
      {
        title: `${title} (${parameter})`,
        x: axis(
          atX,
          points.map(({ x }) => x),
        ),
        y: axis(
          atY,
          points.map(({ y }) => y),
        ),
        points,
      },
    ];
  });
}

function indexOf(world: Question['world'], key: Question['key']): number {
  const index = QUESTIONS.findIndex((question) => question.world === world && question.key === key);
  if (index < 0) throw new Error(`Nobody asks for ${key} in ${world}`);
  return index;
}

const axisOf = (index: number, least: number, most: number): Curve['x'] => {
  const question = QUESTIONS[index] as Question;
  return { label: nameOf(question), ends: [show(question, least), show(question, most)] };
};
