import type { Outcome } from '../model/outcome.ts';
import type { FetchInit, FetchInput, FetchLike } from '../model/ports.ts';
import type { FailureVerdict, Verdict } from '../model/verdict.ts';
import { ABORTED, ATTEMPT_TIMEOUT, DEADLINE, INVALID } from '../rules/own-verdicts.ts';
import { NOTHING, reasonOf } from './abort.ts';
import { isRequest } from './arguments.ts';
import { discard } from './body.ts';
import type { Call } from './call.ts';
import type { Permit } from './circuit.ts';
import type { Core, Sending } from './core.ts';
import { judgeAtOnce, judgeError, judgeResponse } from './judge.ts';
import { FOREVER } from './limits.ts';
import { initOf, inputOf } from './request.ts';
import { tellEnded, tellStarted } from './tell.ts';
import { type Limited, timeoutError } from './timeouts.ts';

type Sequel<Next> = (core: Core, call: Call, outcome: Outcome | Promise<Outcome>) => Next | Promise<Next>;

/** One request on its way. Sends it, ends it when its time is up, and enters what it came to in the upstream's books. */
export class Attempt implements Limited {
  before: Limited | undefined = undefined;
  after: Limited | undefined = undefined;
  expiresAt = FOREVER;
  readonly #core: Core;
  readonly #call: Call;
  readonly #permit: Permit | undefined;
  readonly #startedAt: number;
  #controller: AbortController | undefined = undefined;
  #interrupted: (reason: unknown) => void = NOTHING;
  #stopListening: () => void = NOTHING;
  #witness: Sending | undefined = undefined;
  /** Why it ended, where that was our doing. */
  #verdict: FailureVerdict | undefined = undefined;

  constructor(core: Core, call: Call, permit: Permit | undefined) {
    this.#core = core;
    this.#call = call;
    this.#permit = permit;
    this.#startedAt = permit === undefined ? core.clock.now() : permit.sentAt;
  }

  /**
   * Hands the request to the inner fetch, with no more around it than its limit and the caller's signal ask for.
   *
   * @param then - Goes on with what it came to: called here, because a promise in between would cost every good call.
   */
  send<Next>(then: Sequel<Next>): Promise<Next> {
    const core = this.#core;
    const call = this.#call;
    call.attempts++;
    call.upstream.started(this.#startedAt);
    if (core.events.heard) tellStarted(core, call, this.#permit);
    const limitMs = call.limitMs(this.#startedAt);
    if (limitMs !== FOREVER) this.#controller = new AbortController();
    let input: FetchInput;
    let init: FetchInit | undefined;
    let fetch: FetchLike;
    try {
      input = inputOf(call);
      init = initOf(call, input, this.#controller);
      fetch = core.transport();
    } catch (error) {
      // The app's body factory failed, say, or there is no fetch: nothing was sent, and nothing will be.
      this.#verdict = INVALID;
      return Promise.resolve(then(core, call, this.#failed(error)));
    }
    // What may be sent twice needs no proof, and what may be sent once only cannot use one.
    if (!call.terms.replayable && call.terms.bodyReplayable && call.terms.maxAttempts > 1) {
      this.#witness = core.watchSending(call.terms.method, call.url);
    }
    if (this.#controller === undefined && call.terms.signal === undefined) {
      return promised(fetch, input, init).then(
        (response) => then(core, call, this.#answered(response)),
        (error) => then(core, call, this.#failed(error)),
      );
    }
    return new Promise((resolve) => {
      this.#interrupted = (reason) => resolve(then(core, call, this.#failed(reason)));
      this.#limit(limitMs);
      promised(fetch, input, init).then(
        (response) => {
          if (this.#verdict === undefined) resolve(then(core, call, this.#answered(response)));
          else discard(core, response);
        },
        (error) => {
          if (this.#verdict === undefined) resolve(then(core, call, this.#failed(error)));
        },
      );
    });
  }

  /** What the response is. Of a success that is known at once; a failure takes a closer look. */
  #answered(response: Response): Outcome | Promise<Outcome> {
    this.#stop();
    const { signal } = this.#call.terms;
    // The signal goes on ruling over a body that is still being read.
    if (this.#controller !== undefined && signal !== undefined && response != null) {
      this.#core.aborts.follow(signal, response, this.#controller);
    }
    try {
      const verdict = judgeAtOnce(response);
      return verdict === undefined ? this.#lookInto(response) : this.#end({ kind: 'response', response, verdict });
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** At its headers, the beginning of its body, and the time of day that its dates are measured by. */
  async #lookInto(response: Response): Promise<Outcome> {
    const verdict = await judgeResponse(this.#core, this.#call, response);
    return this.#end({ kind: 'response', response, verdict });
  }

  /** What it is that the inner fetch rejected with. */
  #failed(error: unknown): Outcome {
    this.#stop();
    const verdict = this.#verdict ?? judgeError(this.#call, error, this.#witness?.wasSeen === true);
    return this.#end({ kind: 'error', error, verdict });
  }

  /** Its time is up. */
  expire(): void {
    const call = this.#call;
    const isDeadline = call.limitedByDeadline(this.#startedAt);
    this.#interrupt(isDeadline ? DEADLINE : ATTEMPT_TIMEOUT, timeoutError(call, isDeadline));
  }

  /** Arms what may end it early. */
  #limit(ms: number): void {
    const core = this.#core;
    const { signal } = this.#call.terms;
    // Aborted before it was sent: the engine shall see that, and mark the body used as it always does.
    if (signal?.aborted) this.#controller?.abort(reasonOf(signal));
    else if (signal !== undefined) {
      this.#stopListening = core.aborts.when(signal, () => this.#interrupt(ABORTED, reasonOf(signal)));
    }
    if (ms === FOREVER) return;
    this.expiresAt = this.#startedAt + ms;
    core.timeouts.add(this);
  }

  /** Ends it at once, even if the inner fetch does not care. */
  #interrupt(verdict: FailureVerdict, reason: unknown): void {
    this.#verdict = verdict;
    this.#stop();
    this.#controller?.abort(reason);
    // Not within the caller's own `abort()`: whatever listens to our events would run in the middle of it.
    queueMicrotask(() => this.#interrupted(reason));
  }

  #stop(): void {
    this.#stopListening();
    if (this.expiresAt !== FOREVER) this.#core.timeouts.remove(this);
  }

  #end(outcome: Outcome): Outcome {
    const core = this.#core;
    const call = this.#call;
    const { verdict } = outcome;
    this.#witness?.stop();
    const endedAt = core.clock.now();
    const elapsedMs = endedAt - this.#startedAt;
    if (verdict.kind !== 'ok' || call.eventful) record(core, call, elapsedMs, verdict);
    if (core.events.heard) tellEnded(core, call, elapsedMs, verdict);
    call.upstream.ended(this.#permit, verdict, this.#startedAt, endedAt);
    return outcome;
  }
}

/**
 * A call whose signal aborted before anything was sent. With a body that can be read only once it goes to the inner fetch
 * all the same, which marks or cancels the body, and sends nothing.
 */
export function abortedBeforeSending(call: Call): Outcome | undefined {
  const {
    input,
    terms: { signal, bodyReplayable },
  } = call;
  if (signal === undefined || !signal.aborted) return undefined;
  if (!bodyReplayable || (isRequest(input) && input.body !== null)) return undefined;
  return { kind: 'error', error: reasonOf(signal), verdict: ABORTED };
}

/** Mocks do not always return a promise, and may throw. */
function promised(fetch: FetchLike, input: FetchInput, init: FetchInit | undefined): Promise<Response> {
  try {
    return Promise.resolve(init === undefined ? fetch(input) : fetch(input, init));
  } catch (error) {
    return Promise.reject(error);
  }
}

function record({ clock }: Core, call: Call, elapsedMs: number, verdict: Verdict): void {
  const { delayMs, attempts: attempt } = call;
  call.history ??= [];
  call.history.push({
    attempt,
    startedAt: Math.round(clock.wallNow() - elapsedMs),
    elapsedMs,
    verdict,
    ...(delayMs === undefined ? {} : { delayMs }),
  });
}
