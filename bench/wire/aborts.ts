import { quantile } from '../measure/statistics.ts';
import { figure, table } from '../measure/table.ts';
import type { Abort } from './abort-lab.ts';
import { type AbortRun, inLanes, letAborts } from './children.ts';
import { listen } from './listen.ts';

/** How the upstream fails while callers leave. */
export const FAILURES = ['502', 'refused'] as const;

export type AbortAccount =
  /** The call was over before anybody could have lost patience: nothing is retried, or at once. */
  | 'does not wait'
  | {
      readonly aborts: number;
      readonly endedMs: number;
      readonly endedMsMax: number;
      readonly ending: string;
      readonly otherEndings: number;
      readonly requestsAfter: number;
      /** From abort() until the process was gone; absent where it had to be stopped. */
      readonly exitMs?: number;
    };

export interface AbortRow {
  readonly key: string;
  readonly accounts: readonly AbortAccount[];
}

const SLOW_MS = 1_000;

interface Lengths {
  /** Processes for each contender, and aborts in each. */
  readonly processes: number;
  readonly rounds: number;
}

export async function measureAborts(
  keys: readonly string[],
  lanes: number,
  { processes, rounds }: Lengths,
): Promise<AbortRow[]> {
  const server = await listen(
    ({ url }, response) => void response.writeHead(url === '/ok' ? 200 : 502).end('so it is'),
  );
  const closed = await listen(() => {});
  await closed.close();
  const urls = [`${server.url}/failing`, `${closed.url}/`];

  const tasks = urls.flatMap((failingUrl) => keys.map((key) => ({ key, failingUrl })));
  const accounts = await inLanes(tasks, lanes, async ({ key, failingUrl }) => {
    const runs: AbortRun[] = [];
    while (runs.length < processes && !runs.some(isSlow)) {
      runs.push(await letAborts({ contender: key, healthyUrl: `${server.url}/ok`, failingUrl, rounds }));
    }
    return accountForAborts(runs);
  });
  await server.close();
  return keys.map((key, at) => ({
    key,
    accounts: urls.map((_, failure) => accounts[failure * keys.length + at] as AbortAccount),
  }));
}

const isSlow = ({ lines }: AbortRun): boolean =>
  lines.some((line) => line.type === 'settled before' || (line.type === 'aborted' && line.endedMs > SLOW_MS));

export function accountForAborts(runs: readonly AbortRun[]): AbortAccount {
  const aborted = runs.flatMap(({ lines }) => lines.filter((line) => line.type === 'aborted'));
  if (aborted.length === 0) return 'does not wait';
  const times = aborted.map(({ endedMs }) => endedMs);
  const counted = runs.flatMap(({ lines }) => lines.filter((line) => line.type !== 'settled before'));
  const exits = runs.flatMap(({ lines, goneAt }) => {
    const last = lines.findLast((line) => line.type === 'aborted');
    return last === undefined || goneAt === undefined ? [] : [goneAt - last.abortedAt];
  });
  return {
    aborts: aborted.length,
    endedMs: quantile(times, 0.5),
    endedMsMax: quantile(times, 1),
    ending: [...new Set(aborted.map(({ ending }: Abort) => ending))].join(', '),
    otherEndings: aborted.filter(({ ending }) => ending !== 'the reason').length,
    requestsAfter: Math.max(...counted.map(({ requestsAfter }) => requestsAfter)),
    ...(exits.length > 0 && { exitMs: quantile(exits, 0.5) }),
  };
}

export function abortTables(rows: readonly AbortRow[]): string {
  return FAILURES.map((failure, at) => {
    const cells = rows.map(({ key, accounts }) => [key, ...abortCells(accounts[at] as AbortAccount)]);
    const head = ['', 'abort to end, ms', 'longest', 'ends with', 'requests after', 'abort to exit, ms'];
    return `### ${failure}\n\n${table(head, cells)}`;
  }).join('\n\n');
}

function abortCells(account: AbortAccount): string[] {
  if (account === 'does not wait') return ['does not wait', '', '', '', ''];
  const { endedMs, endedMsMax, ending, requestsAfter, exitMs } = account;
  const exit = exitMs === undefined ? 'stopped' : figure(exitMs);
  return [figure(endedMs), figure(endedMsMax), ending, `${requestsAfter}`, exit];
}
