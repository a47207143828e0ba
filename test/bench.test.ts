import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readableJson } from '../bench/measure/json.ts';
import { pairwise, quantile, spread } from '../bench/measure/statistics.ts';
import { figure, figures, table } from '../bench/measure/table.ts';

// Plus zero: Math.min tells the two zeros apart, and nothing that is measured does.
const sample = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => value + 0);
const samples = fc.array(sample, { minLength: 1, maxLength: 60 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('the statistics of the benchmarks', () => {
  test('find the middle of an odd and of an even number of samples', () => {
    expect(spread([3, 1, 2])).toEqual({ q1: 1.5, median: 2, q3: 2.5 });
    expect(spread([4, 1, 3, 2])).toEqual({ q1: 1.75, median: 2.5, q3: 3.25 });
    expect(spread([7])).toEqual({ q1: 7, median: 7, q3: 7 });
  });

  test('never leave the range of the samples, and reach both of its ends', () => {
    fc.assert(
      fc.property(samples, share, (values, at) => {
        expect(quantile(values, at)).toBeGreaterThanOrEqual(Math.min(...values));
        expect(quantile(values, at)).toBeLessThanOrEqual(Math.max(...values));
        expect(quantile(values, 0)).toBe(Math.min(...values));
        expect(quantile(values, 1)).toBe(Math.max(...values));
      }),
    );
  });

  test('rise with the share', () => {
    fc.assert(
      fc.property(samples, share, share, (values, one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        expect(quantile(values, low)).toBeLessThanOrEqual(quantile(values, high));
      }),
    );
  });

  test('have at least half of the samples on either side of the median, itself included', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const { median } = spread(values);
        expect(values.filter((value) => value <= median).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(values.filter((value) => value >= median).length * 2).toBeGreaterThanOrEqual(values.length);
      }),
    );
  });

  test('have at least a quarter of the samples beyond each quartile, itself included', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const { q1, q3 } = spread(values);
        expect(values.filter((value) => value <= q1).length * 4).toBeGreaterThanOrEqual(values.length);
        expect(values.filter((value) => value >= q3).length * 4).toBeGreaterThanOrEqual(values.length);
      }),
    );
  });

  test('do not ask for the order of the samples, and leave it alone', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const before = [...values];
        expect(spread([...values].reverse())).toEqual(spread(values));
        expect(values).toEqual(before);
      }),
    );
  });

  test('are one outlier strong: a median of three or more ignores how far off one of them is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: 1e9 }), (outlier) => {
        expect(spread([1, 2, outlier]).median).toBe(2);
      }),
    );
  });

  test('compare round by round: what slows a whole round down falls out', () => {
    const round = fc.record({
      theirs: fc.integer({ min: 1, max: 1_000 }),
      slowdown: fc.integer({ min: 1, max: 64 }),
    });
    fc.assert(
      fc.property(fc.array(round, { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (rounds, factor) => {
        const theirs = rounds.map(({ theirs, slowdown }) => theirs * slowdown);
        const ours = theirs.map((value) => value * factor);
        expect(spread(pairwise(ours, theirs, (our, their) => our / their)).median).toBe(factor);
      }),
    );
  });

  test('refuse what has no answer', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => pairwise([1], [1, 2], (our, their) => our - their)).toThrow(RangeError);
  });
});

describe('the tables of the benchmarks', () => {
  test('give three digits that count', () => {
    expect([0, 0.0042, 0.123456, 1.23456, 12.3456, 123.456, 51_459.07].map(figure)).toEqual([
      '0',
      '0.004',
      '0.123',
      '1.23',
      '12.3',
      '123',
      '51459',
    ]);
    expect(figures({ q1: 0.5, median: 1, q3: 20 })).toBe('1.00 (0.500..20.0)');
  });

  test('line up, with numbers at the right', () => {
    expect(
      table(
        ['', 'bytes'],
        [
          ['fetch', '12'],
          ['steadyfetch', '9'],
        ],
      ).split('\n'),
    ).toEqual([
      '|             | bytes |',
      '| ----------- | ----: |',
      '| fetch       |    12 |',
      '| steadyfetch |     9 |',
    ]);
  });
});

describe('the JSON of the benchmarks', () => {
  test('means what was given, fractions to five digits', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.dictionary(fc.string(), fc.array(fc.string())), (numbers, texts) => {
        const value = { numbers, texts, nested: [{ numbers }, texts] };
        expect(JSON.parse(readableJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(JSON.parse(readableJson({ a: 0.123456789, b: 172_744, c: Number.POSITIVE_INFINITY }))).toEqual({
      a: 0.12346,
      b: 172_744,
      c: null,
    });
  });

  test('has lines of at most 160 characters, and puts on one line what fits on it', () => {
    const numbers = Array.from({ length: 500 }, (_, n) => n);
    const lines = readableJson({ row: { name: 'a', numbers: [1, 2] }, many: [{ numbers }] }).split('\n');
    expect(lines[1]).toBe(' "row": {"name":"a","numbers":[1,2]},');
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(160);
    expect(lines.length).toBeLessThan(30);
  });
});
