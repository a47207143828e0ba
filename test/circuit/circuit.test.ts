import { beforeEach, describe, expect, test } from 'vitest';
import { Circuit } from '../../src/circuit/circuit.ts';
import type { RequestIdentity } from '../../src/circuit/failing-requests.ts';
import type { Permit } from '../../src/circuit/permit.ts';
import type { ResolvedCircuit } from '../../src/model/options.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { DEFAULTS } from '../../src/options/defaults.ts';
import { TUNING } from '../../src/options/tuning.ts';
import type { HealthSignal } from '../../src/rules/health-signal.ts';
import { type VirtualClock, virtualClock } from '../../src/testing/index.ts';

const OPTIONS: ResolvedCircuit = { ...DEFAULTS.circuit, maxUserWaitMs: 60_000 };

/** Two requests of one route, and one of another. */
const LIST: RequestIdentity = { requestKey: 1, targetKey: 1, routeKey: 10 };
const NEXT_PAGE: RequestIdentity = { requestKey: 2, targetKey: 2, routeKey: 10 };
const PROFILE: RequestIdentity = { requestKey: 3, targetKey: 3, routeKey: 30 };

const verdict = (kind: Verdict['kind'], status?: number): Verdict =>
  ({
    kind,
    fault: 'unknown',
    transient: true,
    reached: 'maybe',
    evidence: [],
    ...(status === undefined ? {} : { status }),
  }) as Verdict;

const VERDICTS: Readonly<Record<HealthSignal, Verdict>> = {
  alive: verdict('ok', 200),
  neutral: verdict('server-error', 500),
  failure: verdict('bad-gateway', 502),
  'back-pressure': verdict('service-unavailable', 503),
  nothing: verdict('aborted'),
};

let clock: VirtualClock;
let told: string[];
let circuit: Circuit;

beforeEach(() => {
  clock = virtualClock();
  told = [];
  circuit = new Circuit('http://upstream.test', OPTIONS, TUNING, clock, () => 0.5, {
    opened: (because) => told.push(`opened: ${because}`),
    halfOpened: () => told.push('half-opened'),
    closed: () => told.push('closed'),
  });
});

const send = (request = LIST) => circuit.send(false, request);
const probe = (request = LIST) => circuit.send(true, request);
const report = (permit: Permit, signal: HealthSignal, request = LIST, verdict = VERDICTS[signal]) =>
  circuit.report(permit, request, signal, verdict, clock.now());
const attempt = (signal: HealthSignal, request = LIST): boolean => report(send(request), signal, request);
const attempts = (count: number, signal: HealthSignal, request = LIST) => {
  for (let n = 0; n < count; n++) attempt(signal, request);
};
const open = async () => {
  attempts(2, 'failure');
  await clock.advance(1_000);
  attempt('failure');
  expect(circuit.state).toBe('open');
  told.length = 0;
};
const isProbeDue = () => circuit.isProbeDue(clock.now());

describe('a closed circuit', () => {
  test('opens on a surprising run of failures, once there was no success for a second', async () => {
    attempts(5, 'failure');
    expect(circuit.state).toBe('closed');
    await clock.advance(999);
    attempt('failure');
    expect(circuit.state).toBe('closed');
    await clock.advance(1);
    attempt('failure');
    expect(circuit.state).toBe('open');
    expect(told).toEqual(['opened: failures']);
  });

  test('is patient with an upstream that often fails', async () => {
    for (let n = 0; n < 60; n++) attempt(n % 2 === 0 ? 'failure' : 'alive');
    await clock.advance(5_000);
    attempts(8, 'failure');
    expect(circuit.state).toBe('closed');
    attempts(12, 'failure');
    expect(circuit.state).toBe('open');
  });

  test('never opens while there is a success now and then, however much fails', async () => {
    for (let n = 0; n < 500; n++) {
      attempt(n % 50 === 49 ? 'alive' : 'failure');
      await clock.advance(10);
    }
    expect(told).toEqual([]);
  });

  test('waits for young attempts in flight that could still contradict', async () => {
    attempt('alive');
    await clock.advance(2_000);
    send();
    send();
    attempts(3, 'failure');
    expect(circuit.state).toBe('closed');
    await clock.advance(1_000);
    attempt('failure');
    expect(circuit.state).toBe('open');
  });

  test('does not look at every attempt in flight when one of them fails', async () => {
    attempt('alive');
    await clock.advance(2_000);
    let looks = 0;
    const permits = Array.from({ length: 1_000 }, () => {
      const permit = send();
      const { sentAt } = permit;
      const get = () => {
        looks++;
        return sentAt;
      };
      return Object.defineProperty(permit, 'sentAt', { get });
    });
    for (const permit of permits.slice(0, 990)) report(permit, 'failure');
    expect(circuit.state).toBe('open');
    expect(looks).toBeLessThan(10 * permits.length);
  });

  test('counts back-pressure half, and answers that say little not at all', async () => {
    attempt('neutral');
    await clock.advance(2_000);
    attempts(40, 'neutral');
    attempts(5, 'back-pressure');
    expect(circuit.state).toBe('closed');
    attempt('back-pressure');
    expect(circuit.state).toBe('open');
  });

  test('lets retries wait for a sign of life after two failures in a row, and any success ends that', () => {
    attempt('failure');
    expect(circuit.paused).toBe(false);
    attempt('failure');
    expect([circuit.paused, circuit.isDown]).toEqual([true, false]);
    attempt('failure');
    expect([circuit.paused, circuit.isDown]).toEqual([true, true]);
    attempt('alive', PROFILE);
    expect([circuit.paused, circuit.isDown, circuit.streak]).toEqual([false, false, 0]);
  });

  test('is due for the first probe half a second after the last attempt failed', async () => {
    attempts(2, 'failure');
    await clock.advance(499);
    expect(isProbeDue()).toBe(false);
    await clock.advance(1);
    expect(isProbeDue()).toBe(true);
  });

  test('forgets what has left the window of ten seconds, though no timer runs', async () => {
    attempt('alive');
    attempts(3, 'failure');
    expect(circuit.counts()).toEqual({ successes: 1, failures: 3 });
    attempt('alive');
    await clock.advance(11_000);
    attempt('failure');
    expect(circuit.counts()).toEqual({ successes: 0, failures: 1 });
    expect(clock.armed).toBe(0);
  });
});

describe('an open circuit', () => {
  test('is due for a probe every openMs, and every maxOpenMs once no call may wait so long any more', async () => {
    await open();
    for (const interval of [1_000, 1_000, 1_000, 4_000, 4_000]) {
      await clock.advance(interval - 1);
      expect(isProbeDue()).toBe(false);
      await clock.advance(1);
      expect(isProbeDue()).toBe(true);
      report(probe(), 'failure');
    }
    expect(told).toEqual(Array(5).fill(['half-opened', 'opened: probe-failed']).flat());
  });

  describe('draws from a tenth more or less', () => {
    const openWith = async (random: number) => {
      clock = virtualClock();
      const listener = { opened() {}, halfOpened() {}, closed() {} };
      circuit = new Circuit('x', OPTIONS, TUNING, clock, () => random, listener);
      await open();
    };
    const untilProbe = () => circuit.probeAt - clock.now();

    test.each([
      [0, 900],
      [0.75, 1_050],
    ])('each interval between probes (%d: %d ms)', async (random, ms) => {
      await openWith(random);
      report(probe(), 'failure');
      expect(untilProbe()).toBeCloseTo(ms);
    });

    test.each([
      [0, 900],
      [0.75, 1_050],
    ])('the first interval after the opening (%d: %d ms)', async (random, ms) => {
      await openWith(random);
      expect(untilProbe()).toBeCloseTo(ms);
    });
  });

  test('is due sooner when many calls arrive, but not within half a second', async () => {
    await open();
    report(probe(), 'failure');
    for (let n = 0; n < 8; n++) circuit.countArrival();
    expect(isProbeDue()).toBe(false);
    await clock.advance(500);
    expect(isProbeDue()).toBe(true);
  });

  test('is not hurried by arrivals while a probe is out, except one that has been silent for a second', async () => {
    await open();
    probe();
    for (let n = 0; n < 20; n++) circuit.countArrival();
    await clock.advance(999);
    expect(isProbeDue()).toBe(false);
    await clock.advance(1);
    expect(isProbeDue()).toBe(true);
  });

  test('does not wait for a probe that hangs, though no call arrives', async () => {
    await open();
    probe();
    await clock.advance(999);
    expect(isProbeDue()).toBe(false);
    await clock.advance(1);
    expect(isProbeDue()).toBe(true);
  });

  test('has lasted since the request that first failed was sent, if nothing has come back since', async () => {
    const [hanging, other] = [send(), send()];
    await clock.advance(3_000);
    report(other, 'alive');
    await clock.advance(9_000);
    report(hanging, 'failure');
    expect(circuit.outageMs).toBe(9_000);
  });

  test('gives the turn of an aborted probe to the next in line, and learns nothing from it', async () => {
    await open();
    await clock.advance(1_000);
    const aborted = probe();
    expect(circuit.state).toBe('half-open');
    const { streak } = circuit;
    report(aborted, 'nothing');
    expect(circuit.state).toBe('open');
    expect(circuit.streak).toBe(streak);
    expect(isProbeDue()).toBe(true);
  });

  test('does not send the next probe at once where the time of the last one was too short', async () => {
    await open();
    await clock.advance(1_000);
    report(probe(), 'nothing', LIST, verdict('deadline'));
    expect(isProbeDue()).toBe(false);
  });

  test.each(['alive', 'neutral'] as const)('closes on a probe that was answered (%s)', async (signal) => {
    await open();
    report(probe(), signal);
    expect(circuit.state).toBe('closed');
    expect(told).toEqual(['half-opened', 'closed']);
  });

  test('closes on the success of any request, and stays open after one that says little', async () => {
    await open();
    attempt('neutral', PROFILE);
    expect(circuit.state).toBe('open');
    attempt('alive', PROFILE);
    expect(circuit.state).toBe('closed');
  });

  test('closes on a success from before the opening, and drops a failure from then', async () => {
    const [slowSuccess, slowFailure] = [send(), send()];
    await clock.advance(1_000);
    await open();
    const { streak } = circuit;
    expect(report(slowFailure, 'failure')).toBe(false);
    expect(circuit.streak).toBe(streak);
    expect(circuit.state).toBe('open');
    report(slowSuccess, 'alive');
    expect(circuit.state).toBe('closed');
  });

  test('starts with a clean run after closing', async () => {
    await open();
    report(probe(), 'alive');
    await clock.advance(1_000);
    attempts(2, 'failure');
    expect(circuit.state).toBe('closed');
    expect(circuit.streak).toBe(2);
  });

  test('ignores the failure of a probe that hung until after the closing', async () => {
    await open();
    const hanging = probe();
    await clock.advance(2_000);
    report(probe(), 'alive');
    report(hanging, 'failure');
    expect(circuit.streak).toBe(0);
  });
});

describe('the next probe', () => {
  const pause = () => attempts(2, 'failure');
  const dueIn = () => circuit.probeAt - clock.now();

  test('of a closed circuit is put off by each attempt, when that is sent and when it fails', async () => {
    attempt('failure');
    await clock.advance(400);
    const slow = send();
    expect(dueIn()).toBe(500);
    await clock.advance(3_000);
    report(slow, 'failure');
    expect(dueIn()).toBe(500);
  });

  test('of an open circuit is put off by the probe before it alone, also if that took long to fail', async () => {
    await open();
    await clock.advance(900);
    attempt('failure', PROFILE);
    expect(dueIn()).toBe(100);
    await clock.advance(100);
    const slow = probe();
    await clock.advance(1_500);
    report(slow, 'failure');
    expect(dueIn()).toBe(1_000);
  });

  test('is the second one of a closed circuit after a whole interval', () => {
    pause();
    report(probe(), 'failure');
    expect(dueIn()).toBe(1_000);
  });

  test('is the first one again where that showed nothing, and not where only the second did', async () => {
    pause();
    report(probe(), 'nothing');
    expect(isProbeDue()).toBe(true);
    send();
    expect(dueIn()).toBe(500);
    probe();
    report(probe(), 'nothing');
    send();
    expect(dueIn()).toBe(1_000);
  });

  test('does not come at once because an earlier one was aborted', async () => {
    await open();
    const earlier = probe();
    probe();
    report(earlier, 'nothing');
    expect(isProbeDue()).toBe(false);
    expect(circuit.state).toBe('half-open');
  });

  test('comes sooner than was drawn once a call waits that may wait for long', async () => {
    await open();
    await clock.advance(9_000);
    probe();
    expect(dueIn()).toBe(4_000);
    circuit.longestWaitMs = 60_000;
    expect(dueIn()).toBe(1_000);
  });

  test('half-opens no circuit that is closed, and what is no probe tells nothing of an open one', async () => {
    pause();
    probe();
    expect(told).toEqual([]);
    await open();
    attempt('failure', PROFILE);
    expect(told).toEqual([]);
  });
});

describe('what is held back', () => {
  test('is a request that has failed itself, and no other one', async () => {
    expect(circuit.holds(LIST)).toBe(false);
    await open();
    expect([LIST, NEXT_PAGE, PROFILE].map((request) => circuit.holds(request))).toEqual([true, false, false]);
    expect(circuit.scope).toBe('route');
  });

  test('is the whole route, once four of its requests have failed', async () => {
    for (const requestKey of [91, 92, 93])
      attempt('failure', { requestKey, targetKey: requestKey, routeKey: LIST.routeKey });
    await open();
    const another = { requestKey: 99, targetKey: 99, routeKey: LIST.routeKey };
    expect(circuit.holds(another)).toBe(true);
    expect(circuit.holds(PROFILE)).toBe(false);
    expect(circuit.scope).toBe('route');
  });

  test('is told as the upstream, once several routes have failed', async () => {
    attempt('failure', PROFILE);
    await open();
    expect(circuit.scope).toBe('upstream');
  });

  test('may go again once its failure is older than maxOpenMs', async () => {
    await open();
    await clock.advance(4_000);
    expect(circuit.holds(LIST)).toBe(true);
    await clock.advance(1);
    expect(circuit.holds(LIST)).toBe(false);
  });

  test('is nothing while the circuit is closed, and everything while it is isolated', () => {
    attempts(9, 'failure');
    expect(circuit.holds(LIST)).toBe(false);
    circuit.isolate();
    expect(circuit.holds(PROFILE)).toBe(true);
    expect(circuit.scope).toBe('upstream');
  });

  test('gives way to one request an interval that has not failed itself', async () => {
    attempt('failure', NEXT_PAGE);
    await open();
    const fresh = { requestKey: 99, targetKey: 99, routeKey: LIST.routeKey };
    expect(circuit.maySendFresh(fresh, clock.now())).toBe(false);
    await clock.advance(1_000);
    expect(circuit.maySendFresh(LIST, clock.now())).toBe(false);
    expect(circuit.maySendFresh(fresh, clock.now())).toBe(true);
    probe(fresh);
    await clock.advance(999);
    expect(circuit.maySendFresh(fresh, clock.now())).toBe(false);
    await clock.advance(1);
    expect(circuit.maySendFresh(fresh, clock.now())).toBe(true);
    circuit.isolate();
    expect(circuit.maySendFresh(fresh, clock.now())).toBe(false);
  });

  test('gives way to it however many others go, because only such a probe uses up the interval', async () => {
    await open();
    await clock.advance(1_000);
    const fresh = { requestKey: 99, targetKey: 99, routeKey: LIST.routeKey };
    send(fresh);
    probe(LIST);
    expect(circuit.maySendFresh(fresh, clock.now())).toBe(true);
    probe(fresh);
    expect(circuit.maySendFresh(fresh, clock.now())).toBe(false);
  });

  test('is also a request beside which a second attempt was sent, because the first was silent', async () => {
    circuit.noteHedge(PROFILE);
    await open();
    expect([circuit.holds(PROFILE), circuit.hasFailedSince(PROFILE, 0)]).toEqual([true, false]);
  });
});

describe('a request that keeps failing', () => {
  test('is hopeless after four failures in a row over five seconds while others succeed', async () => {
    for (let n = 0; n < 4; n++) {
      expect(circuit.isHopeless(LIST)).toBe(false);
      attempt('failure');
      await clock.advance(1_250);
      attempt('alive', PROFILE);
    }
    expect(circuit.isHopeless(LIST)).toBe(true);
    expect(circuit.isHopeless(PROFILE)).toBe(false);
    attempt('alive');
    expect(circuit.isHopeless(LIST)).toBe(false);
  });

  test('is not hopeless after three failures, however long they have lasted', async () => {
    for (let n = 0; n < 3; n++) {
      attempt('failure');
      await clock.advance(3_000);
      attempt('alive', PROFILE);
    }
    expect(circuit.isHopeless(LIST)).toBe(false);
  });

  test('is not hopeless where nothing else succeeds: that is an outage', async () => {
    for (let n = 0; n < 9; n++) {
      attempt('failure');
      await clock.advance(100);
    }
    expect(circuit.isHopeless(LIST)).toBe(false);
  });
});

describe('silence', () => {
  const silent = (permit: Permit, usualMs = 100, request = LIST) =>
    circuit.silent(permit, request, usualMs, clock.now());

  test('of several attempts opens the circuit, and is known to be all there is', async () => {
    const permits = [send(), send(), send()];
    await clock.advance(1_500);
    for (const permit of permits) silent(permit);
    expect(told).toEqual(['opened: silence']);
    expect(circuit.isOnlySilent).toBe(true);
    expect(circuit.hasFailedSince(LIST, 0)).toBe(false);
    expect(circuit.holds(LIST)).toBe(true);
  });

  test('is counted once, and not again as the failure that it ends as', async () => {
    const [first, second, third] = [send(), send(), send()];
    await clock.advance(1_500);
    for (const permit of [first, first, second, third]) silent(permit);
    expect(circuit.streak).toBe(3);
    report(first, 'failure');
    expect(circuit.streak).toBe(3);
    expect(circuit.isOnlySilent).toBe(false);
    expect(circuit.hasFailedSince(LIST, clock.now())).toBe(true);
  });

  test('says nothing of an upstream whose usual time is not known, or not much shorter', async () => {
    const permit = send();
    await clock.advance(1_500);
    silent(permit, Number.NaN);
    silent(permit, 150);
    expect(circuit.streak).toBe(0);
    silent(permit, 149);
    expect(circuit.streak).toBe(1);
  });

  test('says nothing where anything was answered meanwhile, at the earliest when it was sent', async () => {
    const [permit, other] = [send(), send(PROFILE)];
    report(other, 'failure', PROFILE);
    expect([circuit.hasAnsweredSince(0), circuit.hasAnsweredSince(1)]).toEqual([true, false]);
    await clock.advance(1_500);
    silent(permit);
    expect(circuit.streak).toBe(1);
  });

  test('says something where other attempts have failed without an answer', async () => {
    const [permit, other] = [send(), send(PROFILE)];
    await clock.advance(1_500);
    report(other, 'failure', PROFILE, verdict('network'));
    silent(permit);
    expect(circuit.streak).toBe(2);
  });

  test('is measured from when the attempt was sent', async () => {
    await clock.advance(5_000);
    const permit = send();
    await clock.advance(1_000);
    silent(permit, 100);
    expect(circuit.streak).toBe(0);
  });

  test('of an attempt from before the outage says nothing', async () => {
    const permit = send();
    await open();
    const { streak } = circuit;
    silent(permit);
    expect(circuit.streak).toBe(streak);
  });

  test('of an attempt from before an isolation says nothing', async () => {
    attempt('alive');
    await clock.advance(1);
    const slow = send();
    circuit.isolate()();
    await clock.advance(1_500);
    silent(slow);
    expect(circuit.streak).toBe(0);
  });

  test('is all there is again after a success, whatever has failed before', async () => {
    attempt('failure');
    attempt('alive');
    await clock.advance(1);
    const permits = Array.from({ length: 12 }, () => send());
    await clock.advance(1_500);
    for (const permit of permits) silent(permit);
    expect([circuit.open, circuit.isOnlySilent]).toEqual([true, true]);
    circuit.isolate();
    expect(circuit.isOnlySilent).toBe(false);
  });

  test('is not all there is of an upstream that has shown nothing yet, or has failed', async () => {
    expect(circuit.isOnlySilent).toBe(false);
    await open();
    expect(circuit.isOnlySilent).toBe(false);
  });
});

test('a failure from before an outage counts no more after it', async () => {
  const slow = send();
  await open();
  report(probe(), 'alive');
  expect(report(slow, 'failure')).toBe(false);
  expect(circuit.streak).toBe(0);
});

test('opens no sooner than a second after the last success, whenever that was', async () => {
  await clock.advance(5_000);
  attempt('alive');
  await clock.advance(999);
  attempts(5, 'failure');
  expect(circuit.state).toBe('closed');
});

test('what shows nothing does not count, and is not said to', async () => {
  expect(attempt('neutral')).toBe(false);
  expect(attempt('nothing')).toBe(false);
  expect(attempt('alive')).toBe(true);
});

describe('isolation by hand', () => {
  test('holds until each caller has released it, whatever succeeds meanwhile', () => {
    const before = send();
    const [first, second] = [circuit.isolate(), circuit.isolate()];
    report(before, 'alive');
    expect(circuit.isProbeDue(clock.now() + 1e9)).toBe(false);
    expect(circuit.probeAt).toBe(Number.POSITIVE_INFINITY);
    first();
    first();
    expect(circuit.state).toBe('open');
    second();
    expect(circuit.state).toBe('closed');
    expect(told).toEqual(['opened: isolated', 'opened: isolated', 'closed']);
  });
});

test('an attempt that was sent while it was open still counts once it is isolated as well', async () => {
  await open();
  const permit = send(PROFILE);
  circuit.isolate();
  expect(report(permit, 'failure', PROFILE)).toBe(true);
});

test('forgets its run of failures when the last isolation is released', async () => {
  attempts(2, 'failure');
  await clock.advance(1_000);
  const release = circuit.isolate();
  expect(circuit.streak).toBe(2);
  release();
  expect([circuit.streak, circuit.paused, circuit.outageMs]).toEqual([0, false, 0]);
  attempt('failure');
  expect([circuit.state, circuit.streak]).toEqual(['closed', 1]);
});

test("leaves nothing running once it is closed, not even opossum's own timer", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
  const before = timers();
  await open();
  circuit.close();
  expect(timers()).toBeLessThanOrEqual(before);
  expect(clock.armed).toBe(0);
});
