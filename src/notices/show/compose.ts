import { defined } from '../../rules/defined.ts';
import type { Notice, NoticeActionId, NoticeCircumstance, NoticePhase } from '../notice.ts';
import { originOf, temporaryOf } from '../origins.ts';
import type { ResolvedTiming } from '../timing.ts';
import type { Candidate } from './candidate.ts';

/** What is composed: a notice, except for what depends on the one before. */
export type Draft = Omit<Notice, 'revision' | 'announcements' | 'nextAttemptAt'>;

export interface ComposeContext {
  readonly now: number;
  readonly timing: ResolvedTiming;
  readonly slowConnection: boolean;
  readonly hasOnRetry: boolean;
  readonly wallNow: number;
  readonly labelOf: (upstream: string) => string | undefined;
  readonly workKept: ((notice: Draft) => boolean) | undefined;
}

/** Ably calls a connection "suspended" from here on: it is not a hiccup any more. */
export const LONG_OUTAGE_MS = 120_000;
/** A server that asked for a pause gets at least so much of it, whatever a person presses. */
const LEFT_ALONE_MS = 10_000;
const MOST_LABELS = 3;

/** What to say of a candidate in a phase, with everything that the words depend on. */
export function compose(candidate: Candidate, phase: NoticePhase, context: ComposeContext): Draft {
  const { now, labelOf, workKept } = context;
  const { id, incident, scope, upstreams, cause, effect, importance, surface, counts, attempts } = candidate;
  const isOne = scope.kind === 'upstream' || scope.kind === 'request';
  const own = upstreams.map(labelOf).filter((label) => label !== undefined);
  const concerned = phase === 'recovered' || phase === 'failed' ? candidate.missing : candidate.labels;
  const wait = isWaiting(phase);
  const { retryAfterUntil, status, reference } = candidate;
  const circumstances = circumstancesOf(candidate, context);
  const draft = defined<Draft>({
    ...{ id, incident, scope, phase, cause, effect, importance, surface, circumstances, counts, attempts },
    ...{ retryAfterUntil, status, reference },
    ...named(isOne ? concerned : own, scope.kind === 'many' ? upstreams.length - own.length : 0),
    origin: scope.kind === 'device' && cause === 'network' ? 'connection' : originOf(cause),
    temporary: temporaryOf(cause),
    since: candidate.sinceEpoch,
    elapsedMs: Math.max(0, Math.round((candidate.state === 'live' ? now : candidate.endedAt) - candidate.since)),
    actions: actionsOf(candidate, phase, context),
    busy: candidate.asked,
    label: isOne ? own[0] : undefined,
    unsent: candidate.unsent || undefined,
    write: candidate.write || undefined,
    waitMs: wait && Number.isFinite(candidate.nextAt) ? inSteps(candidate.nextAt - now) : undefined,
    waitReason: wait ? candidate.waitReason : undefined,
  });
  if (workKept?.(draft)) circumstances.push('work-kept');
  return draft;
}

/** The first few names, and how many more there are. */
export function named(labels: readonly string[], nameless = 0): Pick<Notice, 'affected' | 'others'> {
  const affected = labels.slice(0, MOST_LABELS);
  return { affected, others: labels.length - affected.length + nameless };
}

export const isWaiting = (phase: NoticePhase): boolean => phase === 'waiting' || phase === 'paused';

/** A wait in steps in which people think of it, so that words change seldom: 5 s, from a minute on minutes. */
function inSteps(ms: number): number {
  if (ms < 10_000) return 5_000;
  const step = ms < 60_000 ? 5_000 : 60_000;
  return Math.ceil(ms / step) * step;
}

function circumstancesOf(
  { cause, state, since, isFlapping }: Candidate,
  { now, slowConnection }: ComposeContext,
): NoticeCircumstance[] {
  const isLive = state === 'live';
  const isSuspect = cause === 'slow' || cause === 'network' || cause === 'timeout';
  const found: NoticeCircumstance[] = [];
  if (slowConnection && isLive && isSuspect) found.push('slow-connection');
  if (isFlapping && isLive) found.push('flapping');
  if (isLive && cause !== 'slow' && now - since >= LONG_OUTAGE_MS) found.push('long-outage');
  return found;
}

function actionsOf(candidate: Candidate, phase: NoticePhase, context: ComposeContext): NoticeActionId[] {
  const { cause, effect, counts, asked } = candidate;
  const isLive = candidate.state === 'live' && phase !== 'slow' && phase !== 'recovered';
  const mayRetry = isLive
    ? (asked || counts.waiting > 0) && withheldUntil(candidate, context) <= context.now
    : phase === 'failed' && context.hasOnRetry && effect !== 'unknown' && originOf(cause) !== 'request';
  const mayCancel = isLive && counts.waiting > 0 && cancelFrom(candidate, context) <= context.now;
  return [...(mayRetry ? ['retry-now' as const] : []), ...(mayCancel ? ['cancel' as const] : []), 'dismiss'];
}

/** Who was asked to wait is told when, and not offered to press on before. */
function withheldUntil({ cause, retryAfterUntil, since }: Candidate, { now, wallNow }: ComposeContext): number {
  if (retryAfterUntil === undefined || (cause !== 'rate-limited' && cause !== 'unavailable-until')) return 0;
  const until = now + retryAfterUntil - wallNow;
  return cause === 'rate-limited' ? until : Math.min(until, since + LEFT_ALONE_MS);
}

const cancelFrom = ({ since }: Candidate, { timing }: ComposeContext): number => since + timing.offerCancelMs;

/** When a candidate that goes on will be composed differently although nothing happens. */
export function recomposeAt(candidate: Candidate, context: ComposeContext): number {
  const times = [
    candidate.changesAt,
    withheldUntil(candidate, context),
    cancelFrom(candidate, context),
    candidate.since + LONG_OUTAGE_MS,
  ];
  return Math.min(...times.filter((at) => at > context.now));
}
