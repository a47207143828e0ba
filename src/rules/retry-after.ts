import type { AskedWait, ResponseLike } from '../model/evidence.ts';
import { headerOf } from './response.ts';

/** The form that RFC 9110 asks for. The others are for `evidence/retry-after.ts`. */
const HTTP_DATE = /^\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT$/;

/** The wait that a `Retry-After` in one of its two forms asks for: whole seconds, or a date. RFC 9110 section 10.2.3. */
export function askedWait(response: ResponseLike, nowMs: number): AskedWait | undefined {
  const value = headerOf(response, 'Retry-After') ?? '';
  // The server's clock may differ from ours, and its dates are meant for its own.
  const serverNow = dateMs(headerOf(response, 'Date') ?? '') || nowMs;
  const ms = /^\d{1,12}$/.test(value) ? Number(value) * 1_000 : Math.max(0, dateMs(value) - serverNow);
  return Number.isNaN(ms) ? undefined : { ms, evidence: 'header:retry-after' };
}

const dateMs = (text: string): number => (HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN);
