import { type Clock, OptionsError } from '../index.ts';
import { Time } from './time.ts';
import { settled, turns } from './turns.ts';

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  /** Wall time at the start, in epoch ms: 2026-01-01T00:00:00Z. */
  readonly epoch: number;
  /** How many sleeps have not ended, the ones of time limits included. */
  readonly asleep: number;
  /** How many of them are waits, which keep a process alive: 0 where nothing is left to be waited for. */
  readonly armed: number;
  /** Monotonic ms at which the next sleep ends; in the past if it is late, after `jump()`. */
  readonly nextAt: number | undefined;
  /** Lets `ms` pass: ends every sleep that is due, in order, and lets promises settle after each. */
  advance(ms: number): Promise<void>;
  /** Moves to the end of the next sleep, however far that is. Resolves with `false` if there is none. */
  next(): Promise<boolean>;
  /** Lets time pass until the promise settles, and not longer. Rejects if no sleep is left that could settle it. */
  runUntil<T>(promise: Promise<T>): Promise<T>;
  /** Lets `ms` pass without ending a sleep, as when a machine sleeps. Those that are due end late. */
  jump(ms: number): void;
  /** Moves the wall clock alone, as a person or NTP would. */
  shiftWall(ms: number): void;
}

/** A fetch mock that works without timers has answered by then. */
const TURNS_TO_ANSWER = 10;

/** Makes a clock that stands still until a test moves it. Give it to the client, and to the center of its notices. */
export function virtualClock(): VirtualClock {
  const epoch = Date.UTC(2026, 0, 1);
  const time = new Time();
  let wallShift = 0;

  const clock: VirtualClock = {
    epoch,
    now: () => time.now,
    wallNow: () => epoch + time.now + wallShift,
    sleep: time.sleep,
    get asleep() {
      return time.size;
    },
    get armed() {
      return time.armed;
    },
    get nextAt() {
      return time.next()?.endsAt;
    },
    async advance(ms) {
      const until = time.now + duration('advance(ms)', ms);
      await settled();
      while ((time.next()?.endsAt ?? Number.POSITIVE_INFINITY) <= until) await clock.next();
      time.now = Math.max(time.now, until);
    },
    async next() {
      const next = time.next();
      next?.end();
      await settled();
      return next !== undefined;
    },
    async runUntil(promise) {
      let isSettled = false;
      const mark = () => {
        isSettled = true;
      };
      promise.then(mark, mark);
      await settled();
      while (!isSettled) {
        if (await clock.next()) continue;
        await turns(TURNS_TO_ANSWER);
        if (!isSettled && time.size === 0) {
          throw new Error('steadyfetch: the promise is still pending, and no sleep is left that could settle it');
        }
      }
      return promise;
    },
    jump(ms) {
      time.now += duration('jump(ms)', ms);
    },
    shiftWall(ms) {
      wallShift += ms;
    },
  };
  return clock;
}

function duration(name: string, ms: number): number {
  if (typeof ms === 'number' && ms >= 0 && ms < Number.POSITIVE_INFINITY) return ms;
  throw new OptionsError(name, ms, 'a number of ms from 0 on');
}
