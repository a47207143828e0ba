import type { Verdict } from './verdict.ts';

/** Why a call ended the way it did. The first rule that said no, or the success. */
export type SettledBecause =
  /** It worked. */
  | 'success'
  /** The answer is one that no retry can change. */
  | 'final'
  /** `maxAttempts` requests were sent. */
  | 'attempts'
  /** The next wait or attempt could not have ended before the deadline. */
  | 'deadline'
  /** The retry budget of this upstream is spent. */
  | 'budget'
  /** Sending a non-idempotent request again needs proof or permission, and there was none. */
  | 'not-replayable'
  /** The body was a stream and is gone. */
  | 'body-not-replayable'
  /** The server asked for a longer wait than the deadline or `maxRetryAfterMs` allows, or asked for more while the call was waiting. */
  | 'retry-after-too-long'
  /** The upstream is not answering, and the wait for it to come back is over. */
  | 'circuit-open'
  /** This very request keeps failing while others of the same upstream succeed. */
  | 'keeps-failing'
  /** The caller's signal aborted. */
  | 'aborted'
  /** The app called `cancel()` or `close()` while the call was waiting. */
  | 'cancelled'
  /** The app's `shouldRetry` said no. */
  | 'policy';

/**
 * What the evidence is about: one `route` alone (method and path, with ids collapsed), because nothing else has failed; or the
 * `upstream`, because several routes have failed and none has succeeded.
 */
export type CircuitScope = 'route' | 'upstream';

/** One request that was sent, and what it came to. */
export interface AttemptReport {
  /** Counts from 1. */
  readonly attempt: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly verdict: Verdict;
  /** How long the call waited before this attempt. Absent for a first attempt that went out at once. */
  readonly delayMs?: number;
}

/** The story of one call, for logs, support tickets and tests. */
export interface CallReport {
  readonly callId: number;
  readonly upstream: string;
  readonly method: string;
  readonly attempts: readonly AttemptReport[];
  readonly settledBecause: SettledBecause;
  /** With `circuit-open`: had one route of the upstream failed when the wait was over, or several? */
  readonly scope?: CircuitScope;
  readonly elapsedMs: number;
  /** Epoch ms at which the server said, or the circuit expects, that trying again makes sense. */
  readonly retryAt?: number;
  /** Request ids that the operator of the upstream can look up, such as `cf-ray:...`. */
  readonly supportIds: readonly string[];
}
