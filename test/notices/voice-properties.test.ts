import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyNotice } from '../../src/notices/every-notice.ts';
import type { Language, Notice } from '../../src/notices/index.ts';
import { de } from '../../src/notices/text/locales/de.ts';
import { TextRenderer } from '../../src/notices/text/render.ts';
import { cleanLabel } from '../../src/notices/text/sanitize.ts';
import { anyText } from '../support/any-text.ts';

const CANARY = 'token=CANARY';

const LANGUAGES: readonly Language[] = [
  { locale: 'en' },
  { locale: 'de', catalogue: de },
  // German words where the reading goes the other way: what matters are names, and times in the language's own digits.
  { locale: 'ar-EG', catalogue: de },
  {
    locale: 'fr',
    catalogue: { 'bad-gateway.title': '{Service} ne répond pas', waiting: { other: '{n} en attente.' } },
  },
];
const voices = LANGUAGES.map((language) => new TextRenderer(language, (act) => act()));

/** Whatever an app may call things, as the center makes it harmless. */
const label = fc
  .oneof(
    anyText(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('{service}', '{', '$&', '$1', 'a\u202Eb', 'תמונות', 'صور\u200F', '<b>', 'x'.repeat(100)),
  )
  .map(cleanLabel);

/** Every notice, with labels of any kind, and something secret where no text may look. */
const notice = fc
  .record({ one: fc.constantFrom(...everyNotice()), label, labels: fc.array(label, { maxLength: 3 }) })
  .map(({ one, label, labels }): Notice => {
    const { label: before, ...bare } = one;
    const affected = labels.filter((each) => each !== undefined);
    return {
      ...bare,
      id: CANARY,
      scope: one.scope.kind === 'upstream' ? { kind: 'upstream', key: CANARY } : one.scope,
      affected,
      others: affected.length === 0 && one.scope.kind === 'many' ? 3 : affected.length === 3 ? one.others : 0,
      ...(before === undefined || label === undefined ? {} : { label }),
    };
  });

const spoken = (voice: TextRenderer, about: Notice) => {
  const said = voice.say(about);
  const { headings, lang: _lang, dir: _dir, foreign: _foreign, ...explanation } = voice.explain(about);
  return {
    said,
    all: [
      ...Object.values(said.text),
      said.announcement.text,
      said.dismissLabel,
      ...Object.values(said.labels),
      ...Object.values(explanation),
      ...Object.values(headings),
    ] as readonly string[],
  };
};

/** The text without what the app named, which is the app's own business. */
const withoutNames = (text: string, { label, affected }: Notice): string =>
  [label ?? '', ...affected]
    .sort((a, b) => b.length - a.length)
    .filter((name) => name !== '')
    .reduce((rest, name) => rest.replaceAll(name, '■'), text);

test.each(LANGUAGES.map(({ locale }, index) => [locale, index] as const))(
  'in %s every notice with any name reads like a sentence, and tells no secret',
  (_locale, index) => {
    const voice = voices[index] as TextRenderer;
    fc.assert(
      fc.property(notice, (about) => {
        const { said, all } = spoken(voice, about);
        for (const text of all) {
          const own = withoutNames(text, about);
          expect(own.trim()).not.toBe('');
          // No place left over, no gap where something was missing, nothing that turns the text but pairs of isolates.
          expect(own).not.toMatch(/[{}]|undefined|null|NaN|Infinity|\[object|\s\s|\s[.,:]|^\s|\s$|\(\)/);
          expect(own).not.toContain('CANARY');
          // No sentence tries, waits for or lists nothing.
          expect(own).not.toMatch(/(?<![\p{Nd}:])[0٠](?![\p{Nd}:])/u);
          expect(own.replace(/\u2068([^\u2068\u2069]*)\u2069/g, '$1')).not.toMatch(
            /[\p{Cc}\p{Zl}\p{Zp}\u2066-\u2069\u202A-\u202E]/u,
          );
        }
        const { body, when, advice } = said.text;
        expect(body).toBe(when ?? advice);
      }),
      { numRuns: 300 },
    );
  },
);

test('titles fit the smallest toast, with names of a usual length', () => {
  const longest = (voice: TextRenderer) => {
    const lengths = [...everyNotice()].map((about) => {
      const { label, ...unnamed } = about;
      return voice.say(label === undefined ? unnamed : { ...about, label: 'Photo Collection' }).text.title.length;
    });
    return Math.max(...lengths);
  };
  expect(longest(voices[0] as TextRenderer)).toBeLessThanOrEqual(48);
  expect(longest(voices[1] as TextRenderer)).toBeLessThanOrEqual(60);
});

test('work is called safe only where the app promises it', () => {
  const wrong = [...everyNotice()].filter((about) => {
    const { text, announcement } = (voices[0] as TextRenderer).say(about);
    return [text.body, announcement.text].some(
      (said) => said.includes('still here') !== about.circumstances.includes('work-kept'),
    );
  });
  expect(wrong).toEqual([]);
});

test('status and reference are in the line for support alone', () => {
  const wrong = [...everyNotice()].filter((about) => {
    const { text, announcement } = (voices[0] as TextRenderer).say(about);
    const { support, ...rest } = text;
    const isElsewhere = /502|8f2c/.test(JSON.stringify([rest, announcement]));
    return isElsewhere || (support?.includes('502') ?? false) !== (about.status === 502);
  });
  expect(wrong).toEqual([]);
});
