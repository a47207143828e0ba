import type { Notice } from '../notice.ts';
import type { Candidate } from './candidate.ts';
import { compose } from './compose.ts';
import { isUnderWay, recounted, reduced, type ShowContext, type Shown, say, show } from './rewording.ts';

/** More notices at once are a list, which users do not read. */
const MOST_AT_ONCE = 2;
/** So much more important has something to be to take the place of what is shown. */
const CLEARLY_MORE = 2;
const GATE_EVERY_MS = 500;

/** Decides what people see now, most important first, from what they saw before and what there is to say. Pure. */
export function chooseVisible(
  before: ReadonlyMap<string, Shown>,
  candidates: readonly Candidate[],
  context: ShowContext,
): ReadonlyMap<string, Shown> {
  const visible: Shown[] = [];
  for (const candidate of [...candidates, ...gone(candidates, before)]) {
    const known = before.get(candidate.id);
    const shown = known && !isDismissed(candidate) ? step(candidate, known, context) : undefined;
    if (shown !== undefined) visible.push(shown);
  }
  // Of hundreds of upstreams in trouble only the most important can be shown: the others are not put into words.
  const news = candidates.filter((candidate) => !before.has(candidate.id) && !isDismissed(candidate));
  let entered = 0;
  for (const candidate of news.sort((a, b) => priority(b) - priority(a))) {
    const shown = enter(candidate, entered < MOST_AT_ONCE, context);
    if (shown === undefined) continue;
    visible.push(shown);
    entered++;
  }
  return new Map(chosen(visible, before).map((shown) => [shown.notice.id, shown]));
}

/** What nothing is left of, and nothing takes the place of: it may have to stay a moment longer, to be read. */
const gone = (candidates: readonly Candidate[], before: ReadonlyMap<string, Shown>): readonly Candidate[] =>
  [...before.values()]
    .map(({ candidate }) => candidate)
    .filter(
      ({ upstreams }) => !candidates.some((candidate) => candidate.upstreams.some((name) => upstreams.includes(name))),
    )
    .map((candidate) => ({ ...candidate, state: 'over' }));

/** What is shown stays until it is over, or until something clearly more important comes. */
function chosen(visible: readonly Shown[], before: ReadonlyMap<string, Shown>): readonly Shown[] {
  const weight = ({ notice }: Shown) => priority(notice) + (before.has(notice.id) ? CLEARLY_MORE : 0);
  return [...visible]
    .sort((a, b) => weight(b) - weight(a) || a.revealedAt - b.revealedAt)
    .slice(0, MOST_AT_ONCE)
    .sort((a, b) => priority(b.notice) - priority(a.notice) || a.revealedAt - b.revealedAt);
}

function priority({ phase, importance, effect }: Pick<Notice, 'phase' | 'importance' | 'effect'>): number {
  if (phase === 'failed') return importance === 'user' && effect !== 'none' ? 7 : 5;
  return { offline: 6, paused: 4, waiting: 3, retrying: 3, slow: 2, recovered: 1 }[phase];
}

function step(candidate: Candidate, before: Shown, context: ShowContext): Shown | undefined {
  const heldUntil = context.heldUntil(candidate.id);
  const { phase } = before.notice;
  // What is over without a word of its own is not kept on show as if it went on.
  const isUntrue = candidate.state === 'over' && phase !== 'failed' && phase !== 'recovered';
  if (heldUntil <= context.now || isUntrue) return unheld(candidate, before, context);
  // It neither goes nor changes its words, except to say how the trouble ended.
  context.wakeBy(heldUntil);
  const isEnded = candidate.state === 'well' || candidate.state === 'failed';
  return (isEnded ? unheld(candidate, before, context) : undefined) ?? recounted(candidate, before);
}

function unheld(candidate: Candidate, before: Shown, context: ShowContext): Shown | undefined {
  switch (candidate.state) {
    case 'live':
      return goOn(candidate, before, context);
    case 'well':
      return recover(candidate, before, context);
    case 'failed':
      return say(candidate, 'failed', before, context);
    case 'over':
      return leave(candidate, before, context);
  }
}

/** What a person has closed stays closed, until something that they asked for fails for good. */
function isDismissed({ state, importance, since, dismissedAt, revealAt }: Candidate): boolean {
  if (dismissedAt <= since) return false;
  return state !== 'failed' || importance !== 'user' || revealAt <= dismissedAt;
}

/** `mayShow`: is it among the most important, so that it may be shown now if it is due? */
function enter(candidate: Candidate, mayShow: boolean, context: ShowContext): Shown | undefined {
  const { now, visible, seesFrom, gate, wakeBy } = context;
  const { state, revealAt, importance } = candidate;
  const isNews = state === 'live' || (state === 'failed' && (importance === 'user' || revealAt >= seesFrom));
  if (!isNews || !visible) return undefined;
  const at = Math.max(revealAt, seesFrom);
  if (at > now) {
    wakeBy(Math.min(at, candidate.changesAt));
    return undefined;
  }
  if (!mayShow) return undefined;
  const draft = compose(candidate, candidate.phase, context);
  if (gate?.(draft) !== false) return show(candidate, draft, undefined, true, context);
  wakeBy(now + GATE_EVERY_MS);
  return undefined;
}

function goOn(candidate: Candidate, before: Shown, context: ShowContext): Shown | undefined {
  const { now, timing, gate, wakeBy } = context;
  const { notice, recoveredAt, revealedAt } = before;
  const hasFailed = notice.phase === 'failed';
  if ((recoveredAt !== undefined || hasFailed) && candidate.revealAt > now) {
    // It may recover before a user has to hear that it is back.
    wakeBy(candidate.revealAt);
    return recoveredAt === undefined ? reduced(candidate, before) : fade(candidate, before, recoveredAt, context);
  }
  // What has failed is not taken back because a page asks again by itself.
  if (hasFailed && !candidate.asked && !candidate.isForPerson) return reduced(candidate, before);
  const phase = candidate.unsettled && isUnderWay(notice.phase) ? notice.phase : candidate.phase;
  const shown = say(candidate, phase, before, context);
  if (gate === undefined) return shown;
  wakeBy(now + GATE_EVERY_MS);
  return gate(shown.notice) ? shown : untilSeen(shown, revealedAt + timing.minVisibleMs, context);
}

function recover(candidate: Candidate, before: Shown, context: ShowContext): Shown | undefined {
  const { now, timing, visible, wakeBy } = context;
  const { notice, recoveredAt, wasAsked } = before;
  if (recoveredAt !== undefined) return fade(candidate, before, recoveredAt, context);
  if (!wasAsked && notice.phase === 'slow') return leave(candidate, before, context);
  const settledAt = candidate.endedAt + timing.settleMs;
  if (now < settledAt) {
    wakeBy(settledAt);
    // No wait goes on, whatever was said of one; but a title of its own is not worth so short a time.
    const isWait = notice.phase === 'waiting';
    return isWait ? say({ ...candidate, cause: notice.cause }, 'retrying', before, context) : { ...before, candidate };
  }
  if (!visible) return leave(candidate, before, context);
  wakeBy(now + timing.recoveredMs);
  const shown = say(candidate, 'recovered', before, context);
  return shown.notice.phase === 'recovered' ? { ...shown, recoveredAt: now } : shown;
}

/** The good news leaves by itself. Until then it says what is still missing, unless trouble is back that may heal unnoticed. */
function fade(candidate: Candidate, before: Shown, recoveredAt: number, context: ShowContext): Shown | undefined {
  const leavesAt = recoveredAt + context.timing.recoveredMs;
  if (context.now >= leavesAt) return undefined;
  context.wakeBy(leavesAt);
  return candidate.state === 'well' ? say(candidate, 'recovered', before, context) : reduced(candidate, before);
}

const leave = (candidate: Candidate, before: Shown, context: ShowContext): Shown | undefined =>
  untilSeen({ ...before, candidate }, before.revealedAt + context.timing.minVisibleMs, context);

/** What was shown stays until then. */
function untilSeen(shown: Shown, at: number, { now, wakeBy }: ShowContext): Shown | undefined {
  if (now >= at) return undefined;
  wakeBy(at);
  return shown;
}
