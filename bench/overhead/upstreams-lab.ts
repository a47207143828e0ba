import { setImmediate } from 'node:timers/promises';
import type { Call } from '../peers/peer.ts';
import { serve } from './serve.ts';
import { reusedResponse } from './stub.ts';
import { subjectNamed } from './subjects.ts';

export interface UpstreamsTask {
  readonly upstreams: number;
  readonly calls: number;
}

export interface Footprint {
  /** Of each upstream, after its first call. */
  readonly bytesPerUpstream: number;
  /** In bytes: the heap's change from a tenth of the calls to all of them. */
  readonly growth: number;
  /** Timers that keep the process alive, after everything. */
  readonly aliveTimers: number;
  /** Those and the ones that do not. */
  readonly timers: number;
}

const [name = '', clients] = process.argv.slice(2);
const subject = subjectNamed(name);
const stub = reusedResponse();

/** Node lists the timers that keep it alive; the others can only be counted as they are made and cleared. */
const timers = watchTimers();

serve(async ({ upstreams, calls }: UpstreamsTask): Promise<Footprint> => {
  // Shared objects exist before the counting starts.
  await (await subject.open(stub))('http://first.test/');
  const urls = Array.from({ length: upstreams }, (_, upstream) => `http://upstream-${upstream}.test/items`);
  const lines: Call[] = new Array(upstreams);
  const empty = await heap();
  const shared = clients === 'one' ? await subject.open(stub) : undefined;
  for (const [upstream, url] of urls.entries()) {
    const call = shared ?? (await subject.open(stub));
    lines[upstream] = call;
    await call(url);
  }
  const bytesPerUpstream = ((await heap()) - empty) / upstreams;

  let warm = 0;
  for (let i = 0; i < calls; i++) {
    if (i === calls / 10) warm = await heap();
    const upstream = i % upstreams;
    await (lines[upstream] as Call)(urls[upstream] as string);
  }
  const growth = (await heap()) - warm;
  const aliveTimers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  // The client is used once more, so that it was not collected while its bytes were counted.
  await (lines[0] as Call)(urls[0] as string);
  return { bytesPerUpstream, growth, aliveTimers, timers: timers.count() };
});

/** What is left after a thorough collection. */
async function heap(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await setImmediate();
  }
  return process.memoryUsage().heapUsed;
}

function watchTimers(): { count(): number } {
  const live = new Set<unknown>();
  const watch = <Start extends typeof setTimeout | typeof setInterval>(start: Start, once: boolean): Start =>
    ((run: (...args: unknown[]) => void, ms?: number, ...rest: unknown[]) => {
      const timer = start(
        (...args) => {
          if (once) live.delete(timer);
          run(...args);
        },
        ms,
        ...rest,
      );
      live.add(timer);
      return timer;
    }) as Start;
  const unwatch = <Clear extends typeof clearTimeout>(clear: Clear): Clear =>
    ((timer: Parameters<Clear>[0]) => {
      live.delete(timer);
      clear(timer);
    }) as Clear;
  globalThis.setTimeout = watch(globalThis.setTimeout, true);
  globalThis.setInterval = watch(globalThis.setInterval, false);
  globalThis.clearTimeout = unwatch(globalThis.clearTimeout);
  globalThis.clearInterval = unwatch(globalThis.clearInterval);
  return { count: () => live.size };
}
