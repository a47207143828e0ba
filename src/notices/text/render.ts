import { defined } from '../../rules/defined.ts';
import type { Guard } from '../guard.ts';
import type {
  Notice,
  NoticeActionId,
  NoticeCause,
  NoticeSentence,
  NoticeText,
  NoticeTone,
  NoticeView,
} from '../notice.ts';
import { originOf, temporaryOf } from '../origins.ts';
import type { Explanation, Language, PhraseKey } from './catalog.ts';
import { circumstantial, isOfRequests, keyPrefixesOf, whatOf } from './keys.ts';
import type { PhraseFacts } from './phrase.ts';
import { factsAbout, once, withMore } from './phrase-facts.ts';
import { Translator } from './translate.ts';

/** A notice in words. */
export interface RenderedText extends Pick<NoticeView, 'tone' | 'text' | 'lang' | 'dir' | 'foreign' | 'dismissLabel'> {
  readonly announcement: NonNullable<NoticeView['announce']>;
  readonly labels: Readonly<Record<Exclude<NoticeActionId, 'dismiss'>, string>>;
}

/** Below this, "in a few seconds" says as much and stays true. */
const SOON_MS = 10_000;
/** From here on a time of day says more than a number of hours. */
const CLOCK_MS = 90 * 60_000;

/** Puts notices into words of one language. Pure, except for what the app's own words do. */
export class TextRenderer {
  readonly #translator: Translator;

  constructor(language: Language, guard: Guard) {
    this.#translator = new Translator(language, guard);
  }

  say(notice: Notice): RenderedText {
    const { phase, cause, counts, attempts, status, reference, affected, scope, surface, busy } = notice;
    const source = once(factsAbout(notice));
    const say = (keys: readonly string[], n?: number, more: Partial<PhraseFacts> = {}): Sentences =>
      this.#translator.say(keys, withMore(source, more), n);
    const prefixes = keyPrefixesOf(notice);
    const slot = (name: string, n?: number): Sentences => say(circumstantial(notice, prefixes, name), n);
    const titled = slot('title');
    const { text, lang, dir, foreign } = writer(titled);
    const title = text(titled);

    const kept = notice.circumstances.includes('work-kept') ? say(['work-kept']) : [];
    const timing = say(whenOf(notice));
    const when = timing.length > 0 ? [...timing, ...kept] : [];
    const detail = this.#detailOf(notice, prefixes[0], say) ?? slot('detail', attempts);
    // What the title names need not be named again.
    const what = whatOf(notice);
    const isTold = what !== undefined && title.includes(what);
    const isNamed = scope.kind !== 'many' && affected.length > 0 && phase !== 'recovered' && !isTold;
    const refused = notice.write === true && originOf(cause) === 'request' ? say(['not-saved']) : [];
    // Who was told when to try again must not be told "in a few minutes" beside it.
    const known = phase === 'recovered' ? detail : phase === 'failed' ? timing : [];
    const advice = [...refused, ...(known.length > 0 ? known : slot('advice')), ...kept];
    const body = when.length > 0 ? when : advice;
    const isCounted = counts.waiting > 1 && phase !== 'slow' && surface !== 'playback';
    const code = status === undefined ? [] : say(['support.code'], undefined, { code: String(status) });
    const support = reference === undefined ? [] : say(['support.reference'], undefined, { reference });
    const dot = code.length > 0 ? '· ' : '';
    const announced = wordsOf(say(['announcement'], undefined, { title, text: wordsOf(body) }));
    // For renderers, which ask for the phrase alone.
    for (const key of ['action.details', 'action.copy']) text(say([key]));
    const some = (said: Sentences): string | undefined => (said.length > 0 ? text(said) : undefined);
    return {
      tone: toneOf(notice),
      text: defined<NoticeText>({
        title,
        body: text(body),
        detail: text([...detail, ...(isNamed ? say(['affected']) : [])]),
        advice: text(advice),
        when: some(when),
        waiting: isCounted ? some(say(['waiting'], counts.waiting)) : undefined,
        support: some([...code, ...support.map((each) => ({ ...each, text: dot + each.text }))]),
      }),
      dismissLabel: text(say([`action.dismiss.${scope.kind}.aria`, 'action.dismiss.aria'])),
      announcement: {
        // That it is being tried is the answer to a press; the cause was said before.
        text: busy && phase === 'retrying' ? text(body) : text([...titled, ...body], announced),
        politeness: isGrave(notice) ? 'assertive' : 'polite',
      },
      labels: {
        'retry-now': text(say([busy ? 'action.retry-now.busy' : 'action.retry-now'])),
        cancel: text(say(['action.cancel'])),
      },
      lang,
      dir,
      foreign,
    };
  }

  /** The words for what works again with one exception; `undefined` where the usual words are true. */
  #detailOf(
    { phase, counts, scope, affected }: Notice,
    prefix: string | undefined,
    say: (keys: readonly string[], n?: number) => Sentences,
  ): Sentences | undefined {
    if (phase !== 'recovered') return undefined;
    // Who watches a film that goes on misses nothing of it.
    if (counts.failed > 0 && prefix !== 'recovered.playback') {
      const isNamed = isOfRequests(scope) && affected.length > 0;
      return say([...(isNamed ? ['recovered.partial.named'] : []), 'recovered.partial'], counts.failed);
    }
    return counts.waiting > 0 ? say(['slow.advice']) : undefined;
  }

  explain(about: NoticeCause | Notice): Explanation {
    const notice = typeof about === 'object' ? about : undefined;
    const cause = typeof about === 'object' ? about.cause : about;
    const origin = notice?.origin ?? originOf(cause);
    const topic = cause === 'unavailable-until' ? 'unavailable' : cause;
    const source = once(factsAbout(notice));
    const titled = this.#translator.say(
      [...(notice && whatOf(notice) ? [`${cause}.named.title`] : []), `${cause}.title`],
      source,
    );
    const { text, lang, dir, foreign } = writer(titled);
    const say = (...keys: string[]): string => text(this.#translator.say(keys, source));
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
    return wordsOf(this.#translator.say([key], withMore(factsAbout(undefined), facts), facts.n));
  }
}

type Sentences = readonly NoticeSentence[];

const wordsOf = (said: Sentences): string => said.map(({ text }) => text).join(' ');

/** Makes texts of sentences, and remembers those that are in another language than the title. */
function writer([title]: Sentences) {
  const { lang = 'en', dir = 'ltr' } = title ?? {};
  const foreign: Record<string, Sentences> = {};
  const text = (said: Sentences, whole = wordsOf(said)): string => {
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

/** Only what the user asked for, and what may be lost, is worth an interruption. */
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
