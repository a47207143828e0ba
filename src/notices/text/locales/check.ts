import { hasOwn } from '../../../rules/has-own.ts';
import { everyNotice, noticeOf } from '../../every-notice.ts';
import type { ForeignTexts } from '../../notice.ts';
import type { Catalogue } from '../catalog.ts';
import type { Phrase } from '../phrase.ts';
import { PLACES } from '../places.ts';
import { TextRenderer } from '../render.ts';
import { en } from './en.ts';

/**
 * What a catalogue lacks or has too much of, a sentence each: phrases, places in braces, plural forms. An empty list means that
 * every notice can be said in the language; whether it is said well, only people who speak it can tell.
 */
export function checkCatalogue(catalogue: Catalogue, locale: string): readonly string[] {
  const phrases: Readonly<Record<string, Phrase | undefined>> = catalogue;
  const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  const unknown = Object.keys(phrases).filter((key) => !hasOwn(en, key));
  return [
    ...unknown.map((key) => `"${key}" is not a key of the English catalogue.`),
    ...Object.entries(en).flatMap(([key, english]) => complaintsAbout(key, phrases[key], english, needed)),
  ];
}

function complaintsAbout(
  key: string,
  phrase: Phrase | undefined,
  english: Phrase,
  needed: readonly Intl.LDMLPluralRule[],
): readonly string[] {
  if (phrase === undefined) return [`"${key}" is missing.`];
  let texts: readonly string[];
  try {
    texts = textsOf(phrase);
  } catch (error) {
    return [`"${key}" throws: ${error}`];
  }
  if (texts.length === 0 || texts.some((text) => text.trim() === '')) return [`"${key}" has an empty text.`];
  const allowed = placesAllowed(english);
  const strange = new Set(texts.flatMap(placesIn).filter((place) => !allowed.has(place)));
  const forms = typeof phrase === 'object' ? Object.keys(phrase) : needed;
  return [
    ...[...strange].map((place) => `"${key}" has the place {${place}}, which the English phrase does not have.`),
    ...needed
      .filter((form) => !forms.includes(form))
      .map((form) => `"${key}" has no plural form "${form}", which the language needs.`),
  ];
}

/** The texts of all plural forms; of a function, what it makes with a label and without. */
function textsOf(phrase: Phrase): readonly string[] {
  if (typeof phrase === 'string') return [phrase];
  if (typeof phrase !== 'function') return Object.values(phrase);
  return [phrase(PLACES), phrase({ ...PLACES, notice: NAMED })];
}

const placesIn = (text: string): readonly string[] => [...text.matchAll(/\{(\w*)\}/g)].map(([, name]) => name ?? '');

/** A translation may name the service in any phrase, and tell a wait with its preposition. */
function placesAllowed(english: Phrase): ReadonlySet<string> {
  const places = textsOf(english).flatMap(placesIn);
  return new Set(['service', 'Service', ...places, ...(places.includes('wait') ? ['in'] : [])]);
}

const NAMED = noticeOf({ label: '{service}' });

/**
 * A page of everything that notices can say with a catalogue, for people who speak the language. What is English for want of a phrase is
 * marked.
 */
export function pageOfNotices(catalogue: Catalogue, locale: string): string {
  const voice = new TextRenderer({ locale, catalogue }, (act) => act());
  const spoken = [...everyNotice()].map((notice) => voice.say(notice));
  const cards = new Set(
    spoken.map(({ text, lang, dir, foreign }) => {
      const { title, body, detail, advice, waiting, support } = text;
      const texts = [...new Set([body, detail, advice, waiting, support])].filter((each) => each !== undefined);
      const said = texts.map((each) => `<p>${markup(each, foreign)}</p>`).join('');
      return `<article lang="${lang}" dir="${dir}"><h2>${markup(title, foreign)}</h2>${said}</article>`;
    }),
  );
  const title = `${locale}: ${cards.size}`;
  const head = `<meta charset="utf-8"><title>${title}</title><style>[lang=en] { color: light-dark(#a00, #f99); }</style>`;
  return `<!doctype html><html lang="${locale}"><head>${head}</head><body>\n${[...cards].join('\n')}\n</body></html>\n`;
}

function markup(text: string, foreign: ForeignTexts): string {
  const sentences = foreign[text];
  if (sentences === undefined) return escaped(text);
  return sentences.map((each) => `<span lang="${each.lang}" dir="${each.dir}">${escaped(each.text)}</span>`).join(' ');
}

const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
