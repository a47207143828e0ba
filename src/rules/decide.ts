import type { SettledBecause } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';

/** Everything that a decision rests on. */
export interface Standing {
  readonly verdict: Verdict;
  /** Requests sent so far. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** May this request be sent twice: idempotent by its method, its key, or the app's word? */
  readonly replayable: boolean;
  /** Can its body be sent again? */
  readonly bodyReplayable: boolean;
  /** Milliseconds until the deadline; `Infinity` without one. */
  readonly remainingMs: number;
  /** The drawn backoff. */
  readonly backoffMs: number;
  /** Milliseconds for which the upstream has asked to be left alone, through this call or another. */
  readonly patienceMs: number;
  /** A little extra behind such a floor, so that clients spread out. */
  readonly spreadMs: number;
  readonly maxRetryAfterMs: number;
  /** What the app's `shouldRetry` said. */
  readonly appSays: boolean | undefined;
}

export type Decision =
  | { readonly kind: 'settle'; readonly because: SettledBecause }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly waitReason: 'backoff' | 'retry-after' };

/** Settle, or send again after a wait? The first reason that says no is the one reported. */
export function decide(standing: Standing): Decision {
  const no = reasonAgainst(standing);
  if (no !== undefined) return { kind: 'settle', because: no };

  const { patienceMs, spreadMs, backoffMs, remainingMs } = standing;
  const asked = patienceMs > 0;
  const delayMs = asked ? Math.max(backoffMs, patienceMs + spreadMs) : backoffMs;
  // The spread is a courtesy, not a duty: it must not be what makes a call miss its deadline.
  if (asked && delayMs >= remainingMs && patienceMs < remainingMs) {
    return { kind: 'retry', delayMs: patienceMs, waitReason: 'retry-after' };
  }
  if (delayMs >= remainingMs) return { kind: 'settle', because: asked ? 'retry-after-too-long' : 'deadline' };
  return { kind: 'retry', delayMs, waitReason: asked ? 'retry-after' : 'backoff' };
}

function reasonAgainst(standing: Standing): SettledBecause | undefined {
  const { verdict, appSays } = standing;
  switch (verdict.kind) {
    case 'ok':
      return 'success';
    case 'aborted':
    case 'cancelled':
    case 'deadline':
      return verdict.kind;
    case 'refused':
      return 'circuit-open';
    default:
  }
  if (!verdict.transient && appSays !== true) return 'final';
  if (appSays === false) return 'policy';
  if (standing.attempts >= standing.maxAttempts) return 'attempts';
  if (!standing.bodyReplayable) return 'body-not-replayable';
  if (!standing.replayable && verdict.reached !== 'no') return 'not-replayable';
  if ((verdict.retryAfterMs ?? 0) > standing.maxRetryAfterMs) return 'retry-after-too-long';
  return undefined;
}
