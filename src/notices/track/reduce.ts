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
import { type Facts, type Member, NEVER, type Upstream } from './state.ts';

/** What the fold needs beside the event. */
export interface Moment extends Ending {
  /** How much a call matters that does not say so itself. */
  readonly importanceOf: (call: CallStarted) => NoticeImportance;
}

/** So long a failure to connect supports a device that says it is offline. */
const AGREES_MS = 10_000;

/** Enters one event. Returns whether people could have to be told something else now. */
export function fold(facts: Facts, event: SteadyEvent, moment: Moment): boolean {
  switch (event.type) {
    case 'call.started':
      callStarted(facts, event, moment);
      return false;
    case 'attempt.started':
      return attemptStarted(facts, event, moment);
    case 'attempt.ended':
      return attemptEnded(facts, event, moment);
    case 'retry.scheduled':
    case 'call.waiting':
      return delayed(facts, event, moment);
    case 'call.settled':
      return callSettled(facts, event, moment);
    case 'circuit.opened':
      return circuitOpened(facts, event, moment);
    case 'circuit.half-opened':
      facts.upstream(event.upstream).probeAt = undefined;
      return true;
    case 'circuit.closed':
      Object.assign(facts.upstream(event.upstream), { open: false, probeAt: undefined });
      return true;
    case 'network.offline':
      networkLost(facts, event, moment);
      return true;
    case 'network.online':
      facts.offline = false;
      networkBack(facts, moment.now);
      return true;
    case 'client.closed':
      facts.close(moment.now);
      return true;
    case 'call.recovered':
      return false;
  }
}

/** Where nothing was ever amiss, nothing can have changed for people. */
const isOfInterest = (facts: Facts, { incident }: Upstream): boolean =>
  incident.number > 0 || facts.device.number > 0 || facts.deviceConcerned;

function callStarted(facts: Facts, event: CallStarted, moment: Moment): void {
  const { notice, callId, upstream, method, url } = event;
  if (notice === false) return;
  const importance = notice?.importance ?? moment.importanceOf(event);
  if (importance === 'background') return;
  const label = cleanLabel(notice?.label);
  facts.upstream(upstream).members.set(callId, {
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

function attemptStarted(facts: Facts, { attempt, probe, callId, upstream }: AttemptStarted, { now }: Moment): boolean {
  const known = facts.upstreams.get(upstream);
  if (known === undefined) return false;
  if (probe) known.probeAt = undefined;
  const member = known.members.get(callId);
  if (member === undefined) return probe;
  member.attempts = attempt;
  member.askingSince = now;
  if (member.trouble !== undefined) member.trouble = { ...member.trouble, blocked: false, retryAt: undefined };
  return isOfInterest(facts, known);
}

function attemptEnded(facts: Facts, event: AttemptEnded, moment: Moment): boolean {
  const { callId, upstream, verdict } = event;
  const isWell = verdict.kind === 'ok' || verdict.kind === 'client-error';
  const known = isWell ? facts.upstreams.get(upstream) : facts.upstream(upstream);
  if (known === undefined) return false;
  const member = known.members.get(callId);
  if (member !== undefined) {
    member.askingSince = undefined;
    member.isMaybeDone ||= isMaybeDone(member.method, verdict);
  }
  if (isWell) {
    known.networkFailedAt = NEVER;
    known.answeringSince ??= moment.now;
    if (!isOfInterest(facts, known)) return false;
  }
  const { now } = moment;
  const cause = causeOf(verdict);
  const isNetwork = isOfTheNetwork(cause);
  const isAnswer = 'status' in verdict;
  if (isNetwork && moment.isLeaving()) {
    if (member !== undefined) leave(facts, known, callId, member);
    return true;
  }
  if (!isWell) known.answeringSince = undefined;
  if (isNetwork) known.networkFailedAt = now;
  else if (isAnswer) known.networkFailedAt = NEVER;

  const { device } = facts;
  for (const incident of device.number > 0 ? [known.incident, device] : [known.incident]) {
    incident.asked = false;
    if (isWell) incident.succeededAt = now;
  }
  if (isAnswer && facts.deviceConcerned) deviceEnds(facts, now, isWell);
  if (cause === undefined || !verdict.transient || member === undefined) return true;
  troubled(facts, event, member, { since: now, cause, blocked: false }, now);
  if (isNetwork && (facts.offline || failedTogether(facts, upstream, now))) deviceBegins(facts, event, now);
  return true;
}

/** A call waits: for its own retry, or for its upstream or the network to come back. */
function delayed(facts: Facts, event: RetryScheduled | CallWaiting, { now }: Moment): boolean {
  const { retryAt, waitReason, upstream, callId } = event;
  const at = retryAt === undefined ? undefined : now + retryAt - event.at;
  const isForItself = waitReason === 'backoff' || waitReason === 'retry-after';
  const known = facts.upstream(upstream);
  if (!isForItself) known.probeAt = at;
  const member = known.members.get(callId);
  if (member === undefined) return !isForItself;
  const isOffline = waitReason === 'offline';
  const cause = isOffline ? 'offline' : event.type === 'retry.scheduled' ? causeOf(event.verdict) : undefined;
  const trouble = {
    since: now,
    cause: cause ?? member.trouble?.cause ?? causeAround(known),
    blocked: member.attempts === 0,
    ...(isForItself ? { retryAt: at, waitReason } : { waitReason: 'circuit' as const }),
  };
  troubled(facts, event, member, trouble, now);
  if (isOffline) {
    facts.offline = true;
    deviceBegins(facts, event, now);
  }
  return true;
}

function leave(facts: Facts, { members }: Upstream, callId: number, member: Member): void {
  if (member.trouble !== undefined) facts.setTrouble(member, undefined);
  members.delete(callId);
}

function callSettled(facts: Facts, event: CallSettled, moment: Moment): boolean {
  const { callId, upstream } = event;
  const known = facts.upstreams.get(upstream);
  const member = known?.members.get(callId);
  // Also by a call that people are told nothing of, such as that of an outbox.
  const isHealed = event.outcome === 'succeeded' && accepted(facts, event, member);
  if (known === undefined || member === undefined) return isHealed;
  const { trouble } = member;
  leave(facts, known, callId, member);
  const isGood = event.outcome === 'succeeded' && trouble === undefined;
  if (isGood && !isHealed && !isOfInterest(facts, known)) return false;
  conclude(facts, event, member, trouble, moment);
  quieten(facts, upstream, moment.now);
  return isHealed || isOfInterest(facts, known) || event.outcome !== 'succeeded';
}

function circuitOpened(facts: Facts, { upstream, retryAt, at }: CircuitOpened, { now }: Moment): boolean {
  const probeAt = retryAt === undefined ? undefined : now + retryAt - at;
  Object.assign(facts.upstream(upstream), { open: true, probeAt, answeringSince: undefined });
  return true;
}

/** The device says so. People are told only if calls say so too, because it is wrong at times. */
function networkLost(facts: Facts, event: NetworkOffline, { now }: Moment): void {
  facts.offline = true;
  if (facts.deviceConcerned) {
    facts.device.cause = 'offline';
    return;
  }
  const agrees = [...facts.upstreams.values()].some(({ networkFailedAt }) => now - networkFailedAt <= AGREES_MS);
  if (agrees) deviceBegins(facts, event, now);
}
