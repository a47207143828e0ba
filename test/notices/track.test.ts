import { beforeEach, describe, expect, test } from 'vitest';
import type { CallSettled, SteadyEvent } from '../../src/model/event.ts';
import type { NoticeOptions } from '../../src/model/options.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { NoticeImportance } from '../../src/notices/notice.ts';
import type { Candidate } from '../../src/notices/show/candidate.ts';
import { type Moment, reduce } from '../../src/notices/track/reduce.ts';
import { NEVER, NoticeState } from '../../src/notices/track/state.ts';
import {
  answered,
  asked,
  dismissed,
  hasWorkedSince,
  isAwaited,
  isUnderWay,
  stopped,
} from '../../src/notices/track/user-actions.ts';
import { ABORTED, ATTEMPT_TIMEOUT, CANCELLED, DEADLINE, REFUSED } from '../../src/rules/own-verdicts.ts';

const API = 'https://api.test';
const FILES = 'https://files.test';
const MAIL = 'https://mail.test';
const EPOCH = Date.UTC(2026, 0, 1);

const answer = (kind: Verdict['kind'], status: number, more: Partial<Verdict> = {}): Verdict =>
  ({ kind, status, transient: status >= 500, fault: 'unknown', reached: 'maybe', evidence: [], ...more }) as Verdict;
const OK = answer('ok', 200, { reached: 'yes' });
const BAD_GATEWAY = answer('bad-gateway', 502);
const NOT_FOUND = answer('client-error', 404);
const SIGNED_OUT = answer('client-error', 401);
const BROKEN: Verdict = { kind: 'network', transient: true, fault: 'network', reached: 'maybe', evidence: [] };
const UNSENT: Verdict = { ...BROKEN, reached: 'no' };

interface CallOptions {
  readonly upstream?: string;
  readonly method?: string;
  readonly path?: string;
  readonly notice?: false | NoticeOptions;
  readonly replayable?: boolean;
  readonly idempotencyKey?: string;
  readonly supportIds?: readonly string[];
}

let state: NoticeState;
/** Monotonic ms. */
let now: number;
let leaving: boolean;
let importance: NoticeImportance;
let calls: number;

beforeEach(() => {
  state = new NoticeState();
  now = 100_000;
  leaving = false;
  importance = 'view';
  calls = 0;
});

const tell = (event: object): boolean => {
  const moment: Moment = { now, isLeaving: () => leaving, importanceOf: () => importance };
  return reduce(state, { at: EPOCH + now, ...event } as SteadyEvent, moment);
};

/** A call, of which each step is told as the client would. Returns whether anything may have to be told to people. */
function call({ upstream = API, method = 'GET', path = '/list', supportIds = [], ...options }: CallOptions = {}) {
  const callId = ++calls;
  const { notice, replayable = method !== 'POST', idempotencyKey } = options;
  const base = { callId, upstream, method, url: upstream + path, replayable, supportIds };
  const all = notice === undefined ? base : { ...base, notice };
  let attempt = 0;
  const startedAt = now;
  const made = {
    id: callId,
    start: (probe = false) => tell({ type: 'attempt.started', ...all, attempt: ++attempt, maxAttempts: 4, probe }),
    end: (verdict: Verdict) => tell({ type: 'attempt.ended', ...all, attempt, maxAttempts: 4, elapsedMs: 5, verdict }),
    try: (verdict: Verdict) => {
      made.start();
      return made.end(verdict);
    },
    backOff: (verdict: Verdict, delayMs = 1_000, waitReason = 'backoff') =>
      tell({ type: 'retry.scheduled', ...all, delayMs, retryAt: EPOCH + now + delayMs, waitReason, verdict }),
    wait: (waitReason: string, inMs?: number) =>
      tell({ type: 'call.waiting', ...all, waitReason, ...(inMs && { retryAt: EPOCH + now + inMs }) }),
    settle: (verdict: Verdict, outcome: CallSettled['outcome'] = verdict.kind === 'ok' ? 'succeeded' : 'failed') =>
      tell({
        type: 'call.settled',
        ...all,
        outcome,
        settledBecause: 'final',
        verdict,
        attempts: attempt,
        elapsedMs: now - startedAt,
        ...(idempotencyKey && { idempotencyKey }),
      }),
    finish: (verdict: Verdict) => {
      made.try(verdict);
      return made.settle(verdict);
    },
  };
  tell({ type: 'call.started', ...all });
  return made;
}

const incidentOf = (upstream = API) => state.upstream(upstream).incident;
const requestFailures = () => [...state.requestFailures.values()].map(({ incident }) => incident);
const user = (more: NoticeOptions = {}): CallOptions => ({ notice: { importance: 'user', ...more } });
const isQuiet = (upstream = API) => incidentOf(upstream).quietSince !== Number.NEGATIVE_INFINITY;
/** Fails, and works after so long. */
const blip = (ms = 100, options: CallOptions = {}) => {
  const made = call(options);
  made.try(BAD_GATEWAY);
  now += ms;
  made.finish(OK);
};

describe('an incident', () => {
  test('begins with the first failure of a call, and is quiet when none is in trouble any more', () => {
    const [first, second] = [call(), call()];
    expect(first.try(BAD_GATEWAY)).toBe(true);
    expect(incidentOf()).toMatchObject({ number: 1, since: now, sinceEpoch: EPOCH + now, cause: 'bad-gateway' });
    expect(incidentOf().importance).toBe('view');
    second.try(BAD_GATEWAY);
    now += 1_000;
    first.finish(OK);
    expect(isQuiet()).toBe(false);
    now += 1_000;
    second.finish(OK);
    expect(incidentOf()).toMatchObject({ number: 1, finished: 2, quietSince: now, succeededAt: now, flaps: 0 });
  });

  test('goes on, and has come and gone once more, if trouble is back within 15 seconds after something worked', () => {
    blip();
    const { since } = incidentOf();
    now += 15_000;
    blip();
    expect(incidentOf()).toMatchObject({ number: 1, flaps: 1, since });
    now += 15_000;
    blip();
    expect(incidentOf()).toMatchObject({ number: 1, flaps: 2, since });
  });

  test('that comes back later is another one, which has not come and gone at all', () => {
    blip();
    now += 15_000;
    blip();
    now += 15_001;
    blip();
    expect(incidentOf()).toMatchObject({ number: 2, flaps: 0 });
  });

  test('has not come and gone where nothing has worked in between', () => {
    call().finish(BAD_GATEWAY);
    expect(isQuiet()).toBe(true);
    now += 3_000;
    call().finish(BAD_GATEWAY);
    expect(incidentOf()).toMatchObject({ number: 1, flaps: 0 });
  });

  test('has come and gone once where it has worked once, however often calls fail for good after that', () => {
    blip();
    for (let n = 0; n < 3; n++) {
      now += 10_000;
      call().finish(BAD_GATEWAY);
    }
    expect(incidentOf()).toMatchObject({ number: 1, flaps: 1 });
  });

  test('does not come and go with each call while some call is in trouble all the time', () => {
    call().try(BAD_GATEWAY);
    for (let n = 0; n < 3; n++) {
      now += 1_000;
      blip();
    }
    expect(incidentOf()).toMatchObject({ number: 1, flaps: 0 });
  });

  test('knows the latest status and cause, the most attempts, the names, and the id for support', () => {
    const first = call({ ...user({ label: 'Orders' }), supportIds: ['cf-ray:1', 'cf-ray:2'] });
    first.try(BAD_GATEWAY);
    first.try(answer('gateway-timeout', 504));
    call({ notice: { label: 'Orders' } }).try(BAD_GATEWAY);
    call({ notice: { label: 'Cart' } }).try(answer('service-unavailable', 503));
    expect(incidentOf()).toMatchObject({
      status: 503,
      cause: 'unavailable',
      attempts: 2,
      labels: ['Orders', 'Cart'],
      reference: 'cf-ray:2',
      importance: 'user',
    });
  });

  test('is on the surface of its calls, and on that of the app where they differ', () => {
    call({ notice: { surface: 'playback' } }).try(BAD_GATEWAY);
    expect(incidentOf().surface).toBe('playback');
    call({ notice: { surface: 'playback' } }).try(BAD_GATEWAY);
    expect(incidentOf().surface).toBe('playback');
    for (const surface of ['inline', 'playback'] as const) {
      call({ notice: { surface } }).try(BAD_GATEWAY);
      expect(incidentOf().surface).toBe('app');
    }
  });

  test('tells until when the server asked to wait, and no date that is none', () => {
    const asking = (retryAfterMs: number) => answer('service-unavailable', 503, { retryAfterMs } as Partial<Verdict>);
    const made = call();
    made.try(asking(7_000));
    expect(incidentOf()).toMatchObject({ cause: 'unavailable-until', retryAfterUntil: EPOCH + now + 7_000 });
    made.try(BAD_GATEWAY);
    expect(incidentOf().retryAfterUntil).toBe(EPOCH + now + 7_000);
    made.try(asking(1e300));
    expect(incidentOf().retryAfterUntil).toBe(8.64e15);
  });

  test('names no more than a hundred things', () => {
    for (let n = 0; n < 102; n++) call({ path: `/${n}`, notice: { label: `Thing ${n}` } }).finish(BAD_GATEWAY);
    expect(incidentOf().labels).toHaveLength(100);
    expect(incidentOf().missing.size).toBe(100);
  });
});

describe('what a call asks for', () => {
  test('is of no interest where its app wants no notice, or where it happens in the background', () => {
    call({ notice: false }).try(BAD_GATEWAY);
    call({ notice: { importance: 'background' } }).try(BAD_GATEWAY);
    importance = 'background';
    call().try(BAD_GATEWAY);
    expect(incidentOf().number).toBe(0);
    expect(state.upstream(API).members.size).toBe(0);
  });

  test('matters as much as the call itself says, or else as the app says', () => {
    importance = 'user';
    call().try(BAD_GATEWAY);
    call({ notice: { importance: 'view' } }).try(BAD_GATEWAY);
    const [first, second] = state.upstream(API).members.values();
    expect([first, second]).toMatchObject([
      { importance: 'user', explicit: false, attempts: 1, surface: 'app', startedEpoch: EPOCH + now },
      { importance: 'view', explicit: true },
    ]);
  });

  test('is not looked at where nothing was ever amiss', () => {
    const good = call();
    expect([good.start(), good.end(OK), good.settle(OK)]).toEqual([false, false, false]);
    expect(tell({ type: 'call.started', callId: 7, upstream: API })).toBe(false);
    expect(tell({ type: 'call.recovered', callId: 7, upstream: API })).toBe(false);
    call().try(BAD_GATEWAY);
    const next = call();
    expect([next.start(), next.end(OK), next.settle(OK)]).toEqual([true, true, true]);
  });

  test('is not looked at either, nor its upstream remembered, where its app wants no notice', () => {
    const good = call({ notice: false });
    expect([good.start(), good.end(OK), good.settle(OK)]).toEqual([false, false, false]);
    expect(state.upstreams.size).toBe(0);
  });

  test('is in trouble when an attempt has run out of its time', () => {
    expect(call().try(ATTEMPT_TIMEOUT)).toBe(true);
    expect(incidentOf()).toMatchObject({ number: 1, cause: 'timeout' });
  });

  test('is under way from the start of an attempt to its end', () => {
    const made = call();
    const [member] = state.upstream(API).members.values();
    expect(member?.askingSince).toBeUndefined();
    made.start();
    expect(member?.askingSince).toBe(now);
    made.end(BAD_GATEWAY);
    expect(member?.askingSince).toBeUndefined();
  });
});

describe('a call that waits', () => {
  const [waiting] = [() => [...state.upstream(API).members.values()][0]?.trouble];

  test('for its own retry says when that is due, and not any more once it is sent', () => {
    const made = call();
    made.try(BAD_GATEWAY);
    made.backOff(BAD_GATEWAY, 2_000);
    expect(waiting()).toMatchObject({
      cause: 'bad-gateway',
      retryAt: now + 2_000,
      waitReason: 'backoff',
    });
    expect(state.upstream(API).probeAt).toBeUndefined();
    made.start();
    expect(waiting()).toMatchObject({ cause: 'bad-gateway', retryAt: undefined });
  });

  test('for its upstream suffers from what the others suffer from, and says when the next probe is due', () => {
    call().try(answer('gateway-timeout', 504));
    const made = call({ path: '/other' });
    expect(made.wait('circuit', 3_000)).toBe(true);
    const trouble = [...state.upstream(API).members.values()][1]?.trouble;
    expect(trouble).toMatchObject({ cause: 'gateway-timeout', waitReason: 'circuit' });
    expect(trouble?.retryAt).toBeUndefined();
    expect(state.upstream(API).probeAt).toBe(now + 3_000);
    made.start(true);
    expect(state.upstream(API).probeAt).toBeUndefined();
  });

  test('is in trouble since the first failure, however often it fails', () => {
    const made = call();
    made.try(BAD_GATEWAY);
    const { since } = waiting() ?? {};
    now += 5_000;
    made.try(answer('gateway-timeout', 504));
    expect(waiting()).toMatchObject({ since, cause: 'gateway-timeout' });
  });

  test('in the background changes only what is known of the upstream', () => {
    const made = call({ notice: false });
    expect(made.backOff(BAD_GATEWAY)).toBe(false);
    expect(made.wait('circuit', 3_000)).toBe(true);
    expect(state.upstream(API).probeAt).toBe(now + 3_000);
    expect(made.start()).toBe(false);
    expect(made.start(true)).toBe(true);
  });
});

describe('the circuit of an upstream', () => {
  test('is open until it is closed, and the next probe is known until it is sent', () => {
    expect(tell({ type: 'circuit.opened', upstream: API, retryAt: EPOCH + now + 1_000 })).toBe(true);
    call().start();
    expect(state.upstream(API)).toMatchObject({ open: true, probeAt: now + 1_000 });
    expect(tell({ type: 'circuit.half-opened', upstream: API })).toBe(true);
    expect(state.upstream(API)).toMatchObject({ open: true, probeAt: undefined });
    tell({ type: 'circuit.opened', upstream: API });
    expect(state.upstream(API)).toMatchObject({ open: true, probeAt: undefined });
    tell({ type: 'circuit.opened', upstream: API, retryAt: EPOCH + now + 1_000 });
    expect(tell({ type: 'circuit.closed', upstream: API })).toBe(true);
    expect(state.upstream(API)).toMatchObject({ open: false, probeAt: undefined });
  });

  test('that opens again is not answering any more', () => {
    blip();
    expect(state.upstream(API).answeringSince).toBe(now);
    now += 100;
    call().try(OK);
    expect(state.upstream(API).answeringSince).toBe(now - 100);
    tell({ type: 'circuit.opened', upstream: API });
    expect(state.upstream(API).answeringSince).toBeUndefined();
    call().try(NOT_FOUND);
    expect(state.upstream(API).answeringSince).toBe(now);
    call().try(BAD_GATEWAY);
    expect(state.upstream(API).answeringSince).toBeUndefined();
  });
});

describe('what has failed for good', () => {
  test('is missing until the same was asked for with success', () => {
    call(user({ label: 'List' })).finish(BAD_GATEWAY);
    call({ path: '/other' }).finish(BAD_GATEWAY);
    expect([...incidentOf().missing.values()].map(({ label }) => label)).toEqual(['List', undefined]);
    expect(incidentOf().failure).toMatchObject({ cause: 'bad-gateway', effect: 'none', unsent: false, write: false });
    call(user({ label: 'Another' })).finish(OK);
    call({ ...user(), path: '/listList' }).finish(OK);
    call({ notice: false }).finish(OK);
    expect(incidentOf().missing.size).toBe(2);
    call(user({ label: 'List' })).finish(OK);
    expect(incidentOf().missing.size).toBe(1);
  });

  test('is not missing where the page asks for it again by itself', () => {
    call().finish(BAD_GATEWAY);
    expect(incidentOf().missing.size).toBe(1);
    call().finish(BAD_GATEWAY);
    expect(incidentOf().missing.size).toBe(0);
    call(user()).finish(BAD_GATEWAY);
    call(user()).finish(BAD_GATEWAY);
    expect(incidentOf().missing.size).toBe(1);
  });

  test('goes on mattering to a person, whatever else fails after it', () => {
    call(user()).finish(BAD_GATEWAY);
    call({ path: '/other' }).finish(answer('gateway-timeout', 504));
    expect(incidentOf().failure).toMatchObject({ cause: 'gateway-timeout', importance: 'user' });
  });

  test('is not what was aborted, and is what a person stopped', () => {
    const aborted = call();
    aborted.try(BAD_GATEWAY);
    aborted.settle(ABORTED, 'aborted');
    expect(incidentOf().failure).toBeUndefined();
    const cancelled = call();
    cancelled.try(BAD_GATEWAY);
    cancelled.settle(CANCELLED, 'cancelled');
    expect(incidentOf().failure).toBeUndefined();
    const stopped = call();
    stopped.try(BAD_GATEWAY);
    incidentOf().stopped = true;
    stopped.settle(CANCELLED, 'cancelled');
    expect(incidentOf().failure).toMatchObject({ cause: 'stopped' });
  });

  test('unsent suffers from what its upstream suffered from', () => {
    call().try(answer('gateway-timeout', 504));
    call({ path: '/other' }).settle(REFUSED);
    expect(incidentOf().failure).toMatchObject({ cause: 'gateway-timeout', unsent: false });
    call({ upstream: FILES }).settle(REFUSED);
    expect(incidentOf(FILES)).toMatchObject({ cause: 'unavailable', failure: { cause: 'unavailable' } });
    call({ upstream: FILES }).settle(DEADLINE);
    call({ upstream: FILES, path: '/other' }).settle(REFUSED);
    expect(incidentOf(FILES).failure).toMatchObject({ cause: 'timeout' });
  });
});

describe('a write', () => {
  const write = (verdict: Verdict, more: CallOptions = {}) => {
    call({ ...user({ label: 'Order 7' }), method: 'POST', path: '/orders', ...more }).finish(verdict);
    return requestFailures().at(-1)?.failure ?? incidentOf().failure;
  };

  test('that may have been carried out is told by itself, with that doubt', () => {
    expect(write(BAD_GATEWAY)).toMatchObject({ effect: 'unknown', unsent: false, write: false });
    expect(requestFailures()).toHaveLength(1);
    expect(incidentOf().failure).toBeUndefined();
  });

  test('that may be repeated without harm is told as part of the outage', () => {
    expect(write(BAD_GATEWAY, { replayable: true })).toMatchObject({
      effect: 'repeat-safe',
      unsent: false,
      write: false,
    });
    expect(requestFailures()).toHaveLength(0);
  });

  test('that was never sent is told as unsent, and one that was refused as not done', () => {
    expect(write(UNSENT)).toMatchObject({ effect: 'none', unsent: true, write: false });
    expect(write(answer('rate-limited', 429))).toMatchObject({ effect: 'none', unsent: false, write: true });
    expect(write(answer('client-error', 422))).toMatchObject({ cause: 'rejected', effect: 'none', write: true });
  });

  test('of which an earlier request may have arrived may have been carried out, whatever came of the last', () => {
    const made = call({ ...user(), method: 'PUT' });
    made.try(BAD_GATEWAY);
    made.try(UNSENT);
    made.settle(UNSENT);
    expect(incidentOf().failure).toMatchObject({ effect: 'repeat-safe', unsent: false });
  });

  test('of the page itself is part of the outage of its upstream', () => {
    call({ method: 'POST' }).finish(BAD_GATEWAY);
    expect([requestFailures().length, incidentOf().failure?.effect]).toEqual([0, 'unknown']);
  });

  test('that a person stopped is not told as lost', () => {
    const made = call({ ...user(), method: 'POST' });
    incidentOf().stopped = true;
    made.settle(CANCELLED, 'cancelled');
    expect(requestFailures()).toHaveLength(0);
    expect(incidentOf().failure).toMatchObject({ cause: 'stopped' });
  });

  test.each([
    ['PUT', 'was refused', answer('rate-limited', 429, { transient: true })],
    ['POST', 'never arrived', UNSENT],
  ])('(%s) that %s, and that a person stopped before its retry, was not carried out', (method, _how, verdict) => {
    const made = call({ ...user(), method });
    made.try(verdict);
    incidentOf().stopped = true;
    made.settle(CANCELLED, 'cancelled');
    expect(requestFailures()).toHaveLength(0);
    expect(incidentOf().failure).toMatchObject({ cause: 'stopped', effect: 'none', unsent: false, write: true });
  });
});

describe('refusals of the same kind', () => {
  const refuse = (label: string, verdict = NOT_FOUND) => call(user({ label })).finish(verdict);

  test('within five seconds are one notice, and later ones another', () => {
    refuse('List');
    expect(requestFailures()).toMatchObject([{ number: 1, quietSince: now }]);
    now += 5_000;
    refuse('List');
    expect(requestFailures()).toMatchObject([{ number: 1, quietSince: now }]);
    expect(requestFailures()[0]?.missing.size).toBe(2);
    now += 5_001;
    refuse('List');
    expect(requestFailures()).toMatchObject([{ number: 2 }]);
    expect(requestFailures()[0]?.missing.size).toBe(1);
  });

  test('of things with other names, of another kind or elsewhere are notices of their own', () => {
    refuse('List');
    refuse('Cart');
    refuse('List', answer('client-error', 410));
    call({ ...user({ label: 'List' }), upstream: FILES }).finish(NOT_FOUND);
    call({ ...user(), upstream: `${FILES}List` }).finish(NOT_FOUND);
    expect(requestFailures().map(({ failure }) => failure?.cause)).toEqual([
      'not-found',
      'not-found',
      'gone',
      'not-found',
      'not-found',
    ]);
    expect(new Set(requestFailures().map(({ key }) => key)).size).toBe(5);
  });

  test('are no incident of their upstream: what it meets after them is its first', () => {
    refuse('List');
    call().try(BAD_GATEWAY);
    expect(incidentOf().number).toBe(1);
  });

  test('are told only if the app itself said that the call is of a person', () => {
    importance = 'user';
    call().finish(NOT_FOUND);
    call({ notice: { importance: 'view' } }).finish(NOT_FOUND);
    expect(requestFailures()).toHaveLength(0);
    expect(incidentOf().number).toBe(0);
  });

  test('that ask a person to sign in are one, for all upstreams', () => {
    refuse('List', SIGNED_OUT);
    refuse('Cart', SIGNED_OUT);
    call({ ...user({ label: 'Photos' }), upstream: FILES }).finish(SIGNED_OUT);
    expect(requestFailures()).toHaveLength(1);
    expect(requestFailures()[0]?.labels).toEqual(['List', 'Cart', 'Photos']);
  });

  test('do not ask to sign in while the upstream is in trouble, nor for five seconds after', () => {
    const made = call();
    made.try(BAD_GATEWAY);
    refuse('List', SIGNED_OUT);
    made.finish(OK);
    now += 4_999;
    refuse('List', SIGNED_OUT);
    expect(requestFailures()).toHaveLength(0);
    now += 1;
    refuse('List', SIGNED_OUT);
    expect(requestFailures()).toHaveLength(1);
  });

  test('do not ask to sign in where the call itself has just met the trouble', () => {
    const made = call(user());
    made.try(BAD_GATEWAY);
    now += 1_000;
    made.finish(SIGNED_OUT);
    expect(requestFailures()).toHaveLength(0);
  });

  test('since when they last is when the call began', () => {
    const made = call(user());
    const startedAt = now;
    now += 700;
    made.finish(NOT_FOUND);
    expect(requestFailures()).toMatchObject([
      { since: startedAt, sinceEpoch: EPOCH + startedAt, attempts: 1, status: 404 },
    ]);
  });

  test('go when the same works', () => {
    refuse('List');
    call(user({ label: 'Cart' })).finish(OK);
    expect(requestFailures()).toHaveLength(1);
    expect(call(user({ label: 'List' })).finish(OK)).toBe(true);
    expect(requestFailures()).toHaveLength(0);
  });
});

describe('what may have been carried out', () => {
  const order = (more: CallOptions = {}) => call({ ...user(), method: 'POST', path: '/orders', ...more });

  test('stays told when something without a name works, which may have been another order', () => {
    order().finish(BAD_GATEWAY);
    order().finish(OK);
    expect(requestFailures()).toHaveLength(1);
  });

  test('is settled by a call with the same idempotency key, also one that people are told nothing of', () => {
    order({ idempotencyKey: 'key 1' }).finish(BAD_GATEWAY);
    order({ idempotencyKey: 'key 2' }).finish(OK);
    expect(requestFailures()).toHaveLength(1);
    expect(order({ idempotencyKey: 'key 1', notice: false }).finish(OK)).toBe(true);
    expect(requestFailures()).toHaveLength(0);
  });

  test('is not forgotten for what failed of the same kind long after it', () => {
    order().finish(BAD_GATEWAY);
    now += 60_000;
    order().finish(BAD_GATEWAY);
    expect(requestFailures()).toMatchObject([{ number: 2 }]);
    expect(requestFailures()[0]?.missing.size).toBe(2);
  });
});

describe('while the page is being left', () => {
  test('a request that breaks off is no failure, and its call is in no trouble any more', () => {
    const [made, other] = [call(user()), call()];
    other.try(BAD_GATEWAY);
    leaving = true;
    expect(made.try(BROKEN)).toBe(true);
    expect([state.troubled, state.upstream(API).members.size]).toEqual([1, 1]);
    other.try(BROKEN);
    expect(state.troubled).toBe(0);
    expect(made.settle(BROKEN)).toBe(false);
    expect(incidentOf().failure).toBeUndefined();
    expect(state.upstream(API).networkFailedAt).toBe(Number.NEGATIVE_INFINITY);
  });

  test('a request that breaks off is no sign of the network either where its app wants no notice', () => {
    leaving = true;
    expect(call({ notice: false }).try(BROKEN)).toBe(true);
    expect(state.upstream(API).networkFailedAt).toBe(NEVER);
  });

  test('a call that ends without an answer is no failure, and one that was answered is', () => {
    leaving = true;
    const unanswered = call({ ...user(), method: 'POST' });
    unanswered.start();
    unanswered.settle(DEADLINE);
    expect(requestFailures()).toHaveLength(0);
    call({ ...user(), method: 'POST' }).finish(BAD_GATEWAY);
    expect(requestFailures()).toHaveLength(1);
  });
});

describe('the trouble of the device', () => {
  test('is what two upstreams share that cannot be reached within two seconds', () => {
    call().try(BROKEN);
    expect(state.deviceConcerned).toBe(false);
    now += 2_000;
    call({ upstream: FILES }).try(BROKEN);
    expect(state.deviceConcerned).toBe(true);
    expect(state.device).toMatchObject({ number: 1, cause: 'network', since: now });
  });

  test('is not that of one upstream, nor of two that fail at other times', () => {
    call().try(BROKEN);
    call().try(BROKEN);
    now += 2_001;
    call({ upstream: FILES }).try(BROKEN);
    expect(state.deviceConcerned).toBe(false);
  });

  test('is not where the first upstream has answered meanwhile, with whatever status', () => {
    for (const verdict of [OK, NOT_FOUND, BAD_GATEWAY]) {
      call().try(BROKEN);
      call().try(verdict);
      call({ upstream: FILES }).try(BROKEN);
      expect(state.deviceConcerned).toBe(false);
      call({ upstream: FILES }).try(verdict);
    }
  });

  test('is what they share also where a request to the first one has timed out meanwhile, which proves nothing', () => {
    call().try(BROKEN);
    call().try(ATTEMPT_TIMEOUT);
    call({ upstream: FILES }).try(BROKEN);
    expect(state.deviceConcerned).toBe(true);
  });

  test('is told on its own word only if a call agrees within ten seconds', () => {
    call({ upstream: FILES }).try(BAD_GATEWAY);
    expect(tell({ type: 'network.offline' })).toBe(true);
    expect([state.offline, state.deviceConcerned]).toEqual([true, false]);
    call().try(BROKEN);
    expect(state.deviceConcerned).toBe(true);
    expect(state.device.cause).toBe('offline');
  });

  test('is told at once where a call has failed for it within the last ten seconds', () => {
    call().try(BROKEN);
    now += 10_001;
    tell({ type: 'network.offline' });
    expect(state.deviceConcerned).toBe(false);
    call({ upstream: FILES }).try(BAD_GATEWAY);
    tell({ type: 'network.online' });
    call().try(BROKEN);
    now += 10_000;
    tell({ type: 'network.offline' });
    expect(state.deviceConcerned).toBe(true);
  });

  test('gets its right name when the device says that it is offline', () => {
    call().try(BROKEN);
    call({ upstream: FILES }).try(BROKEN);
    tell({ type: 'network.offline' });
    expect(state.device.cause).toBe('offline');
  });

  test('keeps its name until it is over, although the device calls itself online again', () => {
    tell({ type: 'network.offline' });
    call().try(BROKEN);
    tell({ type: 'network.online' });
    call({ upstream: FILES }).try(BROKEN);
    expect(state).toMatchObject({ offline: false, deviceConcerned: true, device: { number: 1, cause: 'offline' } });
  });

  test('begins as well where a call waits for the network', () => {
    const made = call();
    made.try(BROKEN);
    expect(made.wait('offline')).toBe(true);
    expect([state.offline, state.deviceConcerned, state.device.cause]).toEqual([true, true, 'offline']);
    expect(state.upstream(API).members.get(made.id)?.trouble).toMatchObject({
      cause: 'offline',
      waitReason: 'circuit',
    });
    made.settle(BROKEN);
    expect(state.device.failure).toMatchObject({ cause: 'offline' });
    expect(incidentOf().failure).toMatchObject({ cause: 'offline' });
  });

  test('is over for all upstreams once one of them answers', () => {
    const [first, second, other] = [call(), call({ upstream: FILES }), call({ upstream: FILES, path: '/bad' })];
    first.try(BROKEN);
    second.try(BROKEN);
    other.try(BAD_GATEWAY);
    expect(state.deviceConcerned).toBe(false);
    second.try(BROKEN);
    first.try(BROKEN);
    expect(state.deviceConcerned).toBe(true);
    now += 1_000;
    state.device.asked = true;
    first.try(OK);
    expect(state.deviceConcerned).toBe(false);
    expect(state.device).toMatchObject({ quietSince: now, succeededAt: now, asked: false });
    expect(isQuiet(API)).toBe(true);
    expect([state.troubled, isQuiet(FILES)]).toEqual([1, false]);
  });

  test('is over as well once an upstream answers with which nothing was ever amiss', () => {
    call().try(BROKEN);
    call({ upstream: FILES }).try(BROKEN);
    expect(call({ upstream: MAIL }).try(OK)).toBe(true);
    expect(state.deviceConcerned).toBe(false);
  });

  test('is over, but nothing has succeeded, where the answer is a failure', () => {
    call().try(BROKEN);
    call({ upstream: FILES }).try(BROKEN);
    call().try(BAD_GATEWAY);
    expect(state.deviceConcerned).toBe(false);
    expect(state.device.succeededAt).toBe(Number.NEGATIVE_INFINITY);
  });

  test('is over when the device is online and no call is left in trouble', () => {
    const [first, second] = [call(), call({ upstream: FILES })];
    first.try(BROKEN);
    second.try(BROKEN);
    tell({ type: 'network.offline' });
    first.settle(BROKEN);
    second.settle(BROKEN);
    expect(state.deviceConcerned).toBe(true);
    now += 1_000;
    expect(tell({ type: 'network.online' })).toBe(true);
    expect([state.offline, state.deviceConcerned, state.device.quietSince]).toEqual([false, false, now]);
  });

  test('is over although the device is offline, when a person has stopped it and no call is left', () => {
    const made = call();
    made.try(BROKEN);
    made.wait('offline');
    state.device.stopped = true;
    made.settle(CANCELLED, 'cancelled');
    expect(state.deviceConcerned).toBe(false);
    expect(state.device.failure).toMatchObject({ cause: 'stopped' });
  });
});

test('"Try now" has its result when a request ends, or when no call is left that could bring one', () => {
  const made = call();
  made.try(BAD_GATEWAY);
  incidentOf().asked = true;
  made.try(BAD_GATEWAY);
  expect(incidentOf().asked).toBe(false);
  incidentOf().asked = true;
  made.settle(CANCELLED, 'cancelled');
  expect(incidentOf().asked).toBe(false);
});

test('"Try now" for the device has its result when no call of any upstream is left that could bring one', () => {
  const [first, second] = [call(), call({ upstream: FILES })];
  first.try(BROKEN);
  second.try(BROKEN);
  state.device.asked = true;
  first.settle(ABORTED, 'aborted');
  expect(state.device.asked).toBe(true);
  second.settle(ABORTED, 'aborted');
  expect(state.device.asked).toBe(false);
});

test('"Try now" after everything was given up still has its result to come when other upstreams are reached again', () => {
  call({ upstream: MAIL }).finish(BAD_GATEWAY);
  incidentOf(MAIL).asked = true;
  call().try(BROKEN);
  call({ upstream: FILES }).try(BROKEN);
  call().try(OK);
  expect([state.deviceConcerned, incidentOf(MAIL).asked]).toEqual([false, true]);
});

describe('a page that stays open for days', () => {
  test('remembers a hundred upstreams: those with a call under way, and those that it met last', () => {
    const named = (n: number) => `https://host-${n}.test`;
    call({ upstream: named(0) });
    for (let n = 1; n <= 101; n++) call({ upstream: named(n) }).finish(BAD_GATEWAY);
    expect(state.upstreams.size).toBe(100);
    expect([...state.upstreams.keys()].slice(0, 2)).toEqual([named(0), named(3)]);
  });

  test('remembers a hundred failed requests: what may have been carried out, and what failed last', () => {
    const labels = () => requestFailures().map((incident) => incident.labels[0]);
    const refuse = (n: number) => call(user({ label: `Photo ${n}` })).finish(NOT_FOUND);
    call({ ...user({ label: 'Order 7' }), method: 'POST' }).finish(BAD_GATEWAY);
    for (let n = 1; n <= 100; n++) refuse(n);
    expect(labels()).toHaveLength(100);
    expect(labels().slice(0, 2)).toEqual(['Order 7', 'Photo 2']);
    now += 1;
    refuse(2);
    refuse(101);
    expect(labels().slice(0, 3)).toEqual(['Order 7', 'Photo 2', 'Photo 4']);
  });
});

test('when the client is closed nothing is in trouble or under way any more, and what was over before has ended when it did', () => {
  blip(100, { upstream: MAIL });
  const [first, second] = [call(), call({ upstream: FILES })];
  first.try(BROKEN);
  second.try(BROKEN);
  now += 1_000;
  expect(tell({ type: 'client.closed' })).toBe(true);
  expect(state).toMatchObject({ isClosed: true, troubled: 0, deviceConcerned: false, device: { quietSince: now } });
  for (const { members, troubled } of state.upstreams.values()) expect([members.size, troubled.size]).toEqual([0, 0]);
  expect([API, FILES, MAIL].map((name) => incidentOf(name).quietSince)).toEqual([now, now, now - 1_000]);
});

test('when the client is reset it is as if nothing had ever happened', () => {
  call({ ...user(), method: 'POST' }).finish(NOT_FOUND);
  for (const upstream of [API, FILES]) call({ upstream }).try(BROKEN);
  expect(state).toMatchObject({ troubled: 2, deviceConcerned: true, device: { cause: 'network' } });
  expect(requestFailures()).toHaveLength(1);
  expect(tell({ type: 'client.reset' })).toBe(true);
  expect(state).toEqual(new NoticeState());
});

test.each<[Verdict['kind'], number, string | undefined]>([
  ['service-unavailable', 503, 'unavailable'],
  ['server-error', 500, 'server-error'],
  ['rate-limited', 429, 'rate-limited'],
  ['too-early', 425, 'unavailable'],
  ['request-timeout', 408, 'timeout'],
  ['client-error', 401, 'signed-out'],
  ['client-error', 403, 'forbidden'],
  ['client-error', 404, 'not-found'],
  ['client-error', 410, 'gone'],
  ['client-error', 418, 'rejected'],
])('%s (%d) is told as %s', (kind, status, cause) => {
  call({ ...user(), method: 'POST' }).finish(answer(kind, status));
  expect(requestFailures().map(({ failure }) => failure?.cause)).toEqual([cause]);
});

describe('what a person does', () => {
  const about = (upstreams: readonly string[], scope: object = { kind: 'upstream' }, phase = 'waiting') =>
    ({ upstreams, scope, phase }) as unknown as Candidate;
  const failBoth = () => {
    const calls = [call(), call({ upstream: FILES })];
    for (const made of calls) made.try(BAD_GATEWAY);
    return calls;
  };

  test('"Try now" asks only those upstreams for which a call waits, while any waits', () => {
    const [first] = failBoth();
    first?.settle(BAD_GATEWAY);
    asked(state, about([API, FILES, 'https://unknown.test']), true);
    expect([incidentOf(API).asked, incidentOf(FILES).asked]).toEqual([false, true]);
    expect(isAwaited(state, about([API, FILES]))).toBe(true);
    expect(isAwaited(state, about([API]))).toBe(false);
    asked(state, about([API]), false);
    expect(incidentOf(API).asked).toBe(true);
    answered(state, about([API, FILES]));
    expect(isAwaited(state, about([API, FILES]))).toBe(false);
  });

  test('has worked once everything that the notice is about has, from that moment on', () => {
    const [first, second] = failBoth();
    const since = now;
    first?.try(OK);
    expect(hasWorkedSince(state, about([API, FILES]), since)).toBe(false);
    second?.try(OK);
    expect(hasWorkedSince(state, about([API, FILES]), since)).toBe(true);
    expect(hasWorkedSince(state, about([API, FILES]), since + 1)).toBe(false);
  });

  test('has a request under way if any upstream of the notice has one', () => {
    const [first] = failBoth();
    expect(isUnderWay(state, [API, FILES, 'https://unknown.test'])).toBe(false);
    first?.start();
    expect(isUnderWay(state, [API])).toBe(true);
    expect(isUnderWay(state, [FILES, API])).toBe(true);
    expect(isUnderWay(state, [FILES])).toBe(false);
  });

  test('about the device or about one request concerns nothing else', () => {
    failBoth();
    stopped(state, about([API, FILES], { kind: 'device' }));
    expect([state.device.stopped, incidentOf().stopped]).toEqual([true, false]);
    call(user({ label: 'List' })).finish(NOT_FOUND);
    call(user({ label: 'Cart' })).finish(NOT_FOUND);
    const [list, cart] = requestFailures();
    dismissed(state, about([API], { kind: 'request', key: list?.key }), now);
    expect([list?.dismissedAt, cart?.dismissedAt, incidentOf().dismissedAt]).toEqual([now, NEVER, NEVER]);
  });

  test('closing what is slow hides that, and hides no trouble', () => {
    call().try(BAD_GATEWAY);
    call({ upstream: FILES }).start();
    dismissed(state, about([API, FILES], undefined, 'slow'), now);
    expect([API, FILES].map((name) => state.upstream(name).slowQuietUntil)).toEqual([now, now]);
    expect([incidentOf(API).dismissedAt, incidentOf(FILES).dismissedAt]).toEqual([NEVER, now]);
    now += 1_000;
    dismissed(state, about([API]), now);
    expect([state.upstream(API).slowQuietUntil, incidentOf().dismissedAt]).toEqual([now - 1_000, now]);
  });
});

test.each(['GET', 'HEAD', 'OPTIONS'])('a %s that fails may be asked for again, whatever came of it', (method) => {
  call({ ...user(), method }).finish(BAD_GATEWAY);
  expect(requestFailures()).toHaveLength(0);
  expect(incidentOf().failure).toMatchObject({ effect: 'none', unsent: false, write: false });
});

test('only a call that found no network was offline, whatever the device says', () => {
  tell({ type: 'network.offline' });
  call().finish(BAD_GATEWAY);
  expect(incidentOf().failure?.cause).toBe('bad-gateway');
  tell({ type: 'network.online' });
  call().finish(BROKEN);
  expect(incidentOf().failure?.cause).toBe('network');
});

test('a write that waited in vain and was never sent is told as unsent', () => {
  const made = call({ ...user(), method: 'POST' });
  made.wait('circuit', 1_000);
  made.settle(DEADLINE);
  expect(requestFailures()).toMatchObject([{ failure: { cause: 'timeout', unsent: true } }]);
});

test('a refused request names no more than a hundred of its kind', () => {
  for (let n = 0; n < 102; n++) call(user({ label: 'List' })).finish(NOT_FOUND);
  expect(requestFailures()[0]?.missing.size).toBe(100);
});

test('a wait for an outage that the call itself has not met is told with its cause', () => {
  const made = call();
  made.try(BAD_GATEWAY);
  made.backOff(answer('gateway-timeout', 504));
  expect(state.upstream(API).members.get(made.id)?.trouble?.cause).toBe('gateway-timeout');
  made.wait('circuit');
  expect(state.upstream(API).members.get(made.id)?.trouble?.cause).toBe('gateway-timeout');
  expect(state.upstream(API).probeAt).toBeUndefined();
});
