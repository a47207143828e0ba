import type { Outcome } from '../model/outcome.ts';
import type { ResponseVerdict, Verdict } from '../model/verdict.ts';
import { classify } from '../rules/classify.ts';
import { ABORTED } from '../rules/own-verdicts.ts';
import { reasonOf } from './abort.ts';
import { isRequest } from './arguments.ts';
import type { Call } from './call.ts';
import type { Permit } from './circuit.ts';
import type { Core } from './core.ts';
import { judgeError, judgeResponse } from './judge.ts';
import { Sending } from './sending.ts';
import { factsOf } from './tell.ts';

/** Sends one request and tells it as an outcome. Enters the result in the upstream's books. */
export async function attempt(core: Core, call: Call, permit: Permit | undefined): Promise<Outcome> {
  const startedAt = permit?.sentAt ?? core.clock.now();
  call.attempts++;
  call.upstream.started(startedAt);
  if (core.events.heard) tellStarted(core, call, permit);

  const sending = new Sending(core, call, startedAt);
  // What may be sent twice needs no proof, and what may be sent once only cannot use one.
  const needsProof = !call.replayable && call.bodyReplayable && call.maxAttempts > 1;
  const witness = needsProof ? core.watchSending(call.method, call.url) : undefined;
  let outcome: Outcome;
  try {
    const response = await sending.start();
    sending.ended(response);
    // Only a failure is looked at: its headers, the beginning of its body, and the time of day that its dates are measured by.
    const verdict = judgeAtOnce(response) ?? (await judgeResponse(core, call, response));
    outcome = { kind: 'response', response, verdict };
  } catch (error) {
    sending.ended();
    outcome = { kind: 'error', error, verdict: sending.verdict ?? judgeError(call, error, witness?.wasSeen === true) };
  }
  witness?.stop();

  const { verdict } = outcome;
  const endedAt = core.clock.now();
  if (verdict.kind !== 'ok' || call.eventful) record(core, call, endedAt - startedAt, verdict);
  if (core.events.heard) tellEnded(core, call, endedAt - startedAt, verdict);
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

/** A success is no secret; and mocks give all sorts of things, `undefined` among them, which are passed on as they are. */
function judgeAtOnce(response: Response): Verdict | undefined {
  if (typeof response?.headers?.get !== 'function') return NO_RESPONSE;
  return response.ok ? classify(response) : undefined;
}

function tellStarted(core: Core, call: Call, permit: Permit | undefined): void {
  const { attempts: attempt, maxAttempts } = call;
  const probe = permit?.probe === true;
  core.events.emit({ type: 'attempt.started', ...factsOf(core, call), attempt, maxAttempts, probe });
}

function tellEnded(core: Core, call: Call, elapsedMs: number, verdict: Verdict): void {
  const { attempts: attempt, maxAttempts } = call;
  core.events.emit({ type: 'attempt.ended', ...factsOf(core, call), attempt, maxAttempts, elapsedMs, verdict });
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

const NO_RESPONSE: ResponseVerdict = Object.freeze({
  kind: 'ok',
  status: 0,
  fault: 'unknown',
  transient: false,
  reached: 'yes',
  evidence: Object.freeze(['response:none']),
});
