import type { Clock } from '../model/ports.ts';

/** Waiting calls that are woken in one turn of the event loop: to end a thousand at once would hold up everything else. */
const PER_TURN = 50;

/** Wakes all of them, the first ones at once. */
export async function wakeInTurns(clock: Clock, waiting: readonly { wake(): void }[]): Promise<void> {
  for (const [at, each] of waiting.entries()) {
    if (at > 0 && at % PER_TURN === 0) await clock.sleep(0);
    each.wake();
  }
}
