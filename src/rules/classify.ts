import type { FailureVerdict, ResponseVerdict, Verdict } from '../model/verdict.ts';
import { readNetworkError } from './network-error.ts';
import { rateLimitResetMs } from './rate-limit.ts';
import { httpDateMs, retryAfterMs } from './retry-after.ts';

/** What is known of the request. Everything is optional; the more there is, the more a verdict can say. */
export interface ClassifyContext {
  /** The request's method. No rule asks for it yet. */
  readonly method?: string;
  /** The request's absolute URL. Without it, no error proves that nothing was sent. */
  readonly url?: string;
  /** `RequestInit.redirect`, by default `follow`. */
  readonly redirect?: string;
  /** The caller's own signal. Once it has aborted, that is the verdict. */
  readonly signal?: AbortSignal | null;
  /** Epoch ms, for HTTP dates of responses that do not tell their own `Date`. */
  readonly now?: number;
}

/**
 * Judges what a request came to: what happened, whose side it is on, whether it will pass, and whether the server may have acted on it.
 *
 * @param outcome - A response, or whatever `fetch` rejected with.
 */
export function classify(outcome: unknown, context: ClassifyContext = {}): Verdict {
  // Engines call other things AbortError too; only the signal knows.
  if (context.signal?.aborted) return ABORTED;
  if (!isResponse(outcome)) return freeze({ kind: 'network', ...readNetworkError(outcome, context) });
  return outcome.status < 400 ? succeeded(outcome.status) : failed(outcome, context);
}

/** As much of a `Response` as is looked at, so that those of other realms and polyfills count. */
type ResponseLike = Pick<Response, 'status'> & { readonly headers: Pick<Headers, 'get'> };

function isResponse(outcome: unknown): outcome is ResponseLike {
  try {
    const { status, headers } = Object(outcome);
    return Number.isInteger(status) && typeof headers?.get === 'function';
  } catch {
    return false;
  }
}

function succeeded(status: number): ResponseVerdict {
  if (status === 200) return OK;
  // Who answered is what an opaque response hides.
  if (status === 0) return freeze({ ...OK, status, reached: 'maybe', evidence: ['response:opaque'] });
  return freeze({ ...OK, status, evidence: [`status:${status}`] });
}

function failed({ status, headers }: ResponseLike, context: ClassifyContext): ResponseVerdict {
  const meaning = MEANINGS[status] ?? (status < 500 ? CLIENT_ERROR : SERVER_ERROR);
  const verdict = { ...meaning, status, evidence: [`status:${status}`] };
  const wait = HEEDED.has(status) ? askedWait(status, headers, context) : undefined;
  if (wait === undefined) return freeze(verdict);
  return freeze({ ...verdict, retryAfterMs: wait.ms, evidence: [...verdict.evidence, wait.evidence] });
}

/** Statuses whose `Retry-After` is heeded. */
const HEEDED: ReadonlySet<number> = new Set([429, 502, 503, 504]);

interface AskedWait {
  readonly ms: number;
  readonly evidence: string;
}

function askedWait(status: number, headers: ResponseLike['headers'], context: ClassifyContext): AskedWait | undefined {
  try {
    const now = context.now ?? Number.NaN;
    // The server's clock may differ from ours, and its dates are meant for its own.
    const serverNow = httpDateMs(headers.get('Date') ?? '', now) ?? now;
    const after = retryAfterMs(headers.get('Retry-After'), serverNow);
    if (after !== undefined) return { ms: after, evidence: 'header:retry-after' };
    const reset = status === 429 ? rateLimitResetMs(headers, serverNow) : undefined;
    return reset === undefined ? undefined : { ms: reset, evidence: 'header:ratelimit' };
  } catch {
    // Not every polyfill's headers keep their promises.
    return undefined;
  }
}

type Meaning = Pick<ResponseVerdict, 'kind' | 'transient' | 'fault' | 'reached'>;

const CLIENT_ERROR: Meaning = { kind: 'client-error', transient: false, fault: 'caller', reached: 'maybe' };
const SERVER_ERROR: Meaning = { kind: 'server-error', transient: false, fault: 'upstream', reached: 'maybe' };
const BAD_GATEWAY: Meaning = { kind: 'bad-gateway', transient: true, fault: 'gateway', reached: 'maybe' };
const GATEWAY_TIMEOUT: Meaning = { kind: 'gateway-timeout', transient: true, fault: 'gateway', reached: 'maybe' };
/** Between gateway and origin something is set up wrongly, and no retry sets it right. */
const BAD_TLS_BEHIND: Meaning = { ...BAD_GATEWAY, transient: false };

/** RFC 9110 section 15, RFC 6585 section 4, RFC 8470 section 5.2, and Cloudflare's 5xx errors. */
const MEANINGS: Readonly<Record<number, Meaning>> = {
  408: { kind: 'request-timeout', transient: true, fault: 'network', reached: 'maybe' },
  425: { kind: 'too-early', transient: true, fault: 'gateway', reached: 'maybe' },
  429: { kind: 'rate-limited', transient: true, fault: 'caller', reached: 'maybe' },
  500: { kind: 'server-error', transient: true, fault: 'upstream', reached: 'yes' },
  502: BAD_GATEWAY,
  503: { kind: 'service-unavailable', transient: true, fault: 'upstream', reached: 'maybe' },
  504: GATEWAY_TIMEOUT,
  520: BAD_GATEWAY,
  521: BAD_GATEWAY,
  522: GATEWAY_TIMEOUT,
  523: BAD_GATEWAY,
  524: GATEWAY_TIMEOUT,
  525: BAD_TLS_BEHIND,
  526: BAD_TLS_BEHIND,
  527: BAD_GATEWAY,
  530: BAD_GATEWAY,
};

const OK: ResponseVerdict = freeze({
  kind: 'ok',
  status: 200,
  transient: false,
  fault: 'unknown',
  reached: 'yes',
  evidence: ['status:200'],
});

const ABORTED: FailureVerdict = freeze({
  kind: 'aborted',
  transient: false,
  fault: 'caller',
  reached: 'maybe',
  evidence: ['signal:aborted'],
});

function freeze<Each extends Verdict>(verdict: Each): Each {
  Object.freeze(verdict.evidence);
  return Object.freeze(verdict);
}
