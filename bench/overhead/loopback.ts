import { once } from 'node:events';
import { pairwise, type Spread, spread } from '../measure/statistics.ts';
import { BARE } from '../peers/names.ts';
import type { LoopbackTask } from './loopback-lab.ts';
import { Lab, start } from './process.ts';

export interface LoopbackRow {
  readonly name: string;
  readonly cpuUs: Spread;
  /** To bare fetch, round by round. */
  readonly ratio: Spread;
}

interface Length {
  readonly warmUp: number;
  /** How often the processes are started: each has its own luck, and those who are too close to call need several. */
  readonly launches: number;
  /** In the first rounds all subjects take part, in the rest those that are too close to call. */
  readonly rounds: { readonly all: number; readonly close: number };
  readonly requests: number;
}

/** What a real request over loopback costs the client's processor: one row per subject, one list per number of requests at once. */
export async function cpuPerRequest(
  names: readonly string[],
  close: readonly string[],
  concurrencies: readonly number[],
  { warmUp, launches, rounds, requests }: Length,
): Promise<LoopbackRow[][]> {
  const server = start('server', []);
  const [port] = (await once(server, 'message')) as [number];
  const samples = concurrencies.map(() => new Map<string, number[]>(names.map((name) => [name, []])));
  for (let launch = 0; launch < launches; launch++) {
    const taking = launch === 0 ? names : close;
    const labs = taking.map((name) => new Lab<LoopbackTask, number>('loopback-lab', [name, String(port)]));
    // The compiler needs thousands of requests, and only once.
    for (const lab of labs) await lab.ask({ requests: warmUp, atOnce: 1 });
    for (const [which, atOnce] of concurrencies.entries()) {
      for (const lab of labs) await lab.ask({ requests: warmUp / 10, atOnce });
      for (let round = 0; round < (launch === 0 ? rounds.all + rounds.close : rounds.close); round++) {
        for (let turn = 0; turn < labs.length; turn++) {
          const at = (turn + round) % labs.length;
          const name = taking[at] as string;
          if (round >= rounds.all && !close.includes(name)) continue;
          samples[which]?.get(name)?.push((await labs[at]?.ask({ requests, atOnce })) as number);
        }
      }
    }
    for (const lab of labs) lab.close();
  }
  server.disconnect();
  return samples.map((each) => rowsOf(names, each));
}

function rowsOf(names: readonly string[], samples: ReadonlyMap<string, readonly number[]>): LoopbackRow[] {
  const bare = samples.get(BARE) ?? [];
  return names.map((name) => {
    const own = samples.get(name) ?? [];
    return {
      name,
      cpuUs: spread(own),
      ratio: spread(pairwise(own, bare.slice(0, own.length), (us, bareUs) => us / bareUs)),
    };
  });
}
