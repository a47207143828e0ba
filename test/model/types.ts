/** What the reference model is told, and what it says. */

/** Options of a client, all of them set. */
export interface Policy {
  readonly capacity: number;
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly maxRetryAfterMs: number;
  readonly silenceMs: number;
  readonly openMs: number;
  readonly maxOpenMs: number;
  readonly maxWaitMs: number;
  readonly maxUserWaitMs: number;
  readonly maxWaiting: number;
}

/** What holds for one call. */
export interface CallSettings {
  /** Equal for calls that ask for the same. */
  readonly request: string;
  readonly route: string;
  readonly replayable: boolean;
  readonly maxAttempts: number;
  readonly isStrict: boolean;
  readonly attemptMs: number;
  readonly totalMs: number;
  readonly silenceMs: number;
  readonly maxWaitMs: number;
  /** `false` keeps out of the circuit. */
  readonly counts: boolean;
}

/** What one request comes to. */
export interface Verdict {
  readonly kind: string;
  readonly transient: boolean;
  readonly reached: string;
  readonly retryAfterMs?: number;
  /** docs/circuit.md, "What counts as evidence?" */
  readonly signal: 'alive' | 'failure' | 'back-pressure' | 'neutral' | 'nothing';
  readonly isAnswer: boolean;
}

export interface Fate {
  readonly verdict: Verdict;
  readonly mood: string;
  /** `Infinity` for no answer at all. */
  readonly latencyMs: number;
}

export interface Failing {
  streak: number;
  readonly since: number;
  /** Of the latest failure or silence, and of the latest failure. */
  at: number;
  failedAt: number;
  readonly requests: Set<string>;
}

/** What a call must do: be sent, begin a wait, or settle. */
export type Step =
  | { readonly go: 'plain' | 'probe' }
  | { readonly sleepMs: number; readonly because: 'backoff' | 'retry-after' | 'circuit' }
  | { readonly wait: 'circuit' | 'budget' | 'offline' }
  | { readonly stop: string };

export interface World {
  now(): number;
  /** Random numbers: the same one for everything that happens at one moment. */
  chance(): number;
  isOnline(): boolean;
}
