import { compose } from './compose.ts';
import type { Notice } from './notice.ts';
import type { Scene } from './scene.ts';
import {
  isUnderWay,
  NEVER_AGAIN,
  recounted,
  reduced,
  type Shown,
  type StageContext,
  type Step,
  say,
  show,
} from './wording.ts';

/** What is on show, most important first, and when to look again if nothing happens. */
export interface Staged {
  readonly shown: ReadonlyMap<string, Shown>;
  readonly wakeAt: number;
}

/** More notices at once are a list, which users do not read. */
const MOST_AT_ONCE = 2;
const MOST_LOOKED_AT = 8;
/** So much more important has something to be to take the place of what is shown. */
const CLEARLY_MORE = 2;
const GATE_EVERY_MS = 500;

/** Decides what people see now, from what they saw before and what there is to say. Pure. */
export function stage(before: ReadonlyMap<string, Shown>, scenes: readonly Scene[], context: StageContext): Staged {
  const steps = [...worthALook(scenes, before, context), ...gone(scenes, before)].map((scene) =>
    step(scene, before.get(scene.id), context),
  );
  const shown = chosen(
    steps.map((each) => each.shown).filter((each) => each !== undefined),
    before,
  );
  return {
    shown: new Map(shown.map((each) => [each.notice.id, each])),
    wakeAt: Math.min(...steps.map(({ wakeAt }) => wakeAt)),
  };
}

/** What nothing is left of, and nothing takes the place of: it may have to stay a moment longer, to be read. */
const gone = (scenes: readonly Scene[], before: ReadonlyMap<string, Shown>): readonly Scene[] =>
  [...before.values()]
    .map(({ scene }) => scene)
    .filter(({ upstreams }) => !scenes.some((scene) => scene.upstreams.some((name) => upstreams.includes(name))))
    .map((scene) => ({ ...scene, state: 'over' }));

/** Of hundreds of upstreams in trouble only the most important can be shown: the others are not put into words. */
function worthALook(
  scenes: readonly Scene[],
  before: ReadonlyMap<string, Shown>,
  { now, seesFrom, gate }: StageContext,
): readonly Scene[] {
  const isDue = (scene: Scene) => !before.has(scene.id) && Math.max(scene.revealAt, seesFrom) <= now;
  if (gate !== undefined || scenes.length <= MOST_LOOKED_AT) return scenes;
  const due = scenes
    .filter((scene) => isDue(scene) && !isDismissed(scene) && scene.state !== 'over' && scene.state !== 'well')
    .sort((a, b) => priority(b) - priority(a) || a.revealAt - b.revealAt);
  const isChosen = new Set(due.slice(0, MOST_LOOKED_AT));
  return scenes.filter((scene) => isChosen.has(scene) || !isDue(scene));
}

/** What is shown stays until it is over, or until something clearly more important comes. */
function chosen(candidates: readonly Shown[], before: ReadonlyMap<string, Shown>): readonly Shown[] {
  const weight = ({ notice }: Shown) => priority(notice) + (before.has(notice.id) ? CLEARLY_MORE : 0);
  return [...candidates]
    .sort((a, b) => weight(b) - weight(a) || a.revealedAt - b.revealedAt)
    .slice(0, MOST_AT_ONCE)
    .sort((a, b) => priority(b.notice) - priority(a.notice) || a.revealedAt - b.revealedAt);
}

function priority({ phase, importance, effect }: Pick<Notice, 'phase' | 'importance' | 'effect'>): number {
  if (phase === 'failed') return importance === 'user' && effect !== 'none' ? 7 : 5;
  return { offline: 6, paused: 4, waiting: 3, retrying: 3, slow: 2, recovered: 1 }[phase];
}

function step(scene: Scene, before: Shown | undefined, context: StageContext): Step {
  const { now } = context;
  if (isDismissed(scene)) return { wakeAt: NEVER_AGAIN };
  if (before === undefined) return enter(scene, context);
  const heldUntil = context.heldUntil(scene.id);
  // What is over without a word of its own is not kept on show as if it went on.
  const { phase } = before.notice;
  const isUntrue = scene.state === 'over' && phase !== 'failed' && phase !== 'recovered';
  if (heldUntil > now && !isUntrue) return whileHeld(scene, before, heldUntil, context);
  return unheld(scene, before, context);
}

/** It neither goes nor changes its words, except for how the trouble ended. */
function whileHeld(scene: Scene, before: Shown, heldUntil: number, context: StageContext): Step {
  const { state } = scene;
  const next = state === 'well' || state === 'failed' ? unheld(scene, before, context) : undefined;
  return { shown: next?.shown ?? recounted(scene, before), wakeAt: Math.min(heldUntil, next?.wakeAt ?? NEVER_AGAIN) };
}

function unheld(scene: Scene, before: Shown, context: StageContext): Step {
  switch (scene.state) {
    case 'live':
      return goOn(scene, before, context);
    case 'well':
      return recover(scene, before, context);
    case 'failed':
      return say(scene, 'failed', before, context);
    case 'over':
      return leave(scene, before, context);
  }
}

/** What a person has closed stays closed, until something that they asked for fails for good. */
function isDismissed({ state, importance, since, dismissedAt, revealAt }: Scene): boolean {
  if (dismissedAt <= since) return false;
  return state !== 'failed' || importance !== 'user' || revealAt <= dismissedAt;
}

function enter(scene: Scene, context: StageContext): Step {
  const { now, visible, seesFrom, gate } = context;
  const { state, revealAt, importance } = scene;
  const isNews = state === 'live' || (state === 'failed' && (importance === 'user' || revealAt >= seesFrom));
  if (!isNews || !visible) return { wakeAt: NEVER_AGAIN };
  const at = Math.max(revealAt, seesFrom);
  if (at > now) return { wakeAt: Math.min(at, scene.changesAt) };
  const draft = compose(scene, scene.phase, context);
  if (gate?.(draft) === false) return { wakeAt: now + GATE_EVERY_MS };
  return show(scene, draft, undefined, true, context);
}

function goOn(scene: Scene, before: Shown, context: StageContext): Step {
  const { now, timing, gate } = context;
  const { notice, recoveredAt, revealedAt } = before;
  if ((recoveredAt !== undefined || notice.phase === 'failed') && scene.revealAt > now) {
    // It may recover before a user has to hear that it is back.
    const step =
      recoveredAt === undefined
        ? { shown: reduced(scene, before), wakeAt: NEVER_AGAIN }
        : fade(scene, before, recoveredAt, context);
    return { ...step, wakeAt: Math.min(step.wakeAt, scene.revealAt) };
  }
  // What has failed is not taken back because a page asks again by itself.
  if (notice.phase === 'failed' && !scene.asked && !scene.isForPerson) {
    return { shown: reduced(scene, before), wakeAt: NEVER_AGAIN };
  }
  const phase = scene.unsettled && isUnderWay(notice.phase) ? notice.phase : scene.phase;
  const step = say(scene, phase, before, context);
  if (gate === undefined || step.shown === undefined) return step;
  if (gate(step.shown.notice)) return { ...step, wakeAt: Math.min(step.wakeAt, now + GATE_EVERY_MS) };
  return now >= revealedAt + timing.minVisibleMs
    ? { wakeAt: now + GATE_EVERY_MS }
    : { ...step, wakeAt: Math.min(step.wakeAt, revealedAt + timing.minVisibleMs) };
}

function recover(scene: Scene, before: Shown, context: StageContext): Step {
  const { now, timing, visible } = context;
  const { notice, recoveredAt, wasAsked } = before;
  if (recoveredAt !== undefined) return fade(scene, before, recoveredAt, context);
  if (!wasAsked && notice.phase === 'slow') return leave(scene, before, context);
  const settledAt = scene.endedAt + timing.settleMs;
  if (now < settledAt) {
    // No wait goes on, whatever was said of one; but a title of its own is not worth so short a time.
    if (notice.phase === 'waiting')
      return say({ ...scene, cause: notice.cause }, 'retrying', before, context, settledAt);
    return { shown: { ...before, scene }, wakeAt: settledAt };
  }
  if (!visible) return leave(scene, before, context);
  const said = say(scene, 'recovered', before, context, now + timing.recoveredMs);
  const isSaid = said.shown?.notice.phase === 'recovered';
  return isSaid && said.shown ? { ...said, shown: { ...said.shown, recoveredAt: now } } : said;
}

/** The good news leaves by itself. Until then it says what is still missing, unless trouble is back that may heal unnoticed. */
function fade(scene: Scene, before: Shown, recoveredAt: number, context: StageContext): Step {
  const leavesAt = recoveredAt + context.timing.recoveredMs;
  if (context.now >= leavesAt) return { wakeAt: NEVER_AGAIN };
  if (scene.state === 'well') return say(scene, 'recovered', before, context, leavesAt);
  return { shown: reduced(scene, before), wakeAt: leavesAt };
}

function leave(scene: Scene, before: Shown, { now, timing }: StageContext): Step {
  const at = before.revealedAt + timing.minVisibleMs;
  return now >= at ? { wakeAt: NEVER_AGAIN } : { shown: { ...before, scene }, wakeAt: at };
}
