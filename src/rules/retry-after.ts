import type { AskedWait, ClassifyContext, ResponseLike } from '../model/evidence.ts';
import { headerOf } from './response.ts';

/** The form that RFC 9110 asks for. The others are for `evidence/retry-after.ts`. */
const HTTP_DATE = /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/;

/**
 * The wait that a `Retry-After` in one of its two forms asks for: whole seconds, or a date. RFC 9110 section 10.2.3.
 * A header of the upstream's own comes first.
 */
export function askedWait(
  response: ResponseLike,
  { now = Number.NaN, retryAfterHeader }: ClassifyContext,
): AskedWait | undefined {
  // The server's clock may differ from ours, and its dates are meant for its own.
  const serverNow = dateMs(headerOf(response, 'Date') ?? '') || now;
  for (const name of [retryAfterHeader ?? 'retry-after', 'retry-after']) {
    const value = headerOf(response, name) ?? '';
    const unitMs = /-ms$/i.test(name) ? 1 : 1_000;
    const ms = /^\d{1,12}$/.test(value) ? Number(value) * unitMs : Math.max(0, dateMs(value) - serverNow);
    if (!Number.isNaN(ms)) return { ms, evidence: `header:${name.toLowerCase()}` };
  }
  return undefined;
}

const dateMs = (text: string): number => (HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN);
