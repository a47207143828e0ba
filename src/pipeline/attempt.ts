import type { Outcome } from '../model/outcome.ts';
import type { FetchInit, FetchInput, FetchLike } from '../model/ports.ts';
import type { FailureVerdict, ResponseVerdict, Verdict } from '../model/verdict.ts';
import { classify } from '../rules/classify.ts';
import { ABORTED, ATTEMPT_TIMEOUT, DEADLINE, INVALID } from '../rules/own-verdicts.ts';
import { domException, reasonOf } from './abort.ts';
import { isRequest } from './arguments.ts';
import { discard } from './body.ts';
import type { Call } from './call.ts';
import type { Permit } from './circuit.ts';
import type { Core } from './core.ts';
import { judgeError, judgeResponse } from './judge.ts';
import { requestOf } from './request.ts';
import { factsOf } from './tell.ts';

/** Sends one request and tells it as an outcome. Enters the result in the upstream's books. */
export async function attempt(core: Core, call: Call, permit: Permit | undefined): Promise<Outcome> {
  const { clock, events } = core;
  const startedAt = permit?.sentAt ?? clock.now();
  const number = ++call.attempts;
  call.upstream.started(startedAt);
  if (events.heard) {
    const { maxAttempts } = call;
    const probe = permit?.probe === true;
    events.emit({ type: 'attempt.started', ...factsOf(core, call), attempt: number, maxAttempts, probe });
  }

  const outcome = await send(core, call, startedAt);
  const { verdict } = outcome;
  const endedAt = clock.now();
  const elapsedMs = endedAt - startedAt;
  if (verdict.kind !== 'ok' || call.eventful) record(core, call, number, elapsedMs, verdict);
  if (events.heard) {
    const { maxAttempts } = call;
    events.emit({ type: 'attempt.ended', ...factsOf(core, call), attempt: number, maxAttempts, elapsedMs, verdict });
  }
  call.upstream.ended(permit, verdict, startedAt, endedAt);
  return outcome;
}

/**
 * A call whose signal aborted before anything was sent. With a body that can be read only once it goes to the inner fetch
 * all the same, which marks or cancels the body, and sends nothing.
 */
export function abortedBeforeSending(call: Call): Outcome | undefined {
  const { signal, input } = call;
  if (signal === undefined || !signal.aborted) return undefined;
  if (!call.bodyReplayable || (isRequest(input) && input.body !== null)) return undefined;
  return { kind: 'error', error: reasonOf(signal), verdict: ABORTED };
}

async function send(core: Core, call: Call, now: number): Promise<Outcome> {
  const { signal } = call;
  const limit = call.limit(now);
  const controller = limit.ms === Number.POSITIVE_INFINITY ? undefined : new AbortController();
  const interruption: Interruption = { verdict: undefined };
  let request: [FetchInput, FetchInit?];
  let fetch: FetchLike;
  try {
    request = requestOf(call, controller);
    fetch = core.transport();
  } catch (error) {
    // The app's body factory failed, say, or there is no fetch: nothing was sent, and nothing will be.
    return { kind: 'error', error, verdict: INVALID };
  }
  // What may be sent twice needs no proof, and what may be sent once only cannot use one.
  const needsProof = !call.replayable && call.bodyReplayable && call.maxAttempts > 1;
  const sending = needsProof ? core.watchSending(call.method, call.url) : undefined;
  try {
    const [input, init] = request;
    const response =
      controller === undefined && signal === undefined
        ? await fetch(input, init)
        : await interruptible(core, call, controller, limit, interruption, () => fetch(input, init));
    if (typeof response?.headers?.get !== 'function') return { kind: 'response', response, verdict: NO_RESPONSE };
    if (controller !== undefined && signal !== undefined) core.aborts.follow(signal, response, controller);
    // Only a failure is looked at: its headers, the beginning of its body, and the time of day that its dates are measured by.
    const verdict = response.ok ? classify(response) : await judgeResponse(core, call, response);
    return { kind: 'response', response, verdict };
  } catch (error) {
    return {
      kind: 'error',
      error,
      verdict: interruption.verdict ?? judgeError(call, error, sending?.wasSeen === true),
    };
  } finally {
    sending?.stop();
  }
}

interface Interruption {
  verdict: FailureVerdict | undefined;
}

/** Settles at once when the limit is reached or the caller aborts, even if the inner fetch does not care. */
function interruptible(
  core: Core,
  call: Call,
  controller: AbortController | undefined,
  limit: { readonly ms: number; readonly isDeadline: boolean },
  interruption: Interruption,
  request: () => Promise<Response>,
): Promise<Response> {
  const { signal } = call;
  return new Promise((resolve, reject) => {
    const interrupt = (verdict: FailureVerdict, reason: unknown) => {
      interruption.verdict = verdict;
      settle();
      controller?.abort(reason);
      reject(reason);
    };
    // Aborted before it was sent: the engine shall see that, and mark the body used as it always does.
    if (signal?.aborted) controller?.abort(reasonOf(signal));
    const stopListening = signal?.aborted
      ? undefined
      : core.aborts.when(signal, () => interrupt(ABORTED, reasonOf(signal as AbortSignal)));
    const stopTimer =
      controller &&
      core.timeouts.start(limit.ms, () =>
        interrupt(limit.isDeadline ? DEADLINE : ATTEMPT_TIMEOUT, timeoutError(call, limit.isDeadline)),
      );
    const settle = () => {
      stopListening?.();
      stopTimer?.();
    };
    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    try {
      // Wrapped, because mocks do not always return a promise.
      Promise.resolve(request()).then((response) => {
        settle();
        if (interruption.verdict !== undefined) discard(core, response);
        resolve(response);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });
}

function record({ clock }: Core, call: Call, attempt: number, elapsedMs: number, verdict: Verdict): void {
  const { delayMs } = call;
  call.history ??= [];
  call.history.push({
    attempt,
    startedAt: Math.round(clock.wallNow() - elapsedMs),
    elapsedMs,
    verdict,
    ...(delayMs === undefined ? {} : { delayMs }),
  });
}

/** Like `AbortSignal.timeout` would say it. */
export const timeoutError = (call: Call, isDeadline: boolean): Error =>
  domException(
    isDeadline
      ? `steadyfetch: no response from ${call.upstream.key} before the deadline of the call`
      : `steadyfetch: no response from ${call.upstream.key} within the ${call.attemptMs} ms of one attempt`,
    'TimeoutError',
  );

/** Mocks give all sorts of things, `undefined` among them. They are passed on as they are. */
const NO_RESPONSE: ResponseVerdict = Object.freeze({
  kind: 'ok',
  status: 0,
  fault: 'unknown',
  transient: false,
  reached: 'yes',
  evidence: Object.freeze(['response:none']),
});
