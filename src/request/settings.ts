import type { ResolvedIdempotencyKey, ResolvedTimeout, ResolvedUpstream, SteadyCallOptions } from '../model/options.ts';
import type { FetchInit } from '../model/ports.ts';
import { areOneShot, snapshot } from './fetch-args.ts';
import { createKey, DEFAULT_KEY } from './idempotency-key.ts';
import { limitsOf, NEVER, UNLIMITED } from './limits.ts';
import { isCloneableBody, isIdempotent, isReplayableBody, isSafe, normalizeMethod } from './replayable.ts';

const NO_OPTIONS: SteadyCallOptions = Object.freeze({});

/**
 * What a call is sent with, how often, and for how long: what the caller set, over what holds for the upstream.
 * All calls with nothing but a URL share one.
 */
export class CallSettings {
  /** The caller's own init, without our key. What is sent at once is sent with it. */
  readonly init: FetchInit | undefined;
  /** What is sent after any wait: the init as it was at the call. */
  readonly retryInit: FetchInit | undefined;
  readonly options: SteadyCallOptions;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  /** The headers of the caller's `Request`, as they were at the call. */
  readonly requestHeaders: Headers | undefined;
  readonly replayable: boolean;
  readonly bodyReplayable: boolean;
  readonly maxAttempts: number;
  readonly isMaxAttemptsStrict: boolean;
  readonly limits: ResolvedTimeout;
  /** Ms of silence after which a second attempt is sent beside the first; `Infinity` for never. */
  readonly hedgeAfterMs: number;
  /** The caller's headers with our idempotency key; absent where the caller's own headers do. */
  headers: Headers | undefined = undefined;
  /** Pending while the app makes an idempotency key. */
  readonly ready: Promise<void> | undefined = undefined;

  /**
   * @param upstream - Options of the upstream.
   * @throws OptionsError where no idempotency key could be made
   */
  constructor(
    upstream: ResolvedUpstream,
    request: Request | undefined = undefined,
    init: FetchInit | undefined = undefined,
    options: SteadyCallOptions = NO_OPTIONS,
  ) {
    const { idempotencyKey, retry, timeout } = upstream;
    // A copy: the caller may use its own object for the next call.
    this.options = options === NO_OPTIONS ? options : copyOptions(options);
    this.method = normalizeMethod(init?.method ?? request?.method);
    this.signal = (init?.signal === undefined ? request?.signal : init.signal) ?? undefined;
    this.retryInit = init === undefined ? undefined : snapshot(init, this.method);
    this.init = areOneShot(init?.headers) ? this.retryInit : init;
    this.requestHeaders = request === undefined ? undefined : copyOf(request.headers);

    const idempotent = isIdempotent(this.method);
    const wantsKey = options.idempotencyKey !== undefined || (idempotencyKey !== false && !idempotent);
    this.replayable = options.idempotent ?? upstream.idempotent ?? (idempotent || wantsKey);
    this.bodyReplayable =
      options.body !== undefined || (init?.body == null ? isCloneableBody(request?.body) : isReplayableBody(init.body));
    this.maxAttempts = options.maxAttempts ?? retry.maxAttempts;
    this.isMaxAttemptsStrict = options.maxAttempts !== undefined || retry.isMaxAttemptsStrict;
    // Ending what cannot be sent again would leave its outcome unknown: only the app may ask for that, call by call.
    this.limits = limitsOf(options, this.replayable && this.bodyReplayable ? timeout : UNLIMITED);
    const mayHedge = isSafe(this.method) && init?.body == null && options.body === undefined;
    this.hedgeAfterMs = mayHedge && this.maxAttempts > 1 ? retry.hedgeAfterMs : NEVER;
    if (wantsKey) this.ready = this.#addKey(idempotencyKey || DEFAULT_KEY, request);
  }

  /** The headers of every attempt, without an idempotency key of ours; `undefined` where they cannot be read. */
  get sentHeaders(): Headers | undefined {
    const headers = this.retryInit?.headers;
    if (headers === undefined) return this.requestHeaders;
    try {
      return new Headers(headers);
    } catch {
      return undefined;
    }
  }

  #addKey(option: ResolvedIdempotencyKey, request: Request | undefined): Promise<void> | undefined {
    const { idempotencyKey } = this.options;
    const headers = new Headers(this.retryInit?.headers ?? request?.headers);
    this.headers = headers;
    if (typeof idempotencyKey === 'string') headers.set(option.header, idempotencyKey);
    // A key of the caller's own is as good as ours.
    else if (!headers.has(option.header)) {
      const key = createKey(option);
      if (typeof key !== 'string') return key.then((made) => headers.set(option.header, made));
      headers.set(option.header, key);
    }
    return undefined;
  }
}

const copyOptions = (options: SteadyCallOptions): SteadyCallOptions =>
  options.notice ? { ...options, notice: { ...options.notice } } : { ...options };

function copyOf(headers: Headers): Headers | undefined {
  try {
    return new Headers(headers);
  } catch {
    // Headers of another realm or a polyfill, which are sent as they are.
    return undefined;
  }
}
