import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { AbortLine, AbortTask } from './abort-lab.ts';
import type { ClientResult, ClientTask } from './client-lab.ts';

const lab = (name: string) => fileURLToPath(new URL(`../.cache/${name}.mjs`, import.meta.url));

/** Longer than a child gives its own calls. */
const CLIENT_MS = 100_000;
const ABORT_MS = 20_000;

/** Lets a contender make its calls, in a process of its own. */
export async function letClient(task: ClientTask): Promise<ClientResult> {
  const child = fork(lab('client-lab'), [JSON.stringify(task)], { timeout: CLIENT_MS });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${task.contender}, ${task.what}: ended with ${code ?? signal}`);
  });
  const [result] = await Promise.race([once(child, 'message'), ended]);
  // It stays until it is sent away: an end can be seen before a last message.
  child.disconnect();
  return result as ClientResult;
}

export interface AbortRun {
  readonly lines: readonly AbortLine[];
  /** When the process was gone, in epoch milliseconds; nothing when it had to be stopped. */
  readonly goneAt: number | undefined;
}

/** Lets a contender's calls be aborted, in a process that ends when nothing is left to do. */
export async function letAborts(task: AbortTask): Promise<AbortRun> {
  const child = spawn(process.execPath, [lab('abort-lab'), JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: ABORT_MS,
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  let goneAt = 0;
  child.on('exit', () => {
    goneAt = performance.timeOrigin + performance.now();
  });
  const [, signal] = await once(child, 'close');
  const lines = text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AbortLine);
  return { lines, goneAt: signal === null ? goneAt : undefined };
}

/** Does all of the work, some of it at the same time, in order of the tasks. */
export async function inLanes<Task, Result>(
  tasks: readonly Task[],
  lanes: number,
  work: (task: Task) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async () => {
    while (next < tasks.length) {
      const at = next++;
      results[at] = await work(tasks[at] as Task);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
