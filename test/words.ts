/** A word that we do not use, and what to write instead. `test/words.test.ts` keeps it out of code, comments and prose. */
interface Banned {
  readonly pattern: RegExp;
  readonly instead: string;
}

const word = (words: string, instead: string): Banned => ({ pattern: new RegExp(`\\b(?:${words})\\b`, 'i'), instead });

const BANNED: readonly Banned[] = [
  // Metaphors.
  word('house|lodge|stairs|court|theat(?:re|er)|tongue|patience', 'the name of the thing itself'),
  word('witness(?:es|ed)?', 'evidence, or proof'),
  word('stages?|scenes?', 'layer, scenario or state'),
  word('directors?', 'scheduler'),
  word('rooms?|visitors?|sleepers?', 'queue, waiter'),
  word('judges?|judged|judging', 'classify, check'),
  word('mend(?:s|ed|ing)?', 'fix, repair'),
  word('beneath', 'inner'),
  // Subjects without a name.
  word('whoever|somebody|nobody', 'the subject: the call, the app, the user, no library'),
  word('who hears', 'listeners'),
  // Quaint.
  word('shall|lest|whilst|amongst', 'should, so that not, while, among'),
  word('dear(?:er|est)?', 'costly'),
  word('in place of', 'instead of'),
  word('save for|but for', 'except'),
  word('(?:tells?|told) of', 'report, mention'),
  // British spellings.
  word('centre[ds]?|behaviours?|colour(?:s|ed|ing)?', 'center, behavior, color'),
  word('(?:fav|hon|flav|neighb|lab)our\\w*', 'favor, honor, …'),
  word('(?:organ|recogn|normal|serial|optim|initial|synchron|minim|summar|custom|real|special|general)is(?:e|es|ed|ing|ation)', '-ize'),
  word('analys(?:e|ed|es|ing)|licences?|catalogues?|labelled|modelled|signalled|artefacts?|grey', 'the American spelling'),
];

/** `runScene` holds the word scene. */
const inWords = (line: string): string => line.replaceAll(/([a-z\d])(?=[A-Z])/g, '$1 ').replaceAll('_', ' ');

/** Lines that have a banned word: `file:3: scene (write layer, scenario or state)`. */
export function bannedWords(path: string, text: string, allowed: readonly string[] = []): string[] {
  return text.split('\n').flatMap((line, at) => {
    const words = inWords(line);
    return BANNED.flatMap(({ pattern, instead }) => {
      const found = [...words.matchAll(new RegExp(pattern, 'gi'))].map(([each]) => each.toLowerCase());
      return found
        .filter((each) => !allowed.includes(each))
        .map((each) => `${path}:${at + 1}: ${each} (write ${instead})`);
    });
  });
}
