import type { Evidence } from './evidence.ts';
import type { Clock, FetchBody, FetchInit, FetchLike, Online, Random, Visibility } from './ports.ts';
import type { Verdict } from './verdict.ts';

/** How failed requests are sent again. */
export interface RetryOptions {
  /**
   * Requests sent for one call at most, the first included. A whole number from 1 to 100. After a minute no further one is sent,
   * unless `timeout.totalMs` or `circuit.maxWaitMs` is longer.
   *
   * While this is not set, a call that waits for its upstream may be sent a few more times, to find out whether the upstream is back.
   *
   * @defaultValue 4
   */
  readonly maxAttempts?: number;
  /**
   * Ceiling of the wait before the first retry, in ms. It doubles with every further one; the wait is drawn from zero to the ceiling.
   * After 429 and 503 the ceiling is four times as high.
   *
   * @defaultValue 250
   * @see AWS Architecture Blog, "Exponential Backoff and Jitter" (2015)
   */
  readonly baseDelayMs?: number;
  /**
   * The ceiling never grows beyond this, in ms.
   *
   * @defaultValue 20_000
   */
  readonly maxDelayMs?: number;
  /**
   * The longest wait granted to a server that asks for one (`Retry-After`), in ms. A longer one settles the call at once.
   *
   * @defaultValue 45_000
   * @see RFC 9110 section 10.2.3
   */
  readonly maxRetryAfterMs?: number;
  /**
   * A safe request without a body (GET, HEAD) that has been silent for so long gets a second attempt beside the first, in ms.
   * The first good answer wins, and the other attempt ends. `false` never sends one.
   *
   * Routes that are known to be slow get twice their slowest answer. Each second attempt is paid by the retry budget.
   *
   * @defaultValue 12_000
   * @see Dean and Barroso, "The Tail at Scale" (2013), on hedged requests
   */
  readonly hedgeAfterMs?: number | false;
  /**
   * The app's decision on one failure. `false` ends the call, `true` treats the failure as a temporary one, `{ afterMs }` does so and
   * sets the wait, `undefined` leaves it to us. A promise of any of these is awaited.
   * It cannot permit sending a non-idempotent request twice: for that, set `idempotent`.
   */
  readonly shouldRetry?: ShouldRetry;
  /**
   * Asked right before each retry is sent: the headers that it returns are laid over those of the call, a refreshed token for example.
   * Nothing else of the request changes, and neither does its idempotency key. What it throws goes to `onListenerError`, and the retry
   * is sent as it was.
   */
  readonly beforeRetry?: BeforeRetry;
  /**
   * A header in which this upstream asks for a wait, read before `Retry-After` and like it: seconds or a date; milliseconds where its
   * name ends in `-ms`.
   *
   * @defaultValue none
   */
  readonly retryAfterHeader?: string;
}

/** What `shouldRetry` and `beforeRetry` are told about. Exactly one of `response` and `error` is there. */
export interface RetryContext {
  /** The attempt that failed, counted from 1. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly method: string;
  readonly url: string;
  readonly upstream: string;
  readonly elapsedMs: number;
  readonly verdict: Verdict;
  /** Look, but leave the body alone: it belongs to the caller. */
  readonly response?: Response;
  readonly error?: unknown;
}

/** Send it again after this wait, in ms. */
export interface RetryAfter {
  readonly afterMs: number;
}

/** What `shouldRetry` may say. */
export type RetryWish = boolean | RetryAfter | undefined;

export type ShouldRetry = (context: RetryContext) => RetryWish | Promise<RetryWish>;

/** What `beforeRetry` may change. */
export interface RetryChange {
  readonly headers: NonNullable<FetchInit['headers']>;
}

export type BeforeRetry = (context: RetryContext) => RetryChange | undefined | Promise<RetryChange | undefined>;

/**
 * The retry budget of one upstream: a token bucket. A retry takes a token; a call that ends well returns all of its own,
 * and every success adds a tenth of one.
 */
export interface BudgetOptions {
  /**
   * The most tokens there can be. A new upstream starts with 10, or with `capacity` if that is less.
   *
   * @defaultValue 50
   */
  readonly capacity?: number;
}

/**
 * Time limits, until the response headers arrive. There are none by default: bare `fetch` has none either.
 * They bound calls that may be sent again; other calls only where `timeout` is set for the call.
 */
export interface TimeoutOptions {
  /**
   * The longest that one attempt may take, in ms. Then it is aborted, and sent again if an attempt is left.
   *
   * @defaultValue none
   */
  readonly attemptMs?: number;
  /**
   * The deadline of the whole call, waits included, in ms.
   *
   * @defaultValue none
   */
  readonly totalMs?: number;
}

/** How calls wait while an upstream is down. */
export interface CircuitOptions {
  /**
   * Time from one probe to the next while the outage is young, in ms.
   *
   * @defaultValue 1_000
   */
  readonly openMs?: number;
  /**
   * Time from one probe to the next once the outage has lasted longer than the waiting calls may wait, in ms.
   *
   * @defaultValue 4_000
   */
  readonly maxOpenMs?: number;
  /**
   * How long one call waits for its upstream, in ms, over all its waits together. 0 never waits.
   * While this is not set, calls with `notice.importance: 'user'` wait up to 30 s as long as the app listens to events.
   *
   * @defaultValue 5_000
   */
  readonly maxWaitMs?: number;
  /**
   * How many calls of one upstream may wait.
   *
   * @defaultValue 1_000
   */
  readonly maxWaiting?: number;
}

/** One idempotency key per call, the same for every attempt. */
export interface IdempotencyKeyOptions {
  /**
   * Name of the header. Sending it says that the server respects it.
   *
   * @defaultValue 'Idempotency-Key'
   * @see draft-ietf-httpapi-idempotency-key-header
   */
  readonly header?: string;
  /**
   * Makes a key, or the promise of one. An empty key, or one that is no string, rejects the call with `OptionsError`.
   *
   * @defaultValue a random UUID
   */
  readonly create?: () => string | Promise<string>;
}

/** What can be set for one upstream alone. */
export interface UpstreamOptions {
  readonly retry?: RetryOptions;
  /** `false` lifts the budget. */
  readonly budget?: false | BudgetOptions;
  /** `false` sets no limits. */
  readonly timeout?: false | TimeoutOptions;
  /** `false` switches circuit and waiting off. */
  readonly circuit?: false | CircuitOptions;
  /**
   * Send an idempotency key with every call that is not idempotent by its method, and retry it. The upstream must respect the header.
   *
   * @defaultValue false
   */
  readonly idempotencyKey?: boolean | IdempotencyKeyOptions;
  /**
   * The app vouches for the whole upstream: each of its requests may safely be sent again, as those of an API that reads by POST
   * (GraphQL queries, RPC). `false` says that none may. `init.steady.idempotent` says it for one call, and wins.
   *
   * @defaultValue by method
   * @see RFC 9110 section 9.2.2
   */
  readonly idempotent?: boolean;
  /**
   * `Proxy-Status` names whose word may permit sending a non-idempotent request again.
   *
   * @defaultValue []
   * @see RFC 9209
   */
  readonly trustedProxies?: readonly string[];
  /**
   * Reject with `UpstreamError` instead of returning a final 5xx.
   *
   * @defaultValue false
   */
  readonly throwOnFailure?: boolean;
}

/** Everything that `createSteadyFetch` takes. `false` switches a part off. */
export interface SteadyOptions extends UpstreamOptions {
  /**
   * Sends the requests.
   *
   * @defaultValue `globalThis.fetch`, looked up at each call
   */
  readonly fetch?: FetchLike;
  /** @defaultValue the platform's timers */
  readonly clock?: Clock;
  /** @defaultValue `Math.random` */
  readonly random?: Random;
  /** @defaultValue `navigator.onLine` and its events where there are any; otherwise always online */
  readonly online?: Online;
  /**
   * When the page is visible again, the call that has waited longest at each upstream goes out at once: timers of a hidden page run late.
   *
   * @defaultValue `document.visibilityState` and its event where there are any; otherwise always visible
   */
  readonly visibility?: Visibility;
  /**
   * Which service is this? Calls with the same key share one circuit and one budget.
   *
   * @defaultValue `(url) => url.origin`
   */
  readonly upstream?: (url: URL) => string;
  /** Options per upstream key, or a function of the key. They are laid over the general ones. */
  readonly upstreams?: Readonly<Record<string, UpstreamOptions>> | ((key: string) => UpstreamOptions | undefined);
  /**
   * What reads answers and errors beyond their status: `evidence` from `steadyfetch/evidence`, or a function that loads it at the first
   * failure, `() => import('steadyfetch/evidence')`. Without it, and until it is loaded, a verdict rests on the status and `Retry-After`.
   *
   * @defaultValue all evidence in Node, Deno and Bun; none in builds for browsers
   */
  readonly evidence?: Evidence | (() => Promise<{ readonly evidence: Evidence }>);
  /**
   * Hears of errors in listeners and in `shouldRetry`. They never reach a call.
   *
   * @defaultValue prints the first error to the console
   */
  readonly onListenerError?: (error: unknown) => void;
}

/** What people are told about one call. Carried on events for `steadyfetch/notices`, never interpreted here. */
export interface NoticeOptions {
  /** Did a person ask for this, does a view need it, or is it in the background? */
  readonly importance?: 'user' | 'view' | 'background';
  /** What it is, in the person's words: "Invoice". */
  readonly label?: string;
  readonly surface?: 'app' | 'playback' | 'inline';
}

/** What can be said for one call, as `init.steady`. */
export interface SteadyCallOptions {
  /** Overrides `retry.maxAttempts`. */
  readonly maxAttempts?: number;
  /** Overrides `timeout`, and bounds this call whether or not it may be sent again. `false` lifts every limit. */
  readonly timeout?: false | TimeoutOptions;
  /** The app vouches: this request may safely be sent again. */
  readonly idempotent?: boolean;
  /** One key for all attempts; `true` makes one. The server must respect it. */
  readonly idempotencyKey?: string | true;
  /** Makes a fresh body for each attempt, for streams and uploads, or the promise of one. Replaces `init.body`. */
  readonly body?: () => FetchBody | Promise<FetchBody>;
  /** Overrides the upstream key. */
  readonly upstream?: string;
  /** Neither refused by nor counted in the circuit. */
  readonly circuit?: false;
  /** Overrides the option of the same name. */
  readonly throwOnFailure?: boolean;
  /** Asked before `retry.shouldRetry`. */
  readonly shouldRetry?: ShouldRetry;
  readonly notice?: false | NoticeOptions;
}

type Complete<T> = { readonly [Key in keyof T]-?: Exclude<T[Key], undefined> };

/** `RetryOptions` with every default filled in. */
export interface ResolvedRetry
  extends Complete<Omit<RetryOptions, 'shouldRetry' | 'beforeRetry' | 'retryAfterHeader' | 'hedgeAfterMs'>> {
  /** Did the app set `maxAttempts` itself? Then it bounds every request, probes included. */
  readonly isMaxAttemptsStrict: boolean;
  /** `Infinity` where no second attempt is sent. */
  readonly hedgeAfterMs: number;
  readonly shouldRetry: ShouldRetry | undefined;
  readonly beforeRetry: BeforeRetry | undefined;
  readonly retryAfterHeader: string | undefined;
}
export type ResolvedBudget = Complete<BudgetOptions>;
/** `Infinity` for no limit. */
export type ResolvedTimeout = Complete<TimeoutOptions>;
export interface ResolvedCircuit extends Complete<CircuitOptions> {
  /** `maxWaitMs` of calls that a person waits for. */
  readonly maxUserWaitMs: number;
}
export type ResolvedIdempotencyKey = Complete<IdempotencyKeyOptions>;

/** What holds for one upstream, with every default filled in. */
export interface ResolvedUpstream {
  readonly retry: ResolvedRetry;
  readonly budget: false | ResolvedBudget;
  readonly timeout: ResolvedTimeout;
  readonly circuit: false | ResolvedCircuit;
  readonly idempotencyKey: false | ResolvedIdempotencyKey;
  readonly idempotent: boolean | undefined;
  readonly trustedProxies: readonly string[];
  readonly throwOnFailure: boolean;
}
