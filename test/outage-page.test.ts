import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NoticesClient } from '../src/notices/index.ts';
import { createNotices, en } from '../src/notices/index.ts';
import type { Catalogue } from '../src/notices/text/catalog.ts';
import { ASKS_AGAIN_S, outagePage, PAGE_POLICY, pageLanguageOf } from '../src/outage-page/index.ts';
import { WORDS } from '../src/outage-page/words.ts';
import { anyText } from './support/any-text.ts';

const silent: NoticesClient = { subscribe: () => () => {}, retryNow() {}, cancel() {} };

describe('the page', () => {
  test('says in its language what has happened, and asks again by itself and on a click', () => {
    const page = outagePage({ label: 'Shop', languages: ['de'] });
    expect(page).toContain('<html lang="de" dir="ltr">');
    expect(page).toContain('<title>Shop – Der Dienst antwortet gerade nicht</title>');
    expect(page).toContain('<bdi>Shop</bdi>');
    expect(page).toContain('<h1>Der Dienst antwortet gerade nicht</h1>');
    expect(page).toContain('Wir versuchen es in ein paar Sekunden wieder.');
    expect(page).toContain(`<meta http-equiv="refresh" content="${ASKS_AGAIN_S}">`);
    expect(page).toContain('<a href="">Jetzt versuchen</a>');
    // As catalogues say "in a few seconds" of less than ten.
    expect(ASKS_AGAIN_S).toBeLessThan(10);
  });

  test('says it in several languages, each marked as such, with one first heading', () => {
    const page = outagePage({ languages: ['ar', 'pt-BR', 'en'] });
    expect(page).toContain('<html lang="ar" dir="rtl">');
    expect([...page.matchAll(/<section (.*)>/g)].map(([, attributes]) => attributes)).toEqual([
      'lang="ar" dir="rtl"',
      'lang="pt-BR" dir="ltr"',
      'lang="en" dir="ltr"',
    ]);
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page.match(/<h2>/g)).toHaveLength(2);
  });

  test('asks for nothing again after a form was sent, and says to check first', () => {
    const page = outagePage({ about: 'sent' });
    expect(page).toContain('<h1>We don’t know if that was saved</h1>');
    expect(page).toContain('Check before sending it again.');
    expect(page).not.toMatch(/refresh|<a /);
  });

  test('says that the device is offline where it is', () => {
    const page = outagePage({ about: 'offline' });
    expect(page).toContain('<h1>You appear to be offline</h1>');
    expect(page).not.toContain(WORDS.en.side);
  });

  test('has a policy that allows its style and nothing else', () => {
    const page = outagePage();
    const [, style = ''] = /<style>(.*)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(PAGE_POLICY).toBe(
      `default-src 'none'; img-src 'self'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/<script|style=|\bon\w+=|src=/);
  });

  test('makes text of any label, and lets none turn or break what is around it', () => {
    const plain = outagePage({ label: 'x' });
    const tagsOf = (page: string) => page.match(/<[^>]*>/g);
    fc.assert(
      fc.property(anyText(), (label) => {
        let page: string;
        try {
          page = outagePage({ label });
        } catch (error) {
          expect(String(error)).toContain('label must be');
          return;
        }
        expect(tagsOf(page)).toEqual(tagsOf(plain));
        expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      }),
    );
    const evil = outagePage({ label: '<img src=x>&"\'\u202E' });
    expect(evil).toContain('<bdi>&lt;img src=x&gt;&amp;&quot;&#39;</bdi>');
  });

  test.each([
    [{ languages: ['en', 'tlh'] }, 'languages must be some of ar, de, en,'],
    [{ languages: [] }, 'languages must be some of ar, de, en,'],
    [{ label: ' ' }, 'label must be what people call the site'],
  ])('is refused with %j', (options, message) => {
    expect(() => outagePage(options as never)).toThrow(message);
  });
});

test.each([
  [['de-AT', 'en'], 'de'],
  [['tlh', 'pt-PT', 'en'], 'pt-BR'],
  [['zh-TW', 'ja'], 'ja'],
  [['zh-Hant', 'zh-CN'], 'zh-Hans'],
  [['zh-Hans-HK'], 'zh-Hans'],
  [['tlh', ''], 'en'],
  [[], 'en'],
])('to users of %j it speaks %s', (wanted, language) => {
  expect(pageLanguageOf(wanted)).toBe(language);
});

describe('its words', () => {
  const KEYS = {
    title: 'paused.title',
    again: 'when.waiting.soon',
    tryNow: 'action.retry-now',
    offline: 'offline.title',
    whenBack: 'offline.advice',
    unknown: 'outcome-unknown.title',
    unknownDetail: 'outcome-unknown.detail',
    check: 'outcome-unknown.advice',
  } as const;

  test.each(Object.entries(WORDS))('in %s are those of its catalogue', async (locale, { side, ...words }) => {
    const module = locale === 'en' ? { en } : await import(`../src/notices/text/locales/${locale}.ts`);
    const [catalogue] = Object.values(module) as [Catalogue];
    const center = createNotices(silent, { locale, catalogue });
    const said = Object.entries(KEYS).map(([name, key]) => [name, center.phrase(key)]);
    expect(words).toEqual(Object.fromEntries(said));
    expect(center.phrase('unavailable.detail')).toContain(side);
  });
});
