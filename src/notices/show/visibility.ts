import type { Notice } from '../notice.ts';
import type { Scene } from './candidate.ts';
import { compose } from './compose.ts';
import { isUnderWay, recounted, reduced, type Shown, type StageContext, say, show } from './rewording.ts';

/** More notices at once are a list, which nobody reads. */
const MOST_AT_ONCE = 2;
/** So much more important has something to be to take the place of what is shown. */
const CLEARLY_MORE = 2;
const GATE_EVERY_MS = 500;

/** Decides what people see now, most important first, from what they saw before and what there is to say. Pure. */
export function stage(
  before: ReadonlyMap<string, Shown>,
  scenes: readonly Scene[],
  context: StageContext,
): ReadonlyMap<string, Shown> {
  const candidates: Shown[] = [];
  for (const scene of [...scenes, ...gone(scenes, before)]) {
    const known = before.get(scene.id);
    const shown = known && !isDismissed(scene) ? step(scene, known, context) : undefined;
    if (shown !== undefined) candidates.push(shown);
  }
  // Of hundreds of upstreams in trouble only the most important can be shown: the others are not put into words.
  const news = scenes.filter((scene) => !before.has(scene.id) && !isDismissed(scene));
  let entered = 0;
  for (const scene of news.sort((a, b) => priority(b) - priority(a))) {
    const shown = enter(scene, entered < MOST_AT_ONCE, context);
    if (shown === undefined) continue;
    candidates.push(shown);
    entered++;
  }
  return new Map(chosen(candidates, before).map((shown) => [shown.notice.id, shown]));
}

/** What nothing is left of, and nothing takes the place of: it may have to stay a moment longer, to be read. */
const gone = (scenes: readonly Scene[], before: ReadonlyMap<string, Shown>): readonly Scene[] =>
  [...before.values()]
    .map(({ scene }) => scene)
    .filter(({ upstreams }) => !scenes.some((scene) => scene.upstreams.some((name) => upstreams.includes(name))))
    .map((scene) => ({ ...scene, state: 'over' }));

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

function step(scene: Scene, before: Shown, context: StageContext): Shown | undefined {
  const heldUntil = context.heldUntil(scene.id);
  const { phase } = before.notice;
  // What is over without a word of its own is not kept on show as if it went on.
  const isUntrue = scene.state === 'over' && phase !== 'failed' && phase !== 'recovered';
  if (heldUntil <= context.now || isUntrue) return unheld(scene, before, context);
  // It neither goes nor changes its words, but for how the trouble ended.
  context.wakeBy(heldUntil);
  const isEnded = scene.state === 'well' || scene.state === 'failed';
  return (isEnded ? unheld(scene, before, context) : undefined) ?? recounted(scene, before);
}

function unheld(scene: Scene, before: Shown, context: StageContext): Shown | undefined {
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

/** `mayShow`: is it among the most important, so that it may be shown now if it is due? */
function enter(scene: Scene, mayShow: boolean, context: StageContext): Shown | undefined {
  const { now, visible, seesFrom, gate, wakeBy } = context;
  const { state, revealAt, importance } = scene;
  const isNews = state === 'live' || (state === 'failed' && (importance === 'user' || revealAt >= seesFrom));
  if (!isNews || !visible) return undefined;
  const at = Math.max(revealAt, seesFrom);
  if (at > now) {
    wakeBy(Math.min(at, scene.changesAt));
    return undefined;
  }
  if (!mayShow) return undefined;
  const draft = compose(scene, scene.phase, context);
  if (gate?.(draft) !== false) return show(scene, draft, undefined, true, context);
  wakeBy(now + GATE_EVERY_MS);
  return undefined;
}

function goOn(scene: Scene, before: Shown, context: StageContext): Shown | undefined {
  const { now, timing, gate, wakeBy } = context;
  const { notice, recoveredAt, revealedAt } = before;
  const hasFailed = notice.phase === 'failed';
  if ((recoveredAt !== undefined || hasFailed) && scene.revealAt > now) {
    // It may heal before anybody has to hear that it is back.
    wakeBy(scene.revealAt);
    return recoveredAt === undefined ? reduced(scene, before) : fade(scene, before, recoveredAt, context);
  }
  // What has failed is not taken back because a page asks again by itself.
  if (hasFailed && !scene.asked && !scene.isForPerson) return reduced(scene, before);
  const phase = scene.unsettled && isUnderWay(notice.phase) ? notice.phase : scene.phase;
  const shown = say(scene, phase, before, context);
  if (gate === undefined) return shown;
  wakeBy(now + GATE_EVERY_MS);
  return gate(shown.notice) ? shown : untilSeen(shown, revealedAt + timing.minVisibleMs, context);
}

function recover(scene: Scene, before: Shown, context: StageContext): Shown | undefined {
  const { now, timing, visible, wakeBy } = context;
  const { notice, recoveredAt, wasAsked } = before;
  if (recoveredAt !== undefined) return fade(scene, before, recoveredAt, context);
  if (!wasAsked && notice.phase === 'slow') return leave(scene, before, context);
  const settledAt = scene.endedAt + timing.settleMs;
  if (now < settledAt) {
    wakeBy(settledAt);
    // No wait goes on, whatever was said of one; but a title of its own is not worth so short a time.
    const isWait = notice.phase === 'waiting';
    return isWait ? say({ ...scene, cause: notice.cause }, 'retrying', before, context) : { ...before, scene };
  }
  if (!visible) return leave(scene, before, context);
  wakeBy(now + timing.recoveredMs);
  const shown = say(scene, 'recovered', before, context);
  return shown.notice.phase === 'recovered' ? { ...shown, recoveredAt: now } : shown;
}

/** The good news leaves by itself. Until then it says what is still missing, unless trouble is back that may heal unnoticed. */
function fade(scene: Scene, before: Shown, recoveredAt: number, context: StageContext): Shown | undefined {
  const leavesAt = recoveredAt + context.timing.recoveredMs;
  if (context.now >= leavesAt) return undefined;
  context.wakeBy(leavesAt);
  return scene.state === 'well' ? say(scene, 'recovered', before, context) : reduced(scene, before);
}

const leave = (scene: Scene, before: Shown, context: StageContext): Shown | undefined =>
  untilSeen({ ...before, scene }, before.revealedAt + context.timing.minVisibleMs, context);

/** What was shown stays until then. */
function untilSeen(shown: Shown, at: number, { now, wakeBy }: StageContext): Shown | undefined {
  if (now >= at) return undefined;
  wakeBy(at);
  return shown;
}
