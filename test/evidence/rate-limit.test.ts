import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rateLimitResetMs } from '../../src/evidence/rate-limit.ts';
import { processorMs } from '../support/processor-time.ts';

const NOW = Date.UTC(2026, 10, 22);
const reset = (headers: Record<string, string>, now = NOW) => rateLimitResetMs(new Headers(headers), now);

describe('a rate limit is lifted', () => {
  test.each<[string, Record<string, string>, number]>([
    ['when the policy says', { RateLimit: '"default";r=0;t=30' }, 30_000],
    ['when the last exhausted policy says', { RateLimit: '"burst";r=0;t=5, "daily";r=0;t=60' }, 60_000],
    ['whatever the policies say that are not exhausted', { RateLimit: '"burst";r=0;t=5, "daily";r=9;t=60' }, 5_000],
    ['whatever a policy is called', { RateLimit: '"a, \\"b\\";r=9;t=1";r=0;t=30' }, 30_000],
    ['in spite of unknown parameters and spaces', { RateLimit: ' "default"; pk=:YQ==:;  r=0;t=30 ' }, 30_000],
    ['whatever an unknown parameter is called', { RateLimit: '"default";reset=9;r=0;t=30' }, 30_000],
    ['when a policy says that has no quotes', { RateLimit: 'default;r=0;t=30' }, 30_000],
    ['when the older draft says', { RateLimit: 'limit=10, remaining=0, reset=5' }, 5_000],
    ['when the older draft says, in any order', { RateLimit: 'reset=5,remaining=0,limit=10;w=60' }, 5_000],
    ['when the older draft says, with spaces', { RateLimit: ' remaining=0 ,\treset=5 ' }, 5_000],
    ['when RateLimit-Reset says', { 'RateLimit-Reset': '30' }, 30_000],
    ['after delta seconds', { 'X-RateLimit-Reset': '30' }, 30_000],
    ['after delta seconds, spelled otherwise', { 'X-Rate-Limit-Reset': '30' }, 30_000],
    ['after the longest delta', { 'X-RateLimit-Reset': '1000000000' }, 1e12],
    ['at an epoch second', { 'X-RateLimit-Reset': String(NOW / 1000 + 30) }, 30_000],
    ['at an epoch second with a fraction', { 'X-RateLimit-Reset': `${NOW / 1000 + 30}.5` }, 30_500],
    ['at an epoch millisecond', { 'X-RateLimit-Reset': String(NOW + 30_000) }, 30_000],
    ['at the last epoch second', { 'X-RateLimit-Reset': '1000000000000' }, 1e15 - NOW],
    ['now, when the point in time is past', { 'X-RateLimit-Reset': String(NOW / 1000 - 30) }, 0],
    ['after a fraction of a second', { 'X-RateLimit-Reset-After': '1.125' }, 1_125],
    [
      'after a duration rather than at a point in time',
      { 'X-RateLimit-Reset-After': '1.5', 'X-RateLimit-Reset': '2000000000' },
      1_500,
    ],
    ['when the standard header says, not an older one', { RateLimit: '"a";r=0;t=1', 'X-RateLimit-Reset': '9' }, 1_000],
    ['when an older header says, if the newer one is malformed', { RateLimit: '"a', 'X-RateLimit-Reset': '9' }, 9_000],
  ])('%s', (_, headers, ms) => {
    expect(reset(headers)).toBe(ms);
  });
});

describe('nothing is known of a rate limit', () => {
  test.each<[string, Record<string, string>]>([
    ['without headers', {}],
    ['while something is left', { RateLimit: '"default";r=1;t=30' }],
    ['while something is left, in the older draft', { RateLimit: 'limit=10, remaining=1, reset=5' }],
    [
      'while something is left of the quota whose reset is told',
      { 'X-RateLimit-Remaining': '3', 'X-RateLimit-Reset': '9' },
    ],
    ['the same, as a duration', { 'RateLimit-Remaining': '3', 'RateLimit-Reset': '9' }],
    ['the same, spelled otherwise', { 'X-Rate-Limit-Remaining': '3', 'X-Rate-Limit-Reset': '9' }],
    ['when the field is no structured one', { RateLimit: 'remaining = 0, reset = 5' }],
    ['when the reset is missing', { RateLimit: '"default";r=0' }],
    ['when the rest is missing', { RateLimit: '"default";t=30' }],
    ['when the rest is malformed', { RateLimit: '"default";r=none;t=30' }],
    ['when one of several resets is malformed', { RateLimit: '"a";r=0;t=30, "b";r=0;t=soon' }],
    ['when the reset has a fraction', { RateLimit: '"default";r=0;t=1.5' }],
    ['when the reset has no value', { RateLimit: '"default";r=0;t' }],
    ['when the reset is negative', { RateLimit: 'limit=10, remaining=0, reset=-5' }],
    ['when the field is empty', { RateLimit: '' }],
    ['when the field is absurdly long', { RateLimit: `"${'a'.repeat(4_000)}";r=0;t=30` }],
    ['when the field says nothing we know', { RateLimit: ';;,,==' }],
    ['when the seconds are malformed', { 'RateLimit-Reset': 'soon' }],
    ['when the seconds are negative', { 'X-RateLimit-Reset': '-5' }],
    ['when the seconds are an expression', { 'X-RateLimit-Reset-After': '1e3' }],
    ['when two values arrive merged', { 'X-RateLimit-Reset': '5, 30' }],
    ['when the number has too many digits', { 'X-RateLimit-Reset': '9'.repeat(400) }],
  ])('%s', (_, headers) => {
    expect(reset(headers)).toBeUndefined();
  });

  test('at a point in time, where there is no clock to trust', () => {
    expect(reset({ 'X-RateLimit-Reset': '2000000000' }, Number.NaN)).toBeUndefined();
    expect(reset({ 'X-RateLimit-Reset': '30' }, Number.NaN)).toBe(30_000);
  });
});

describe('a quota that must be spent', () => {
  const spent = (headers: Record<string, string>) => rateLimitResetMs(new Headers(headers), NOW, true);

  test.each<[string, Record<string, string>, number | undefined]>([
    ['is one of which nothing is left', { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '9' }, 9_000],
    ['is one whose field says so', { RateLimit: '"default";r=0;t=30' }, 30_000],
    ['is not one of which something is left', { 'X-RateLimit-Remaining': '1', 'X-RateLimit-Reset': '9' }, undefined],
    ['is not one that says nothing of what is left', { 'X-RateLimit-Reset': '9' }, undefined],
    ['is not one whose rest is no number', { 'X-RateLimit-Remaining': 'none', 'X-RateLimit-Reset': '9' }, undefined],
    [
      'is the second one, if the first says nothing',
      { 'RateLimit-Reset': '5', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '9' },
      9_000,
    ],
  ])('%s', (_, headers, ms) => {
    expect(spent(headers)).toBe(ms);
  });
});

const NAMES = [
  'RateLimit',
  'RateLimit-Reset',
  'X-RateLimit-Reset',
  'X-Rate-Limit-Reset',
  'X-RateLimit-Reset-After',
] as const;

test('the reset is a finite wait or nothing, whatever the headers say', () => {
  const piece = fc.constantFrom(
    '"a"',
    '"',
    '\\',
    ';',
    ',',
    '=',
    'r',
    't',
    'reset',
    'remaining',
    '0',
    '99999',
    '.',
    ' ',
  );
  const value = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), value, fc.double(), (name, text, now) => {
      const ms = reset({ [name]: text }, now);
      expect(ms === undefined || (Number.isFinite(ms) && ms >= 0)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('a field of nothing but quotes and backslashes is read in no time', () => {
  const startedAt = processorMs();
  reset({ RateLimit: '"\\'.repeat(1_000) });
  expect(processorMs() - startedAt).toBeLessThan(2_000);
});
