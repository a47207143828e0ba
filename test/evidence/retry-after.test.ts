import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { httpDateMs, retryAfterInMs, retryAfterMs } from '../../src/evidence/retry-after.ts';
import { anyText } from '../support/any-text.ts';
import { processorMs } from '../support/processor-time.ts';

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
    ['reads a fraction of a second', '1.5', 1_500],
    ['reads seconds that are written with a fraction', '2.0', 2_000],
    ['reads a fraction that no binary number hits, to the millisecond', '1.1', 1_100],
    ['reads seconds with their unit', '2s', 2_000],
    ['reads a fraction of a second with its unit', '0.5s', 500],
    ['reads milliseconds with their unit', '500ms', 500],
    ['takes the larger of merged values in different units', '1500ms, 1s', 1_500],
    ['reads an ISO 8601 date-time', '1994-11-06T08:49:37Z', HALF_A_MINUTE_LATER],
    ['reads an ISO 8601 date-time with a fraction', '1994-11-06T08:49:37.250Z', 30_250],
    ['reads an ISO 8601 date-time with nanoseconds', '1994-11-06T08:49:37.250000001Z', 30_250],
    ['reads an ISO 8601 date-time without seconds', '1994-11-06T08:50Z', 53_000],
    ['reads an RFC 3339 date-time with a zone', '1994-11-06T10:19:37+01:30', HALF_A_MINUTE_LATER],
    ['reads an ISO 8601 zone without a colon', '1994-11-06T03:49:37-0500', HALF_A_MINUTE_LATER],
    ['reads an RFC 3339 date-time in small letters and with a space', '1994-11-06 08:49:37z', HALF_A_MINUTE_LATER],
    ['takes a past ISO 8601 date-time for now', '1994-11-06T08:49:00Z', 0],
    ['takes the larger of merged ISO 8601 date-times', '1994-11-06T08:49:37Z, 1994-11-06T08:49:17Z', 30_000],
    ['reads an RFC 1123 date with the zone +0000', 'Sun, 06 Nov 1994 08:49:37 +0000', HALF_A_MINUTE_LATER],
    ['reads an RFC 1123 date with the zone -0000', 'Sun, 06 Nov 1994 08:49:37 -0000', HALF_A_MINUTE_LATER],
    ['reads an RFC 1123 date with the zone -0500', 'Sun, 06 Nov 1994 03:49:37 -0500', HALF_A_MINUTE_LATER],
    ['reads an RFC 1123 date with the zone +0530', 'Sun, 06 Nov 1994 14:19:37 +0530', HALF_A_MINUTE_LATER],
    ['reads an RFC 1123 date in UTC', 'Sun, 06 Nov 1994 08:49:37 UTC', HALF_A_MINUTE_LATER],
    ['reads an RFC 1123 date with a day of one digit', 'Sun, 6 Nov 1994 08:49:37 GMT', HALF_A_MINUTE_LATER],
    ['takes the larger of merged dates with zones', '3, Sun, 06 Nov 1994 03:49:37 -0500', HALF_A_MINUTE_LATER],
    ['reads epoch seconds', `${NOW / 1000 + 30}`, HALF_A_MINUTE_LATER],
    ['reads epoch seconds with a fraction', `${NOW / 1000 + 30}.5`, 30_500],
    ['reads epoch milliseconds', `${NOW + 30_000}`, HALF_A_MINUTE_LATER],
    ['takes past epoch seconds for now', `${NOW / 1000 - 30}`, 0],
    ['takes past epoch milliseconds for now', `${NOW - 30_000}`, 0],
    ['reads epoch seconds within a year', `${NOW / 1000 + 365 * 86_400}`, 365 * 86_400_000],
    [
      'takes what would be an epoch two years ahead for seconds',
      `${NOW / 1000 + 730 * 86_400}`,
      NOW + 730 * 86_400_000,
    ],
    ['takes what would be an epoch two years ago for seconds', `${NOW / 1000 - 730 * 86_400}`, NOW - 730 * 86_400_000],
    ['takes no epoch for one that has a unit', `${NOW / 1000 + 30}s`, NOW + 30_000],
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
    ['1e3'],
    ['0x10'],
    ['NaN'],
    ['Infinity'],
    ['5 6'],
    ['5 s'],
    ['5S'],
    ['5m'],
    ['5min'],
    ['5sec'],
    ['5sms'],
    ['.5'],
    ['5.'],
    ['1.5.2'],
    ['-1.5'],
    ['-5s'],
    ['s'],
    ['ms'],
    ['3, 5m'],
    ['1994-11-06'],
    ['1994-11-06T08'],
    ['1994-11-06T08:49:37'],
    ['1994-11-06T08:49:37 UTC'],
    ['1994-11-06T08:49:37+1'],
    ['1994-11-06T08:49:37+24:00'],
    ['1994-11-06T08:49:37+00:60'],
    ['1994-11-06T08:49:37,5Z'],
    ['1994-11-06T24:00:00Z'],
    ['1994-13-06T08:49:37Z'],
    ['1994-00-06T08:49:37Z'],
    ['1994-02-29T08:49:37Z'],
    ['94-11-06T08:49:37Z'],
    ['x1994-11-06T08:49:37Z'],
    ['1994-11-06T08:49:37Zx'],
    ['Sun, 06 Nov 1994 08:49:37 PST'],
    ['Sun, 06 Nov 1994 08:49:37 +00'],
    ['Sun, 06 Nov 1994 08:49:37 +2400'],
    ['Sun, 06 Nov 1994 08:49:37 +0060'],
    ['Sun, 006 Nov 1994 08:49:37 GMT'],
    ['Sunday, 06-Nov-94 08:49:37 +0000'],
    ['٣'],
    ['3, abc'],
    ['3,'],
    [',3'],
    ['3,,5'],
    ['Sun,'],
    ['Sun'],
    ['Sun, 06 Nov 1994'],
    ['Sun,06 Nov 1994 08:49:37 GMT'],
    ['06 Nov 1994 08:49:37 GMT'],
    ['Son, 06 Nov 1994 08:49:37 GMT'],
    ['sun, 06 nov 1994 08:49:37 gmt'],
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
    expect(retryAfterMs('1994-11-06T08:49:37Z', Number.NaN)).toBeUndefined();
    expect(retryAfterMs('Sun, 06 Nov 1994 08:49:37 +0000', Number.NaN)).toBeUndefined();
    expect(retryAfterMs('3', Number.NaN)).toBe(3_000);
  });

  test('takes an epoch for seconds where there is no clock to trust', () => {
    expect(retryAfterMs('784111777', Number.NaN)).toBe(784_111_777_000);
  });

  test.each([
    ['digits', '9'.repeat(1e6)],
    ['commas', ','.repeat(1e6)],
    ['numbers', '1,'.repeat(5e5)],
    ['spaces', `1${' '.repeat(1e6)}x`],
    ['letters', 'Sun, '.repeat(2e5)],
  ])('reads a megabyte of %s in no time', (_, value) => {
    const startedAt = processorMs();
    retryAfterMs(value, NOW);
    expect(processorMs() - startedAt).toBeLessThan(2_000);
  });

  test('is a finite wait or nothing, for any text and any clock', () => {
    const piece = fc.constantFrom(
      'Sun',
      'Sunday',
      ', ',
      ',',
      ' ',
      '06',
      '-',
      'Nov',
      '1994',
      '08:49:37',
      'GMT',
      '+0500',
      '1994-11-06',
      'T',
      'Z',
      '.',
      'ms',
      '5',
    );
    const text = fc.oneof(
      anyText(),
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

describe('retry-after-ms', () => {
  test.each<[string, number]>([
    ['250', 250],
    ['0', 0],
    ['1.5', 1.5],
    [' 20 ', 20],
    ['100, 250', 250],
    ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
  ])('reads %j', (value, ms) => {
    expect(retryAfterInMs(value)).toBe(ms);
  });

  test.each([null, '', 'soon', '-5', '1e3', '5ms', '5s', '100, soon', '.5', '1994-11-06T08:49:37Z'])(
    'does not read %j',
    (value) => {
      expect(retryAfterInMs(value)).toBeUndefined();
    },
  );
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

  test('with a zone, and those of ISO 8601, come back too', () => {
    fc.assert(
      fc.property(anyTime, fc.integer({ min: -14 * 4, max: 14 * 4 }), (ms, quarters) => {
        const local = new Date(ms + quarters * 900_000);
        const minutes = Math.abs(quarters) * 15;
        const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => `${part}`.padStart(2, '0'));
        const sign = quarters < 0 ? '-' : '+';
        expect(httpDateMs(local.toUTCString().replace('GMT', `${sign}${hour}${minute}`), 0)).toBe(ms);
        expect(httpDateMs(local.toISOString().replace('Z', `${sign}${hour}:${minute}`), 0)).toBe(ms);
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
