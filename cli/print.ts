import { reportText } from '../src/index.ts';
import { type Explanation, explain } from './explain.ts';
import { oneLine } from './redact.ts';
import { isResponse, type Subject } from './subject.ts';
import { briefly, explanationOf } from './words.ts';

export type Paint = (how: 'bold' | 'red' | 'yellow' | 'green' | 'dim', text: string) => string;

const CODES = { bold: 1, red: 31, yellow: 33, green: 32, dim: 2 } as const;
export const inColor: Paint = (how, text) => `\u001B[${CODES[how]}m${text}\u001B[0m`;
export const plain: Paint = (_, text) => text;

const WIDTH = 100;
const { headings } = explanationOf('bad-gateway');

/** One request, or several that came to the same, in plain words. */
export function explanationText(subjects: readonly Subject[], paint: Paint): string {
  const [subject] = subjects;
  if (subject === undefined) return '';
  const explanation = explain(subject);
  const section = (heading: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', paint('bold', heading), ...lines.flatMap((line) => wrapped(line))];
  return [
    ...requestLines(subjects),
    paint(colorOf(subject), explanation.title),
    ...section(headings.happened, explanation.happened),
    ...section('Who answered', explanation.answeredBy),
    ...section(headings.side, [explanation.side]),
    ...section('Did the request arrive?', [explanation.arrived]),
    ...section(headings.temporary, explanation.passes),
    ...section(headings.advice, explanation.advice),
    ...section('Evidence', [explanation.evidence.map((code) => oneLine(code)).join('  ')]),
    '',
    paint('bold', 'To quote to support'),
    ...quoteOf(subjects),
    '',
  ].join('\n');
}

const MOST_REQUESTS = 10;

function requestLines(subjects: readonly Subject[]): readonly string[] {
  const lines = subjects.slice(0, MOST_REQUESTS).map(({ method, url }) => `${oneLine(method, 20)} ${url}`);
  const more = subjects.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more that came to the same`] : lines;
}

/** Whole lines, for people to copy. */
function quoteOf(subjects: readonly Subject[]): readonly string[] {
  return subjects.slice(0, MOST_REQUESTS).flatMap(({ report, verdict }, at) => {
    // What happened to a body comes after the report of its call.
    const isOfBody = report.settledBecause === 'success' && verdict.kind !== 'ok';
    const body = isOfBody ? [`Body: ${briefly(verdict)}; evidence: ${verdict.evidence.join(' ')}`] : [];
    const lines = [...reportText(report).split('\n'), ...body].map((line) => `  ${line}`);
    return at === 0 ? lines : ['', ...lines];
  });
}

function colorOf({ verdict }: Subject): 'green' | 'yellow' | 'red' {
  if (verdict.kind === 'ok') return 'green';
  return verdict.transient ? 'yellow' : 'red';
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > WIDTH && line.trim() !== '') {
      lines.push(line);
      line = ' ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

/** What `--json` prints of one subject. */
export function explanationData(subject: Subject): object {
  const { method, url, verdict, report } = subject;
  const { title, happened, answeredBy, side, arrived, passes, advice }: Explanation = explain(subject);
  return {
    method: oneLine(method, 20),
    url,
    ...(isResponse(verdict) ? { status: verdict.status } : {}),
    verdict,
    explanation: { title, happened, answeredBy, side, arrived, passes, advice },
    attempts: report.attempts,
    settledBecause: report.settledBecause,
    supportIds: report.supportIds,
  };
}
