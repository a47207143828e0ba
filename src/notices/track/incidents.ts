import type { CallSettled, SteadyEvent } from '../../model/event.ts';
import { LAST_DATE } from '../../rules/last-date.ts';
import { cleanReference } from '../text/sanitize.ts';
import { isOfTheNetwork } from './cause.ts';
import {
  end,
  type Failure,
  type Incident,
  type Member,
  NEVER,
  type NoticeState,
  noIncident,
  type Trouble,
  thingOf,
  type Upstream,
} from './state.ts';

type CallEvent = Extract<SteadyEvent, { readonly callId: number }>;

/** What comes back sooner is the same incident: who has hidden it has hidden this too. */
const FLAP_WINDOW_MS = 15_000;
/** Two upstreams that cannot be reached within this time: then it is hardly they. */
const TOGETHER_MS = 2_000;
/** Equal failures within this time are told as one. */
const SAME_FAILURE_MS = 5_000;
/** More are a number, whatever it is. */
const MANY = 100;

/** Trouble begins, or goes on. */
function begin(incident: Incident, event: SteadyEvent, now: number): void {
  const { key, number, quietSince, succeededAt } = incident;
  if (number > 0 && quietSince === NEVER) return;
  if (number > 0 && now - quietSince <= FLAP_WINDOW_MS) {
    // It had worked since.
    if (succeededAt >= quietSince) incident.flaps++;
    incident.quietSince = NEVER;
    incident.stopped = false;
  } else Object.assign(incident, noIncident(key), { number: number + 1, since: now, sinceEpoch: event.at });
}

function note(incident: Incident, event: CallEvent, member: Member): void {
  const { label, attempts, importance, surface, trouble } = member;
  const { labels } = incident;
  const verdict = 'verdict' in event ? event.verdict : undefined;
  if (verdict !== undefined && 'status' in verdict) incident.status = verdict.status;
  // What it asked for, which may be longer than any call waits.
  if (verdict?.retryAfterMs !== undefined)
    incident.retryAfterUntil = Math.min(LAST_DATE, Math.round(event.at + verdict.retryAfterMs));
  if (trouble !== undefined) incident.cause = trouble.cause;
  if (importance === 'user') incident.importance = importance;
  incident.surface = (incident.surface ?? surface) === surface ? surface : 'app';
  if (label !== undefined && labels.length < MANY && !labels.includes(label)) incident.labels = [...labels, label];
  incident.attempts = Math.max(incident.attempts, attempts);
  // Support ids name their kind (`cf-ray:8f2c`); the person only has to pass them on.
  incident.reference = cleanReference(event.supportIds[event.supportIds.length - 1]) ?? incident.reference;
}

/** A call is in trouble, for the first time or still. */
export function troubled(state: NoticeState, event: CallEvent, member: Member, trouble: Trouble, now: number): void {
  state.setTrouble(member, { ...trouble, since: member.trouble?.since ?? trouble.since });
  const { incident } = state.upstream(event.upstream);
  begin(incident, event, now);
  note(incident, event, member);
}

/** A call that was in trouble is over: well, or with this failure. */
export function ended(
  state: NoticeState,
  event: CallSettled,
  member: Member,
  failure: Failure | undefined,
  now: number,
): void {
  const { incident } = state.upstream(event.upstream);
  begin(incident, event, now);
  note(incident, event, member);
  for (const each of state.deviceConcerned ? [incident, state.device] : [incident]) {
    if (failure === undefined) {
      each.finished++;
      each.succeededAt = now;
    } else {
      miss(each.missing, event, member);
      // The latest failure, but what mattered to a person goes on doing so.
      each.failure = each.failure?.importance === 'user' ? { ...failure, importance: 'user' } : failure;
    }
  }
}

/** What is asked for again by itself is not missing: the page sees to it. */
function miss(missing: Incident['missing'], event: CallSettled, member: Member): void {
  const thing = thingOf(member);
  const isKnown = missing.has(thing);
  if (isKnown && member.importance === 'view') missing.delete(thing);
  else if (isKnown || missing.size < MANY) missing.set(thing, missingOf(event, member));
}

const missingOf = ({ idempotencyKey }: CallSettled, member: Member) => ({
  thing: thingOf(member),
  idempotencyKey,
  label: member.label,
});

/** Something that concerns this request alone, or that has to be said whatever else is going on. */
export function requestFailed(state: NoticeState, event: CallSettled, member: Member, failure: Failure): void {
  const { upstream, elapsedMs, attempts, callId } = event;
  const { cause, effect, at } = failure;
  // Who has to sign in has to do so once.
  const id = cause === 'signed-out' ? cause : [cause, effect, upstream, member.label].join(' ');
  const known = state.requestFailures.get(id)?.incident;
  const isSame = known?.failure !== undefined && at - known.failure.at <= SAME_FAILURE_MS;
  const incident = isSame ? known : noIncident(known?.key ?? state.newKey());
  begin(incident, event, at);
  note(incident, event, member);
  Object.assign(incident, {
    number: (known?.number ?? 0) + (isSame ? 0 : 1),
    since: at - elapsedMs,
    sinceEpoch: event.at - elapsedMs,
    attempts,
    failure,
    quietSince: at,
    // What may have been carried out is not forgotten for what failed after it.
    ...(known !== undefined && effect === 'unknown' && { missing: known.missing }),
  });
  if (incident.missing.size < MANY) incident.missing.set(String(callId), missingOf(event, member));
  state.keepFailure(id, { upstream, incident });
}

/** A call has succeeded: what failed or was refused before is now there, if it was the same. Returns whether that changes anything. */
export function accepted(state: NoticeState, { upstream, idempotencyKey }: CallSettled, member?: Member): boolean {
  let isChange = false;
  const takeOff = ({ missing }: Incident, isSame = true): void => {
    for (const [id, each] of missing) {
      const isSameKey = idempotencyKey !== undefined && each.idempotencyKey === idempotencyKey;
      const isIt = isSameKey || (isSame && member !== undefined && each.thing === thingOf(member));
      if (isIt && missing.delete(id)) isChange = true;
    }
  };
  for (const [id, { incident }] of state.requestFailures) {
    // Without a name for it there is no telling whether it was the same order or another one.
    takeOff(incident, member?.label !== undefined || incident.failure?.effect !== 'unknown');
    if (incident.missing.size === 0) state.requestFailures.delete(id);
  }
  const known = state.upstreams.get(upstream);
  if (known !== undefined) takeOff(known.incident);
  takeOff(state.device);
  return isChange;
}

/** Takes note where nothing is in trouble any more. */
export function quieten(state: NoticeState, upstream: string, now: number): void {
  quieted(state, state.upstream(upstream), now);
  networkBack(state, now);
}

function quieted(state: NoticeState, { troubled: inTrouble, incident }: Upstream, now: number): void {
  if (inTrouble.size > 0) return;
  // No call is left whose request could be the answer.
  if (state.troubled === 0) state.device.asked = false;
  if (incident.quietSince === NEVER) end(incident, now);
}

/** From here on it is the device's trouble, not that of each upstream. */
export function deviceBegins(state: NoticeState, event: SteadyEvent, now: number): void {
  if (state.deviceConcerned) return;
  state.deviceConcerned = true;
  begin(state.device, event, now);
  state.device.cause = state.offline ? 'offline' : 'network';
}

/** A server answered, so there is a network: upstreams that failed for lack of one are no longer in trouble, until shown otherwise. */
export function deviceEnds(state: NoticeState, now: number): void {
  state.deviceConcerned = false;
  end(state.device, now);
  for (const upstream of state.upstreams.values()) {
    for (const member of upstream.troubled) {
      if (isOfTheNetwork(member.trouble?.cause)) state.setTrouble(member, undefined);
    }
    quieted(state, upstream, now);
  }
}

/** The device is online and no call is left to find out whether that is true, or no call is to try any more. */
export function networkBack(state: NoticeState, now: number): void {
  const isEnding = state.deviceConcerned && (!state.offline || state.device.stopped);
  if (isEnding && state.troubled === 0) deviceEnds(state, now);
}

export const failedTogether = (state: NoticeState, upstream: string, now: number): boolean =>
  [...state.upstreams].some(([key, { networkFailedAt }]) => key !== upstream && now - networkFailedAt <= TOGETHER_MS);
