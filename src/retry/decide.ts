import type { WaitReason } from '../model/event.ts';
import type { RetryWish } from '../model/options.ts';
import type { SettledBecause } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';

/** Everything that a decision rests on. */
export interface Situation {
  readonly verdict: Verdict;
  /** Requests sent so far, as far as they count. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** May this request be sent twice: idempotent by its method, its key, or because the app says so? */
  readonly replayable: boolean;
  /** Can its body be sent again? */
  readonly bodyReplayable: boolean;
  /** This very request keeps failing while others of the same upstream succeed. */
  readonly keepsFailing: boolean;
  /** The call is so old that nothing is sent again. */
  readonly isTooOld: boolean;
  /** Milliseconds until the deadline; `Infinity` without one. */
  readonly remainingMs: number;
  /** The upstream is not answering: the call waits for a sign of life, however long that takes. */
  readonly isPaused: boolean;
  /** The drawn backoff. */
  readonly backoffMs: number;
  /** Milliseconds for which the server has asked to wait, in answers to this call or another one of its route. */
  readonly askedMs: number;
  /** A little extra behind such a time, so that clients spread out. */
  readonly spreadMs: number;
  readonly maxRetryAfterMs: number;
  /** What the app's `shouldRetry` said. */
  readonly wish: RetryWish;
}

export type Decision =
  | { readonly kind: 'settle'; readonly because: SettledBecause }
  | { readonly kind: 'retry'; readonly delayMs: number; readonly waitReason: WaitReason };

/** Settle, or send again after a wait? The first reason that says no is the one reported. */
export function decide(situation: Situation): Decision {
  const no = reasonAgainst(situation);
  if (no !== undefined) return { kind: 'settle', because: no };

  const { askedMs, spreadMs, backoffMs, remainingMs, wish } = situation;
  if (typeof wish === 'object') {
    if (wish.afterMs >= remainingMs) return { kind: 'settle', because: 'deadline' };
    return { kind: 'retry', delayMs: wish.afterMs, waitReason: 'retry-after' };
  }
  const isAsked = askedMs > 0;
  if (!isAsked && situation.isPaused) return { kind: 'retry', delayMs: 0, waitReason: 'circuit' };
  const delayMs = isAsked ? Math.max(backoffMs, askedMs + spreadMs) : backoffMs;
  // The spread is optional: it must not be what makes a call miss its deadline.
  if (isAsked && delayMs >= remainingMs && askedMs < remainingMs) {
    return { kind: 'retry', delayMs: askedMs, waitReason: 'retry-after' };
  }
  if (delayMs >= remainingMs) return { kind: 'settle', because: isAsked ? 'retry-after-too-long' : 'deadline' };
  return { kind: 'retry', delayMs, waitReason: isAsked ? 'retry-after' : 'backoff' };
}

function reasonAgainst(situation: Situation): SettledBecause | undefined {
  const { verdict, wish } = situation;
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
  const isWanted = wish === true || typeof wish === 'object';
  if (!verdict.transient && !isWanted) return 'final';
  if (wish === false) return 'policy';
  if (situation.attempts >= situation.maxAttempts) return 'attempts';
  if (!situation.bodyReplayable) return 'body-not-replayable';
  if (!situation.replayable && verdict.reached !== 'no') return 'not-replayable';
  if ((verdict.retryAfterMs ?? 0) > situation.maxRetryAfterMs) return 'retry-after-too-long';
  if (situation.keepsFailing) return 'keeps-failing';
  if (situation.isTooOld) return 'deadline';
  return undefined;
}
