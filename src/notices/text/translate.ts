import { platformLanguage } from '../../platform/language.ts';
import { hasOwn } from '../../rules/has-own.ts';
import type { Guard } from '../guard.ts';
import type { NoticeSentence } from '../notice.ts';
import type { Catalogue, Language, PhraseKey } from './catalog.ts';
import { Formats } from './formats.ts';
import { en } from './locales/en.ts';
import type { Phrase, PhraseFacts } from './phrase.ts';

/** What a phrase is about, in a form of which each language makes its own words. */
export type FactsSource = (
  formats: Formats,
  words: (key: PhraseKey, facts?: Partial<PhraseFacts>) => string,
) => Partial<PhraseFacts>;

interface Translation {
  readonly catalogue: Catalogue;
  readonly formats: Formats;
}

const ENGLISH = 'en';

/** Finds phrases and fills them in: the app's own words first, then the catalogue, then English. */
export class Translator {
  readonly #own: Translation | undefined;
  readonly #english: Translation;
  readonly #t: Language['t'];
  readonly #guard: Guard;

  constructor({ locale, catalogue, t }: Language, guard: Guard) {
    const tag = tagOf(locale);
    const isEnglish = tag.split('-')[0] === ENGLISH;
    this.#english = { catalogue: en, formats: new Formats(isEnglish ? tag : ENGLISH) };
    if (catalogue !== undefined || t !== undefined) {
      this.#own = { catalogue: catalogue ?? {}, formats: isEnglish ? this.#english.formats : new Formats(tag) };
    }
    this.#t = t;
    this.#guard = guard;
  }

  /** The phrase of the first of these keys that there is, and its language; nothing where there is none. */
  say(keys: readonly string[], source: FactsSource, n?: number): readonly NoticeSentence[] {
    const known = keys.filter(isKey);
    const own = this.#own && this.#from(this.#own, known, source, n, this.#t);
    const text = own ?? this.#from(this.#english, known, source, n);
    const { locale: lang, dir } = (own === undefined ? this.#english : (this.#own as Translation)).formats;
    return text === undefined ? [] : [{ text, lang, dir }];
  }

  #from(
    translation: Translation,
    keys: readonly PhraseKey[],
    source: FactsSource,
    n: number | undefined,
    t?: Language['t'],
  ): string | undefined {
    const { catalogue, formats } = translation;
    const facts: PhraseFacts = {
      ...NO_FACTS,
      ...source(formats, (key, more) => this.#word(translation, key, more)),
      n: n ?? 0,
    };
    for (const key of keys) {
      const own = t && this.#guard(() => t(key, facts), undefined);
      if (isSaid(own, key)) return own;
      const text = this.#guard(() => filled(catalogue[key], facts, formats), undefined);
      if (isSaid(text, key)) return text;
    }
    return undefined;
  }

  /** The words inside of words: in the same language if there are any. */
  #word(translation: Translation, key: PhraseKey, facts: Partial<PhraseFacts> = {}): string {
    const own =
      this.#own?.formats === translation.formats
        ? this.#from(this.#own, [key], () => facts, facts.n, this.#t)
        : undefined;
    return own ?? this.#from(this.#english, [key], () => facts, facts.n) ?? '';
  }
}

/** Translation libraries answer with nothing, or with the key, where they have no translation. */
const isSaid = (text: unknown, key: PhraseKey): text is string =>
  typeof text === 'string' && text.trim() !== '' && text !== key;

const isKey = (key: string): key is PhraseKey => hasOwn(en, key);

function filled(phrase: Phrase | undefined, facts: PhraseFacts, formats: Formats): string | undefined {
  if (phrase === undefined) return undefined;
  if (typeof phrase === 'function') return phrase(facts);
  const template = typeof phrase === 'string' ? phrase : (phrase[formats.plural(facts.n)] ?? phrase.other ?? '');
  return template.replace(/\{(\w+)\}/g, (place, name: string) => {
    if (name === 'n') return formats.number(facts.n);
    const value = hasOwn(facts, name) ? facts[name as keyof PhraseFacts] : undefined;
    return typeof value === 'string' ? value : place;
  });
}

/** What the app gave was checked; what the page says of itself may be anything. */
function tagOf(locale: Language['locale']): string {
  const asked = typeof locale === 'string' ? [locale] : (locale ?? []);
  try {
    // Pages write `de_DE` as well.
    return Intl.getCanonicalLocales(asked[0] ?? platformLanguage().replaceAll('_', '-'))[0] ?? ENGLISH;
  } catch {
    return ENGLISH;
  }
}

const NO_FACTS: PhraseFacts = {
  service: '',
  Service: '',
  what: '',
  in: '',
  wait: '',
  time: '',
  duration: '',
  list: '',
  n: 0,
  title: '',
  text: '',
  code: '',
  reference: '',
};
