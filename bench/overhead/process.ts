import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * A process of its own for one subject: what one library does to the heap and to the compiler cannot slow the next one down.
 * It does one thing at a time, when told.
 */
export class Lab<Task, Result> {
  readonly #child: ChildProcess;
  #waiting: { resolve(result: Result): void; reject(error: Error): void } | undefined;

  constructor(file: string, args: readonly string[], flags: readonly string[] = []) {
    this.#child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
      execArgv: ['--import', 'tsx', '--expose-gc', ...flags],
    });
    this.#child.on('message', (result) => this.#waiting?.resolve(result as Result));
    this.#child.on('exit', (code) => this.#waiting?.reject(new Error(`${file} ${args.join(' ')} ended with ${code}`)));
  }

  ask(task: Task): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#child.send(task as object);
    });
  }

  close(): void {
    this.#waiting = undefined;
    this.#child.kill();
  }
}

/** The other end. */
export function serve<Task, Result>(work: (task: Task) => Promise<Result>): void {
  process.on('message', async (task) => {
    process.send?.(await work(task as Task));
  });
}
