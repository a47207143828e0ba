import type { CallReport } from '../model/report.ts';
import type { Call } from './call.ts';

const reports = new WeakMap<object, CallReport>();

/** An app and its dependencies may have loaded several builds of the library: the first to keep a report shares its reports with all. */
const SHARED = Symbol.for('steadyfetch.reports');

function shared(): WeakMap<object, CallReport> {
  try {
    const globals = globalThis as { [SHARED]?: WeakMap<object, CallReport> };
    if (globals[SHARED] === undefined) Object.defineProperty(globals, SHARED, { value: reports });
    return globals[SHARED] ?? reports;
  } catch {
    // Globals that are frozen.
    return reports;
  }
}

/**
 * The report of the call that ended with this response or error.
 *
 * `undefined` for what did not come from a steady call, for thrown values that are no objects,
 * and for a call that succeeded at its first attempt: there is nothing to report, and keeping it would cost every good call.
 */
export const reportOf = (responseOrError: unknown): CallReport | undefined =>
  typeof responseOrError === 'object' && responseOrError !== null ? shared().get(responseOrError) : undefined;

/** Keeps a report beside its response or error, for as long as that lives. */
export function keepReport(responseOrError: unknown, report: CallReport): void {
  if (typeof responseOrError === 'object' && responseOrError !== null) shared().set(responseOrError, report);
}

export const reportFor = (call: Call): CallReport => ({
  callId: call.id,
  upstream: call.upstream.key,
  method: call.settings.method,
  // Attempts beside each other end in any order.
  attempts: [...(call.history ?? [])].sort((a, b) => a.attempt - b.attempt),
  settledBecause: call.settledBecause,
  ...(call.settledBecause === 'circuit-open' ? { scope: call.upstream.circuit?.scope ?? 'upstream' } : {}),
  elapsedMs: call.context.clock.now() - call.startedAt,
  supportIds: call.supportIds,
  ...(call.retryAt === undefined || call.settledBecause === 'success'
    ? {}
    : { retryAt: call.upstream.toEpoch(call.retryAt) }),
});
