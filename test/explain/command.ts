import { type Io, main } from '../../cli/main.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { instantClock } from '../../src/testing/index.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The waits that the command has made, in ms. */
  readonly waits: readonly number[];
}

interface Around {
  readonly isTTY?: boolean;
  readonly env?: Io['env'];
  readonly signal?: AbortSignal;
  /** With the clock of the platform: for time limits. */
  readonly isRealTime?: boolean;
  /** Is called with all that was written so far. */
  readonly onOutput?: (text: string) => void;
}

/** Runs the command in this process, with a clock in which every wait is over at once. */
export async function command(args: readonly string[], around: Around = {}): Promise<Ran> {
  const { isTTY = false, env = {}, signal = new AbortController().signal, onOutput, isRealTime = false } = around;
  const written = { stdout: '', stderr: '' };
  const out = (name: keyof typeof written): Io['stdout'] => ({
    isTTY,
    write: (text) => {
      written[name] += text;
      onOutput?.(written.stdout + written.stderr);
    },
  });
  const instant = instantClock({ answerWithinMs: 60_000 });
  const clock = isRealTime ? systemClock() : instant;
  const code = await main(args, { stdout: out('stdout'), stderr: out('stderr'), env, signal, clock });
  return { code, ...written, waits: instant.waits };
}

/** Without what differs from run to run. */
export const normalized = (text: string): string =>
  text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>')
    .replaceAll(/127\.0\.0\.1:\d+/g, '<address>')
    .replaceAll(/\b\d+\.\d{3} s\b/g, '<n> s')
    .replaceAll(/x-varnish:\d+/g, 'x-varnish:<id>');
