import type { WaitReason } from '../model/event.ts';
import { importanceAmong, surfaceAmong } from './among.ts';
import { type Facts, type Incident, type Member, noIncident, type Refusal, type Upstream } from './facts.ts';
import type { Notice, NoticeCause, NoticeImportance, NoticePhase, NoticeScope, NoticeSurface } from './notice.ts';
import { isOfTheNetwork } from './read.ts';
import type { ResolvedTiming } from './timing.ts';
import { type InTrouble, NOT_YET, nextWait, revealAt } from './waits.ts';

/** What one notice would say if it were shown now. Times are monotonic ms unless a name says otherwise. */
export interface Scene {
  readonly id: string;
  readonly scope: NoticeScope;
  readonly upstreams: readonly string[];
  readonly incident: number;
  /** Does it go on? If not: how did it end? `over`: neither well nor badly. */
  readonly state: 'live' | 'well' | 'failed' | 'over';
  readonly phase: NoticePhase;
  /** An attempt is under way that is so young that it may fail before anybody could read of it. */
  readonly unsettled: boolean;
  readonly cause: NoticeCause;
  readonly effect: Notice['effect'];
  readonly importance: NoticeImportance;
  readonly surface: NoticeSurface;
  readonly labels: readonly string[];
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
  readonly revealAt: number;
  /** When this would read differently although nothing happens. */
  readonly changesAt: number;
}

export interface SceneContext {
  readonly now: number;
  readonly timing: ResolvedTiming;
  readonly slowConnection: boolean;
}

/** Everything of a scene but whom it is about. */
type Told = Omit<Scene, 'id' | 'scope' | 'upstreams'>;

/** An attempt that fails sooner is not worth a change of words. */
const RETRYING_AFTER_MS = 400;
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

export function upstreamScene(name: string, upstream: Upstream, facts: Facts, context: SceneContext): Scene {
  const { incident } = upstream;
  const mine = [...facts.members.values()].filter((member) => member.upstream === name);
  const troubled = mine.filter(isInTrouble);
  const isLive = troubled.length > 0 || incident.asked;
  const told = isLive ? whileItLasts(incident, troubled, upstream, context) : afterwards(incident);
  return {
    ...((told.state === 'over' && whileSlow(upstream, mine, context)) || told),
    id: `steady:${incident.key}`,
    scope: { kind: 'upstream', key: incident.key },
    upstreams: [name],
  };
}

/** The device speaks for everything that suffers from it. */
export function deviceScene(facts: Facts, context: SceneContext): Scene {
  const { device, deviceConcerned, offline, members, upstreams } = facts;
  const troubled = [...members.values()].filter(isInTrouble).filter(({ trouble }) => isOfTheNetwork(trouble.cause));
  const concerned = [...upstreams].filter(([, { incident }]) => incident.since >= device.since);
  const parts = troubled.length > 0 ? troubled : concerned.map(([, { incident }]) => incident);
  const told = deviceConcerned ? whileItLasts(device, troubled, ALONE, context) : afterwards(device);
  return {
    ...told,
    // The network is back, or seems to be; what was held back is on its way.
    ...(deviceConcerned && device.cause === 'offline' ? { phase: offline ? 'offline' : 'retrying', ...STEADY } : {}),
    // A call that could not wait has failed, and a click must get an answer.
    ...(deviceConcerned && troubled.length === 0 ? { revealAt: device.since } : {}),
    importance: importanceAmong(parts),
    surface: surfaceAmong(parts),
    cause: told.cause === 'stopped' ? told.cause : device.cause,
    id: 'steady:device',
    scope: { kind: 'device' },
    upstreams: [...new Set([...troubled.map(({ upstream }) => upstream), ...concerned.map(([name]) => name)])],
  };
}

const ALONE = { open: false, probeAt: undefined, answering: false } as const;
const STEADY = { unsettled: false, nextAt: NOT_YET } as const;

export const refusalScene = ({ incident, upstream }: Refusal): Scene => ({
  ...afterwards(incident),
  id: `steady:request-${incident.key}`,
  scope: { kind: 'request', key: incident.key },
  upstreams: [upstream],
});

const isInTrouble = (member: Member): member is InTrouble => member.trouble !== undefined;

const whoever = (incident: Incident, waiting: number) => ({
  incident: incident.number,
  importance: incident.importance,
  surface: incident.surface ?? 'app',
  labels: incident.labels,
  counts: { waiting, finished: incident.finished, failed: incident.failed },
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
});

function whileItLasts(
  incident: Incident,
  troubled: readonly InTrouble[],
  { open, probeAt, answering }: Pick<Upstream, 'open' | 'probeAt' | 'answering'>,
  { now, timing }: SceneContext,
): Told {
  const asking = Math.min(...troubled.map(({ askingSince }) => askingSince ?? NOT_YET));
  // It is back and works off what waited for it, but for whoever it asked to wait longer.
  const isHealing = answering && troubled.every(({ trouble }) => trouble.waitReason !== 'retry-after');
  const isRetrying = incident.asked || isHealing || now - asking >= RETRYING_AFTER_MS;
  const wait = isRetrying || asking <= now ? undefined : nextWait(troubled, probeAt, now);
  const causes = troubled.map(({ trouble }) => trouble.cause);
  return {
    ...whoever(incident, troubled.length),
    state: 'live',
    phase: isRetrying ? 'retrying' : open ? 'paused' : 'waiting',
    unsettled: asking <= now && !isRetrying,
    cause: BY_WEIGHT.find((cause) => causes.includes(cause)) ?? incident.cause,
    effect: 'none',
    nextAt: wait?.at ?? NOT_YET,
    waitReason: wait?.reason,
    revealAt: incident.asked ? now : isHealing ? NOT_YET : revealAt(troubled, wait?.at ?? NOT_YET, now, timing),
    changesAt: Math.min(isRetrying ? NOT_YET : asking + RETRYING_AFTER_MS, wait?.at ?? NOT_YET),
  };
}

/** Nothing has failed, but the answer is late. */
function whileSlow(
  { incident, slowDismissedAt }: Upstream,
  mine: readonly Member[],
  { timing, slowConnection }: SceneContext,
): Told | undefined {
  const late = mine.find(({ askingSince, startedAt }) => askingSince !== undefined && startedAt > slowDismissedAt);
  if (late === undefined) return undefined;
  const { importance, surface, askingSince, startedAt, startedEpoch, label, attempts } = late;
  const since = askingSince ?? startedAt;
  const one = { importance, surface, attempts, since, sinceEpoch: startedEpoch + since - startedAt };
  const labels = label === undefined ? [] : [label];
  return {
    ...whoever({ ...noIncident(incident.key), ...one, labels, number: incident.number + 1 }, 1),
    state: 'live',
    phase: 'slow',
    unsettled: false,
    cause: 'slow',
    effect: 'none',
    nextAt: NOT_YET,
    waitReason: undefined,
    revealAt: since + (slowConnection ? timing.slowOnSlowConnectionMs : timing.slowMs),
    changesAt: NOT_YET,
  };
}

function afterwards(incident: Incident): Told {
  const { failure, succeededAt, since, number } = incident;
  const isFailed = failure !== undefined && failure.at > succeededAt;
  const isWell = !isFailed && number > 0 && succeededAt >= since;
  return {
    ...whoever(incident, 0),
    state: isFailed ? 'failed' : isWell ? 'well' : 'over',
    phase: isFailed ? 'failed' : 'recovered',
    unsettled: false,
    cause: isFailed ? failure.cause : incident.cause,
    ...(isFailed ? { importance: failure.importance } : {}),
    effect: isFailed ? failure.effect : 'none',
    nextAt: NOT_YET,
    waitReason: undefined,
    revealAt: failure?.at ?? NOT_YET,
    changesAt: NOT_YET,
  };
}
