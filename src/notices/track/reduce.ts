import type {
  AttemptEnded,
  AttemptStarted,
  CallSettled,
  CallStarted,
  CallWaiting,
  CircuitOpened,
  NetworkOffline,
  RetryScheduled,
  SteadyEvent,
} from '../../model/event.ts';
import type { NoticeImportance } from '../notice.ts';
import { cleanLabel } from '../text/sanitize.ts';
import { causeOf, isMaybeDone, isOfTheNetwork } from './cause.ts';
import { causeAround, conclude, type Ending } from './endings.ts';
import { accepted, deviceBegins, deviceEnds, failedTogether, networkBack, quieten, troubled } from './incidents.ts';
import { type Member, NEVER, type NoticeState, type Upstream } from './state.ts';

/** What has to be known beside the event. */
export interface Moment extends Ending {
  /** How much a call matters that does not say so itself. */
  readonly importanceOf: (call: CallStarted) => NoticeImportance;
}

/** So long a failure to connect supports a device that says it is offline. */
const AGREES_MS = 10_000;

/** Enters one event. Returns whether people could have to be told something else now. */
export function reduce(state: NoticeState, event: SteadyEvent, moment: Moment): boolean {
  switch (event.type) {
    case 'call.started':
      callStarted(state, event, moment);
      return false;
    case 'attempt.started':
      return attemptStarted(state, event, moment);
    case 'attempt.ended':
      return attemptEnded(state, event, moment);
    case 'retry.scheduled':
    case 'call.waiting':
      return delayed(state, event, moment);
    case 'call.settled':
      return callSettled(state, event, moment);
    case 'circuit.opened':
      return circuitOpened(state, event, moment);
    case 'circuit.half-opened':
      state.upstream(event.upstream).probeAt = undefined;
      return true;
    case 'circuit.closed':
      Object.assign(state.upstream(event.upstream), { open: false, probeAt: undefined });
      return true;
    case 'network.offline':
      networkLost(state, event, moment);
      return true;
    case 'network.online':
      state.offline = false;
      networkBack(state, moment.now);
      return true;
    case 'client.closed':
      state.close(moment.now);
      return true;
    case 'client.reset':
      state.reset();
      return true;
    case 'call.recovered':
      return false;
  }
}

/** Where nothing was ever amiss, nothing can have changed for people. */
const isOfInterest = ({ device }: NoticeState, { incident }: Upstream): boolean =>
  incident.number > 0 || device.number > 0;

function callStarted(state: NoticeState, event: CallStarted, moment: Moment): void {
  const { notice, callId, upstream, method, url } = event;
  if (notice === false) return;
  const importance = notice?.importance ?? moment.importanceOf(event);
  if (importance === 'background') return;
  const label = cleanLabel(notice?.label);
  state.upstream(upstream).members.set(callId, {
    upstream,
    method,
    url,
    importance,
    explicit: notice?.importance !== undefined,
    surface: notice?.surface ?? 'app',
    label,
    startedAt: moment.now,
    startedEpoch: event.at,
    attempts: 0,
    isMaybeDone: false,
    askingSince: undefined,
    trouble: undefined,
  });
}

function attemptStarted(
  state: NoticeState,
  { attempt, probe, callId, upstream }: AttemptStarted,
  { now }: Moment,
): boolean {
  const known = state.upstreams.get(upstream);
  if (known === undefined) return false;
  if (probe) known.probeAt = undefined;
  const member = known.members.get(callId);
  if (member === undefined) return probe;
  member.attempts = attempt;
  member.askingSince = now;
  if (member.trouble !== undefined) member.trouble = { ...member.trouble, retryAt: undefined };
  return isOfInterest(state, known);
}

function attemptEnded(state: NoticeState, event: AttemptEnded, moment: Moment): boolean {
  const { callId, upstream, verdict } = event;
  const isWell = verdict.kind === 'ok' || verdict.kind === 'client-error';
  const known = isWell ? state.upstreams.get(upstream) : state.upstream(upstream);
  if (known === undefined) return false;
  const member = known.members.get(callId);
  if (member !== undefined) {
    member.askingSince = undefined;
    member.isMaybeDone ||= isMaybeDone(member.method, verdict);
  }
  if (isWell) {
    known.networkFailedAt = NEVER;
    known.answeringSince ??= moment.now;
    if (!isOfInterest(state, known)) return false;
  }
  const { now } = moment;
  const cause = causeOf(verdict);
  const isNetwork = isOfTheNetwork(cause);
  const isAnswer = 'status' in verdict;
  if (isNetwork && moment.isLeaving()) {
    if (member !== undefined) leave(state, known, callId, member);
    return true;
  }
  if (!isWell) known.answeringSince = undefined;
  if (isNetwork) known.networkFailedAt = now;
  else if (isAnswer) known.networkFailedAt = NEVER;

  for (const incident of [known.incident, state.device]) {
    incident.asked = false;
    if (isWell) incident.succeededAt = now;
  }
  if (isAnswer && state.deviceConcerned) deviceEnds(state, now);
  if (cause === undefined || !verdict.transient || member === undefined) return true;
  troubled(state, event, member, { since: now, cause }, now);
  if (isNetwork && (state.offline || failedTogether(state, upstream, now))) deviceBegins(state, event, now);
  return true;
}

/** A call waits: for its own retry, or for its upstream or the network to come back. */
function delayed(state: NoticeState, event: RetryScheduled | CallWaiting, { now }: Moment): boolean {
  const { retryAt, waitReason, upstream, callId } = event;
  const at = retryAt === undefined ? undefined : now + retryAt - event.at;
  const isForItself = waitReason === 'backoff' || waitReason === 'retry-after';
  const known = state.upstream(upstream);
  if (!isForItself) known.probeAt = at;
  const member = known.members.get(callId);
  if (member === undefined) return !isForItself;
  const isOffline = waitReason === 'offline';
  const cause = isOffline ? 'offline' : event.type === 'retry.scheduled' ? causeOf(event.verdict) : undefined;
  const trouble = {
    since: now,
    cause: cause ?? member.trouble?.cause ?? causeAround(known),
    ...(isForItself ? { retryAt: at, waitReason } : { waitReason: 'circuit' as const }),
  };
  troubled(state, event, member, trouble, now);
  if (isOffline) {
    state.offline = true;
    deviceBegins(state, event, now);
  }
  return true;
}

function leave(state: NoticeState, { members }: Upstream, callId: number, member: Member): void {
  state.setTrouble(member, undefined);
  members.delete(callId);
}

function callSettled(state: NoticeState, event: CallSettled, moment: Moment): boolean {
  const { callId, upstream } = event;
  const known = state.upstreams.get(upstream);
  const member = known?.members.get(callId);
  // Also by a call that people are told nothing of, such as that of an outbox.
  const isHealed = event.outcome === 'succeeded' && accepted(state, event, member);
  if (known === undefined || member === undefined) return isHealed;
  const { trouble } = member;
  leave(state, known, callId, member);
  if (event.outcome === 'succeeded' && !isOfInterest(state, known)) return isHealed;
  conclude(state, event, member, trouble, moment);
  quieten(state, upstream, moment.now);
  return true;
}

function circuitOpened(state: NoticeState, { upstream, retryAt, at }: CircuitOpened, { now }: Moment): boolean {
  const probeAt = retryAt === undefined ? undefined : now + retryAt - at;
  Object.assign(state.upstream(upstream), { open: true, probeAt, answeringSince: undefined });
  return true;
}

/** The device says so. People are told only if calls say so too, because it is wrong at times. */
function networkLost(state: NoticeState, event: NetworkOffline, { now }: Moment): void {
  state.offline = true;
  if (state.deviceConcerned) {
    state.device.cause = 'offline';
    return;
  }
  const agrees = [...state.upstreams.values()].some(({ networkFailedAt }) => now - networkFailedAt <= AGREES_MS);
  if (agrees) deviceBegins(state, event, now);
}
