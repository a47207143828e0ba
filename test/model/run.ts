import { getEventListeners } from 'node:events';
import {
  createSteadyFetch,
  reportOf,
  type SteadyEvent,
  type SteadyEventType,
  type SteadyInit,
  type UpstreamStatus,
} from '../../src/index.ts';
import { settled, virtualClock } from '../../src/testing/index.ts';
import { toggle } from '../support/toggle.ts';
import type { Attempt, Call } from './calls.ts';
import { Model } from './model.ts';
import { PROBE } from './steps.ts';
import type { Fate, Policy, Step, Verdict } from './types.ts';
import type { Upstream } from './upstream.ts';

/** What the app or the world does next. */
export interface Act {
  readonly afterMs: number;
  readonly what:
    | 'call'
    | 'world'
    | 'abort'
    | 'time out'
    | 'cancel'
    | 'retry now'
    | 'isolate'
    | 'release'
    | 'network'
    | 'jump'
    | 'warm up';
  readonly upstream: number;
  readonly route: string;
  readonly id: number;
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly options:
    | 'none'
    | 'once'
    | 'twice'
    | 'attemptMs'
    | 'totalMs'
    | 'idempotent'
    | 'once only'
    | 'no circuit'
    | 'user';
  readonly world: Mood;
  readonly latencyMs: number;
}

/** What a listener does, as often as `times` says. */
export interface Reaction {
  readonly to: SteadyEventType;
  readonly what: 'call' | 'cancel' | 'retry now' | 'abort' | 'isolate' | 'unsubscribe' | 'throw' | 'reject';
  readonly times: number;
}

export interface Life {
  readonly acts: readonly Act[];
  readonly reactions: readonly Reaction[];
  readonly policy: keyof typeof POLICIES;
  readonly seed: number;
}

const answer = (kind: string, signal: Verdict['signal'], transient: boolean, retryAfterMs?: number): Verdict => ({
  ...{ kind, signal, transient, reached: 'maybe', isAnswer: true },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const error = (signal: Verdict['signal'], transient: boolean, reached = 'maybe'): Verdict => ({
  ...{ kind: 'network', signal, transient, reached, isAnswer: false },
});

/** What a request may come to, and what docs/retry.md and docs/circuit.md say that it means. */
const WORLDS = {
  up: { status: 200, verdict: { ...answer('ok', 'alive', false), reached: 'yes' } },
  '404': { status: 404, verdict: answer('client-error', 'alive', false) },
  '500': { status: 500, verdict: answer('server-error', 'neutral', true) },
  '501': { status: 501, verdict: answer('server-error', 'neutral', false) },
  '502': { status: 502, verdict: answer('bad-gateway', 'failure', true) },
  '503': { status: 503, verdict: answer('service-unavailable', 'failure', true) },
  '503 in 2 s': { status: 503, retryAfter: '2', verdict: answer('service-unavailable', 'back-pressure', true, 2_000) },
  '503 in 20 s': {
    status: 503,
    retryAfter: '20',
    verdict: answer('service-unavailable', 'back-pressure', true, 20_000),
  },
  '429 in 3 s': { status: 429, retryAfter: '3', verdict: answer('rate-limited', 'neutral', true, 3_000) },
  '429': { status: 429, verdict: answer('rate-limited', 'neutral', true) },
  '503 in 50 s': {
    status: 503,
    retryAfter: '50',
    verdict: answer('service-unavailable', 'back-pressure', true, 50_000),
  },
  broken: { error: { code: 'ECONNRESET' }, verdict: error('failure', true) },
  refused: { error: { code: 'ECONNREFUSED', syscall: 'connect' }, verdict: error('failure', true, 'no') },
  lasting: { error: { code: 'CERT_HAS_EXPIRED' }, verdict: error('neutral', false) },
  hangs: { verdict: answer('ok', 'alive', false) },
} satisfies Record<string, { status?: number; retryAfter?: string; error?: object; verdict: Verdict }>;
export type Mood = keyof typeof WORLDS;
export const MOODS = Object.keys(WORLDS) as Mood[];

const DEFAULTS = {
  ...{ capacity: 50, baseDelayMs: 250, maxDelayMs: 20_000, maxRetryAfterMs: 45_000, silenceMs: 12_000 },
  ...{ openMs: 1_000, maxOpenMs: 4_000, maxWaitMs: 5_000, maxUserWaitMs: 30_000, maxWaiting: 1_000 },
};

/** Options of clients. */
export const POLICIES = {
  defaults: {},
  poor: { capacity: 3 },
  'full queue': { maxWaiting: 1 },
  impatient: { maxWaitMs: 0, maxUserWaitMs: 0 },
  patient: { maxWaitMs: 20_000, maxUserWaitMs: 20_000 },
  hasty: { silenceMs: 3_000, openMs: 500, maxOpenMs: 2_000 },
} satisfies Record<string, Partial<Policy>>;

const CALL_OPTIONS: Readonly<Record<Act['options'], SteadyInit['steady']>> = {
  none: undefined,
  once: { maxAttempts: 1 },
  twice: { maxAttempts: 2 },
  attemptMs: { timeout: { attemptMs: 2_500 } },
  totalMs: { timeout: { totalMs: 3_500 } },
  idempotent: { idempotent: true },
  'once only': { idempotent: false },
  'no circuit': { circuit: false },
  user: { notice: { importance: 'user' } },
};

/** A number from 0 to 1 that depends on the time alone, so that the order in which it is asked for does not matter. */
function chanceAt(seed: number, now: number): number {
  let bits = Math.imul(seed ^ Math.floor(now * 1_024), 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca6b);
  return ((bits ^ (bits >>> 13)) >>> 0) / 2 ** 32;
}

/**
 * A part of a millisecond. No two things happen at the same moment by accident: their order would not be for the model to say. Exact in
 * binary, so that sums of them are, and drawn, so that different sums are never alike.
 */
const partAt = (seed: number, count: number): number => Math.floor(chanceAt(seed, count) * 2 ** 24) / 2 ** 28;

const idOf = (url: string): number => Number(url.slice(url.indexOf('_=') + 2));
const originOf = (upstream: number): string => `http://10.0.0.${upstream + 1}`;

/** One client in one world, and the model beside it. */
export class Run {
  readonly clock = virtualClock();
  /** The time that has come: earlier than `clock.now()` while sleeps end late. */
  #wokenAt = 0;
  readonly network = toggle(true);
  readonly model: Model;
  readonly steady: ReturnType<typeof createSteadyFetch>;
  /** What happened, as text or as an event; put into words only for the report of a failure. */
  readonly #log: (readonly [number, string | SteadyEvent])[] = [];
  readonly faults: string[] = [];
  readonly #policy: Policy;
  readonly #worlds = new Map<string, { mood: Mood; latencyMs: number }>();
  readonly #results = new Map<
    number,
    { readonly controller: AbortController; settlements: number; result: unknown; sent: number }
  >();
  readonly #stories = new Map<number, string[]>();
  readonly #announced = new Map<string, string[]>();
  /** What the model knows to be sent or to wait before the client shows it. */
  readonly #toBeSent: Attempt[] = [];
  readonly #toWait = new Set<Call>();
  readonly #releases: { readonly key: string; readonly release: () => void }[] = [];
  #made = 0;
  #acts = 0;
  #fates = 0;
  #moments = 0;
  #asleep = 0;
  #isEnding = false;

  constructor({ policy, seed, reactions }: Life) {
    const { clock, network } = this;
    this.#policy = { ...DEFAULTS, ...POLICIES[policy] };
    const chance = () => chanceAt(seed, clock.now());
    this.model = new Model(this.#policy, { now: clock.now, chance, isOnline: network.isOn });
    const { capacity, silenceMs, openMs, maxOpenMs, maxWaitMs, maxWaiting } = this.#policy;
    const { baseDelayMs, maxDelayMs, maxRetryAfterMs } = this.#policy;
    this.steady = createSteadyFetch({
      clock,
      random: chance,
      online: { isOnline: network.isOn, subscribe: network.subscribe },
      fetch: (url) => this.#onSent(String(url)),
      onListenerError: () => {},
      retry: { baseDelayMs, maxDelayMs, maxRetryAfterMs, hedgeAfterMs: silenceMs },
      budget: { capacity },
      // The default of `maxWaitMs` lets calls of a user wait longer.
      circuit: { openMs, maxOpenMs, maxWaiting, ...(maxWaitMs === DEFAULTS.maxWaitMs ? {} : { maxWaitMs }) },
    });
    this.steady.subscribe((event) => this.#onEvent(event));
    for (const reaction of reactions) this.#react(reaction);
  }

  async do(act: Act): Promise<void> {
    await this.advance(act.afterMs + partAt(1, ++this.#acts));
    if (act.what === 'warm up') {
      for (let count = 0; count < 10; count++) {
        this.call({ ...act, method: 'GET', options: 'none', id: 9 });
        await this.advance(act.latencyMs);
      }
    } else this.#act(act);
    await settled();
    this.quiet();
    this.faultsStop();
  }

  async advance(ms: number): Promise<void> {
    const { clock } = this;
    const until = clock.now() + ms;
    await settled();
    for (let { nextAt } = clock; nextAt !== undefined && nextAt <= until; { nextAt } = clock) {
      this.#wokenAt = nextAt;
      await clock.next();
      this.quiet();
    }
    await clock.advance(Math.max(0, until - clock.now()));
    this.#wokenAt = until;
    this.quiet();
  }

  #act(act: Act): void {
    const { what } = act;
    this.#note(`${what}`);
    if (what === 'call') this.call(act);
    else if (what === 'world') {
      const world = { mood: act.world, latencyMs: act.latencyMs };
      this.#worlds.set(`${act.upstream}/${act.route}`, world);
      if (act.id === 0) for (const route of ['a', 'b']) this.#worlds.set(`${act.upstream}/${route}`, world);
      this.#note(`${act.id === 0 ? 'all' : act.route} of ${act.upstream}: ${act.world} after ${act.latencyMs}`);
    } else if (what === 'abort' || what === 'time out') this.abort(what);
    else if (what === 'cancel') this.cancel();
    else if (what === 'retry now') this.retryNow();
    else if (what === 'isolate') this.isolate(originOf(act.upstream));
    else if (what === 'release') this.release();
    else if (what === 'network') {
      this.network.set(!this.network.isOn());
      this.model.isHintWrong = false;
    } else if (what === 'jump') this.#jump(act.latencyMs * 10);
  }

  /**
   * All attempts share one timer, so which of several late ones is looked at first is not for the model to say: none gets late. Nor does
   * the end of a wait, which would come at the same moment as the probe that is due then, nor what comes after the end of a backoff, which
   * nothing tells if the call goes on waiting; test/clock.test.ts has all three.
   */
  #jump(ms: number): void {
    const pending = [...this.model.pending];
    const backoffs = pending.flatMap(({ phase, until }) => (phase === 'sleeping' ? [until] : []));
    const answers = pending.flatMap(({ flying }) => flying.map(({ sentAt, fate }) => sentAt + fate.latencyMs));
    const first = Math.min(...backoffs);
    const ends = pending.flatMap(({ flying, phase, settings, since, waitedMs }) => [
      ...flying.map(({ lookAt }) => lookAt),
      ...(phase === 'queued' ? [since + settings.maxWaitMs - waitedMs] : []),
    ]);
    const limits = [...ends, ...[...backoffs, ...answers].filter((at) => at > first)];
    const now = this.clock.now();
    this.clock.jump(Math.max(0, Math.min(ms, ...limits.map((at) => at - now - 1))));
  }

  call({ upstream, route, id, method, options }: Pick<Act, 'upstream' | 'route' | 'id' | 'method' | 'options'>): void {
    const number = ++this.#made;
    const controller = new AbortController();
    const own = CALL_OPTIONS[options];
    const timeout = own?.timeout || {};
    const replayable = own?.idempotent ?? method !== 'POST';
    const isUsers = own?.notice !== undefined;
    const key = originOf(upstream);
    const maxAttempts = own?.maxAttempts ?? 4;
    const made = this.model.make(number, key, {
      request: `${method} ${route}/${id}`,
      ...{ route: `${method} ${route}`, replayable, maxAttempts, isStrict: own?.maxAttempts !== undefined },
      ...{ attemptMs: timeout.attemptMs ?? Infinity, totalMs: timeout.totalMs ?? Infinity },
      silenceMs: method === 'GET' && maxAttempts > 1 ? this.#policy.silenceMs : Infinity,
      maxWaitMs: isUsers ? this.#policy.maxUserWaitMs : this.#policy.maxWaitMs,
      counts: own?.circuit !== false,
    });
    const result = { controller, settlements: 0, result: undefined as unknown, sent: 0 };
    this.#results.set(number, result);
    const settle = (value: unknown) => {
      result.settlements++;
      result.result = value;
    };
    this.#note(`call ${number}: ${method} ${key}/${route}/${id} ${options}`);
    const init: SteadyInit = {
      method,
      signal: controller.signal,
      ...(method === 'GET' ? {} : { body: 'x' }),
      ...(own === undefined ? {} : { steady: own }),
    };
    this.steady(`${key}/${route}/${id}?_=${number}`, init).then(settle, settle);
    this.#admit(made);
  }

  /** Whether a call must wait is known at once, although its request goes out, or its event comes, a moment later. */
  #admit(call: Call): void {
    const step = call.phase === 'new' ? this.model.stepOf(call) : undefined;
    if (step === undefined) return;
    if ('stop' in step) call.upstream.stop(call, step.stop);
    else if ('go' in step) this.#toBeSent.push(this.model.send(call, this.#fateOf(call), step.go === 'probe'));
    else this.#toWait.add(call);
  }

  abort(what: 'abort' | 'time out'): void {
    for (const call of [...this.model.pending].reverse()) {
      if (call.isAborted) continue;
      this.model.abort(call);
      const reason = new Error('aborted');
      if (what === 'time out') reason.name = 'TimeoutError';
      this.#results.get(call.id)?.controller.abort(reason);
      return;
    }
  }

  cancel(): void {
    this.model.cancel();
    this.steady.cancel();
  }

  retryNow(): void {
    this.model.retryNow();
    this.steady.retryNow();
  }

  isolate(key: string): void {
    this.model.upstream(key).isolate();
    this.#releases.push({ key, release: this.steady.isolate(key) });
  }

  release(): void {
    const last = this.#releases.pop();
    if (last === undefined) return;
    this.model.upstream(last.key).release();
    last.release();
  }

  #react({ to, what, times }: Reaction): void {
    let left = times;
    const off = this.steady.on(to, (event) => {
      if (this.#isEnding || left-- <= 0) return undefined;
      // While a call waits that may wait for long, probes come sooner. Whether one is due before such a call has left is not for the model to say.
      const isLong =
        'url' in event && (this.model.calls.get(idOf(event.url))?.settings.maxWaitMs ?? 0) > this.#policy.maxWaitMs;
      if (isLong && to === 'call.waiting' && (what === 'abort' || what === 'cancel')) return undefined;
      this.#note(`a listener of ${to}: ${what}`);
      if (what === 'cancel') this.cancel();
      else if (what === 'retry now') this.retryNow();
      else if (what === 'abort') this.abort('abort');
      else if (what === 'isolate') this.isolate(originOf(0));
      else if (what === 'unsubscribe') off();
      else if (what === 'throw') throw new Error('a listener that fails');
      else if (what === 'reject') return Promise.reject(new Error('an async listener that fails'));
      else this.call({ upstream: 0, route: 'a', id: 1, method: 'GET', options: 'none' });
      return undefined;
    });
  }

  // What the client does.

  #fateOf({ upstream: { key }, settings }: Call): Fate {
    const world = this.#worlds.get(`${Number(key.at(-1)) - 1}/${settings.route.at(-1)}`) ?? {
      mood: 'up',
      latencyMs: 5,
    };
    const { verdict } = WORLDS[world.mood];
    const latencyMs = world.mood === 'hangs' ? Infinity : world.latencyMs + partAt(2, ++this.#fates);
    return { verdict, latencyMs, mood: world.mood };
  }

  async #onSent(url: string): Promise<Response> {
    const call = this.model.calls.get(idOf(url)) as Call;
    this.#look(call);
    (this.#results.get(call.id) as { sent: number }).sent++;
    const { mood, latencyMs } = this.#attempt(call).fate;
    if (latencyMs === Infinity) return new Promise(() => {});
    this.#asleep++;
    await this.clock.sleep(latencyMs);
    this.#asleep--;
    const { status, retryAfter, error } = WORLDS[mood as Mood] as {
      status?: number;
      retryAfter?: string;
      error?: object;
    };
    if (error !== undefined) {
      const cause = { message: 'failed', address: call.upstream.key.slice(7), port: 80, ...error };
      throw Object.assign(new TypeError('fetch failed'), { cause });
    }
    const headers = { get: (name: string) => (name.toLowerCase() === 'retry-after' ? (retryAfter ?? null) : null) };
    return { status, ok: status === 200, headers, body: null } as unknown as Response;
  }

  #attempt(call: Call): Attempt {
    const known = this.#toBeSent.findIndex((each) => each.call === call);
    if (known >= 0) return this.#toBeSent.splice(known, 1)[0] as Attempt;
    // Whatever the model says.
    if (!call.settings.replayable && call.sent > 0 && call.verdict?.reached !== 'no')
      this.#fault(`call ${call.id} was sent twice`);
    const step = this.model.stepOf(call);
    if (step === undefined || !('go' in step)) this.#fault(`call ${call.id} was sent, and must ${wordsOf(step)}`);
    const probe = step !== undefined && 'go' in step && step.go === 'probe';
    return this.model.send(call, this.#fateOf(call), probe);
  }

  /** Looks at attempts whose time has come. Of several at one moment, which may not all be sent, those of a call that is sent just now came first. */
  #look(sent?: Call): void {
    const wokenAt = this.#wokenAt;
    const now = this.clock.now();
    for (const upstream of this.model.upstreams.values()) {
      const flying = [...upstream.flying];
      if (!flying.some(({ lookAt, limitAt }) => Math.min(lookAt, limitAt) <= wokenAt)) continue;
      for (const attempt of flying) {
        if (sent !== undefined && attempt.call !== sent) continue;
        if (attempt.lookAt > now || attempt.limitAt <= now || !upstream.flying.has(attempt)) continue;
        const { call, silenceMs } = attempt;
        if (this.model.look(attempt))
          this.#toBeSent.push(this.model.send(call, this.#fateOf(call), false, 3 * silenceMs));
      }
    }
  }

  #onEvent(event: SteadyEvent): void {
    this.#look(event.type === 'attempt.started' ? this.model.calls.get(idOf(event.url)) : undefined);
    if (!('upstream' in event)) return;
    this.#log.push([this.clock.now(), event]);
    if (!('callId' in event)) {
      const key = event.upstream;
      const because = 'openedBecause' in event ? ` ${event.openedBecause}` : '';
      this.#announced.set(key, [...(this.#announced.get(key) ?? []), event.type.slice('circuit.'.length) + because]);
      return;
    }
    const call = this.model.calls.get(idOf(event.url)) as Call;
    const story = this.#stories.get(call.id) ?? [];
    this.#stories.set(call.id, story);
    story.push(event.type);
    switch (event.type) {
      case 'attempt.started': {
        const attempt = call.flying.find(({ number }) => number === event.attempt);
        if (attempt?.probe !== event.probe)
          this.#fault(`attempt ${event.attempt} of call ${call.id} is a probe: ${event.probe}`);
        return;
      }
      case 'attempt.ended': {
        const attempt = call.flying.find(({ number }) => number === event.attempt);
        if (attempt === undefined) this.#fault(`attempt ${event.attempt} of call ${call.id} ended twice`);
        else this.model.end(attempt, this.#checked(attempt, event.verdict));
        return;
      }
      case 'retry.scheduled':
      case 'call.waiting': {
        if (event.type === 'call.waiting' && event.waitReason === 'circuit' && this.#toWait.delete(call)) return;
        const step = this.model.stepOf(call);
        const isTold =
          step !== undefined &&
          (event.type === 'call.waiting'
            ? 'wait' in step && step.wait === event.waitReason
            : 'sleepMs' in step &&
              step.because === event.waitReason &&
              (step.because === 'circuit' || Math.abs(step.sleepMs - event.delayMs) <= 1));
        if (!isTold) this.#fault(`call ${call.id}: ${wordsOfEvent(event)}, and it must ${wordsOf(step)}`);
        else this.model.begin(call, step);
        return;
      }
      case 'call.settled': {
        if (!this.model.maySettle(call, event.settledBecause)) {
          const step = this.model.stepOf(call);
          this.#fault(`call ${call.id} settled because of ${event.settledBecause}, and must ${wordsOf(step)}`);
        }
        if (event.attempts !== call.sent)
          this.#fault(`call ${call.id} was sent ${call.sent} times, not ${event.attempts}`);
        this.model.settle(call, event.settledBecause);
        return;
      }
      default:
    }
  }

  /** The verdict that the model expects, which the client's must be like. */
  #checked(
    attempt: Attempt,
    { kind, transient, reached, retryAfterMs }: Omit<Verdict, 'signal' | 'isAnswer'>,
  ): Verdict {
    const { call, fate, sentAt, limitAt, number } = attempt;
    const now = this.clock.now();
    const ours = {
      kind,
      transient: kind === 'attempt-timeout',
      reached: 'maybe',
      signal: 'nothing' as const,
      isAnswer: false,
    };
    if (kind === 'aborted' && call.isAborted) {
      const { reason } = this.#results.get(call.id)?.controller.signal ?? {};
      // One time limit of the app counts once, however many attempts it ends.
      const isSlow = reason?.name === 'TimeoutError' && now - sentAt >= 1_000 && !call.isSuperseding;
      return { ...ours, signal: isSlow ? 'failure' : 'nothing' };
    }
    if (kind === 'superseded' && call.isSuperseding) return ours;
    if (kind === (limitAt === call.deadlineAt ? 'deadline' : 'attempt-timeout') && now >= limitAt) return ours;
    const { verdict, latencyMs } = fate;
    const isLike = kind === verdict.kind && transient === verdict.transient && reached === verdict.reached;
    if (!isLike || retryAfterMs !== verdict.retryAfterMs || now < sentAt + latencyMs) {
      this.#fault(`attempt ${number} of call ${call.id} ended as ${kind}, ${reached}, not as ${verdict.kind}`);
    }
    return verdict;
  }

  /** Nothing moves: has everything happened that the model expects, and nothing else? */
  quiet(): void {
    if (++this.#moments > 20_000) throw new Error('time stands still');
    this.#look();
    const { model, clock } = this;
    // A sleep whose time has come has not been ended yet.
    if ((clock.nextAt ?? Number.POSITIVE_INFINITY) <= clock.now()) return;
    const now = clock.now();
    for (const call of model.pending) {
      const step = model.stepOf(call);
      const mayLag = call.phase === 'queued' && step === PROBE && call.upstream.mayLag;
      if (step !== undefined && !mayLag) this.#fault(`call ${call.id} does nothing, and must ${wordsOf(step)}`);
      for (const { number, sentAt, fate, limitAt } of call.flying) {
        if (call.isAborted || now >= Math.min(limitAt, sentAt + fate.latencyMs)) {
          this.#fault(`attempt ${number} of call ${call.id} has not ended`);
        }
      }
    }
    for (const { call } of this.#toBeSent.splice(0)) this.#fault(`call ${call.id} was not sent`);
    for (const { id } of this.#toWait) this.#fault(`call ${id} did not say that it waits`);
    for (const status of this.steady.upstreams()) {
      const upstream = model.upstream(status.upstream);
      this.#compare(upstream, status);
      const announced = this.#announced.get(status.upstream) ?? [];
      if (announced.join() !== upstream.announced.join()) {
        this.#fault(`the circuit of ${status.upstream} said "${announced}", not "${upstream.announced}"`);
      }
      this.#announced.delete(status.upstream);
      upstream.announced = [];
    }
  }

  #compare(upstream: Upstream, status: UpstreamStatus): void {
    const { isOpen, isolations, streak, tokens, queue, delayed, flying, latencyMs, successes, probeAt } = upstream;
    const isSame = (name: keyof UpstreamStatus, value: unknown, slack = 1e-6) => {
      const actual = status[name];
      const isLike = typeof value === 'number' ? Math.abs(value - Number(actual)) <= slack : value === actual;
      if (!isLike) this.#fault(`${name} of ${status.upstream} is ${actual}, not ${value}`);
    };
    isSame('state', upstream.state);
    isSame('isolated', isolations > 0);
    isSame('failureStreak', streak);
    isSame('budget', tokens);
    isSame('waiting', queue.length + delayed.length);
    isSame('inFlight', flying.size);
    if (successes > 0) isSame('latencyMs', latencyMs);
    const openUntil =
      isOpen && isolations === 0 ? this.clock.wallNow() + Math.max(0, probeAt - this.clock.now()) : undefined;
    // Points in time are told in whole ms.
    isSame('openUntil', openUntil, 1);
    isSame('scope', isOpen ? upstream.scope : undefined);
    const { capacity } = this.#policy;
    if (status.budget < 0 || status.budget > capacity) this.#fault(`${status.budget} tokens of ${capacity}`);
  }

  #note(text: string): void {
    this.#log.push([this.clock.now(), text]);
  }

  #fault(text: string): void {
    if (this.faults.length === 0) this.#note(`FAULT ${text}`);
    this.faults.push(text);
  }

  // The end.

  /** From any state a healthy upstream is used again, and nothing is left behind. */
  async end(): Promise<void> {
    const { clock, model } = this;
    this.#isEnding = true;
    while (this.#releases.length > 0) this.release();
    this.#worlds.clear();
    if (!this.network.isOn()) this.network.set(true);
    this.#note(`all is well again`);
    await this.advance(0);
    this.faultsStop();
    const until = clock.now() + 400_000;
    // What hangs is ended by the app.
    for (const call of model.pending) {
      if (call.flying.some(({ fate }) => fate.latencyMs === Infinity)) {
        this.model.abort(call);
        this.#results.get(call.id)?.controller.abort(new Error('at last'));
      }
    }
    while (model.pending.size > 0 && clock.now() < until) {
      await this.advance(5_000);
      this.faultsStop();
    }
    const { maxOpenMs, maxWaitMs, maxWaiting } = this.#policy;
    // The longest interval of probes or, where the server asked all of them to wait, their own wait; and a moment for the answer and for
    // the others to follow.
    const backInMs = Math.max(1.1 * maxOpenMs, maxWaitMs) + 1_000;
    // A call that may not wait is refused while the same has just failed, up to the very end of that.
    if (maxWaitMs === 0) await this.advance(maxOpenMs + 1);
    const last = this.#made;
    const asked = new Map(
      [...model.calls.values()].map((call) => [`${call.upstream.key} ${call.settings.request}`, call]),
    );
    for (const { upstream, settings } of asked.values()) {
      const [method, path] = settings.request.split(' ') as ['GET', string];
      const [route, id] = path.split('/') as [string, string];
      this.call({ upstream: Number(upstream.key.at(-1)) - 1, route, id: Number(id), method, options: 'none' });
      // A second one would find the queue full.
      if (maxWaiting === 1) await this.advance(backInMs);
    }
    await this.advance(backInMs);
    for (const [id, { settlements, sent, result }] of this.#results) {
      if (settlements !== 1) this.#fault(`call ${id} settled ${settlements} times`);
      if (id > last && (result as Response | undefined)?.status !== 200)
        this.#fault(`call ${id} does not find that its upstream is well`);
      const reported = reportOf(result)?.attempts.length ?? 1;
      if (reported !== sent) this.#fault(`call ${id} reports ${reported} attempts, and was sent ${sent} times`);
    }
    for (const [id, story] of this.#stories) {
      const isWhole =
        /^call\.started( (attempt|retry|call)\.(started|ended|scheduled|waiting))*( call\.recovered)? call\.settled$/;
      if (!isWhole.test(story.join(' '))) this.#fault(`the events of call ${id} are ${story}`);
      const count = (type: string) => story.filter((each) => each === type).length;
      if (count('attempt.started') !== count('attempt.ended')) this.#fault(`the events of call ${id} are ${story}`);
    }
    if (this.#stories.size !== this.#made) this.#fault(`${this.#made} calls were made, ${this.#stories.size} reported`);
    for (const { upstream, state, waiting, inFlight } of this.steady.upstreams()) {
      if (waiting + inFlight > 0 || state !== 'closed')
        this.#fault(`${upstream} is left ${state} with ${waiting} and ${inFlight}`);
    }
    this.steady.close();
    await settled();
    for (const [id, { controller }] of this.#results) {
      if (getEventListeners(controller.signal, 'abort').length > 0)
        this.#fault(`a listener of call ${id} is left on its signal`);
    }
    if (clock.asleep - this.#asleep > 0) this.#fault(`${clock.asleep - this.#asleep} timers are left`);
    this.faultsStop();
  }

  /** The first fault says most: what follows may come from it. */
  faultsStop(): void {
    if (this.faults.length === 0) return;
    const lines = this.#log.map(
      ([at, what]) => `${at.toFixed(3)} ${typeof what === 'string' ? what : wordsOfEvent(what)}`,
    );
    throw new Error(`${this.faults[0]}\n${lines.join('\n')}`);
  }
}

const wordsOf = (step: Step | undefined): string => (step === undefined ? 'wait' : JSON.stringify(step));

function wordsOfEvent(event: SteadyEvent): string {
  const { type, at: _at, url = '', supportIds: _ids, verdict, ...rest } = event as unknown as Record<string, unknown>;
  const { attempt, delayMs, waitReason, settledBecause, probe, openedBecause, callId, upstream } = rest;
  const told = { callId: callId ?? upstream, attempt, probe, delayMs, waitReason, settledBecause, openedBecause };
  return `${type} ${JSON.stringify({ ...told, verdict: (verdict as Verdict | undefined)?.kind })} ${String(url).slice(7)}`;
}
