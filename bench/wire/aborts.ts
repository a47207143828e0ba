import { quantile } from '../measure/statistics.ts';
import { figure, table } from '../measure/table.ts';
import type { Abort } from './abort-lab.ts';
import { type AbortRun, inLanes, letAborts } from './children.ts';
import { listen } from './listen.ts';

/** How the upstream fails while callers leave. */
export const FAILURES = ['502', 'refused'] as const;

export type AbortAccount =
  /** The call was over before it could be aborted: nothing is retried, or at once. */
  | 'does not wait'
  | {
      readonly aborts: number;
      readonly endedMs: number;
      readonly endedMsMax: number;
      readonly ending: string;
      readonly otherEndings: number;
      readonly attemptsAfter: number;
      /** From abort() until nothing kept the process alive, and until it was gone; absent where it had to be stopped. */
      readonly idleMs?: number;
      readonly exitMs?: number;
    };

export interface AbortRow {
  readonly key: string;
  readonly accounts: readonly AbortAccount[];
}

/** Who is as slow as that will be the next time, too. */
const SLOW_MS = 300;

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

  const tasks = urls.flatMap((failingUrl, at) =>
    keys.map((key) => ({ key, failingUrl, attempts: at === 0 ? ('requests' as const) : ('connections' as const) })),
  );
  const accounts = await inLanes(tasks, lanes, async ({ key, failingUrl, attempts }) => {
    const runs: AbortRun[] = [];
    while (runs.length < processes && !runs.some(isSlow)) {
      runs.push(
        await letAborts({
          contender: key,
          healthyUrl: `${server.url}/ok`,
          failingUrl,
          attempts,
          rounds,
          slowMs: SLOW_MS,
        }),
      );
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
  lines.some((line) => line.type === 'does not wait' || (line.type === 'aborted' && line.endedMs > SLOW_MS));

export function accountForAborts(runs: readonly AbortRun[]): AbortAccount {
  const aborted = runs.flatMap(({ lines }) => lines.filter((line) => line.type === 'aborted'));
  if (aborted.length === 0) return 'does not wait';
  const times = aborted.map(({ endedMs }) => endedMs);
  const counted = runs.flatMap(({ lines }) => lines.filter((line) => line.type !== 'does not wait'));
  const exits = runs.flatMap(({ lines, goneAt }) => {
    const last = lines.findLast((line) => line.type === 'aborted');
    const exit = lines.find((line) => line.type === 'exit');
    if (last === undefined || exit === undefined || goneAt === undefined) return [];
    return [{ idleMs: exit.at - last.abortedAt, exitMs: goneAt - last.abortedAt }];
  });
  return {
    aborts: aborted.length,
    endedMs: median(times),
    endedMsMax: quantile(times, 1),
    ending: [...new Set(aborted.map(({ ending }: Abort) => ending))].join(', '),
    otherEndings: aborted.filter(({ ending }) => ending !== 'the reason').length,
    attemptsAfter: Math.max(...counted.map(({ attemptsAfter }) => attemptsAfter)),
    ...(exits.length > 0 && {
      idleMs: median(exits.map(({ idleMs }) => idleMs)),
      exitMs: median(exits.map(({ exitMs }) => exitMs)),
    }),
  };
}

const median = (values: readonly number[]): number => quantile(values, 0.5);

export function abortTables(rows: readonly AbortRow[]): string {
  return FAILURES.map((failure, at) => {
    const cells = rows.map(({ key, accounts }) => [key, ...abortCells(accounts[at] as AbortAccount)]);
    const head = ['', 'abort to end, ms', 'longest', 'ends with', 'attempts after', 'abort to idle, ms', 'to exit, ms'];
    return `### ${failure}\n\n${table(head, cells)}`;
  }).join('\n\n');
}

function abortCells(account: AbortAccount): string[] {
  if (account === 'does not wait') return ['does not wait', '', '', '', '', ''];
  const { endedMs, endedMsMax, ending, attemptsAfter, idleMs, exitMs } = account;
  const left = [idleMs, exitMs].map((value) => (value === undefined ? 'stopped' : figure(value)));
  return [figure(endedMs), figure(endedMsMax), ending, `${attemptsAfter}`, ...left];
}
