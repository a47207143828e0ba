import { beforeEach, describe, expect, test } from 'vitest';
import { createSteadyFetch } from '../../src/index.ts';
import { createNotices } from '../../src/notices/index.ts';
import {
  expectNotices,
  instantClock,
  scriptedFetch,
  type VirtualClock,
  virtualClock,
} from '../../src/testing/index.ts';

const API = 'https://photos.test/albums';
const user = { steady: { notice: { importance: 'user' as const } } };
let clock: VirtualClock;
beforeEach(() => {
  clock = virtualClock();
});

function trouble() {
  const asksToWait = { status: 503, headers: { 'retry-after': '20' } };
  const fetch = scriptedFetch(asksToWait, 200, asksToWait, 'repeat');
  const steady = createSteadyFetch({ fetch, clock, random: () => 0.5 });
  const notices = createNotices(steady, { clock, locale: 'en', label: () => 'Photos' });
  return { steady, notices };
}

const errorOf = (promise: Promise<void>): Promise<Error & { expected?: unknown; actual?: unknown }> =>
  promise.then(
    () => new Error('nothing was thrown'),
    (error) => error,
  );

describe('expectNotices', () => {
  test('checks what is shown now: by title, by title and body, by members', async () => {
    const { steady, notices } = trouble();
    await expectNotices(notices, []);
    void steady(API, user);
    await clock.advance(5_000);
    await expectNotices(notices, ['Photos asked us to wait']);
    await expectNotices(notices, ['Photos asked us to wait. We’ll try again within 20 seconds.']);
    await expectNotices(notices, [
      { phase: 'waiting', cause: 'unavailable-until', counts: { waiting: 1, finished: 0, failed: 0 } },
    ]);
    expect(clock.now()).toBe(5_000);
  });

  test('lets time go by until they are shown, and not longer', async () => {
    const { steady, notices } = trouble();
    void steady(API, user);
    await expectNotices(notices, [{ phase: 'waiting' }], { clock });
    expect(clock.now()).toBe(1_000);
    await expectNotices(notices, [{ phase: 'recovered' }], { clock, withinMs: 60_000 });
    await expectNotices(notices, [], { clock, withinMs: 10_000 });
    expect(clock.now()).toBeLessThan(40_000);
  });

  test('says what is shown instead, and has both for the diff of a test runner', async () => {
    const { steady, notices } = trouble();
    void steady(API, user);
    const error = await errorOf(expectNotices(notices, ['All is well.'], { clock, withinMs: 2_500 }));
    expect(error.message).toBe(
      [
        'these notices are not shown within 2500 ms:',
        '- All is well.',
        'but these are:',
        '+ Photos asked us to wait. We’ll try again within 20 seconds.',
      ].join('\n'),
    );
    expect(error).toMatchObject({
      name: 'AssertionError',
      expected: ['All is well.'],
      actual: ['Photos asked us to wait. We’ll try again within 20 seconds.'],
    });
    expect(clock.now()).toBe(2_500);
    const gone = await errorOf(expectNotices(notices, ['All is well.'], { clock, withinMs: 60_000 }));
    expect(gone.message).toContain('but these are:\n+ no notice\nand these were before:\n+ Photos asked us to wait');
    void steady(API, user);
    await clock.advance(5_000);
    const parts = await errorOf(expectNotices(notices, [{ phase: 'failed' }, { phase: 'slow' }]));
    expect(parts.message).toContain('- {"phase":"failed"}\n- {"phase":"slow"}\nbut these are:\n+ {"phase":"waiting"}');
    expect((await errorOf(expectNotices(notices, []))).message).toContain('- no notice\nbut these are:\n+ Photos');
  });

  test('leaves no sleep and no listener behind', async () => {
    const { notices } = trouble();
    await errorOf(expectNotices(notices, ['never'], { clock, withinMs: 10 }));
    expect(clock.asleep).toBe(0);
  });

  test('works with the instant clock', async () => {
    const clock = instantClock();
    const steady = createSteadyFetch({ fetch: scriptedFetch(500), clock, retry: { maxAttempts: 1 } });
    const notices = createNotices(steady, { clock, locale: 'en' });
    void steady(API, user);
    await expectNotices(notices, [{ phase: 'failed' }], { clock });
    await expect(expectNotices(notices, ['never'], { clock })).rejects.toThrow('+ ');
  });

  test('refuses what is no center, and what is no list', async () => {
    await expect(expectNotices({} as never, [])).rejects.toThrow('center must be a center made by createNotices');
    const { notices } = trouble();
    await expect(expectNotices(notices, 'one' as never)).rejects.toThrow('expected must be a list of texts');
  });
});
