import type { Notice } from '../notice.ts';

/** Values that a phrase may place. Times and durations are ready-made phrases of the language. */
export interface PhraseFacts {
  /** "Photos", or the language's own "the service". */
  readonly service: string;
  /** The same at the start of a sentence. */
  readonly Service: string;
  /** What the person asked for, as the app calls it; in the keys with `named` alone. */
  readonly what: string;
  /** "in 10 seconds" */
  readonly in: string;
  /** "10 seconds": the longest that the next attempt can be away, so that it stays true beside a countdown. */
  readonly wait: string;
  /** "14:30" */
  readonly time: string;
  /** "2 minutes" */
  readonly duration: string;
  /** "Photos, Music and others" */
  readonly list: string;
  /** How many, for the plural. */
  readonly n: number;
  /** A title and what follows it, to be read out together. */
  readonly title: string;
  readonly text: string;
  readonly code: string;
  readonly reference: string;
  /** Absent where no single notice is spoken of. */
  readonly notice?: Notice;
}

/** A sentence with places such as `{service}`; one for each plural form; or a function, for languages with more to agree on. */
export type Phrase = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> | ((facts: PhraseFacts) => string);
