import type { AnswerReading, AskedWait, ClassifyContext, Evidence, ResponseLike } from '../model/evidence.ts';
import type { ResponseVerdict, Verdict } from '../model/verdict.ts';
import { networkFailure } from './network-failure.ts';
import { ABORTED } from './own-verdicts.ts';
import { isResponse } from './response.ts';
import { askedWait } from './retry-after.ts';

/**
 * Classifies what a request came to: by its status and its `Retry-After` alone, or by all that the evidence tells.
 *
 * @param outcome - A response, or whatever `fetch` rejected with.
 */
export function classifyWith(evidence: Evidence | undefined, outcome: unknown, context: ClassifyContext): Verdict {
  // Engines call other things AbortError too; only the signal knows.
  if (context.signal?.aborted) return ABORTED;
  if (isResponse(outcome)) {
    return outcome.status < 400 ? succeeded(outcome.status) : failed(evidence, outcome, context);
  }
  return freeze({ kind: 'network', ...(evidence?.readError(outcome, context) ?? networkFailure(outcome)) });
}

export function succeeded(status: number): ResponseVerdict {
  if (status === 200) return OK;
  // Who answered is what an opaque response hides.
  if (status === 0) return freeze({ ...OK, status, reached: 'maybe', evidence: ['response:opaque'] });
  return freeze({ ...OK, status, evidence: [`status:${status}`] });
}

function failed(evidence: Evidence | undefined, response: ResponseLike, context: ClassifyContext): ResponseVerdict {
  const { status } = response;
  const meaning = MEANINGS[status] ?? (status < 500 ? CLIENT_ERROR : SERVER_ERROR);
  const reading: AnswerReading = evidence?.readAnswer(response, context) ?? byStatus(askedWait(response, context));
  const { wait, transient = meaning.transient, reached = meaning.reached, fault, gateway } = reading;
  return freeze({
    kind: meaning.kind,
    // A 4xx is always the caller's fault.
    fault: status < 500 ? meaning.fault : (fault ?? meaning.fault),
    transient,
    reached,
    status,
    ...(gateway === undefined ? {} : { gateway }),
    ...(wait === undefined ? {} : { retryAfterMs: wait.ms }),
    evidence: [`status:${status}`, ...reading.evidence, ...(wait === undefined ? [] : [wait.evidence])],
  });
}

const byStatus = (wait: AskedWait | undefined): AnswerReading => ({ wait, evidence: [] });

type Meaning = Pick<ResponseVerdict, 'kind' | 'transient' | 'fault' | 'reached'>;

const CLIENT_ERROR: Meaning = { kind: 'client-error', transient: false, fault: 'caller', reached: 'maybe' };
const SERVER_ERROR: Meaning = { kind: 'server-error', transient: false, fault: 'upstream', reached: 'maybe' };
const BAD_GATEWAY: Meaning = { kind: 'bad-gateway', transient: true, fault: 'gateway', reached: 'maybe' };
const GATEWAY_TIMEOUT: Meaning = { kind: 'gateway-timeout', transient: true, fault: 'gateway', reached: 'maybe' };
/** Between gateway and origin something is set up wrongly, and no retry sets it right. */
const BAD_TLS_BEHIND: Meaning = { ...BAD_GATEWAY, transient: false };

/**
 * RFC 9110 section 15, RFC 6585 section 4, RFC 8470 section 5.2, and Cloudflare's 5xx errors.
 *
 * Apps send 502 and gateways send 500: the statuses that both use show no fault.
 */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  408: { kind: 'request-timeout', transient: true, fault: 'network', reached: 'maybe' },
  425: { kind: 'too-early', transient: true, fault: 'gateway', reached: 'maybe' },
  429: { kind: 'rate-limited', transient: true, fault: 'caller', reached: 'maybe' },
  500: { kind: 'server-error', transient: true, fault: 'unknown', reached: 'maybe' },
  502: { ...BAD_GATEWAY, fault: 'unknown' },
  503: { kind: 'service-unavailable', transient: true, fault: 'unknown', reached: 'maybe' },
  504: { ...GATEWAY_TIMEOUT, fault: 'unknown' },
  520: BAD_GATEWAY,
  521: BAD_GATEWAY,
  522: GATEWAY_TIMEOUT,
  523: BAD_GATEWAY,
  524: GATEWAY_TIMEOUT,
  525: BAD_TLS_BEHIND,
  526: BAD_TLS_BEHIND,
  527: BAD_GATEWAY,
  // Not registered, but several large APIs use it for "overloaded".
  529: { kind: 'service-unavailable', transient: true, fault: 'upstream', reached: 'maybe' },
  530: BAD_GATEWAY,
};

export const OK: ResponseVerdict = freeze({
  kind: 'ok',
  status: 200,
  transient: false,
  fault: 'unknown',
  reached: 'yes',
  evidence: ['status:200'],
});

function freeze<Each extends Verdict>(verdict: Each): Each {
  Object.freeze(verdict.evidence);
  return Object.freeze(verdict);
}
