import { getEventListeners } from 'node:events';
import {
  type Clock,
  createSteadyFetch,
  isCancelledError,
  isCircuitOpenError,
  isUpstreamError,
  reportOf,
  type SteadyEvent,
  type SteadyFetch,
  type SteadyInit,
  type SteadyOptions,
} from '../../src/index.ts';
import { settled, virtualClock } from '../../src/testing/index.ts';
import { seeded } from '../support/random.ts';
import { toggle } from '../support/toggle.ts';
import { type Act, type Fault, Ports } from './ports.ts';

/** What the upstream does with one request; after the last step it repeats it. */
export interface Step {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  /** `stalled` never ends, `cut` breaks off, `long` is more than is looked at. */
  readonly page?: 'none' | 'short' | 'long' | 'stalled' | 'cut';
  /** Rejects with a network error of this code. */
  readonly code?: string;
  /** Answers once it is aborted, and not before. */
  readonly hangs?: boolean;
  readonly latencyMs?: number;
}

export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly options?: (world: World) => SteadyOptions;
  /** Makes the calls, and lets time pass. It waits for no call: a fault may keep it from ending. */
  run(world: World): Promise<void>;
}

/** One call, and what came of it. */
interface Made {
  readonly url: string;
  readonly startedAt: number;
  readonly deadlineAt: number;
  readonly controller: AbortController | undefined;
  readonly isStillborn: boolean;
  readonly wasClosed: boolean;
  /** Was the signal given as such, and not within a `Request`, which listens to it itself? */
  readonly hasPlainSignal: boolean;
  sent: number;
  bodies: number;
  settlements: number;
  settledAt: number;
  result: unknown;
  wasRejected: boolean;
  abortedAt: number;
  /** It waited when the app said that it must end. */
  mustEndAt: number;
}

export interface CallInit extends SteadyInit {
  /** Without time limits. */
  readonly isUnlimited?: boolean;
  /** The call is nothing but a URL. */
  readonly isBare?: boolean;
  /** As a `Request` of its own. */
  readonly asRequest?: boolean;
  /** Shares the signal of the call before. */
  readonly sharesSignal?: boolean;
}

const ORIGIN = 'http://upstream.test';
const TOTAL_MS = 30_000;
const PATIENT_MS = 150_000;
const CAPACITY = 50;
const FIRST_TOKENS = 10;
const PER_SUCCESS = 0.1;
const LONG_CHUNKS = 4;

/** One scenario on a clock of its own, with faults at the points that the plan names. Collects all that is wrong in `wrong`. */
export class World {
  readonly clock = virtualClock();
  readonly ports: Ports;
  readonly steady: SteadyFetch;
  readonly events: SteadyEvent[] = [];
  readonly made: Made[] = [];
  readonly wrong: string[] = [];
  readonly network = toggle(true);
  readonly page = toggle(true);
  readonly #scenario: Scenario;
  readonly #plan: ReadonlyMap<number, Fault>;
  readonly #reported: unknown[] = [];
  readonly #networkErrors = new Set<unknown>();
  readonly #bodies: { readonly url: string; readonly number: number; state: 'open' | 'ended' }[] = [];
  #steps: readonly Step[];
  #sent = 0;
  /** Sleeps that are not the library's. */
  #foreignSleeps = 0;
  readonly #isolations: (() => void)[] = [];
  #closedAt = Number.POSITIVE_INFINITY;
  #wasStopped = false;

  constructor(scenario: Scenario, plan: ReadonlyMap<number, Fault>) {
    this.#scenario = scenario;
    this.#plan = plan;
    this.#steps = scenario.steps;
    const pass = (ms: number) => this.#pass(ms);
    const act = (what: Act) => this.act(what);
    this.ports = new Ports(plan, { pass, act });
    const { ports, clock, network } = this;
    const counting: Clock = {
      now: clock.now,
      wallNow: clock.wallNow,
      sleep: (ms, signal, options) =>
        ports.async('sleep', `${Math.round(ms)} ms`, () => clock.sleep(ms, signal, options)),
    };
    const random = seeded(7);
    this.steady = createSteadyFetch({
      fetch: (input, init) => this.#answer(input, init),
      clock: counting,
      random: () => ports.sync('random', '', random),
      online: { isOnline: () => ports.sync('online', '', network.isOn), subscribe: network.subscribe },
      visibility: { isVisible: this.page.isOn, subscribe: this.page.subscribe },
      onListenerError: (error) => this.#reported.push(error),
      ...scenario.options?.(this),
    });
    this.steady.subscribe((event) => this.events.push(event));
    this.steady.subscribe((event) => ports.sync('listener', event.type, () => undefined));
  }

  call(path: string, init: CallInit = {}): void {
    const { isUnlimited, isBare, asRequest, sharesSignal, steady: options, ...given } = init;
    // What keeps caches out does not tell one request from another.
    const url = `${ORIGIN}${path}?_=${this.made.length}`;
    const controller = isBare ? undefined : sharesSignal ? this.made.at(-1)?.controller : new AbortController();
    const { signal } = controller ?? {};
    const isClosed = this.#closedAt <= this.clock.now();
    const made: Made = {
      url,
      startedAt: this.clock.now(),
      deadlineAt: isUnlimited || isBare || isClosed ? Number.POSITIVE_INFINITY : this.clock.now() + TOTAL_MS,
      controller,
      isStillborn: signal?.aborted === true,
      wasClosed: isClosed,
      hasPlainSignal: !asRequest,
      sent: 0,
      bodies: 0,
      settlements: 0,
      settledAt: Number.NaN,
      result: undefined,
      wasRejected: false,
      abortedAt: Number.POSITIVE_INFINITY,
      mustEndAt: Number.POSITIVE_INFINITY,
    };
    this.made.push(made);
    const body = options?.body;
    const steady = {
      ...(isUnlimited ? {} : { timeout: { totalMs: TOTAL_MS } }),
      ...options,
      ...(body === undefined
        ? {}
        : {
            body: () => {
              made.bodies++;
              return body();
            },
          }),
    };
    const settle = (wasRejected: boolean) => (result: unknown) => {
      made.settlements++;
      Object.assign(made, { result, wasRejected, settledAt: this.clock.now() });
    };
    const withSignal = { ...given, ...(signal === undefined ? {} : { signal }) };
    const call = isBare
      ? this.steady(url)
      : asRequest
        ? this.steady(new Request(url, withSignal), { steady })
        : this.steady(url, { ...withSignal, steady });
    call.then(settle(false), settle(true));
  }

  /** What the app, or its user, does at any moment. */
  act(what: Act): void {
    const { steady, clock } = this;
    if (what === 'retry now') steady.retryNow();
    else if (what === 'isolate') this.#isolations.push(steady.isolate(ORIGIN));
    else if (what === 'abort') {
      const made = this.made.findLast(({ settlements, controller }) => settlements === 0 && controller !== undefined);
      if (made?.controller === undefined || made.controller.signal.aborted) return;
      for (const each of this.made) if (each.controller === made.controller) each.abortedAt = clock.now();
      made.controller.abort(new Error('the reason of the app'));
    } else {
      this.#wasStopped = true;
      if (what === 'close') this.#closedAt = Math.min(this.#closedAt, clock.now());
      for (const made of this.made) {
        const ends = this.events.filter((event) => event.type === 'attempt.ended' && event.url === made.url);
        const ended = ends.length;
        const last = ends.at(-1);
        // A good answer is on its way to the caller.
        if (last?.type === 'attempt.ended' && last.verdict.kind === 'ok') continue;
        const hasWaited =
          made.sent > 0 || this.events.some((event) => event.type === 'call.waiting' && event.url === made.url);
        if (hasWaited && made.settlements === 0 && made.sent === ended && made.bodies <= made.sent) {
          made.mustEndAt = clock.now();
        }
      }
      if (what === 'close') steady.close();
      else steady.cancel();
    }
  }

  /** Lets the scenario run, and whatever came of it end. */
  async live(): Promise<void> {
    await this.#scenario.run(this);
    await settled();
    const patientUntil = this.clock.now() + PATIENT_MS;
    while (this.#pending.length > 0 && this.clock.now() < patientUntil && this.#isAnythingToCome) {
      await this.clock.advance(1_000);
    }
    await settled();
    this.#endWhatNeverEnds();
    await this.clock.advance(0);
    for (const { url } of this.#pending) this.wrong.push(`${url} does not settle`);
    this.ports.isOver = true;
    for (const release of this.#isolations) release();
    this.#checkCalls();
    await this.#checkBodies();
    this.#checkEvents();
    await this.#checkWhatIsLeft();
  }

  get #pending(): Made[] {
    return this.made.filter(({ settlements }) => settlements === 0);
  }

  get #isAnythingToCome(): boolean {
    return this.clock.asleep > 0 || this.ports.pendingActs > 0;
  }

  #hasFault(kind: Fault['kind'], ...ports: string[]): boolean {
    return [...this.#plan].some(([at, fault]) => {
      const point = this.ports.points[at];
      return fault.kind === kind && point !== undefined && (ports.length === 0 || ports.includes(point.port));
    });
  }

  /** A call whose time limit is over has ended, whatever never ends; what has no limit must end by the caller's abort. */
  #endWhatNeverEnds(): void {
    const isTimeBroken = ['never', 'late', 'reject'].some((kind) => this.#hasFault(kind as Fault['kind'], 'sleep'));
    for (const made of this.#pending) {
      if (made.wasClosed || made.isStillborn) {
        // Bare fetch, which may well never end.
        made.settlements = 1;
        continue;
      }
      if (made.deadlineAt !== Number.POSITIVE_INFINITY && !isTimeBroken) {
        this.wrong.push(`${made.url} did not end at its deadline`);
      }
      if (!this.#hasFault('never') && !isTimeBroken && !this.#steps.some(({ hangs }) => hangs)) {
        this.wrong.push(`${made.url} does not end by itself`);
      }
      if (made.controller === undefined) {
        // Bare fetch would not end either.
        made.settlements = 1;
        continue;
      }
      made.abortedAt = Math.min(made.abortedAt, this.clock.now());
      made.controller.abort(new Error('the reason of the app'));
    }
  }

  #checkCalls(): void {
    const { wrong, ports } = this;
    const isTimeBroken = ['never', 'late', 'reject'].some((kind) => this.#hasFault(kind as Fault['kind'], 'sleep'));
    for (const made of this.made) {
      const { url, settlements, settledAt, deadlineAt, abortedAt, mustEndAt } = made;
      if (settlements > 1) wrong.push(`${url} settled ${settlements} times`);
      if (!isTimeBroken && settledAt > deadlineAt) wrong.push(`${url} settled ${settledAt - deadlineAt} ms too late`);
      if (settledAt > abortedAt) wrong.push(`${url} settled ${settledAt - abortedAt} ms after its abort`);
      if (!isTimeBroken && settledAt > mustEndAt) {
        wrong.push(`${url} settled ${settledAt - mustEndAt} ms after it was cancelled`);
      }
      if (made.wasRejected && !this.#isKnown(made)) wrong.push(`${url} rejected with ${made.result}`);
      const expected = made.bodies > 0 ? made.bodies : made.sent;
      if (made.bodies > 0 && made.sent > made.bodies) wrong.push(`${url}: a body was sent twice`);
      const reported = reportOf(made.result)?.attempts;
      if (reported !== undefined && !made.wasClosed && reported.length !== expected && !this.#sharesResult(made)) {
        wrong.push(`${url} reports ${reported.length} attempts, and was sent ${expected} times`);
      }
      const numbers = reported?.map(({ attempt }) => attempt) ?? [];
      if (String(numbers) !== String(numbers.map((_, at) => at + 1))) wrong.push(`${url} reports attempts ${numbers}`);
    }
    const mustBeReported = ports.played.filter(({ port }) => port === 'listener' || port === 'shouldRetry');
    const failed = [...this.#plan.values()].some(({ kind }) => kind === 'throw' || kind === 'reject');
    if (failed && this.#plan.size === 1 && mustBeReported.length > 0) {
      const reports = this.#reported.filter((error) => error === ports.error).length;
      if (reports !== 1) wrong.push(`an error of the app's own function was reported ${reports} times`);
    }
  }

  /** Calls that share a signal also share the error that it ends them with. */
  #sharesResult({ result }: Made): boolean {
    return this.made.filter((other) => other.result === result).length > 1;
  }

  /** Is it what the platform, the app or our documentation says that a call rejects with? */
  #isKnown({ result, controller, deadlineAt }: Made): boolean {
    if (controller?.signal.aborted && result === controller.signal.reason) return true;
    if (result === this.ports.error) {
      return this.ports.played.some(({ port }) => ['fetch', 'body', 'key', 'upstream', 'upstreams'].includes(port));
    }
    if (this.#networkErrors.has(result) || isCircuitOpenError(result) || isUpstreamError(result)) return true;
    if (isCancelledError(result)) return this.#wasStopped;
    const isTimeout = result instanceof DOMException && result.name === 'TimeoutError';
    return isTimeout && deadlineAt !== Number.POSITIVE_INFINITY;
  }

  /** What is not read holds its connection. */
  async #checkBodies(): Promise<void> {
    const returned = new Map<number, Response>();
    for (const { result } of this.made) {
      const response = isUpstreamError(result) ? result.response : result;
      if (response instanceof Response) returned.set(Number(response.headers.get('x-body') ?? -1), response);
    }
    // What was thrown away may be read on for a second, for the sake of its connection.
    await this.clock.advance(2_000);
    for (const { url, number, state } of this.#bodies) {
      const response = returned.get(number);
      if (response !== undefined) await response.body?.cancel().catch(() => {});
      else if (state === 'open' && !this.#hasFault('never', 'sleep') && !this.#hasFault('reject', 'sleep')) {
        this.wrong.push(`an answer to ${url} was thrown away, and holds its connection`);
      }
    }
  }

  #checkEvents(): void {
    const { wrong, events } = this;
    const isClosed = this.#closedAt < Number.POSITIVE_INFINITY;
    for (const made of this.made) {
      const { url } = made;
      const story = events.filter((event) => 'url' in event && event.url === url);
      if (made.isStillborn || made.wasClosed || story.length === 0) {
        if (story.length > 0) wrong.push(`${url} was left to the inner fetch, and has events`);
        else if (!made.isStillborn && !made.wasClosed && !isClosed && made.result !== this.ports.error) {
          wrong.push(`${url} has no events`);
        }
        continue;
      }
      const types = story.map(({ type }) => type);
      const count = (type: string) => types.filter((each) => each === type).length;
      const isWhole = count('call.settled') === 1;
      if (types[0] !== 'call.started' || count('call.started') !== 1) wrong.push(`${url} begins with ${types[0]}`);
      if (!isWhole && (!isClosed || made.mustEndAt <= this.#closedAt)) wrong.push(`${url} has no call.settled`);
      if (isWhole && types.at(-1) !== 'call.settled') wrong.push(`${url} goes on after call.settled: ${types}`);
      const open = new Set<number>();
      let started = 0;
      for (const event of story) {
        if (event.type === 'attempt.started') {
          if (event.attempt !== ++started) wrong.push(`${url}: attempt ${event.attempt} is the ${started}. one`);
          open.add(event.attempt);
        } else if (event.type === 'attempt.ended' && !open.delete(event.attempt)) {
          wrong.push(`${url}: attempt ${event.attempt} ended without having started`);
        } else if (event.type === 'retry.scheduled' && event.attempt !== started + 1) {
          wrong.push(`${url}: after attempt ${started}, attempt ${event.attempt} was scheduled`);
        } else if (event.type === 'call.settled') {
          if (open.size > 0) wrong.push(`${url} settled while attempt ${[...open]} had no end`);
          if (event.attempts !== started) wrong.push(`${url} settled with ${event.attempts} attempts of ${started}`);
          const aborted = made.controller?.signal.aborted === true && made.result === made.controller.signal.reason;
          if (aborted !== (event.outcome === 'aborted')) wrong.push(`${url} is reported as ${event.outcome}`);
        }
      }
      const expected = made.bodies > 0 ? made.bodies : made.sent;
      if (isWhole && started !== expected) wrong.push(`${url} has ${started} attempts, and was sent ${expected} times`);
    }
    if (isClosed && this.#pending.length === 0 && events.at(-1)?.type !== 'client.closed') {
      wrong.push(`the last event is ${events.at(-1)?.type}, not client.closed`);
    }
  }

  /** No permit, token, timer or listener; and an upstream that works is used again. */
  async #checkWhatIsLeft(): Promise<void> {
    const { wrong, steady, clock } = this;
    this.#steps = [{}];
    await settled();
    const armed = clock.armed - this.#foreignSleeps;
    if (armed > 0) wrong.push(`${armed} timers keep the process alive`);
    for (const { controller, hasPlainSignal, url } of this.made) {
      if (controller === undefined || !hasPlainSignal) continue;
      const listeners = getEventListeners(controller.signal, 'abort').length;
      if (listeners > 0) wrong.push(`${listeners} listeners are left on the signal of ${url}`);
    }
    const [status] = steady.upstreams();
    if (status !== undefined) {
      const { inFlight, waiting, budget, state } = status;
      if (state === 'half-open') wrong.push('a probe that was permitted is neither sent nor given back');
      if (inFlight !== 0 || waiting !== 0) wrong.push(`left: ${inFlight} in flight, ${waiting} waiting`);
      if (budget < 0 || budget > CAPACITY) wrong.push(`the budget has ${budget} tokens`);
      const expected = this.#expectedTokens();
      const isUnpaid = this.events.some((event) => event.type === 'call.waiting' && event.waitReason === 'budget');
      if (!isUnpaid && Math.abs(expected - budget) > 1e-6)
        wrong.push(`the budget has ${budget} tokens, not ${expected}`);
    }
    if (this.#closedAt === Number.POSITIVE_INFINITY) {
      await clock.advance(70_000);
      const sentBefore = this.#sent;
      this.call('/item', { isUnlimited: true });
      await clock.advance(2_000);
      const { result } = this.made.at(-1) as Made;
      if (!(result instanceof Response && result.status === 200 && this.#sent === sentBefore + 1)) {
        wrong.push(`afterwards a healthy upstream is not used: ${result}, after ${this.#sent - sentBefore} requests`);
      }
      if (result instanceof Response) await result.body?.cancel();
      const [later] = steady.upstreams();
      if (later?.state !== 'closed') wrong.push(`afterwards the circuit of a healthy upstream is ${later?.state}`);
    }
    steady.close();
    await clock.advance(3_000);
    const timers = clock.asleep - this.#foreignSleeps;
    if (timers > 0) wrong.push(`${timers} timers are left after close()`);
  }

  /** What each retry took is gone, unless its call ended well. */
  #expectedTokens(): number {
    let tokens = FIRST_TOKENS;
    for (const event of this.events) {
      if (event.type !== 'call.settled') continue;
      const { verdict } = event;
      if (verdict.kind === 'ok' || verdict.kind === 'client-error') tokens += PER_SUCCESS;
      else tokens -= Math.max(0, event.attempts - 1);
    }
    return tokens;
  }

  async #pass(ms: number): Promise<void> {
    await this.#sleep(ms, undefined);
  }

  async #sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
    this.#foreignSleeps++;
    try {
      await this.clock.sleep(ms, signal);
    } finally {
      this.#foreignSleeps--;
    }
  }

  #answer(input: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> {
    const url = input instanceof Request ? input.url : String(input);
    const made = this.made.find((each) => each.url === url);
    const step = this.#steps[Math.min(this.#sent++, this.#steps.length - 1)] as Step;
    if (made === undefined) this.wrong.push(`a request for ${url}, which was not called`);
    else {
      made.sent++;
      if (made.settlements > 0) this.wrong.push(`${url} was sent after it had settled`);
      const isOurs = !made.isStillborn && !made.wasClosed;
      if (isOurs && made.controller?.signal.aborted) this.wrong.push(`${url} was sent after its abort`);
      if (isOurs && made.mustEndAt < Number.POSITIVE_INFINITY)
        this.wrong.push(`${url} was sent after it was cancelled`);
    }
    // As an engine does: what has a body is read when it is sent.
    const hasBody = init?.body != null || (input instanceof Request && input.body !== null);
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    return this.ports.async('fetch', `${this.#sent}`, async () => {
      if (signal?.aborted) throw signal.reason;
      if (hasBody) await new Request(input, { ...init, signal: null, duplex: 'half' } as RequestInit).text();
      return this.#play(step, url, signal);
    });
  }

  async #play(step: Step, url: string, signal: AbortSignal | undefined): Promise<Response> {
    const { status = 200, headers = {}, page = 'short', code, hangs, latencyMs = 5 } = step;
    if (hangs) {
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
    }
    await this.#sleep(latencyMs, signal);
    if (code !== undefined) {
      const error = new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
      this.#networkErrors.add(error);
      throw error;
    }
    return page === 'none'
      ? new Response(null, { status, headers })
      : this.#respond(status, headers, page, url, signal);
  }

  #respond(
    status: number,
    headers: Record<string, string>,
    page: NonNullable<Step['page']>,
    url: string,
    signal: AbortSignal | undefined,
  ): Response {
    const number = this.#bodies.length;
    const body = { url, number, state: 'open' as 'open' | 'ended' };
    this.#bodies.push(body);
    let chunks = 0;
    const end = () => {
      body.state = 'ended';
      signal?.removeEventListener('abort', onAbort);
    };
    let onAbort = () => {};
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          onAbort = () => {
            end();
            controller.error(signal?.reason);
          };
          signal?.addEventListener('abort', onAbort, { once: true });
        },
        pull: async (controller) => {
          try {
            await this.ports.async('read', `${status} ${page}`, async () => {
              if (page === 'stalled' && chunks > 0) await new Promise(() => {});
              if (page === 'cut' && chunks > 0) throw new TypeError('terminated');
              chunks++;
            });
          } catch (error) {
            if (body.state === 'open') controller.error(error);
            end();
            return;
          }
          if (body.state !== 'open') return;
          controller.enqueue(new Uint8Array(page === 'long' ? 8_192 : 8).fill(120));
          if (page === 'short' || (page === 'long' && chunks === LONG_CHUNKS)) {
            end();
            controller.close();
          }
        },
        cancel: end,
      },
      { highWaterMark: 0 },
    );
    return new Response(stream, { status, headers: { ...headers, 'x-body': String(number) } });
  }
}
