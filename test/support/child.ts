import { execFile } from 'node:child_process';

export interface Ended {
  /** The exit code; `null` where it had to be killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

interface RunOptions {
  readonly killAfterMs?: number;
  /** What an unhandled rejection does to the process. */
  readonly unhandled?: 'strict' | 'none';
}

/** Runs a program as a Node process of its own. It may import from `./src` and `./test`. An unhandled rejection ends it. */
export const runNode = (
  program: string,
  { killAfterMs = 25_000, unhandled = 'strict' }: RunOptions = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const startedAt = performance.now();
    const args = [
      `--unhandled-rejections=${unhandled}`,
      '--expose-gc',
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      program,
    ];
    const options = { timeout: killAfterMs, killSignal: 'SIGKILL' } as const;
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      resolve({
        code: child.exitCode,
        stdout: stdout.trim(),
        stderr: stderr.trim(),
        elapsedMs: performance.now() - startedAt,
      }),
    );
  });
