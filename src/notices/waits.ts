import type { WaitReason } from '../model/event.ts';
import type { Member, Trouble } from './facts.ts';
import type { ResolvedTiming } from './timing.ts';

/** A call under way that is in trouble. */
export interface InTrouble extends Member {
  readonly trouble: Trouble;
}

export const NOT_YET = Number.POSITIVE_INFINITY;
/** A wait from here on is known to be long: silence will not cover it. */
const KNOWN_LONG_MS = 3_000;

/** When the next request goes out, as far as we know: a retry of one call, or the probe for all. */
export function nextWait(troubled: readonly InTrouble[], probeAt: number | undefined, now: number) {
  let next: { readonly at: number; readonly reason: WaitReason } | undefined;
  for (const { trouble } of troubled) {
    const at = trouble.waitReason === 'circuit' ? probeAt : trouble.retryAt;
    if (at === undefined || trouble.waitReason === undefined || at <= now) continue;
    if (next === undefined || at < next.at) next = { at, reason: trouble.waitReason };
  }
  return next;
}

/** When people are to hear of it, if it has not healed by then. */
export function revealAt(troubled: readonly InTrouble[], nextAt: number, now: number, timing: ResolvedTiming): number {
  const isKnownLong = nextAt !== NOT_YET && nextAt - now >= KNOWN_LONG_MS;
  const delays = troubled.map(({ importance, trouble }) => {
    const usual = importance === 'user' ? timing.revealUserMs : timing.revealViewMs;
    const blocked = trouble.blocked && importance === 'user' ? timing.revealBlockedMs : usual;
    return trouble.since + Math.min(blocked, isKnownLong ? timing.revealKnownLongMs : NOT_YET);
  });
  return Math.min(...delays);
}
