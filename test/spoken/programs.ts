import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../browser/support/in-page.ts';

/** How long a program may take to start on a busy machine. */
export const START_MS = 60_000;

/** Programs that run until they are all ended, the last first. */
export class Programs implements AsyncDisposable {
  readonly #running: ChildProcess[] = [];

  /** Starts a program, and returns what it has written to its output when asked. */
  start(path: string, args: readonly string[], env: NodeJS.ProcessEnv): () => string {
    const program = spawn(path, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.#running.push(program);
    let written = '';
    program.stdout.on('data', (chunk) => {
      written += chunk;
    });
    return () => {
      if (program.exitCode !== null || program.signalCode !== null) throw new Error(`${path} has ended by itself`);
      return written;
    };
  }

  /** Starts a program that writes one line when it is ready, and returns that line. */
  async startAndRead(path: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
    const written = this.start(path, args, env);
    await waitFor(async () => written().includes('\n'), `a line of ${path}`, START_MS);
    return written().trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const program of this.#running.reverse()) await end(program);
  }
}

async function end(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const exited = once(program, 'exit');
  program.kill();
  const timer = new AbortController();
  void sleep(3_000, undefined, { ref: false, signal: timer.signal }).then(
    () => program.kill('SIGKILL'),
    () => {},
  );
  await exited;
  timer.abort();
}
