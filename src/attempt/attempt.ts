import type { Call } from '../call/call.ts';
import { emitAttemptEnded, emitAttemptStarted } from '../call/emit.ts';
import { interruptible, type Unready } from '../call/interruptible.ts';
import type { Permit } from '../circuit/permit.ts';
import type { Outcome } from '../model/outcome.ts';
import type { FetchBody, FetchInit, FetchInput, FetchLike } from '../model/ports.ts';
import type { FailureVerdict, Verdict } from '../model/verdict.ts';
import { NOTHING, reasonOf } from '../platform/abort-signals.ts';
import type { Timed } from '../platform/timeouts.ts';
import { NEVER } from '../request/limits.ts';
import { ABORTED, ATTEMPT_TIMEOUT, DEADLINE, INVALID, SUPERSEDED } from '../rules/own-verdicts.ts';
import { type AttemptArgs, attemptArgs, forAttempt, type SignalHolder } from './attempt-args.ts';
import { discard } from './body.ts';
import { classifyAtOnce, classifyError, classifyResponse, healthSignal } from './classify-attempt.ts';
import { interrupted } from './interrupted.ts';
import { Race } from './race.ts';
import { timeoutError } from './timeout-error.ts';

/** Goes on with what an attempt came to. A plain function: a promise in between would cost every good call. */
type Sequel<Next> = (call: Call, outcome: Outcome | Promise<Outcome>) => Next | Promise<Next>;

/** One request on its way. Sends it, ends it when its time is up, and reports what it came to. */
export class Attempt implements Timed {
  before: Timed | undefined = undefined;
  after: Timed | undefined = undefined;
  dueAt = NEVER;
  /** The attempts beside it, if there are any. */
  race: Race | undefined = undefined;
  readonly #call: Call;
  readonly #permit: Permit | undefined;
  readonly startedAt: number;
  readonly #number: number;
  #limitAt = NEVER;
  #hedgeAfterMs: number;
  #controller: AbortController | undefined = undefined;
  #then: Sequel<unknown> | undefined = undefined;
  #resolve: (next: unknown) => void = NOTHING;
  #reject: (error: unknown) => void = NOTHING;
  #stopListening: () => void = NOTHING;
  #watch: { readonly wasSeen: boolean; stop(): void } | undefined = undefined;
  #wasOffline = false;
  #wasSilent = false;
  #hasEnded = false;
  /** Whose signal the inner fetch has. `both` is a joined one, which ends the body as well. */
  #sentSignal: 'callers' | 'ours' | 'both' = 'callers';
  /** Why it ended, where that was our doing. */
  #verdict: FailureVerdict | undefined = undefined;

  /** @param hedgeAfterMs - Silence after which another attempt is sent beside it. */
  constructor(call: Call, permit: Permit | undefined, hedgeAfterMs: number = hedgeAfterMsOf(call)) {
    this.#call = call;
    this.#permit = permit;
    this.#hedgeAfterMs = hedgeAfterMs;
    this.startedAt = permit === undefined ? call.context.clock.now() : permit.sentAt;
    this.#number = ++call.attempts;
    if (permit?.probe !== true) call.ownAttempts++;
    call.attemptsInFlight++;
    call.upstream.started(this.startedAt);
  }

  /** Ours, made when the inner fetch looks at it; the caller's where the engine takes no signals such as ours. */
  get signal(): AbortSignal | null {
    if (!this.#call.context.takesSignals()) return this.#call.settings.signal ?? null;
    this.#controller ??= new AbortController();
    return this.#controller.signal;
  }

  /** Hands the request to the inner fetch, with no more around it than its limits and the caller's signal ask for. */
  send<Next>(then: Sequel<Next>): Promise<Next> {
    const call = this.#call;
    const { body } = call.settings.options;
    if (body === undefined) return this.#sendWith(undefined, then);
    let made: FetchBody | Promise<FetchBody>;
    try {
      made = body();
    } catch (error) {
      return this.#sendNothing(error, then);
    }
    if (!isThenable(made)) return this.#sendWith(made, then);
    call.attemptsInFlight--;
    return interruptible(call, made).then(
      (ready) => {
        call.attemptsInFlight++;
        return 'value' in ready ? this.#sendWith(ready.value, then) : this.#stopBeforeSending(ready, then);
      },
      (error) => {
        call.attemptsInFlight++;
        return this.#sendNothing(error, then);
      },
    );
  }

  /** Its time is up, or it has been silent for so long that another attempt goes beside it. */
  expire(now: number): void {
    if (now < this.#limitAt) {
      this.#onSilence(now);
      const lookAt = this.#call.context.isClosed ? NEVER : now + this.#hedgeAfterMs / LOOKS_PER_SILENCE;
      if (this.#verdict === undefined) this.#arm(Math.min(this.#limitAt, lookAt));
      return;
    }
    const isDeadline = this.#limitAt >= this.#call.deadlineAt;
    this.#interrupt(isDeadline ? DEADLINE : ATTEMPT_TIMEOUT, timeoutError(this.#call, isDeadline));
  }

  /** Another attempt of the same call was answered first. */
  supersede(): void {
    if (this.#hasEnded) return;
    this.#verdict ??= SUPERSEDED;
    this.#stop();
    this.#abort();
    this.#end({ kind: 'error', error: undefined, verdict: this.#verdict });
  }

  #sendWith<Next>(body: FetchBody | undefined, then: Sequel<Next>): Promise<Next> {
    const call = this.#call;
    const { context, settings, interruption } = call;
    // The app may have ended the call while it made the body.
    if (body !== undefined && interruption !== undefined) return this.#stopBeforeSending(interruption, then);
    let args: AttemptArgs;
    let fetch: FetchLike;
    try {
      fetch = context.innerFetch();
      args = attemptArgs(call, this.#signalHolder(fetch), body, this.race !== undefined);
    } catch (error) {
      return this.#sendNothing(error, then);
    }
    // Only where it decides about a retry: the request may not be repeated, but its body could be sent again.
    if (!settings.replayable && settings.bodyReplayable && settings.maxAttempts > 1) {
      this.#watch = context.sendWatcher.watch(settings.method, call.url);
    }
    this.#wasOffline = context.network.isOffline;
    const sent = promised(forAttempt(fetch, call, this.#number), args.input, args.init);
    // Afterwards: a listener that aborts the call must not find it announced and unsent.
    emitAttemptStarted(call, this.#number, this.#permit);
    if (
      this.#sentSignal === 'callers' &&
      settings.signal === undefined &&
      this.#limitAt === NEVER &&
      this.#hedgeAfterMs === NEVER
    ) {
      return sent.then(
        (response) => then(call, this.#answered(response)),
        (error) => then(call, this.#rejected(error)),
      );
    }
    this.#then = then as Sequel<unknown>;
    const settled = new Promise<Next>((resolve, reject) => {
      this.#resolve = resolve as (next: unknown) => void;
      this.#reject = reject;
    });
    this.#arm(Math.min(this.#limitAt, this.startedAt + this.#hedgeAfterMs));
    if (settings.signal !== undefined) this.#listenTo(settings.signal);
    sent.then(
      (response) => this.#onAnswer(response),
      (error) => this.#onError(error),
    );
    return settled;
  }

  /** The app's body factory failed, there is no fetch, or the call ended meanwhile: nothing was sent, and nothing will be. */
  #sendNothing<Next>(error: unknown, then: Sequel<Next>, verdict = INVALID): Promise<Next> {
    this.#verdict = verdict;
    emitAttemptStarted(this.#call, this.#number, this.#permit);
    return Promise.resolve(then(this.#call, this.#rejected(error)));
  }

  #stopBeforeSending<Next>(stop: Unready, then: Sequel<Next>): Promise<Next> {
    const { error, verdict } = interrupted(this.#call, stop);
    return this.#sendNothing(error, then, verdict);
  }

  /** Has the signal for the inner fetch, where it is to be ours. */
  #signalHolder(fetch: FetchLike): SignalHolder | undefined {
    const call = this.#call;
    const { context, settings } = call;
    const { attemptMs } = settings.limits;
    this.#limitAt = Math.min(call.deadlineAt, this.startedAt + attemptMs);
    if (this.#limitAt === NEVER && this.#hedgeAfterMs === NEVER && call.attempts === 1) return undefined;
    // Next.js answers the same request twice in one render from memory, unless it has a signal; a retry must not be answered from memory.
    if (this.#limitAt === NEVER && call.attempts === 1 && isMemoizing(fetch)) return undefined;
    const joined = settings.signal === undefined ? undefined : context.signals.join(settings.signal, this);
    this.#sentSignal = joined === undefined ? 'ours' : 'both';
    return joined === undefined ? this : { signal: joined };
  }

  #onAnswer(response: Response): void {
    try {
      if (this.#verdict === undefined) this.#settle(this.#answered(response));
      else discard(this.#call.context, response);
    } catch (error) {
      this.#reject(error);
    }
  }

  #onError(error: unknown): void {
    try {
      if (this.#verdict === undefined) this.#settle(this.#rejected(error));
    } catch (ours) {
      this.#reject(ours);
    }
  }

  /** Hands over what it came to: to the race, if there are attempts beside it. */
  #settle(outcome: Outcome | Promise<Outcome>): void {
    if (this.race === undefined) this.deliver(outcome);
    else this.race.ended(this, outcome);
  }

  /** Goes on with what it came to, or, in a race, with what the call came to. */
  deliver(outcome: Outcome | Promise<Outcome>): void {
    try {
      this.#resolve(this.#then?.(this.#call, outcome));
    } catch (error) {
      this.#reject(error);
    }
  }

  /** What the response is. Of a success that is known at once; a failure takes a closer look. */
  #answered(response: Response): Outcome | Promise<Outcome> {
    this.#stop();
    try {
      const { context, settings } = this.#call;
      if (this.#wasOffline) context.network.answered();
      const verdict = classifyAtOnce(response);
      if (verdict === undefined) return this.#inspect(response);
      this.#followBody(settings.signal, response);
      return this.#end({ kind: 'response', response, verdict });
    } catch (error) {
      return this.#rejected(error);
    }
  }

  /** At its headers, the beginning of its body, and the time of day that its dates are measured by. */
  async #inspect(response: Response): Promise<Outcome> {
    const controller = this.#controller;
    try {
      const abort = controller === undefined ? undefined : () => controller.abort();
      const outcome = await classifyResponse(this.#call, response, abort);
      if (outcome.kind === 'response') this.#followBody(this.#call.settings.signal, outcome.response);
      return this.#end(outcome);
    } catch (error) {
      return this.#rejected(error);
    }
  }

  /** The signal goes on ruling over a body that is still being read. */
  #followBody(signal: AbortSignal | undefined, response: Response): void {
    if (this.#controller === undefined || signal === undefined || this.#sentSignal === 'both' || response == null)
      return;
    this.#call.context.signals.follow(signal, response, this.#controller);
  }

  /** What it is that the inner fetch rejected with. */
  #rejected(error: unknown): Outcome {
    this.#stop();
    const verdict =
      this.#verdict ??
      classifyError(this.#call, error, {
        wasSeen: this.#watch?.wasSeen === true,
        wasOffline: this.#wasOffline,
        elapsedMs: this.#call.context.clock.now() - this.startedAt,
      });
    return this.#end({ kind: 'error', error, verdict });
  }

  #listenTo(signal: AbortSignal): void {
    this.#stopListening = this.#call.context.signals.when(signal, () => this.#interrupt(ABORTED, reasonOf(signal)));
  }

  /** The inner fetch may read its signal later than this. */
  #abort(reason?: unknown): void {
    if (this.#sentSignal === 'callers') return;
    this.#controller ??= new AbortController();
    this.#controller.abort(reason);
  }

  /** Ends it at once, even if the inner fetch does not care. */
  #interrupt(verdict: FailureVerdict, reason: unknown): void {
    if (this.#verdict !== undefined) return;
    this.#verdict = verdict;
    this.#stop();
    this.#abort(reason);
    // Not within the caller's own `abort()`: whatever listens to our events would run in the middle of it.
    // A promise, because fake timers may hold back `queueMicrotask`.
    void Promise.resolve().then(() => this.#settle(this.#rejected(reason)));
  }

  /** Silence is evidence for calls to come, and a reason to try a new connection. It ends nothing. */
  #onSilence(now: number): void {
    const call = this.#call;
    const { upstream } = call;
    if (!this.#wasSilent && this.#permit) upstream.circuit?.silent(this.#permit, call, upstream.usualMs, now);
    this.#wasSilent = true;
    if (this.#hedgeAfterMs === NEVER || call.interruption !== undefined || call.context.isClosed) return;
    const circuit = this.#permit === undefined ? undefined : upstream.circuit;
    if (call.ownAttempts >= call.settings.maxAttempts || circuit?.isHopeless(call) || upstream.budget.tokens < 1)
      return;
    // The budget last: `mayHedge` notes that one is sent, so that nothing may be in its way by then.
    if (!upstream.mayHedge(this.startedAt, now) || !upstream.budget.spend()) return;
    call.tokens++;
    circuit?.noteHedge(call);
    this.race ??= new Race(this, call.context);
    const beside = new Attempt(call, circuit?.send(false, call, now), this.#hedgeAfterMs * HEDGE_GROWTH);
    beside.race = this.race;
    this.race.add(beside);
    this.#hedgeAfterMs = NEVER;
    void beside.send((_call, outcome) => beside.race?.ended(beside, outcome));
  }

  #arm(at: number): void {
    if (at === NEVER) return;
    this.dueAt = at;
    this.#call.context.timeouts.add(this);
  }

  #stop(): void {
    this.#stopListening();
    if (this.dueAt !== NEVER) {
      this.dueAt = NEVER;
      this.#call.context.timeouts.remove(this);
    }
  }

  /** Once: in a race another attempt may be first while the answer to this one is still being read or handed over. */
  #end(outcome: Outcome): Outcome {
    if (this.#hasEnded) return outcome;
    this.#hasEnded = true;
    const call = this.#call;
    const { verdict } = outcome;
    this.#watch?.stop();
    call.attemptsInFlight--;
    const now = call.context.clock.now();
    const elapsedMs = now - this.startedAt;
    if (verdict.kind !== 'ok' || this.race !== undefined || call.isEventful) this.#record(elapsedMs, verdict);
    // Before listeners run: they may want to end the call, and it is not in `finish` yet.
    if (verdict.kind !== 'ok') call.context.pendingCalls.add(call);
    const signal = healthSignal(call, outcome, elapsedMs);
    call.upstream.ended(this.#permit, call, verdict, signal, elapsedMs, now);
    emitAttemptEnded(call, this.#number, elapsedMs, verdict);
    return outcome;
  }

  #record(elapsedMs: number, verdict: Verdict): void {
    const call = this.#call;
    call.history ??= [];
    call.history.push({
      attempt: this.#number,
      startedAt: Math.round(call.context.clock.wallNow() - elapsedMs),
      elapsedMs,
      verdict,
      ...(call.delayMs === undefined ? {} : { delayMs: call.delayMs }),
    });
  }
}

/** A third attempt beside the second waits longer: two silent ones are seldom an accident. */
const HEDGE_GROWTH = 3;

/** Where no second attempt may go yet, because that of another call is still unanswered or the budget is empty, it is asked for again. */
const LOOKS_PER_SILENCE = 4;

/** Routes that are known to be slow get twice their slowest answer. */
function hedgeAfterMsOf(call: Call): number {
  const { hedgeAfterMs } = call.settings;
  const { routes } = call.upstream;
  if (hedgeAfterMs === NEVER || !routes.areAnySlow) return hedgeAfterMs;
  return Math.max(hedgeAfterMs, 2 * routes.slowestMs(call.routeKey));
}

/** Next.js marks its own fetch like this. */
const isMemoizing = (fetch: FetchLike): boolean => (fetch as { __nextPatched?: boolean }).__nextPatched === true;

const isThenable = (value: unknown): value is PromiseLike<FetchBody> =>
  typeof (value as PromiseLike<FetchBody> | null | undefined)?.then === 'function';

/** Mocks do not always return a promise, and may throw. */
function promised(fetch: FetchLike, input: FetchInput, init: FetchInit | undefined): Promise<Response> {
  try {
    return Promise.resolve(init === undefined ? fetch(input) : fetch(input, init));
  } catch (error) {
    return Promise.reject(error);
  }
}
