import type { Clock, FetchBody, FetchLike, Online, Random, Visibility } from './ports.ts';
import type { Verdict } from './verdict.ts';

/** How failures are sent again. */
export interface RetryOptions {
  /**
   * Requests sent for one call at most, the first included. A whole number from 1 to 100.
   *
   * @defaultValue 4
   */
  readonly maxAttempts?: number;
  /**
   * Ceiling of the wait before the first retry, in ms. It grows by `factor` with every further one.
   *
   * @defaultValue 250
   */
  readonly baseDelayMs?: number;
  /**
   * The ceiling never grows beyond this, in ms.
   *
   * @defaultValue 20_000
   */
  readonly maxDelayMs?: number;
  /**
   * Growth of the ceiling from one retry to the next. At least 1.
   *
   * @defaultValue 2
   */
  readonly factor?: number;
  /**
   * Where under the ceiling the wait falls: `full` is anywhere from zero, `equal` the upper half, `none` the ceiling itself.
   *
   * @defaultValue 'full'
   * @see AWS Architecture Blog, "Exponential Backoff and Jitter" (2015)
   */
  readonly jitter?: 'full' | 'equal' | 'none';
  /**
   * `baseDelayMs` for a server that says it is overloaded (429 and 503), in ms.
   *
   * @defaultValue 1_000
   */
  readonly overloadBaseDelayMs?: number;
  /**
   * The longest wait we grant a server that asks for one (`Retry-After`), in ms. A longer one settles the call at once.
   *
   * @defaultValue 45_000
   * @see RFC 9110 section 10.2.3
   */
  readonly maxRetryAfterMs?: number;
  /**
   * The app's own word on one failure. `false` ends the call, `true` treats the failure as one that may pass,
   * `undefined` leaves it to us. It cannot permit sending a non-idempotent request twice: for that, set `idempotent`.
   */
  readonly shouldRetry?: ShouldRetry;
}

/** What `shouldRetry` is told about. Exactly one of `response` and `error` is there. */
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

export type ShouldRetry = (context: RetryContext) => boolean | undefined;

/** The retry budget of one upstream: a token bucket that failures drain and successes fill. */
export interface BudgetOptions {
  /**
   * The most tokens there can be.
   *
   * @defaultValue 50
   */
  readonly capacity?: number;
  /**
   * The tokens an upstream starts with.
   *
   * @defaultValue 10
   */
  readonly initial?: number;
  /**
   * Tokens earned by each success, beside the return of every token that the call itself had taken.
   *
   * @defaultValue 0.2
   */
  readonly perSuccess?: number;
}

/** Time limits, until the response headers arrive. They bound calls that may be sent again; others only where they are set per call. */
export interface TimeoutOptions {
  /**
   * When to give up on one attempt in favour of another, in ms. The last attempt gets all that is left of `totalMs`.
   *
   * @defaultValue 12_000
   */
  readonly attemptMs?: number;
  /**
   * The deadline of the whole call, waits included, in ms.
   *
   * @defaultValue 60_000
   */
  readonly totalMs?: number;
}

/** When an upstream is left alone, and how it is tried again. */
export interface CircuitOptions {
  /**
   * How far back the rule for sustained failure looks, in ms.
   *
   * @defaultValue 10_000
   */
  readonly windowMs?: number;
  /**
   * Calls in the window before that rule says anything.
   *
   * @defaultValue 20
   */
  readonly minimumCalls?: number;
  /**
   * Share of failures in the window above which the circuit opens, from 0 to 1.
   *
   * @defaultValue 0.95
   */
  readonly failureRatio?: number;
  /**
   * How unlikely a run of failures must be, given how this upstream has behaved, to count as an outage. Between 0 and 1.
   *
   * @defaultValue 0.00001
   */
  readonly surprise?: number;
  /**
   * And how long there must have been no success, in ms. A probe that has been silent for so long counts as failed for
   * everybody but its own caller.
   *
   * @defaultValue 1_000
   */
  readonly quietMs?: number;
  /**
   * From the opening to the first probe, in ms.
   *
   * @defaultValue 1_000
   */
  readonly openMs?: number;
  /**
   * Growth of the interval from one failed probe to the next. At least 1.
   *
   * @defaultValue 2
   */
  readonly growth?: number;
  /**
   * Longest interval between probes, in ms.
   *
   * @defaultValue 4_000
   */
  readonly maxOpenMs?: number;
  /**
   * Each interval is drawn from ± this share, so that many clients do not probe in step. From 0 to 0.5.
   *
   * @defaultValue 0.1
   */
  readonly jitter?: number;
  /**
   * A probe is also due when this many calls have arrived since the last one.
   *
   * @defaultValue 8
   */
  readonly probeEveryCalls?: number;
  /**
   * But never sooner than this after it, in ms.
   *
   * @defaultValue 500
   */
  readonly minProbeMs?: number;
  /**
   * How long one call waits for its upstream to come back, in ms, over all its waits together. 0 refuses at once;
   * anything else must cover the longest interval: at least `maxOpenMs * (1 + jitter)`.
   *
   * @defaultValue 5_000
   */
  readonly maxWaitMs?: number;
  /**
   * How many calls of one upstream may wait. More are refused at once.
   *
   * @defaultValue 1_000
   */
  readonly maxWaiting?: number;
  /**
   * Waiting calls let go for each success once the upstream is back, so that they do not return as a herd. Above 0, below 1.
   *
   * @defaultValue 0.45
   */
  readonly releaseRatio?: number;
}

/** One idempotency key per call, the same for every attempt. */
export interface IdempotencyKeyOptions {
  /**
   * Name of the header. Sending it says that the server honours it.
   *
   * @defaultValue 'Idempotency-Key'
   * @see draft-ietf-httpapi-idempotency-key-header
   */
  readonly header?: string;
  /**
   * Makes a key.
   *
   * @defaultValue a random UUID
   */
  readonly create?: () => string;
}

/** What can be said for one upstream alone. */
export interface UpstreamOptions {
  readonly retry?: RetryOptions;
  /** `false` lifts the budget. */
  readonly budget?: false | BudgetOptions;
  /** `false` sets no limits. */
  readonly timeout?: false | TimeoutOptions;
  /** `false` switches circuit and waiting off. */
  readonly circuit?: false | CircuitOptions;
  /**
   * Send an idempotency key with every call that is not idempotent by its method, and retry it. The upstream must honour the header.
   *
   * @defaultValue false
   */
  readonly idempotencyKey?: boolean | IdempotencyKeyOptions;
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
   * When somebody looks again, the call that has waited longest at each upstream goes out at once: timers of a hidden page run late.
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
   * Upstreams remembered at most; the least recently used idle one is forgotten first.
   *
   * @defaultValue 1_000
   */
  readonly maxUpstreams?: number;
  /**
   * Hears of errors in listeners and in `shouldRetry`. They never reach a call.
   *
   * @defaultValue prints the first error to the console
   */
  readonly onListenerError?: (error: unknown) => void;
}

/** What people are told about one call. Carried on events for `steadyfetch/notices`, never interpreted here. */
export interface NoticeOptions {
  /** Did a person ask for this, does a view need it, or would nobody miss it? */
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
  /** One key for all attempts; `true` makes one. The server must honour it. */
  readonly idempotencyKey?: string | true;
  /** Makes a fresh body for each attempt, for streams and uploads. Takes the place of `init.body`. */
  readonly body?: () => FetchBody;
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
export interface ResolvedRetry extends Complete<Omit<RetryOptions, 'shouldRetry'>> {
  readonly shouldRetry: ShouldRetry | undefined;
}
export type ResolvedBudget = Complete<BudgetOptions>;
export type ResolvedTimeout = Complete<TimeoutOptions>;
export type ResolvedCircuit = Complete<CircuitOptions>;
export type ResolvedIdempotencyKey = Complete<IdempotencyKeyOptions>;

/** What holds for one upstream, with every default filled in. */
export interface ResolvedUpstream {
  readonly retry: ResolvedRetry;
  readonly budget: false | ResolvedBudget;
  readonly timeout: false | ResolvedTimeout;
  readonly circuit: false | ResolvedCircuit;
  readonly idempotencyKey: false | ResolvedIdempotencyKey;
  readonly trustedProxies: readonly string[];
  readonly throwOnFailure: boolean;
}
