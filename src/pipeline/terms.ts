import type { ResolvedUpstream, SteadyCallOptions } from '../model/options.ts';
import type { FetchInit } from '../model/ports.ts';
import { isIdempotent, isReplayableBody, normalizeMethod } from '../rules/replay.ts';
import { snapshot } from './arguments.ts';
import { DEFAULT_KEY, withKey } from './idempotency-key.ts';
import { generalLimits, type Limits, limitsOf, UNLIMITED } from './limits.ts';

const NO_OPTIONS: SteadyCallOptions = Object.freeze({});

/**
 * What a call is sent with, how often, and for how long: the caller's word, and where there is none, that of the upstream.
 * All calls with nothing but an address have the same.
 */
export class Terms {
  /** The caller's own, without our key; untouched wherever nothing must change. */
  readonly init: FetchInit | undefined;
  /** What later attempts are sent with: as it was at the beginning. */
  readonly again: FetchInit | undefined;
  readonly own: SteadyCallOptions;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
  /** The caller's headers with our idempotency key; absent where the caller's own do. */
  readonly headers: Headers | undefined;
  readonly replayable: boolean;
  readonly bodyReplayable: boolean;
  readonly maxAttempts: number;
  readonly limits: Limits;

  /**
   * @param options - Those of the upstream.
   * @throws OptionsError where the limits of this call contradict each other
   */
  constructor(
    options: ResolvedUpstream,
    request: Request | undefined = undefined,
    init: FetchInit | undefined = undefined,
    own: SteadyCallOptions = NO_OPTIONS,
  ) {
    const { idempotencyKey, retry, timeout } = options;
    this.init = init;
    this.own = own;
    this.method = normalizeMethod(init?.method ?? request?.method);
    this.signal = (init?.signal === undefined ? request?.signal : init.signal) ?? undefined;
    const idempotent = isIdempotent(this.method);
    const wantsKey = own.idempotencyKey !== undefined || (idempotencyKey !== false && !idempotent);
    this.headers = wantsKey ? withKey(own, idempotencyKey || DEFAULT_KEY, init, request) : undefined;
    this.replayable = own.idempotent ?? (idempotent || wantsKey);
    this.bodyReplayable = own.body !== undefined || isReplayableBody(init?.body);
    this.maxAttempts = own.maxAttempts ?? retry.maxAttempts;
    this.again = init === undefined || this.maxAttempts === 1 ? undefined : snapshot(init);
    // Cutting short what cannot be sent again would leave its outcome unknown: only the app may ask for that.
    this.limits = limitsOf(own, this.replayable && this.bodyReplayable ? generalLimits(timeout) : UNLIMITED);
  }
}
