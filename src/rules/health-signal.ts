import type { Verdict } from '../model/verdict.ts';

/**
 * What one attempt says about the health of its upstream.
 *
 * - `alive`: it answered this request as it meant to, so it works.
 * - `failure`: it, or the way to it, is broken.
 * - `back-pressure`: it answers, and asks all callers for less (503 with `Retry-After`).
 * - `neutral`: it answered, but that proves neither health nor an outage.
 * - `nothing`: we never found out.
 */
export type HealthSignal = 'alive' | 'failure' | 'back-pressure' | 'neutral' | 'nothing';

/** Reads a verdict as evidence about its upstream. */
export function healthSignalOf(verdict: Verdict): HealthSignal {
  switch (verdict.kind) {
    case 'ok':
    case 'client-error':
      return 'alive';
    // A 500 may be one broken route, which must not cut off a whole service, and any other 5xx may be anything.
    case 'server-error':
    case 'request-timeout':
    case 'too-early':
    // One caller's quota is exhausted. That is no outage, so it opens no circuit.
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
    case 'refused':
    case 'superseded':
    case 'aborted':
    case 'cancelled':
    case 'invalid-request':
      return 'nothing';
  }
}

/** A lasting fault (a wrong certificate, say) fails by itself and quickly; waiting for it to pass helps no call. */
const failureIf = (transient: boolean): HealthSignal => (transient ? 'failure' : 'neutral');
