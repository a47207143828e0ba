import { OptionsError } from '../model/errors.ts';
import { cleanLabel } from '../notices/text/sanitize.ts';
import { hasOwn } from '../rules/has-own.ts';
import { type PageLanguage, WORDS } from './words.ts';

export type { PageLanguage } from './words.ts';

export interface OutagePageOptions {
  /** What people call the site, such as "Shop". */
  readonly label?: string;
  /** One after the other on one page. Default `['en']`. */
  readonly languages?: readonly PageLanguage[];
  /**
   * What has happened. `outage`: nothing came back for a page; it is asked for again by itself. `offline`: neither, and the device says
   * that it is offline. `sent`: a form was sent and not confirmed, so nothing is asked for again.
   *
   * Default `outage`.
   */
  readonly about?: 'outage' | 'offline' | 'sent';
}

/** Until the page asks again. "A few seconds", as it says. */
export const ASKS_AGAIN_S = 5;

const STYLE =
  'body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem}h1{font-size:1.5rem;line-height:1.3}h2{font-size:1.25rem}';

/** The strictest policy under which the page is whole: there is no script in it, and no image but the icon that browsers ask for. `test/outage-page.test.ts` computes the hash. */
export const PAGE_POLICY =
  "default-src 'none'; img-src 'self'; style-src 'sha256-frYDMDGEj8JyHrmASEMVZyqGQMQAo9RscwCft7VGdgA='; base-uri 'none'; form-action 'none'";

/**
 * The page for users whose page could not be loaded: HTML without scripts, which asks again by itself.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export function outagePage({ label, languages = ['en'], about = 'outage' }: OutagePageOptions = {}): string {
  const [first] = languages;
  const unknown = languages.find((language) => !hasOwn(WORDS, language));
  if (first === undefined || unknown !== undefined) {
    throw new OptionsError('languages', unknown ?? languages, `some of ${Object.keys(WORDS).join(', ')}`);
  }
  if (label !== undefined && cleanLabel(label) === undefined) {
    throw new OptionsError('label', label, 'what people call the site, such as "Shop"');
  }
  const name = escapeHtml(cleanLabel(label) ?? '');
  const title = `${name}${name && ' – '}${escapeHtml(headingOf(first, about))}`;
  const again = about === 'sent' ? '' : `<meta http-equiv="refresh" content="${ASKS_AGAIN_S}">\n`;
  const sections = languages.map((language, at) => sectionOf(language, about, at === 0 ? 'h1' : 'h2'));
  return `<!doctype html>
<html ${attributesOf(first)}>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${again}<title>${title}</title>
<style>${STYLE}</style>
<main>
${name && `<p><strong><bdi>${name}</bdi></strong></p>\n`}${sections.join('\n')}
</main>
</html>
`;
}

type About = NonNullable<OutagePageOptions['about']>;

const headingOf = (language: PageLanguage, about: About): string =>
  WORDS[language][about === 'outage' ? 'title' : about === 'offline' ? 'offline' : 'unknown'];

function sectionOf(language: PageLanguage, about: About, heading: 'h1' | 'h2'): string {
  const { side, again, tryNow, whenBack, unknownDetail, check } = WORDS[language];
  const sentences = { outage: [side, again], offline: [whenBack], sent: [unknownDetail, check] }[about];
  // An empty address is that of the page itself.
  const link = about === 'sent' ? '' : `\n<p><a href="">${escapeHtml(tryNow)}</a></p>`;
  return `<section ${attributesOf(language)}>
<${heading}>${escapeHtml(headingOf(language, about))}</${heading}>
<p>${escapeHtml(sentences.join(' '))}</p>${link}
</section>`;
}

const attributesOf = (language: PageLanguage): string =>
  `lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** The first of these languages that the page has words in, else English. */
export function pageLanguageOf(wanted: readonly string[]): PageLanguage {
  for (const tag of wanted) {
    const [base = '', ...subtags] = tag.toLowerCase().split('-');
    // Traditional characters are another script, which the page does not write.
    const isTraditional =
      ['hant', 'tw', 'hk', 'mo'].some((each) => subtags.includes(each)) && !subtags.includes('hans');
    const found = (Object.keys(WORDS) as PageLanguage[]).find((known) => known.split('-')[0] === base);
    if (found !== undefined && !(base === 'zh' && isTraditional)) return found;
  }
  return 'en';
}
