import type { Fault, Verdict } from '../../src/model/verdict.ts';
import { type CorpusRecord, classifyRecord, fingerprint, loadCorpus } from './records.ts';

/**
 * - `hit`: said, and true.
 * - `unknown`: left open; or a yes or no that had to be said, where the same answer also comes with the other truth.
 * - `error`: said, and wrong.
 * - `silent`: nothing was to be said, and nothing was.
 */
export type Mark = 'hit' | 'unknown' | 'error' | 'silent';

export const FIELDS = ['reached', 'fault', 'transient', 'gateway'] as const;
export type Field = (typeof FIELDS)[number];

export interface Score {
  readonly record: CorpusRecord;
  readonly verdict: Verdict;
  readonly marks: Readonly<Record<Field, Mark>>;
}

export function scoreCorpus(): readonly Score[] {
  const records = loadCorpus();
  const truths = new Map<string, Set<boolean>>();
  for (const record of records) {
    const key = fingerprint(record);
    truths.set(key, (truths.get(key) ?? new Set()).add(record.truth.transient));
  }
  return records.map((record) => {
    const verdict = classifyRecord(record);
    const ambiguous = truths.get(fingerprint(record))?.size === 2;
    const marks = {
      reached: markReached(record, verdict),
      fault: markFault(record, verdict),
      transient: markTransient(record, verdict, ambiguous),
      gateway: markGateway(record, verdict),
    };
    return { record, verdict, marks };
  });
}

function markReached({ truth }: CorpusRecord, { reached }: Verdict): Mark {
  const may = truth.requestMayHaveReachedUpstream;
  // Where it may have arrived, "maybe" is the whole truth.
  if (reached === 'maybe') return may ? 'hit' : 'unknown';
  return (reached === 'yes') === may ? 'hit' : 'error';
}

function markFault(record: CorpusRecord, { kind, fault }: Verdict): Mark {
  if (kind === 'ok') return 'silent';
  // Who sees a connection break cannot see who broke it: `network` is where the client stands, not a claim about who.
  if (fault === 'unknown' || kind === 'network') return 'unknown';
  return fault === faultOf(record) ? 'hit' : 'error';
}

/** The standards call it the client's where it asks too much or for what is not there. */
function faultOf({ status, truth }: CorpusRecord): Fault {
  const isClients = status < 500 && ['rate-limited', 'passed-through', 'none'].includes(truth.cause);
  return isClients ? 'caller' : truth.origin;
}

function markTransient({ truth }: CorpusRecord, { kind, transient }: Verdict, ambiguous: boolean): Mark {
  // A 200 that the gateway has cut and closed properly looks whole.
  if (kind === 'ok') return truth.cause === 'none' ? 'silent' : 'unknown';
  if (truth.cause === 'none') return transient ? 'error' : 'silent';
  if (transient === truth.transient) return ambiguous ? 'unknown' : 'hit';
  return ambiguous ? 'unknown' : 'error';
}

function markGateway({ gateway, truth, status }: CorpusRecord, verdict: Verdict): Mark {
  const wrote = truth.origin === 'gateway' && status >= 400;
  if (verdict.gateway === undefined) return wrote ? 'unknown' : 'silent';
  return wrote && verdict.gateway === gateway ? 'hit' : 'error';
}

export type Tally = Readonly<Record<Mark, number>>;

export function tally(scores: readonly Score[], field: Field): Tally {
  const counts = { hit: 0, unknown: 0, error: 0, silent: 0 };
  for (const { marks } of scores) counts[marks[field]]++;
  return counts;
}
