import type { Verdict } from '../model/verdict.ts';

/**
 * What an attempt says about its upstream.
 *
 * - `alive`: it answered, so it is there.
 * - `failure`: it, or the way to it, is broken.
 * - `back-pressure`: it is there, and asks for less. Half a failure.
 * - `neutral`: an answer that says little; enough for a probe, nothing otherwise.
 * - `nothing`: we never found out.
 */
export type HealthSignal = 'alive' | 'failure' | 'back-pressure' | 'neutral' | 'nothing';

/** Reads a verdict as evidence about its upstream. One broken route (500) must not cut off a whole service. */
export function healthSignalOf(verdict: Verdict): HealthSignal {
  switch (verdict.kind) {
    case 'ok':
    case 'client-error':
      return 'alive';
    case 'server-error':
      return verdict.status === 500 || verdict.status === 501 ? 'neutral' : 'alive';
    case 'request-timeout':
    case 'too-early':
      return 'neutral';
    case 'rate-limited':
      return 'neutral';
    case 'service-unavailable':
      return verdict.retryAfterMs === undefined ? failureIf(verdict.transient) : 'back-pressure';
    case 'bad-gateway':
    case 'gateway-timeout':
    case 'network':
      return failureIf(verdict.transient);
    case 'attempt-timeout':
    case 'deadline':
      return 'failure';
    case 'superseded':
    case 'refused':
    case 'aborted':
    case 'cancelled':
    case 'invalid-request':
      return 'nothing';
  }
}

/** A lasting fault (a wrong certificate, say) fails by itself and quickly; waiting for it to pass helps nobody. */
const failureIf = (transient: boolean): HealthSignal => (transient ? 'failure' : 'neutral');
