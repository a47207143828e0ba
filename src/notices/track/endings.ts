import type { CallSettled } from '../../model/event.ts';
import type { NoticeCause } from '../notice.ts';
import { causeOf, isSafe } from './cause.ts';
import { ended, requestFailed } from './incidents.ts';
import type { Failure, Member, NoticeState, Trouble, Upstream } from './state.ts';

/** What has to be known beside the event. */
export interface Ending {
  /** Monotonic ms. */
  readonly now: number;
  /** Is the page being left? */
  readonly isLeaving: () => boolean;
}

/** Enters how a call ended that may have been in trouble. */
export function conclude(
  state: NoticeState,
  event: CallSettled,
  member: Member,
  trouble: Trouble | undefined,
  { now, isLeaving }: Ending,
): void {
  const { outcome, verdict } = event;
  const isAnswer = verdict.kind === 'client-error';
  if ((outcome === 'succeeded' || isAnswer) && trouble !== undefined) ended(state, event, member, undefined, now);
  const failure = failureOf(state, event, member, trouble, now);
  if (failure === undefined || (!('status' in verdict) && isLeaving())) return;
  const isForPerson = member.importance === 'user';
  if (isAnswer) {
    // Whether a 404 or 422 is a mishap only the app knows, so only its own word makes it one.
    if (isForPerson && member.explicit) requestFailed(state, event, member, failure);
  } else if (isForPerson && isLost(event, failure)) requestFailed(state, event, member, failure);
  else ended(state, event, member, failure, now);
}

/** Whatever else works again, it was not carried out, or may not have been. Who stopped it knows. */
const isLost = ({ method }: CallSettled, { effect, cause }: Failure): boolean =>
  effect === 'unknown' || (effect === 'none' && !isSafe(method) && cause !== 'stopped');

/** `undefined` for what is no failure, or cannot be told yet. */
function failureOf(
  state: NoticeState,
  event: CallSettled,
  { method, importance, surface, isMaybeDone }: Member,
  trouble: Trouble | undefined,
  now: number,
): Failure | undefined {
  const { attempts, verdict, replayable } = event;
  const upstream = state.upstream(event.upstream);
  const cause = causeOfEnd(state, event, trouble, upstream);
  if (cause === undefined) return undefined;
  if (cause === 'signed-out' && (trouble !== undefined || isInTrouble(upstream, now))) return undefined;
  const effect = isMaybeDone ? (replayable ? 'repeat-safe' : 'unknown') : 'none';
  const unsent = !isSafe(method) && !isMaybeDone && (attempts === 0 || verdict.reached === 'no');
  const write = !isSafe(method) && !isMaybeDone && !unsent;
  return { at: now, cause, effect, unsent, write, importance, surface };
}

/** While a service fails it cannot find out who is signed in, and its "sign in" is not to be believed. */
const isInTrouble = ({ troubled, incident }: Upstream, now: number): boolean =>
  troubled.size > 0 || (incident.number > 0 && now - incident.quietSince < AFTERMATH_MS);

const AFTERMATH_MS = 5_000;

function causeOfEnd(
  { device, offline }: NoticeState,
  { outcome, verdict }: CallSettled,
  trouble: Trouble | undefined,
  upstream: Upstream,
): NoticeCause | undefined {
  if (outcome === 'cancelled') return device.stopped || upstream.incident.stopped ? 'stopped' : undefined;
  if (verdict.kind === 'refused') return trouble?.cause ?? causeAround(upstream);
  return offline && verdict.kind === 'network' ? 'offline' : causeOf(verdict);
}

/** A call that was not even sent suffers from what the others suffer from. */
export function causeAround({ troubled, incident }: Upstream): NoticeCause {
  for (const { trouble } of troubled) if (trouble !== undefined) return trouble.cause;
  return incident.failure?.cause ?? 'unavailable';
}
