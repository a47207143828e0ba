import type { FailureVerdict } from '../model/verdict.ts';

/** What is known from our own actions alone, without a look at an answer or an error. */
const own = (
  kind: FailureVerdict['kind'],
  fault: FailureVerdict['fault'],
  transient: boolean,
  reached: FailureVerdict['reached'],
  evidence: string,
): FailureVerdict => Object.freeze({ kind, fault, transient, reached, evidence: Object.freeze([evidence]) });

/** The caller's own signal ended it. */
export const ABORTED = own('aborted', 'caller', false, 'maybe', 'signal:aborted');
/** `cancel()` or `close()` ended its wait. */
export const CANCELLED = own('cancelled', 'caller', false, 'maybe', 'call:cancelled');
/** The time of one attempt is up. */
export const ATTEMPT_TIMEOUT = own('attempt-timeout', 'unknown', true, 'maybe', 'timeout:attempt');
/** A second attempt of the same call ran beside it and answered first. */
export const SUPERSEDED = own('superseded', 'unknown', false, 'maybe', 'attempt:superseded');
/** The time for the whole call is up. */
export const DEADLINE = own('deadline', 'unknown', false, 'maybe', 'timeout:deadline');
/** The time for the whole call is up, and the app had not made the body yet: nothing was sent. */
export const UNREADY = own('deadline', 'caller', false, 'no', 'timeout:deadline');
/** The circuit let nothing through. */
export const REFUSED = own('refused', 'upstream', true, 'no', 'circuit:open');
/** The request itself cannot be sent, whatever the network does. */
export const INVALID = own('invalid-request', 'caller', false, 'no', 'request:invalid');
