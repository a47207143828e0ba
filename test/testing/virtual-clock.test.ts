import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch } from '../../src/index.ts';
import { recordEvents, scriptedFetch, type VirtualClock, virtualClock } from '../../src/testing/index.ts';

let clock: VirtualClock;
beforeEach(() => {
  clock = virtualClock();
});

describe('advance', () => {
  test('ends every sleep that is due, in order, and lets promises settle after each', async () => {
    const seen: string[] = [];
    const sleepAndThen = async (name: string, ms: number) => {
      await clock.sleep(ms);
      seen.push(`${name} at ${clock.now()}`);
      await Promise.resolve();
      await clock.sleep(10);
      seen.push(`${name} again at ${clock.now()}`);
    };
    void sleepAndThen('slow', 105);
    void sleepAndThen('quick', 100);
    void sleepAndThen('late', 500);
    await clock.advance(200);
    expect(seen).toEqual(['quick at 100', 'slow at 105', 'quick again at 110', 'slow again at 115']);
    expect([clock.now(), clock.wallNow(), clock.asleep]).toEqual([200, clock.epoch + 200, 1]);
  });

  test('ends sleeps by time and by age, whatever they are, and never goes back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1_000), { maxLength: 20 }),
        fc.array(fc.nat(400), { minLength: 1, maxLength: 8 }),
        async (sleeps, steps) => {
          const clock = virtualClock();
          const ended: [number, number][] = [];
          for (const [index, ms] of sleeps.entries()) void clock.sleep(ms).then(() => ended.push([clock.now(), index]));
          let now = 0;
          for (const step of steps) {
            await clock.advance(step);
            now += step;
            expect(clock.now()).toBe(now);
          }
          const due = sleeps.map((ms, index) => [ms, index] as const).filter(([ms]) => ms <= now);
          expect(ended).toEqual(due.sort(([a, i], [b, j]) => a - b || i - j));
          expect(clock.asleep).toBe(sleeps.length - due.length);
        },
      ),
    );
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '100', undefined])('refuses %s', async (ms) => {
    await expect(clock.advance(ms as number)).rejects.toThrow(/advance\(ms\) must be a number of ms from 0 on, got/);
    expect(() => clock.jump(ms as number)).toThrow(/jump\(ms\) must be/);
  });
});

describe('runUntil', () => {
  test('stops at the moment at which the promise settles', async () => {
    void clock.sleep(5_000);
    expect(await clock.runUntil(clock.sleep(1_000).then(() => 'done'))).toBe('done');
    expect([clock.now(), clock.asleep]).toEqual([1_000, 1]);
  });

  test('passes on a rejection', async () => {
    const failed = clock.sleep(10).then(() => Promise.reject(new Error('no')));
    await expect(clock.runUntil(failed)).rejects.toThrow('no');
  });

  test('says so when nothing is left that could settle the promise', async () => {
    await expect(clock.runUntil(new Promise(() => {}))).rejects.toThrow(
      'steadyfetch: the promise is still pending, and no sleep is left that could settle it',
    );
  });

  test('runs a client through its waits', async () => {
    const fetch = scriptedFetch(503, 502, 200);
    const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
    const told = recordEvents(steady);
    expect((await clock.runUntil(steady('http://a.test/'))).status).toBe(200);
    const delays = told.of('retry.scheduled').map(({ delayMs }) => delayMs);
    expect([delays.length, clock.now()]).toEqual([2, delays.reduce((sum, ms) => sum + ms, 0)]);
    expect(clock.armed).toBe(0);
  });
});

describe('next', () => {
  test('moves to the end of the next sleep, and says whether there was one', async () => {
    void clock.sleep(70);
    expect(clock.nextAt).toBe(70);
    expect([await clock.next(), clock.now(), clock.nextAt]).toEqual([true, 70, undefined]);
    expect([await clock.next(), clock.now()]).toEqual([false, 70]);
  });
});

describe('a sleep', () => {
  test('ends late after a jump, and time does not go back', async () => {
    const ended = clock.sleep(100).then(() => clock.now());
    clock.jump(5_000);
    expect(clock.nextAt).toBe(100);
    await clock.advance(0);
    expect(await ended).toBe(5_000);
  });

  test('counts as armed only if it would keep a process alive', () => {
    void clock.sleep(1);
    void clock.sleep(1, undefined, { ref: false });
    expect([clock.armed, clock.asleep]).toEqual([1, 2]);
  });

  test('rejects with the reason of its signal, before it begins and while it lasts, and is gone', async () => {
    const abort = new AbortController();
    const sleeping = clock.sleep(100, abort.signal).catch((reason) => reason);
    abort.abort('enough');
    expect(await sleeping).toBe('enough');
    expect(await clock.sleep(1, abort.signal).catch((reason) => reason)).toBe('enough');
    expect(clock.asleep).toBe(0);
  });
});

test('the wall clock can be moved alone', () => {
  clock.shiftWall(-60_000);
  expect([clock.now(), clock.wallNow()]).toEqual([0, clock.epoch - 60_000]);
});
