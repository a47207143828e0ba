import type { Call, FetchLike } from '../peers/peer.ts';
import type { Arrival, Server } from './fate.ts';
import { type Fault, loadOverTime, type Measures, measure } from './measure.ts';
import { Trace, type Traffic } from './trace.ts';
import { Upstream } from './upstream.ts';
import { pass, restart } from './virtual-time.ts';

/** One run of the world: who calls whom, and what is wrong. */
export interface Run {
  /** Runs of the same variant are summed up in one row, by their medians. */
  readonly variant: string;
  readonly seed: number;
  readonly server: () => Server;
  readonly traffic: Traffic;
  readonly fault: Fault;
  /** Only what this upstream sees and its callers get is measured. */
  readonly upstream?: string;
}

export interface Result extends Measures {
  readonly variant: string;
  readonly seed: number;
  readonly fault: Fault;
  /** How often a circuit opened; only steadyfetch tells. */
  readonly opened?: number;
  readonly load: Load;
}

/** Requests per second in each slot, from shortly before the fault. */
export interface Load {
  readonly from: number;
  readonly slots: readonly number[];
}

export const LOAD_SLOT_MS = 500;
export const LOAD_BEFORE_MS = 10_000;
/** Long enough for the engine's own limit on calls that hang. */
const SETTLE_MS = 310_000;

export async function runOnce(run: Run, create: (fetch: FetchLike) => Call): Promise<Result> {
  const { variant, seed, traffic, fault } = run;
  restart(seed);
  const upstream = new Upstream(run.server(), seed);
  const circuits = new Circuits();
  const trace = new Trace(traffic, () => circuits.watch(create(upstream.fetch)));
  await pass(traffic.untilMs + SETTLE_MS, () => trace.over);

  const { earlyRetries } = upstream;
  const isMeasured = (origin: string) => run.upstream === undefined || origin === run.upstream;
  const calls = trace.calls.filter((call) => isMeasured(call.upstream));
  const arrivals = upstream.arrivals.filter(({ origin }) => isMeasured(origin));
  const callsPerSecond = (calls.length / traffic.untilMs) * 1_000;
  return {
    variant,
    seed,
    fault,
    ...measure(calls, arrivals, earlyRetries, fault, callsPerSecond),
    ...(circuits.opened !== undefined && { opened: circuits.opened }),
    load: loadOf(arrivals, fault, traffic.untilMs),
  };
}

function loadOf(arrivals: readonly Arrival[], fault: Fault, until: number): Load {
  const from = Math.max(0, fault.from - LOAD_BEFORE_MS);
  return {
    from,
    slots: loadOverTime(arrivals, LOAD_SLOT_MS, from, until).map((count) => (count * 1_000) / LOAD_SLOT_MS),
  };
}

/** Counts openings, where a client reports them. */
class Circuits {
  opened: number | undefined;

  watch(client: Call): Call {
    if ('on' in client && typeof client.on === 'function') {
      this.opened ??= 0;
      client.on('circuit.opened', ({ openedBecause }: { openedBecause: string }) => {
        if (openedBecause !== 'probe-failed') this.opened = (this.opened ?? 0) + 1;
      });
    }
    return client;
  }
}
