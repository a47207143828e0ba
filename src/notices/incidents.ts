import type { CallSettled, SteadyEvent } from '../model/event.ts';
import { cleanReference } from './clean.ts';
import {
  type Facts,
  type Failure,
  type Incident,
  type Member,
  NEVER,
  newUpstream,
  noIncident,
  type Trouble,
  type Upstream,
} from './facts.ts';
import { isOfTheNetwork } from './read.ts';

type CallEvent = Extract<SteadyEvent, { readonly callId: number }>;

/** What comes back sooner is the same incident: whoever has hidden it has hidden this too. */
const FLAP_WINDOW_MS = 15_000;
/** Two upstreams that cannot be reached within this time: then it is hardly they. */
const TOGETHER_MS = 2_000;
/** Equal refusals within this time are told as one. */
const SAME_REFUSAL_MS = 5_000;

export function withUpstream(facts: Facts, key: string, change: (upstream: Upstream) => Upstream): Facts {
  const known = facts.upstreams.get(key);
  const named = known === undefined ? facts.named + 1 : facts.named;
  const changed = change(known ?? newUpstream(String(named)));
  return { ...facts, named, upstreams: new Map(facts.upstreams).set(key, changed) };
}

/** Of an upstream that nobody calls and that never was in trouble there is nothing to remember. */
export function forgetting(facts: Facts, key: string): Facts {
  const isOfUse =
    facts.upstreams.get(key)?.incident.number !== 0 ||
    [...facts.members.values()].some(({ upstream }) => upstream === key);
  if (isOfUse) return facts;
  const upstreams = new Map(facts.upstreams);
  upstreams.delete(key);
  return { ...facts, upstreams };
}

export function withMember(facts: Facts, callId: number, change: (member: Member) => Member): Facts {
  const member = facts.members.get(callId);
  if (member === undefined) return facts;
  return { ...facts, members: new Map(facts.members).set(callId, change(member)) };
}

const withIncident = (facts: Facts, upstream: string, change: (incident: Incident) => Incident): Facts =>
  withUpstream(facts, upstream, (known) => ({ ...known, incident: change(known.incident) }));

/** Trouble begins, or goes on. */
function begin(incident: Incident, event: SteadyEvent, now: number): Incident {
  const { key, number, quietSince, succeededAt, since, flaps } = incident;
  if (number > 0 && quietSince === NEVER) return incident;
  if (number > 0 && now - quietSince <= FLAP_WINDOW_MS) {
    return { ...incident, quietSince: NEVER, stopped: false, flaps: flaps + (succeededAt > since ? 1 : 0) };
  }
  return { ...noIncident(key), number: number + 1, since: now, sinceEpoch: event.at };
}

function noted(incident: Incident, event: CallEvent, member: Member): Incident {
  const { label, attempts, importance, surface, trouble } = member;
  const verdict = 'verdict' in event ? event.verdict : undefined;
  const status = verdict !== undefined && 'status' in verdict ? verdict.status : incident.status;
  const asksFor = verdict?.retryAfterMs;
  return {
    ...incident,
    status,
    cause: trouble?.cause ?? incident.cause,
    importance: importance === 'user' ? importance : incident.importance,
    surface: incident.surface === undefined || incident.surface === surface ? surface : 'app',
    labels: label === undefined || incident.labels.includes(label) ? incident.labels : [...incident.labels, label],
    attempts: Math.max(incident.attempts, attempts),
    reference: referenceOf(event) ?? incident.reference,
    // What it asked for, which may be more than anybody waits.
    retryAfterUntil: asksFor === undefined ? incident.retryAfterUntil : Math.round(event.at + asksFor),
  };
}

/** Support ids name their kind (`cf-ray:8f2c`); the person only has to pass them on. */
const referenceOf = ({ supportIds }: CallEvent): string | undefined =>
  cleanReference(supportIds[supportIds.length - 1]);

/** A call is in trouble, for the first time or still. */
export function troubled(facts: Facts, event: CallEvent, trouble: Trouble, now: number): Facts {
  const member = facts.members.get(event.callId);
  if (member === undefined) return facts;
  const inTrouble: Member = { ...member, trouble: { ...trouble, since: member.trouble?.since ?? trouble.since } };
  const next = { ...facts, members: new Map(facts.members).set(event.callId, inTrouble) };
  return withIncident(next, event.upstream, (incident) => noted(begin(incident, event, now), event, inTrouble));
}

/** Under way no longer; what became of it is told by `ended`, `refused`, or not at all. */
export function without(facts: Facts, callId: number): Facts {
  const members = new Map(facts.members);
  members.delete(callId);
  return { ...facts, members };
}

/** A call that was in trouble is over: well, or with this failure. */
export function ended(
  facts: Facts,
  event: CallSettled,
  member: Member,
  failure: Failure | undefined,
  now: number,
): Facts {
  const tally = (incident: Incident): Incident =>
    failure === undefined
      ? { ...incident, finished: incident.finished + 1, succeededAt: now }
      : { ...incident, failed: incident.failed + 1, failure: graver(failure, incident.failure) };
  const next = withIncident(facts, event.upstream, (incident) =>
    tally(noted(begin(incident, event, now), event, member)),
  );
  return next.deviceConcerned ? { ...next, device: tally(next.device) } : next;
}

/** The latest failure, but what mattered to a person goes on doing so. */
const graver = (failure: Failure, before: Failure | undefined): Failure =>
  before?.importance === 'user' ? { ...failure, importance: 'user' } : failure;

/** Something that concerns this request alone, or that has to be said whatever else is going on. */
export function refused(facts: Facts, event: CallSettled, member: Member, failure: Failure): Facts {
  const { upstream, method } = event;
  const { label } = member;
  // Whoever has to sign in has to do so once.
  const id =
    failure.cause === 'signed-out' ? failure.cause : [failure.cause, failure.effect, upstream, label].join(' ');
  const known = facts.refusals.get(id)?.incident;
  const isSame = known?.failure !== undefined && failure.at - known.failure.at <= SAME_REFUSAL_MS;
  const begun = begin(isSame ? known : noIncident(known?.key ?? String(facts.refusals.size + 1)), event, failure.at);
  const incident: Incident = {
    ...noted(begun, event, member),
    number: (known?.number ?? 0) + (isSame ? 0 : 1),
    since: failure.at - event.elapsedMs,
    sinceEpoch: event.at - event.elapsedMs,
    attempts: event.attempts,
    failed: begun.failed + 1,
    failure,
    quietSince: failure.at,
  };
  return { ...facts, refusals: new Map(facts.refusals).set(id, { upstream, method, label, incident }) };
}

/** What was refused before has now worked. */
export function accepted(facts: Facts, { upstream, method }: CallSettled, label: string | undefined): Facts {
  const refusals = [...facts.refusals].filter(
    ([, refusal]) => refusal.upstream !== upstream || refusal.method !== method || refusal.label !== label,
  );
  return refusals.length === facts.refusals.size ? facts : { ...facts, refusals: new Map(refusals) };
}

/** Takes note where nothing is in trouble any more. */
export const quieten = (facts: Facts, upstream: string, now: number): Facts =>
  networkBack(quietened(facts, upstream, now), now);

function quietened(facts: Facts, upstream: string, now: number): Facts {
  const troubled = [...facts.members.values()].filter(({ trouble }) => trouble !== undefined);
  if (troubled.some((member) => member.upstream === upstream)) return facts;
  // Nobody is left whose request could be the answer.
  const device = troubled.length === 0 ? { ...facts.device, asked: false } : facts.device;
  return withIncident({ ...facts, device }, upstream, (incident) =>
    incident.number > 0 && incident.quietSince === NEVER ? { ...incident, quietSince: now, asked: false } : incident,
  );
}

/** From here on it is the device's trouble, not that of each upstream. */
export function deviceBegins(facts: Facts, event: SteadyEvent, now: number): Facts {
  if (facts.deviceConcerned) return facts;
  const cause = facts.offline ? 'offline' : 'network';
  return { ...facts, deviceConcerned: true, device: { ...begin(facts.device, event, now), cause } };
}

/** Somebody answered, so there is a network: who suffered from its absence is no longer in trouble, until shown otherwise. */
export function deviceEnds(facts: Facts, now: number, succeeded: boolean): Facts {
  const device = { ...facts.device, quietSince: now, asked: false, ...(succeeded ? { succeededAt: now } : {}) };
  const members = [...facts.members].map(([callId, member]): readonly [number, Member] => {
    const isFreed = member.trouble !== undefined && isOfTheNetwork(member.trouble.cause);
    return [callId, isFreed ? { ...member, trouble: undefined } : member];
  });
  const next: Facts = { ...facts, deviceConcerned: false, device, members: new Map(members) };
  return [...facts.upstreams.keys()].reduce((all, upstream) => quietened(all, upstream, now), next);
}

/** The device is online and nobody is left to find out whether that is true, or nobody is to try any more. */
export function networkBack(facts: Facts, now: number): Facts {
  const isEnding = facts.deviceConcerned && (!facts.offline || facts.device.stopped);
  const isOver = isEnding && ![...facts.members.values()].some(({ trouble }) => trouble);
  return isOver ? deviceEnds(facts, now, false) : facts;
}

export const failedTogether = (facts: Facts, upstream: string, now: number): boolean =>
  [...facts.upstreams].some(([key, { networkFailedAt }]) => key !== upstream && now - networkFailedAt <= TOGETHER_MS);
