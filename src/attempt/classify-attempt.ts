import type { Call } from '../call/call.ts';
import type { Outcome } from '../model/outcome.ts';
import type { FailureVerdict, ResponseVerdict, Verdict } from '../model/verdict.ts';
import { isNodeStream } from '../platform/body-streams.ts';
import { Network } from '../platform/network.ts';
import { isRequest } from '../request/fetch-args.ts';
import { parseUrl } from '../request/origin.ts';
import { classifyWith, OK, succeeded } from '../rules/classify.ts';
import { type HealthSignal, healthSignalOf } from '../rules/health-signal.ts';
import { ABORTED, INVALID, UNREADY } from '../rules/own-verdicts.ts';
import { isInvalid } from './attempt-args.ts';
import { NodeBody, SharedBody } from './body.ts';

/** A 200 needs no inspection. Mocks return all sorts of things, `undefined` among them, which are passed on as they are. */
export function classifyAtOnce(response: Response): Verdict | undefined {
  if (response?.status === 200) return OK;
  if (typeof response?.headers?.get !== 'function') return NO_RESPONSE;
  return response.ok || response.status < 400 ? succeeded(response.status) : undefined;
}

/** Classifies a failed answer by all that can be seen of it without taking anything from the caller. */
export async function classifyResponse(call: Call, response: Response, abort?: () => void): Promise<Outcome> {
  const { context, settings } = call;
  const { status } = response;
  const evidence = context.evidence.get();
  // For other statuses the body changes nothing, and a 404 is an everyday answer.
  const shared = status >= 500 || status === 429 ? SharedBody.of(context, response, abort) : undefined;
  const bodyPeek = evidence === undefined ? '' : ((await shared?.peek(settings.signal)) ?? '');
  if (evidence !== undefined) keepIds(call, evidence.supportIds(response.headers, bodyPeek));
  const verdict = classifyWith(evidence, response, {
    ...requestOf(call),
    accept: acceptOf(call),
    bodyPeek,
    trustedProxies: call.upstream.options.trustedProxies,
    retryAfterHeader: call.upstream.options.retry.retryAfterHeader,
    engineResends: context.engineResends,
    now: context.clock.wallNow(),
  });
  if (shared !== undefined) return { kind: 'response', response: shared.response, verdict, body: shared };
  const stream: unknown = response.body;
  return isNodeStream(stream)
    ? { kind: 'response', response, verdict, body: new NodeBody(context, stream, abort) }
    : { kind: 'response', response, verdict };
}

/** What is known of an attempt that was rejected. */
export interface Rejection {
  /** Its request was seen to go out. */
  readonly wasSeen: boolean;
  /** The platform said "offline" when it was sent. */
  readonly wasOffline: boolean;
  readonly elapsedMs: number;
}

/** Classifies what the inner fetch rejected with. Whatever the error proves, a request that was seen to go out has been sent. */
export function classifyError(call: Call, error: unknown, rejection: Rejection): Verdict {
  // By the signal, never by the error: engines call other things AbortError too.
  if (call.settings.signal?.aborted) return ABORTED;
  if (isInvalid(call)) return INVALID;
  const verdict = classifyWith(call.context.evidence.get(), error, requestOf(call));
  if (verdict.evidence[0] === 'network:opaque' && isRefusedByPolicy(call)) {
    return amended(verdict, { transient: false }, 'request:policy');
  }
  if (verdict.kind === 'network' && isUnsentOffline(call, verdict, rejection)) {
    return amended(verdict, { reached: 'no' }, 'network:offline');
  }
  return rejection.wasSeen && verdict.reached === 'no'
    ? amended(verdict, { reached: 'maybe' }, 'request:sent')
    : verdict;
}

const amended = (verdict: Verdict, changes: Partial<FailureVerdict>, evidence: string): Verdict =>
  Object.freeze({ ...verdict, ...changes, evidence: Object.freeze([...verdict.evidence, evidence]) } as Verdict);

/**
 * Browsers say the same of a broken connection and of what the request itself forbids: an answer of other contents than its
 * `integrity`, a redirect, another origin, or what is not in the cache. Then the error counts as final, as it is with fetch.
 */
function isRefusedByPolicy({ input, settings: { retryInit } }: Call): boolean {
  const request: unknown = isRequest(input) ? input : undefined;
  // By name, because not every platform's types know them all.
  const member = (name: string): unknown => Object(retryInit)[name] ?? Object(request)[name];
  return (
    Boolean(member('integrity')) ||
    member('redirect') === 'error' ||
    member('mode') === 'same-origin' ||
    member('cache') === 'only-if-cached'
  );
}

/** While a browser is offline it fails requests at once. Nothing that was sent can come back as quickly from another machine. */
const OFFLINE_FAILS_WITHIN_MS = 30;
/** Hosts that may answer within that time. */
const NEARBY = /^https?:\/\/(?:localhost|[^/?#]*\.local|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[)/i;

/** The engine failed it without sending anything, because there is no network. A service worker may have kept it, to send it later. */
function isUnsentOffline(call: Call, verdict: FailureVerdict | ResponseVerdict, rejection: Rejection): boolean {
  return (
    rejection.wasOffline &&
    call.context.network.isOffline &&
    rejection.elapsedMs <= OFFLINE_FAILS_WITHIN_MS &&
    verdict.evidence[0] === 'network:opaque' &&
    isFarAway(call.url) &&
    !Network.mayKeepRequests
  );
}

function isFarAway(url: string): boolean {
  const href = String(parseUrl(url) ?? '');
  return /^https?:/i.test(href) && !NEARBY.test(href);
}

function requestOf({ url, input, settings: { init } }: Call) {
  const redirect = init?.redirect ?? (isRequest(input) ? input.redirect : undefined);
  return redirect === undefined ? { url } : { url, redirect };
}

function acceptOf({ input, settings: { retryInit } }: Call): string {
  try {
    return new Headers(retryInit?.headers ?? (isRequest(input) ? input.headers : undefined)).get('accept') ?? '';
  } catch {
    // Headers of another realm, or of a polyfill.
    return '';
  }
}

function keepIds(call: Call, ids: readonly string[]): void {
  const fresh = ids.filter((id) => !call.supportIds.includes(id));
  // A new list each time: events keep the one they were emitted with.
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

/** An attempt that had little time says nothing about the upstream when its time is up. */
export function healthSignal(call: Call, outcome: Outcome, elapsedMs: number): HealthSignal {
  const { verdict } = outcome;
  const { quietMs } = call.context.tuning;
  if (verdict === UNREADY) return 'nothing';
  switch (verdict.kind) {
    case 'deadline':
    case 'attempt-timeout':
      return elapsedMs >= Math.min(quietMs, call.settings.limits.totalMs / 2) ? 'failure' : 'nothing';
    case 'aborted':
      // The app's own time limit, as `AbortSignal.timeout` sets one.
      return outcome.kind === 'error' && nameOf(outcome.error) === 'TimeoutError' && elapsedMs >= quietMs
        ? 'failure'
        : 'nothing';
    default:
      return healthSignalOf(verdict);
  }
}

const nameOf = (error: unknown): unknown => (error as { name?: unknown } | null | undefined)?.name;
