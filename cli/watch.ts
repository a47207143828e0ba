import type { Clock } from '../src/index.ts';
import type { Subject } from './subject.ts';
import { briefly, formats } from './words.ts';

interface Watching {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** One request, and what it came to. */
  readonly ask: () => Promise<Subject>;
  readonly say: (line: string) => void;
}

/** Never more often. */
const MIN_WAIT_MS = 2_000;
const MAX_WAIT_MS = 60_000;
const GROWTH = 1.5;

/** Asks again until an answer is good: ever less often, and never before the server said. Rejects when it is interrupted. */
export async function watch(first: Subject, { clock, signal, ask, say }: Watching): Promise<Subject> {
  const startedAt = clock.now();
  let before = briefly(first.verdict);
  let waitMs = MIN_WAIT_MS;
  for (let last = first; ; waitMs = Math.min(waitMs * GROWTH, MAX_WAIT_MS)) {
    const askedMs = last.verdict.retryAfterMs ?? 0;
    if (askedMs > MAX_WAIT_MS)
      say(`The server asks to wait ${formats.duration(askedMs)}. The next request goes out after that.`);
    await sleep(clock, Math.max(waitMs, askedMs), signal);
    last = await ask();
    signal.throwIfAborted();
    if (last.verdict.kind === 'ok') {
      say(`It is back: ${briefly(last.verdict)}, after ${formats.duration(clock.now() - startedAt)}.`);
      return last;
    }
    const now = briefly(last.verdict);
    if (now !== before) say(`It still fails, in another way: ${now}.`);
    before = now;
  }
}

/** Timers hold less than a month. */
const MAX_SLEEP_MS = 2 ** 31 - 1;

async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= MAX_SLEEP_MS) await clock.sleep(Math.min(leftMs, MAX_SLEEP_MS), signal);
}
