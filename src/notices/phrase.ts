import type { en } from './locales/en.ts';
import type { Notice } from './notice.ts';

/** Values that a phrase may place. Times and durations are ready-made phrases of the language. */
export interface PhraseFacts {
  /** "Photos", or the language's own "the service". */
  readonly service: string;
  /** The same at the start of a sentence. */
  readonly Service: string;
  /** "in 10 seconds" */
  readonly in: string;
  /** "14:30" */
  readonly time: string;
  /** "2 minutes" */
  readonly duration: string;
  /** "Photos, Music and others" */
  readonly list: string;
  readonly n: number;
  readonly code: string;
  readonly reference: string;
  readonly notice?: Notice;
}

/** A sentence with places such as `{service}`; one for each plural form; or a function, for languages with more to agree on. */
export type Phrase = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> | ((facts: PhraseFacts) => string);

export type PhraseKey = keyof typeof en;

/** A translation. What it leaves out is said in English. */
export type Catalogue = Readonly<Partial<Record<PhraseKey, Phrase>>>;

/** How a centre speaks. */
export interface Language {
  /** BCP 47. Default: the page's language, else the platform's. */
  readonly locale?: string | readonly string[];
  readonly catalogue?: Catalogue;
  /** Asked first, for apps with a translation library of their own. `undefined` leaves it to the catalogue. */
  readonly t?: (key: PhraseKey, facts: PhraseFacts) => string | undefined;
}

/** What a cause means, in plain words, for a panel or a full page. */
export interface Explanation {
  readonly title: string;
  /** What happened. */
  readonly happened: string;
  /** Whose side it is on. */
  readonly side: string;
  /** Will it pass? */
  readonly temporary: string;
  /** What you can do. */
  readonly advice: string;
  readonly headings: {
    readonly happened: string;
    readonly side: string;
    readonly temporary: string;
    readonly advice: string;
  };
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}
