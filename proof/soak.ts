import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { getEventListeners, once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pass, setImmediate as turn } from 'node:timers/promises';
import { createSteadyFetch, isCancelledError, isCircuitOpenError, type SteadyFetch } from '../src/index.ts';
import { virtualClock } from '../src/testing/index.ts';
import { fetchByTheClock } from '../test/support/fetch-by-the-clock.ts';
import { seeded } from '../test/support/random.ts';

// Real servers that fail in all the ways that servers fail, for a long time, and what is left in the client afterwards.
// `--seconds 20` is how long each load goes on.

const at = process.argv.indexOf('--seconds');
const SECONDS = at < 0 ? 300 : Number(process.argv[at + 1]);
const SAMPLES = 9;
const STREAMED_BYTES = 200 * 1024 * 1024;
/** What the collector keeps as it likes, and what each call may leave: a single closure would be 50 bytes and more. */
const HEAP_SLACK_BYTES = 1_000_000;
const HEAP_PER_CALL_BYTES = 8;

const wrong: string[] = [];
process.on('unhandledRejection', (error) => wrong.push(`an unhandled rejection: ${error}`));
process.on('warning', (warning) => wrong.push(`a warning: ${warning}`));

const random = seeded(1);
let runs = 0;

const say = (text: string) => console.log(text);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const resources = (name: string): number => process.getActiveResourcesInfo().filter((each) => each === name).length;

async function heapAfterCollection(): Promise<number> {
  for (let round = 0; round < 6; round++) {
    globalThis.gc?.();
    // Finalizers run in tasks of their own.
    await pass(20);
  }
  return process.memoryUsage().heapUsed;
}

/** The lowest of the first and of the last third: what the collector keeps comes and goes, and what is leaked stays. */
function checkFlat(name: string, heaps: readonly number[], calls: number): void {
  const third = Math.floor(heaps.length / 3);
  const [first, last] = [Math.min(...heaps.slice(0, third)), Math.min(...heaps.slice(-third))];
  say(
    `${name}: heap after each part, in MB: ${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ')}; ${calls} calls`,
  );
  if (last - first > HEAP_SLACK_BYTES + HEAP_PER_CALL_BYTES * calls) {
    wrong.push(`${name}: the heap has grown by ${megabytes(last - first)} in ${calls} calls`);
  }
}

class Load {
  readonly ends = new Map<string, number>();
  readonly #steady: SteadyFetch;
  readonly #urls: readonly string[];
  /** As long-lived as the page. */
  readonly #shared = new AbortController();
  #isPaused = false;
  calls = 0;

  constructor(steady: SteadyFetch, urls: readonly string[]) {
    this.#steady = steady;
    this.#urls = urls;
  }

  /** So many calls at a time, for so long; then until the last of them has ended. */
  async go(concurrent: number, ms: number): Promise<void> {
    this.#isPaused = false;
    const workers = Array.from({ length: concurrent }, () => this.#work());
    await pass(ms);
    this.#isPaused = true;
    await Promise.all(workers);
  }

  get listeners(): number {
    return getEventListeners(this.#shared.signal, 'abort').length;
  }

  async #work(): Promise<void> {
    while (!this.#isPaused) {
      const end = await this.#call(this.calls++);
      this.ends.set(end, (this.ends.get(end) ?? 0) + 1);
      await pass(random() * 30);
    }
  }

  async #call(number: number): Promise<string> {
    const url = `${this.#urls[number % this.#urls.length]}/item/${number % 50}`;
    const kind = number % 8;
    const own = kind === 4 ? new AbortController() : undefined;
    const timer = own === undefined ? undefined : setTimeout(() => own.abort(), random() * 50);
    const { signal } = own ?? this.#shared;
    try {
      const init =
        kind === 5
          ? { method: 'PUT', body: 'x'.repeat(1_000) }
          : kind === 6
            ? { method: 'POST', body: 'x', steady: { idempotencyKey: true as const } }
            : {};
      const response = await this.#steady(url, { ...init, signal });
      if (kind === 7) await response.body?.cancel();
      else await response.text();
      return String(response.status);
    } catch (error) {
      if (own?.signal.aborted && error === own.signal.reason) return 'aborted';
      if (isCircuitOpenError(error)) return 'refused';
      const { name, message } = error as Error;
      const isKnown = name === 'TimeoutError' || (name === 'TypeError' && /fetch failed|terminated/.test(message));
      if (!isKnown) wrong.push(`a call rejected with ${error}`);
      return name;
    } finally {
      clearTimeout(timer);
    }
  }
}

async function underLoad(urls: readonly string[], concurrent: number): Promise<void> {
  const name = `${concurrent} calls at a time`;
  // The more calls, the longer does each take on a machine that has little time.
  const unitMs = concurrent > 100 ? 4_000 : 1_000;
  const steady = createSteadyFetch({
    retry: { baseDelayMs: 10, maxDelayMs: 100, maxRetryAfterMs: 1_500, hedgeAfterMs: unitMs / 2 },
    timeout: { attemptMs: unitMs, totalMs: 4 * unitMs },
    circuit: { openMs: 100, maxOpenMs: 400, maxWaitMs: 1_000 },
  });
  let events = 0;
  steady.subscribe(() => events++);
  const load = new Load(steady, urls);
  // Code is compiled and pools are filled first.
  await load.go(concurrent, Math.min(3_000, (SECONDS * 1_000) / SAMPLES));
  const before = load.calls;
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const heaps: number[] = [];
  let sockets = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    delay.enable();
    await load.go(concurrent, (SECONDS * 1_000) / SAMPLES);
    delay.disable();
    heaps.push(await heapAfterCollection());
    const upstreams = steady.upstreams();
    if (upstreams.length !== urls.length) wrong.push(`${name}: ${upstreams.length} upstreams are known`);
    for (const { upstream, inFlight, waiting } of upstreams) {
      if (inFlight + waiting > 0) wrong.push(`${name}: ${inFlight} in flight and ${waiting} waiting at ${upstream}`);
    }
    if (load.listeners > 0) wrong.push(`${name}: ${load.listeners} listeners on a long-lived signal`);
    sockets = Math.max(sockets, resources('TCPSocketWrap'));
  }
  runs += load.calls;
  checkFlat(name, heaps, load.calls - before);
  const ends = [...load.ends].sort(([, a], [, b]) => b - a).map(([end, count]) => `${count} ${end}`);
  say(`${name}: ${ends.join(', ')}; ${events} events`);
  say(`${name}: longest stall of the event loop ${Math.round(delay.max / 1e6)} ms`);
  if (sockets > (concurrent + 1) * urls.length) wrong.push(`${name}: ${sockets} sockets are open`);
  for (const end of ['200', '502', 'aborted', 'TypeError']) {
    if (!load.ends.has(end)) wrong.push(`${name}: no call ended with ${end}, so the load was not what it should be`);
  }
  steady.close();
  // Connections that are kept alive are closed by the engine after 4 s.
  for (let look = 0; look < 200 && resources('TCPSocketWrap') + resources('Timeout') > 2; look++) await pass(100);
  const left = { sockets: resources('TCPSocketWrap'), timers: resources('Timeout') };
  say(`${name}: ${left.sockets} sockets and ${left.timers} timers afterwards`);
  // The timer is the one that waits here.
  if (left.sockets > 0 || left.timers > 1)
    wrong.push(`${name}: ${left.sockets} sockets, ${left.timers} timers are left`);
}

/** One hour of calls in which the upstream is down for half a minute in each five, on a clock that no call has to wait for. */
async function virtualHour(): Promise<void> {
  const clock = virtualClock();
  const fetch = fetchByTheClock(clock, (now) => (now % 300_000 > 270_000 ? 503 : random() < 0.02 ? 502 : 200));
  const steady = createSteadyFetch({ fetch, clock, random });
  const heaps: number[] = [];
  let calls = 0;
  let ended = 0;
  let succeeded = 0;
  const settle = (status: number) => {
    ended++;
    if (status === 200) succeeded++;
  };
  for (let minute = 0; minute < 60; minute++) {
    for (let n = 0; n < 240; n++) {
      calls++;
      steady(`http://upstream.test/item/${n}`).then(
        ({ status }) => settle(status),
        () => settle(0),
      );
      await clock.advance(250);
    }
    if (minute % 6 === 5) heaps.push(await heapAfterCollection());
    // What is sent is kept by the script alone.
    runs += fetch.sentAt.length;
    if (fetch.sentAt.length > 3 * 240) wrong.push(`virtual hour: ${fetch.sentAt.length} requests for 240 calls`);
    fetch.sentAt.length = 0;
  }
  await clock.advance(60_000);
  const [status] = steady.upstreams();
  say(`virtual hour: ${succeeded} of ${calls} calls succeeded; circuit ${status?.state}`);
  if (ended !== calls) wrong.push(`virtual hour: ${calls - ended} calls have no end`);
  // Without us, a tenth would fail with the upstream, and two in a hundred of the others.
  if (succeeded < 0.9 * calls) wrong.push(`virtual hour: only ${succeeded} of ${calls} succeeded`);
  if (status?.state !== 'closed' || status.waiting + status.inFlight > 0) {
    wrong.push(`virtual hour: left ${JSON.stringify(status)}`);
  }
  checkFlat('virtual hour', heaps, calls);
  steady.close();
  await clock.advance(3_000);
  if (clock.asleep > 0) wrong.push(`virtual hour: ${clock.asleep} timers are left`);
}

/**
 * The most processor time between two looks of the event loop, in ms, while so many waiting calls are cancelled together, and how
 * often it looks. Time by the clock would also be that of whatever else the machine does.
 */
async function stallOfCancelling(count: number): Promise<{ readonly longest: number; readonly looks: number }> {
  const fetch = async () => new Response(null, { status: 502 });
  const steady = createSteadyFetch({ fetch, circuit: { maxWaiting: 20_000, maxWaitMs: 60_000, openMs: 30_000 } });
  while (steady.upstreams()[0]?.state !== 'open') {
    await steady('http://upstream.test/', { steady: { maxAttempts: 1 } });
    await pass(100);
  }
  const calls = Array.from({ length: count }, () => steady('http://upstream.test/').catch((error) => error));
  await pass(50);
  const waiting = steady.upstreams()[0]?.waiting ?? 0;
  if (waiting < count - 1) wrong.push(`of ${count} calls only ${waiting} wait`);
  let isOver = false;
  let longest = 0;
  let looks = 0;
  const busyMs = () => process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000;
  let last = busyMs();
  const look = () => {
    const now = busyMs();
    longest = Math.max(longest, now - last);
    last = now;
    looks++;
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  steady.cancel();
  const ends = await Promise.all(calls);
  isOver = true;
  runs += count;
  const cancelled = ends.filter(isCancelledError).length;
  if (cancelled < count - 1) wrong.push(`${cancelled} of ${count} calls were cancelled`);
  steady.close();
  return { longest, looks };
}

async function cancelling(): Promise<void> {
  await stallOfCancelling(1_000);
  const few = await stallOfCancelling(1_000);
  const many = await stallOfCancelling(10_000);
  say(
    `cancelling: the event loop is held up for ${few.longest.toFixed(1)} ms at most by 1 000 calls, ${many.longest.toFixed(1)} ms by 10 000`,
  );
  // If many ended in one turn of the event loop, nothing else would get a turn meanwhile.
  if (many.looks < 100) wrong.push(`cancelling 10 000 calls lets the event loop look ${many.looks} times`);
}

/** What is held while the streams run, sampled after a collection each time. */
async function peakMemory(act: () => Promise<void>): Promise<number> {
  globalThis.gc?.();
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().external;
  const before = used();
  let peak = 0;
  const timer = setInterval(() => {
    globalThis.gc?.();
    peak = Math.max(peak, used() - before);
  }, 50);
  await act();
  clearInterval(timer);
  return peak;
}

/** How much memory is held while so much is sent and received. */
async function streamed(
  url: string,
  fetch: typeof globalThis.fetch,
): Promise<{ readonly up: number; readonly down: number }> {
  const chunk = new Uint8Array(64 * 1024).fill(120);
  const expected = createHash('sha1');
  for (let bytes = 0; bytes < STREAMED_BYTES; bytes += chunk.length) expected.update(chunk);
  const hash = expected.digest('hex');

  // Until a connection is there, the engine itself takes all that the stream gives.
  await (await fetch(`${url}/download?bytes=1`)).text();
  const up = await peakMemory(async () => {
    let left = STREAMED_BYTES;
    const body = new ReadableStream({
      async pull(controller) {
        await turn();
        controller.enqueue(chunk.slice());
        left -= chunk.length;
        if (left <= 0) controller.close();
      },
    });
    const init = { method: 'PUT', body, duplex: 'half' } as RequestInit;
    const arrived = (await (await fetch(`${url}/upload`, init)).json()) as { bytes: number; hash: string };
    if (arrived.bytes !== STREAMED_BYTES || arrived.hash !== hash) {
      wrong.push(`streaming: ${JSON.stringify(arrived)} arrived of ${STREAMED_BYTES} bytes with the hash ${hash}`);
    }
  });
  const down = await peakMemory(async () => {
    const arrived = createHash('sha1');
    const response = await fetch(`${url}/download?bytes=${STREAMED_BYTES}`);
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) arrived.update(piece);
    if (arrived.digest('hex') !== hash) wrong.push('streaming: other bytes came down than were sent');
  });
  return { up, down };
}

/** The engine holds some of it, too, and garbage that was not collected yet: what counts is what we add to that. */
async function streaming(url: string): Promise<void> {
  const bare = await streamed(url, globalThis.fetch);
  const steady = createSteadyFetch();
  const ours = await streamed(url, steady);
  steady.close();
  runs += 2;
  for (const way of ['up', 'down'] as const) {
    say(
      `streaming: ${megabytes(STREAMED_BYTES)} ${way} with ${megabytes(ours[way])} of memory at most, ${megabytes(bare[way])} with bare fetch`,
    );
    if (ours[way] > bare[way] + STREAMED_BYTES / 4) wrong.push(`streaming ${way}: the stream is kept in memory`);
  }
}

const servers = fork(new URL('./faulty-servers.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
try {
  const [ports] = (await once(servers, 'message')) as [number[]];
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  await virtualHour();
  await cancelling();
  await streaming(urls[0] as string);
  for (const concurrent of [64, 1_000]) await underLoad(urls, concurrent);
} finally {
  servers.kill();
}
for (const each of new Set(wrong)) console.log(`wrong: ${each}`);
console.log(`runs: ${runs}`);
process.exitCode = wrong.length > 0 ? 1 : 0;
