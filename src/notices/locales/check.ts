import { hasOwn } from '../../rules/has-own.ts';
import type { Notice } from '../notice.ts';
import type { Catalogue } from '../phrase.ts';
import type { Phrase } from '../phrase-shape.ts';
import { PLACES } from '../places.ts';
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

const NAMED: Notice = {
  id: 'example',
  incident: 1,
  revision: 1,
  announcements: 1,
  scope: { kind: 'upstream', key: 'example' },
  label: '{service}',
  phase: 'waiting',
  cause: 'unavailable',
  origin: 'service',
  temporary: 'likely',
  effect: 'none',
  importance: 'user',
  surface: 'app',
  circumstances: [],
  affected: [],
  others: 0,
  counts: { waiting: 1, finished: 0, failed: 0 },
  attempts: 1,
  since: 0,
  elapsedMs: 0,
  actions: [],
  busy: false,
};
