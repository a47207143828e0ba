import type { SteadyEventOf, SteadyEventType, SteadyListener } from './event.ts';
import type { SteadyCallOptions } from './options.ts';
import type { FetchInit, FetchInput } from './ports.ts';
import type { CircuitScope } from './report.ts';

/** How an upstream is doing. */
export interface UpstreamStatus {
  readonly upstream: string;
  readonly state: 'closed' | 'open' | 'half-open';
  /** Held open by hand, with `isolate()`. */
  readonly isolated: boolean;
  /** Counts over the circuit's window. */
  readonly successes: number;
  readonly failures: number;
  /** Failures in a row just now. */
  readonly failureStreak: number;
  /** Share of failures over the window, from 0 to 1; 0 where there were no calls. */
  readonly errorRate: number;
  /** Moving average of the time to response headers of successful attempts, in ms; absent before the first. */
  readonly latencyMs?: number;
  /** Epoch ms of the next probe, while the circuit is open. */
  readonly openUntil?: number;
  /** What the circuit is open for, while it is open: the one route that fails, or the whole upstream. */
  readonly scope?: CircuitScope;
  /** Calls that wait, for a retry or for the upstream to come back. */
  readonly waiting: number;
  readonly inFlight: number;
  /** Tokens left in the retry budget; `Infinity` without one. */
  readonly budget: number;
}

/** `RequestInit`, with one optional key more. */
export type SteadyInit = FetchInit & { readonly steady?: SteadyCallOptions };

/** What the platform's own `fetch` has beside being called: nothing in browsers and Node, `preconnect` in Bun. */
export type FetchExtras = Pick<typeof globalThis.fetch, keyof typeof globalThis.fetch>;

/** A resilient `fetch`, and the handle of everything it knows. */
export interface SteadyFetch extends FetchExtras {
  /** Exactly `fetch`, with one optional key in `init`: `steady`. */
  (input: FetchInput, init?: SteadyInit): Promise<Response>;
  /** Listens to one type of event. Returns how to stop; `signal` stops it too. */
  on<Type extends SteadyEventType>(
    type: Type,
    listener: SteadyListener<SteadyEventOf<Type>>,
    options?: { readonly signal?: AbortSignal },
  ): () => void;
  /** Listens to the whole stream, in order. Returns how to stop. */
  subscribe(listener: SteadyListener): () => void;
  /** How every upstream met so far is doing. */
  upstreams(): readonly UpstreamStatus[];
  /**
   * Sends the call of an upstream (or of each) that has waited longest at once, as one probe. The others follow if it succeeds,
   * except those that the server has asked to wait for a certain time.
   */
  retryNow(upstream?: string): void;
  /** Settles the waiting calls of an upstream (or of all) with `CancelledError`. Requests in flight go on. */
  cancel(upstream?: string, reason?: unknown): void;
  /** Forces the circuit open until the returned function is called: a maintenance switch. */
  isolate(upstream: string): () => void;
  /** Ends every wait with `CancelledError`, and leaves no timer, listener or breaker behind. Later calls are plain `fetch` calls. */
  close(): void;
}
