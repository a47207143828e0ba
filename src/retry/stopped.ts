import { discard } from '../attempt/body.ts';
import { interrupted } from '../attempt/interrupted.ts';
import { timeoutError } from '../attempt/timeout-error.ts';
import type { Call, Interruption } from '../call/call.ts';
import { CircuitOpenError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import { DEADLINE, REFUSED } from '../rules/own-verdicts.ts';
import type { Stop } from './wait.ts';

/** What a call settles with when it may not go on: what it already has, or an error that says why there is nothing. */
export function stopped(call: Call, stop: Stop, last: Outcome | undefined): Outcome {
  const { because } = stop;
  const { upstream, context } = call;
  call.settledBecause = because;
  if (because === 'aborted' || because === 'cancelled') {
    if (last?.kind === 'response') discard(context, last.response, last.body);
    return { kind: 'error', ...interrupted(call, stop as Interruption) };
  }
  if (because === 'circuit-open') call.retryAt = upstream.probeAt;
  if (last !== undefined) return last;
  if (because === 'deadline') return { kind: 'error', error: timeoutError(call, true), verdict: DEADLINE };
  const scope = upstream.circuit?.scope ?? 'upstream';
  const error = new CircuitOpenError(upstream.key, upstream.probeAtEpoch, scope, REFUSED);
  return { kind: 'error', error, verdict: REFUSED };
}
