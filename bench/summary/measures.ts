import { cellOf, grid, need, numberIn, type Read, section } from './results.ts';

/** One question that somebody has who chooses a library, and the column of the results that answers it. */
export interface Measure {
  readonly what: string;
  readonly file: string;
  readonly section: string;
  readonly column: string;
  readonly better: 'less' | 'more';
  /** What the results say is shown as it stands, unless there is a shorter way. */
  readonly show?: (value: number) => string;
}

const PER_CALL = 'Time and memory per call, over a stubbed fetch';
const OUTAGE = 'C2: Full outage of 30 s/502, 100 processes';
const OUTAGES = 'C2: Full outage of 25 to 35 s/502, 100 processes';
const BESIDE = 'Side by side: what it takes to retry, and to break a circuit where one can';

const ORDERS = 'C6: bodies and lost answers/POST';

const faults = (what: string, section: string, column: string, better: Measure['better']): Measure => ({
  what,
  file: 'faults.md',
  section,
  column,
  better,
});

export const MEASURES = {
  time: {
    what: 'time added to a good call',
    file: 'overhead.md',
    section: PER_CALL,
    column: 'added, µs',
    better: 'less',
    show: (value: number) => `${value} µs`,
  },
  memory: {
    what: 'memory allocated per call',
    file: 'overhead.md',
    section: PER_CALL,
    column: 'allocated, bytes',
    better: 'less',
    show: (value: number) => `${(value / 1_000).toFixed(1)} kB`,
  },
  size: {
    what: 'size in a browser',
    file: 'size.md',
    section: BESIDE,
    column: 'brotli',
    better: 'less',
    show: (value: number) => `${(value / 1_000).toFixed(1)} kB`,
  },
  load: faults('requests per call while all fail', OUTAGE, 'requests per call', 'less'),
  told: faults('until the caller is told of it, median', OUTAGE, 'told of failure, p50', 'less'),
  recovery: faults('works again after an outage, worst', OUTAGES, 'recovery, worst', 'less'),
  failedAfter: faults('calls that fail after it, worst', OUTAGES, 'failed afterwards, worst', 'less'),
  peak: faults('most load when it is over, of the normal', OUTAGES, 'peak, 1 s, worst', 'less'),
  success30: faults('success while 30 % of attempts fail', 'C1: Independent 502s/30 %', 'success', 'more'),
  success50: faults('success while 50 % of attempts fail', 'P: Partial failure/50 %, 100 processes', 'success', 'more'),
  flapping: faults('success while it flaps', 'C9: Flapping/100 processes', 'success', 'more'),
  goodput: faults('successes in a brown-out', 'C3: Brown-out to 40 %/100 processes', 'goodput', 'more'),
  early: faults(
    'retries before the server allowed them',
    'C3: Brown-out to 40 %/100 processes',
    'retries before Retry-After',
    'less',
  ),
  twice: {
    what: 'POSTs done twice',
    file: 'wire.md',
    section: ORDERS,
    column: 'done twice',
    better: 'less',
  },
  whole: {
    what: 'bodies read whole while some are cut',
    file: 'wire.md',
    section: 'C5: bodies that are cut half-way/Content-Length',
    column: 'whole and right',
    better: 'more',
  },
} as const satisfies Record<string, Measure>;

export type MeasureId = keyof typeof MEASURES;

export const OURS = 'steadyfetch';

export interface Value {
  readonly value: number;
  readonly text: string;
}

/** What was measured of one library, as shipped if nothing else is said. What cannot be measured of it is `undefined`. */
export function measured(read: Read, id: MeasureId, library: string, setup = 'shipped'): Value | undefined {
  const { file, section: path, column, show }: Measure = MEASURES[id];
  const table = grid(section(need(read, file), path));
  // An app gets what the first example imports, not the sum of all there is.
  const asShipped = [`${library}, createSteadyFetch only`, library];
  const cell = [...(setup === 'shipped' ? asShipped : []), `${library}, ${setup}`]
    .map((name) => cellOf(table, name, column))
    .find((found) => found !== undefined && found !== '');
  // Where there is a word instead of a number, there was nothing to measure.
  if (cell === undefined || !/\d|never/.test(cell)) return undefined;
  const value = numberIn(cell);
  return { value, text: show?.(value) ?? cell };
}

/** Questions whose results are there: not every clone has those of real sockets. */
export function measuredIds(read: Read): MeasureId[] {
  return (Object.keys(MEASURES) as MeasureId[]).filter((id) => read(MEASURES[id].file) !== undefined);
}

/** Every library that was put to the test, ours and bare fetch among them. */
export function libraries(read: Read): string[] {
  const ids = (['load', 'twice'] as const).filter((id) => measuredIds(read).includes(id));
  const names = ids
    .flatMap((id) => grid(section(need(read, MEASURES[id].file), MEASURES[id].section)).rows)
    .map(([name = '']) => name.replace(/, (shipped|tuned)$/, ''));
  // What is left with a comma is a variation of somebody who is there already.
  return [...new Set(names)].filter((name) => !name.includes(', '));
}

export function isBetter(id: MeasureId, one: number, other: number): boolean {
  return MEASURES[id].better === 'less' ? one < other : one > other;
}
