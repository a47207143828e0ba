import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pairwise, type Spread, spread } from '../measure/statistics.ts';
import type { LoopbackTask } from './loopback-lab.ts';
import { Lab } from './process.ts';
import { BARE } from './subjects.ts';

export interface LoopbackRow {
  readonly name: string;
  readonly cpuUs: Spread;
  /** To bare fetch, round by round. */
  readonly ratio: Spread;
}

/** What a real request over loopback costs the client's processor. */
export async function cpuPerRequest(
  names: readonly string[],
  atOnce: number,
  { rounds, requests }: { rounds: number; requests: number },
): Promise<LoopbackRow[]> {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const [port] = (await once(server, 'message')) as [number];
  const labs = names.map((name) => new Lab<LoopbackTask, number>('loopback-lab.ts', [name, String(port)]));
  const samples = names.map((): number[] => []);
  for (const lab of labs) await lab.ask({ requests: requests * 2, atOnce });
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < labs.length; turn++) {
      const at = (turn + round) % labs.length;
      samples[at]?.push((await labs[at]?.ask({ requests, atOnce })) as number);
    }
  }
  for (const lab of labs) lab.close();
  server.disconnect();
  const bare = samples[names.indexOf(BARE)] ?? [];
  return names.map((name, at) => {
    const own = samples[at] ?? [];
    return { name, cpuUs: spread(own), ratio: spread(pairwise(own, bare, (us, bareUs) => us / bareUs)) };
  });
}
