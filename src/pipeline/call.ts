import type { SteadyCallOptions } from '../model/options.ts';
import type { FetchInit, FetchInput } from '../model/ports.ts';
import type { AttemptReport, SettledBecause } from '../model/report.ts';
import { isIdempotent, isReplayableBody, normalizeMethod } from '../rules/replay.ts';
import { isRequest, snapshot } from './arguments.ts';
import { DEFAULT_KEY, withKey } from './idempotency-key.ts';
import { FOREVER, type Limits, limitsOf, UNLIMITED } from './limits.ts';
import type { Upstream } from './upstream.ts';

const NO_IDS: readonly string[] = Object.freeze([]);

/** One use of the client by the app, from the first attempt to the last. */
export class Call {
  readonly id: number;
  readonly input: FetchInput;
  /** The caller's own, without our key; untouched wherever nothing must change. */
  readonly init: FetchInit | undefined;
  /** What later attempts are sent with: as it was at the beginning. */
  readonly again: FetchInit | undefined;
  readonly own: SteadyCallOptions;
  readonly url: string;
  readonly method: string;
  readonly upstream: Upstream;
  readonly signal: AbortSignal | undefined;
  /** The caller's headers with our idempotency key; absent where the caller's own do. */
  readonly headers: Headers | undefined;
  readonly replayable: boolean;
  readonly bodyReplayable: boolean;
  readonly maxAttempts: number;
  readonly limits: Limits;
  readonly startedAt: number;

  attempts = 0;
  /** Budget tokens this call holds. */
  tokens = 0;
  waitedMs = 0;
  /** The wait before the attempt to come, for the report. */
  delayMs: number | undefined = undefined;
  history: AttemptReport[] | undefined = undefined;
  settledBecause: SettledBecause = 'success';
  /** Request ids for the upstream's support, from its failed responses so far. */
  supportIds: readonly string[] = NO_IDS;
  /** Monotonic ms at which somebody said that trying again makes sense. */
  retryAt: number | undefined = undefined;
  /** A clone of the caller's `Request`, kept for as long as another attempt is possible. */
  spare: Request | undefined = undefined;

  /** @throws OptionsError where the limits of this call contradict each other */
  constructor(
    id: number,
    input: FetchInput,
    init: FetchInit | undefined,
    own: SteadyCallOptions,
    url: string,
    upstream: Upstream,
    startedAt: number,
  ) {
    const { idempotencyKey, retry } = upstream.options;
    const request = isRequest(input) ? input : undefined;
    const method = normalizeMethod(init?.method ?? request?.method);
    const idempotent = isIdempotent(method);
    const wantsKey = own.idempotencyKey !== undefined || (idempotencyKey !== false && !idempotent);
    const replayable = own.idempotent ?? (idempotent || wantsKey);
    const bodyReplayable = own.body !== undefined || isReplayableBody(init?.body);
    const maxAttempts = own.maxAttempts ?? retry.maxAttempts;
    this.id = id;
    this.input = input;
    this.init = init;
    this.again = init === undefined || maxAttempts === 1 ? undefined : snapshot(init);
    this.own = own;
    this.url = url;
    this.method = method;
    this.upstream = upstream;
    this.signal = (init?.signal === undefined ? request?.signal : init.signal) ?? undefined;
    this.headers = wantsKey ? withKey(own, idempotencyKey || DEFAULT_KEY, init, request) : undefined;
    this.replayable = replayable;
    this.bodyReplayable = bodyReplayable;
    this.maxAttempts = maxAttempts;
    // Cutting short what cannot be sent again would leave its outcome unknown: only the app may ask for that.
    this.limits = limitsOf(own, replayable && bodyReplayable ? upstream.limits : UNLIMITED);
    this.startedAt = startedAt;
  }

  /** Monotonic ms; `Infinity` without a deadline. */
  get deadlineAt(): number {
    return this.startedAt + this.limits.totalMs;
  }

  /** Did anything happen but a first attempt that went out at once and succeeded? */
  get eventful(): boolean {
    return this.history !== undefined || this.delayMs !== undefined;
  }

  /** Limit of the attempt that is sent at `now`: its own, or what is left until the deadline. */
  limitMs(now: number): number {
    return this.limits === UNLIMITED ? FOREVER : Math.min(this.deadlineAt - now, this.#attemptMsNow());
  }

  /** Is it the deadline that limits the attempt sent at `now`? */
  limitedByDeadline(now: number): boolean {
    const leftMs = this.deadlineAt - now;
    return leftMs !== FOREVER && leftMs <= this.#attemptMsNow();
  }

  #attemptMsNow(): number {
    const { attemptMs, totalMs, strict } = this.limits;
    const isLast = this.attempts >= this.maxAttempts;
    return isLast && !strict && totalMs !== FOREVER ? FOREVER : attemptMs;
  }
}
