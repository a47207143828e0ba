import { setImmediate } from 'node:timers/promises';
import type { Call } from '../peers/peer.ts';
import { serve } from './serve.ts';
import { freshResponse, reusedResponse, URLS } from './stub.ts';
import { subjectNamed } from './subjects.ts';

export interface StubTask {
  readonly measure: 'time' | 'bytes' | 'collected';
  readonly calls: number;
}

const [name = '', stub] = process.argv.slice(2);
const call = await subjectNamed(name).open(stub === 'fresh' ? freshResponse : reusedResponse());

const measures = { time: nanosPerCall, bytes: bytesPerCall, collected: nanosAfterCollection };

serve(({ measure, calls }: StubTask) => measures[measure](call, calls));

async function run(call: Call, calls: number): Promise<void> {
  for (let i = 0; i < calls; i++) await call(URLS[i & 63] as string);
}

/** Of processor time: what else the machine is busy with does not count. */
async function nanosPerCall(call: Call, calls: number): Promise<number> {
  const before = process.cpuUsage();
  await run(call, calls);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1_000) / calls;
}

/** A full collection takes what the engine has compiled with it. */
async function nanosAfterCollection(call: Call, calls: number): Promise<number> {
  globalThis.gc?.();
  await setImmediate();
  return nanosPerCall(call, calls);
}

/** On the JavaScript heap, in a nursery that holds it all: the collector has no reason to come by. */
async function bytesPerCall(call: Call, calls: number): Promise<number> {
  globalThis.gc?.();
  await setImmediate();
  const before = process.memoryUsage().heapUsed;
  await run(call, calls);
  return (process.memoryUsage().heapUsed - before) / calls;
}
