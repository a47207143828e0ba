import { afterEach, describe, expect, test, vi } from 'vitest';
import { isOptionsError } from '../../src/index.ts';
import { everyNotice, NOON, noticeOf } from '../../src/notices/every-notice.ts';
import {
  type Catalogue,
  createNotices,
  type Language,
  type Notice,
  type NoticesOptions,
  type NoticeView,
  type PhraseFacts,
} from '../../src/notices/index.ts';
import { ar } from '../../src/notices/text/locales/ar.ts';
import { de } from '../../src/notices/text/locales/de.ts';
import { standInPage } from './stand.ts';

/** A client to which nothing happens. */
const quiet = { subscribe: () => () => {}, retryNow: () => {}, cancel: () => {} };

const centerOf = (options: NoticesOptions = {}) => createNotices(quiet, { page: standInPage(), ...options });

/** How a notice reads in a language. */
const read = (own: Partial<Notice>, language: Language = {}): NoticeView => centerOf(language).present(noticeOf(own));

const photos = { label: 'Photos' } as const;
const inTenSeconds = { waitMs: 10_000 } as const;
const many = { scope: { kind: 'many', keys: ['1', '2', '3'] }, cause: 'many' } as const;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('German', () => {
  const german = { locale: 'de', catalogue: de } as const;
  const titleOf = (own: Partial<Notice>) => read(own, german).text.title;

  test('gives the service an article and a case, and the name follows it as it is', () => {
    const titles = (own: Partial<Notice>) => [titleOf(own), titleOf({ ...own, label: 'Fotos' })];
    const failed = { phase: 'failed' } as const;
    expect(titles({})).toEqual(['Der Dienst antwortet nicht richtig', 'Der Dienst „Fotos“ antwortet nicht richtig']);
    expect(titles({ cause: 'timeout' })).toEqual([
      'Noch keine Antwort vom Dienst',
      'Noch keine Antwort vom Dienst „Fotos“',
    ]);
    expect(titles({ cause: 'rate-limited' })).toEqual(['Warten auf den Dienst', 'Warten auf den Dienst „Fotos“']);
    expect(titles({ cause: 'network' })).toEqual([
      'Keine Verbindung zum Dienst',
      'Keine Verbindung zum Dienst „Fotos“',
    ]);
    expect(titles({ cause: 'server-error' })).toEqual([
      'Beim Dienst ist etwas schiefgegangen',
      'Beim Dienst „Fotos“ ist etwas schiefgegangen',
    ]);
    expect(titles(failed)).toEqual(['Der Dienst antwortet leider nicht', 'Der Dienst „Fotos“ antwortet leider nicht']);
    expect([read({}, german).dismissLabel, read({ label: 'Fotos' }, german).dismissLabel]).toEqual([
      'Meldung zum Dienst ausblenden',
      'Meldung zum Dienst „Fotos“ ausblenden',
    ]);
  });

  test('lets a name stand alone where the app says so', () => {
    const bare = { 'service.named': '{what}', 'service.named.start': '{what}' } as const;
    const titles = [{}, { cause: 'network' } as const].map(
      (own) => read({ label: 'Fotos', ...own }, { locale: 'de', catalogue: { ...de, ...bare } }).text.title,
    );
    expect(titles).toEqual(['Fotos antwortet nicht richtig', 'Keine Verbindung zu Fotos']);
  });

  test('counts, lists and tells the time in its own way', () => {
    const waiting = (count: number) =>
      read({ counts: { waiting: count, finished: 0, failed: 0 } }, german).text.waiting;
    expect([2, 1_200].map(waiting)).toEqual(['2 Vorgänge warten.', '1.200 Vorgänge warten.']);
    const partly = (failed: number) =>
      read({ phase: 'recovered', counts: { waiting: 0, finished: 1, failed } }, german).text.detail;
    expect(partly(1)).toMatch(/^Etwas, das Sie wollten, wurde nicht geladen\. /);
    expect(partly(3)).toMatch(/^Einiges, was Sie wollten, wurde nicht geladen\. /);
    const detailOf = (own: Partial<Notice>) => read({ ...many, ...own }, german).text.detail;
    expect(detailOf({ affected: ['Fotos', 'Musik'], others: 2 })).toMatch(/^Betroffen: Fotos, Musik und 2 weitere\./);
    expect(detailOf({ affected: ['Fotos', 'Musik'], others: 1 })).toMatch(/^Betroffen: Fotos, Musik und 1 weiteres\./);
    expect(detailOf({ others: 3 })).toMatch(/^Betroffen: 3 Dienste\./);
    expect(read(inTenSeconds, german).text.when).toBe('Wir versuchen es spätestens in 10 Sekunden wieder.');
    expect(read({ phase: 'failed', attempts: 1 }, german).text.detail).toMatch(/^Wir haben es einmal versucht/);
    expect(read({ phase: 'failed', elapsedMs: 3 * 86_400_000 }, german).text.detail).toMatch(/es 3 Tage lang 3-mal/);
    const isFar = { phase: 'failed', cause: 'unavailable-until', retryAfterUntil: NOON + 3 * 86_400_000 } as const;
    expect(read(isFar, german).text.when).toMatch(/^Versuchen Sie es ab \d\d\.07\.2026, \d\d:\d\d Uhr wieder\.$/);
  });

  test('explains a 502 too', () => {
    const { happened, side, headings, lang } = centerOf(german).explain('bad-gateway');
    expect(happened).toMatch(/aus mehreren Computern.*weitergegeben.*was vom nächsten zurückkam/);
    expect(side).toBe('Fast immer am Dienst, nicht an Ihnen oder Ihrem Gerät.');
    expect([headings.side, lang]).toEqual(['Woran liegt es?', 'de']);
    expect(centerOf(german).explain(noticeOf({ label: 'Fotos' })).side).toMatch(/^Fast immer am Dienst „Fotos“,/);
  });

  test('has no gap', { timeout: 180_000 }, () => {
    const { present } = centerOf(german);
    const gaps = [...everyNotice()].filter((notice) => {
      const { lang, foreign } = present(notice);
      return lang !== 'de' || Object.keys(foreign).length > 0;
    });
    expect(gaps).toEqual([]);
  });
});

describe('the app’s own words', () => {
  /** Like i18next: a table of its own, plurals by suffix, values in double braces, and the key where there is nothing. */
  const french: Readonly<Record<string, string>> = {
    'bad-gateway.title': '{{Service}} ne répond pas correctement',
    waiting_one: '{{n}} chose en attente.',
    waiting_other: '{{n}} choses en attente.',
  };
  const plural = new Intl.PluralRules('fr');
  const t = (key: string, facts: PhraseFacts): string | undefined => {
    const template = french[key] ?? french[`${key}_${plural.select(facts.n)}`];
    return template?.replace(/\{\{(\w+)\}\}/g, (_, name: keyof PhraseFacts) => String(facts[name]));
  };
  const waiting = { counts: { waiting: 3, finished: 0, failed: 0 } } as const;

  test('come first, with plurals of their own', () => {
    const { title, waiting: many } = read({ ...photos, ...waiting }, { locale: 'fr', t }).text;
    expect(title).toBe('Photos ne répond pas correctement');
    expect(many).toBe('3 choses en attente.');
  });

  test('leave the rest to the catalogue', () => {
    const { text } = read({ ...photos, ...inTenSeconds }, { locale: 'de', catalogue: de, t });
    expect(text.title).toBe('Der Dienst „Photos“ ne répond pas correctement');
    expect(text.when).toBe('Wir versuchen es spätestens in 10 Sekunden wieder.');
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a gap', '  '],
    ['the key, as libraries do', 'bad-gateway.title'],
    ['something that is no text', { other: 'Oops' }],
    ['null', null],
  ])('are no words where they are %s', (_what, said) => {
    const own = (key: string) => (key === 'bad-gateway.title' ? said : undefined) as string | undefined;
    expect(read(photos, { locale: 'en', t: own }).text.title).toBe('Photos didn’t answer properly');
  });

  test('that throw are told once, and do no harm', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    const failure = new Error('no such table');
    const center = centerOf({
      locale: 'de',
      catalogue: de,
      t: () => {
        throw failure;
      },
    });
    expect(center.present(noticeOf(photos)).text.title).toBe('Der Dienst „Photos“ antwortet nicht richtig');
    expect(center.explain('bad-gateway').lang).toBe('de');
    await Promise.resolve();
    expect(print).toHaveBeenCalledTimes(1);
    expect(print).toHaveBeenCalledWith(expect.stringContaining('notices failed'), failure);
  });

  test('get the facts, and the notice', () => {
    const seen: PhraseFacts[] = [];
    const own = (key: string, facts: PhraseFacts) => void (key === 'failed.detail' && seen.push(facts));
    const notice = noticeOf({ ...photos, phase: 'failed', attempts: 4, affected: ['Invoices'] });
    centerOf({ locale: 'en', t: own }).present(notice);
    const told = { service: 'Photos', Service: 'Photos', duration: '20 seconds', list: 'Invoices', n: 4, notice };
    expect(seen).toEqual([expect.objectContaining(told)]);
  });

  test('serve within words of the same language, and not within English ones', () => {
    const inEnglish = { 'service.name': 'the shop', 'service.start': 'The shop' } as const;
    expect(read({}, { locale: 'en-US', catalogue: inEnglish }).text.title).toBe('The shop didn’t answer properly');
    const inGerman = { 'service.name': 'der Laden', 'service.start': 'Der Laden' } as const;
    expect(read({}, { locale: 'de', catalogue: inGerman }).text.title).toBe('The service didn’t answer properly');
  });
});

describe('a translation with a gap', () => {
  const { 'when.waiting': _, ...withoutWhen } = de;

  test('is filled with English sentence by sentence, and each says its language', () => {
    const kept = { ...photos, ...inTenSeconds, circumstances: ['work-kept'] } as const;
    const { text, lang, dir, foreign } = read(kept, { locale: 'de', catalogue: withoutWhen });
    expect(text.title).toBe('Der Dienst „Photos“ antwortet nicht richtig');
    // A time in the language of the sentence around it.
    expect(text.when).toBe('We’ll try again within 10 seconds. Was Sie eingegeben haben, ist noch da.');
    expect([lang, dir]).toEqual(['de', 'ltr']);
    expect(foreign[text.when as string]).toEqual([
      { text: 'We’ll try again within 10 seconds.', lang: 'en', dir: 'ltr' },
      { text: 'Was Sie eingegeben haben, ist noch da.', lang: 'de', dir: 'ltr' },
    ]);
    expect(foreign[text.body]).toBe(foreign[text.when as string]);
    expect(foreign[text.advice]).toBeUndefined();
  });

  test('in a language from right to left leaves its direction to each sentence', () => {
    const { 'bad-gateway.title': _title, ...withoutTitle } = ar;
    const { text, lang, dir, foreign, actions } = read(
      { ...inTenSeconds, actions: ['retry-now', 'dismiss'] },
      { locale: 'ar', catalogue: withoutTitle },
    );
    expect([lang, dir]).toEqual(['en', 'ltr']);
    expect(foreign[text.advice]).toMatchObject([{ lang: 'ar', dir: 'rtl' }]);
    expect(foreign[actions[0]?.label ?? '']).toMatchObject([{ lang: 'ar', dir: 'rtl' }]);
  });

  test('is whole where nothing of the gap is said', () => {
    expect(read({ ...photos, waitMs: 5_000 }, { locale: 'de', catalogue: withoutWhen }).foreign).toEqual({});
  });

  test('reports a button that lacks its word, and nothing for want of a pattern', () => {
    const { 'action.cancel': _cancel, announcement: _announcement, ...withoutButton } = de;
    const { lang, foreign } = read(photos, { locale: 'de', catalogue: withoutButton });
    expect(lang).toBe('de');
    expect(foreign).toEqual({ 'Stop trying': [{ text: 'Stop trying', lang: 'en', dir: 'ltr' }] });
  });

  test('uses the general sentence of its own before the special one in English', () => {
    const { 'failed.timeout.title': _title, ...general } = de;
    const { text, lang } = read({ ...photos, phase: 'failed', cause: 'timeout' }, { locale: 'de', catalogue: general });
    expect([text.title, lang]).toEqual(['Der Dienst „Photos“ antwortet leider nicht', 'de']);
  });

  test('that is all gap is English, with English times', () => {
    const { text, lang, dir } = read(inTenSeconds, { locale: 'ar', catalogue: {} });
    expect(text.when).toBe('We’ll try again within 10 seconds.');
    expect([lang, dir]).toEqual(['en', 'ltr']);
  });

  test('in an explanation is filled with English as well', () => {
    const { 'explain.bad-gateway.happened': _happened, ...gap } = de;
    const { happened, advice, lang, foreign } = centerOf({ locale: 'de', catalogue: gap }).explain('bad-gateway');
    expect(happened).toMatch(/^Most services are several computers/);
    expect(advice).toMatch(/^Warten Sie/);
    expect(lang).toBe('de');
    expect(foreign).toEqual({ [happened]: [{ text: happened, lang: 'en', dir: 'ltr' }] });
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a number', 7],
    ['an empty text', ''],
    ['no plural form at all', {}],
    ['a plural form that is no text', { other: 7 }],
    ['a function that returns nothing', () => undefined],
  ])('may have %s in it', (_what, phrase) => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const catalogue = { ...de, 'bad-gateway.title': phrase } as unknown as Catalogue;
    const { text, lang } = read(photos, { locale: 'de', catalogue });
    expect([text.title, lang]).toEqual(['Photos didn’t answer properly', 'en']);
    expect(text.advice).toMatch(/^Wir versuchen es weiter/);
  });

  test('may throw, which is told once', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => {});
    const catalogue: Catalogue = {
      ...de,
      'bad-gateway.title': () => {
        throw new Error('undeclinable');
      },
    };
    const center = centerOf({ locale: 'de', catalogue });
    for (let time = 0; time < 3; time++) {
      expect(center.present(noticeOf(photos)).text.title).toBe('Photos didn’t answer properly');
    }
    await Promise.resolve();
    expect(print).toHaveBeenCalledTimes(1);
  });

  test('takes the other form for a number that it has no form for', () => {
    const catalogue = { waiting: { other: '{n} rzeczy czeka.' } } as const;
    const counts = { waiting: 2, finished: 0, failed: 0 };
    expect(read({ counts }, { locale: 'pl', catalogue }).text.waiting).toBe('2 rzeczy czeka.');
  });

  test('has as many plural forms as its language', () => {
    const waiting = { one: '{n} rzecz czeka.', few: '{n} rzeczy czekają.', many: '{n} rzeczy czeka.' };
    const say = (count: number) =>
      read({ counts: { waiting: count, finished: 0, failed: 0 } }, { locale: 'pl', catalogue: { waiting } }).text
        .waiting;
    expect([2, 5, 22].map(say)).toEqual(['2 rzeczy czekają.', '5 rzeczy czeka.', '22 rzeczy czekają.']);
  });
});

describe('from right to left', () => {
  // Enough for one notice.
  const catalogue = {
    'service.name': 'الخدمة',
    'service.start': 'الخدمة',
    'bad-gateway.title': '{service} لا تستجيب كما يجب',
    'bad-gateway.detail': 'وصلنا، لكن الجواب لم يكن صالحًا للاستعمال.',
    'bad-gateway.advice': 'سنواصل المحاولة.',
    'when.waiting': 'سنحاول مجددًا {in}.',
    affected: 'المتأثر: {list}.',
    'support.code': 'الرمز: {code}',
    'support.reference': 'المرجع: {reference}',
  } as const;
  const arabic = { locale: 'ar', catalogue } as const;

  test('Arabic says so, and keeps names apart', () => {
    const notice = { ...photos, ...inTenSeconds, affected: ['Invoices'], status: 502, reference: 'cf-ray:8f2c' };
    const { text, lang, dir } = read(notice, arabic);
    expect([lang, dir]).toEqual(['ar', 'rtl']);
    expect(text.title).toBe('\u2068Photos\u2069 لا تستجيب كما يجب');
    expect(text.detail).toContain('المتأثر: \u2068Invoices\u2069.');
    expect(text.support).toContain('المرجع: \u2068cf-ray:8f2c\u2069');
    expect(text.when).toMatch(/^سنحاول مجددًا خلال .*\.$/);
  });

  test('Arabic says its own words without marks around them', () => {
    expect(read({}, arabic).text.title).toBe('الخدمة لا تستجيب كما يجب');
  });

  test('a Hebrew name in an English sentence is kept apart, a Latin one is not', () => {
    const titleOf = (label: string) => read({ label }, { locale: 'en' }).text.title;
    expect(titleOf('תמונות')).toBe('\u2068תמונות\u2069 didn’t answer properly');
    expect(titleOf('Photos')).toBe('Photos didn’t answer properly');
    expect(titleOf('Фото 写真')).toBe('Фото 写真 didn’t answer properly');
  });

  test.each([
    ['ar-EG', 'rtl'],
    ['he', 'rtl'],
    ['fa', 'rtl'],
    ['ur-PK', 'rtl'],
    ['az-Arab', 'rtl'],
    ['az', 'ltr'],
    ['ja', 'ltr'],
  ])('%s is read %s', (locale, dir) => {
    expect(read({}, { locale, catalogue: de }).dir).toBe(dir);
  });
});

describe('the language, where the app gives none', () => {
  const pageIn = (lang: string) => vi.stubGlobal('document', { documentElement: { lang } });
  const langOf = (language: Language = { catalogue: de }) => read(photos, language).lang;

  test('is that of the page', () => {
    pageIn('de-AT');
    expect(langOf()).toBe('de-AT');
  });

  test('is that of the browser, where the page gives none', () => {
    pageIn('');
    vi.stubGlobal('navigator', { language: 'de-CH' });
    expect(langOf()).toBe('de-CH');
  });

  test('is English by default', () => {
    vi.stubGlobal('navigator', undefined);
    expect(langOf({})).toBe('en');
  });

  test('may be written as in file names', () => {
    pageIn('de_DE');
    expect(langOf()).toBe('de-DE');
  });

  test.each(['klingon spoken here', '<script>', '-', 'x'])('is English, where the page says %j', (lang) => {
    pageIn(lang);
    expect(langOf()).toBe('en');
  });

  test('is English for English words, whatever the page speaks', () => {
    pageIn('fr');
    expect(langOf({})).toBe('en');
  });

  test('gives way to what the app says', () => {
    pageIn('fr');
    expect(langOf({ locale: 'de', catalogue: de })).toBe('de');
    expect(langOf({ locale: ['de-CH', 'fr'], catalogue: de })).toBe('de-CH');
  });
});

test.each([
  ['en-GB', /^Try again after \d\d:\d\d\.$/],
  ['en-US', /^Try again after \d{1,2}:\d\d\s[AP]M\.$/],
])('in %s a clock shows the time as people there read it', (locale, sentence) => {
  const isLong = { phase: 'failed', cause: 'unavailable-until', elapsedMs: 0 } as const;
  expect(read({ ...isLong, retryAfterUntil: NOON + 60_000 }, { locale }).text.when).toMatch(sentence);
});

describe('a wrong language', () => {
  const complaint = (act: () => unknown): string => {
    try {
      act();
    } catch (error) {
      if (isOptionsError(error)) return error.message;
      throw error;
    }
    throw new Error('nothing was thrown');
  };
  const wrong = (given: Record<string, unknown>) => given as Language;
  const allowed = 'must be a language tag such as "de" or "pt-BR", or a list of them';

  test.each<[Record<string, unknown>, string]>([
    [{ locale: 'not a language' }, `locale ${allowed}, got "not a language"`],
    [{ locale: '' }, `locale ${allowed}, got ""`],
    [{ locale: ['de', 5] }, `locale ${allowed}, got `],
    [{ locale: 5 }, `locale ${allowed}, got 5`],
    [{ catalogue: 'de' }, 'catalogue must be a catalogue of phrases, got "de"'],
    [{ catalogue: null }, 'catalogue must be a catalogue of phrases, got null'],
    [{ t: 'translate' }, 't must be a function, got "translate"'],
    [{ language: 'de' }, 'language must be left out: there is no such option'],
  ])('%j is named, wherever it is given', (given, message) => {
    expect(complaint(() => centerOf(wrong(given)))).toContain(message);
    const center = centerOf({ locale: 'en' });
    const later = `language.${message}`;
    const sink = { upsert: () => {}, remove: () => {} };
    expect(complaint(() => center.connect(sink, wrong(given)))).toContain(later);
    expect(complaint(() => center.present(noticeOf(), wrong(given)))).toContain(later);
    expect(complaint(() => center.explain('bad-gateway', wrong(given)))).toContain(later);
    expect(complaint(() => center.phrase('action.details', {}, wrong(given)))).toContain(later);
  });
});

describe('one center', () => {
  test('speaks several languages at once', () => {
    const center = centerOf({ locale: 'en' });
    const german = { locale: 'de', catalogue: de } as const;
    expect(center.present(noticeOf(photos)).text.title).toBe('Photos didn’t answer properly');
    expect(center.present(noticeOf(photos), german).text.title).toBe('Der Dienst „Photos“ antwortet nicht richtig');
    expect(center.explain('gone', german).happened).toMatch(/^Der Dienst funktioniert/);
    expect(center.phrase('action.details')).toBe('What does this mean?');
    expect(center.phrase('action.details', {}, german)).toBe('Was bedeutet das?');
    expect(center.phrase('support.code', { code: '502' }, german)).toBe('Code: 502');
    expect(center.phrase('waiting', { n: 1 })).toBe('1 request is waiting.');
  });
});
