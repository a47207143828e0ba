import { expect, test } from 'vitest';
import { releaseAfterMs } from '../../src/circuit/release.ts';

const releasedBy = (ms: number): number => {
  let count = 0;
  while (releaseAfterMs(count) <= ms) count++;
  return count;
};

test('the first call goes at once, and the next ones about ten milliseconds apart', () => {
  expect(releaseAfterMs(0)).toBe(0);
  expect(releaseAfterMs(1)).toBeCloseTo(10, 0);
  expect(releaseAfterMs(2)).toBeCloseTo(20, 0);
});

test('each second releases twice as many as the one before', () => {
  const [first, second, third] = [1_000, 2_000, 3_000].map(releasedBy) as [number, number, number];
  expect(first).toBe(145);
  expect((second - first) / first).toBeCloseTo(2, 1);
  expect((third - second) / (second - first)).toBeCloseTo(2, 1);
});

test('a thousand waiting calls are gone within three seconds, in their order', () => {
  const times = Array.from({ length: 1_000 }, (_, position) => releaseAfterMs(position));
  expect(times.at(-1)).toBeLessThan(3_000);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
});
