import type { CallReport } from './model/report.ts';
import type { Call } from './pipeline/call.ts';
import type { Core } from './pipeline/core.ts';

const reports = new WeakMap<object, CallReport>();

/**
 * The story of the call that ended with this response or error.
 *
 * `undefined` for what did not come from a steady call, for thrown values that are no objects,
 * and for a call that succeeded at its first attempt: it has no story, and keeping one would cost every good call.
 */
export const reportOf = (responseOrError: unknown): CallReport | undefined =>
  typeof responseOrError === 'object' && responseOrError !== null ? reports.get(responseOrError) : undefined;

/** Keeps a report beside its response or error, for as long as that lives. */
export function keepReport(responseOrError: unknown, report: CallReport): void {
  if (typeof responseOrError === 'object' && responseOrError !== null) reports.set(responseOrError, report);
}

/** Tells a call's story so far. */
export const reportFor = (core: Core, call: Call): CallReport => ({
  callId: call.id,
  upstream: call.upstream.key,
  method: call.terms.method,
  attempts: call.history ?? [],
  settledBecause: call.settledBecause,
  elapsedMs: core.clock.now() - call.startedAt,
  supportIds: call.supportIds,
  ...(call.retryAt === undefined || call.settledBecause === 'success'
    ? {}
    : { retryAt: call.upstream.toEpoch(call.retryAt) }),
});
