import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts one of what `buildLabs` has built. */
export function start(lab: string, args: readonly string[], flags: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(new URL(`../.cache/${lab}.mjs`, import.meta.url)), args, { execArgv: [...flags] });
}

/**
 * A process of its own for one subject: what one library does to the heap and to the compiler cannot slow the next one down.
 * It does one thing at a time, on request.
 */
export class Lab<Task, Result> {
  readonly #child: ChildProcess;
  #waiting: { resolve(result: Result): void; reject(error: Error): void } | undefined;

  constructor(lab: string, args: readonly string[], flags: readonly string[] = []) {
    this.#child = start(lab, args, ['--expose-gc', ...flags]);
    this.#child.on('message', (result) => this.#waiting?.resolve(result as Result));
    this.#child.on('exit', (code) => this.#waiting?.reject(new Error(`${lab} ${args.join(' ')} ended with ${code}`)));
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
