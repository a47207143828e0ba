import { afterEach, describe, expect, test, vi } from 'vitest';
import { everyNotice, noticeOf } from '../../src/notices/every-notice.ts';
import { type Catalogue, createNotices } from '../../src/notices/index.ts';
import { ar } from '../../src/notices/text/locales/ar.ts';
import { de } from '../../src/notices/text/locales/de.ts';
import { pl } from '../../src/notices/text/locales/pl.ts';
import { standInPage } from './stand.ts';

// Hermes, the engine of React Native, writes dates and numbers, and has nothing else of `Intl`.

const { Collator, DateTimeFormat, NumberFormat, getCanonicalLocales } = Intl;
const quiet = { subscribe: () => () => {}, retryNow: () => {}, cancel: () => {} };

function centerOf(locale: string, catalogue?: Catalogue) {
  vi.stubGlobal('Intl', { Collator, DateTimeFormat, NumberFormat, getCanonicalLocales });
  return createNotices(quiet, { page: standInPage(), locale, ...(catalogue && { catalogue }) });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('without Intl.Locale, PluralRules, RelativeTimeFormat and ListFormat', () => {
  test.each([
    ['en-GB', undefined, 'ltr'],
    ['de', de, 'ltr'],
    ['pl', pl, 'ltr'],
    ['ar', ar, 'rtl'],
    ['he', { 'slow.title': 'איטי' }, 'rtl'],
    ['az-Arab', ar, 'rtl'],
    ['ar-Latn', ar, 'ltr'],
  ] as const)('every notice is told in %s', (locale, catalogue, dir) => {
    const center = centerOf(locale, catalogue);
    for (const notice of everyNotice()) expect(center.present(notice).text.title).not.toBe('');
    expect(center.present(noticeOf({ cause: 'slow' })).dir).toBe(dir);
  });

  test('times, lists and plurals are plainer words', () => {
    const told = (locale: string, catalogue?: Catalogue): string =>
      JSON.stringify(centerOf(locale, catalogue).present(noticeOf({ waitMs: 10_000 })).text);
    expect(told('en')).toContain('in 10 seconds');
    expect(told('de', de)).toContain('(10 Sekunden)');
  });
});
