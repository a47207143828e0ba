import type { FetchInit, FetchInput, FetchLike } from '../model/ports.ts';
import type { FailureVerdict } from '../model/verdict.ts';
import { ABORTED, ATTEMPT_TIMEOUT, DEADLINE, INVALID } from '../rules/own-verdicts.ts';
import { domException, reasonOf } from './abort.ts';
import { discard } from './body.ts';
import type { Call } from './call.ts';
import type { Core } from './core.ts';
import { requestOf } from './request.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const NOTHING = () => {};

/** One request on its way. */
export class Sending {
  /** Why it ended, where that was our doing. */
  verdict: FailureVerdict | undefined;
  readonly #core: Core;
  readonly #call: Call;
  readonly #now: number;
  #controller: AbortController | undefined;
  #stopListening = NOTHING;
  #stopTimer = NOTHING;

  constructor(core: Core, call: Call, now: number) {
    this.#core = core;
    this.#call = call;
    this.#now = now;
  }

  /** Hands it to the inner fetch, with no more around it than its limit and the caller's signal ask for. */
  start(): Promise<Response> {
    const call = this.#call;
    const limitMs = call.limitMs(this.#now);
    if (limitMs !== FOREVER) this.#controller = new AbortController();
    let request: [FetchInput, FetchInit?];
    let fetch: FetchLike;
    try {
      request = requestOf(call, this.#controller);
      fetch = this.#core.transport();
    } catch (error) {
      // The app's body factory failed, say, or there is no fetch: nothing was sent, and nothing will be.
      this.verdict = INVALID;
      throw error;
    }
    const [input, init] = request;
    if (this.#controller === undefined && call.signal === undefined) return fetch(input, init);
    return new Promise((resolve, reject) => {
      this.#limit(limitMs, reject);
      // Wrapped, because mocks do not always return a promise.
      Promise.resolve(fetch(input, init)).then((response) => {
        if (this.verdict !== undefined) discard(this.#core, response);
        resolve(response);
      }, reject);
    });
  }

  /** It has ended, one way or the other; the signal goes on ruling over a body that is still being read. */
  ended(response?: Response): void {
    this.#stopListening();
    this.#stopTimer();
    const { signal } = this.#call;
    if (response == null || this.#controller === undefined || signal === undefined) return;
    this.#core.aborts.follow(signal, response, this.#controller);
  }

  /** Settles at once when the limit is reached or the caller aborts, even if the inner fetch does not care. */
  #limit(ms: number, reject: (reason: unknown) => void): void {
    const { signal } = this.#call;
    const interrupt = (verdict: FailureVerdict, reason: unknown) => {
      this.verdict = verdict;
      this.ended();
      this.#controller?.abort(reason);
      reject(reason);
    };
    // Aborted before it was sent: the engine shall see that, and mark the body used as it always does.
    if (signal?.aborted) this.#controller?.abort(reasonOf(signal));
    else if (signal !== undefined) {
      this.#stopListening = this.#core.aborts.when(signal, () => interrupt(ABORTED, reasonOf(signal)));
    }
    if (ms === FOREVER) return;
    const expire = () => {
      const isDeadline = this.#call.limitedByDeadline(this.#now);
      interrupt(isDeadline ? DEADLINE : ATTEMPT_TIMEOUT, timeoutError(this.#call, isDeadline));
    };
    this.#stopTimer = this.#core.timeouts.start(ms, expire, this.#now);
  }
}

/** Like `AbortSignal.timeout` would say it. */
export const timeoutError = (call: Call, isDeadline: boolean): Error =>
  domException(
    isDeadline
      ? `steadyfetch: no response from ${call.upstream.key} before the deadline of the call`
      : `steadyfetch: no response from ${call.upstream.key} within the ${call.attemptMs} ms of one attempt`,
    'TimeoutError',
  );
