import { describe, expect, test } from 'vitest';
import { languageOf, readTag } from '../../src/script-tag/attributes.ts';

const PAGE = { origin: 'https://shop.test', base: 'https://shop.test/de/index.html' };
const read = (attributes: Record<string, string>) => readTag(attributes, PAGE);
const NOTHING = { notices: false, label: undefined, locale: undefined, worker: undefined, origins: [PAGE.origin] };

describe('a script tag', () => {
  test.each<[string, Record<string, string>, object]>([
    ['without attributes asks for retries of the own origin alone', { src: '/s.js', defer: '', nonce: 'x' }, {}],
    ['asks for notices', { 'data-notices': '' }, { notices: true }],
    ['names the service', { 'data-label': 'Orders' }, { label: 'Orders' }],
    [
      'names a catalogue relative to its page',
      { 'data-locale': '../l/pt-BR.js' },
      { locale: 'https://shop.test/l/pt-BR.js' },
    ],
    [
      'names a service worker with a label',
      { 'data-worker': '/steadyfetch.service-worker.js?label=Shop' },
      { worker: 'https://shop.test/steadyfetch.service-worker.js?label=Shop' },
    ],
    [
      'names further origins, by lines or spaces',
      { 'data-origins': ' https://api.test\n http://10.0.0.1:8080/ ' },
      { origins: [PAGE.origin, 'https://api.test', 'http://10.0.0.1:8080'] },
    ],
    ['may carry what others read', { 'data-turbo-track': 'reload', 'data-domain': 'shop.test', id: 'x' }, {}],
  ])('%s', (_what, attributes, expected) => {
    expect(read(attributes)).toEqual({ options: { ...NOTHING, ...expected }, complaints: [] });
  });

  // What is wrong counts as left out; what is right beside it holds.
  test.each<[string, string, string, object]>([
    ['data-notices', 'false', 'an attribute without a value, got "false"', { notices: true }],
    ['data-label', '  ', 'what users call your service, such as "Orders", got "  "', {}],
    ['data-locale', '', 'the address of a catalogue, such as "/steadyfetch/locales/de.js", got ""', {}],
    ['data-locale', 'data:text/javascript,x', 'the address of a catalogue, such as', {}],
    ['data-locale', 'https://[', 'the address of a catalogue, such as', {}],
    ['data-origins', '', 'origins with a space between them, such as "https://api.example.com", got ""', {}],
    ['data-origins', 'api.test', 'origins with a space between them, such as', {}],
    ['data-origins', 'https://api.test/v1', 'origins with a space between them, such as', {}],
    ['data-origins', 'ftp://api.test', 'origins with a space between them, such as', {}],
    ['data-worker', '', 'the address of a service worker on this site, such as', {}],
    ['data-worker', 'https://cdn.test/w.js', 'the address of a service worker on this site, such as', {}],
    ['data-lable', 'Orders', 'left out: there is no such attribute (did you mean data-label?), got "Orders"', {}],
    ['data-origin', 'https://a.test', 'left out: there is no such attribute (did you mean data-origins?)', {}],
  ])('with %s=%j is told what is allowed', (name, value, allowed, expected) => {
    const { options, complaints } = read({ [name]: value });
    expect(complaints.map(({ message }) => message)).toEqual([
      expect.stringContaining(`steadyfetch: ${name} must be ${allowed}`),
    ]);
    expect(complaints[0]?.value).toBe(value);
    expect(options).toEqual({ ...NOTHING, ...expected });
  });

  test('keeps the origins that are right beside one that is not', () => {
    const { options, complaints } = read({ 'data-origins': 'https://api.test * https://img.test' });
    expect(options.origins).toEqual([PAGE.origin, 'https://api.test', 'https://img.test']);
    expect(complaints.map(({ value }) => value)).toEqual(['*']);
  });
});

test.each([
  ['https://shop.test/locales/pt-BR.js', 'pt-BR'],
  ['https://shop.test/locales/zh-hans.mjs?v=3#x', 'zh-Hans'],
  ['https://shop.test/our_words.js', undefined],
  ['https://shop.test/locales/', undefined],
])('the language of the catalogue at %s is %s', (url, language) => {
  expect(languageOf(url)).toBe(language);
});
