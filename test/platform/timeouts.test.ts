import { describe, expect, test } from 'vitest';
import { type Timed, Timeouts } from '../../src/platform/timeouts.ts';
import { virtualClock } from '../../src/testing/index.ts';

const setup = (isShared = true) => {
  const clock = virtualClock();
  const timeouts = new Timeouts(clock, isShared);
  const expired: string[] = [];
  const limit = (ms: number, expire: () => void) => {
    const timed: Timed = { before: undefined, after: undefined, dueAt: clock.now() + ms, expire };
    timeouts.add(timed);
    return () => timeouts.remove(timed);
  };
  const start = (ms: number, name = `${ms} ms`) => limit(ms, () => expired.push(`${name} at ${clock.now()}`));
  return { clock, timeouts, expired, limit, start };
};

test('limits strike at their time, in whatever order they were set', async () => {
  const { clock, expired, start } = setup();
  for (const ms of [300, 100, 200, 100]) start(ms);
  await clock.advance(1_000);
  expect(expired).toEqual(['100 ms at 100', '100 ms at 100', '200 ms at 200', '300 ms at 300']);
});

test('a limit that was lifted does not strike, nor hold up the others', async () => {
  const { clock, expired, start } = setup();
  const lift = start(100);
  start(150);
  lift();
  await clock.advance(1_000);
  expect(expired).toEqual(['150 ms at 150']);
});

test('all share one sleep, which ends when nothing is left to watch', async () => {
  const { clock, start } = setup();
  for (let ms = 5_000; ms > 1_000; ms -= 100) start(ms)();
  expect(clock.asleep).toBe(1);
  expect(clock.armed).toBe(0);
  await clock.advance(10_000);
  expect(clock.asleep).toBe(0);
});

test('a limit set while another strikes is kept', async () => {
  const { clock, expired, limit, start } = setup();
  limit(100, () => start(50, 'the next'));
  start(500);
  await clock.advance(1_000);
  expect(expired).toEqual(['the next at 150', '500 ms at 500']);
});

test('closing leaves running limits in force, and nothing behind the last of them', async () => {
  const { clock, timeouts, expired, start } = setup();
  start(100);
  const lift = start(900);
  timeouts.close();
  await clock.advance(200);
  expect(expired).toEqual(['100 ms at 100']);
  lift();
  await clock.advance(0);
  expect(clock.asleep).toBe(0);
});

describe('where a timer lives no longer than the request that made it', () => {
  test('each limit has a sleep of its own, which does not keep the process alive', async () => {
    const { clock, expired, start } = setup(false);
    start(300);
    const lift = start(200);
    start(100);
    expect(clock.asleep).toBe(3);
    expect(clock.armed).toBe(0);
    lift();
    await clock.advance(0);
    expect(clock.asleep).toBe(2);
    await clock.advance(1_000);
    expect(expired).toEqual(['100 ms at 100', '300 ms at 300']);
    expect(clock.asleep).toBe(0);
  });

  test('closing leaves running limits in force', async () => {
    const { clock, timeouts, expired, start } = setup(false);
    start(100);
    timeouts.close();
    await clock.advance(200);
    expect(expired).toEqual(['100 ms at 100']);
  });
});
