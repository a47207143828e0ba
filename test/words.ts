/** A word that we do not use, and what to write instead. */
interface Banned {
  readonly pattern: RegExp;
  readonly instead: string;
}

const word = (words: string, instead: string): Banned => ({ pattern: new RegExp(`\\b(?:${words})\\b`, 'gi'), instead });

const BANNED: readonly Banned[] = [
  // Metaphors.
  word('house|lodge|stairs|court|theat(?:re|er)|tongue|patience', 'the name of the thing itself'),
  word('witness(?:es|ed)?', 'evidence or source'),
  word('stages?|scenes?', 'scenario, state or step'),
  word('directors?', 'scheduler'),
  word('rooms?|visitors?|sleepers?', 'queue, folder or waiter'),
  word('judges?|judged|judging', 'classify or check'),
  word('mend(?:s|ed|ing)?', 'fix or repair'),
  word('beneath', 'inner'),
  // A type whose name is too general.
  word('(?:class|interface|type) (?:Place|Terms)', 'Waiter, CallSettings'),
  // Subjects without a name.
  word('whoever|(?:some|no|any|every)body', 'the call, the app, the user, no listener'),
  word('who hears', 'listeners'),
  // Quaint.
  word('shall|lest|whilst|amongst', 'should, so that not, while, among'),
  word('dear(?:er|est)?', 'costly'),
  word('in place of', 'instead of'),
  word('save for|but for', 'except'),
  word('(?:tells?|told) of', 'report'),
  // British spellings. `catalogue` stays: the public type `Catalogue` has that name.
  word('centre[ds]?|behaviours?|colour(?:s|ed|ing)?|labelled|modelled|licences?|artefacts?|grey', 'American spelling'),
  word('(?:fav|hon|flav|neighb|lab)our\\w*|analys(?:e|ed|es|ing)', 'American spelling'),
  word(
    '(?:organ|recogn|normal|serial|optim|initial|synchron|minim|summar|custom|real|general)is(?:e[ds]?|ing)',
    '-ize',
  ),
];

/** The words of a name are words too: `runScene` has two. */
const splitNames = (line: string): string => line.replaceAll(/([a-z\d])(?=[A-Z])/g, '$1 ').replaceAll(/[_-]/g, ' ');

export interface Found {
  readonly line: number;
  readonly word: string;
  readonly instead: string;
}

export function bannedWords(text: string): Found[] {
  return text.split('\n').flatMap((line, at) => {
    const words = splitNames(line);
    return BANNED.flatMap(({ pattern, instead }) =>
      [...words.matchAll(pattern)].map(([found]) => ({ line: at + 1, word: found.toLowerCase(), instead })),
    );
  });
}
