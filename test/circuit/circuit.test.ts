import { beforeEach, describe, expect, test } from 'vitest';
import { Circuit, type Permit } from '../../src/circuit/circuit.ts';
import { DEFAULTS } from '../../src/defaults.ts';
import type { HealthSignal } from '../../src/rules/health-signal.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

let clock: VirtualClock;
let told: string[];
let circuit: Circuit;

beforeEach(() => {
  clock = new VirtualClock();
  told = [];
  circuit = new Circuit('http://upstream.test', DEFAULTS.circuit, clock, () => 0.5, {
    opened: (because) => told.push(`opened: ${because}`),
    halfOpened: () => told.push('half-opened'),
    closed: () => told.push('closed'),
  });
});

const attempt = (effect: HealthSignal, retryAfterMs = 0) => circuit.report(circuit.send(false), effect, retryAfterMs);
const attempts = (count: number, effect: HealthSignal) => {
  for (let n = 0; n < count; n++) attempt(effect);
};
const open = async () => {
  attempts(2, 'failure');
  await clock.advance(1_000);
  attempts(2, 'failure');
  expect(circuit.state).toBe('open');
  told.length = 0;
};

describe('the quick rule', () => {
  test('opens on a surprising run of failures, once there was no success for a second', async () => {
    attempts(5, 'failure');
    expect(circuit.state).toBe('closed');
    await clock.advance(999);
    attempt('failure');
    expect(circuit.state).toBe('closed');
    await clock.advance(1);
    attempt('failure');
    expect(circuit.state).toBe('open');
    expect(told).toEqual(['opened: silence']);
  });

  test('is patient with an upstream that often fails', async () => {
    for (let n = 0; n < 60; n++) attempt(n % 2 === 0 ? 'failure' : 'alive');
    await clock.advance(5_000);
    attempts(8, 'failure');
    expect(circuit.state).toBe('closed');
    attempts(12, 'failure');
    expect(circuit.state).toBe('open');
  });

  test('waits for young attempts in flight that could still contradict', async () => {
    attempt('alive');
    await clock.advance(2_000);
    const young = [circuit.send(false), circuit.send(false)];
    attempts(3, 'failure');
    expect(circuit.state).toBe('closed');
    await clock.advance(1_000);
    attempt('failure');
    expect(circuit.state).toBe('open');
    expect(young).toHaveLength(2);
  });

  test('counts back-pressure half, and answers that say little not at all', async () => {
    await clock.advance(1);
    attempt('neutral');
    await clock.advance(2_000);
    attempts(40, 'neutral');
    attempts(5, 'back-pressure');
    expect(circuit.state).toBe('closed');
    attempt('back-pressure');
    expect(circuit.state).toBe('open');
  });
});

describe("opossum's rule", () => {
  test('opens on sustained failure that never falls silent', () => {
    // A success now and then keeps the quick rule still; 98 of 100 failing is over the ratio.
    for (let n = 0; n < 100 && !circuit.open; n++) attempt(n % 50 === 49 ? 'alive' : 'failure');
    expect(told).toEqual(['opened: failure-ratio']);
  });

  test('leaves 93 % failure alone', () => {
    for (let n = 0; n < 1_000; n++) attempt(n % 15 === 0 ? 'alive' : 'failure');
    expect(told).toEqual([]);
  });

  test('forgets what has left the window, though no timer runs', async () => {
    attempts(1, 'alive');
    for (let n = 0; n < 19; n++) {
      attempt('failure');
      if (n === 9) await clock.advance(11_000);
      if (n % 3 === 0) attempt('alive');
    }
    expect(circuit.counts().failures).toBe(9);
    expect(clock.armed).toBe(0);
  });
});

describe('an open circuit', () => {
  test('is due for a probe after 1, 2, 4 and again 4 seconds, counted from the sending of the one before', async () => {
    await open();
    for (const interval of [1_000, 2_000, 4_000, 4_000]) {
      await clock.advance(interval - 1);
      expect(circuit.isProbeDue(clock.now())).toBe(false);
      await clock.advance(1);
      expect(circuit.isProbeDue(clock.now())).toBe(true);
      circuit.report(circuit.send(true), 'failure', 0);
    }
    expect(told).toEqual(Array(4).fill(['half-opened', 'opened: probe-failed']).flat());
  });

  test('is due sooner when many calls arrive, but not within half a second', async () => {
    await open();
    circuit.report(circuit.send(true), 'failure', 0);
    for (let n = 0; n < 8; n++) circuit.countArrival();
    expect(circuit.isProbeDue(clock.now())).toBe(false);
    await clock.advance(500);
    expect(circuit.isProbeDue(clock.now())).toBe(true);
  });

  test('is not hurried by arrivals while a probe is out, but for one that has been silent for a second', async () => {
    await open();
    circuit.send(true);
    for (let n = 0; n < 20; n++) circuit.countArrival();
    await clock.advance(999);
    expect(circuit.isProbeDue(clock.now())).toBe(false);
    await clock.advance(1);
    expect(circuit.isProbeDue(clock.now())).toBe(true);
  });

  test('does not wait for a probe that hangs, though nobody arrives', async () => {
    await open();
    circuit.send(true);
    await clock.advance(1_999);
    expect(circuit.isProbeDue(clock.now())).toBe(false);
    await clock.advance(1);
    expect(circuit.isProbeDue(clock.now())).toBe(true);
  });

  test('has lasted since the request that first failed was sent, if nothing has come back since', async () => {
    const [hanging, other] = [circuit.send(false), circuit.send(false)];
    await clock.advance(3_000);
    circuit.report(other, 'alive', 0);
    await clock.advance(9_000);
    circuit.report(hanging, 'failure', 0);
    expect(circuit.outageMs).toBe(9_000);
  });

  test('is left alone for as long as the upstream asked', async () => {
    await open();
    circuit.report(circuit.send(true), 'back-pressure', 10_000);
    await clock.advance(10_999);
    expect(circuit.isProbeDue(clock.now())).toBe(false);
    await clock.advance(1);
    expect(circuit.isProbeDue(clock.now())).toBe(true);
  });

  test('gives the turn of an aborted probe to the next in line, and learns nothing from it', async () => {
    await open();
    await clock.advance(1_000);
    const probe = circuit.send(true);
    expect(circuit.state).toBe('half-open');
    circuit.report(probe, 'nothing', 0);
    expect(circuit.state).toBe('open');
    expect(circuit.isProbeDue(clock.now())).toBe(true);
  });

  test.each(['alive', 'neutral'] as const)('closes on a probe that was answered (%s)', async (effect) => {
    await open();
    circuit.report(circuit.send(true), effect, 0);
    expect(circuit.state).toBe('closed');
    expect(told).toEqual(['half-opened', 'closed']);
  });

  test('closes on a success from before the opening, and drops a failure from then', async () => {
    const [slowSuccess, slowFailure] = [circuit.send(false), circuit.send(false)] as [Permit, Permit];
    await clock.advance(1_000);
    await open();
    const streak = circuit.streak;
    circuit.report(slowFailure, 'failure', 0);
    expect(circuit.streak).toBe(streak);
    expect(circuit.state).toBe('open');
    circuit.report(slowSuccess, 'alive', 0);
    expect(circuit.state).toBe('closed');
  });

  test('starts with a clean window after closing', async () => {
    attempts(15, 'failure');
    await open();
    circuit.report(circuit.send(true), 'alive', 0);
    expect(circuit.counts()).toEqual({ successes: 0, failures: 0 });
    attempts(2, 'failure');
    expect(circuit.state).toBe('closed');
  });

  test('ignores the failure of a probe that hung until after the closing', async () => {
    await open();
    const hanging = circuit.send(true);
    await clock.advance(2_000);
    circuit.report(circuit.send(true), 'alive', 0);
    circuit.report(hanging, 'failure', 0);
    expect(circuit.streak).toBe(0);
  });
});

describe('isolation by hand', () => {
  test('holds until everybody has released it, whatever succeeds meanwhile', () => {
    const before = circuit.send(false);
    const [first, second] = [circuit.isolate(), circuit.isolate()];
    circuit.report(before, 'alive', 0);
    expect(circuit.isProbeDue(clock.now() + 1e9)).toBe(false);
    first();
    first();
    expect(circuit.state).toBe('open');
    second();
    expect(circuit.state).toBe('closed');
    expect(told).toEqual(['opened: isolated', 'opened: isolated', 'closed']);
  });
});

test("leaves nothing running once it is closed, not even opossum's own timer", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  await open();
  circuit.close();
  expect(timers()).toBe(before);
  expect(clock.armed).toBe(0);
});
