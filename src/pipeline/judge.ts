import type { ResponseVerdict, Verdict } from '../model/verdict.ts';
import { classify, OK } from '../rules/classify.ts';
import { ABORTED, INVALID } from '../rules/own-verdicts.ts';
import { supportIds } from '../rules/support-ids.ts';
import { isRequest } from './arguments.ts';
import { peek } from './body.ts';
import type { Call } from './call.ts';
import type { Core } from './core.ts';
import { isInvalid } from './request.ts';

/** A success is no secret; and mocks give all sorts of things, `undefined` among them, which are passed on as they are. */
export function judgeAtOnce(response: Response): Verdict | undefined {
  if (response?.status === 200) return OK;
  if (typeof response?.headers?.get !== 'function') return NO_RESPONSE;
  return response.ok ? classify(response) : undefined;
}

/** Judges an answer that is no success, by all that can be seen of it without taking anything from the caller. */
export async function judgeResponse(core: Core, call: Call, response: Response): Promise<Verdict> {
  const { status } = response;
  if (status < 400) return classify(response);
  // Below that, what a body says changes nothing, and a 404 is an everyday answer.
  const bodyPeek = status >= 500 || status === 429 ? await peek(core, response, call.signal) : '';
  keepIds(call, supportIds(response.headers, bodyPeek));
  return classify(response, {
    ...factsOf(call),
    accept: acceptOf(call),
    bodyPeek,
    trustedProxies: call.upstream.options.trustedProxies,
    engineResends: core.engineResends,
    now: core.clock.wallNow(),
  });
}

/** Judges what the inner fetch rejected with. Whatever the error proves, a request that was seen to go out has been sent. */
export function judgeError(call: Call, error: unknown, wasSent: boolean): Verdict {
  // By the signal, never by the error: engines call other things AbortError too.
  if (call.signal?.aborted) return ABORTED;
  if (isInvalid(call)) return INVALID;
  const verdict = classify(error, factsOf(call));
  if (!wasSent || verdict.reached !== 'no') return verdict;
  return Object.freeze({
    ...verdict,
    reached: 'maybe',
    evidence: Object.freeze([...verdict.evidence, 'request:sent']),
  });
}

function factsOf({ method, url, init, input }: Call) {
  const redirect = init?.redirect ?? (isRequest(input) ? input.redirect : undefined);
  return { method, url, ...(redirect === undefined ? {} : { redirect }) };
}

function acceptOf({ init, input }: Call): string {
  try {
    return new Headers(init?.headers ?? (isRequest(input) ? input.headers : undefined)).get('accept') ?? '';
  } catch {
    // Headers of another realm, or of a polyfill.
    return '';
  }
}

function keepIds(call: Call, ids: readonly string[]): void {
  const fresh = ids.filter((id) => !call.supportIds.includes(id));
  // A new list each time: events keep the one they were told with.
  if (fresh.length > 0) call.supportIds = Object.freeze([...call.supportIds, ...fresh]);
}

const NO_RESPONSE: ResponseVerdict = Object.freeze({
  kind: 'ok',
  status: 0,
  fault: 'unknown',
  transient: false,
  reached: 'yes',
  evidence: Object.freeze(['response:none']),
});
