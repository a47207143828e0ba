import type { CallSettled, SteadyEvent } from '../model/event.ts';
import { LAST_DATE } from '../rules/last-date.ts';
import { cleanReference } from './clean.ts';
import {
  type Facts,
  type Failure,
  type Incident,
  type Member,
  type Missing,
  NEVER,
  noIncident,
  type Trouble,
  thingOf,
  type Upstream,
} from './facts.ts';
import { isOfTheNetwork } from './read.ts';

type CallEvent = Extract<SteadyEvent, { readonly callId: number }>;

/** What comes back sooner is the same incident: hiding it has hidden this too. */
const FLAP_WINDOW_MS = 15_000;
/** Two upstreams that cannot be reached within this time: then it is hardly they. */
const TOGETHER_MS = 2_000;
/** Equal refusals within this time are told as one. */
const SAME_REFUSAL_MS = 5_000;
/** More are a number, whatever it is. */
const MANY = 100;

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
  const { labels } = incident;
  const verdict = 'verdict' in event ? event.verdict : undefined;
  const status = verdict !== undefined && 'status' in verdict ? verdict.status : incident.status;
  const asksFor = verdict?.retryAfterMs;
  return {
    ...incident,
    status,
    cause: trouble?.cause ?? incident.cause,
    importance: importance === 'user' ? importance : incident.importance,
    surface: incident.surface === undefined || incident.surface === surface ? surface : 'app',
    labels: label === undefined || labels.length >= MANY || labels.includes(label) ? labels : [...labels, label],
    attempts: Math.max(incident.attempts, attempts),
    reference: referenceOf(event) ?? incident.reference,
    // What it asked for, which may be longer than any call waits.
    retryAfterUntil:
      asksFor === undefined ? incident.retryAfterUntil : Math.min(LAST_DATE, Math.round(event.at + asksFor)),
  };
}

/** Support ids name their kind (`cf-ray:8f2c`); the person only has to pass them on. */
const referenceOf = ({ supportIds }: CallEvent): string | undefined =>
  cleanReference(supportIds[supportIds.length - 1]);

/** A call is in trouble, for the first time or still. */
export function troubled(facts: Facts, event: CallEvent, member: Member, trouble: Trouble, now: number): void {
  facts.setTrouble(member, { ...trouble, since: member.trouble?.since ?? trouble.since });
  const upstream = facts.upstream(event.upstream);
  upstream.incident = noted(begin(upstream.incident, event, now), event, member);
}

/** A call that was in trouble is over: well, or with this failure. */
export function ended(
  facts: Facts,
  event: CallSettled,
  member: Member,
  failure: Failure | undefined,
  now: number,
): void {
  const tally = (incident: Incident): Incident =>
    failure === undefined
      ? { ...incident, finished: incident.finished + 1, succeededAt: now }
      : {
          ...incident,
          missing: withMissing(incident.missing, event, member),
          failure: graver(failure, incident.failure),
        };
  const upstream = facts.upstream(event.upstream);
  upstream.incident = tally(noted(begin(upstream.incident, event, now), event, member));
  if (facts.deviceConcerned) facts.device = tally(facts.device);
}

/** What is asked for again by itself is not missing: the page sees to it. */
function withMissing(missing: Incident['missing'], event: CallSettled, member: Member): Incident['missing'] {
  const thing = thingOf(member);
  const isKnown = missing.has(thing);
  if (!isKnown && missing.size >= MANY) return missing;
  const next = new Map(missing);
  if (isKnown && member.importance === 'view') next.delete(thing);
  else next.set(thing, missingOf(event, member));
  return next;
}

const missingOf = ({ idempotencyKey }: CallSettled, member: Member): Missing => ({
  thing: thingOf(member),
  idempotencyKey,
  label: member.label,
});

/** The latest failure, but what mattered to a person goes on doing so. */
const graver = (failure: Failure, before: Failure | undefined): Failure =>
  before?.importance === 'user' ? { ...failure, importance: 'user' } : failure;

/** Something that concerns this request alone, or that has to be said whatever else is going on. */
export function refused(facts: Facts, event: CallSettled, member: Member, failure: Failure): void {
  const { upstream } = event;
  const { label } = member;
  // The user has to sign in only once.
  const id =
    failure.cause === 'signed-out' ? failure.cause : [failure.cause, failure.effect, upstream, label].join(' ');
  const known = facts.refusals.get(id)?.incident;
  const isSame = known?.failure !== undefined && failure.at - known.failure.at <= SAME_REFUSAL_MS;
  const begun = begin(isSame ? known : noIncident(known?.key ?? facts.newKey()), event, failure.at);
  // What may have been carried out is not forgotten for what failed after it.
  const { missing } = (failure.effect === 'unknown' && known) || begun;
  const incident: Incident = {
    ...noted(begun, event, member),
    number: (known?.number ?? 0) + (isSame ? 0 : 1),
    since: failure.at - event.elapsedMs,
    sinceEpoch: event.at - event.elapsedMs,
    attempts: event.attempts,
    missing: missing.size < MANY ? new Map(missing).set(String(event.callId), missingOf(event, member)) : missing,
    failure,
    quietSince: failure.at,
  };
  facts.refusals.set(id, { upstream, incident });
}

/** A call has succeeded: what failed or was refused before is now there, if it was the same. Returns whether that changes anything. */
export function accepted(facts: Facts, { upstream, idempotencyKey }: CallSettled, member?: Member): boolean {
  const known = facts.upstreams.get(upstream);
  const isAnyMissing = facts.refusals.size + (known?.incident.missing.size ?? 0) + facts.device.missing.size > 0;
  if (!isAnyMissing) return false;
  const thing = member && thingOf(member);
  let isChange = false;
  const without = (incident: Incident, isSame = true): Incident => {
    const missing = [...incident.missing].filter(
      ([, each]) =>
        !(isSame && each.thing === thing) && (idempotencyKey === undefined || each.idempotencyKey !== idempotencyKey),
    );
    if (missing.length === incident.missing.size) return incident;
    isChange = true;
    return { ...incident, missing: new Map(missing) };
  };
  for (const [id, refusal] of facts.refusals) {
    // Without a name for it, it may have been the same order or another one.
    const isNamed = member?.label !== undefined;
    const incident = without(refusal.incident, isNamed || refusal.incident.failure?.effect !== 'unknown');
    if (incident.missing.size === 0) facts.refusals.delete(id);
    else facts.refusals.set(id, { ...refusal, incident });
  }
  if (known !== undefined) known.incident = without(known.incident);
  facts.device = without(facts.device);
  return isChange;
}

/** Takes note where nothing is in trouble any more. */
export function quieten(facts: Facts, upstream: string, now: number): void {
  quieted(facts, facts.upstream(upstream), now);
  networkBack(facts, now);
}

function quieted(facts: Facts, upstream: Upstream, now: number): void {
  if (upstream.troubled.size > 0) return;
  // No call is left whose request could be the answer.
  if (facts.troubled === 0 && facts.device.asked) facts.device = { ...facts.device, asked: false };
  const { incident } = upstream;
  if (incident.number > 0 && incident.quietSince === NEVER) {
    upstream.incident = { ...incident, quietSince: now, asked: false };
  }
}

/** From here on it is the device's trouble, not that of each upstream. */
export function deviceBegins(facts: Facts, event: SteadyEvent, now: number): void {
  if (facts.deviceConcerned) return;
  facts.deviceConcerned = true;
  facts.device = { ...begin(facts.device, event, now), cause: facts.offline ? 'offline' : 'network' };
}

/** A server answered, so there is a network: what failed for want of one is no longer in trouble, until shown otherwise. */
export function deviceEnds(facts: Facts, now: number, succeeded: boolean): void {
  facts.deviceConcerned = false;
  facts.device = { ...facts.device, quietSince: now, asked: false, ...(succeeded ? { succeededAt: now } : {}) };
  for (const upstream of facts.upstreams.values()) {
    for (const member of upstream.troubled) {
      if (isOfTheNetwork(member.trouble?.cause)) facts.setTrouble(member, undefined);
    }
    quieted(facts, upstream, now);
  }
}

/** The device is online and no call is left to find out whether that is true, or no call will be tried any more. */
export function networkBack(facts: Facts, now: number): void {
  const isEnding = facts.deviceConcerned && (!facts.offline || facts.device.stopped);
  if (isEnding && facts.troubled === 0) deviceEnds(facts, now, false);
}

export const failedTogether = (facts: Facts, upstream: string, now: number): boolean =>
  [...facts.upstreams].some(([key, { networkFailedAt }]) => key !== upstream && now - networkFailedAt <= TOGETHER_MS);
