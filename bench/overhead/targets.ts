import { figure, table } from '../measure/table.ts';
import type { BytesRow } from './bytes.ts';
import type { ColdRow } from './cold.ts';
import type { LoopbackRow } from './loopback.ts';
import { BASE, CONTROL, OURS, OURS_BESIDE_FAILURES, OURS_NOTICED, OURS_UNHEDGED, SIGNALLED } from './subjects.ts';
import type { TimeRow } from './time.ts';
import type { FootprintRow } from './upstreams.ts';

export interface Measured {
  readonly time: readonly TimeRow[];
  readonly cold: readonly ColdRow[];
  readonly bytes: readonly BytesRow[];
  readonly sequential: readonly LoopbackRow[];
  readonly parallel: readonly LoopbackRow[];
  readonly memory: readonly FootprintRow[];
}

interface Target {
  readonly what: string;
  readonly atMost: string;
  readonly ours: string;
  readonly met: boolean;
  readonly base: string;
}

export function targetTable(measured: Measured): string {
  return table(
    ['what', 'at most', 'steadyfetch', 'met', BASE],
    targets(measured).map(({ what, atMost, ours, met, base }) => [what, atMost, ours, met ? 'yes' : 'no', base]),
  );
}

function targets({ time, cold, bytes, sequential, parallel, memory }: Measured): Target[] {
  const baseTime = `${figure(of(time, BASE).addedUs.median)} µs`;
  const added = (name: string, limit: number) => {
    const { median } = of(time, name).ratio;
    return { atMost: `${limit} x ${BASE}`, ours: `${figure(median)} x`, met: median <= limit, base: baseTime };
  };
  const perRequest = (rows: readonly LoopbackRow[]) => {
    // Not the error bar of this run: on a busy machine that would let every subject pass.
    const limit = 1.03;
    const ratio = (name: string) => of(rows, name).ratio.median;
    return {
      atMost: `${limit} x bare`,
      ours: `${figure(ratio(OURS))} x (no hedging ${figure(ratio(OURS_UNHEDGED))}; bare fetch with a signal ${figure(ratio(SIGNALLED.name))}; control ${figure(ratio(CONTROL.name))})`,
      met: ratio(OURS) <= limit,
      base: `${figure(ratio(BASE))} x`,
    };
  };
  const upTo = (limit: number, value: number, base: number) => ({
    atMost: String(limit),
    ours: value.toFixed(0),
    met: value <= limit,
    base: base.toFixed(0),
  });
  const besideFailures = () => {
    const ratio = of(time, OURS_BESIDE_FAILURES).addedUs.median / of(time, OURS).addedUs.median;
    return { atMost: `1.5 x ${OURS}`, ours: `${figure(ratio)} x`, met: ratio <= 1.5, base: baseTime };
  };
  const notices = () => {
    const us = of(time, OURS_NOTICED).overListenerUs?.median ?? Number.NaN;
    return { atMost: '2 µs', ours: `${figure(us)} µs`, met: us <= 2, base: baseTime };
  };
  const afterCollection = (name: string) => {
    const { median } = of(cold, name).ratio;
    return {
      atMost: `2 x ${BASE}`,
      ours: `${figure(median)} x`,
      met: median <= 2,
      base: `${figure(of(cold, BASE).collectedUs.median)} µs`,
    };
  };
  const firstCall = () => {
    const us = (name: string) => of(cold, name).firstUs.median;
    const ratio = us(OURS) / us(BASE);
    return { atMost: `2 x ${BASE}`, ours: `${figure(ratio)} x`, met: ratio <= 2, base: `${figure(us(BASE))} µs` };
  };
  const ours = of(memory, OURS);
  const base = of(memory, BASE);
  const allocated = (name: string) => of(bytes, name).addedBytes.median;
  return [
    { what: 'added time, no hedging', ...added(OURS_UNHEDGED, 0.6) },
    { what: 'added time, defaults', ...added(OURS, 1.5) },
    { what: 'added time, other routes failing', ...besideFailures() },
    { what: 'added time, notices over a plain listener', ...notices() },
    { what: 'first call of a process', ...firstCall() },
    { what: 'added time after a collection, no hedging', ...afterCollection(OURS_UNHEDGED) },
    { what: 'added time after a collection', ...afterCollection(OURS) },
    { what: 'bytes allocated, no hedging', ...upTo(1_000, allocated(OURS_UNHEDGED), allocated(BASE)) },
    { what: 'processor time per request', ...perRequest(sequential) },
    { what: 'the same, many at once', ...perRequest(parallel) },
    { what: 'bytes per upstream', ...upTo(8 * 1_024, ours.bytesPerUpstream, base.bytesPerUpstream) },
    {
      what: 'bytes per upstream, at worst',
      ...upTo(150 * 1_024, of(memory, OURS_BESIDE_FAILURES).bytesPerUpstream, base.bytesPerUpstream),
    },
    { what: 'timers that keep an idle process alive', ...upTo(0, ours.aliveTimers, base.aliveTimers) },
    // Rounded to bytes: a leak keeps something of every call, and nothing that is kept is smaller.
    { what: 'heap growth, bytes per call', ...upTo(0.5, ours.growth / ours.calls, base.growth / base.calls) },
  ];
}

function of<Row extends { readonly name: string }>(rows: readonly Row[], name: string): Row {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new RangeError(`${name} was not measured`);
  return row;
}
