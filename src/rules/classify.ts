import type { ResponseVerdict, Verdict } from '../model/verdict.ts';
import { type Answer, answerOf, isResponse, type ResponseLike } from './answer.ts';
import { readBody } from './body-hints.ts';
import { readGateway } from './gateway.ts';
import { readNetworkError } from './network-error.ts';
import { ABORTED } from './own-verdicts.ts';
import { readProxyStatus } from './proxy-status.ts';
import { rateLimitResetMs } from './rate-limit.ts';
import type { Reading } from './reading.ts';
import { httpDateMs, retryAfterInMs, retryAfterMs } from './retry-after.ts';

/** What is known of the request. Everything is optional; the more there is, the more a verdict can say. */
export interface ClassifyContext {
  /** The request's absolute URL. Without it, no error proves that nothing was sent. */
  readonly url?: string;
  /** `RequestInit.redirect`, by default `follow`. */
  readonly redirect?: string;
  /** The request's `Accept`. Who asked for JSON and gets a page has met a gateway. */
  readonly accept?: string;
  /** The caller's own signal. Once it has aborted, that is the verdict. */
  readonly signal?: AbortSignal | null;
  /** Epoch ms, for HTTP dates of responses that do not tell their own `Date`. */
  readonly now?: number;
  /** The beginning of a failed response's body. Many gateways sign nothing else. */
  readonly bodyPeek?: string;
  /** `Proxy-Status` names whose word may permit sending a non-idempotent request again. */
  readonly trustedProxies?: readonly string[];
  /**
   * Does the engine send requests again by itself, as browsers, Deno and Bun do when a connection breaks?
   * Then an answer that proves one copy unsent proves nothing of the others.
   *
   * @defaultValue false
   */
  readonly engineResends?: boolean;
}

/**
 * Classifies what a request came to: what happened, whose side it is on, whether it will pass, and whether the server may have acted on it.
 *
 * @param outcome - A response, or whatever `fetch` rejected with.
 */
export function classify(outcome: unknown, context: ClassifyContext = {}): Verdict {
  // Engines call other things AbortError too; only the signal knows.
  if (context.signal?.aborted) return ABORTED;
  if (!isResponse(outcome)) return freeze({ kind: 'network', ...readNetworkError(outcome, context) });
  return outcome.status < 400 ? succeeded(outcome.status) : failed(outcome, context);
}

function succeeded(status: number): ResponseVerdict {
  if (status === 200) return OK;
  // Who answered is what an opaque response hides.
  if (status === 0) return freeze({ ...OK, status, reached: 'maybe', evidence: ['response:opaque'] });
  return freeze({ ...OK, status, evidence: [`status:${status}`] });
}

function failed(response: ResponseLike, context: ClassifyContext): ResponseVerdict {
  const { status } = response;
  const meaning = MEANINGS[status] ?? (status < 500 ? CLIENT_ERROR : SERVER_ERROR);
  const answer = answerOf(response, context);
  const proxy = readProxyStatus(answer.header('proxy-status'), status, context.trustedProxies);
  const isTrusted = proxy?.evidence.includes('proxy-status:trusted') === true;
  const gateway = readGateway(answer);
  const body = readBody(answer, context.accept);
  // From the least trusted source to the most trusted: the last one wins.
  const readings = (isTrusted ? [body, gateway, proxy] : [body, proxy, gateway]).filter((each) => each !== undefined);

  // Also where the status is not sent again by default: the app's `shouldRetry` may allow it.
  const wait = askedWait(answer, gateway, context);
  const wish = /^\s*(true|false)\s*$/i.exec(answer.header('x-should-retry') ?? '')?.[1]?.toLowerCase();
  const evidence = [`status:${status}`, ...readings.flatMap((each) => each.evidence)];
  if (wish !== undefined) evidence.push('header:x-should-retry');
  if (wait !== undefined) evidence.push(wait.evidence);
  return freeze({
    ...meaning,
    ...lastWord(readings, 'gateway'),
    // A 4xx is the caller's fault, whichever server sent it.
    ...(status < 500 ? {} : lastWord(readings, 'fault')),
    // The server's own word about this answer is more specific than any table.
    transient: wish === undefined ? meaning.transient && !readings.some((each) => each.lasting) : wish === 'true',
    reached: reachedBy(readings, answer) ?? meaning.reached,
    status,
    ...(wait === undefined ? {} : { retryAfterMs: wait.ms }),
    evidence,
  });
}

function lastWord<Key extends 'gateway' | 'fault'>(
  readings: readonly Reading[],
  key: Key,
): Partial<Pick<Reading, Key>> {
  const reading = [...readings].reverse().find((each) => each[key] !== undefined);
  return reading === undefined ? {} : ({ [key]: reading[key] } as Pick<Reading, Key>);
}

/** Here it is not the last word that counts but the most careful one: a wrong `no` makes an order twice. */
function reachedBy(readings: readonly Reading[], { isFirstHand }: Answer): Reading['reached'] {
  const words = readings.map((each) => each.reached);
  if (words.includes('yes')) return 'yes';
  return isFirstHand && words.includes('no') && !words.includes('maybe') ? 'no' : undefined;
}

/** They are more precise than `Retry-After`, so they win; the second one is Azure's. */
const MS_HEADERS = ['retry-after-ms', 'x-ms-retry-after-ms'];

interface AskedWait {
  readonly ms: number;
  readonly evidence: string;
}

function askedWait(
  { status, header }: Answer,
  gateway: Reading | undefined,
  { now = Number.NaN }: ClassifyContext,
): AskedWait | undefined {
  for (const name of MS_HEADERS) {
    const ms = retryAfterInMs(header(name));
    if (ms !== undefined) return { ms, evidence: `header:${name}` };
  }
  // The server's clock may differ from ours, and its dates are meant for its own.
  const serverNow = httpDateMs(header('Date') ?? '', now) ?? now;
  const after = retryAfterMs(header('Retry-After'), serverNow);
  if (after !== undefined) return { ms: after, evidence: 'header:retry-after' };
  if (gateway?.retryAfterMs !== undefined) return { ms: gateway.retryAfterMs, evidence: 'body:retry-after' };
  // GitHub, for one, says with 403 that a quota is exhausted. Most other 403s have nothing to do with quotas.
  const reset =
    status === 429 || status === 403 ? rateLimitResetMs({ get: header }, serverNow, status === 403) : undefined;
  return reset === undefined ? undefined : { ms: reset, evidence: 'header:ratelimit' };
}

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
