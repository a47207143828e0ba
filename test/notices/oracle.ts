import type { Notice } from '../../src/notices/index.ts';

/** A call as the world knows it, which is more than the library can know. */
export interface Observation {
  readonly origin: string;
  readonly method: string;
  readonly thing: string;
  readonly startedAt: number;
  settledAt: number;
  wasOk: boolean;
  /** Times at which a request of it came to the server, or was lost on the way. */
  readonly sentAt: number[];
  /** Times at which one of them failed. */
  readonly failedAt: number[];
  /** May one of its requests have been carried out, as far as a client can tell? */
  isMaybeDone: boolean;
}

/** What was on the screen from one moment to the next. */
export interface Screen {
  readonly at: number;
  readonly notices: readonly Notice[];
}

/** Words may lag behind the world by so much: a frame, the time until it counts as settled, and a title's least time. */
export const LAG_MS = 1_600;

const isRefusal = ({ scope, phase, write }: Notice): boolean =>
  scope.kind === 'request' && phase === 'failed' && write === true;
const isLive = ({ phase }: Notice): boolean => phase !== 'failed' && phase !== 'recovered';

/**
 * Everything on these screens that was not true of the world. `until`: when the last screen ended. Times are monotonic ms;
 * `wasPushed` are the ids whose end the person or the app brought about.
 */
export function lies(
  screens: readonly Screen[],
  calls: readonly Observation[],
  until: number,
  wasPushed: ReadonlySet<string>,
): string[] {
  return [...unsound(screens, calls, until, wasPushed), ...flickering(screens)];
}

/** What was not true, or vanished without an end. `lagMs`: so long words may lag behind. */
export function unsound(
  screens: readonly Screen[],
  calls: readonly Observation[],
  until: number,
  wasPushed: ReadonlySet<string>,
  lagMs = LAG_MS,
): string[] {
  const found: string[] = [];
  for (const [index, { at, notices }] of screens.entries()) {
    const end = screens[index + 1]?.at ?? until;
    // A look in the middle, after the lag: who reads it then must not be told anything false.
    const readAt = at + lagMs;
    for (const notice of notices) {
      if (end >= readAt) found.push(...falseIn(notice, calls, at, readAt).map((what) => `at ${readAt}: ${what}`));
    }
  }
  return [...found, ...abrupt(screens, wasPushed)];
}

function falseIn(notice: Notice, calls: readonly Observation[], at: number, readAt: number): string[] {
  const underWay = calls.filter(({ startedAt, settledAt }) => startedAt <= readAt && settledAt >= at);
  const { phase, counts, effect, unsent, scope } = notice;
  const found: string[] = [];
  if (isLive(notice) && !notice.busy && underWay.length === 0) found.push(`${phase}, and nothing is under way`);
  if (isLive(notice) && phase !== 'slow' && counts.waiting > underWay.length) {
    found.push(`${counts.waiting} wait, in truth ${underWay.length}`);
  }
  if (
    phase === 'recovered' &&
    !calls.some(({ sentAt, failedAt }) => sentAt.some((sent) => sent <= readAt && !failedAt.includes(sent)))
  ) {
    found.push('recovered, and nothing ever succeeded');
  }
  if (phase === 'failed' && scope.kind !== 'device' && notice.cause !== 'stopped') {
    const failures = calls.filter(({ settledAt, wasOk }) => settledAt <= readAt && !wasOk);
    if (failures.length === 0) found.push('failed, and nothing has');
  }
  if (
    effect === 'unknown' &&
    !calls.some(({ method, sentAt, wasOk }) => method === 'POST' && sentAt.length > 0 && !wasOk)
  ) {
    found.push('unknown, and no write was left unanswered');
  }
  if (unsent && !calls.some(({ method, wasOk, settledAt }) => method !== 'GET' && !wasOk && settledAt <= readAt)) {
    found.push('unsent, and every write was sent');
  }
  if (
    phase === 'failed' &&
    notice.write &&
    !calls.some(
      ({ method, wasOk, isMaybeDone, sentAt }) => method !== 'GET' && !wasOk && !isMaybeDone && sentAt.length > 0,
    )
  ) {
    found.push('not saved, and no write was refused');
  }
  const missing = new Set(
    calls
      .filter(({ wasOk, settledAt }) => !wasOk && settledAt <= readAt)
      .filter(
        ({ thing, settledAt }) =>
          !calls.some(
            (later) => later.thing === thing && later.wasOk && later.settledAt > settledAt && later.settledAt <= at,
          ),
      )
      .map(({ thing }) => thing),
  );
  if (scope.kind !== 'request' && counts.failed > missing.size)
    found.push(`${counts.failed} missing, in truth ${missing.size}`);
  return found;
}

/** What was shown of an incident must not vanish without a word of how it ended. */
function abrupt(screens: readonly Screen[], wasPushed: ReadonlySet<string>): string[] {
  return screens.flatMap(({ at, notices }, index) => {
    const next = screens[index + 1]?.notices;
    if (next === undefined || next.length >= 2) return [];
    return (
      notices
        .filter((notice) => isLive(notice) && notice.phase !== 'slow' && !wasPushed.has(notice.id))
        .filter(({ id }) => !next.some((each) => each.id === id))
        // A write that was refused is told by itself: so it ended, and words that are there already are not shown twice.
        .filter(
          ({ cause, label }) => !next.some((each) => isRefusal(each) && each.cause === cause && each.label === label),
        )
        // One notice for all takes the place of those for each.
        .filter(() => !next.some(({ scope }) => scope.kind === 'many' || scope.kind === 'device'))
        .filter(({ scope }) => scope.kind === 'upstream')
        .map(({ id, phase }) => `after ${at}: ${id} vanished while ${phase}`)
    );
  });
}

/** No words that are gone before they can be read. */
function flickering(screens: readonly Screen[]): string[] {
  const since = new Map<string, { readonly words: string; readonly at: number }>();
  const found: string[] = [];
  for (const { at, notices } of screens) {
    for (const { id, phase, cause, busy } of notices) {
      const words = phase === 'waiting' || phase === 'retrying' || phase === 'offline' ? cause : `${phase} ${cause}`;
      const before = since.get(id);
      const isOther = before !== undefined && before.words !== words;
      if (isOther && !busy && cause !== 'stopped' && at - before.at < 1_000)
        found.push(`at ${at}: ${id} said "${before.words}" for ${at - before.at} ms`);
      if (before === undefined || isOther) since.set(id, { words, at });
    }
    for (const id of since.keys()) if (!notices.some((notice) => notice.id === id)) since.delete(id);
  }
  return found;
}
