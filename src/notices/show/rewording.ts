import { defined } from '../../rules/defined.ts';
import type { Notice, NoticePhase } from '../notice.ts';
import type { Candidate } from './candidate.ts';
import { type ComposeContext, compose, type Draft, isWaiting, LONG_OUTAGE_MS, named, recomposeAt } from './compose.ts';

/** A notice that people see, and what has to be remembered of it. Times are monotonic ms. */
export interface Shown {
  readonly candidate: Candidate;
  readonly notice: Notice;
  readonly revealedAt: number;
  /** When the words last changed; their first line; and when something was last said aloud. */
  readonly wordsAt: number;
  readonly titleAt: number;
  readonly spokenAt: number;
  /** What was said aloud since it began, since it was last working again, or since a person last asked for something. */
  readonly said: readonly string[];
  /** The next attempt that the words speak of. */
  readonly saidNextAt: number;
  readonly recoveredAt: number | undefined;
  /** A person pressed "Try now" in this incident, so its end has to be told. */
  readonly wasAsked: boolean;
}

export interface ShowContext extends ComposeContext {
  readonly visible: boolean;
  /** Nothing new is shown before; what failed earlier is told only if a person asked for it. */
  readonly seesFrom: number;
  readonly heldUntil: (id: string) => number;
  /** When a person last did something from which a call came. */
  readonly pressedAt: number;
  readonly gate: ((notice: Draft) => boolean) | undefined;
  /** To be called with every time at which to look again although nothing happens. */
  readonly wakeBy: (at: number) => void;
}

const NEVER_AGAIN = Number.POSITIVE_INFINITY;
/** A user who has just read a title must not find another one there, unless it is how the trouble ended. */
const MIN_TITLE_MS = 4_000;
const MIN_LAST_TITLE_MS = 1_000;
/** Told twice, one wait may differ by so much. */
const SAME_WAIT_MS = 500;
const LOOK_AGAIN_MS = 1_000;

/** So long the same wait is not told again. */
const repeatMs = ({ timing }: ShowContext): number => Math.max(timing.announceEveryMs, LOOK_AGAIN_MS);

export const isUnderWay = (phase: NoticePhase): boolean => phase === 'retrying' || isWaiting(phase);

/** Says what is to be said in this phase, as soon as the words may change. */
export function say(candidate: Candidate, phase: NoticePhase, before: Shown, context: ShowContext): Shown {
  const draft = compose(candidate, phase, context);
  const changesAt = Math.max(
    changeDueAt(candidate, draft, before, context),
    changeAllowedFrom(candidate, draft, before, context),
  );
  if (changesAt <= context.now) return show(candidate, draft, before, true, context);
  context.wakeBy(changesAt);
  return show(candidate, keepingWords(draft, before.notice), before, false, context);
}

/** When the words that people read are no longer the right ones. */
function changeDueAt(
  candidate: Candidate,
  draft: Draft,
  { notice, wordsAt, saidNextAt }: Shown,
  context: ShowContext,
): number {
  const { now } = context;
  const leftOf = ({ counts }: Pick<Notice, 'counts'>) => `${counts.failed} ${counts.waiting > 0}`;
  const isFewer = draft.phase === 'recovered' && leftOf(draft) !== leftOf(notice);
  const isOther = isFewer || draft.phase !== notice.phase || draft.cause !== notice.cause || draft.busy !== notice.busy;
  if (isOther || draft.circumstances.join() !== notice.circumstances.join()) return now;
  if (draft.waitMs === undefined) return NEVER_AGAIN;
  const isOtherWait = Math.abs(candidate.nextAt - saidNextAt) > SAME_WAIT_MS;
  // Time passes; that alone is worth few words.
  const at = isOtherWait ? now : wordsAt + repeatMs(context);
  return draft.waitMs !== notice.waitMs ? at : Math.max(at, now + LOOK_AGAIN_MS);
}

function changeAllowedFrom(
  candidate: Candidate,
  draft: Draft,
  { notice, wordsAt, titleAt }: Shown,
  context: ShowContext,
): number {
  const { now, timing } = context;
  // A user who presses a button sees at once that it worked.
  if ((candidate.asked && !notice.busy) || draft.cause === 'stopped') return now;
  const isSameTitle = titleOf(draft) === titleOf(notice);
  if (candidate.asked !== notice.busy || candidate.incident !== notice.incident || !isUnderWay(draft.phase)) {
    return isSameTitle ? now : titleAt + MIN_LAST_TITLE_MS;
  }
  // That it is serious now is worth a new title soon.
  return Math.max(
    wordsAt + timing.minPhaseMs,
    isSameTitle ? 0 : titleAt + (draft.phase === 'paused' ? MIN_LAST_TITLE_MS : MIN_TITLE_MS),
  );
}

const titleOf = ({ phase, cause }: Draft): string =>
  phase === 'waiting' || phase === 'retrying' || phase === 'offline' ? cause : `${phase} ${cause}`;

/** New facts in the words of before. */
const keepingWords = (
  draft: Draft,
  { phase, cause, origin, temporary, circumstances, elapsedMs, affected, others, waitMs }: Notice,
): Draft =>
  ({ ...draft, phase, cause, origin, temporary, circumstances, elapsedMs, affected, others, waitMs }) as Draft;

export function show(
  candidate: Candidate,
  draft: Draft,
  before: Shown | undefined,
  isReworded: boolean,
  context: ShowContext,
): Shown {
  const { now, wallNow, wakeBy } = context;
  const isSpoken = isWorthSaying(candidate, draft, before, isReworded, context);
  const isTitle = isReworded && (before === undefined || titleOf(draft) !== titleOf(before.notice));
  const knownAt = before?.candidate.nextAt === candidate.nextAt ? before.notice.nextAttemptAt : undefined;
  const nextAttemptAt = knownAt ?? Math.round(wallNow + candidate.nextAt - now);
  const body = {
    ...draft,
    announcements: (before?.notice.announcements ?? 0) + (isSpoken ? 1 : 0),
    nextAttemptAt: isWaiting(draft.phase) && Number.isFinite(nextAttemptAt) ? nextAttemptAt : undefined,
  };
  if (candidate.state === 'live') {
    wakeBy(recomposeAt(candidate, context));
    if (isReworded && draft.waitMs !== undefined) wakeBy(now + repeatMs(context));
  }
  return {
    ...{ revealedAt: now, titleAt: now, spokenAt: now, said: [] },
    ...{ wordsAt: now, saidNextAt: candidate.nextAt },
    ...before,
    candidate,
    notice: revised(body as Draft, before?.notice),
    ...(isReworded && { wordsAt: now, saidNextAt: candidate.nextAt }),
    ...(isTitle && { titleAt: now }),
    ...(isSpoken && { spokenAt: now, said: [...saidBefore(draft, before, context), sentenceOf(draft)] }),
    recoveredAt: candidate.state === 'well' ? before?.recoveredAt : undefined,
    wasAsked: candidate.asked || before?.wasAsked === true,
  };
}

/** The same words, with the numbers of now. */
export const recounted = (candidate: Candidate, before: Shown): Shown => ({
  ...before,
  candidate,
  notice: revised({ ...before.notice, counts: candidate.counts }, before.notice),
});

/** The same words about how it ended, without what has worked since. */
export function reduced(candidate: Candidate, before: Shown): Shown {
  const { notice } = before;
  const { failed } = candidate.counts;
  if (failed >= notice.counts.failed) return { ...before, candidate };
  const names = candidate.scope.kind === 'upstream' ? named(candidate.missing) : {};
  return {
    ...before,
    candidate,
    notice: revised({ ...notice, ...names, counts: { ...notice.counts, failed } }, notice),
  };
}

/** The same object as before where nothing has changed, for everything that compares by identity. */
function revised(draft: Draft, before: Notice | undefined): Notice {
  const revision = before?.revision ?? 0;
  const notice: Notice = defined({ ...draft, revision } as Notice);
  const isSame = Object.keys({ ...notice, ...before }).every(
    (name) => JSON.stringify(notice[name as keyof Notice]) === JSON.stringify(before?.[name as keyof Notice]),
  );
  return before !== undefined && isSame ? before : frozen({ ...notice, revision: revision + 1 });
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

/** Beginnings, endings and what a person asked for; while a wait lasts, seldom, and after two minutes nothing. */
function isWorthSaying(
  { state, asked, incident, since }: Candidate,
  draft: Draft,
  before: Shown | undefined,
  isReworded: boolean,
  context: ShowContext,
): boolean {
  const { visible, now, timing } = context;
  if (!visible) return false;
  if (before === undefined) return true;
  const { notice, spokenAt } = before;
  // That it is being tried was said when it was asked for.
  if (state === 'live' && asked !== notice.busy) return asked || draft.phase !== 'retrying';
  // A page that asks again by itself learns nothing new, and neither does a user who listens to it.
  if (saidBefore(draft, before, context).includes(sentenceOf(draft))) return false;
  if (notice.incident !== incident) return true;
  if (draft.phase !== notice.phase && !isUnderWay(draft.phase)) return true;
  const isRarely = now - spokenAt >= timing.announceEveryMs && now - since < LONG_OUTAGE_MS;
  return isReworded && isRarely && isWaiting(draft.phase) && draft.waitMs !== undefined;
}

/** What need not be said again. */
const saidBefore = ({ phase }: Draft, before: Shown | undefined, { pressedAt }: ShowContext): readonly string[] =>
  before === undefined || phase === 'recovered' || pressedAt > before.spokenAt ? [] : before.said;

/** The same for notices that sound the same. */
const sentenceOf = ({ phase, cause, effect, affected, others, counts, waitMs }: Draft): string =>
  JSON.stringify([phase, cause, effect, affected, others, phase === 'recovered' && counts.failed, waitMs]);
