import type { NoticeOptions } from './options.ts';
import type { CircuitScope, SettledBecause } from './report.ts';
import type { Verdict } from './verdict.ts';

/** What a retry waits for: its backoff, the time that the server asked for, or the upstream to come back. */
export type WaitReason = 'backoff' | 'retry-after' | 'circuit';

interface Fact<Type extends string> {
  readonly type: Type;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface UpstreamFact<Type extends string> extends Fact<Type> {
  readonly upstream: string;
}

interface CallFact<Type extends string> extends UpstreamFact<Type> {
  /** Counts the calls of this client from 1. */
  readonly callId: number;
  readonly method: string;
  /** For the developer. Never show it to people: it may hold secrets. */
  readonly url: string;
  /** May this call be sent again without proof that it did not arrive? */
  readonly replayable: boolean;
  /** The call's own `notice` options, passed through untouched. */
  readonly notice?: false | NoticeOptions;
  /** Until when (epoch ms) the server asked calls of this route to wait, if it has. */
  readonly retryAfterUntil?: number;
  /** Request ids for the upstream's support, collected from failed responses so far. */
  readonly supportIds: readonly string[];
}

export type CallStarted = CallFact<'call.started'>;

export interface AttemptStarted extends CallFact<'attempt.started'> {
  /** Counts from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Is this the one request that is sent to see whether the upstream is back? */
  readonly probe: boolean;
}

export interface AttemptEnded extends CallFact<'attempt.ended'> {
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly elapsedMs: number;
  readonly verdict: Verdict;
}

/** A retry was decided. It may still be stopped by an abort, or because the wait for the upstream ends. */
export interface RetryScheduled extends CallFact<'retry.scheduled'> {
  /** The number of the attempt to come. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly delayMs: number;
  /** Epoch ms of the retry; where the wait is for an upstream to come back, of the next probe. */
  readonly retryAt: number;
  readonly waitReason: WaitReason;
  /** Why the retry is needed. */
  readonly verdict: Verdict;
}

/**
 * Nothing is being sent: the call waits for its upstream to come back (`circuit`; `budget` where it could not pay for a retry),
 * or for the network (`offline`).
 */
export interface CallWaiting extends CallFact<'call.waiting'> {
  readonly waitReason: 'circuit' | 'budget' | 'offline';
  /** Epoch ms of the next probe, where it is known. */
  readonly retryAt?: number;
}

/** The call succeeded after at least one failure or wait. */
export interface CallRecovered extends CallFact<'call.recovered'> {
  readonly attempts: number;
  readonly elapsedMs: number;
}

export interface CallSettled extends CallFact<'call.settled'> {
  readonly outcome: 'succeeded' | 'failed' | 'aborted' | 'cancelled';
  readonly settledBecause: SettledBecause;
  readonly verdict: Verdict;
  readonly attempts: number;
  readonly elapsedMs: number;
  /** Epoch ms at which trying again makes sense, where that is known. */
  readonly retryAt?: number;
  /** The key that the call was sent with, if any. Not enumerable: a reader of it could repeat the call, so it gets into no log by itself. */
  readonly idempotencyKey?: string;
}

export interface CircuitOpened extends UpstreamFact<'circuit.opened'> {
  /** Epoch ms of the next probe; absent while the circuit is isolated by hand. */
  readonly retryAt?: number;
  /** A run of failures; attempts without any answer for unusually long; another failed probe; or by hand. */
  readonly openedBecause: 'failures' | 'silence' | 'probe-failed' | 'isolated';
  readonly scope: CircuitScope;
}

export type CircuitHalfOpened = UpstreamFact<'circuit.half-opened'>;
export type CircuitClosed = UpstreamFact<'circuit.closed'>;
export type NetworkOffline = Fact<'network.offline'>;
export type NetworkOnline = Fact<'network.online'>;

/** The last event of a client: `close()` was called, and every call that waited has settled. */
export type ClientClosed = Fact<'client.closed'>;

/** A test has made the client forget everything: no call of before is reported any more. */
export type ClientReset = Fact<'client.reset'>;

/** Everything that a client reports. One ordered stream of frozen facts, in the past tense. */
export type SteadyEvent =
  | CallStarted
  | AttemptStarted
  | AttemptEnded
  | RetryScheduled
  | CallWaiting
  | CallRecovered
  | CallSettled
  | CircuitOpened
  | CircuitHalfOpened
  | CircuitClosed
  | NetworkOffline
  | NetworkOnline
  | ClientReset
  | ClientClosed;

export type SteadyEventType = SteadyEvent['type'];

/** The event of one type. */
export type SteadyEventOf<Type extends SteadyEventType> = Extract<SteadyEvent, { readonly type: Type }>;

/** Is called with an event. Whatever it returns or throws changes nothing. */
export type SteadyListener<Event extends SteadyEvent = SteadyEvent> = (event: Event) => unknown;
