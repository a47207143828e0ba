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
} from '../model/event.ts';
import { cleanLabel } from './clean.ts';
import { type Facts, type Failure, type Member, NEVER } from './facts.ts';
import {
  accepted,
  deviceBegins,
  deviceEnds,
  ended,
  failedTogether,
  forgetting,
  networkBack,
  quieten,
  refused,
  troubled,
  withMember,
  without,
  withUpstream,
} from './incidents.ts';
import type { NoticeCause, NoticeImportance } from './notice.ts';
import { causeOf, effectOf, isOfTheNetwork } from './read.ts';

/** What the fold has to be told beside the event. */
export interface Moment {
  /** Monotonic ms. */
  readonly now: number;
  /** Is the page being left? */
  readonly leaving: boolean;
  /** How much a call matters that does not say so itself. */
  readonly importanceOf: (call: CallStarted) => NoticeImportance;
}

/** So long a failure to connect supports a device that says it is offline. */
const AGREES_MS = 10_000;

/** Enters one event. Pure: the same facts, event and moment give the same facts. */
export function fold(facts: Facts, event: SteadyEvent, moment: Moment): Facts {
  switch (event.type) {
    case 'call.started':
      return callStarted(facts, event, moment);
    case 'attempt.started':
      return attemptStarted(facts, event, moment);
    case 'attempt.ended':
      return attemptEnded(facts, event, moment);
    case 'retry.scheduled':
    case 'call.waiting':
      return delayed(facts, event, moment);
    case 'call.recovered':
      return facts;
    case 'call.settled':
      return callSettled(facts, event, moment);
    case 'circuit.opened':
      return circuitOpened(facts, event, moment);
    case 'circuit.half-opened':
      return withUpstream(facts, event.upstream, (known) => ({ ...known, probeAt: undefined }));
    case 'circuit.closed':
      return withUpstream(facts, event.upstream, (known) => ({ ...known, open: false, probeAt: undefined }));
    case 'network.offline':
      return networkLost(facts, event, moment);
    case 'network.online':
      return networkBack({ ...facts, offline: false }, moment.now);
  }
}

function callStarted(facts: Facts, event: CallStarted, { now, importanceOf }: Moment): Facts {
  const { notice, callId, upstream } = event;
  if (notice === false) return facts;
  const importance = notice?.importance ?? importanceOf(event);
  if (importance === 'background') return facts;
  const member: Member = {
    upstream,
    importance,
    explicit: notice?.importance !== undefined,
    surface: notice?.surface ?? 'app',
    label: cleanLabel(notice?.label),
    startedAt: now,
    startedEpoch: event.at,
    attempts: 0,
    askingSince: undefined,
    trouble: undefined,
  };
  const known = facts.upstreams.has(upstream) ? facts : withUpstream(facts, upstream, (each) => each);
  return { ...known, members: new Map(known.members).set(callId, member) };
}

function attemptStarted(facts: Facts, { attempt, probe, callId, upstream }: AttemptStarted, { now }: Moment): Facts {
  const next = probe ? withUpstream(facts, upstream, (known) => ({ ...known, probeAt: undefined })) : facts;
  return withMember(next, callId, (member) => ({
    ...member,
    attempts: attempt,
    askingSince: now,
    trouble: member.trouble && { ...member.trouble, blocked: false, retryAt: undefined },
  }));
}

function attemptEnded(facts: Facts, event: AttemptEnded, { now, leaving }: Moment): Facts {
  const { callId, upstream, verdict } = event;
  const cause = causeOf(verdict);
  const isNetwork = isOfTheNetwork(cause);
  if (isNetwork && leaving) return without(facts, callId);

  let next = withMember(facts, callId, (member) => ({ ...member, askingSince: undefined }));
  const isAnswer = 'status' in verdict;
  const isWell = verdict.kind === 'ok' || verdict.kind === 'client-error';
  if (next.upstreams.has(upstream) || !isWell) {
    next = withUpstream(next, upstream, (known) => ({
      ...known,
      answering: isWell,
      networkFailedAt: isNetwork ? now : isAnswer ? NEVER : known.networkFailedAt,
      incident: { ...known.incident, asked: false, ...(isWell ? { succeededAt: now } : {}) },
    }));
  }
  const { device } = next;
  if (device.number > 0) {
    next = { ...next, device: { ...device, asked: false, succeededAt: isWell ? now : device.succeededAt } };
  }
  if (isAnswer && next.deviceConcerned) next = deviceEnds(next, now, isWell);
  if (cause === undefined || !verdict.transient) return next;
  next = troubled(next, event, { since: now, cause, blocked: false }, now);
  const isDevice = isNetwork && (next.offline || failedTogether(next, upstream, now));
  return isDevice ? deviceBegins(next, event, now) : next;
}

/** A call waits: for its own retry, or for its upstream or the network to come back. */
function delayed(facts: Facts, event: RetryScheduled | CallWaiting, { now }: Moment): Facts {
  const { retryAt, waitReason, upstream, callId } = event;
  const at = retryAt === undefined ? undefined : now + retryAt - event.at;
  const isForItself = waitReason === 'backoff' || waitReason === 'retry-after';
  const known = isForItself ? facts : withUpstream(facts, upstream, (each) => ({ ...each, probeAt: at }));
  const member = known.members.get(callId);
  const isOffline = waitReason === 'offline';
  const cause = isOffline ? 'offline' : event.type === 'retry.scheduled' ? causeOf(event.verdict) : undefined;
  const next = troubled(
    known,
    event,
    {
      since: now,
      cause: cause ?? member?.trouble?.cause ?? causeAround(known, upstream),
      blocked: member?.attempts === 0,
      ...(isForItself ? { retryAt: at, waitReason } : { waitReason: 'circuit' }),
    },
    now,
  );
  return isOffline && member !== undefined ? deviceBegins({ ...next, offline: true }, event, now) : next;
}

/** A call that was not even sent suffers from what the others suffer from. */
function causeAround(facts: Facts, upstream: string): NoticeCause {
  for (const member of facts.members.values()) {
    if (member.upstream === upstream && member.trouble !== undefined) return member.trouble.cause;
  }
  return facts.upstreams.get(upstream)?.incident.failure?.cause ?? 'unavailable';
}

function callSettled(facts: Facts, event: CallSettled, moment: Moment): Facts {
  const member = facts.members.get(event.callId);
  if (member === undefined) return facts;
  const after = concluded(without(facts, event.callId), event, member, moment);
  return forgetting(quieten(after, event.upstream, moment.now), event.upstream);
}

function concluded(facts: Facts, event: CallSettled, member: Member, { now, leaving }: Moment): Facts {
  const { outcome, verdict } = event;
  const { importance, surface, trouble, explicit } = member;
  const wentWell = (): Facts => (trouble === undefined ? facts : ended(facts, event, member, undefined, now));
  if (outcome === 'succeeded') return accepted(wentWell(), event, member.label);
  const cause = causeOfEnd(facts, event, member);
  if (cause === undefined || (leaving && !('status' in verdict))) return facts;
  const failure: Failure = { at: now, cause, effect: effectOf(event), importance, surface };
  if (verdict.kind === 'client-error') {
    // It was answered. Whether a 404 or 422 is a mishap only the app knows, so only its own word makes it one.
    return explicit && importance === 'user' ? refused(wentWell(), event, member, failure) : wentWell();
  }
  if (failure.effect === 'unknown' && importance === 'user') return refused(facts, event, member, failure);
  return ended(facts, event, member, failure, now);
}

function causeOfEnd(
  facts: Facts,
  { outcome, verdict, upstream }: CallSettled,
  member: Member,
): NoticeCause | undefined {
  if (outcome === 'aborted') return undefined;
  if (outcome === 'cancelled') {
    const isStopped = facts.device.stopped || facts.upstreams.get(upstream)?.incident.stopped;
    return isStopped ? 'stopped' : undefined;
  }
  return verdict.kind === 'refused' ? (member.trouble?.cause ?? causeAround(facts, upstream)) : causeOf(verdict);
}

function circuitOpened(facts: Facts, { upstream, retryAt, at }: CircuitOpened, { now }: Moment): Facts {
  const probeAt = retryAt === undefined ? undefined : now + retryAt - at;
  return withUpstream(facts, upstream, (known) => ({ ...known, open: true, probeAt, answering: false }));
}

/** The device says so. People are told only if calls say so too, because it is wrong at times. */
function networkLost(facts: Facts, event: NetworkOffline, { now }: Moment): Facts {
  const next = { ...facts, offline: true };
  if (next.deviceConcerned) return { ...next, device: { ...next.device, cause: 'offline' } };
  const agrees = [...next.upstreams.values()].some(({ networkFailedAt }) => now - networkFailedAt <= AGREES_MS);
  return agrees ? deviceBegins(next, event, now) : next;
}
