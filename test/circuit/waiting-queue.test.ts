import { beforeEach, describe, expect, test } from 'vitest';
import { Circuit } from '../../src/circuit/circuit.ts';
import type { RequestIdentity } from '../../src/circuit/failing-requests.ts';
import type { Permit } from '../../src/circuit/permit.ts';
import type { Waiter, Waiting } from '../../src/circuit/waiter.ts';
import { WaitingQueue } from '../../src/circuit/waiting-queue.ts';
import type { ResolvedCircuit } from '../../src/model/options.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { DEFAULTS } from '../../src/options/defaults.ts';
import { TUNING } from '../../src/options/tuning.ts';
import { settled, type VirtualClock, virtualClock } from '../../src/testing/index.ts';

const LIST: RequestIdentity = { requestKey: 1, targetKey: 1, routeKey: 10 };
const PROFILE: RequestIdentity = { requestKey: 3, targetKey: 3, routeKey: 30 };
const FAILED = { kind: 'bad-gateway', status: 502, transient: true } as Verdict;
const ANSWERED = { kind: 'ok', status: 200, transient: false } as Verdict;
const REFUSED = { kind: 'stop', because: 'circuit-open' };

let clock: VirtualClock;
let circuit: Circuit;
let queue: WaitingQueue;
let woken: Waiting[];

function setUp(options: Partial<ResolvedCircuit> = {}, mayWake = true) {
  clock = virtualClock();
  const listener = { opened() {}, halfOpened() {}, closed() {} };
  const resolved = { ...DEFAULTS.circuit, maxUserWaitMs: 60_000, ...options };
  circuit = new Circuit('http://upstream.test', resolved, TUNING, clock, () => 0.5, listener);
  queue = new WaitingQueue(circuit, clock, mayWake);
  woken = [];
}

beforeEach(() => setUp());

/** A call that has failed once, as a queue sees it. */
function call(members: Partial<Waiting> = {}): Waiting {
  const made: Waiting = {
    ...LIST,
    deadlineAt: Number.POSITIVE_INFINITY,
    maxWaitMs: 5_000,
    waitedMs: 0,
    wasSent: true,
    notBefore: 0,
    interruption: undefined,
    wake: () => woken.push(made),
    ...members,
  };
  return made;
}

const enter = (members?: Partial<Waiting>) => queue.enter(call(members));
const look = (waiter: Waiter) => queue.check(waiter, clock.now());
const end = (permit: Permit, verdict: Verdict, request = LIST) => {
  circuit.report(permit, request, verdict === ANSWERED ? 'alive' : 'failure', verdict, clock.now());
  if (circuit.streak === 0) queue.onSuccess();
  else queue.onFailure(permit, request);
};
const fail = (permit: Permit, request = LIST) => end(permit, FAILED, request);
const succeed = (permit: Permit, request = LIST) => end(permit, ANSWERED, request);
/** The circuit opens at 1 000 ms; the first probe is due at 2 000. */
const open = async () => {
  fail(circuit.send(false, LIST));
  fail(circuit.send(false, LIST));
  await clock.advance(1_000);
  // One is enough, unless it has been in trouble before.
  for (let n = 0; n < 9 && !circuit.open; n++) fail(circuit.send(false, LIST));
  expect(circuit.state).toBe('open');
};
/** The permit of a waiting call that may go. */
const permitOf = (waiter: Waiter): Permit => {
  const result = look(waiter);
  if (typeof result === 'number' || result.kind !== 'go') throw new Error(`not let go: ${JSON.stringify(result)}`);
  queue.leave(waiter);
  return result.permit;
};
const isWaiting = (waiter: Waiter) => typeof look(waiter) === 'number';

describe('a waiting call', () => {
  test('looks again when the next probe is due', async () => {
    await open();
    expect(look(enter())).toBe(2_000);
  });

  test('goes as the probe once that is due', async () => {
    await open();
    const waiter = enter();
    await clock.advance(999);
    expect(isWaiting(waiter)).toBe(true);
    await clock.advance(1);
    expect(permitOf(waiter).probe).toBe(true);
  });

  test('goes at once where the upstream was back before it entered', async () => {
    const waiter = enter();
    expect(permitOf(waiter).probe).toBe(false);
  });

  test('ends at its deadline, and no sooner', async () => {
    await open();
    enter();
    const waiter = enter({ deadlineAt: 1_300 });
    expect(look(waiter)).toBe(1_300);
    await clock.advance(299);
    expect(isWaiting(waiter)).toBe(true);
    await clock.advance(1);
    expect(look(waiter)).toEqual({ kind: 'stop', because: 'deadline' });
  });

  test('ends at its deadline also where the probe is due at that very moment', async () => {
    await open();
    const waiter = enter({ deadlineAt: 2_000 });
    await clock.advance(1_000);
    expect(look(waiter)).toEqual({ kind: 'stop', because: 'deadline' });
  });

  test('waits for no longer than it may, with what it has waited before', async () => {
    await open();
    enter({ maxWaitMs: 60_000, deadlineAt: 1e9 });
    const waiter = enter({ waitedMs: 4_500 });
    expect(look(waiter)).toBe(1_500);
    await clock.advance(499);
    expect(isWaiting(waiter)).toBe(true);
    await clock.advance(1);
    expect(look(waiter)).toEqual(REFUSED);
  });

  test('goes after its wait where it was never sent and nothing of the kind has failed meanwhile', async () => {
    await open();
    enter();
    const [unsent, same] = [
      enter({ ...PROFILE, wasSent: false, waitedMs: 4_500 }),
      enter({ wasSent: false, waitedMs: 4_500 }),
    ];
    await clock.advance(500);
    expect(look(same)).toEqual(REFUSED);
    expect(permitOf(unsent).probe).toBe(true);
  });

  test('waits twice as long where all that is known is silence and it was never sent', async () => {
    const permits = [1, 2, 3].map(() => circuit.send(false, LIST));
    await clock.advance(1_500);
    for (const permit of permits) circuit.silent(permit, LIST, 100, clock.now());
    expect(circuit.isOnlySilent).toBe(true);
    enter({ maxWaitMs: 60_000 });
    const [unsent, sent] = [enter({ wasSent: false }), enter()];
    expect([look(unsent), look(sent)]).toEqual([11_500, 6_500]);
  });

  test('that leaves has used up some of its time, and frees its place', async () => {
    await open();
    const waiter = enter();
    await clock.advance(300);
    queue.leave(waiter);
    queue.leave(waiter);
    expect([waiter.call.waitedMs, queue.size]).toEqual([300, 0]);
  });
});

describe('the queue admits', () => {
  test('as many calls as may wait', async () => {
    setUp({ maxWaiting: 2 });
    await open();
    enter();
    expect(queue.admits(call())).toBe(true);
    enter();
    expect(queue.admits(call())).toBe(false);
  });

  test('no call that has waited for as long as it may', () => {
    expect(queue.admits(call({ waitedMs: 4_999 }))).toBe(true);
    expect(queue.admits(call({ waitedMs: 5_000 }))).toBe(false);
  });

  test('no call while the circuit is isolated, and refuses those that wait', async () => {
    await open();
    const waiter = enter();
    await clock.advance(1_000);
    const release = circuit.isolate();
    expect(queue.admits(call())).toBe(false);
    expect(look(waiter)).toEqual(REFUSED);
    release();
    expect(queue.admits(call())).toBe(true);
  });
});

describe('the next probe', () => {
  test('is the call that has waited longest, whichever looks first', async () => {
    await open();
    const [oldest, newcomer] = [enter(), enter()];
    await clock.advance(1_000);
    expect(isWaiting(newcomer)).toBe(true);
    expect(woken).toEqual([oldest.call]);
    expect(permitOf(oldest).probe).toBe(true);
    expect(isWaiting(newcomer)).toBe(true);
  });

  test('is one whose request has failed least', async () => {
    await open();
    const [failedThrice, neverFailed] = [enter(), enter(PROFILE)];
    await clock.advance(1_000);
    expect(isWaiting(failedThrice)).toBe(true);
    expect(woken).toEqual([neverFailed.call]);
    expect(permitOf(neverFailed).probe).toBe(true);
  });

  test('is not one that has less than a second left, except where no other one waits', async () => {
    await open();
    const [unhurried, hurried] = [enter({ deadlineAt: 3_000 }), enter({ deadlineAt: 2_999 })];
    await clock.advance(1_000);
    expect(isWaiting(hurried)).toBe(true);
    expect(permitOf(unhurried).probe).toBe(true);
    await clock.advance(750);
    expect(isWaiting(hurried)).toBe(true);
    await clock.advance(248);
    queue.sendProbe();
    expect(permitOf(hurried).probe).toBe(true);
  });

  test('is not one that the server asked to wait', async () => {
    await open();
    const [asked, other] = [enter({ notBefore: 2_001 }), enter({ notBefore: 2_000 })];
    await clock.advance(1_000);
    expect(isWaiting(asked)).toBe(true);
    expect(permitOf(other).probe).toBe(true);
  });

  test('is none while the server asks all of them to wait; then they look four times a second', async () => {
    await open();
    const [first, second] = [enter({ notBefore: 2_600 }), enter({ notBefore: 3_000 })];
    await clock.advance(1_000);
    expect(look(first)).toBe(2_250);
    expect(isWaiting(second)).toBe(true);
    expect(woken).toEqual([]);
    await clock.advance(600);
    // The one that may go is found by whichever looks.
    expect(isWaiting(second)).toBe(true);
    expect(woken).toEqual([first.call]);
    expect(permitOf(first).probe).toBe(true);
  });

  test('is one that came after all others were seen to be asked to wait, whichever looks', async () => {
    await open();
    const asked = enter({ notBefore: 60_000, maxWaitMs: 60_000 });
    await clock.advance(1_000);
    expect(isWaiting(asked)).toBe(true);
    woken = [];
    const [next, last] = [enter(), enter()];
    expect(isWaiting(last)).toBe(true);
    expect(woken).toEqual([next.call]);
    expect(permitOf(next).probe).toBe(true);
  });

  test('is the call that has just come, if the server asks all others to wait', async () => {
    await open();
    const asked = enter({ notBefore: 4_000 });
    await clock.advance(1_000);
    expect(isWaiting(asked)).toBe(true);
    expect(permitOf(enter({ notBefore: 2_000 })).probe).toBe(true);
  });

  test('is chosen anew when the chosen one leaves', async () => {
    await open();
    const [oldest, next] = [enter(), enter()];
    await clock.advance(1_000);
    expect(isWaiting(next)).toBe(true);
    queue.leave(oldest);
    expect(woken).toEqual([oldest.call, next.call]);
    expect(permitOf(next).probe).toBe(true);
  });

  test('is not the one that has waited longest if that has less than a second left', async () => {
    await open();
    const [, other] = [enter({ deadlineAt: clock.now() + 1_500 }), enter()];
    await clock.advance(1_000);
    expect(permitOf(other).probe).toBe(true);
  });

  test('is one only, also where the wait of another call is over at the same moment', async () => {
    await open();
    const over = enter({ ...PROFILE, wasSent: false, maxWaitMs: 1_000, notBefore: clock.now() + 9_000 });
    const chosen = enter();
    await clock.advance(1_000);
    expect(permitOf(over).probe).toBe(true);
    expect(isWaiting(chosen)).toBe(true);
  });

  test('is whichever looks where calls cannot be woken', async () => {
    setUp({}, false);
    await open();
    const [, newcomer] = [enter(), enter()];
    await clock.advance(1_000);
    expect(permitOf(newcomer).probe).toBe(true);
  });

  test('is sent at once on demand, and is the one that has waited longest', async () => {
    expect(queue.sendProbe()).toBe(false);
    await open();
    const [oldest, newcomer] = [enter(), enter()];
    expect(queue.sendProbe()).toBe(true);
    expect(woken).toEqual([oldest.call]);
    expect(isWaiting(newcomer)).toBe(true);
    expect(permitOf(oldest).probe).toBe(true);
  });

  test('on demand is not one that stops just now', async () => {
    await open();
    const [stopped, refused] = [enter({ interruption: {} }), enter()];
    refused.isRefused = true;
    expect(queue.sendProbe()).toBe(false);
    const next = enter();
    expect(queue.sendProbe()).toBe(true);
    expect(woken).toEqual([next.call]);
    for (const each of [stopped, refused]) queue.leave(each);
    expect(permitOf(next).probe).toBe(true);
  });
});

describe('after a machine slept, the calls whose wait is over', () => {
  const unsent = { ...PROFILE, wasSent: false, maxWaitMs: 5_000 };
  /** Their wait ended so long ago, and a probe is under way. */
  const wakeUp = async (lateMs: number, ...members: Partial<Waiting>[]) => {
    await open();
    const waiters = members.map((each) => enter({ ...unsent, ...each }));
    clock.jump(5_000 + lateMs);
    circuit.send(true, LIST);
    return waiters as [Waiter, Waiter, Waiter];
  };

  test('go one after another, each at its deadline at the latest', async () => {
    const soon = clock.now() + 1_000 + 65_005;
    const [first, second, third] = await wakeUp(60_000, {}, {}, { deadlineAt: soon });
    const now = clock.now();
    expect([first, second, third].map(look)).toEqual([now, expect.closeTo(now + 10, 0), soon]);
    expect(permitOf(first).probe).toBe(true);
    expect(isWaiting(second)).toBe(true);
    await clock.advance(10);
    expect(permitOf(second).probe).toBe(true);
    expect(look(third)).toEqual({ kind: 'stop', because: 'deadline' });
  });

  test('go at once where no timer could be so late otherwise, and where that happens again', async () => {
    const [first] = await wakeUp(1_000, {});
    expect(permitOf(first).probe).toBe(true);
    setUp();
    const [other, again] = await wakeUp(1_001, {}, {});
    expect([other, again].map(isWaiting)).toEqual([true, true]);
    clock.jump(60_000);
    circuit.send(true, LIST);
    expect(permitOf(again).probe).toBe(true);
  });
});

describe('once the upstream has answered', () => {
  test('a call that was asked to wait lets all of those behind it go', async () => {
    await open();
    const waiting = [enter({ notBefore: clock.now() + 9_000 }), enter(), enter(), enter()];
    succeed(circuit.send(false, PROFILE), PROFILE);
    await clock.advance(100);
    for (const waiter of waiting.slice(0, 3)) {
      if (waiter === waiting[0]) look(waiter);
      else {
        permitOf(waiter);
        queue.leave(waiter);
      }
    }
    expect(woken).toEqual([0, 1, 2, 3].map((n) => waiting[n]?.call));
  });

  test('the waiting calls go one after the other, and none is refused meanwhile', async () => {
    await open();
    const waiting = [enter(), enter(), enter({ waitedMs: 4_999 })];
    succeed(circuit.send(false, PROFILE), PROFILE);
    expect(woken).toEqual([waiting[0]?.call]);
    expect(waiting.map(({ goAt }) => Math.round(goAt))).toEqual([1_000, 1_010, 1_020]);
    expect(waiting.map(look).slice(1)).toEqual(waiting.slice(1).map(({ goAt }) => goAt));
    await clock.advance(20);
    for (const waiter of waiting) expect(permitOf(waiter).probe).toBe(false);
  });

  test('the time until then has counted, and that from then on does not', async () => {
    await open();
    const waiter = enter();
    enter();
    await clock.advance(200);
    succeed(circuit.send(false, PROFILE), PROFILE);
    await clock.advance(100);
    succeed(circuit.send(false, PROFILE), PROFILE);
    queue.leave(waiter);
    expect(waiter.call.waitedMs).toBe(200);
  });

  test('and is gone again, those that have not gone yet wait as before', async () => {
    await open();
    const [first, second] = [enter(), enter()];
    succeed(circuit.send(false, PROFILE), PROFILE);
    fail(permitOf(first));
    expect(look(second)).toBeCloseTo(second.goAt);
    fail(circuit.send(false, LIST));
    expect(circuit.paused).toBe(true);
    await clock.advance(100);
    expect(look(second)).toBe(circuit.probeAt);
    queue.leave(second);
    expect(second.call.waitedMs).toBe(100);
  });

  test('and is gone again, a call that was asked to wait looks again: it would sleep for as long as that', async () => {
    await open();
    const [first, asked] = [enter(), enter({ notBefore: clock.now() + 40_000 })];
    expect(isWaiting(first)).toBe(true);
    succeed(circuit.send(false, PROFILE), PROFILE);
    permitOf(first);
    queue.leave(first);
    await clock.advance(20);
    expect(look(asked)).toBe(asked.call.notBefore);
    await clock.advance(1_200);
    woken = [];
    for (let n = 0; n < 3; n++) fail(circuit.send(false, PROFILE), PROFILE);
    await settled();
    expect(woken).toContain(asked.call);
    expect(look(asked)).toBeLessThan(clock.now() + 5_000);
  });

  test('and is gone again, a call whose wait is over before its turn would have come looks again', async () => {
    await open();
    const [first, ...others] = Array.from({ length: 50 }, () => enter());
    const brief = enter({ waitedMs: 4_900 });
    succeed(circuit.send(false, PROFILE), PROFILE);
    permitOf(first as Waiter);
    expect(look(brief)).toBeGreaterThan(clock.now() + 400);
    woken = [];
    for (let n = 0; n < 3; n++) fail(circuit.send(false, PROFILE), PROFILE);
    await settled();
    expect(woken).toContain(brief.call);
    expect(woken).not.toContain(others.at(-1)?.call);
    expect(look(brief)).toBe(clock.now() + 100);
  });

  test('and none waits, the next outage is like the first', async () => {
    queue.onSuccess();
    await open();
    expect(look(enter())).toBe(2_000);
  });

  test('and all have gone, the next outage finds an empty queue', async () => {
    await open();
    const first = enter();
    succeed(circuit.send(false, PROFILE), PROFILE);
    permitOf(first);
    await clock.advance(2_000);
    await open();
    const waiter = enter();
    await clock.advance(100);
    queue.leave(waiter);
    expect(waiter.call.waitedMs).toBe(100);
  });
});

describe('late in an outage', () => {
  /** The outage has lasted for exactly as long as a call may wait. */
  const enterLate = async (members?: Partial<Waiting>) => {
    await open();
    await clock.advance(3_500);
    const waiter = enter(members);
    await clock.advance(500);
    expect(circuit.outageMs).toBe(5_000);
    return waiter;
  };

  test('a probe that fails refuses the calls that have a result of their own, at once', async () => {
    const [waiter, other] = [await enterLate(), enter()];
    fail(circuit.send(true, PROFILE), PROFILE);
    await settled();
    expect([look(waiter), look(other)]).toEqual([REFUSED, REFUSED]);
    expect(woken).toContain(waiter.call);
  });

  test('the failure of an attempt that is no probe refuses no waiting call', async () => {
    const waiter = await enterLate();
    fail(circuit.send(false, PROFILE), PROFILE);
    fail(circuit.send(false, LIST));
    expect(look(waiter)).not.toEqual(REFUSED);
  });

  test('a probe that fails refuses no call that waits for something else and was never sent', async () => {
    const waiter = await enterLate({ ...PROFILE, wasSent: false });
    fail(circuit.send(true, LIST));
    expect(isWaiting(waiter)).toBe(true);
    fail(circuit.send(true, PROFILE), PROFILE);
    expect(look(waiter)).toEqual(REFUSED);
  });

  test('a probe that fails refuses no call that came after it was sent', async () => {
    await enterLate();
    const probe = circuit.send(true, PROFILE);
    await clock.advance(1);
    const waiter = enter();
    fail(probe, PROFILE);
    expect(isWaiting(waiter)).toBe(true);
  });

  test('a probe that fails refuses no call that may wait for longer than the outage has lasted', async () => {
    const waiter = await enterLate({ maxWaitMs: 60_000 });
    fail(circuit.send(true, PROFILE), PROFILE);
    expect(isWaiting(waiter)).toBe(true);
  });
});

test('early in an outage a probe that fails refuses no call', async () => {
  await open();
  const waiter = enter();
  await clock.advance(1_000);
  fail(circuit.send(true, PROFILE), PROFILE);
  expect(isWaiting(waiter)).toBe(true);
});

test('isolation wakes every waiting call', async () => {
  await open();
  const waiting = [enter(), enter(), enter()];
  circuit.isolate();
  queue.wakeAll();
  await settled();
  expect(woken).toEqual(waiting.map(({ call }) => call));
});

test('where calls cannot be woken, one that has not looked for five seconds is lost, and gives its place to others', async () => {
  setUp({ maxWaitMs: 60_000 }, false);
  await open();
  const [lost, alive] = [enter({ maxWaitMs: 60_000 }), enter({ maxWaitMs: 60_000 })];
  await clock.advance(5_000);
  enter();
  expect(queue.size).toBe(3);
  look(alive);
  await clock.advance(1);
  enter();
  expect(queue.size).toBe(3);
  expect(lost.call.waitedMs).toBe(5_001);
});

test('while a call waits that may wait for longer, probes stay frequent', async () => {
  await open();
  expect(circuit.longestWaitMs).toBe(5_000);
  const longest = [enter({ maxWaitMs: 60_000 }), enter({ maxWaitMs: 60_000 })];
  enter();
  expect(circuit.longestWaitMs).toBe(60_000);
  for (const waiter of longest) {
    expect(circuit.longestWaitMs).toBe(60_000);
    queue.leave(waiter);
  }
  expect(circuit.longestWaitMs).toBe(5_000);
});

test('a probe that comes sooner than the first call would look wakes it', async () => {
  await open();
  const waiter = enter();
  look(waiter);
  queue.reschedule();
  expect(woken).toEqual([]);
  await clock.advance(500);
  circuit.report(circuit.send(true, PROFILE), PROFILE, 'nothing', { kind: 'aborted' } as Verdict, clock.now());
  queue.reschedule();
  expect(woken).toEqual([waiter.call]);
});

describe('a call that leaves the first place', () => {
  test('wakes the one behind it, which watches the clock from then on', async () => {
    await open();
    const [first, second, third] = [enter(), enter(), enter()];
    queue.leave(second);
    expect(woken).toEqual([]);
    queue.leave(first);
    expect(woken).toEqual([third.call]);
  });

  test.each<[string, Partial<Waiting>, (behind: Waiter) => void]>([
    ['was stopped', { interruption: {} }, () => {}],
    ['is refused', {}, (behind) => Object.assign(behind, { isRefused: true })],
    ['is refused by an isolation', {}, () => circuit.isolate()],
  ])('wakes none behind it that %s, because that one is woken in its turn', async (_why, members, end) => {
    await open();
    const [first, behind] = [enter(), enter(members)];
    end(behind);
    queue.leave(first);
    expect(woken).toEqual([]);
  });
});

test('the chosen probe that leaves, wherever it stands, gives its turn to the first', async () => {
  await open();
  const [first, chosen] = [enter(), enter(PROFILE)];
  await clock.advance(1_000);
  expect(isWaiting(first)).toBe(true);
  queue.leave(chosen);
  expect(woken).toEqual([chosen.call, first.call]);
});

test('a probe on demand is sent although another call leaves before it', async () => {
  await open();
  const [first, second] = [enter(), enter()];
  queue.sendProbe();
  queue.leave(second);
  expect(permitOf(first).probe).toBe(true);
});

test('where calls can be woken, one that has not looked for long is not lost', async () => {
  await open();
  enter({ maxWaitMs: 60_000 });
  await clock.advance(9_000);
  enter();
  expect(queue.size).toBe(2);
});
