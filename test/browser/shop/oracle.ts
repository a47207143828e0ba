import { LAG_MS, unsound } from '../../notices/oracle.ts';
import { type Claim, comesBy } from './claims.ts';
import type { CardSeen, Recording, Visit } from './recording.ts';
import { claimOfLine, titleOf } from './words.ts';
import { ANY, isGood, World } from './world.ts';

/** Something that stood on one card, from when to when. */
interface Shown {
  readonly card: number;
  readonly text: string;
  /** The title that it stood under. */
  readonly under: string;
  readonly from: number;
  readonly until: number;
  /** By the clock of the page. */
  readonly shownMs: number;
  readonly lateMs: number;
}

/** A title can be read in this time. */
const LEAST_TITLE_MS = 1_000;
/** Good news stays long enough to be found. */
const LEAST_END_MS = 2_000;
/** After one title about trouble no other title is shown for so long, unless it reports the end. */
const STAYS_MS = 4_000;
/** What a person asked for, and what the page asked for itself, may fail in silence for so long. */
const SILENCE_MS = { person: 1_000, page: 3_000 };
const SPEAK_AFTER_MS = 150;
/** What changes so soon after a press is its result. */
const PRESS_MS = 1_500;
const FRAME_MS = 20;
const LATE_MS = 100;

/** Everything that was shown or said in this visit and was not true, could not be read, or had no end; and what was kept from people. */
export function lies(visit: Visit): string[] {
  const { recording } = visit;
  const world = new World(visit);
  const lagMs = LAG_MS + recording.stallMs;
  const titles = shownOf(recording, ({ title }) => title);
  const wasPressed = recording.deeds.some(({ what }) => !/line$/.test(what));
  const pushed = new Set(wasPressed ? recording.screens.flatMap(({ notices }) => notices.map(({ id }) => id)) : []);
  const found = [
    ...world.contradictions(),
    ...recording.mismatches,
    ...untrue(recording, world, titles, lagMs),
    ...unreadable(recording, titles),
    ...unended(recording, world, titles),
    ...unheard(recording, titles, lagMs),
    ...untold(recording, world, titles),
    ...unsound(recording.screens, world.observations(), recording.endedAt, pushed, lagMs),
  ];
  const start = recording.calls[0]?.startedAt ?? 0;
  return found.map((lie) =>
    lie.replace(/\b\d{13}(?:\.\d+)?/g, (at) => `${((Number(at) - start) / 1_000).toFixed(2)} s`),
  );
}

/** Every text of this kind, for as long as it stood there without a change. */
export function shownOf({ samples, endedAt }: Recording, textOf: (card: CardSeen) => string): readonly Shown[] {
  const shown: Shown[] = [];
  const open = new Map<number, Shown & { readonly clock: number }>();
  const close = (card: number, at: number, clock: number) => {
    const one = open.get(card);
    if (one !== undefined) shown.push({ ...one, until: at, shownMs: clock - one.clock });
    open.delete(card);
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

const aboutOf = (title: string): string => titleOf(title)?.about ?? ANY;
const serviceOf = (title: string): string => /^(?:Shop|Tips)$/.exec(aboutOf(title))?.[0] ?? ANY;

function untrue(recording: Recording, world: World, titles: readonly Shown[], lagMs: number): string[] {
  const check = (shown: Shown, claim: Claim | undefined, ms: number): string[] =>
    claim === undefined
      ? [`at ${shown.from}: it is unknown what “${shown.text}” claims`]
      : denied(recording, world, shown, claim, ms);
  const ofTitles = titles.flatMap((shown) => {
    const title = titleOf(shown.text);
    return check(shown, title?.claim(title.about), lagMs + (title?.kind === 'trouble' ? STAYS_MS : 0));
  });
  const lines = shownOf(recording, ({ line }) => line);
  const ofLines = lines.flatMap((shown) => check(shown, claimOfLine(serviceOf(shown.under), shown.text), lagMs));
  const counts = shownOf(recording, ({ waiting }) => waiting);
  const ofCounts = counts.flatMap((shown) =>
    check(
      shown,
      (_, at) => world.underWay(serviceOf(shown.under), at).length >= Number.parseInt(shown.text, 10),
      lagMs,
    ),
  );
  const digits = shownOf(recording, (card) => card.digits);
  const ofDigits = digits.flatMap((shown) => {
    const [seconds = 0, minutes = 0] = shown.text.split(':').map(Number).reverse();
    return check(shown, comesBy(serviceOf(shown.under), (minutes * 60 + seconds) * 1_000), lagMs);
  });
  return [...ofTitles, ...ofLines, ...ofCounts, ...ofDigits];
}

/** Words have to be true at each moment at which they stand there, but may lag behind the world. */
function denied({ stallMs }: Recording, world: World, shown: Shown, claim: Claim, lagMs: number): string[] {
  const moments = world.moments();
  const looks = [shown.from, shown.until, ...moments.map((at) => at + lagMs + 1)].filter(
    (at) => at >= shown.from && at <= shown.until,
  );
  // The page may write down what it knows a little after the library.
  const soon = FRAME_MS + stallMs;
  const isSo = (at: number) =>
    [at, at - lagMs, ...moments.filter((moment) => moment >= at - lagMs && moment <= at + soon)].some((then) =>
      claim(world, then, shown.from),
    );
  const at = looks.sort((a, b) => a - b).find((look) => !isSo(look));
  if (at === undefined) return [];
  const under = shown.under === shown.text ? '' : ` under “${shown.under}”`;
  return [`at ${at}: “${shown.text}”${under}, there from ${shown.from} to ${shown.until}, was not true`];
}

const wasJust = ({ deeds }: Recording, at: number, isIt: RegExp): boolean =>
  deeds.some((deed) => isIt.test(deed.what) && deed.at <= at && at - deed.at <= PRESS_MS);

/** No title is gone before it could be read, except for what a person pressed. */
function unreadable(recording: Recording, titles: readonly Shown[]): string[] {
  return titles
    .filter(({ until, shownMs, lateMs }) => {
      const isOver = until < recording.endedAt;
      return isOver && shownMs + lateMs < LEAST_TITLE_MS && !wasJust(recording, until, /^(Try|Stop|Hide)/);
    })
    .map(({ text, from, shownMs }) => `at ${from}: “${text}” was there for ${Math.round(shownMs)} ms`);
}

/** Whatever was shown has an end that can be read, or that the person chose, or that the page itself shows. */
function unended(recording: Recording, world: World, titles: readonly Shown[]): string[] {
  const found: string[] = [];
  for (const card of new Set(titles.map((shown) => shown.card))) {
    const { text, until, from, shownMs } = titles.findLast((shown) => shown.card === card) as Shown;
    const title = titleOf(text);
    if (until >= recording.endedAt) found.push(`at ${until}: “${text}” is still there`);
    else if (title === undefined || wasJust(recording, until, /^Hide/)) continue;
    else if (title.kind === 'well') {
      if (shownMs < LEAST_END_MS) found.push(`at ${from}: “${text}” was there for ${Math.round(shownMs)} ms`);
    } else if (title.kind === 'late') {
      if (title.claim(title.about)(world, until, from)) found.push(`at ${until}: “${text}” went, and it is late`);
    } else if (!wasDone(world, title.about, until)) {
      found.push(`at ${until}: “${text}” went without a word of how it ended`);
    }
  }
  return found;
}

/** What the message was about has been done after all. */
const wasDone = ({ calls }: World, about: string, by = Number.POSITIVE_INFINITY): boolean =>
  calls.some(({ what, wasOk, settledAt }) => what === about && wasOk && settledAt <= by);

/** What is said aloud stands on a card, and trouble that was announced is followed by its end. */
function unheard(recording: Recording, titles: readonly Shown[], lagMs: number): string[] {
  const { samples, said } = recording;
  const found: string[] = [];
  const open = new Map<string, string>();
  for (const { at, text } of said) {
    const since = at - lagMs - SPEAK_AFTER_MS;
    const cards = samples
      .filter((sample, index) => sample.at <= at && (samples[index + 1]?.at ?? at) >= since)
      .flatMap((sample) => sample.cards);
    let rest = text;
    for (const { title, line } of cards) rest = rest.replace(`${title}. ${line}`, '').replace(line, '');
    if (rest.trim() !== '') found.push(`at ${at}: “${text}” was said, and “${rest}” stood nowhere`);
    for (const { title } of cards) {
      const known = titleOf(title);
      if (known === undefined || !text.includes(title)) continue;
      if (known.kind === 'well') open.delete(known.about);
      else if (known.kind !== 'late') open.set(known.about, title);
    }
  }
  for (const [about, title] of open) {
    const card = titles.findLast(({ text }) => text === title)?.card;
    const gone = titles.findLast((shown) => shown.card === card)?.until ?? 0;
    const isDone = recording.calls.some(({ what, wasOk }) => what === about && wasOk);
    if (!wasJust(recording, gone, /^Hide/) && !isDone) found.push(`“${title}” was said, and never how it ended`);
  }
  return found;
}

/** A failure that the user waits for is shown in time. */
function untold(recording: Recording, world: World, titles: readonly Shown[]): string[] {
  return world.calls.flatMap(({ service, what, isForPerson, settledAt, sent }) => {
    const failedAt = sent.find((each) => Number.isFinite(each.endedAt) && !isGood(each))?.endedAt;
    if (failedAt === undefined) return [];
    // A timer, and then what it decides: each of them may be late.
    const by = failedAt + SILENCE_MS[isForPerson ? 'person' : 'page'] + 2 * (FRAME_MS + LATE_MS + recording.stallMs);
    const overAt = Math.min(settledAt, recording.endedAt, ...sent.filter(isGood).map(({ endedAt }) => endedAt));
    const isTold = titles.some(({ text, from, until }) => {
      const about = aboutOf(text);
      return from <= by && until >= failedAt && (about === service || about === what || about === ANY);
    });
    return overAt <= by || isTold ? [] : [`at ${by}: ${what} has been failing since ${failedAt}, and nothing is shown`];
  });
}
