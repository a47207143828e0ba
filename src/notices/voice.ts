import type { Formats } from './formats.ts';
import type { Guard } from './guard.ts';
import type { Notice, NoticeActionId, NoticeCause, NoticeText, NoticeTone, NoticeView } from './notice.ts';
import { originOf, temporaryOf } from './origins.ts';
import type { Explanation, Language, PhraseKey } from './phrase.ts';
import type { PhraseFacts } from './phrase-shape.ts';
import { type Matter, Speech } from './speech.ts';
import { circumstantial, isOfRequests, stemsOf, whatOf } from './stems.ts';

/** A notice in words. */
export interface Spoken {
  readonly tone: NoticeTone;
  readonly text: NoticeText;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly dismissLabel: string;
  readonly announcement: NonNullable<NoticeView['announce']>;
  readonly actionLabels: Readonly<Record<NoticeActionId, string>>;
  readonly busyLabel: string;
}

/** Below this, "in a few seconds" says as much and stays true. */
const SOON_MS = 10_000;
/** From here on a time of day says more than a number of hours. */
const CLOCK_MS = 90 * 60_000;

/** Puts notices into words of one language. Pure, but for what the app's own words do. */
export class Voice {
  readonly #speech: Speech;

  constructor(language: Language, guard: Guard) {
    this.#speech = new Speech(language, guard);
  }

  say(notice: Notice): Spoken {
    const { phase, cause, counts, attempts, status, reference, affected, scope, surface } = notice;
    const { formats, english } = this.#speech;
    const matter = once(matterOf(notice));
    let isEnglish = false;
    const say = (keys: readonly string[], n?: number, more: Partial<PhraseFacts> = {}): string => {
      const said = this.#speech.say(keys, withMore(matter, more), n);
      isEnglish ||= said.isFallback;
      return said.text;
    };
    // What is not text may be English without making the text so.
    const aside = (keys: readonly string[], more: Partial<PhraseFacts> = {}): string =>
      this.#speech.say(keys, withMore(matter, more)).text;
    const stems = stemsOf(notice);
    const slot = (name: string, n?: number): string => say(circumstantial(notice, stems, name), n);

    const kept = notice.circumstances.includes('work-kept') ? say(['work-kept']) : '';
    const title = slot('title');
    const what = whatOf(notice);
    // Who watches a film that goes on misses nothing of it.
    const isPartial = phase === 'recovered' && counts.failed > 0 && stems[0] !== 'recovered.playback';
    const detail = isPartial
      ? say(
          [...(isOfRequests(scope) && affected.length > 0 ? ['recovered.partial.named'] : []), 'recovered.partial'],
          counts.failed,
        )
      : slot('detail', attempts);
    // What the title names need not be named again.
    const isTold = what !== undefined && title.includes(what);
    const isNamed = scope.kind !== 'many' && affected.length > 0 && phase !== 'recovered' && !isTold;
    const timing = say(whenOf(notice));
    // Whoever was told when to try again must not be told "in a few minutes" beside it.
    const known = phase === 'recovered' ? detail : phase === 'failed' ? timing : '';
    const refused = notice.write === true && originOf(cause) === 'request' ? say(['not-saved']) : '';
    const advice = together(refused, together(known || slot('advice'), kept));
    const when = timing === '' ? undefined : together(timing, kept);
    const waiting =
      counts.waiting > 1 && phase !== 'slow' && surface !== 'playback' ? say(['waiting'], counts.waiting) : '';
    const support = [
      status === undefined ? '' : say(['support.code'], undefined, { code: String(status) }),
      reference === undefined ? '' : say(['support.reference'], undefined, { reference }),
    ];
    const body = when ?? advice;
    const aloud = notice.busy && phase === 'retrying' ? body : aside(['announcement'], { title, text: body });
    return {
      tone: toneOf(notice),
      text: {
        title,
        body,
        detail: together(detail, isNamed ? say(['affected']) : ''),
        advice,
        short: title,
        ...(when === undefined ? {} : { when }),
        ...(waiting === '' ? {} : { waiting }),
        ...(support.some(Boolean) ? { support: support.filter(Boolean).join(' · ') } : {}),
      },
      dismissLabel: aside([`action.dismiss.${notice.scope.kind}.aria`, 'action.dismiss.aria']),
      announcement: { text: aloud, politeness: isGrave(notice) ? 'assertive' : 'polite' },
      actionLabels: {
        'retry-now': aside(['action.retry-now']),
        cancel: aside(['action.cancel']),
        dismiss: aside(['action.dismiss']),
      },
      busyLabel: aside(['action.retry-now.busy']),
      lang: (isEnglish ? english : formats).locale,
      dir: (isEnglish ? english : formats).dir,
    };
  }

  explain(about: NoticeCause | Notice): Explanation {
    const { formats, english } = this.#speech;
    const notice = typeof about === 'object' ? about : undefined;
    const cause = typeof about === 'object' ? about.cause : about;
    const origin = notice?.origin ?? originOf(cause);
    const topic = cause === 'unavailable-until' ? 'unavailable' : cause;
    const matter = once(matterOf(notice));
    let isEnglish = false;
    const say = (...keys: string[]): string => {
      const said = this.#speech.say(keys, matter);
      isEnglish ||= said.isFallback;
      return said.text;
    };
    const explanation = {
      title: say(...(notice && whatOf(notice) ? [`${cause}.named.title`] : []), `${cause}.title`),
      happened: say(`explain.${topic}.${notice?.scope.kind}.happened`, `explain.${topic}.happened`),
      side: say(`explain.${topic}.side`, `explain.side.${origin}`),
      temporary: say(`explain.${topic}.temporary`, `explain.temporary.${temporaryOf(cause)}`),
      advice: say(`explain.${topic}.advice`),
      headings: {
        happened: say('explain.heading.happened'),
        side: say('explain.heading.side'),
        temporary: say('explain.heading.temporary'),
        advice: say('explain.heading.advice'),
      },
    };
    const { locale: lang, dir } = isEnglish ? english : formats;
    return { ...explanation, lang, dir };
  }

  phrase(key: PhraseKey, facts: Partial<PhraseFacts> = {}): string {
    return this.#speech.say([key], withMore(matterOf(undefined), facts), facts.n).text;
  }
}

const together = (sentence: string, more: string): string => [sentence, more].filter(Boolean).join(' ');

/** What every phrase about a notice may place; without a notice, what can be said of any service. */
const matterOf =
  (notice: Notice | undefined): Matter =>
  (formats, words) => {
    const label = notice?.label;
    const name = {
      service: label === undefined ? words('service.name') : formats.name(label),
      Service: label === undefined ? words('service.start') : formats.name(label, true),
    };
    if (notice === undefined) return name;
    const { waitMs, elapsedMs, since, nextAttemptAt, retryAfterUntil, affected, others, scope } = notice;
    const rest = affected.length === 0 && scope.kind === 'many' ? 'list.services' : 'list.others';
    const items = [...affected.map((each) => formats.isolated(each)), ...(others > 0 ? [words(rest, others)] : [])];
    const what = whatOf(notice);
    return {
      ...name,
      ...(what === undefined ? {} : { what: formats.isolated(what) }),
      in: waitMs === undefined ? '' : formats.in(waitMs),
      wait: waitMs === undefined ? '' : formats.duration(waitMs),
      time: formats.time(nextAttemptAt ?? retryAfterUntil ?? since, since + elapsedMs),
      duration: formats.duration(elapsedMs),
      list: formats.list(items),
      notice,
    };
  };

/** A notice is put into many phrases, and its times and lists are the same in all of them. */
function once(matter: Matter): Matter {
  const known = new Map<Formats, ReturnType<Matter>>();
  return (formats, words) => {
    const facts = known.get(formats) ?? matter(formats, words);
    known.set(formats, facts);
    return facts;
  };
}

const withMore =
  (matter: Matter, { reference, ...more }: Partial<PhraseFacts>): Matter =>
  (formats, words) => ({
    ...matter(formats, words),
    ...more,
    ...(reference === undefined ? {} : { reference: formats.isolated(reference) }),
  });

/** The keys of what is said about when we, or the person, will try again. */
function whenOf({ phase, cause, effect, waitMs, retryAfterUntil, since, elapsedMs }: Notice): readonly string[] {
  if (phase === 'retrying') return [`${cause}.when.retrying`, 'when.retrying'];
  if (phase === 'failed') {
    const isAhead = retryAfterUntil !== undefined && retryAfterUntil > since + elapsedMs;
    return isAhead && effect !== 'unknown' ? ['when.failed'] : [];
  }
  if (waitMs === undefined) return [];
  const how = waitMs < SOON_MS ? '.soon' : waitMs >= CLOCK_MS ? '.clock' : '';
  return [`when.${phase}${how}`];
}

/** Only what somebody asked for and what may be lost is worth interrupting them. */
const isGrave = ({ phase, importance, effect }: Notice): boolean =>
  phase === 'failed' && importance === 'user' && effect !== 'none';

const TONES = {
  slow: 'progress',
  waiting: 'warning',
  retrying: 'progress',
  paused: 'warning',
  offline: 'info',
  recovered: 'success',
  failed: 'error',
} as const satisfies Record<Notice['phase'], NoticeTone>;

const toneOf = ({ phase, cause }: Notice): NoticeTone =>
  phase === 'failed' && (cause === 'stopped' || cause === 'signed-out') ? 'info' : TONES[phase];
