import { type Spread, spread } from '../measure/statistics.ts';
import { BARE } from '../peers/names.ts';
import { Lab } from './process.ts';
import type { StubTask } from './stub-lab.ts';

/** A nursery that holds a whole sample, so that the collector need not come by. */
const ROOMY = ['--min-semi-space-size=64', '--max-semi-space-size=64'];
const SAMPLE_BYTES = 16 * 2 ** 20;
/** Code that is still to be compiled allocates more. */
const WARM_CALLS = 20_000;

export interface BytesRow {
  readonly name: string;
  /** Over the bare stub, per call. */
  readonly addedBytes: Spread;
}

export async function bytesPerCall(names: readonly string[], samples: number): Promise<BytesRow[]> {
  const all = new Map<string, number[]>();
  for (const name of names) all.set(name, await sample(name, samples));
  const bare = spread(all.get(BARE) ?? []).median;
  return names.map((name) => ({ name, addedBytes: spread((all.get(name) ?? []).map((bytes) => bytes - bare)) }));
}

async function sample(name: string, samples: number): Promise<number[]> {
  const lab = new Lab<StubTask, number>('stub-lab', [name, 'reused'], ROOMY);
  await lab.ask({ measure: 'time', calls: WARM_CALLS });
  const guess = await lab.ask({ measure: 'bytes', calls: 100 });
  const calls = Math.max(100, Math.min(20_000, Math.floor(SAMPLE_BYTES / Math.max(guess, 1))));
  const bytes: number[] = [];
  while (bytes.length < samples) bytes.push(await lab.ask({ measure: 'bytes', calls }));
  lab.close();
  return bytes;
}
