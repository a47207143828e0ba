import { defined } from '../defined.ts';
import type { Notice, NoticePhase } from '../notice.ts';
import type { Scene } from './candidate.ts';
import { type ComposeContext, compose, type Draft, isWaiting, LONG_OUTAGE_MS, named, recomposeAt } from './compose.ts';

/** A notice that people see, and what has to be remembered of it. Times are monotonic ms. */
export interface Shown {
  readonly scene: Scene;
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

export interface StageContext extends ComposeContext {
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

export const NEVER_AGAIN = Number.POSITIVE_INFINITY;
/** Whoever has just read a title must not find another one there, unless it is how the trouble ended. */
const MIN_TITLE_MS = 4_000;
const MIN_LAST_TITLE_MS = 1_000;
/** Told twice, one wait may differ by so much. */
const SAME_WAIT_MS = 500;
const LOOK_AGAIN_MS = 1_000;

/** So long the same wait is not told again. */
const repeatMs = ({ timing }: StageContext): number => Math.max(timing.announceEveryMs, LOOK_AGAIN_MS);

export const isUnderWay = (phase: NoticePhase): boolean => phase === 'retrying' || isWaiting(phase);

/** Says what is to be said in this phase, as soon as the words may change. */
export function say(scene: Scene, phase: NoticePhase, before: Shown, context: StageContext): Shown {
  const draft = compose(scene, phase, context);
  const changesAt = Math.max(
    changeDueAt(scene, draft, before, context),
    changeAllowedFrom(scene, draft, before, context),
  );
  if (changesAt <= context.now) return show(scene, draft, before, true, context);
  context.wakeBy(changesAt);
  return show(scene, keepingWords(draft, before.notice), before, false, context);
}

/** When the words that people read are no longer the right ones. */
function changeDueAt(
  scene: Scene,
  draft: Draft,
  { notice, wordsAt, saidNextAt }: Shown,
  context: StageContext,
): number {
  const { now } = context;
  const leftOf = ({ counts }: Pick<Notice, 'counts'>) => `${counts.failed} ${counts.waiting > 0}`;
  const isFewer = draft.phase === 'recovered' && leftOf(draft) !== leftOf(notice);
  const isOther = isFewer || draft.phase !== notice.phase || draft.cause !== notice.cause || draft.busy !== notice.busy;
  if (isOther || draft.circumstances.join() !== notice.circumstances.join()) return now;
  if (draft.waitMs === undefined) return NEVER_AGAIN;
  const isOtherWait = Math.abs(scene.nextAt - saidNextAt) > SAME_WAIT_MS;
  // Time passes; that alone is worth few words.
  const at = isOtherWait ? now : wordsAt + repeatMs(context);
  return draft.waitMs !== notice.waitMs ? at : Math.max(at, now + LOOK_AGAIN_MS);
}

function changeAllowedFrom(
  scene: Scene,
  draft: Draft,
  { notice, wordsAt, titleAt }: Shown,
  context: StageContext,
): number {
  const { now, timing } = context;
  // Whoever presses a button sees at once that it was heard.
  if ((scene.asked && !notice.busy) || draft.cause === 'stopped') return now;
  const isSameTitle = titleOf(draft) === titleOf(notice);
  if (scene.asked !== notice.busy || scene.incident !== notice.incident || !isUnderWay(draft.phase)) {
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
  scene: Scene,
  draft: Draft,
  before: Shown | undefined,
  isReworded: boolean,
  context: StageContext,
): Shown {
  const { now, wallNow, wakeBy } = context;
  const isSpoken = isWorthSaying(scene, draft, before, isReworded, context);
  const isTitle = isReworded && (before === undefined || titleOf(draft) !== titleOf(before.notice));
  const knownAt = before?.scene.nextAt === scene.nextAt ? before.notice.nextAttemptAt : undefined;
  const nextAttemptAt = knownAt ?? Math.round(wallNow + scene.nextAt - now);
  const body = {
    ...draft,
    announcements: (before?.notice.announcements ?? 0) + (isSpoken ? 1 : 0),
    nextAttemptAt: isWaiting(draft.phase) && Number.isFinite(nextAttemptAt) ? nextAttemptAt : undefined,
  };
  if (scene.state === 'live') {
    wakeBy(recomposeAt(scene, context));
    if (isReworded && draft.waitMs !== undefined) wakeBy(now + repeatMs(context));
  }
  return {
    ...{ revealedAt: now, titleAt: now, spokenAt: now, said: [] },
    ...{ wordsAt: now, saidNextAt: scene.nextAt },
    ...before,
    scene,
    notice: revised(body as Draft, before?.notice),
    ...(isReworded && { wordsAt: now, saidNextAt: scene.nextAt }),
    ...(isTitle && { titleAt: now }),
    ...(isSpoken && { spokenAt: now, said: [...saidBefore(draft, before, context), sentenceOf(draft)] }),
    recoveredAt: scene.state === 'well' ? before?.recoveredAt : undefined,
    wasAsked: scene.asked || before?.wasAsked === true,
  };
}

/** The same words, with the numbers of now. */
export const recounted = (scene: Scene, before: Shown): Shown => ({
  ...before,
  scene,
  notice: revised({ ...before.notice, counts: scene.counts }, before.notice),
});

/** The same words about how it ended, without what has worked since. */
export function reduced(scene: Scene, before: Shown): Shown {
  const { notice } = before;
  const { failed } = scene.counts;
  if (failed >= notice.counts.failed) return { ...before, scene };
  const names = scene.scope.kind === 'upstream' ? named(scene.missing) : {};
  return { ...before, scene, notice: revised({ ...notice, ...names, counts: { ...notice.counts, failed } }, notice) };
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
  { state, asked, incident, since }: Scene,
  draft: Draft,
  before: Shown | undefined,
  isReworded: boolean,
  context: StageContext,
): boolean {
  const { visible, now, timing } = context;
  if (!visible) return false;
  if (before === undefined) return true;
  const { notice, spokenAt } = before;
  // That it is being tried was said when it was asked for.
  if (state === 'live' && asked !== notice.busy) return asked || draft.phase !== 'retrying';
  // A page that asks again by itself learns nothing new, and nor does whoever listens to it.
  if (saidBefore(draft, before, context).includes(sentenceOf(draft))) return false;
  if (notice.incident !== incident) return true;
  if (draft.phase !== notice.phase && !isUnderWay(draft.phase)) return true;
  const isRarely = now - spokenAt >= timing.announceEveryMs && now - since < LONG_OUTAGE_MS;
  return isReworded && isRarely && isWaiting(draft.phase) && draft.waitMs !== undefined;
}

/** What need not be said again. */
const saidBefore = ({ phase }: Draft, before: Shown | undefined, { pressedAt }: StageContext): readonly string[] =>
  before === undefined || phase === 'recovered' || pressedAt > before.spokenAt ? [] : before.said;

/** The same for notices that sound the same. */
const sentenceOf = ({ phase, cause, effect, affected, others, counts, waitMs }: Draft): string =>
  JSON.stringify([phase, cause, effect, affected, others, phase === 'recovered' && counts.failed, waitMs]);
