import { CancelledError, CircuitOpenError } from '../model/errors.ts';
import type { Outcome } from '../model/outcome.ts';
import { ABORTED, CANCELLED, DEADLINE, REFUSED } from '../rules/own-verdicts.ts';
import { reasonOf } from './abort.ts';
import { discard } from './body.ts';
import type { Call } from './call.ts';
import type { Core } from './core.ts';
import type { Halt } from './gate.ts';
import { timeoutError } from './timeouts.ts';

/** What a call settles with when it may not go on: what it already has, or an error that says why there is nothing. */
export function stopped(core: Core, call: Call, stop: Halt, last: Outcome | undefined): Outcome {
  const { because } = stop;
  call.settledBecause = because;
  if (because === 'aborted' || because === 'cancelled') {
    if (last?.kind === 'response') discard(core, last.response);
    return because === 'aborted'
      ? { kind: 'error', error: reasonOf(call.signal as AbortSignal), verdict: ABORTED }
      : { kind: 'error', error: new CancelledError(call.upstream.key, stop.reason), verdict: CANCELLED };
  }
  if (because === 'circuit-open') call.retryAt = call.upstream.probeAt;
  if (last !== undefined) return last;
  if (because === 'deadline') return { kind: 'error', error: timeoutError(call, true), verdict: DEADLINE };
  return {
    kind: 'error',
    error: new CircuitOpenError(call.upstream.key, call.upstream.retryAt(), REFUSED),
    verdict: REFUSED,
  };
}
