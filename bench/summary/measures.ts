import { cellOf, grid, need, numberIn, type Read, section } from './results.ts';

/** One question to ask when choosing a library, and the column of the results that answers it. */
export interface Measure {
  readonly what: string;
  readonly file: string;
  readonly section: string;
  /** The head of the table's first column, where the section has several tables. The first table without it. */
  readonly table?: string;
  readonly column: string;
  readonly better: 'less' | 'more';
  /** Without it, the cell is shown as it is. */
  readonly show?: (value: number) => string;
}

const PER_CALL = 'Time and memory per call, over a stubbed fetch';
const OUTAGE = 'C2: Full outage of 30 s/502, 100 processes';
const OUTAGES = 'C2: Full outage of 25 to 35 s/502, 100 processes';
const BESIDE = 'Side by side: what it takes to retry, and to break a circuit where one can';

const ORDERS = 'C6: bodies and lost answers/POST';
const CUT = 'C5: bodies that are cut half-way';
const HARM = 'In all worlds together';
const BACK = 'Back after the outage';
const PROBES = 'T1: To spare a service, or to find it again/502, 100 processes';
const LIMITS = 'T2: To end what is silent, or to wait for it';

const microseconds = (value: number): string => `${value} µs`;
const milliseconds = (value: number): string => `${value} ms`;
const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} kB`;

const faults = (what: string, section: string, column: string, better: Measure['better']): Measure => ({
  what,
  file: 'faults.md',
  section,
  column,
  better,
});

/** Questions on which libraries are compared. */
export const MEASURES = {
  time: {
    what: 'time added to a good call',
    file: 'overhead.md',
    section: PER_CALL,
    column: 'added, µs',
    better: 'less',
    show: microseconds,
  },
  memory: {
    what: 'memory allocated per call',
    file: 'overhead.md',
    section: PER_CALL,
    column: 'allocated, bytes',
    better: 'less',
    show: kilobytes,
  },
  size: {
    what: 'size in a browser',
    file: 'size.md',
    section: BESIDE,
    column: 'brotli',
    better: 'less',
    show: kilobytes,
  },
  load: faults('requests per call while all fail', OUTAGE, 'requests per call', 'less'),
  reported: faults('time until a failed call returns, median', OUTAGE, 'failure after, p50', 'less'),
  recovery: faults('recovery after an outage, worst', OUTAGES, 'recovery, worst', 'less'),
  failedAfter: faults('calls that fail after an outage, worst', OUTAGES, 'failed afterwards, worst', 'less'),
  peak: faults('peak load after an outage', OUTAGES, 'peak, 1 s, worst', 'less'),
  success30: faults('success while 30 % of attempts fail', 'C1: Independent 502s/30 %', 'success', 'more'),
  success50: faults('success while 50 % of attempts fail', 'P: Partial failure/50 %, 100 processes', 'success', 'more'),
  flapping: faults('success while the service flaps', 'C9: Flapping/100 processes', 'success', 'more'),
  goodput: faults('successes per second in a brown-out', 'C3: Brown-out to 40 %/100 processes', 'goodput', 'more'),
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
    section: `${CUT}/Content-Length`,
    column: 'whole and right',
    better: 'more',
  },
  lost: {
    what: 'calls lost that bare fetch completes',
    file: 'harm.md',
    section: HARM,
    column: 'calls lost',
    better: 'less',
  },
  saved: {
    what: 'calls saved that bare fetch loses',
    file: 'harm.md',
    section: HARM,
    column: 'calls saved',
    better: 'more',
  },
  sent: {
    what: 'requests in everyday worlds, of those of bare fetch',
    file: 'harm.md',
    section: HARM,
    column: 'requests',
    better: 'less',
  },
} as const satisfies Record<string, Measure>;

/** Figures for sentences: those above, and what only steadyfetch is measured for. */
const FIGURES = {
  ...MEASURES,
  wrong: {
    what: 'wrong bytes as success',
    file: 'wire.md',
    section: `${CUT}/chunked, \`Connection: close\``,
    column: 'wrong bytes as success',
    better: 'less',
  },
  harmful: {
    what: 'worlds in which calls are lost',
    file: 'harm.md',
    section: HARM,
    column: 'worlds: lost',
    better: 'less',
  },
  upstream: {
    what: 'memory per upstream',
    file: 'overhead.md',
    section: '1000 upstreams',
    column: 'bytes per upstream',
    better: 'less',
    show: kilobytes,
  },
  telemetry: {
    what: 'processor time that telemetry adds to a good call',
    file: 'otel.md',
    section: 'What it adds',
    column: 'added, µs',
    better: 'less',
    show: microseconds,
  },
  wait: {
    what: 'processor time of a call that waits',
    file: 'scale.md',
    section: BACK,
    column: '1000 in 1 s',
    better: 'less',
    show: microseconds,
  },
  turn: {
    what: 'longest turn, 10000 calls',
    file: 'scale.md',
    section: BACK,
    table: 'without garbage collection, ms',
    column: '10000 in 10 s',
    better: 'less',
    show: milliseconds,
  },
  burst: {
    what: 'longest turn, 1000 calls at once',
    file: 'scale.md',
    section: BACK,
    table: 'without garbage collection, ms',
    column: '1000 in a burst',
    better: 'less',
    show: milliseconds,
  },
  entry: {
    what: 'size of an entry point',
    file: 'size.md',
    section: 'By entry point, everything it exports',
    column: 'brotli',
    better: 'less',
    show: kilobytes,
  },
  probeLoad: faults('requests per call', PROBES, 'requests per call', 'less'),
  probeWait: faults('calls after the outage', PROBES, 'calls in the 5 s after it, p95', 'less'),
  silentLoad: faults('requests per call', `${LIMITS}/hang, 100 processes`, 'requests per call', 'less'),
  slowSuccess: faults('success', `${LIMITS}/slow answers`, 'success', 'more'),
} as const satisfies Record<string, Measure>;

export type MeasureId = keyof typeof MEASURES;
export type FigureId = keyof typeof FIGURES;

export const isFigure = (id: string): id is FigureId => id in FIGURES;

export const OURS = 'steadyfetch';

export interface Value {
  readonly value: number;
  readonly text: string;
}

/** What was measured of one library, as shipped if nothing else is said. What cannot be measured of it is `undefined`. */
export function measured(read: Read, id: FigureId, library: string, setup = 'shipped'): Value | undefined {
  const { file, section: path, table: head, column, show }: Measure = FIGURES[id];
  const table = grid(section(need(read, file), path), head);
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

/** Every library that was measured, ours and bare fetch included. */
export function libraries(read: Read): string[] {
  const ids = (['load', 'twice'] as const).filter((id) => measuredIds(read).includes(id));
  const names = ids
    .flatMap((id) => grid(section(need(read, MEASURES[id].file), MEASURES[id].section)).rows)
    .map(([name = '']) => name.replace(/, (shipped|tuned)$/, ''));
  // A name that still has a comma is a variation of a library that is already listed.
  return [...new Set(names)].filter((name) => !name.includes(', '));
}

export function isBetter(id: MeasureId, one: number, other: number): boolean {
  return MEASURES[id].better === 'less' ? one < other : one > other;
}
