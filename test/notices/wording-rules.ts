import { noticeOf } from '../../src/notices/every-notice.ts';
import type { Phrase } from '../../src/notices/index.ts';
import { PLACES } from '../../src/notices/text/places.ts';

/** What a language must not say, and how long it may be. */
export interface Manners {
  /** Whole words, in any case. */
  readonly banned: readonly string[];
  readonly mostInTitle: number;
  /** Only where everything was given up. */
  readonly regret: RegExp;
  /** Such words blame the person. */
  readonly blame: RegExp;
  /** What the service will do is unknown. Our own next step is known. */
  readonly promise: RegExp;
  /** That nothing is lost, only the app knows. */
  readonly safety: RegExp;
  /** Says nothing where there is a name. */
  readonly vague: RegExp;
  /** A verb or a pronoun that would have to know whether the name is one or many. */
  readonly agreement: RegExp;
  /** What the language does not write. */
  readonly unprintable: RegExp;
}

/** A rule says what is wrong with a text, in words that follow its key. */
type Rule = (key: string, text: string, manners: Manners) => string | false;

const KNOWN: readonly string[] = Object.keys(PLACES);

/** A usual name of an app's part, such as "Photo Collection". */
const LABEL = 'Photo Collection';
/** A usual name of what a person asked for. */
const WHAT = 'Profile photo';

/** The templates of a phrase: one, one for each plural form, or what a function makes for a name and without one. */
export function formsOf(phrase: Phrase): readonly string[] {
  if (typeof phrase === 'string') return [phrase];
  if (typeof phrase !== 'function') return Object.values(phrase);
  const facts = { ...PLACES, n: 0 };
  return [phrase({ ...facts, notice: noticeOf({ label: '{service}' }) }), phrase(facts)];
}

export const placesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{(.*?)\}/g)].map(([, name]) => name ?? '');

const isTitle = (key: string): boolean => key.endsWith('.title');
const isSentence = (key: string): boolean =>
  !isTitle(key) &&
  !key.startsWith('explain.heading') &&
  (key.startsWith('explain.') ||
    /\.(detail|advice|partial|happened|when)$|^when\.|^work-kept$|^affected$|^waiting$/.test(key));

const RULES: readonly Rule[] = [
  (_key, text, { banned }) => {
    const words = text.replace(/\{\w+\}/g, '');
    const found = banned.find((word) => new RegExp(`(?<![\\p{L}])${word}(?![\\p{L}])`, 'iu').test(words));
    return found !== undefined && `says "${found}"`;
  },
  (_key, text) => /\d{3}/.test(text) && 'has a status code',
  (_key, text) => text.includes('!') && 'shouts',
  (_key, text, { blame }) => blame.test(text) && 'blames the person',
  (key, text, { regret }) => regret.test(text) && !key.startsWith('failed') && 'is sorry before anything has failed',
  (_key, text, { promise }) => promise.test(text) && 'promises that it will be well again',
  (key, text, { safety }) => safety.test(text) && key !== 'work-kept' && 'says that something is safe',
  (_key, text, { agreement }) => agreement.test(text) && 'makes a word agree with a name that may be one or many',
  (_key, text, { unprintable }) => unprintable.test(text) && 'is not written as books are printed',
  (_key, text) => {
    const unknown = placesIn(text).find((name) => !KNOWN.includes(name));
    return unknown !== undefined && `places {${unknown}}, which is unknown`;
  },
  (key, text, { mostInTitle }) => {
    const { length } = text.replace(/\{[sS]ervice\}/g, LABEL).replaceAll('{what}', WHAT);
    return isTitle(key) && length > mostInTitle && `has ${length} characters, more than ${mostInTitle}`;
  },
  (key, text) => key.includes('.named') && !/\{(?:what|list)\}/.test(text) && 'does not say the name',
  (key, text, { vague }) => key.includes('.named') && vague.test(text) && 'points at what it could name',
  (key, text) => !key.includes('.named') && text.includes('{what}') && 'says a name where there may be none',
  (key, text) => isTitle(key) && /[.…]$/.test(text) && 'ends like a sentence',
  (key, text) => isSentence(key) && !/[.…?]$/.test(text) && 'does not end like a sentence',
  (_key, text) => (text.trim() !== text || /\s\s/.test(text) || text === '') && 'has a gap',
];

/** All that is wrong with a catalogue, a line each. */
export const complaintsAbout = (catalogue: Readonly<Record<string, Phrase>>, manners: Manners): readonly string[] =>
  Object.entries(catalogue).flatMap(([key, phrase]) =>
    formsOf(phrase).flatMap((text) =>
      RULES.map((rule) => rule(key, text, manners))
        .filter((complaint) => complaint !== false)
        .map((complaint) => `${key} ${complaint}: ${text}`),
    ),
  );

export const ENGLISH: Manners = {
  banned:
    'oops,whoops,uh-oh,please,be patient,technical difficulties,gateway,server,upstream,proxy,backend,http,https,url,api,invalid,illegal,fatal,abort(?:ed)?,exception,error,bad request,requests? failed,response,status,maintenance,improvements,network error,retry,retrying,timeout,timed out,cache,dns,buffering,buffer,reload,refresh,crash(?:ed)?,things?,paused,unfortunately,we apologi[sz]e'.split(
      ',',
    ),
  mostInTitle: 48,
  regret: /\bsorry\b/i,
  blame:
    /\byou (?:have |did |just )?(?:broke|caused?|fail(?:ed)?|forgot|lost|must|mistyped|misspelled|shouldn’t|should have|can’t|cannot|aren’t allowed)\b|\byour (?:\w+ )?(?:fault|mistake|error|failure)\b|\byour? (?:\w+ )?(?:is|was) (?:wrong|bad|broken)\b|\bcheck your (?:connection|internet|network)\b/i,
  promise:
    /(?:\bit|\bthis|\bthat|\beverything|\{[sS]ervice\}|\bplayback)(?:’ll| will) (?:soon |then |shortly )?(?:be|work|recover|return|pass|come|answer|last)\b|\b(?:(?<!as )soon|shortly|guaranteed?|any moment)\b/i,
  safety:
    /\bstill here\b|(?<!don’t know if .*|not |n’t |nothing )\b(?:is|are|was|were|has been|stays?) (?:safe|saved|kept)\b|\bnothing (?:is|was|got|gets) lost\b|\bwon’t (?:be )?los[et]\b|\bsafe\b/i,
  vague: /\bthat\b/i,
  agreement:
    /\{[sS]ervice\}(?:’s| (?:still |also |not )*(?:itself|themselves|are|were|have|do|don’t|(?:is|was|has|doe)(?:n’t)?|does(?:n’t)?|\w+s)(?![\w’]))/,
  unprintable: /['"`]|\.\.\.|--/,
};

export const GERMAN: Manners = {
  banned:
    'ups,hoppla,huch,oje,bitte,geduld,technische (?:schwierigkeiten|probleme),gateway,server,upstream,proxy,backend,http,https,url,api,ungültige?r?s?,unzulässig,illegal,fatal,abbruch,ausnahme,fehler,fehlerhaft,anfrage,status,wartung,wartungsarbeiten,verbesserungen,zeitüberschreitung,timeout,cache,dns,puffern?,neu laden,absturz,dinge?,pause:,entschuldigung,the,this,that,and,or,of,to,you,your,we,is,isn’t,are,not,with,try,again,service,other,others,what,happened'.split(
      ',',
    ),
  mostInTitle: 60,
  regret: /\bleider\b|tut uns leid/i,
  blame:
    /\bSie (?:haben|hätten) .*(?:falsch|vergessen|verursacht|versäumt)|\bIhre? (?:Schuld|Fehler|Versehen)\b|\b(?:du|dein\w*|dir|dich)\b|\bprüfen Sie Ihre (?:Internet)?verbindung\b/i,
  promise:
    /\b(?:wird|werden) .*(?:funktionieren|klappen|gehen|antworten|sein)\b|\b(?:bald|in Kürze|demnächst|garantiert)\b/i,
  safety:
    /(?<!Was Sie suchen, )\bist(?: \S+)* noch da\b|\b(?:ist|sind|bleibt|wurde) (?:sicher|gespeichert)\b|\bnichts (?:ist|geht) verloren\b/i,
  vague: /\bdas\b/i,
  // The noun "Dienst" takes all of it.
  agreement: /„\{what\}“ (?:ist|sind|wird|werden|wurden?|hat)\b/,
  unprintable: /['"`]|\.\.\.|--|\S…/,
};
