import { expect, test } from 'vitest';
import { Routes } from '../../src/upstream/routes.ts';

test('remembers the slowest answer of each route', () => {
  const routes = new Routes();
  expect(routes.areAnySlow).toBe(false);
  routes.wasSlow(1, 9_000);
  routes.wasSlow(1, 7_000);
  expect(routes.areAnySlow).toBe(true);
  expect([routes.slowestMs(1), routes.slowestMs(2)]).toEqual([9_000, 0]);
});

test('keeps the longest wait that was asked for, for the route that it was asked for', () => {
  const routes = new Routes();
  routes.askedToWait(1, 100, 5_000);
  routes.askedToWait(1, 200, 1_000);
  expect(routes.askedUntil(() => 1, 5_099)).toBe(5_100);
  expect(routes.askedUntil(() => 2, 200)).toBe(0);
  expect(routes.isAnyAsked(5_099)).toBe(true);
  expect(routes.askedUntil(() => 1, 5_100)).toBe(0);
  expect(routes.isAnyAsked(5_100)).toBe(false);
});

test('remembers 64 routes at most, the latest ones', () => {
  const routes = new Routes();
  for (let route = 0; route < 65; route++) {
    routes.wasSlow(route, 9_000);
    routes.askedToWait(route, 0, 5_000);
  }
  expect([0, 1, 64].map((route) => routes.slowestMs(route))).toEqual([0, 9_000, 9_000]);
  expect([0, 1, 64].map((route) => routes.askedUntil(() => route, 0))).toEqual([0, 5_000, 5_000]);
});
