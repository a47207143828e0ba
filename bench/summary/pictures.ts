import { BARE } from '../peers/names.ts';
import { isBetter, libraries, type MeasureId, measured, OURS } from './measures.ts';
import { type Bar, type Curve, drawBars, drawCurve, drawLoad } from './plot.ts';
import { cellOf, type Grid, grid, need, numberIn, type Read, section } from './results.ts';

/** What `bench:faults` keeps for the pictures: how many requests came over an outage, slot by slot. */
export interface Outage {
  readonly variant: string;
  /** Requests per second when nothing is wrong. */
  readonly normal: number;
  readonly slotMs: number;
  /** In ms. */
  readonly fault: readonly [from: number, until: number];
  readonly loads: readonly {
    readonly name: string;
    readonly setup: Setup;
    /** During the outage. */
    readonly requestsPerCall: number;
    /** Requests per second. */
    readonly load: readonly number[];
  }[];
}

type Setup = 'shipped' | 'tuned';

const FLEET = '502, 100 processes';
const PROCESS = '502, one process';
/** Those that stand for their kind: retries alone, and breakers. */
const FEW = [BARE, OURS, 'ky', 'axios + axios-retry', 'cockatiel', 'p-retry + opossum'];

/** Every picture of the guide, by the name of its file. */
export function pictures(read: Read): Record<string, string> {
  const outages: Outage[] = JSON.parse(need(read, 'outage-load.json'));
  return {
    'outage.svg': outage(outages, FLEET, 'shipped', FEW),
    'outage-fleet-shipped.svg': outage(outages, FLEET, 'shipped'),
    'outage-fleet-tuned.svg': outage(outages, FLEET, 'tuned'),
    'outage-process-shipped.svg': outage(outages, PROCESS, 'shipped'),
    'outage-process-tuned.svg': outage(outages, PROCESS, 'tuned'),
    'partial.svg': successes(read, 'success50', 'Half of all attempts fail: who gets through?'),
    'flapping.svg': successes(read, 'flapping', 'Up for 5 s, down for 5 s: who gets through?'),
    'cost.svg': cost(read),
    'spare-or-find.svg': spareOrFind(read),
    'end-or-wait.svg': endOrWait(read),
    ...harm(read),
  };
}

function outage(outages: readonly Outage[], variant: string, setup: Setup, few?: readonly string[]): string {
  const found = outages.find((each) => each.variant === variant);
  if (found === undefined) throw new Error(`There is no load of ${variant}`);
  const { normal, slotMs, fault, loads } = found;
  const shown = loads.filter((each) => each.setup === setup || each.name === BARE);
  const chosen = few === undefined ? shown : few.flatMap((name) => shown.filter((each) => each.name === name));
  const who = variant === FLEET ? '100 processes' : 'one process';
  const how = setup === 'shipped' ? 'as shipped' : 'tuned alike';
  return drawLoad({
    title: 'What a service gets while it answers 502',
    subtitle: [
      `${normal} calls a second from ${who}; libraries ${how}.`,
      'Shaded: the outage. Dashed: the normal load. Figures: requests per call.',
    ],
    panels: chosen.map(({ name, load, requestsPerCall }) => ({
      name,
      ours: name === OURS,
      load,
      text: `${requestsPerCall.toFixed(2)}x`,
    })),
    normal,
    slotMs,
    fault,
  });
}

function successes(read: Read, id: MeasureId, title: string): string {
  const bare = measured(read, id, BARE)?.value;
  return drawBars({
    title,
    subtitle: ['100 processes, one call a second each; libraries as shipped.'],
    groups: [
      {
        axis: 'calls that succeed, %',
        bars: bars(read, id, (value) => `${(value * 100).toFixed(0)} %`),
        mark: bare === undefined ? undefined : { value: bare, text: BARE },
      },
    ],
  });
}

function cost(read: Read): string {
  return drawBars({
    title: 'What it costs when nothing is wrong',
    subtitle: ['Shorter is better.'],
    groups: [
      { axis: 'time added to a call, µs', bars: bars(read, 'time', String).filter(({ name }) => name !== BARE) },
      { axis: 'size in a browser, kB (Brotli)', bars: bars(read, 'size', (bytes) => (bytes / 1_000).toFixed(1)) },
    ],
  });
}

function spareOrFind(read: Read): string {
  const outage = grid(
    section(need(read, 'faults.md'), 'T1: To spare a service, or to find it again/502, 100 processes'),
  );
  return drawCurve({
    title: 'To spare a service, or to find it again',
    subtitle: ['circuit.maxOpenMs of 1, 2, 4 (default), 8 and 16 s, and what it makes', 'of an outage of 30 s.'],
    x: { label: 'requests per call during the outage', show: (value) => `${Number(value.toFixed(2))}x` },
    y: {
      label: 'how long calls of the first 5 s afterwards take, p95',
      show: (value) => `${value / 1_000} s`,
    },
    points: settings(outage, 'maxOpenMs', 4, (name) => ({
      x: number(outage, name, 'requests per call'),
      y: number(outage, name, 'calls in the 5 s after it, p95'),
    })),
  });
}

function endOrWait(read: Read): string {
  const text = section(need(read, 'faults.md'), 'T2: To end what is silent, or to wait for it');
  const [hang, slow] = [grid(section(text, 'hang, 100 processes')), grid(section(text, 'slow answers'))];
  return drawCurve({
    title: 'To end what is silent, or to wait for it',
    subtitle: ['timeout.attemptMs of 5, 10, 20 and 40 s, and none (default).'],
    x: { label: 'requests per call while all is silent', show: (value) => `${Number(value.toFixed(2))}x` },
    y: {
      label: 'answers received from a service that takes 14 to 45 s',
      show: (value) => `${Math.round(value * 100)} %`,
    },
    points: settings(slow, 'attemptMs', Number.POSITIVE_INFINITY, (name) => ({
      x: number(hang, name, 'requests per call'),
      y: number(slow, name, 'success'),
    })),
  });
}

const number = (table: Grid, row: string, column: string): number => numberIn(cellOf(table, row, column) ?? '');

/** A point for each value of an option, in seconds, in rising order; the default stands in the row of what is shipped. */
function settings(
  { rows }: Grid,
  option: string,
  standard: number,
  at: (row: string) => { readonly x: number; readonly y: number },
): Curve['points'] {
  return rows
    .map(([name = '']) => {
      const set = new RegExp(`${option} (\\d+) s$`).exec(name)?.[1];
      const seconds = set === undefined ? standard : Number(set);
      const shown = Number.isFinite(seconds) ? `${seconds} s` : 'none';
      return { name: shown, ours: set === undefined, seconds, ...at(name) };
    })
    .sort((a, b) => a.seconds - b.seconds);
}

/** What `bench:harm` keeps of a library, as far as it is drawn. */
interface Harm {
  readonly name: string;
  readonly lost: number;
  readonly saved: number;
}

function harm(read: Read): Record<string, string> {
  const text = read('harm.json');
  if (text === undefined) return {};
  const { contenders }: { contenders: readonly Harm[] } = JSON.parse(text);
  const others = contenders.filter(({ name }) => name !== BARE);
  const barsOf = (key: 'lost' | 'saved'): Bar[] =>
    others
      .map((each) => ({ name: each.name, ours: each.name === OURS, value: each[key], text: percentOf(each[key]) }))
      .sort((a, b) => (key === 'lost' ? a.value - b.value : b.value - a.value));
  const picture = drawBars({
    title: 'Better or worse than bare fetch?',
    subtitle: ['Everyday worlds, call for call beside bare fetch; libraries as shipped.'],
    groups: [
      { axis: 'lost, of the calls that bare fetch completes (shorter is better)', bars: barsOf('lost') },
      { axis: 'saved, of the calls that bare fetch loses (longer is better)', bars: barsOf('saved') },
    ],
  });
  return { 'harm.svg': picture };
}

const percentOf = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

function bars(read: Read, id: MeasureId, show: (value: number) => string): Bar[] {
  return libraries(read)
    .flatMap((name) => {
      const found = measured(read, id, name);
      return found === undefined ? [] : [{ name, ours: name === OURS, value: found.value, text: show(found.value) }];
    })
    .sort((a, b) => (a.value === b.value ? 0 : isBetter(id, a.value, b.value) ? -1 : 1));
}
