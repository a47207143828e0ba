import type { Guard } from './guard.ts';
import { matterOf, once, withMore } from './matter.ts';
import type {
  ForeignTexts,
  Notice,
  NoticeActionId,
  NoticeCause,
  NoticeSentence,
  NoticeText,
  NoticeTone,
  NoticeView,
} from './notice.ts';
import { originOf, temporaryOf } from './origins.ts';
import type { Explanation, Language, PhraseKey } from './phrase.ts';
import type { PhraseFacts } from './phrase-shape.ts';
import { Speech } from './speech.ts';
import { circumstantial, isOfRequests, stemsOf, whatOf } from './stems.ts';

/** A notice in words. */
export interface Spoken {
  readonly tone: NoticeTone;
  readonly text: NoticeText;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly foreign: ForeignTexts;
  readonly dismissLabel: string;
  readonly announcement: NonNullable<NoticeView['announce']>;
  readonly actionLabels: Readonly<Record<Exclude<NoticeActionId, 'dismiss'>, string>>;
  readonly busyLabel: string;
}

/** Below this, "in a few seconds" says as much and stays true. */
const SOON_MS = 10_000;
/** From here on a time of day says more than a number of hours. */
const CLOCK_MS = 90 * 60_000;

/** Puts notices into words of one language. Pure, except for what the app's own words do. */
export class Voice {
  readonly #speech: Speech;

  constructor(language: Language, guard: Guard) {
    this.#speech = new Speech(language, guard);
  }

  say(notice: Notice): Spoken {
    const { phase, cause, counts, attempts, status, reference, affected, scope, surface } = notice;
    const matter = once(matterOf(notice));
    const say = (keys: readonly string[], n?: number, more: Partial<PhraseFacts> = {}): Said =>
      this.#speech.say(keys, withMore(matter, more), n);
    const stems = stemsOf(notice);
    const slot = (name: string, n?: number): Said => say(circumstantial(notice, stems, name), n);

    const kept = notice.circumstances.includes('work-kept') ? say(['work-kept']) : [];
    const titled = slot('title');
    const { text, lang, dir, foreign } = writer(titled);
    const title = text(titled);
    const what = whatOf(notice);
    // Who watches a film that goes on misses nothing of it.
    const isPartial = phase === 'recovered' && counts.failed > 0 && stems[0] !== 'recovered.playback';
    const detail = isPartial
      ? say(
          [...(isOfRequests(scope) && affected.length > 0 ? ['recovered.partial.named'] : []), 'recovered.partial'],
          counts.failed,
        )
      : phase === 'recovered' && counts.waiting > 0
        ? say(['slow.advice'])
        : slot('detail', attempts);
    // What the title names need not be named again.
    const isTold = what !== undefined && title.includes(what);
    const isNamed = scope.kind !== 'many' && affected.length > 0 && phase !== 'recovered' && !isTold;
    const timing = say(whenOf(notice));
    const refused = notice.write === true && originOf(cause) === 'request' ? say(['not-saved']) : [];
    // A message that says when to try again must not say "in a few minutes" beside it.
    const known = phase === 'recovered' ? detail : phase === 'failed' ? timing : [];
    const advice = [...refused, ...(known.length > 0 ? known : slot('advice')), ...kept];
    const when = timing.length > 0 ? [...timing, ...kept] : [];
    const waiting =
      counts.waiting > 1 && phase !== 'slow' && surface !== 'playback' ? say(['waiting'], counts.waiting) : [];
    const code = status === undefined ? [] : say(['support.code'], undefined, { code: String(status) });
    const support = reference === undefined ? [] : say(['support.reference'], undefined, { reference });
    const body = when.length > 0 ? when : advice;
    const isAnswer = notice.busy && phase === 'retrying';
    // For renderers, which ask for the phrase alone.
    for (const key of ['action.details', 'action.copy']) text(say([key]));
    return {
      tone: toneOf(notice),
      text: {
        title,
        body: text(body),
        detail: text([...detail, ...(isNamed ? say(['affected']) : [])]),
        advice: text(advice),
        ...(when.length > 0 && { when: text(when) }),
        ...(waiting.length > 0 && { waiting: text(waiting) }),
        ...(code.length + support.length > 0 && {
          support: text([
            ...code,
            ...support.map((each) => (code.length > 0 ? { ...each, text: `· ${each.text}` } : each)),
          ]),
        }),
      },
      dismissLabel: text(say([`action.dismiss.${scope.kind}.aria`, 'action.dismiss.aria'])),
      announcement: {
        text: text(
          isAnswer ? body : [...titled, ...body],
          isAnswer ? undefined : wordsOf(say(['announcement'], undefined, { title, text: wordsOf(body) })),
        ),
        politeness: isGrave(notice) ? 'assertive' : 'polite',
      },
      actionLabels: {
        'retry-now': text(say(['action.retry-now'])),
        cancel: text(say(['action.cancel'])),
      },
      busyLabel: text(say(['action.retry-now.busy'])),
      lang,
      dir,
      foreign,
    };
  }

  explain(about: NoticeCause | Notice): Explanation {
    const notice = typeof about === 'object' ? about : undefined;
    const cause = typeof about === 'object' ? about.cause : about;
    const origin = notice?.origin ?? originOf(cause);
    const topic = cause === 'unavailable-until' ? 'unavailable' : cause;
    const matter = once(matterOf(notice));
    const titled = this.#speech.say(
      [...(notice && whatOf(notice) ? [`${cause}.named.title`] : []), `${cause}.title`],
      matter,
    );
    const { text, lang, dir, foreign } = writer(titled);
    const say = (...keys: string[]): string => text(this.#speech.say(keys, matter));
    return {
      title: text(titled),
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
      lang,
      dir,
      foreign,
    };
  }

  phrase(key: PhraseKey, facts: Partial<PhraseFacts> = {}): string {
    return wordsOf(this.#speech.say([key], withMore(matterOf(undefined), facts), facts.n));
  }
}

type Said = readonly NoticeSentence[];

const wordsOf = (said: Said): string => said.map(({ text }) => text).join(' ');

/** Makes texts of sentences, and remembers those that are in another language than the title. */
function writer([title]: Said) {
  const { lang = 'en', dir = 'ltr' } = title ?? {};
  const foreign: Record<string, Said> = {};
  const text = (said: Said, whole = wordsOf(said)): string => {
    if (said.some((each) => each.lang !== lang)) foreign[whole] = said;
    return whole;
  };
  return { text, lang, dir, foreign };
}

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

/** Only what the user asked for and what may be lost is worth an interruption. */
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
