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

/** Is the page visible? Timers of a hidden page run late, if at all. */
export interface Visibility {
  isVisible(): boolean;
  /** Calls `listener` whenever the answer may have changed; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** What the page knows about the person in front of it. */
export interface Page extends Visibility {
  /** Has the person just done something? */
  isActive(): boolean;
  /** Is the page being left? Requests that break off then are no failures. */
  isLeaving(): boolean;
  hasSlowConnection(): boolean;
}

/** Anything that is called like `fetch`. */
export type FetchLike = (input: FetchInput, init?: FetchInit) => Promise<Response>;

/** What `fetch` takes as its first argument. */
export type FetchInput = string | URL | Request;

/** What the platform's own `fetch` takes as its second argument: Bun's knows `proxy` and `tls`, for example. */
export type FetchInit = RequestInit & InitOf<typeof globalThis.fetch>;

/** Of both overloads, where the types of two platforms declare `fetch`. */
type InitOf<Fetch> = Fetch extends {
  // biome-ignore lint/suspicious/noExplicitAny: what is inferred is the other parameter.
  (input: any, init?: infer First): unknown;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  (input: any, init?: infer Second): unknown;
}
  ? NonNullable<First> & NonNullable<Second>
  : unknown;

/** Everything that a request body may be. */
export type FetchBody = NonNullable<RequestInit['body']>;
