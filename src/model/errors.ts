import type { CallReport, CircuitScope } from './report.ts';
import type { Verdict } from './verdict.ts';

/** `code` of our errors: stable, and the same in every realm and copy of the library. */
const ERROR_CODES = {
  options: 'STEADY_OPTIONS',
  circuitOpen: 'STEADY_CIRCUIT_OPEN',
  cancelled: 'STEADY_CANCELLED',
  upstream: 'STEADY_UPSTREAM',
} as const;

/** An option is wrong. Says which one, what it was, and what is allowed. */
export class OptionsError extends TypeError {
  override readonly name = 'OptionsError';
  readonly code = ERROR_CODES.options;
  /** Path of the option, such as `retry.maxAttempts`. */
  readonly option: string;
  readonly value: unknown;
  /** What would have been fine, in words. */
  readonly allowed: string;

  constructor(option: string, value: unknown, allowed: string) {
    super(`steadyfetch: ${option} must be ${allowed}, got ${describe(value)}`);
    this.option = option;
    this.value = value;
    this.allowed = allowed;
  }
}

/**
 * The upstream is not answering, this call waited as long as it may, the same request failed meanwhile, and nothing was sent.
 *
 * A `TypeError`, because that is what `fetch` promises when there is no response.
 */
export class CircuitOpenError extends TypeError {
  override readonly name = 'CircuitOpenError';
  readonly code = ERROR_CODES.circuitOpen;
  readonly upstream: string;
  /** Epoch ms of the next probe; absent while the circuit is isolated by hand. */
  readonly retryAt: number | undefined;
  /** What is not answering: this one route, or the whole upstream. */
  readonly scope: CircuitScope;
  readonly verdict: Verdict;

  constructor(upstream: string, retryAt: number | undefined, scope: CircuitScope, verdict: Verdict) {
    const what = scope === 'route' ? 'this request keeps failing there' : 'it is not answering';
    super(`steadyfetch: nothing was sent to ${upstream}, because ${what}`);
    this.upstream = upstream;
    this.retryAt = retryAt;
    this.scope = scope;
    this.verdict = verdict;
  }
}

/** The app stopped a waiting call, with `cancel()` or `close()`. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  readonly code = ERROR_CODES.cancelled;
  readonly upstream: string;
  /** What was given to `cancel()`. */
  readonly reason: unknown;

  constructor(upstream: string, reason: unknown) {
    super(`steadyfetch: the call to ${upstream} was cancelled while it was waiting`);
    this.upstream = upstream;
    this.reason = reason;
  }
}

/** A final 5xx, where `throwOnFailure` asks for it. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly code = ERROR_CODES.upstream;
  /** The last response, its body unread. */
  readonly response: Response;
  readonly verdict: Verdict;
  readonly report: CallReport;

  constructor(response: Response, verdict: Verdict, report: CallReport) {
    super(`steadyfetch: ${report.upstream} answered ${response.status} (${verdict.kind})`);
    this.response = response;
    this.verdict = verdict;
    this.report = report;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Works across realms and copies of the library, where `instanceof` does not. */
export const isOptionsError = (error: unknown): error is OptionsError => hasCode(error, ERROR_CODES.options);
/** Works across realms and copies of the library, where `instanceof` does not. */
export const isCircuitOpenError = (error: unknown): error is CircuitOpenError =>
  hasCode(error, ERROR_CODES.circuitOpen);
/** Works across realms and copies of the library, where `instanceof` does not. */
export const isCancelledError = (error: unknown): error is CancelledError => hasCode(error, ERROR_CODES.cancelled);
/** Works across realms and copies of the library, where `instanceof` does not. */
export const isUpstreamError = (error: unknown): error is UpstreamError => hasCode(error, ERROR_CODES.upstream);

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return String(value);
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return 'an object';
  }
}
