import type { Verdict } from '../../model/verdict.ts';
import type { NoticeCause } from '../notice.ts';

/** What a verdict is called in a notice; `undefined` for what is no trouble, or is none of ours. */
export function causeOf(verdict: Verdict): NoticeCause | undefined {
  switch (verdict.kind) {
    case 'bad-gateway':
    case 'gateway-timeout':
    case 'server-error':
    case 'rate-limited':
    case 'network':
      return verdict.kind;
    case 'service-unavailable':
      return verdict.retryAfterMs === undefined ? 'unavailable' : 'unavailable-until';
    case 'too-early':
      return 'unavailable';
    case 'request-timeout':
    case 'attempt-timeout':
    case 'deadline':
      return 'timeout';
    case 'client-error':
      return refusalOf(verdict.status);
    case 'ok':
    // It suffers from what the others suffer from: `causeAround`.
    case 'refused':
    case 'aborted':
    case 'cancelled':
    case 'superseded':
    case 'invalid-request':
      return undefined;
  }
}

function refusalOf(status: number): NoticeCause {
  switch (status) {
    case 401:
      return 'signed-out';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 410:
      return 'gone';
    default:
      return 'rejected';
  }
}

/** May what was sent have been carried out? RFC 9110 section 9.2: safe methods ask for nothing to be. */
export const isMaybeDone = (method: string, { kind, reached }: Verdict): boolean =>
  !isSafe(method) && kind !== 'client-error' && kind !== 'rate-limited' && reached !== 'no';

export const isSafe = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);

export const isOfTheNetwork = (cause: NoticeCause | undefined): boolean => cause === 'network' || cause === 'offline';
