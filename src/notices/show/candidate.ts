import type { WaitReason } from '../../model/event.ts';
import type { Notice, NoticeCause, NoticeImportance, NoticePhase, NoticeScope, NoticeSurface } from '../notice.ts';
import type { ResolvedTiming } from '../timing.ts';
import { isSafe } from '../track/cause.ts';
import {
  type Failure,
  type Incident,
  type Member,
  noIncident,
  type RequestFailure,
  type Upstream,
} from '../track/state.ts';
import { NOT_YET, revealFrom, type Sum, sumUp } from './waits.ts';

/** What one notice would say if it were shown now. Times are monotonic ms unless a name says otherwise. */
export interface Candidate {
  readonly id: string;
  readonly scope: NoticeScope;
  readonly upstreams: readonly string[];
  readonly incident: number;
  /** Does it go on? If not: how did it end? `over`: neither well nor badly. */
  readonly state: 'live' | 'well' | 'failed' | 'over';
  readonly phase: NoticePhase;
  /** An attempt is under way that is so young that it may fail before a user could read about it. */
  readonly unsettled: boolean;
  readonly cause: NoticeCause;
  readonly effect: Notice['effect'];
  /** It asked for something to be done, and nothing was sent. */
  readonly unsent: boolean;
  /** It asks for something to be done, and is on its way. */
  readonly write: boolean;
  readonly importance: NoticeImportance;
  readonly surface: NoticeSurface;
  readonly labels: readonly string[];
  /** The labels of what failed and has not worked since, if all of it has one. */
  readonly missing: readonly string[];
  readonly counts: Notice['counts'];
  readonly attempts: number;
  readonly since: number;
  readonly sinceEpoch: number;
  readonly endedAt: number;
  readonly dismissedAt: number;
  readonly nextAt: number;
  readonly waitReason: WaitReason | undefined;
  readonly retryAfterUntil: number | undefined;
  readonly status: number | undefined;
  readonly reference: string | undefined;
  readonly isFlapping: boolean;
  readonly asked: boolean;
  /** Has a person asked for a call that is in trouble now? */
  readonly isForPerson: boolean;
  readonly revealAt: number;
  /** When this would read differently although nothing happens. */
  readonly changesAt: number;
}

export interface CandidateContext {
  readonly now: number;
  readonly timing: ResolvedTiming;
  readonly slowConnection: boolean;
}

/** Everything of a candidate but whom it is about. */
type Content = Omit<Candidate, 'id' | 'scope' | 'upstreams'>;

/** An attempt that fails sooner is not worth a change of words. */
const RETRYING_AFTER_MS = 400;
/** What heals sooner is told as healed, and not as healing. */
const HEALING_MS = 1_000;
const FLAPPING_AFTER = 3;

/** Of several troubles, the one that matters most to a person. */
const BY_WEIGHT: readonly NoticeCause[] = [
  'offline',
  'unavailable-until',
  'rate-limited',
  'gateway-timeout',
  'timeout',
  'bad-gateway',
  'unavailable',
  'server-error',
  'network',
];

export function upstreamCandidate(name: string, upstream: Upstream, context: CandidateContext): Candidate {
  const { incident, probeAt, troubled } = upstream;
  const isLive = troubled.size > 0 || incident.asked;
  const content = isLive
    ? whileItLasts(incident, sumUp(troubled, probeAt, context.now, context.timing), upstream, context)
    : afterwards(incident);
  return {
    ...((content.state === 'over' && whileSlow(upstream, context)) || content),
    id: `steady:${incident.key}`,
    scope: { kind: 'upstream', key: incident.key },
    upstreams: [name],
  };
}

export const requestCandidate = ({ incident, upstream }: RequestFailure): Candidate => ({
  ...afterwards(incident),
  id: `steady:request-${incident.key}`,
  scope: { kind: 'request', key: incident.key },
  upstreams: [upstream],
});

const commonOf = (incident: Incident, waiting: number) => ({
  incident: incident.number,
  importance: incident.importance,
  surface: incident.surface ?? 'app',
  labels: incident.labels,
  counts: { waiting, finished: incident.finished, failed: incident.missing.size },
  missing: labelsOf(incident.missing),
  attempts: incident.attempts,
  since: incident.since,
  sinceEpoch: incident.sinceEpoch,
  endedAt: incident.quietSince,
  dismissedAt: incident.dismissedAt,
  retryAfterUntil: incident.retryAfterUntil,
  status: incident.status,
  reference: incident.reference,
  isFlapping: incident.flaps >= FLAPPING_AFTER,
  asked: incident.asked,
  isForPerson: false,
  unsettled: false,
  ...NO_EFFECT,
  nextAt: NOT_YET,
  waitReason: undefined,
  changesAt: NOT_YET,
});

const NO_EFFECT = { effect: 'none', unsent: false, write: false } as const;

export function whileItLasts(
  incident: Incident,
  sum: Sum,
  { open, answeringSince }: Pick<Upstream, 'open' | 'answeringSince'>,
  { now }: CandidateContext,
): Content {
  const asking = sum.askingSince;
  // It is back and works off what waited for it, except for calls that it asked to wait longer.
  const isHealing = answeringSince !== undefined && !sum.isAskedToWait;
  const healedLongAt = isHealing ? answeringSince + HEALING_MS : NOT_YET;
  const isRetrying = incident.asked || isHealing || now - asking >= RETRYING_AFTER_MS;
  const isWait = !isRetrying && asking > now;
  const nextAt = isWait ? sum.nextAt : NOT_YET;
  return {
    ...commonOf(incident, sum.count),
    isForPerson: sum.isForPerson,
    state: 'live',
    phase: isRetrying ? 'retrying' : open ? 'paused' : 'waiting',
    unsettled: (asking <= now && !isRetrying) || (isHealing && !incident.asked && now < healedLongAt),
    cause: BY_WEIGHT.find((cause) => sum.causes.has(cause)) ?? incident.cause,
    nextAt,
    waitReason: isWait ? sum.waitReason : undefined,
    revealAt: incident.asked ? now : isHealing ? NOT_YET : revealFrom(sum, nextAt, now),
    changesAt: Math.min(
      isRetrying ? NOT_YET : asking + RETRYING_AFTER_MS,
      nextAt,
      now < healedLongAt ? healedLongAt : NOT_YET,
    ),
  };
}

/** Nothing has failed, but the answer is late. */
function whileSlow(
  { incident, slowQuietUntil, members }: Upstream,
  { timing, slowConnection }: CandidateContext,
): Content | undefined {
  const late = lateAmong(members.values(), slowQuietUntil);
  if (late === undefined) return undefined;
  const { importance, surface, askingSince, startedAt, startedEpoch, label, attempts, method } = late;
  const since = askingSince ?? startedAt;
  const one = { importance, surface, attempts, since, sinceEpoch: startedEpoch + since - startedAt };
  const labels = label === undefined ? [] : [label];
  return {
    ...commonOf({ ...noIncident(incident.key), ...one, labels, number: incident.number + 1 }, 1),
    state: 'live',
    phase: 'slow',
    cause: 'slow',
    write: !isSafe(method),
    revealAt: since + (slowConnection ? timing.slowOnSlowConnectionMs : timing.slowMs),
  };
}

/** Of the calls that wait for an answer, the one that has waited longest. */
function lateAmong(members: Iterable<Member>, quietUntil: number): Member | undefined {
  let oldest: Member | undefined;
  for (const member of members) {
    if (member.askingSince === undefined || member.startedAt <= quietUntil) continue;
    if (oldest === undefined || member.askingSince < (oldest.askingSince ?? NOT_YET)) oldest = member;
  }
  return oldest;
}

export function afterwards(incident: Incident): Content {
  const { failure, succeededAt, since, number } = incident;
  const isFailed = failure !== undefined && failure.at > succeededAt;
  const isWell = !isFailed && number > 0 && succeededAt >= since;
  return {
    ...commonOf(incident, 0),
    state: isFailed ? 'failed' : isWell ? 'well' : 'over',
    phase: isFailed ? 'failed' : 'recovered',
    cause: incident.cause,
    ...(isFailed && endOf(failure)),
    revealAt: failure?.at ?? NOT_YET,
  };
}

const endOf = ({ cause, importance, effect, unsent, write }: Failure) => ({ cause, importance, effect, unsent, write });

/** What the app calls what is missing; nothing where one of it has no name. */
function labelsOf(missing: Incident['missing']): readonly string[] {
  const labels = new Set([...missing.values()].map(({ label }) => label));
  return labels.has(undefined) ? [] : ([...labels] as string[]);
}
