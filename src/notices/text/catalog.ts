import type { ForeignTexts } from '../notice.ts';
import type { en } from './locales/en.ts';
import type { Phrase, PhraseFacts } from './phrase.ts';

export type PhraseKey = keyof typeof en;

/** A translation. What it leaves out is said in English. */
export type Catalogue = Readonly<Partial<Record<PhraseKey, Phrase>>>;

/** How a center speaks. */
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
  /** As in a view. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  readonly foreign: ForeignTexts;
}
