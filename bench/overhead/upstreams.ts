import { Lab } from './process.ts';
import { BASE, OURS, OURS_BESIDE_FAILURES, OURS_UNHEDGED } from './subjects.ts';
import type { Footprint, UpstreamsTask } from './upstreams-lab.ts';

export interface FootprintRow extends Footprint {
  readonly name: string;
  readonly calls: number;
}

/** Who keeps something per upstream. Ours finds them by itself; of the others there is a client for each. */
const KEEPERS: readonly { readonly name: string; readonly clients: 'one' | 'each'; readonly share: number }[] = [
  { name: OURS_UNHEDGED, clients: 'one', share: 1 },
  { name: OURS, clients: 'one', share: 1 },
  { name: OURS_BESIDE_FAILURES, clients: 'one', share: 0.1 },
  { name: BASE, clients: 'each', share: 1 },
  { name: 'p-retry + opossum', clients: 'each', share: 1 },
  // Its calls take thirty times as long.
  { name: 'effect', clients: 'each', share: 0.1 },
];

export async function footprints({ upstreams, calls }: UpstreamsTask): Promise<FootprintRow[]> {
  const rows: FootprintRow[] = [];
  for (const { name, clients, share } of KEEPERS) {
    const lab = new Lab<UpstreamsTask, Footprint>('upstreams-lab', [name, clients]);
    rows.push({ name, calls: calls * share, ...(await lab.ask({ upstreams, calls: calls * share })) });
    lab.close();
  }
  return rows;
}
