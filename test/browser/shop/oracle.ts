import { LAG_MS, lies as liesOfNotices } from '../../notices/oracle.ts';
import type { Claim } from './claims.ts';
import type { CardSeen, Deed, Visit } from './recording.ts';
import { LINES, TITLES, type Title } from './words.ts';
import { World } from './world.ts';

/** Something that stood on one card, from when to when. */
interface Shown {
  readonly card: number;
  readonly text: string;
  /** The title that it stood under, if it is none itself. */
  readonly under: string;
  readonly from: number;
  readonly until: number;
  /** By the clock of the page. */
  readonly shownMs: number;
  readonly lateMs: number;
}

/** A title can be read in this time. */
const LEAST_TITLE_MS = 1_000;
/** Good news is there for long enough to be found. */
const LEAST_END_MS = 2_000;
const SPEAK_AFTER_MS = 150;
/** What is said later than this after a press is its result. */
const PRESS_MS = 1_500;

/** Everything that the page showed or said in this visit and that was not true, could not be read, or was left without an end. */
export function lies(visit: Visit): string[] {
  const { recording } = visit;
  const { deeds } = recording;
  const world = new World(visit);
  const lagMs = LAG_MS + recording.stallMs;
  const from = recording.calls[0]?.startedAt ?? 0;
  const pushed = new Set(
    deeds.some(({ what }) => /^(Try|Stop|Hide)/.test(what))
      ? recording.screens.flatMap(({ notices }) => notices.map(({ id }) => id))
      : [],
  );
  const titles = shownOf(visit, ({ title }) => title);
  const found = [
    ...world.contradictions(),
    ...recording.mismatches,
    ...untrue(visit, world, titles, lagMs),
    ...unreadable(titles, deeds),
    ...unended(titles, visit, world),
    ...unheard(visit, titles, lagMs),
  ];
  const ofNotices = liesOfNotices(recording.screens, world.witnesses(), recording.endedAt, pushed, lagMs);
  const seconds = (text: string) =>
    text.replace(/\b\d{13}\b/g, (at) => `${((Number(at) - from) / 1_000).toFixed(1)} s`);
  return [...found, ...ofNotices].map(seconds);
}

/** Every text of this kind, for as long as it stood there without a change. */
export function shownOf({ recording }: Visit, textOf: (card: CardSeen) => string): readonly Shown[] {
  const { samples, endedAt } = recording;
  const shown: Shown[] = [];
  const open = new Map<number, Shown & { readonly clock: number }>();
  const close = (card: number, at: number, clock: number) => {
    const { clock: since, ...one } = open.get(card) as Shown & { readonly clock: number };
    open.delete(card);
    shown.push({ ...one, until: at, shownMs: clock - since });
  };
  for (const { at, clock, lateMs, cards } of samples) {
    for (const [card, { text }] of open) {
      const seen = cards.find((each) => each.card === card);
      if (seen === undefined || textOf(seen) !== text) close(card, at, clock);
    }
    for (const seen of cards) {
      const { card, title } = seen;
      const one = { card, text: textOf(seen), under: title, from: at, until: at, shownMs: 0, lateMs, clock };
      if (one.text !== '' && !open.has(card)) open.set(card, one);
    }
  }
  const last = samples.at(-1);
  for (const card of [...open.keys()]) close(card, endedAt, (last?.clock ?? 0) + endedAt - (last?.at ?? 0));
  return shown.sort((a, b) => a.from - b.from);
}

export const titleOf = (text: string): { readonly title: Title; readonly about: string } | undefined => {
  const title = TITLES.find(({ pattern }) => pattern.test(text));
  return title && { title, about: title.pattern.exec(text)?.[1] ?? '' };
};

function untrue(visit: Visit, world: World, titles: readonly Shown[], lagMs: number): string[] {
  const ofTitles = titles.flatMap((shown) => {
    const known = titleOf(shown.text);
    if (known === undefined) return [`at ${shown.from}: nobody knows what “${shown.text}” means`];
    return denied(world, shown, known.title.claim(known.about), lagMs + known.title.staysMs);
  });
  const ofLines = shownOf(visit, ({ line }) => line).flatMap((shown) => {
    const known = LINES.find(({ pattern }) => pattern.test(shown.text));
    if (known === undefined) return [`at ${shown.from}: nobody knows what “${shown.text}” means`];
    const service = titleOf(shown.under)?.about ?? '';
    return denied(world, shown, known.claim(service, ...(known.pattern.exec(shown.text)?.slice(1) ?? [])), lagMs);
  });
  const ofCounts = shownOf(visit, ({ waiting }) => waiting).flatMap((shown) => {
    const service = titleOf(shown.under)?.about ?? '';
    const isSo: Claim = (_world, at) => world.underWay(service, at).length >= Number.parseInt(shown.text, 10);
    return denied(world, shown, isSo, lagMs);
  });
  return [...ofTitles, ...ofLines, ...ofCounts];
}

/** Words have to be true at each moment at which they are there, but may lag behind the world. */
function denied(world: World, shown: Shown, claim: Claim, lagMs: number): string[] {
  const moments = world.moments();
  const looks = [shown.from, shown.until, ...moments.map((at) => at + lagMs + 1)].filter(
    (at) => at >= shown.from && at <= shown.until,
  );
  const isSo = (at: number) =>
    [at, at - lagMs, ...moments.filter((moment) => moment >= at - lagMs && moment <= at)].some((then) =>
      claim(world, then, shown.from),
    );
  const at = looks.sort((a, b) => a - b).find((look) => !isSo(look));
  if (at === undefined) return [];
  const under = shown.under === shown.text ? '' : ` under “${shown.under}”`;
  return [`at ${at}: “${shown.text}”${under}, there from ${shown.from} to ${shown.until}, was not true`];
}

/** No title is gone before it could be read, but for what a person pressed. */
function unreadable(titles: readonly Shown[], deeds: readonly Deed[]): string[] {
  const wasPressed = (until: number) => deeds.some(({ at }) => at <= until && until - at <= PRESS_MS);
  return titles
    .filter(({ until, shownMs, lateMs }) => shownMs + lateMs < LEAST_TITLE_MS && !wasPressed(until))
    .map(({ text, from, shownMs }) => `at ${from}: “${text}” was there for ${Math.round(shownMs)} ms`);
}

/** Whatever was shown has an end that can be read, or that the person chose, or the page itself shows. */
function unended(titles: readonly Shown[], { recording }: Visit, world: World): string[] {
  const { deeds } = recording;
  const found: string[] = [];
  for (const card of new Set(titles.map((shown) => shown.card))) {
    const last = titles.findLast((shown) => shown.card === card) as Shown;
    const { text, until, from, shownMs } = last;
    const known = titleOf(text);
    const wasHidden = deeds.some(({ at, what }) => what === 'Hide' && at <= until && until - at <= PRESS_MS);
    if (until >= recording.endedAt) found.push(`at ${until}: “${text}” is still there`);
    else if (known === undefined || wasHidden) continue;
    else if (known.title.kind === 'well') {
      if (shownMs < LEAST_END_MS) found.push(`at ${from}: “${text}” was there for ${Math.round(shownMs)} ms`);
    } else if (known.title.kind === 'late') {
      if (known.title.claim(known.about)(world, until, from)) found.push(`at ${until}: “${text}” went, and it is late`);
    } else if (!world.calls.some(({ what, wasOk, settledAt }) => what === known.about && wasOk && settledAt <= until)) {
      found.push(`at ${until}: “${text}” went without a word of how it ended`);
    }
  }
  return found;
}

/** What is said aloud stands on a card, and whoever heard of trouble hears how it ended. */
function unheard({ recording }: Visit, titles: readonly Shown[], lagMs: number): string[] {
  const { deeds } = recording;
  const found: string[] = [];
  const open = new Map<string, string>();
  for (const { at, text } of recording.said) {
    const cards = recording.samples
      .filter((sample, index) => sample.at <= at && (recording.samples[index + 1]?.at ?? at) >= at - lagMs - SPEAK_AFTER_MS)
      .flatMap((sample) => sample.cards);
    let rest = text;
    for (const { title, line } of cards) rest = rest.replace(`${title}. ${line}`, '').replace(line, '');
    if (rest.trim() !== '') found.push(`at ${at}: “${text}” was said, and “${rest}” stood nowhere`);
    for (const { title } of cards) {
      const known = titleOf(title);
      if (known === undefined || !text.includes(title)) continue;
      if (known.title.kind === 'trouble' || known.title.kind === 'badly') open.set(known.about, title);
      else if (known.title.kind === 'well') open.delete(known.about);
    }
  }
  for (const [about, title] of open) {
    const card = titles.findLast(({ text }) => text === title)?.card;
    const gone = titles.findLast((shown) => shown.card === card)?.until ?? 0;
    const wasHidden = deeds.some(({ at, what }) => what === 'Hide' && at <= gone && gone - at <= PRESS_MS);
    const wasDone = recording.calls.some(({ what, wasOk }) => what === about && wasOk);
    if (!wasHidden && !wasDone) found.push(`“${title}” was said, and never how it ended`);
  }
  return found;
}
