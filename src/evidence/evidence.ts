import type { AnswerReading, AskedWait, ClassifyContext, Evidence, Reading, ResponseLike } from '../model/evidence.ts';
import { type Answer, answerOf } from './answer.ts';
import { readBody } from './body-hints.ts';
import { readGateway } from './gateway.ts';
import { readNetworkError } from './network-error.ts';
import { readProxyStatus } from './proxy-status.ts';
import { rateLimitResetMs } from './rate-limit.ts';
import { httpDateMs, retryAfterInMs, retryAfterMs } from './retry-after.ts';
import { supportIds } from './support-ids.ts';

/**
 * Everything that can be read of an answer or an error beyond its status and its `Retry-After`, for `createSteadyFetch({ evidence })` in
 * browsers. Node, Deno and Bun have it by default.
 */
export const evidence: Evidence = { readAnswer, readError: readNetworkError, supportIds };

function readAnswer(response: ResponseLike, context: ClassifyContext): AnswerReading {
  const answer = answerOf(response, context);
  const proxy = readProxyStatus(answer.header('proxy-status'), answer.status, context.trustedProxies);
  const isTrusted = proxy?.evidence.includes('proxy-status:trusted') === true;
  const gateway = readGateway(answer);
  const body = readBody(answer, context.accept);
  // From the least trusted to the most trusted: the last one counts.
  const readings = (isTrusted ? [body, gateway, proxy] : [body, proxy, gateway]).filter((each) => each !== undefined);

  // Also where the status is not sent again by default: the app's `shouldRetry` may allow it.
  const wait = waitOf(answer, gateway, context);
  // The server's own word about this answer is more specific than any table.
  const wish = /^\s*(true|false)\s*$/i.exec(answer.header('x-should-retry') ?? '')?.[1]?.toLowerCase();
  const transient = wish === undefined ? (readings.some((each) => each.lasting) ? false : undefined) : wish === 'true';
  const reached = reachedBy(readings, answer);
  return {
    ...lastWord(readings, 'gateway'),
    ...lastWord(readings, 'fault'),
    ...(transient === undefined ? {} : { transient }),
    ...(reached === undefined ? {} : { reached }),
    ...(wait === undefined ? {} : { wait }),
    evidence: [...readings.flatMap((each) => each.evidence), ...(wish === undefined ? [] : ['header:x-should-retry'])],
  };
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

/** More precise than `Retry-After`, so they win; the second one is Azure's. */
const MS_HEADERS = ['retry-after-ms', 'x-ms-retry-after-ms'];

function waitOf(
  { status, header }: Answer,
  gateway: Reading | undefined,
  { now = Number.NaN, retryAfterHeader }: ClassifyContext,
): AskedWait | undefined {
  // The server's clock may differ from ours, and its dates are meant for its own.
  const serverNow = httpDateMs(header('Date') ?? '', now) ?? now;
  for (const name of [retryAfterHeader, ...MS_HEADERS, 'retry-after']) {
    if (name === undefined) continue;
    const ms = /-ms$/i.test(name) ? retryAfterInMs(header(name)) : retryAfterMs(header(name), serverNow);
    if (ms !== undefined) return { ms, evidence: `header:${name.toLowerCase()}` };
  }
  if (gateway?.retryAfterMs !== undefined) return { ms: gateway.retryAfterMs, evidence: 'body:retry-after' };
  // GitHub, for one, says with 403 that a quota is exhausted. Most other 403s have nothing to do with quotas.
  const reset =
    status === 429 || status === 403 ? rateLimitResetMs({ get: header }, serverNow, status === 403) : undefined;
  return reset === undefined ? undefined : { ms: reset, evidence: 'header:ratelimit' };
}
