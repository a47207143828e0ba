import type { Waiting } from '../circuit/waiter.ts';
import type { FetchInput } from '../model/ports.ts';
import type { AttemptReport, SettledBecause } from '../model/report.ts';
import { NOTHING } from '../platform/abort-signals.ts';
import { cancelBody } from '../platform/body-streams.ts';
import { isRequest } from '../request/fetch-args.ts';
import { requestKey, routeKey, targetKey } from '../request/route.ts';
import type { CallSettings } from '../request/settings.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Context } from './context.ts';

const NO_IDS: readonly string[] = Object.freeze([]);

/** Why a call must stop, although its upstream has nothing to do with it. */
export type Interruption =
  | { readonly kind: 'stop'; readonly because: 'aborted' }
  | { readonly kind: 'stop'; readonly because: 'cancelled'; readonly reason: unknown };

/** One use of the client by the app, from the first attempt to the last. */
export class Call implements Waiting {
  readonly context: Context;
  readonly id: number;
  readonly input: FetchInput;
  readonly url: string;
  readonly settings: CallSettings;
  readonly upstream: Upstream;
  readonly startedAt: number;

  attempts = 0;
  /** Attempts that were not sent as probes. Only these count against a default `maxAttempts`. */
  ownAttempts = 0;
  attemptsInFlight = 0;
  /** Budget tokens this call holds. */
  tokens = 0;
  waitedMs = 0;
  /** The wait before the attempt to come, for the report. */
  delayMs: number | undefined = undefined;
  history: AttemptReport[] | undefined = undefined;
  settledBecause: SettledBecause = 'success';
  /** Request ids for the upstream's support, from its failed responses so far. */
  supportIds: readonly string[] = NO_IDS;
  /** Monotonic ms at which trying again makes sense, where that is known. */
  retryAt: number | undefined = undefined;
  /** A clone of the caller's `Request`, kept for as long as another attempt is possible. */
  retryClone: Request | undefined = undefined;
  /** Lets a waiting call look again. */
  wake: () => void = NOTHING;
  #cancelled: Interruption | undefined = undefined;
  #requestKey: number | undefined = undefined;
  #targetKey: number | undefined = undefined;
  #routeKey: number | undefined = undefined;

  constructor(
    context: Context,
    id: number,
    input: FetchInput,
    url: string,
    settings: CallSettings,
    upstream: Upstream,
    startedAt: number,
  ) {
    this.context = context;
    this.id = id;
    this.input = input;
    this.url = url;
    this.settings = settings;
    this.upstream = upstream;
    this.startedAt = startedAt;
  }

  /** Monotonic ms; `Infinity` without a deadline. */
  get deadlineAt(): number {
    return this.startedAt + this.settings.limits.totalMs;
  }

  /** Did anything happen but a first attempt that went out at once and succeeded? */
  get isEventful(): boolean {
    return this.history !== undefined || this.delayMs !== undefined;
  }

  get wasSent(): boolean {
    return this.attempts > 0;
  }

  get replayable(): boolean {
    return this.settings.replayable && this.settings.bodyReplayable;
  }

  /** Computed when it is first needed: good calls never need it. */
  get requestKey(): number {
    this.#requestKey ??= requestKey(this.targetKey, this.settings.sentHeaders);
    return this.#requestKey;
  }

  get targetKey(): number {
    this.#targetKey ??= targetKey(this.settings.method, this.url, this.settings.retryInit?.body);
    return this.#targetKey;
  }

  get routeKey(): number {
    this.#routeKey ??= routeKey(this.settings.method, this.url);
    return this.#routeKey;
  }

  /** A person waits for this call, and is told about it: then a longer wait is better than an early failure. */
  get maxWaitMs(): number {
    const { circuit } = this.upstream.options;
    if (circuit === false) return 0;
    const { notice } = this.settings.options;
    const isForUser = notice !== undefined && notice !== false && notice.importance === 'user';
    return isForUser && this.context.events.hasListeners
      ? Math.max(circuit.maxWaitMs, circuit.maxUserWaitMs)
      : circuit.maxWaitMs;
  }

  get notBefore(): number {
    return this.upstream.routes.askedUntil(() => this.routeKey, this.context.clock.now());
  }

  /** Does the caller, or the app, want it to stop? */
  get interruption(): Interruption | undefined {
    return this.settings.signal?.aborted ? ABORTED : this.#cancelled;
  }

  /** It stops once it is woken. Requests in flight go on. */
  cancel(reason: unknown): void {
    if (this.attemptsInFlight === 0) this.#cancelled ??= { kind: 'stop', because: 'cancelled', reason };
  }

  /** No attempt will need the clone any more, nor the copy of the body in it. */
  dropRetryClone(): void {
    if (this.retryClone !== undefined) cancelBody(this.retryClone);
    this.retryClone = undefined;
  }

  /** The caller's `Request`, if one was given and it carries a body of its own. Firefox does not tell a Request's body. */
  get requestWithBody(): Request | undefined {
    const { input } = this;
    const { init, options, method } = this.settings;
    if (!isRequest(input) || options.body !== undefined || init?.body != null) return undefined;
    return input.body !== null && method !== 'GET' && method !== 'HEAD' ? input : undefined;
  }
}

const ABORTED: Interruption = Object.freeze({ kind: 'stop', because: 'aborted' });
