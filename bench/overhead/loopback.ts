import { once } from 'node:events';
import { pairwise, type Spread, spread } from '../measure/statistics.ts';
import type { LoopbackTask } from './loopback-lab.ts';
import { Lab, start } from './process.ts';
import { BARE } from './subjects.ts';

export interface LoopbackRow {
  readonly name: string;
  readonly cpuUs: Spread;
  /** To bare fetch, round by round. */
  readonly ratio: Spread;
}

interface Length {
  readonly warmUp: number;
  /** In the first rounds everybody takes part, in the rest those who are too close to call. */
  readonly rounds: { readonly everybody: number; readonly close: number };
  readonly requests: number;
}

/** What a real request over loopback costs the client's processor: one row per subject, one list per number of requests at once. */
export async function cpuPerRequest(
  names: readonly string[],
  close: readonly string[],
  concurrencies: readonly number[],
  { warmUp, rounds, requests }: Length,
): Promise<LoopbackRow[][]> {
  const server = start('server', []);
  const [port] = (await once(server, 'message')) as [number];
  const labs = names.map((name) => new Lab<LoopbackTask, number>('loopback-lab', [name, String(port)]));
  const tables: LoopbackRow[][] = [];
  // The compiler needs thousands of requests, and only once.
  for (const lab of labs) await lab.ask({ requests: warmUp, atOnce: 1 });
  for (const atOnce of concurrencies) {
    const samples = names.map((): number[] => []);
    for (const lab of labs) await lab.ask({ requests: warmUp / 10, atOnce });
    for (let round = 0; round < rounds.everybody + rounds.close; round++) {
      for (let turn = 0; turn < labs.length; turn++) {
        const at = (turn + round) % labs.length;
        if (round >= rounds.everybody && !close.includes(names[at] as string)) continue;
        samples[at]?.push((await labs[at]?.ask({ requests, atOnce })) as number);
      }
    }
    tables.push(rowsOf(names, samples));
  }
  for (const lab of labs) lab.close();
  server.disconnect();
  return tables;
}

function rowsOf(names: readonly string[], samples: readonly (readonly number[])[]): LoopbackRow[] {
  const bare = samples[names.indexOf(BARE)] ?? [];
  return names.map((name, at) => {
    const own = samples[at] ?? [];
    return {
      name,
      cpuUs: spread(own),
      ratio: spread(pairwise(own, bare.slice(0, own.length), (us, bareUs) => us / bareUs)),
    };
  });
}
