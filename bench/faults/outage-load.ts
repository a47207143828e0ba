import { readableJson } from '../measure/json.ts';
import { keepResult } from '../measure/results.ts';
import type { Outage } from '../summary/pictures.ts';
import { byVariant, COLUMNS } from './columns.ts';
import { CONTENDERS } from './contenders.ts';
import { LOAD_BEFORE_MS, LOAD_SLOT_MS } from './run.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Done } from './worker.ts';

const VARIANTS = ['502, 100 processes', '502, one process'];

/** Keeps what the pictures of an outage are drawn from; `npm run docs:sync` draws them. What was not run is not kept. */
export function keepLoads(done: readonly Done[]): void {
  const runs = SCENARIOS.find(({ id }) => id === 'C2')?.runs('full') ?? [];
  const outages = VARIANTS.flatMap((variant): Outage[] => {
    const run = runs.find((each) => each.variant === variant);
    if (run === undefined) return [];
    const { fault, traffic } = run;
    const loads = CONTENDERS.flatMap(({ key, peer: { name }, setup }) => {
      const ran = done.filter(({ job }) => job.scenario === 'C2' && job.contender === key);
      const results = byVariant(ran.flatMap(({ results }) => results)).get(variant) ?? [];
      const [first] = results;
      const requestsPerCall = COLUMNS.requestsPerCall.of(results);
      if (first === undefined || requestsPerCall === undefined) return [];
      return [{ name, setup, requestsPerCall, load: first.load.slots }];
    });
    const from = Math.max(0, fault.from - LOAD_BEFORE_MS);
    const lasts = [fault.from - from, fault.until - from] as const;
    return [{ variant, normal: traffic.clients * traffic.rate, slotMs: LOAD_SLOT_MS, fault: lasts, loads }];
  });
  keepResult('outage-load.json', readableJson(outages));
}
