import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAUSES, everyNotice } from '../../src/notices/every-notice.ts';
import { type Catalogue, en, type Phrase, type PhraseKey } from '../../src/notices/index.ts';
import { ar } from '../../src/notices/text/locales/ar.ts';
import { checkCatalogue } from '../../src/notices/text/locales/check.ts';
import { de } from '../../src/notices/text/locales/de.ts';
import { es } from '../../src/notices/text/locales/es.ts';
import { fr } from '../../src/notices/text/locales/fr.ts';
import { it } from '../../src/notices/text/locales/it.ts';
import { ja } from '../../src/notices/text/locales/ja.ts';
import { nl } from '../../src/notices/text/locales/nl.ts';
import { pl } from '../../src/notices/text/locales/pl.ts';
import { ptBR } from '../../src/notices/text/locales/pt-BR.ts';
import { zhHans } from '../../src/notices/text/locales/zh-Hans.ts';
import { TextRenderer } from '../../src/notices/text/render.ts';
import { formsOf } from './wording-rules.ts';

const CATALOGUES = { ar, de, es, fr, it, ja, nl, pl, 'pt-BR': ptBR, 'zh-Hans': zhHans };
const languages = Object.entries(CATALOGUES);
const locales = join(import.meta.dirname, '../../src/notices/text/locales');
const keys = Object.keys(en) as PhraseKey[];
const pluralKeys = keys.filter((key) => typeof en[key] === 'object');

/** Circumstances take turns in the words, so one at a time says all there is; and inline notices speak as those of the app do. */
const notices = [...everyNotice()].filter(
  ({ circumstances, surface }) => circumstances.length <= 1 && surface !== 'inline',
);

const language = fc.constantFrom(...languages);
const key = fc.constantFrom(...keys);

test('every catalogue in the folder is checked here', () => {
  const files = readdirSync(locales).map((name) => name.replace(/\.ts$/, ''));
  expect(files.filter((name) => name !== 'en' && name !== 'check').sort()).toEqual(Object.keys(CATALOGUES).sort());
});

describe.each(languages)('the catalogue %s', (locale, catalogue) => {
  test('has nothing for the checker to find', () => {
    expect(checkCatalogue(catalogue, locale)).toEqual([]);
  });

  test('has the keys of English in the same order', () => {
    expect(Object.keys(catalogue)).toEqual(keys);
  });

  test('says nothing in English', () => {
    const hasWords = (key: PhraseKey) => formsOf(en[key]).some((text) => /\w/.test(text.replace(/\{\w+\}/g, '')));
    const same = keys.filter((key) => hasWords(key) && formsOf(catalogue[key])[0] === formsOf(en[key])[0]);
    // "Code" is the same word in several languages.
    expect(same.filter((key) => key !== 'support.code' && !key.startsWith('list.'))).toEqual([]);
  });

  test('does not shout', () => {
    expect(keys.filter((key) => formsOf(catalogue[key]).some((text) => /[!！¡]/.test(text)))).toEqual([]);
  });

  test('says a title in a line', () => {
    const long = keys.filter(
      (key) =>
        key.endsWith('.title') &&
        formsOf(catalogue[key]).some((text) => text.replace(/\{\w+\}/g, 'Photo Collection').length > 72),
    );
    expect(long).toEqual([]);
  });

  test('says every notice and every explanation completely', { timeout: 180_000 }, () => {
    const voice = new TextRenderer({ locale, catalogue }, (act) => act());
    const direction = locale === 'ar' ? 'rtl' : 'ltr';
    const flaws = new Set<string>();
    for (const notice of notices) {
      const { text, announcement, dismissLabel, lang, dir, foreign } = voice.say(notice);
      const said = [...Object.values(text), announcement.text, dismissLabel];
      const where = `${notice.phase} ${notice.cause} ${notice.scope.kind}`;
      for (const each of said.filter((one) => /[{}]|\b(?:undefined|null|NaN)\b|\s\s/.test(one)))
        flaws.add(`${where}: ${each}`);
      for (const place of ['title', 'body', 'detail', 'advice'] as const)
        if (text[place].trim() === '') flaws.add(`${where} has no ${place}`);
      if (lang !== locale || dir !== direction) flaws.add(`${where} is ${lang} and ${dir}`);
      for (const each of Object.keys(foreign)) flaws.add(`${where}: ${each}`);
    }
    for (const cause of CAUSES) {
      const { headings, lang, dir, foreign, ...explanation } = voice.explain(cause);
      const said = [...Object.values(explanation), ...Object.values(headings)];
      for (const each of said.filter((one) => one.trim() === '' || /[{}]|undefined/.test(one))) flaws.add(each);
      if (lang !== locale || dir !== direction || Object.keys(foreign).length > 0)
        flaws.add(`${cause} is explained in ${lang}`);
    }
    expect([...flaws]).toEqual([]);
  });

  test('brings no other module along in a bundle', async () => {
    const entryPoints = [join(locales, `${locale}.ts`)];
    const { metafile } = await build({ entryPoints, bundle: true, write: false, metafile: true, logLevel: 'silent' });
    expect(Object.keys(metafile.inputs).map((path) => path.replace(/.*locales\//, ''))).toEqual([`${locale}.ts`]);
  });
});

describe('the checker', () => {
  const changed = (catalogue: Catalogue, key: string, phrase: Phrase | undefined) => {
    const { [key]: _, ...rest } = catalogue as Record<string, Phrase>;
    return (phrase === undefined ? rest : { ...rest, [key]: phrase }) as Catalogue;
  };

  test('finds a missing phrase', () => {
    fc.assert(
      fc.property(language, key, ([locale, catalogue], key) => {
        expect(checkCatalogue(changed(catalogue, key, undefined), locale)).toEqual([`"${key}" is missing.`]);
      }),
    );
  });

  test('finds a key that English does not have', () => {
    const strange = fc.string().filter((each) => !Object.hasOwn(en, each) && each !== '__proto__');
    fc.assert(
      fc.property(language, strange, ([locale, catalogue], key) => {
        expect(checkCatalogue(changed(catalogue, key, 'text'), locale)).toEqual([
          `"${key}" is not a key of the English catalogue.`,
        ]);
      }),
    );
  });

  test('finds a place that English does not have there', () => {
    fc.assert(
      fc.property(language, key, fc.stringMatching(/^\w{5,9}$/), fc.boolean(), ([locale, catalogue], key, name, fn) => {
        fc.pre(!formsOf(en[key]).some((text) => text.includes(`{${name}}`)) && name.toLowerCase() !== 'service');
        const text = `text {${name}}`;
        const phrase = fn ? () => text : text;
        expect(checkCatalogue(changed(catalogue, key, phrase), locale)).toEqual([
          `"${key}" has the place {${name}}, which the English phrase does not have.`,
        ]);
      }),
    );
  });

  test('finds a plural form that the language needs', () => {
    fc.assert(
      fc.property(language, fc.constantFrom(...pluralKeys), fc.nat(), ([locale, catalogue], key, at) => {
        const forms = Object.entries(catalogue[key] as object);
        const gone = forms[at % forms.length]?.[0];
        fc.pre(forms.length > 1);
        const phrase = Object.fromEntries(forms.filter(([form]) => form !== gone)) as Phrase;
        expect(checkCatalogue(changed(catalogue, key, phrase), locale)).toEqual([
          `"${key}" has no plural form "${gone}", which the language needs.`,
        ]);
      }),
    );
  });

  test('finds an empty text and a function that throws', () => {
    const fails = () => {
      throw new TypeError('no case');
    };
    expect(checkCatalogue(changed(de, 'slow.title', ' '), 'de')).toEqual(['"slow.title" has an empty text.']);
    expect(checkCatalogue(changed(de, 'slow.title', fails), 'de')).toEqual(['"slow.title" throws: TypeError: no case']);
  });

  test('finds a place that a function uses only with a label', () => {
    const phrase: Phrase = ({ notice, list }) => (notice?.label === undefined ? 'text' : list);
    expect(checkCatalogue(changed(de, 'slow.title', phrase), 'de')).toEqual([
      '"slow.title" has the place {list}, which the English phrase does not have.',
    ]);
  });
});
