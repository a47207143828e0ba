import type { EventStream } from '../events/stream.ts';
import type { EvidenceSource } from '../evidence/source.ts';
import type { Clock, FetchLike, Random } from '../model/ports.ts';
import type { Tuning } from '../options/tuning.ts';
import type { AbortSignals } from '../platform/abort-signals.ts';
import type { Network } from '../platform/network.ts';
import type { SendWatcher } from '../platform/send-watcher.ts';
import type { Timeouts } from '../platform/timeouts.ts';

/** A call as `cancel()` and `close()` know it. */
export interface PendingCall {
  readonly upstream: { readonly key: string };
  cancel(reason: unknown): void;
  wake(): void;
}

/** What all calls of one client share. */
export interface Context {
  readonly clock: Clock;
  readonly random: Random;
  readonly tuning: Tuning;
  readonly network: Network;
  readonly timeouts: Timeouts;
  readonly signals: AbortSignals;
  readonly sendWatcher: SendWatcher;
  readonly evidence: EvidenceSource;
  /** Replaced by one without listeners when the client is reset. */
  events: EventStream;
  /** The inner fetch of this moment. */
  readonly innerFetch: () => FetchLike;
  /** Gets errors in the app's own functions; they never reach a call. */
  readonly reportAppError: (error: unknown) => void;
  /** Calls that wait, or are between two attempts: what `cancel()` and `close()` end. */
  readonly pendingCalls: Set<PendingCall>;
  /** Longest time that a waiting call sleeps without looking again, in ms; `Infinity` where other calls may wake it. */
  readonly pollMs: number;
  /** Every engine but Node's sends some requests again by itself, POSTs among them. */
  readonly engineResends: boolean;
  /** Chromium sends a request answered by 408 again by itself. */
  readonly engineRepeats408: boolean;
  /** Does the engine's fetch take signals of our making? */
  readonly takesSignals: () => boolean;
  /** After `close()` nothing is sent again. */
  isClosed: boolean;
}
