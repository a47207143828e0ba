import fc from 'fast-check';
import { expect, test } from 'vitest';
import { httpDateMs, retryAfterMs } from '../../src/evidence/retry-after.ts';
import { askedWait } from '../../src/rules/retry-after.ts';

const NOW = Date.UTC(2026, 10, 22, 12, 0, 0);
const answer = (headers: Record<string, string>) => ({ status: 503, headers: new Headers(headers) });
const time = fc
  .integer({ min: Date.UTC(2004, 0) / 1_000, max: Date.UTC(2100, 0) / 1_000 })
  .map((seconds) => new Date(seconds * 1_000));

test('Retry-After in either of its two forms means the same without evidence and with it', () => {
  const value = fc.oneof(
    fc.nat(1e7).map(String),
    time.map((date) => date.toUTCString()),
    fc.string({ unit: 'binary-ascii' }).filter((text) => httpDateMs(text, NOW) === undefined),
  );
  fc.assert(
    fc.property(value, fc.option(time), (after, date) => {
      const headers = { 'retry-after': after.replace(/[\r\n\0]/g, ''), ...(date && { date: date.toUTCString() }) };
      const { ms } = askedWait(answer(headers), { now: NOW }) ?? {};
      const all = retryAfterMs(answer(headers).headers.get('retry-after'), date?.getTime() ?? NOW);
      expect(ms === undefined || ms === all).toBe(true);
      if (/^(?:\d+|.* GMT)$/.test(after)) expect(ms).toBe(all);
    }),
  );
});

test.each(['soon', '-5', '', '1e3', 'Sun, 06 Nov 1994'])('Retry-After: %s asks for nothing', (value) => {
  expect(askedWait(answer({ 'retry-after': value }), { now: NOW })).toBeUndefined();
});

test('a date means nothing where no clock is to be trusted', () => {
  const after = new Date(NOW).toUTCString();
  expect(askedWait(answer({ 'retry-after': after }), {})).toBeUndefined();
  expect(askedWait(answer({ 'retry-after': after, date: after }), {})?.ms).toBe(0);
});

test.each([
  ['x-wait-ms', 1_500],
  ['x-wait-MS', 1_500],
  ['x-ms-wait', 1_500_000],
])('a header of the upstream is read in the unit of its name (%s)', (name, ms) => {
  expect(askedWait(answer({ [name]: '1500', 'retry-after': '7' }), { now: NOW, retryAfterHeader: name })?.ms).toBe(ms);
});

test('where the header of the upstream is missing, Retry-After is read', () => {
  expect(askedWait(answer({ 'retry-after': '7' }), { now: NOW, retryAfterHeader: 'x-wait-ms' })?.ms).toBe(7_000);
});
