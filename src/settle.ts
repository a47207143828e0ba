import { UpstreamError } from './model/errors.ts';
import type { CallSettled } from './model/event.ts';
import type { Outcome } from './model/outcome.ts';
import type { CallReport } from './model/report.ts';
import type { Verdict } from './model/verdict.ts';
import type { Call } from './pipeline/call.ts';
import type { Core } from './pipeline/core.ts';
import { dropSpare } from './pipeline/request.ts';
import { factsOf } from './pipeline/tell.ts';
import { keepReport, reportFor } from './report.ts';
import { healthSignalOf } from './rules/health-signal.ts';

/** Ends a call: closes its books, tells of it, and turns its last outcome into what `fetch` would do. */
export function settle(core: Core, call: Call, outcome: Outcome): Response {
  const { verdict } = outcome;
  if (call.spare !== undefined) dropSpare(call);
  // A 404 is an answer like any other: the upstream is there.
  if (verdict.kind === 'ok' || healthSignalOf(verdict) === 'alive') call.upstream.earn(call.tokens);
  const report = call.eventful || verdict.kind !== 'ok' ? reportFor(core, call) : undefined;
  if (core.events.heard) tellSettled(core, call, verdict, report ?? reportFor(core, call));

  if (outcome.kind === 'error') {
    if (report !== undefined) keepReport(outcome.error, report);
    throw outcome.error;
  }
  const { response } = outcome;
  if (report !== undefined) {
    keepReport(response, report);
    if (
      verdict.kind !== 'ok' &&
      response.status >= 500 &&
      (call.terms.own.throwOnFailure ?? call.upstream.options.throwOnFailure)
    ) {
      const error = new UpstreamError(response, verdict, report);
      keepReport(error, report);
      throw error;
    }
  }
  return response;
}

function tellSettled(core: Core, call: Call, verdict: Verdict, report: CallReport): void {
  const { attempts, delayMs } = call;
  const { elapsedMs, settledBecause, retryAt } = report;
  if (verdict.kind === 'ok' && delayMs !== undefined) {
    core.events.emit({ type: 'call.recovered', ...factsOf(core, call), attempts, elapsedMs });
  }
  core.events.emit({
    type: 'call.settled',
    ...factsOf(core, call),
    outcome: outcomeWord(verdict),
    settledBecause,
    verdict,
    attempts,
    elapsedMs,
    ...(retryAt === undefined ? {} : { retryAt }),
  });
}

function outcomeWord({ kind }: Verdict): CallSettled['outcome'] {
  if (kind === 'ok') return 'succeeded';
  return kind === 'aborted' || kind === 'cancelled' ? kind : 'failed';
}
