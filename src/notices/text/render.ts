import { defined } from '../defined.ts';
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
import { circumstantial, isOfRequests, stemsOf, whatOf } from './keys.ts';
import type { PhraseFacts } from './phrase.ts';
import { matterOf, once, withMore } from './phrase-facts.ts';
import { Speech } from './translate.ts';

/** A notice in words. */
export interface Spoken extends Pick<NoticeView, 'tone' | 'text' | 'lang' | 'dir' | 'foreign' | 'dismissLabel'> {
  readonly announcement: NonNullable<NoticeView['announce']>;
  readonly labels: Readonly<Record<Exclude<NoticeActionId, 'dismiss'>, string>>;
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
    const { phase, cause, counts, attempts, status, reference, affected, scope, surface, busy } = notice;
    const matter = once(matterOf(notice));
    const say = (keys: readonly string[], n?: number, more: Partial<PhraseFacts> = {}): Said =>
      this.#speech.say(keys, withMore(matter, more), n);
    const stems = stemsOf(notice);
    const slot = (name: string, n?: number): Said => say(circumstantial(notice, stems, name), n);
    const titled = slot('title');
    const { text, lang, dir, foreign } = writer(titled);
    const title = text(titled);

    const kept = notice.circumstances.includes('work-kept') ? say(['work-kept']) : [];
    const timing = say(whenOf(notice));
    const when = timing.length > 0 ? [...timing, ...kept] : [];
    const detail = this.#detailOf(notice, stems[0], say) ?? slot('detail', attempts);
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
    const some = (said: Said): string | undefined => (said.length > 0 ? text(said) : undefined);
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
        // That it is being tried is the answer to a press; what the matter is, was said before.
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

  /** What is told of what works again but for something; `undefined` where the usual is true. */
  #detailOf(
    { phase, counts, scope, affected }: Notice,
    stem: string | undefined,
    say: (keys: readonly string[], n?: number) => Said,
  ): Said | undefined {
    if (phase !== 'recovered') return undefined;
    // Who watches a film that goes on misses nothing of it.
    if (counts.failed > 0 && stem !== 'recovered.playback') {
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
