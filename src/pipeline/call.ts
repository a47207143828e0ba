import { OptionsError } from '../model/errors.ts';
import type { SteadyCallOptions } from '../model/options.ts';
import type { FetchInit, FetchInput } from '../model/ports.ts';
import type { AttemptReport, SettledBecause } from '../model/report.ts';
import { snapshot } from './arguments.ts';
import type { Upstream } from './upstream.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const NO_IDS: readonly string[] = Object.freeze([]);

/** What a call is made of, as far as it is known before anything is sent. */
export type CallFacts = Pick<
  Call,
  | 'id'
  | 'input'
  | 'init'
  | 'url'
  | 'method'
  | 'upstream'
  | 'signal'
  | 'own'
  | 'replayable'
  | 'bodyReplayable'
  | 'headers'
  | 'startedAt'
>;

/** One use of the client by the app, from the first attempt to the last. */
export class Call {
  readonly id: number;
  readonly input: FetchInput;
  /** The caller's own, without our key; untouched wherever nothing must change. */
  readonly init: FetchInit | undefined;
  /** What later attempts are sent with: as it was at the beginning. */
  readonly again: FetchInit | undefined;
  readonly url: string;
  readonly method: string;
  readonly upstream: Upstream;
  readonly signal: AbortSignal | undefined;
  readonly own: SteadyCallOptions;
  readonly replayable: boolean;
  readonly bodyReplayable: boolean;
  /** The caller's headers with our idempotency key; absent where the caller's own do. */
  readonly headers: Headers | undefined;
  readonly startedAt: number;
  readonly maxAttempts: number;
  readonly attemptMs: number;
  readonly deadlineAt: number;
  /** A limit set for this very call also holds for its last attempt. */
  readonly strictAttemptMs: boolean;

  attempts = 0;
  /** Budget tokens this call holds. */
  tokens = 0;
  waitedMs = 0;
  /** The wait before the attempt to come, for the report. */
  delayMs: number | undefined;
  history: AttemptReport[] | undefined;
  settledBecause: SettledBecause = 'success';
  /** Request ids for the upstream's support, from its failed responses so far. */
  supportIds: readonly string[] = NO_IDS;
  /** Monotonic ms at which somebody said that trying again makes sense. */
  retryAt: number | undefined;
  /** A clone of the caller's `Request`, kept for as long as another attempt is possible. */
  spare: Request | undefined;

  constructor(facts: CallFacts) {
    const { upstream, own } = facts;
    this.id = facts.id;
    this.input = facts.input;
    this.init = facts.init;
    this.url = facts.url;
    this.method = facts.method;
    this.upstream = upstream;
    this.signal = facts.signal;
    this.own = own;
    this.replayable = facts.replayable;
    this.bodyReplayable = facts.bodyReplayable;
    this.headers = facts.headers;
    this.startedAt = facts.startedAt;
    this.maxAttempts = own.maxAttempts ?? upstream.options.retry.maxAttempts;
    this.again = facts.init === undefined || this.maxAttempts === 1 ? undefined : snapshot(facts.init);

    // Cutting short what cannot be sent again would leave its outcome unknown: only the app may ask for that.
    const general = facts.replayable && facts.bodyReplayable ? upstream.options.timeout : false;
    const ofCall = own.timeout;
    this.strictAttemptMs = ofCall !== undefined && ofCall !== false && ofCall.attemptMs !== undefined;
    this.attemptMs =
      ofCall === false ? FOREVER : (ofCall?.attemptMs ?? (general === false ? FOREVER : general.attemptMs));
    const totalMs = ofCall === false ? FOREVER : (ofCall?.totalMs ?? (general === false ? FOREVER : general.totalMs));
    if (this.strictAttemptMs && this.attemptMs > totalMs) {
      throw new OptionsError('init.steady.timeout.attemptMs', this.attemptMs, `at most timeout.totalMs (${totalMs})`);
    }
    this.deadlineAt = this.startedAt + totalMs;
  }

  /** Did anything happen but a first attempt that went out at once and succeeded? */
  get eventful(): boolean {
    return this.history !== undefined || this.delayMs !== undefined;
  }

  /** Limit of the attempt that is sent at `now`: its own, or what is left until the deadline. */
  limitMs(now: number): number {
    return Math.min(this.deadlineAt - now, this.#attemptMsNow());
  }

  /** Is it the deadline that limits the attempt sent at `now`? */
  limitedByDeadline(now: number): boolean {
    const leftMs = this.deadlineAt - now;
    return leftMs !== FOREVER && leftMs <= this.#attemptMsNow();
  }

  #attemptMsNow(): number {
    const isLast = this.attempts >= this.maxAttempts;
    return isLast && !this.strictAttemptMs && this.deadlineAt !== FOREVER ? FOREVER : this.attemptMs;
  }
}
