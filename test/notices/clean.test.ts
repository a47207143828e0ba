import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLabel, cleanReference } from '../../src/notices/text/sanitize.ts';
import { anyText } from '../support/any-text.ts';
import { callers, stand } from './stand.ts';

/** Controls, line breaks, halves of characters, and everything that turns the text around it. */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\u00AD\u180E\u200B\u2060\uFEFF]/u;

describe('a label', () => {
  test.each([
    ['Photos', 'Photos'],
    ['  Photos \n of\t2026 ', 'Photos of 2026'],
    ['Photos\u0000', 'Photos'],
    ['in\u202Eoice\u202C', 'in oice'],
    ['\u2067Photos\u2069', 'Photos'],
    ['one\u2028two', 'one two'],
    ['Pho\u200Btos', 'Pho tos'],
    ['half \uD83D of it', 'half of it'],
    ['<img src=x>', '<img src=x>'],
    ['{service}', '{service}'],
    ['תמונות', 'תמונות'],
    // Joiners are part of words and of families.
    ['می\u200Cخواهم', 'می\u200Cخواهم'],
    ['👩\u200D👧', '👩\u200D👧'],
  ])('%j reads %j', (given, shown) => {
    expect(cleanLabel(given)).toBe(shown);
  });

  test.each([undefined, null, 7, {}, '', ' \n ', '\u202E\u0000', '\u200D', '\u0301', '\uFE0F'])(
    '%j is none',
    (given) => {
      expect(cleanLabel(given)).toBe(undefined);
    },
  );

  test('that is long ends where one would stop reading, and not in the middle of a character', () => {
    expect(cleanLabel('a'.repeat(40))).toBe('a'.repeat(40));
    expect(cleanLabel('a'.repeat(41))).toBe(`${'a'.repeat(39)}…`);
    expect(cleanLabel(`${'a'.repeat(38)} and more`)).toBe(`${'a'.repeat(38)}…`);
    expect(cleanLabel('🎬'.repeat(50))).toBe(`${'🎬'.repeat(39)}…`);
  });

  test('can be anything, and is one short harmless line that stays as it is', () => {
    const strange = fc.constantFrom(
      '\u202E',
      '\u2066',
      '\u200F',
      '\u061C',
      '\n',
      '\u0007',
      '\u2028',
      '\uD800',
      '\uFEFF',
      ' ',
    );
    const label = fc.array(fc.oneof(anyText(), fc.string(), strange)).map((parts) => parts.join(''));
    fc.assert(
      fc.property(label, (given) => {
        const shown = cleanLabel(given);
        if (shown === undefined) return;
        expect([...shown].length).toBeLessThanOrEqual(40);
        expect(shown).not.toMatch(HARMFUL);
        expect(shown.trim()).toBe(shown);
        expect(shown).not.toBe('');
        expect(cleanLabel(shown)).toBe(shown);
      }),
      { numRuns: 500 },
    );
  });

  test('is cleaned wherever the app gives one', async () => {
    const { clock, steady, changes } = stand(() => 502, { label: () => 'Pho\u202Etos\u0000' });
    const call = callers(steady, 1, undefined, {
      steady: { notice: { importance: 'user', label: 'In\u2066voice\n' } },
    });
    await clock.advance(60_000);
    await Promise.all(call);
    const shown = changes.flatMap(({ view }) => (view === undefined ? [] : [view]));
    expect(shown.map(({ text }) => text.title)).toContain('Pho tos didn’t answer properly');
    expect(shown.map(({ text }) => text.detail).join()).toContain('Affected: In voice.');
    for (const { text, notice } of shown) {
      for (const each of [...Object.values(text), notice.label, ...notice.affected]) expect(each).not.toMatch(HARMFUL);
    }
  });
});

describe('a reference', () => {
  test.each(['8f2c', 'cf-ray:8f2c-FRA', 'Root.1_67', 'a'.repeat(64)])('%s is one', (id) => {
    expect(cleanReference(id)).toBe(id);
  });

  test.each([undefined, '', 'two words', '<b>', 'a'.repeat(65), 'x\n', 'x\u202E', 'https://a.test/?token=1', 'a=b'])(
    '%j is none',
    (id) => {
      expect(cleanReference(id)).toBe(undefined);
    },
  );
});
