import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

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

/**
 * Runs a program as a Node process of its own. It may import from `./src` and `./test`. An unhandled rejection ends it. It is bundled
 * before: a process that compiled every file itself would take seconds on a busy machine.
 */
export async function runNode(
  program: string,
  { killAfterMs = 25_000, unhandled = 'strict' }: RunOptions = {},
): Promise<Ended> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'esnext',
    packages: 'external',
    logLevel: 'silent',
  });
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const args = [`--unhandled-rejections=${unhandled}`, '--expose-gc', '--input-type=module', '-'];
    const options = { cwd: ROOT, timeout: killAfterMs, killSignal: 'SIGKILL' } as const;
    const child = execFile(process.execPath, args, options, (_error, stdout, stderr) =>
      resolve({
        code: child.exitCode,
        stdout: stdout.trim(),
        stderr: stderr.trim(),
        elapsedMs: performance.now() - startedAt,
      }),
    );
    child.stdin?.end(outputFiles[0]?.text);
  });
}
