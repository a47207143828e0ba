import { OptionsError } from '../model/errors.ts';
import { aFunction, aString, type Check, milliseconds, port, shape, strings } from '../options/checks.ts';
import type { NoticesOptions } from './options.ts';
import type { Language } from './text/catalog.ts';
import { NOTICE_TIMING } from './timing.ts';

const aLocale: Check = (value, path) => {
  try {
    (typeof value === 'string' ? aString : strings)(value, path);
    Intl.getCanonicalLocales(value as string | string[]);
  } catch {
    throw new OptionsError(path, value, 'a language tag such as "de" or "pt-BR", or a list of them');
  }
};

const language = {
  locale: aLocale,
  catalogue: (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) throw new OptionsError(path, value, 'a catalogue of phrases');
  },
  t: aFunction,
};

const options = shape({
  ...language,
  label: aFunction,
  onRetry: aFunction,
  actions: aFunction,
  importance: aFunction,
  gate: aFunction,
  workKept: aFunction,
  timing: shape(Object.fromEntries(Object.keys(NOTICE_TIMING).map((name) => [name, milliseconds]))),
  clock: port('now', 'wallNow', 'sleep'),
  page: port('isVisible', 'isActive', 'isLeaving', 'hasSlowConnection', 'subscribe'),
});

const givenLanguage = shape(language);

export const checkOptions = (given: NoticesOptions): void => options(given, 'options');
export const checkGivenLanguage = (given: Language): void => givenLanguage(given, 'language');
