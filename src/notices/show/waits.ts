import type { WaitReason } from '../../model/event.ts';
import type { NoticeCause } from '../notice.ts';
import type { ResolvedTiming } from '../timing.ts';
import type { Member } from '../track/state.ts';

export const NOT_YET = Number.POSITIVE_INFINITY;
/** A wait from here on is known to be long: silence will not cover it. */
const KNOWN_LONG_MS = 3_000;

/** Calls in trouble, summed up in one pass: there may be thousands. */
export interface Sum {
  count: number;
  /** Has a person asked for one of them? */
  isForPerson: boolean;
  /** Since when the oldest request of them is under way; `Infinity` if none is. */
  askingSince: number;
  readonly causes: Set<NoticeCause>;
  /** Has the server asked one of them to wait? */
  isAskedToWait: boolean;
  /** When the next request goes out, as far as we know: a retry of one call, or the probe for all. */
  nextAt: number;
  waitReason: WaitReason | undefined;
  /** When people are to hear of it, if it has not healed by then: as usual, and where a wait is known to be long. */
  revealAt: number;
  longRevealAt: number;
}

export function sumUp(
  troubled: Iterable<Member>,
  probeAt: number | undefined,
  now: number,
  timing: ResolvedTiming,
): Sum {
  const sum: Sum = {
    count: 0,
    isForPerson: false,
    askingSince: NOT_YET,
    causes: new Set(),
    isAskedToWait: false,
    nextAt: NOT_YET,
    waitReason: undefined,
    revealAt: NOT_YET,
    longRevealAt: NOT_YET,
  };
  for (const { trouble, askingSince, importance, attempts } of troubled) {
    if (trouble === undefined) continue;
    sum.count++;
    if (importance === 'user') sum.isForPerson = true;
    if (askingSince !== undefined) sum.askingSince = Math.min(sum.askingSince, askingSince);
    sum.causes.add(trouble.cause);
    if (trouble.waitReason === 'retry-after') sum.isAskedToWait = true;
    const at = (trouble.waitReason === 'circuit' ? probeAt : trouble.retryAt) ?? NOT_YET;
    if (trouble.waitReason !== undefined && at > now && at < sum.nextAt) {
      sum.nextAt = at;
      sum.waitReason = trouble.waitReason;
    }
    const usual = importance === 'user' ? timing.revealUserMs : timing.revealViewMs;
    // It could not even be sent.
    const delay = attempts === 0 && importance === 'user' ? timing.revealBlockedMs : usual;
    sum.revealAt = Math.min(sum.revealAt, trouble.since + delay);
    sum.longRevealAt = Math.min(sum.longRevealAt, trouble.since + Math.min(delay, timing.revealKnownLongMs));
  }
  return sum;
}

/** When people are to hear of it: sooner where silence will not cover the wait. */
export const revealFrom = ({ revealAt, longRevealAt }: Sum, nextAt: number, now: number): number =>
  nextAt !== NOT_YET && nextAt - now >= KNOWN_LONG_MS ? longRevealAt : revealAt;
