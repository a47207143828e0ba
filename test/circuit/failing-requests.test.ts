import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { FailingRequests, type RequestIdentity } from '../../src/circuit/failing-requests.ts';
import { TUNING } from '../../src/options/tuning.ts';

const request = (requestKey: number, routeKey = 0): RequestIdentity => ({
  requestKey,
  targetKey: requestKey,
  routeKey,
});

let failing: FailingRequests;

beforeEach(() => {
  failing = new FailingRequests(TUNING);
});

test('a failure concerns the request alone, until four requests of its route have failed', () => {
  failing.failed(request(1), 5);
  expect(failing.concernsSince(request(1), 5)).toBe(true);
  expect(failing.concernsSince(request(1), 6)).toBe(false);
  expect(failing.concernsSince(request(9), 5)).toBe(false);
  expect(failing.isSameEvidence(request(1), request(9))).toBe(false);
  for (const key of [1, 2, 1, 2, 3]) failing.failed(request(key), 5);
  expect(failing.concernsSince(request(9), 5)).toBe(false);
  failing.failed(request(4), 6);
  expect(failing.concernsSince(request(9), 6)).toBe(true);
  expect(failing.isSameEvidence(request(1), request(9))).toBe(true);
  expect(failing.isSameEvidence(request(1), request(9, 1))).toBe(false);
});

test('a route does not fail as a whole where one and the same thing is asked for with other headers each time', () => {
  for (let n = 0; n < 9; n++) failing.failed({ requestKey: n, targetKey: 1, routeKey: 0 }, 5);
  expect(failing.concernsSince(request(99), 5)).toBe(false);
});

test('silence concerns a request, and is no failure', () => {
  failing.wasSilent(request(1), 5);
  expect(failing.concernsSince(request(1), 5)).toBe(true);
  expect(failing.failedSince(request(1), 0)).toBe(false);
  failing.failed(request(1), 6);
  expect(failing.failedSince(request(1), 6)).toBe(true);
});

test('a success clears the request and its route, and leaves the other requests of the route', () => {
  failing.failed(request(1), 5);
  failing.failed(request(2), 5);
  failing.succeeded(request(1));
  expect(failing.streakOf(request(1))).toBe(0);
  expect(failing.streakOf(request(2))).toBe(1);
  expect(failing.concernsSince(request(9), 0)).toBe(false);
  failing.succeeded(request(2));
  expect(failing.isEmpty).toBe(true);
});

test('a route is hopeless where each of its requests fails only once', () => {
  for (let n = 0; n < 4; n++) failing.failed(request(n), 5);
  expect(failing.isHopeless(request(99), 5, 5_005)).toBe(false);
  expect(failing.isHopeless(request(99), 6, 5_004)).toBe(false);
  expect(failing.isHopeless(request(99), 6, 5_005)).toBe(true);
  expect(failing.isHopeless(request(99, 1), 6, 5_005)).toBe(false);
});

test('a request is no longer hopeless after a minute without another failure', () => {
  for (let n = 0; n < 4; n++) failing.failed(request(1), 5);
  expect(failing.isHopeless(request(1), 6, 60_004)).toBe(true);
  expect(failing.isHopeless(request(1), 6, 60_005)).toBe(false);
  failing.failed(request(1), 60_005);
  expect(failing.streakOf(request(1))).toBe(1);
});

test('knows whether several routes have failed since a time', () => {
  failing.failed(request(1, 1), 5);
  failing.failed(request(2, 2), 7);
  expect([5, 6, 8].map((since) => failing.hasSeveralRoutesSince(since))).toEqual([true, false, false]);
});

test('remembers the latest, and no more than it may', () => {
  const maxFailing = 3;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }), (keys) => {
      const bounded = new FailingRequests({ ...TUNING, maxFailing });
      keys.forEach((key, at) => {
        bounded.failed(request(key, key), at);
      });
      const known = Array.from({ length: 10 }, (_, key) => key).filter((key) => bounded.streakOf(request(key)) > 0);
      const latest = [...new Set([...keys].reverse())].slice(0, maxFailing);
      expect(known).toEqual(latest.sort((a, b) => a - b));
      expect(bounded.hasSeveralRoutesSince(0)).toBe(latest.length > 1);
    }),
  );
});
