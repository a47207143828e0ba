import type { FetchInput } from '../model/ports.ts';
import type { AttemptReport, SettledBecause } from '../model/report.ts';
import { FOREVER, UNLIMITED } from './limits.ts';
import type { Terms } from './terms.ts';
import type { Upstream } from './upstream.ts';

const NO_IDS: readonly string[] = Object.freeze([]);

/** One use of the client by the app, from the first attempt to the last. */
export class Call {
  readonly id: number;
  readonly input: FetchInput;
  readonly url: string;
  readonly terms: Terms;
  readonly upstream: Upstream;
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

  constructor(id: number, input: FetchInput, url: string, terms: Terms, upstream: Upstream, startedAt: number) {
    this.id = id;
    this.input = input;
    this.url = url;
    this.terms = terms;
    this.upstream = upstream;
    this.startedAt = startedAt;
  }

  /** Monotonic ms; `Infinity` without a deadline. */
  get deadlineAt(): number {
    return this.startedAt + this.terms.limits.totalMs;
  }

  /** Did anything happen but a first attempt that went out at once and succeeded? */
  get eventful(): boolean {
    return this.history !== undefined || this.delayMs !== undefined;
  }

  /** Limit of the attempt that is sent at `now`: its own, or what is left until the deadline. */
  limitMs(now: number): number {
    return this.terms.limits === UNLIMITED ? FOREVER : Math.min(this.deadlineAt - now, this.#attemptMsNow());
  }

  /** Is it the deadline that limits the attempt sent at `now`? */
  limitedByDeadline(now: number): boolean {
    const leftMs = this.deadlineAt - now;
    return leftMs !== FOREVER && leftMs <= this.#attemptMsNow();
  }

  #attemptMsNow(): number {
    const { attemptMs, totalMs, strict } = this.terms.limits;
    const isLast = this.attempts >= this.terms.maxAttempts;
    return isLast && !strict && totalMs !== FOREVER ? FOREVER : attemptMs;
  }
}
