import { env } from 'node:process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  createSteadyFetch,
  isUpstreamError,
  reportOf,
  type SteadyEvent,
  type SteadyEventType,
  type SteadyInit,
} from '../src/index.ts';
import { settled, virtualClock } from '../src/testing/index.ts';
import { seeded } from './support/random.ts';

/** What becomes of one request. `late` is an answer that no abort can stop. */
interface Fate {
  readonly kind: 'answer' | 'broken' | 'throws' | 'late';
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: 'none' | 'small' | 'large' | 'drip' | 'stall';
  readonly latencyMs: number;
}

const fate: fc.Arbitrary<Fate> = fc.record({
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constant('answer' as const) },
    fc.constantFrom('broken' as const, 'throws' as const, 'late' as const),
  ),
  status: fc.oneof(
    { weight: 2, arbitrary: fc.constant(200) },
    { weight: 4, arbitrary: fc.constantFrom(502, 503, 504) },
    fc.constantFrom(404, 408, 429, 500),
  ),
  headers: fc.oneof({ weight: 6, arbitrary: fc.constant({}) }, fc.constant({ 'retry-after': '2' })),
  body: fc.constantFrom('none', 'small', 'large', 'drip', 'stall'),
  // The longest is a hung upstream: beyond the time limit of every call.
  latencyMs: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0, 5, 300) }, fc.constantFrom(8_000, 90_000)),
});

/** What the app does meanwhile. */
const act = fc.record({
  afterMs: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 3_000 })),
  what: fc.oneof(
    { weight: 6, arbitrary: fc.constant('call' as const) },
    fc.constantFrom('abort', 'abort all', 'cancel', 'retry now', 'isolate', 'release'),
    { weight: 1, arbitrary: fc.constant('close' as const) },
  ),
  upstream: fc.integer({ min: 0, max: 2 }),
  method: fc.constantFrom('GET', 'GET', 'PUT', 'POST'),
  headers: fc.constantFrom('Headers', 'object', 'list', 'iterator'),
  body: fc.constantFrom('text', 'bytes', 'form'),
  address: fc.constantFrom('text', 'URL', 'Request'),
  signal: fc.constantFrom('none', 'own', 'shared'),
});
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** What a listener does when it hears of something, as often as `times` says. */
const reaction = fc.record({
  to: fc.constantFrom<SteadyEventType>(
    'call.started',
    'attempt.started',
    'attempt.ended',
    'retry.scheduled',
    'call.waiting',
    'call.settled',
    'call.recovered',
    'circuit.opened',
    'circuit.half-opened',
    'circuit.closed',
  ),
  what: fc.constantFrom('call', 'cancel', 'close', 'retry now', 'abort', 'unsubscribe', 'throw', 'reject'),
  times: fc.integer({ min: 1, max: 3 }),
});

const life = fc.record({
  fates: fc.array(fate, { minLength: 1, maxLength: 25 }),
  acts: fc.array(act, { minLength: 1, maxLength: 14 }),
  reactions: fc.array(reaction, { maxLength: 3 }),
  throwOnFailure: fc.boolean(),
  seed: fc.integer(),
});
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

/** One body that the upstream sends, and what became of it. */
interface Body {
  readonly callId: string;
  readonly text: string | undefined;
  state: 'open' | 'read' | 'cancelled';
}

/** One call, as it was made. */
interface Made {
  readonly given: { readonly url: string; readonly method: string; readonly value: string; readonly body: string };
  readonly controller: AbortController | undefined;
  /** Was it made with a signal that had aborted before? A client that is closed leaves that to the inner fetch. */
  readonly isStillborn: boolean;
  sent: number;
  settlements: number;
  result: unknown;
}

const CHUNK = new Uint8Array(64 * 1024).fill(120);
const LARGE_CHUNKS = 24;
/** Tells whose body a response has: the caller may get a clone of what the upstream sent. */
const BODY_HEADER = 'x-body';

class World {
  readonly clock = virtualClock();
  readonly made = new Map<string, Made>();
  readonly bodies: Body[] = [];
  readonly seen: Promise<{ readonly id: string; readonly given: Made['given'] }>[] = [];
  readonly faults: string[] = [];
  readonly events: SteadyEvent[] = [];
  readonly calls: Promise<void>[] = [];
  readonly shared = new AbortController();
  readonly steady: ReturnType<typeof createSteadyFetch>;
  readonly #fates: readonly Fate[];
  #sent = 0;
  /** Sleeps of the upstream, which are no business of the client. */
  upstreamSleeps = 0;
  isClosed = false;

  constructor({ fates, reactions, throwOnFailure, seed }: Life) {
    this.#fates = fates;
    const { clock } = this;
    const fetch = (input: RequestInfo | URL, init?: RequestInit) => this.#answer(input, init);
    const onListenerError = () => {};
    this.steady = createSteadyFetch({ fetch, clock, random: seeded(seed), throwOnFailure, onListenerError });
    this.steady.subscribe((event) => this.events.push(event));
    for (const { to, what, times } of reactions) this.#react(to, what, times);
  }

  close(): void {
    this.isClosed = true;
    this.steady.close();
  }

  call({ upstream, method, headers, body, address, signal }: Omit<Act, 'afterMs' | 'what'>): void {
    const id = String(this.made.size + 1);
    const url = `http://upstream-${upstream}.test/${id}`;
    const hasBody = method !== 'GET';
    const text = hasBody ? `body=${id}` : '';
    const controller = signal === 'none' ? undefined : signal === 'own' ? new AbortController() : this.shared;
    const pairs: [string, string][] = [
      ['x-call', id],
      ['x-value', 'first'],
    ];
    const object = Object.fromEntries(pairs);
    const real = new Headers(pairs);
    const bytes = new TextEncoder().encode(text);
    const form = new URLSearchParams(text);
    const location = new URL(url);
    const init: SteadyInit = {
      method,
      headers: { Headers: real, object, list: pairs, iterator: new Headers(pairs).entries() }[headers] as HeadersInit,
      steady: { timeout: { totalMs: 60_000 } },
      ...(hasBody ? { body: { text, bytes, form }[body] } : {}),
      ...(controller === undefined ? {} : { signal: controller.signal }),
    };
    const input = { text: url, URL: location, Request: new Request(url) }[address];
    const made: Made = {
      given: { url, method, value: 'first', body: text },
      controller,
      isStillborn: controller?.signal.aborted === true,
      sent: 0,
      settlements: 0,
      result: undefined,
    };
    this.made.set(id, made);
    const settle = (result: unknown) => {
      made.settlements++;
      made.result = result;
    };
    this.calls.push(this.steady(input, init).then(settle, settle));
    // From here on the caller does with its own as it likes.
    real.set('x-value', 'changed');
    object['x-value'] = 'changed';
    (pairs[1] as [string, string])[1] = 'changed';
    bytes.fill(0);
    form.set('body', 'changed');
    location.pathname = '/changed';
    init.method = 'DELETE';
    init.headers = {};
    delete init.body;
  }

  abort(which: 'latest' | 'all'): void {
    for (const [id, { controller }] of [...this.made].reverse()) {
      if (controller === undefined || controller.signal.aborted) continue;
      controller.abort(new Error(`abort ${id}`));
      if (which === 'latest') return;
    }
  }

  #react(to: SteadyEventType, what: string, times: number): void {
    let left = times;
    const off = this.steady.on(to, () => {
      if (left-- <= 0) return undefined;
      if (what === 'cancel') this.steady.cancel();
      else if (what === 'close') this.close();
      else if (what === 'retry now') this.steady.retryNow();
      else if (what === 'abort') this.abort('latest');
      else if (what === 'unsubscribe') off();
      else if (what === 'throw') throw new Error('a listener that fails');
      else if (what === 'reject') return Promise.reject(new Error('an async listener that fails'));
      else this.call({ upstream: 0, method: 'GET', headers: 'Headers', body: 'text', address: 'text', signal: 'own' });
      return undefined;
    });
  }

  #answer(input: RequestInfo | URL, init: RequestInit | undefined): Promise<Response> {
    const request = new Request(input, init);
    const id = request.headers.get('x-call') ?? new URL(request.url).pathname.slice(1);
    const made = this.made.get(id);
    if (made === undefined) this.faults.push(`a request of call ${id}, which was never made`);
    else {
      made.sent++;
      if (made.settlements > 0) this.faults.push(`call ${id} was sent after it had settled`);
      if (made.controller?.signal.aborted && !made.isStillborn) {
        this.faults.push(`call ${id} was sent after its abort`);
      }
    }
    const { url, method, headers } = request;
    const value = headers.get('x-value') ?? '';
    this.seen.push(request.text().then((body) => ({ id, given: { url, method, value, body } })));
    const next = this.#fates[this.#sent++ % this.#fates.length] as Fate;
    if (next.kind === 'throws') throw new Error('a mock that throws');
    return this.#play(next, id, init?.signal ?? undefined);
  }

  async #play({ kind, status, headers, body, latencyMs }: Fate, id: string, signal: AbortSignal | undefined) {
    await this.#sleep(latencyMs, kind === 'late' ? undefined : signal);
    if (kind === 'broken') throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    return this.#respond(status, headers, body, id);
  }

  async #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.upstreamSleeps++;
    try {
      await this.clock.sleep(ms, signal);
    } finally {
      this.upstreamSleeps--;
    }
  }

  #respond(status: number, headers: Record<string, string>, kind: Fate['body'], callId: string): Response {
    if (kind === 'none') return new Response(null, { status, headers });
    const number = this.bodies.length;
    let chunks = 0;
    const stream = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          if (kind === 'stall' && chunks > 0) return new Promise(() => {});
          if (kind === 'drip') await this.#sleep(500);
          if (body.state !== 'open') return;
          controller.enqueue(kind === 'large' ? CHUNK : new Uint8Array([120]));
          chunks++;
          const isComplete = kind === 'small' || (kind === 'large' && chunks === LARGE_CHUNKS);
          if (!isComplete) return;
          body.state = 'read';
          controller.close();
        },
        cancel: () => {
          body.state = 'cancelled';
        },
      },
      { highWaterMark: 0 },
    );
    const text = kind === 'small' ? 'x' : kind === 'large' ? 'x'.repeat(CHUNK.length * LARGE_CHUNKS) : undefined;
    const body: Body = { callId, text, state: 'open' };
    this.bodies.push(body);
    return new Response(stream, { status, headers: { ...headers, [BODY_HEADER]: String(number) } });
  }
}

async function live(given: Life): Promise<void> {
  const world = new World(given);
  const { clock, steady } = world;
  let release = () => {};
  for (const { afterMs, what, ...call } of given.acts) {
    if (afterMs > 0) await clock.advance(afterMs);
    if (what === 'call') world.call(call);
    else if (what === 'abort') world.abort('latest');
    else if (what === 'abort all') world.abort('all');
    else if (what === 'cancel') steady.cancel();
    else if (what === 'retry now') steady.retryNow();
    else if (what === 'isolate') release = steady.isolate(`http://upstream-${call.upstream}.test`);
    else if (what === 'release') release();
    else world.close();
  }
  release();
  // A listener may make more calls while others end. No call may take longer than its time limit, or than a plain one takes.
  const patientUntil = clock.now() + 400_000;
  for (let known = -1; known !== world.calls.length; ) {
    known = world.calls.length;
    let isOver = false;
    const all = Promise.all(world.calls).then(() => {
      isOver = true;
    });
    while (!isOver && clock.now() < patientUntil) await clock.advance(500);
    if (isOver) await all;
    else world.faults.push('some calls never settle');
  }

  const { faults, events } = world;
  const settledEvents = events.filter(({ type }) => type === 'call.settled').length;
  const startedEvents = events.filter(({ type }) => type === 'call.started').length;
  // A listener of a client that closes gets what that ended, and nothing that was made or came later.
  if (world.isClosed ? settledEvents > startedEvents : settledEvents !== startedEvents) {
    faults.push(`${startedEvents} calls were started, and ${settledEvents} settled`);
  }
  if (!world.isClosed) {
    // What was aborted before is left to fetch.
    const made = [...world.made.values()].filter(({ isStillborn }) => !isStillborn).length;
    if (startedEvents !== made) faults.push(`${made} calls were made, ${startedEvents} reported`);
    for (const status of steady.upstreams()) {
      if (status.waiting + status.inFlight !== 0) faults.push(`left at ${status.upstream}: ${JSON.stringify(status)}`);
    }
  }
  for (const event of events) {
    if (event.type !== 'call.settled') continue;
    const id = event.url.split('/').at(-1) ?? '';
    const sent = world.made.get(id)?.sent;
    if (event.attempts !== sent)
      faults.push(`call ${id} reports ${event.attempts} attempts, and was sent ${sent} times`);
  }
  for (const [id, { settlements, sent, result }] of world.made) {
    if (settlements !== 1) faults.push(`call ${id} settled ${settlements} times`);
    // Calls that share a signal also share the error that it ends them with.
    if (result === world.shared.signal.reason) continue;
    // A success at the first attempt has no report, nor has a call made after close().
    const reported = reportOf(result)?.attempts.length ?? 1;
    if (reported !== sent) faults.push(`call ${id} reports ${reported} attempts, and was sent ${sent} times`);
  }
  for (const { id, given } of await Promise.all(world.seen)) {
    const expected = world.made.get(id)?.given;
    if (JSON.stringify(given) !== JSON.stringify(expected)) {
      faults.push(`call ${id} was sent as ${JSON.stringify(given)}, not as ${JSON.stringify(expected)}`);
    }
  }

  world.close();
  await clock.advance(3_000);
  const timers = clock.asleep - world.upstreamSleeps;
  if (timers !== 0) faults.push(`${timers} timers are left`);
  const returned = new Map<string | null, Response>();
  for (const { result } of world.made.values()) {
    const response = isUpstreamError(result) ? result.response : result;
    if (response instanceof Response) returned.set(response.headers.get(BODY_HEADER), response);
  }
  for (const [number, { callId, text, state }] of world.bodies.entries()) {
    const response = returned.get(String(number));
    if (response === undefined) {
      if (state === 'open') faults.push(`an answer to call ${callId} was thrown away, and holds its connection`);
    } else if (text === undefined) await response.body?.cancel();
    else if (!world.made.get(callId)?.controller?.signal.aborted) {
      const got = await response.text().catch((error) => `an error: ${error}`);
      if (got !== text) faults.push(`call ${callId} has a body of ${got.length} characters, not of ${text.length}`);
    }
  }
  await clock.advance(3_000);
  expect(faults).toEqual([]);
}

/** One life again, as `seed:path` from the report of a failure. */
const [seed, path] = env['STEADY_LIFE']?.split(':') ?? [];
const LIVES = seed === undefined ? Number(env['STEADY_LIVES'] ?? 250) : 1;

test(
  'whatever happens to calls, each settles once, is sent as it was made, is reported in full, and leaves nothing behind',
  async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', onUnhandled);
    try {
      await fc.assert(
        fc.asyncProperty(life, async (given) => {
          await live(given);
          await settled();
          expect(unhandled).toEqual([]);
        }),
        {
          numRuns: LIVES,
          ...(seed === undefined ? {} : { seed: Number(seed), path: path ?? '0', endOnFailure: true }),
        },
      );
    } finally {
      process.off('unhandledRejection', onUnhandled);
    }
  },
  Math.max(600_000, LIVES * 100),
);
