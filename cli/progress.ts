import type { SteadyEvent } from '../src/index.ts';
import type { Out } from './main.ts';
import { briefly } from './words.ts';

const ERASE_LINE = '\r\u001B[2K';

/** One line that is rewritten while a call goes on, and erased when it is over. */
export function progress(out: Out): (event: SteadyEvent) => void {
  return (event) => {
    if (event.type === 'attempt.started')
      out.write(`${ERASE_LINE}attempt ${event.attempt} of at most ${event.maxAttempts}: waiting for an answer`);
    if (event.type === 'retry.scheduled') {
      const seconds = (event.delayMs / 1_000).toFixed(1);
      out.write(
        `${ERASE_LINE}attempt ${event.attempt - 1}: ${briefly(event.verdict)}. The next one comes in ${seconds} s`,
      );
    }
    if (event.type === 'call.settled') out.write(ERASE_LINE);
  };
}
