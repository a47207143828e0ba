/** Whose side a failure is on, as far as the evidence tells. */
export type Fault = 'caller' | 'network' | 'gateway' | 'upstream' | 'unknown';

/**
 * May the origin have seen the request?
 *
 * `no` is only ever said on positive evidence, because it permits sending a non-idempotent request again.
 */
export type Reached = 'no' | 'maybe' | 'yes';

interface Judgement {
  readonly fault: Fault;
  /** Is the same request likely to succeed if it is sent again later? */
  readonly transient: boolean;
  readonly reached: Reached;
  /** How long the server asked us to wait, in ms from when the answer arrived. */
  readonly retryAfterMs?: number;
  /** Who answered, where the answer shows it: `nginx`, `cloudflare`, ... */
  readonly gateway?: string;
  /** Short, stable machine codes that say why: `status:503`, `header:retry-after`, `code:ECONNREFUSED`. */
  readonly evidence: readonly string[];
}

/** What a response means. The kinds follow RFC 9110 section 15 and RFC 6585 section 4. */
export interface ResponseVerdict extends Judgement {
  readonly kind:
    | 'ok'
    | 'bad-gateway'
    | 'service-unavailable'
    | 'gateway-timeout'
    | 'rate-limited'
    | 'request-timeout'
    | 'too-early'
    | 'server-error'
    | 'client-error';
  readonly status: number;
}

/** What it means that there was no response. */
export interface FailureVerdict extends Judgement {
  readonly kind:
    | 'network'
    | 'attempt-timeout'
    /** Another attempt of the same call, sent beside it, answered first. */
    | 'superseded'
    | 'deadline'
    | 'refused'
    | 'aborted'
    | 'cancelled'
    | 'invalid-request';
}

/** What one attempt came to: what happened, whose side it is on, whether it will pass. */
export type Verdict = ResponseVerdict | FailureVerdict;

export type VerdictKind = Verdict['kind'];
