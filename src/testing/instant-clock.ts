import { type Clock, OptionsError } from '../index.ts';
import { Time } from './time.ts';
import { pause, turns } from './turns.ts';

export interface InstantClockOptions {
  /**
   * Real ms that the inner fetch may take to answer. Once nothing has happened for so long, it is taken to hang, and the next time limit
   * strikes. Raise it for real servers, and for mocks that answer late, such as with `delay()` of msw.
   *
   * @defaultValue 100
   */
  readonly answerWithinMs?: number;
}

/** A clock in which every wait is over at once. */
export interface InstantClock extends Clock {
  /** The waits that are over, in ms, in order. */
  readonly waits: readonly number[];
}

/** A fetch mock that works without timers has answered by then. */
const TURNS_TO_ANSWER = 10;
/**
 * Real ms after which it looks whether a wait has begun meanwhile. A process that was starved of time sees many such timers, so that answers
 * which are there already are heard before.
 */
const LOOK_AGAIN_MS = 10;
/** After one limit has struck, the others of the same moment follow sooner, by so many times. */
const SOONER = 10;
/** Where requests have hung for so long, in time that was skipped, they have no time limit. */
const GIVE_UP_AFTER_MS = 600_000;

const isWait = ({ ref }: { readonly ref: boolean }): boolean => ref;

/**
 * Makes a clock in which every wait is over at once: its time is skipped. Time limits do not strike while the inner fetch answers; where it
 * hangs, and nothing else is going on, time is skipped to the next limit.
 */
export function instantClock({ answerWithinMs = 100 }: InstantClockOptions = {}): InstantClock {
  if (typeof answerWithinMs !== 'number' || !(answerWithinMs >= 0 && answerWithinMs < 2 ** 31)) {
    throw new OptionsError('answerWithinMs', answerWithinMs, 'a number of ms from 0 on');
  }
  const time = new Time();
  const waits: number[] = [];
  let isRunning = false;
  /** Grows with whatever the client does: it always reads its clock. */
  let signsOfLife = 0;

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    let skippedMs = 0;
    while (time.size > 0 && skippedMs < GIVE_UP_AFTER_MS) {
      if (time.next(isWait) !== undefined) {
        await turns(TURNS_TO_ANSWER);
        endWait();
        skippedMs = 0;
      } else if (await isSilent(skippedMs === 0 ? answerWithinMs : answerWithinMs / SOONER)) {
        const before = time.now;
        time.next()?.end();
        skippedMs += Math.max(1, time.now - before);
        // What the limit itself brings about is no answer.
        await turns(TURNS_TO_ANSWER);
      } else skippedMs = 0;
    }
    isRunning = false;
  }

  /** An answer may have ended the wait meanwhile, or an earlier one may have begun. */
  function endWait(): void {
    const wait = time.next(isWait);
    if (wait === undefined) return;
    waits.push(wait.ms);
    wait.end();
  }

  async function isSilent(forMs: number): Promise<boolean> {
    const before = signsOfLife;
    for (let leftMs = forMs; leftMs >= 0; leftMs -= LOOK_AGAIN_MS) {
      await pause(Math.min(LOOK_AGAIN_MS, leftMs));
      if (signsOfLife !== before) return false;
    }
    await turns(TURNS_TO_ANSWER);
    return signsOfLife === before;
  }

  return {
    waits,
    now() {
      signsOfLife++;
      return time.now;
    },
    wallNow() {
      signsOfLife++;
      return Date.now() + time.now;
    },
    sleep(ms, signal, options) {
      signsOfLife++;
      const sleep = time.sleep(ms, signal, options);
      void run();
      return sleep;
    },
  };
}
