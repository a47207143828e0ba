/** Time, as the library sees it. Give your own in tests, and nothing ever has to sleep. */
export interface Clock {
  /** Monotonic milliseconds: only differences mean anything. */
  now(): number;
  /** Milliseconds since the Unix epoch, for timestamps and HTTP dates. */
  wallNow(): number;
  /**
   * Resolves after `ms`, and rejects with `signal.reason` as soon as the signal aborts.
   *
   * `ref: false` means that this sleep alone need not keep the process alive.
   */
  sleep(ms: number, signal?: AbortSignal, options?: { readonly ref?: boolean }): Promise<void>;
}

/** A number in [0, 1), like `Math.random`. */
export type Random = () => number;

/** Is there a network at all? Inert where the platform cannot tell. */
export interface Online {
  isOnline(): boolean;
  /** Calls `listener` whenever the answer may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** Anything that is called like `fetch`. */
export type FetchLike = (input: FetchInput, init?: FetchInit) => Promise<Response>;

/** What `fetch` takes as its first argument. */
export type FetchInput = string | URL | Request;

/** What `fetch` takes as its second argument. */
export type FetchInit = RequestInit;

/** Everything that a request body may be. */
export type FetchBody = NonNullable<RequestInit['body']>;
