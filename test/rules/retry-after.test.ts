import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { httpDateMs, retryAfterMs } from '../../src/rules/retry-after.ts';

const NOW = Date.UTC(1994, 10, 6, 8, 49, 7);
const HALF_A_MINUTE_LATER = 30_000;

describe('Retry-After', () => {
  test.each<[string, string | null, number | undefined]>([
    ['says nothing when absent', null, undefined],
    ['reads seconds', '120', 120_000],
    ['reads zero', '0', 0],
    ['reads leading zeros', '007', 7_000],
    ['ignores the space around', ' \t5 ', 5_000],
    ['reads an IMF-fixdate', 'Sun, 06 Nov 1994 08:49:37 GMT', HALF_A_MINUTE_LATER],
    ['reads an RFC 850 date', 'Sunday, 06-Nov-94 08:49:37 GMT', HALF_A_MINUTE_LATER],
    ['reads an asctime date', 'Sun Nov  6 08:49:37 1994', HALF_A_MINUTE_LATER],
    ['reads an asctime date of two digits', 'Wed Nov 16 08:49:07 1994', 10 * 86_400_000],
    ['takes a past date for now', 'Sat, 05 Nov 1994 08:49:37 GMT', 0],
    ['takes a date before the year 100 for now', 'Sat, 05 Nov 0050 08:49:37 GMT', 0],
    ['reads a far date', 'Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59) - NOW],
    ['accepts a leap second', 'Sat, 31 Dec 1994 23:59:60 GMT', Date.UTC(1995, 0, 1) - NOW],
    ['accepts the 29th of February where there is one', 'Thu, 29 Feb 1996 00:00:00 GMT', Date.UTC(1996, 1, 29) - NOW],
    ['takes the larger of two merged values', '3, 5', 5_000],
    ['takes the larger of two merged values, in any order', '5, 3', 5_000],
    ['takes the larger of seconds and a merged date', '3, Sun, 06 Nov 1994 08:49:37 GMT', HALF_A_MINUTE_LATER],
    ['takes the larger of a date and merged seconds', 'Sun, 06 Nov 1994 08:49:37 GMT, 60', 60_000],
    ['takes the larger of two merged dates', 'Sun Nov  6 08:49:09 1994, Sunday, 06-Nov-94 08:49:37 GMT', 30_000],
    ['stays finite for twenty digits', '99999999999999999999', Number.MAX_SAFE_INTEGER],
  ])('%s', (_, value, expected) => {
    expect(retryAfterMs(value, NOW)).toBe(expected);
  });

  test.each<[string]>([
    [''],
    ['  '],
    ['abc'],
    ['-5'],
    ['+5'],
    ['1.5'],
    ['1e3'],
    ['0x10'],
    ['NaN'],
    ['Infinity'],
    ['5s'],
    ['5 6'],
    ['٣'],
    ['3, abc'],
    ['3,'],
    [',3'],
    ['3,,5'],
    ['Sun,'],
    ['Sun'],
    ['Sun, 06 Nov 1994'],
    ['Sun, 6 Nov 1994 08:49:37 GMT'],
    ['Sun,06 Nov 1994 08:49:37 GMT'],
    ['06 Nov 1994 08:49:37 GMT'],
    ['Son, 06 Nov 1994 08:49:37 GMT'],
    ['sun, 06 nov 1994 08:49:37 gmt'],
    ['Sun, 06 Nov 1994 08:49:37 UTC'],
    ['Sun, 06 Nov 1994 08:49:37 +0000'],
    ['Sun, 06 Nov 1994 08:49:37 GMT junk'],
    ['Sun, 06 Nov 94 08:49:37 GMT'],
    ['Sun, 06-Nov-94 08:49:37 GMT'],
    ['Sunday, 06-Nov-1994 08:49:37 GMT'],
    ['Thu, 29 Feb 1995 00:00:00 GMT'],
    ['Thu, 31 Apr 1995 00:00:00 GMT'],
    ['Thu, 00 Apr 1995 00:00:00 GMT'],
    ['Sun, 06 Foo 1994 08:49:37 GMT'],
    ['Sun, 06 Nov 1994 24:00:00 GMT'],
    ['Sun, 06 Nov 1994 08:60:00 GMT'],
    ['Sun, 06 Nov 1994 08:49:61 GMT'],
    ['1994-11-06T08:49:37Z'],
    ['Sun Nov 6 08:49:37 1994'],
    ['Sun Nov  6 08:49:37 19945'],
    ['Mon Sun Nov  6 08:49:37 1994'],
    ['Mon Sunday, 06-Nov-94 08:49:37 GMT'],
    ['Sunday, 06-Nov-94 08:49:37 GMT junk'],
    ['on Sun, 06 Nov 1994 08:49:37 GMT'],
  ])('does not read %j', (value) => {
    expect(retryAfterMs(value, NOW)).toBeUndefined();
  });

  test('ignores dates, and dates only, where there is no clock to trust', () => {
    expect(retryAfterMs('Sun, 06 Nov 1994 08:49:37 GMT', Number.NaN)).toBeUndefined();
    expect(retryAfterMs('Sunday, 06-Nov-94 08:49:37 GMT', Number.NaN)).toBeUndefined();
    expect(retryAfterMs('3, Sun, 06 Nov 1994 08:49:37 GMT', Number.NaN)).toBeUndefined();
    expect(retryAfterMs('3', Number.NaN)).toBe(3_000);
  });

  test.each([
    ['digits', '9'.repeat(1e6)],
    ['commas', ','.repeat(1e6)],
    ['numbers', '1,'.repeat(5e5)],
    ['spaces', `1${' '.repeat(1e6)}x`],
    ['letters', 'Sun, '.repeat(2e5)],
  ])('reads a megabyte of %s in no time', (_, value) => {
    const startedAt = performance.now();
    retryAfterMs(value, NOW);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('is a finite wait or nothing, for any text and any clock', () => {
    const piece = fc.constantFrom('Sun', 'Sunday', ', ', ',', ' ', '06', '-', 'Nov', '1994', '08:49:37', 'GMT', '5');
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, fc.double(), (value, now) => {
        const ms = retryAfterMs(value, now);
        expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('HTTP dates', () => {
  const seconds = (min: number, max: number) => fc.integer({ min: min / 1000, max: max / 1000 }).map((s) => s * 1000);
  const anyTime = seconds(Date.UTC(1000, 0), Date.UTC(9999, 11));

  test('come back from the form that every server sends', () => {
    fc.assert(
      fc.property(anyTime, (ms) => {
        expect(httpDateMs(new Date(ms).toUTCString(), 0)).toBe(ms);
      }),
    );
  });

  test('come back from the form of asctime', () => {
    fc.assert(
      fc.property(anyTime, (ms) => {
        const [, day = '', month, year, time] = /, (\d\d) (\w+) (\d+) ([\d:]+)/.exec(new Date(ms).toUTCString()) ?? [];
        expect(httpDateMs(`Mon ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`, 0)).toBe(ms);
      }),
    );
  });

  test('come back from the form of RFC 850, within fifty years', () => {
    const nearby = seconds(NOW - 49 * 365 * 86_400_000, NOW + 49 * 365 * 86_400_000);
    fc.assert(
      fc.property(nearby, (ms) => {
        expect(httpDateMs(rfc850(ms), NOW)).toBe(ms);
      }),
    );
  });

  test.each([
    ['the same century', Date.UTC(2026, 10, 22), '29', 2029],
    ['the next century', Date.UTC(2099, 10, 22), '05', 2105],
    ['the last century', Date.UTC(2001, 10, 22), '99', 1999],
    ['fifty years ahead, to the day', Date.UTC(2026, 10, 6, 8, 49, 37), '76', 2076],
    ['more than fifty years ahead, which means the past', Date.UTC(2026, 10, 6, 8, 49, 36), '76', 1976],
  ])('of two-digit years find %s', (_, now, digits, year) => {
    expect(httpDateMs(`Friday, 06-Nov-${digits} 08:49:37 GMT`, now)).toBe(Date.UTC(year, 10, 6, 8, 49, 37));
  });

  function rfc850(ms: number): string {
    const [, day, month, year = '', time] = /, (\d\d) (\w+) (\d+) ([\d:]+)/.exec(new Date(ms).toUTCString()) ?? [];
    return `Monday, ${day}-${month}-${year.slice(-2)} ${time} GMT`;
  }
});
