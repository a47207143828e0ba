import { UpstreamError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import { areCallsWatched, publishCall } from '../platform/channels.ts';
import { healthSignalOf } from '../rules/health-signal.ts';
import type { Call } from './call.ts';
import { emitCallSettled } from './emit.ts';
import { keepReport, reportFor } from './report.ts';

/** Ends a call: returns its budget, reports it, and turns its last outcome into what `fetch` would do. */
export function settle(call: Call, outcome: Outcome): Response {
  const { verdict } = outcome;
  const { upstream, context, settings } = call;
  if (call.retryClone !== undefined) call.dropRetryClone();
  // A 404 is an answer like any other: the upstream is there.
  if (verdict.kind === 'ok' || healthSignalOf(verdict) === 'alive') upstream.budget.earn(call.tokens);
  const isReported = call.isEventful || verdict.kind !== 'ok' || context.events.hasListeners || areCallsWatched();
  const report = isReported ? reportFor(call) : undefined;
  if (report !== undefined) {
    emitCallSettled(call, verdict, report);
    publishCall(report, verdict, call.url, context.clock);
  }
  const isTold = report !== undefined && (call.isEventful || verdict.kind !== 'ok');

  if (outcome.kind === 'error') {
    if (isTold) keepReport(outcome.error, report);
    throw outcome.error;
  }
  const { response, body } = outcome;
  body?.handOver();
  if (isTold) {
    keepReport(response, report);
    const throwsOnFailure = settings.options.throwOnFailure ?? upstream.options.throwOnFailure;
    if (throwsOnFailure && verdict.kind !== 'ok' && response.status >= 500) {
      const error = new UpstreamError(response, verdict, report);
      keepReport(error, report);
      throw error;
    }
  }
  return response;
}
